"""Timeliness: what the clock says of a commitment. Derived from facts and a moment, never stored as truth."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DUE_SOON = timedelta(days=7)


class Timeliness(StrEnum):
    UPCOMING = "upcoming"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET_ON_TIME = "met_on_time"
    MET_LATE = "met_late"
    NO_AGREED_DEADLINE = "no_agreed_deadline"
    ANCHOR_PENDING = "anchor_pending"
    SUSPENDED = "suspended"


@dataclass(frozen=True)
class TimeLimit:
    """One dated item of a commitment, as the clock needs it. Instants are aware; `due_at` is None until its
    anchor has happened: a projection is not a date that anybody can be held to."""

    due_at: datetime | None
    met_at: datetime | None = None
    suspended: bool = False
    waived: bool = False

    @property
    def is_open(self) -> bool:
        return self.due_at is not None and not (self.met_at or self.suspended or self.waived)

    @property
    def met_late(self) -> bool:
        return self.met_at is not None and self.due_at is not None and self.met_at > self.due_at


@dataclass(frozen=True)
class Clockwork:
    """What can be said before the clock is read: the first open instant, and what holds when there is none."""

    due_at: datetime | None
    settled: Timeliness


def clockwork(limits: Iterable[TimeLimit]) -> Clockwork:
    """Fold a commitment's limits into the earliest open instant and the state that holds without one.

    A waived limit binds nobody, so it counts for nothing. A suspended or pending limit keeps a commitment from
    being called met.
    """
    binding = [limit for limit in limits if not limit.waived]
    open_instants = [limit.due_at for limit in binding if limit.is_open and limit.due_at]
    return Clockwork(due_at=min(open_instants, default=None), settled=_settled(binding))


def _settled(binding: list[TimeLimit]) -> Timeliness:
    if not binding:
        return Timeliness.NO_AGREED_DEADLINE
    if any(limit.suspended and not limit.met_at for limit in binding):
        return Timeliness.SUSPENDED
    if any(limit.due_at is None and not limit.met_at for limit in binding):
        return Timeliness.ANCHOR_PENDING
    if any(limit.met_late for limit in binding):
        return Timeliness.MET_LATE
    return Timeliness.MET_ON_TIME


def timeliness(work: Clockwork, now: datetime, soon: timedelta = DUE_SOON) -> Timeliness:
    """What holds at `now`. A limit lapses at its instant: one that ends with a day ends at the next midnight."""
    if work.due_at is None:
        return work.settled
    if now >= work.due_at:
        return Timeliness.OVERDUE
    if now >= work.due_at - soon:
        return Timeliness.DUE_SOON
    return Timeliness.UPCOMING
