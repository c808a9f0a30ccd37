"""The facts that standing is folded from, read for many commitments in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce

from commitments.models import Commitment, Deadline, Standing
from commitments.models.vocabulary import LimitKind
from commitments.rules.timeliness import TimeLimit
from monitoring.models import Flag, Observation, Statement, VerificationReport
from monitoring.models.vocabulary import Access
from monitoring.rules.standing import ReportFact, SightingFact, StandingFact, StatementFact, fulfilment, standing


@dataclass
class Facts:
    """Everything that bears on one commitment's standing."""

    reports: list[ReportFact] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    statements: list[StatementFact] = field(default_factory=list)
    sightings: SightingFact = field(default_factory=SightingFact)
    flags: list[Flag] = field(default_factory=list)

    def settle_deadlines(self) -> None:
        """Say of every deadline whether an approved report met it, and when."""
        for deadline in self.deadlines:
            met = fulfilment(self.reports, start=deadline.kind == LimitKind.START_BY, obligor_id=deadline.obligor_id)
            deadline.met_at, deadline.met_by = met or (None, "")

    def standing_of(self, commitment: Commitment) -> StandingFact:
        """Fold. A limit before which nothing may happen is no date to keep, so it does not make anyone late."""
        return standing(
            reports=self.reports,
            limits=[time_limit(one) for one in self.deadlines if one.kind != LimitKind.NOT_BEFORE],
            statements=self.statements,
            sightings=self.sightings,
            watched_from=commitment.watched_from,
            interval=commitment.verification_interval,
        )


def time_limit(deadline: Deadline) -> TimeLimit:
    """A deadline as the rules see it."""
    return TimeLimit(
        due_at=deadline.due_at,
        met_at=deadline.met_at,
        suspended=deadline.suspended_at is not None,
        waived=deadline.waived_at is not None,
    )


def gather(commitments: Sequence[Commitment], *, lock: bool = False) -> dict[int, Facts]:
    """Facts by commitment id; five queries, however many commitments.

    With `lock`, deadlines and then standings are held until commit and before anything else is read, so that a flag
    raised meanwhile is seen. Whoever moves a date holds its deadline already, so the other order would make a ring.
    """
    ids = [commitment.pk for commitment in commitments]
    facts: dict[int, Facts] = defaultdict(Facts)
    deadlines = Deadline.objects.filter(commitment__in=ids).order_by("pk")
    for deadline in deadlines.select_for_update(no_key=True) if lock else deadlines:
        facts[deadline.commitment_id].deadlines.append(deadline)
    if lock:
        list(Standing.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
    for commitment_id, report in _reports(ids):
        facts[commitment_id].reports.append(report)
    for commitment_id, statement in _statements(ids):
        facts[commitment_id].statements.append(statement)
    for commitment_id, sightings in _sightings(ids):
        facts[commitment_id].sightings = sightings
    for flag in Flag.objects.filter(commitment__in=ids).order_by("pk"):
        facts[flag.commitment_id].flags.append(flag)
    return facts


def _reports(ids: Iterable[int]) -> Iterable[tuple[int, ReportFact]]:
    for report in VerificationReport.objects.in_force().filter(commitment__in=ids).select_related("obligor"):
        assert report.decided_at is not None  # noqa: S101 - the database holds approved reports to it
        yield (
            report.commitment_id,
            ReportFact(
                reference=report.reference,
                decided_at=report.decided_at,
                finding=report.finding,
                implementation=report.implementation,
                standard_of_proof=report.standard_of_proof,
                # A party merged since then is read as the one it was merged into.
                obligor_id=(report.obligor.merged_into_id or report.obligor.pk) if report.obligor else None,
                started_at=report.started_at,
                completed_at=report.completed_at,
            ),
        )


def _statements(ids: Iterable[int]) -> Iterable[tuple[int, StatementFact]]:
    whose = Coalesce("party__merged_into", "party")
    rows = Statement.objects.filter(commitment__in=ids).values_list(
        "commitment_id", whose, "kind", "stated_on", "recorded_at"
    )
    for commitment_id, party_id, kind, stated_on, recorded_at in rows:
        yield commitment_id or 0, StatementFact(party_id, kind, stated_on, recorded_at)


def _sightings(ids: Iterable[int]) -> Iterable[tuple[int, SightingFact]]:
    rows = (
        Observation.objects.filter(commitment__in=ids)
        .order_by()
        .values("commitment_id")
        .annotate(
            count=Count("pk"),
            observed=Max("event_at", filter=~Q(access=Access.DENIED)),
            denied=Max("event_at", filter=Q(access=Access.DENIED)),
        )
        .values_list("commitment_id", F("count"), F("observed"), F("denied"))
    )
    for commitment_id, count, observed, denied in rows:
        yield commitment_id, SightingFact(count, observed, denied)
