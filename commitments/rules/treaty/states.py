"""What the clock says of an item at an instant: the same words for the command line, the pages and the database."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from commitments.rules.treaty.calendar import day_begins, day_ends
from commitments.rules.treaty.items import Item
from commitments.rules.treaty.terms import Done, Happened

DUE_SOON = timedelta(days=7)


class State(StrEnum):
    UPCOMING = "upcoming"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    MET_ON_TIME = "met on time"
    MET_LATE = "met late"
    ANCHOR_PENDING = "anchor pending"
    DEADLOCK = "deadlock"
    SUSPENDED = "suspended"
    WAIVED = "waived"
    NOT_YET_PERMITTED = "not yet permitted"
    PERMITTED = "permitted"
    TOO_EARLY = "too early"
    RUNNING = "running"
    ENDED = "ended"
    PASSED = "passed"


@dataclass(frozen=True)
class Met:
    """When a deed was done at the earliest and at the latest: a day that is only known as a day is both its ends."""

    earliest: datetime
    latest: datetime


def met(when: Happened | None, zone: str) -> Met | None:
    """The span in which something happened."""
    if when is None:
        return None
    if isinstance(when, datetime):
        return Met(when, when)
    return Met(day_begins(when, zone), day_ends(when, zone))


def state(item: Item, done: Done, now: datetime) -> State:
    """The state of an item at `now`, an aware instant, given what its obligors did.

    A deed of which only the day is known is judged in the obligor's favour: it was in time if any hour of that day was.
    """
    if item.waived:
        return State.WAIVED
    if item.kind == "not_before":
        return _forbidden_until(item, done, now)
    deed = met(_deed(item, done), item.zone)
    if deed is not None and item.due.at is not None:
        return State.MET_ON_TIME if deed.earliest <= item.due.at else State.MET_LATE
    if item.suspended:
        return State.SUSPENDED
    if item.due.at is None:
        return State.DEADLOCK if item.deadlock else State.ANCHOR_PENDING
    if item.kind == "term_ends":
        return State.ENDED if now >= item.due.at else State.RUNNING
    if item.kind == "notice_by" and now >= item.due.at:
        return State.PASSED
    if now >= item.due.at:
        return State.OVERDUE
    return State.DUE_SOON if now >= item.due.at - DUE_SOON else State.UPCOMING


def _deed(item: Item, done: Done) -> date | datetime | None:
    if item.period or item.share is not None or item.kind in {"term_ends", "notice_by", "report_by"}:
        # A commitment that is completed has fulfilled its last share too; single periods are met one by one.
        return done.completed if item.share is not None and not item.period else None
    return (done.started or done.completed) if item.kind == "start_by" else done.completed


def _forbidden_until(item: Item, done: Done, now: datetime) -> State:
    if item.due.at is None:
        return State.DEADLOCK if item.deadlock else State.ANCHOR_PENDING
    deed = met(done.started or done.completed, item.zone)
    if deed is not None and deed.latest <= item.due.at:
        return State.TOO_EARLY
    return State.PERMITTED if now >= item.due.at else State.NOT_YET_PERMITTED
