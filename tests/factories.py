"""Small worlds for tests, made through the same actions that people use."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import uuid4

from django.contrib.auth.hashers import make_password

from commitments.actions import limits, promises, registers
from commitments.actions.timetable import Moved
from commitments.models import Agreement, Commitment, Deadline, Membership, Mission, Party, TimeLimit, User
from commitments.rules.treaty.terms import Act, At, Limit, On, Reading, Repeat, Rule
from monitoring.actions.observations import Seen, log_observation
from monitoring.actions.reports import Findings, approve_report, draft_report, submit_report
from monitoring.models import Observation, VerificationReport

PASSWORD = "correct horse battery staple"
NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
ROLES = ("monitor", "verifier", "analyst", "administrator")


def make_user(email: str, *, name: str = "", **fields: object) -> User:
    return User.objects.create(email=email, password=password_hash(), name=name or email.split("@")[0], **fields)


@cache
def password_hash() -> str:
    """One real hash for everybody: making one is slow on purpose, and a world has five people."""
    return make_password(PASSWORD)


@dataclass
class World:
    """A mission with an agreement between two parties and one person in each role (two verifiers)."""

    slug: str
    mission: Mission
    agreement: Agreement
    north: Party
    south: Party
    people: dict[str, User] = field(default_factory=dict)
    counter: int = 0

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def membership(self, role: str) -> Membership:
        return Membership.objects.select_related("mission", "user").get(user=self.people[role], mission=self.mission)

    def commitment(self, *, obligors: tuple[Party, ...] = (), at: datetime = NOW, **fields: object) -> Commitment:
        self.counter += 1
        reference = f"{self.agreement.reference}-{self.counter:02d}"
        values: dict[str, object] = {
            "title": f"Promise {self.counter}",
            "kind": "heavy_equipment_withdrawal",
            "term": "time_limit",
            **fields,
        }
        return promises.register_commitment(
            agreement=self.agreement,
            reference=reference,
            obligors=obligors or (self.north,),
            by=self.people["administrator"],
            at=at,
            **values,
        )

    def deadline(
        self, commitment: Commitment, *, due: datetime, key: str = "complete", at: datetime = NOW, **fields: object
    ) -> Deadline:
        """A limit at an instant."""
        return self.limited(commitment, rule=At(due.date(), due.time()), key=key, at=at, zone="UTC", **fields)

    def limited(
        self, commitment: Commitment, *, rule: Rule, key: str = "complete", at: datetime = NOW, **fields: object
    ) -> Deadline:
        """A limit by any rule of a text; its first deadline."""
        if isinstance(obligor := fields.get("obligor"), Party):
            fields["obligor"] = obligor.slug
        limit = limits.set_limit(
            commitment=commitment,
            limit=Limit(key=key, readings=(Reading("adopted", rule, source="made up for a test"),), **fields),
            by=self.people["administrator"],
            at=at,
        )
        return (
            Deadline.objects.select_related("limit__commitment", "commitment__mission")
            .filter(limit=limit)
            .earliest("due_at")
        )

    def unworked(self, commitment: Commitment, *, rule: Rule, key: str = "complete", **fields: object) -> TimeLimit:
        """A limit that may give no deadline yet."""
        return limits.set_limit(
            commitment=commitment,
            limit=Limit(key=key, readings=(Reading("adopted", rule, source="made up for a test"),), **fields),
            by=self.people["administrator"],
            at=NOW,
        )

    def read(
        self, commitment: Commitment, *, readings: tuple[Reading, ...], key: str = "complete", **fields: object
    ) -> Deadline:
        """A limit with several readings, the first of them adopted; its first deadline."""
        limit = limits.set_limit(
            commitment=commitment,
            limit=Limit(key=key, readings=readings, **fields),
            by=self.people["administrator"],
            at=NOW,
        )
        return (
            Deadline.objects.select_related("limit__commitment", "commitment__mission")
            .filter(limit=limit)
            .earliest("due_at")
        )

    def weekly(self, commitment: Commitment, *, first: date, times: int | None = None, **fields: object) -> Deadline:
        """A report that is due again every week; its first deadline."""
        repeat = Repeat(1, "weeks", times=times)
        return self.limited(commitment, rule=On(first), key="weekly", kind="report_by", repeat=repeat, **fields)

    def extend(
        self,
        deadline: Deadline,
        *,
        to: datetime,
        at: datetime = NOW,
        by: User | None = None,
        granted_by: str = "Contact Group",
        reason: str = "roads closed by snow",
    ) -> list[Moved]:
        """Extend a limit to an instant, by the Contact Group unless somebody else is named."""
        act = Act(
            kind="extension",
            on=at.date(),
            by=granted_by,
            reason=reason,
            source="minutes",
            to=At(to.date(), to.time(), "UTC"),
            period=deadline.period,
        )
        return limits.act_on(limit=deadline.limit, act=act, by=by or self.people["verifier"], at=at)

    def observation(
        self, commitment: Commitment, *, by: User | None = None, at: datetime = NOW, **fields: object
    ) -> Observation:
        return log_observation(
            commitment=commitment,
            seen=seen(**{"event_at": at - timedelta(minutes=10), **fields}),
            client_id=uuid4(),
            by=by or self.people["monitor"],
            at=at,
        )

    def draft(
        self,
        commitment: Commitment,
        *,
        observations: list[Observation] | None = None,
        at: datetime = NOW,
        **fields: object,
    ) -> VerificationReport:
        values: dict[str, object] = {
            "finding": "partly_compliant",
            "implementation": 2,
            "standard_of_proof": "reasonable_grounds",
            "conclusion": "No indication of further movement at the places visited.",
            "reasoning": "Counted on two days by two teams.",
            "observations": observations if observations is not None else [self.observation(commitment, at=at)],
            **fields,
        }
        return draft_report(commitment=commitment, findings=Findings(**values), by=self.people["verifier"], at=at)

    def approved(self, commitment: Commitment, *, at: datetime = NOW, **fields: object) -> VerificationReport:
        report = self.draft(commitment, at=at, **fields)
        submit_report(report=report, by=self.people["verifier"], at=at)
        return approve_report(report=report, by=self.people["verifier2"], at=at)


def seen(**fields: object) -> Seen:
    values: dict[str, object] = {
        "sighting": "seen",
        "event_at": NOW - timedelta(minutes=10),
        "event_precision": "ten_minutes",
        "means": "saw",
        "directness": "direct",
        "reliability": "A",
        "credibility": "2",
        "narrative": "Two towed howitzers under nets.",
        "counts": {("artillery", ""): 2},
        **fields,
    }
    return Seen(**values)


def make_world(slug: str = "valley", *, reference: str = "NV", at: datetime = NOW, **mission: object) -> World:
    """A mission of its own, with one person in each role and the two parties that all worlds share."""
    opened = registers.open_mission(
        slug=slug, name=f"Mission {slug}", zone="Asia/Baku", by=None, at=at, **{"is_exercise": True, **mission}
    )
    people = {}
    for role in (*ROLES, "verifier2"):
        user = make_user(f"{role}@{slug}.example", name=f"{role} of {slug}", is_staff=role == "administrator")
        registers.grant_role(user=user, mission=opened, role=role.rstrip("2"), by=None, at=at)
        people[role] = user
    administrator = people["administrator"]
    north, south = (
        registers.register_party(slug=key, name=name, kind="armed_formation", by=administrator, at=at)
        for key, name in (("north", "Northern Command"), ("south", "River Front"))
    )
    agreement = registers.register_agreement(
        mission=opened,
        reference=reference,
        title=f"Ceasefire of {slug}",
        zone="Asia/Baku",
        source="made up for a test",
        by=administrator,
        at=at,
    )
    for party in (north, south):
        registers.add_party_role(
            agreement=agreement, party=party, role="signatory", adhered_on=date(2026, 3, 1), by=administrator, at=at
        )
    return World(slug=slug, mission=opened, agreement=agreement, north=north, south=south, people=people)
