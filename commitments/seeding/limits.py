"""Time limits from a file: the rule, the other readings beside it, and the extensions granted since."""

import re
from datetime import datetime
from typing import Any, cast

from commitments.actions.deadlines import add_reading, grant_extension, set_deadline
from commitments.models import Commitment, Deadline, Milestone, Party, User
from commitments.models.vocabulary import Boundary, LimitAct, LimitKind, Unit
from commitments.rules.limits import Boundary as BoundaryWord
from commitments.rules.limits import day_limit
from commitments.seeding.calendar import Calendar
from commitments.seeding.reading import Table

OFFSET = re.compile(r"(\d+) (hour|day|week|month|year)s?")


def load_deadline(
    row: Table,
    commitment: Commitment,
    *,
    calendar: Calendar,
    milestones: dict[str, Milestone],
    parties: dict[str, Party],
    by: User,
    at: datetime,
) -> Deadline:
    """Set one time limit with its other readings and extensions."""
    reading, source = row.text("reading", ""), row.text("source")
    rule = _rule(row, calendar, milestones)
    if obligor := row.text("obligor", ""):
        if obligor not in parties:
            raise row.wrong("obligor", f"names {obligor!r}, which this file does not introduce")
        rule["obligor"] = parties[obligor]
    with row.explaining():
        deadline = set_deadline(
            commitment=commitment,
            key=row.text("key"),
            kind=row.word("kind", LimitKind),
            label=row.text("label", ""),
            zone=calendar.zone,
            reading=f"{reading} ({source})" if reading else source,
            by=by,
            at=at,
            **rule,
        )
    for other in row.tables("other_reading"):
        _other_reading(other, deadline, calendar, by=by, at=at)
    for extension in row.tables("extension"):
        _extension(extension, deadline, calendar, by=by, at=at)
    row.finish()
    return deadline


def _rule(row: Table, calendar: Calendar, milestones: dict[str, Milestone]) -> dict[str, Any]:
    """Exactly one of `on`, `at` and `anchor` with `offset`."""
    boundary = row.word("boundary", Boundary, "")
    on, at = calendar.day(row, "on", None), calendar.instant(row, "at", None)
    anchor = row.text("anchor", "")
    if [bool(on), bool(at), bool(anchor)].count(True) != 1:
        raise row.wrong("on", "or `at` or `anchor` with `offset` says when: give one of the three")
    if on:
        return {"on_date": on, "boundary": boundary or Boundary.END_OF_DAY}
    if at:
        return {"at_instant": at, "boundary": Boundary.INSTANT}
    if anchor not in milestones:
        raise row.wrong("anchor", f"names {anchor!r}, which this file does not introduce")
    found = OFFSET.fullmatch(row.text("offset"))
    if found is None:
        raise row.wrong("offset", 'takes an amount and a unit, such as "30 days" or "72 hours"')
    unit = Unit(f"{found[2]}s")
    by_the_hour = Boundary.INSTANT if unit == Unit.HOURS else Boundary.END_OF_DAY
    return {
        "anchor": milestones[anchor],
        "offset_amount": int(found[1]),
        "offset_unit": unit,
        "boundary": boundary or by_the_hour,
    }


def _other_reading(row: Table, deadline: Deadline, calendar: Calendar, *, by: User, at: datetime) -> None:
    with row.explaining():
        add_reading(
            deadline=deadline,
            words=row.text("words"),
            on_date=calendar.day(row, "on", None),
            source=row.text("source"),
            reason_not_adopted=row.text("reason_not_adopted", ""),
            by=by,
            at=at,
        )
    row.finish()


def _extension(row: Table, deadline: Deadline, calendar: Calendar, *, by: User, at: datetime) -> None:
    day = calendar.day(row, "to")
    granted_by, granted_on = row.text("granted_by"), calendar.day(row, "granted_on")
    reason, source = row.text("reason"), row.text("source")
    row.finish()
    to_due_at = until(day, deadline)
    if deadline.extensions.filter(act=LimitAct.EXTENSION, to_due_at=to_due_at, granted_on=granted_on).exists():
        return
    with row.explaining():
        grant_extension(
            deadline=deadline,
            granted_by=granted_by,
            granted_on=granted_on,
            to_due_at=to_due_at,
            reason=reason,
            source=source,
            by=by,
            at=at,
        )


def until(day: Any, deadline: Deadline) -> datetime:
    """The instant at which an extension to this day lapses, at the deadline's own boundary and zone."""
    boundary = "end_of_day" if deadline.boundary == Boundary.INSTANT else str(deadline.boundary)
    return day_limit(day, cast(BoundaryWord, boundary), deadline.zone)
