"""The facts that standing is folded from, read for many commitments in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from commitments.models import Commitment, Deadline
from commitments.models.vocabulary import Certainty
from commitments.querysets import among
from commitments.rules.timeliness import TimeLimit
from monitoring.models import Alarm, Flag, Observation, Statement, VerificationReport
from monitoring.models.vocabulary import Access
from monitoring.rules.lapses import LAPSES, DatedFact, Train, trains
from monitoring.rules.standing import ReportFact, SightingFact, StandingFact, StatementFact, standing


@dataclass
class Facts:
    """Everything that bears on one commitment's standing, and the flags and alarms that stand for it now."""

    reports: list[ReportFact] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    statements: list[StatementFact] = field(default_factory=list)
    sightings: SightingFact = field(default_factory=SightingFact)
    awaited: list[tuple[UUID, datetime]] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)

    def standing_of(self, commitment: Commitment) -> StandingFact:
        """Fold. Only what somebody can be late with counts: a term that ends, or a limit before which nothing may
        happen, is no date to keep."""
        return standing(
            reports=self.reports,
            limits=[time_limit(one) for one in self.deadlines if one.kind in LAPSES],
            statements=self.statements,
            sightings=self.sightings,
            watched_from=commitment.watched_from,
            interval=commitment.verification_interval,
        )

    def trains(self, row: StandingFact) -> list[Train]:
        """Every flag that the facts ask for, from which instant."""
        return trains(map(_dated, self.deadlines), observe_by=row.observe_by, awaited=self.awaited)


def time_limit(deadline: Deadline) -> TimeLimit:
    """A deadline as the rules of timeliness see it; only a date that binds can make anybody late."""
    return TimeLimit(
        due_at=deadline.due_at if deadline.binds else None,
        met_at=deadline.met_at,
        suspended=deadline.is_suspended,
        waived=deadline.is_waived,
    )


def _dated(deadline: Deadline) -> DatedFact:
    return DatedFact(
        id=deadline.pk,
        kind=deadline.kind,
        due_at=deadline.due_at if deadline.binds else None,
        met_at=deadline.met_at,
        is_open=not (deadline.is_suspended or deadline.is_waived),
        repeats="every" in deadline.limit.shape,
        per_period=bool(deadline.limit.shape.get("per_period")),
    )


def gather(commitments: Sequence[Commitment]) -> dict[int, Facts]:
    """Facts by commitment id; a fixed number of queries, however many commitments."""
    ids = among(commitment.pk for commitment in commitments)
    facts: dict[int, Facts] = defaultdict(Facts)
    deadlines = Deadline.objects.filter(commitment__in=ids).exclude(certainty=Certainty.WITHDRAWN)
    # How a date came about is most of the row, and says nothing of where the commitment stands.
    for deadline in deadlines.select_related("limit").defer("arithmetic", "later", "others").order_by("pk"):
        facts[deadline.commitment_id].deadlines.append(deadline)
    for commitment_id, report in _reports(ids):
        facts[commitment_id].reports.append(report)
    for commitment_id, statement in _statements(ids):
        facts[commitment_id].statements.append(statement)
    for commitment_id, sightings in _sightings(ids):
        facts[commitment_id].sightings = sightings
    for commitment_id, awaited in _awaited(commitments):
        facts[commitment_id].awaited.append(awaited)
    for alarm in Alarm.objects.filter(commitment__in=ids).order_by("pk"):
        facts[alarm.commitment_id].alarms.append(alarm)
    for flag in Flag.objects.filter(commitment__in=ids).order_by("pk"):
        facts[flag.commitment_id].flags.append(flag)
    return facts


def _awaited(commitments: Sequence[Commitment]) -> Iterable[tuple[int, tuple[UUID, datetime]]]:
    """Reports that wait for a decision, and when their mission has waited too long."""
    within = {commitment.pk: commitment.mission.decide_within_days for commitment in commitments}
    rows = VerificationReport.objects.awaiting_decision().filter(commitment__in=among(within))
    for commitment_id, report, submitted_at in rows.values_list("commitment_id", "pk", "submitted_at"):
        days = within[commitment_id]
        if days is not None and submitted_at is not None:
            yield commitment_id, (report, submitted_at + timedelta(days=days))


def _reports(ids: RawSQL) -> Iterable[tuple[int, ReportFact]]:
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


def reports_of(commitment: Commitment) -> list[ReportFact]:
    """The commitment's reports in force."""
    return [report for _pk, report in _reports(among([commitment.pk]))]


def _statements(ids: RawSQL) -> Iterable[tuple[int, StatementFact]]:
    whose = Coalesce("party__merged_into", "party")
    rows = Statement.objects.filter(commitment__in=ids).values_list(
        "commitment_id", whose, "kind", "stated_on", "recorded_at"
    )
    for commitment_id, party_id, kind, stated_on, recorded_at in rows:
        yield commitment_id or 0, StatementFact(party_id, kind, stated_on, recorded_at)


def _sightings(ids: RawSQL) -> Iterable[tuple[int, SightingFact]]:
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
