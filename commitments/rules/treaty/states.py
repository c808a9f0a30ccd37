"""What the clock says of an item at an instant: the same words for the command line, the pages and the database."""

from datetime import datetime, timedelta
from enum import StrEnum

from commitments.rules.treaty.amounts import shortfall
from commitments.rules.treaty.deeds import begun, met
from commitments.rules.treaty.items import Item
from commitments.rules.treaty.meeting import fulfilled
from commitments.rules.treaty.terms import Terms

DUE_SOON = timedelta(days=7)


class State(StrEnum):
    UPCOMING = "upcoming"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    SHORTFALL = "shortfall"
    BASELINE_UNKNOWN = "baseline unknown"
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
    NO_AGREED_DEADLINE = "no agreed deadline"
    STANDING = "standing prohibition"


def state(item: Item, terms: Terms, now: datetime) -> State:
    """The state of an item of these terms at `now`, an aware instant; a deed after it has not been done yet.

    Only a fixed date can be missed: a projection may move when its anchor happens, so until then the item waits. What
    was done before the count has even begun is in time, and so is what was done while the clock stood still.
    """
    if item.waived:
        return State.WAIVED
    if item.kind == "not_before":
        return _permission(item, terms, now)
    due = item.due.at if item.due.certainty == "fixed" else None
    done = fulfilled(item, terms)
    if done is not None and done.earliest <= now:
        return State.MET_ON_TIME if due is None or done.by(due) or item.suspended else State.MET_LATE
    if item.suspended:
        return State.SUSPENDED
    if due is None:
        return _waiting(item)
    return _running(item, terms, due, now) if now < due else _lapsed(item, terms)


def _waiting(item: Item) -> State:
    return State.DEADLOCK if item.deadlock else State.ANCHOR_PENDING


def _running(item: Item, terms: Terms, due: datetime, now: datetime) -> State:
    if item.kind == "term_ends":
        return State.RUNNING
    return State.DUE_SOON if now >= due - DUE_SOON else State.UPCOMING


def _lapsed(item: Item, terms: Terms) -> State:
    if item.kind == "term_ends":
        return State.ENDED
    if item.kind == "notice_by":
        return State.PASSED
    stands = shortfall(item, terms)
    if stands is not None and stands.required is None:
        return State.BASELINE_UNKNOWN
    # What a period asked for can no longer be given once it is over; a share of the whole can, though late.
    return State.SHORTFALL if item.share is not None and item.share.per_period else State.OVERDUE


def _permission(item: Item, terms: Terms, now: datetime) -> State:
    if item.suspended:
        return State.SUSPENDED
    if item.due.at is None or item.due.certainty != "fixed":
        return _waiting(item)
    first_sign = begun(terms, item.commitment, item.obligor)
    if first_sign is not None:
        span = met(first_sign, item.zone)
        if span.earliest <= now and span.before(item.due.at):
            return State.TOO_EARLY
    return State.PERMITTED if now >= item.due.at else State.NOT_YET_PERMITTED
