"""Everything that one commitment's page shows, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from commitments.models import Commitment, Deadline, Membership, Party, ProvisionText
from commitments.models.vocabulary import Capacity, Term
from commitments.rules.line import Line
from monitoring.models import Flag, Observation, Statement, VerificationReport
from monitoring.models.vocabulary import ReportState, StatementKind
from monitoring.queries.clauses import Due, due
from monitoring.queries.lines import beginnings, deadlines_of, lines, pressing
from monitoring.queries.promised import Promised, promised

MOST_OBSERVATIONS = 15
MOST_REPORTS = 30
MOST_FLAGS = 30


@dataclass(frozen=True)
class Side:
    """What one party says, newest first."""

    party: Party
    statements: list[Statement]


@dataclass(frozen=True)
class Dossier:
    """The page of one commitment. `open_since` is set only where no deadline was agreed."""

    now: datetime
    commitment: Commitment
    obligors: list[Party]
    beneficiaries: list[Party]
    guarantors: list[Party]
    due: Due
    drawn: Deadline | None
    line: Line | None
    open_since: datetime | None
    promised: list[Promised]
    texts: list[ProvisionText]
    sides: list[Side]
    observations: list[Observation]
    observation_count: int
    reports: list[VerificationReport]
    flags: list[Flag]

    @property
    def several(self) -> bool:
        """Whether the drawing can show one limit of several only."""
        return len(self.due.clauses) + len(self.due.series) > 1

    @property
    def open_age(self) -> timedelta | None:
        """How long it has been open without an agreed date."""
        return self.now - self.open_since if self.open_since else None

    @property
    def undecided(self) -> list[VerificationReport]:
        """Reports that clear nothing yet."""
        return [report for report in self.reports if report.state != ReportState.APPROVED]

    @property
    def contested_by(self) -> list[Statement]:
        """Each party's newest word that bears on contestation; a pledge says nothing of the facts."""
        words = [[one for one in side.statements if one.kind != StatementKind.PLEDGE] for side in self.sides]
        return [newest_first[0] for newest_first in words if newest_first]

    @property
    def open_flags(self) -> list[Flag]:
        """What lapsed and is not over, each thing once: two obligors may be late with the same."""
        return list({(flag.kind, flag.lapsed_at): flag for flag in self.flags if flag.closed_at is None}.values())


def dossier(commitment: Commitment, *, membership: Membership, now: datetime, known_on: date | None = None) -> Dossier:
    """Read it. With `known_on`, also what was due as the mission knew it on that day.

    A monitor gets their own observations, and of reports only what the standing says.
    """
    seen = Observation.objects.visible_to(membership).filter(commitment=commitment)
    when = due(commitment, as_of=known_on)
    parties = _parties(commitment)
    reports = _reports(commitment, membership)
    return Dossier(
        now=now,
        commitment=commitment,
        obligors=parties[Capacity.OBLIGOR],
        beneficiaries=parties[Capacity.BENEFICIARY],
        guarantors=parties[Capacity.GUARANTOR],
        due=when,
        drawn=pressing(deadlines_of([commitment.pk])[commitment.pk]),
        line=lines([commitment], membership=membership, now=now).get(commitment.pk),
        open_since=_open_since(commitment),
        promised=promised([commitment.pk])[commitment.pk],
        texts=list(ProvisionText.objects.filter(provision=commitment.provision_id)),
        sides=sides(Statement.objects.filter(commitment=commitment)),
        observations=list(
            seen.select_related("observer").prefetch_related("quantities").order_by("-event_at")[:MOST_OBSERVATIONS]
        ),
        observation_count=seen.count(),
        reports=reports,
        flags=list(
            Flag.objects.filter(commitment=commitment).select_related(
                "deadline__limit__commitment", "deadline__obligor"
            )[:MOST_FLAGS]
        ),
    )


def sides(statements: QuerySet[Statement]) -> list[Side]:
    """Statements by party, in the order of the parties' names, each party's newest word first."""
    found: dict[int, Side] = {}
    for statement in statements.select_related("party", "commitment").order_by(
        "party__name", "-stated_on", "-recorded_at"
    ):
        found.setdefault(statement.party_id, Side(statement.party, [])).statements.append(statement)
    return list(found.values())


def _parties(commitment: Commitment) -> dict[str, list[Party]]:
    found: dict[str, list[Party]] = {capacity.value: [] for capacity in Capacity}
    for role in commitment.party_roles.select_related("party"):
        found[role.capacity].append(role.party)
    return found


def _open_since(commitment: Commitment) -> datetime | None:
    if commitment.term != Term.NO_AGREED_DEADLINE:
        return None
    return beginnings([commitment.agreement_id]).get(commitment.agreement_id) or commitment.watched_from


def _reports(commitment: Commitment, membership: Membership) -> list[VerificationReport]:
    rows = VerificationReport.objects.visible_to(membership).filter(commitment=commitment)
    return list(rows.select_related("author", "decided_by", "obligor", "superseded_by")[:MOST_REPORTS])
