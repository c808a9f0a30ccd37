"""The story of an exercise from its file: every table becomes one or more events with a time of their own."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from commitments.actions.deadlines import grant_extension, record_milestone, suspend

from commitments.models import Deadline, Milestone, User
from commitments.seeding.agreements import Loaded
from commitments.seeding.limits import until
from commitments.seeding.reading import Table
from monitoring.actions.statements import record_statement
from monitoring.models.vocabulary import StatementKind
from monitoring.seeding.clock import Event
from monitoring.seeding.observations import observation_events
from monitoring.seeding.people import Cast
from monitoring.seeding.reports import Drafted, report_events


def events(table: Table, loaded: Loaded, cast: Cast) -> Iterator[Event]:
    """Everything that the file tells, in no order."""
    for row in table.tables("observation"):
        yield from observation_events(row, loaded, cast)
    drafted: Drafted = {}
    for row in table.tables("report"):
        yield from report_events(row, loaded, cast, drafted)
    for row in table.tables("statement"):
        yield _statement(row, loaded, cast)
    for row in table.tables("extension"):
        yield _extension(row, loaded, cast)
    for row in table.tables("suspension"):
        yield _suspension(row, loaded, cast)
    for row in table.tables("milestone"):
        yield _milestone(row, loaded, cast)
    table.finish()


def _statement(row: Table, loaded: Loaded, cast: Cast) -> Event:
    at = loaded.calendar.instant(row, "at")
    fields: dict[str, Any] = {
        "agreement": loaded.agreement,
        "commitment": loaded.optional(row, "on", loaded.commitments),
        "party": loaded.named(row, "party", loaded.parties, row.text("party")),
        "kind": row.word("kind", StatementKind),
        "stated_on": _day(at, loaded),
        "text": row.text("text"),
        "source": row.text("source"),
        "by": cast.person(row, "by"),
    }
    row.finish()
    return Event(at, lambda moment: record_statement(**fields, at=moment))


def _extension(row: Table, loaded: Loaded, cast: Cast) -> Event:
    at, day = loaded.calendar.instant(row, "at"), loaded.calendar.day(row, "to")
    find, fields = _act_on_a_deadline(row, loaded, cast, at)

    def act(moment: datetime) -> None:
        deadline = find()
        with row.explaining():
            grant_extension(deadline=deadline, to_due_at=until(day, deadline), at=moment, **fields)

    return Event(at, act)


def _suspension(row: Table, loaded: Loaded, cast: Cast) -> Event:
    at = loaded.calendar.instant(row, "at")
    find, fields = _act_on_a_deadline(row, loaded, cast, at)

    def act(moment: datetime) -> None:
        with row.explaining():
            suspend(deadline=find(), at=moment, **fields)

    return Event(at, act)


def _act_on_a_deadline(row: Table, loaded: Loaded, cast: Cast, at: datetime) -> tuple[Any, dict[str, Any]]:
    commitment = loaded.named(row, "on", loaded.commitments, row.text("on"))
    key = row.text("deadline")
    fields: dict[str, Any] = {
        "granted_by": row.text("granted_by"),
        "granted_on": _day(at, loaded),
        "reason": row.text("reason"),
        "source": row.text("source"),
        "by": cast.person(row, "by"),
    }
    row.finish()

    def find() -> Deadline:
        found = Deadline.objects.filter(commitment=commitment, key=key).first()
        if found is None:
            raise row.wrong("deadline", f"is {key!r}, which {commitment.reference} does not have")
        return found

    return find, fields


def _milestone(row: Table, loaded: Loaded, cast: Cast) -> Event:
    at = loaded.calendar.instant(row, "at")
    milestone = loaded.named(row, "key", loaded.milestones, row.text("key"))
    happened = loaded.calendar.instant(row, "de_facto")
    source, by = row.text("source"), cast.person(row, "by")
    row.finish()
    return Event(at, lambda moment: _happened(milestone.pk, happened, source, by, moment))


def _happened(pk: int, happened: datetime, source: str, by: User, at: datetime) -> None:
    milestone = Milestone.objects.select_related("agreement__mission").get(pk=pk)
    record_milestone(milestone=milestone, de_facto_at=happened, source=source, by=by, at=at)


def _day(at: datetime, loaded: Loaded) -> date:
    return at.astimezone(ZoneInfo(loaded.calendar.zone)).date()
