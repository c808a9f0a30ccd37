"""Standing: the four axes folded from facts. Plain Python: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from commitments.rules.contestation import contestation
from commitments.rules.timeliness import TimeLimit, clockwork


@dataclass(frozen=True)
class ReportFact:
    """An approved report that no approved later version supersedes."""

    reference: str
    decided_at: datetime
    finding: str
    implementation: int
    standard_of_proof: str
    obligor_id: int | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass(frozen=True)
class StatementFact:
    party_id: int
    kind: str
    stated_on: date
    recorded_at: datetime


@dataclass(frozen=True)
class SightingFact:
    """What all observations of one commitment come to. `last_observed_at` leaves denied access out: a closed
    gate shows nothing of what is behind it."""

    count: int = 0
    last_observed_at: datetime | None = None
    last_denied_at: datetime | None = None


@dataclass(frozen=True)
class StandingFact:
    """The row of the read model, field by field."""

    implementation: int | None
    finding: str
    standard_of_proof: str
    report_reference: str
    reported_at: datetime | None
    due_at: datetime | None
    settled: str
    contestation: str
    contested_at: datetime | None
    observations: int
    last_observed_at: datetime | None
    last_denied_at: datetime | None
    observe_by: datetime | None


def done(reports: Iterable[ReportFact], *, start: bool, obligor_id: int | None) -> tuple[datetime, ReportFact] | None:
    """When reports say that an obligor started or completed, and which says so; None where none does.

    The newest decision that speaks of the obligor decides: a later report that no longer finds the withdrawal complete
    takes an earlier completion back. A report about one obligor says nothing of another.
    """
    speaking = [report for report in reports if report.obligor_id in (None, obligor_id)]
    if not speaking:
        return None
    newest = max(speaking, key=lambda report: report.decided_at)
    moment = (newest.started_at or newest.completed_at) if start else newest.completed_at
    return (moment, newest) if moment else None


def observe_by(
    watched_from: datetime | None, last_observed_at: datetime | None, interval: timedelta | None
) -> datetime | None:
    """When the verification interval runs out, or None where none is set."""
    if interval is None or watched_from is None:
        return None
    return max(filter(None, [watched_from, last_observed_at])) + interval


def standing(
    *,
    reports: Sequence[ReportFact],
    limits: Iterable[TimeLimit],
    statements: Iterable[StatementFact],
    sightings: SightingFact,
    watched_from: datetime | None,
    interval: timedelta | None,
) -> StandingFact:
    """Where a commitment stands, as far as it can be said before the clock is read."""
    latest = max(reports, key=lambda report: report.decided_at, default=None)
    work = clockwork(limits)
    said = latest_by_party(statements)
    return StandingFact(
        implementation=latest.implementation if latest else None,
        finding=latest.finding if latest else "",
        standard_of_proof=latest.standard_of_proof if latest else "",
        report_reference=latest.reference if latest else "",
        reported_at=latest.decided_at if latest else None,
        due_at=work.due_at,
        settled=work.settled.value,
        contestation=contestation(statement.kind for statement in said).value,
        contested_at=max((statement.recorded_at for statement in said if statement.kind != "pledge"), default=None),
        observations=sightings.count,
        last_observed_at=sightings.last_observed_at,
        last_denied_at=sightings.last_denied_at,
        observe_by=observe_by(watched_from, sightings.last_observed_at, interval),
    )


def latest_by_party(statements: Iterable[StatementFact]) -> list[StatementFact]:
    """Each party's newest statement that says something of the facts; a pledge never displaces a denial."""
    newest: dict[int, StatementFact] = {}
    for statement in sorted(statements, key=lambda one: (one.stated_on, one.recorded_at)):
        if statement.kind != "pledge":
            newest[statement.party_id] = statement
    return list(newest.values())
