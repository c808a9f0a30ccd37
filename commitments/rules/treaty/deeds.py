"""What was really done, by whom, and when: the one reading of it that every rule uses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from commitments.rules.treaty.calendar import day_begins, day_ends, utc
from commitments.rules.treaty.terms import Done, Happened, Terms

What = Literal["start", "completion"]


@dataclass(frozen=True)
class Met:
    """When something happened at the earliest and at the latest, in UTC.

    An hour that is known is both. A day of which nothing else is known runs from its first instant to the first of
    the next day, which is no longer part of it.
    """

    earliest: datetime
    latest: datetime

    def by(self, due: datetime) -> bool:
        """In time, in the obligor's favour: any hour of a day will do, and the very instant still counts."""
        return self.earliest < due or self.latest <= due

    def before(self, opening: datetime) -> bool:
        """Too early, in the obligor's favour: the whole of it lies before the opening."""
        return self.earliest < opening and self.latest <= opening


def met(when: Happened, zone: str) -> Met:
    """The span in which something happened. Raises OutOfCalendar on the calendar's last day."""
    if isinstance(when, datetime):
        moment = utc(when)
        return Met(moment, moment)
    return Met(day_begins(when, zone), day_ends(when, zone))


def earliest(whens: Iterable[Happened], zone: str) -> Happened | None:
    return min(whens, key=lambda when: met(when, zone).earliest, default=None)


def latest(whens: Iterable[Happened], zone: str) -> Happened | None:
    return max(whens, key=lambda when: met(when, zone).latest, default=None)


def deed(terms: Terms, commitment: str, what: What, obligor: str | None = None) -> Happened | None:
    """When a commitment was started or completed; None while it is not.

    For one of its obligors, that obligor's own deed, else the deed of the commitment as a whole, which counts for
    everybody. For all of them, the deed of the whole, else the last of their own once each has one. Whoever completed
    has started, on that day at the latest.
    """
    done = terms.done.get(commitment)
    if done is None:
        return None
    own = {whom: when for whom, part in done.own.items() if (when := _of(part, what)) is not None}
    if obligor in own:
        return own[obligor]
    whole = _of(done, what)
    promise = terms.by_reference.get(commitment)
    obligors = promise.obligors if promise else ()
    if whole is not None or not obligors:
        return whole
    return latest([own[one] for one in obligors], terms.zone) if all(one in own for one in obligors) else None


def start_recorded(terms: Terms, commitment: str) -> bool:
    """Whether anybody's start is on the record, and not only a completion that implies one."""
    done = terms.done.get(commitment)
    return done is not None and any(part.started is not None for part in (done, *done.own.values()))


def begun(terms: Terms, commitment: str, obligor: str | None = None) -> Happened | None:
    """The first sign of a commitment being carried out, by this obligor or, where none is named, by any of them."""
    done = terms.done.get(commitment)
    if done is None:
        return None
    own = done.own.get(obligor) if obligor is not None else None
    everybody = [done, *(() if obligor else done.own.values())]
    parts = [own] if own is not None else everybody
    signs = [when for part in parts for when in (part.started, part.completed) if when is not None]
    signs += [one.on for one in done.progress if obligor is None or one.obligor in {None, obligor}]
    return earliest(signs, terms.zone)


def _of(done: Done, what: What) -> Happened | None:
    return (done.started or done.completed) if what == "start" else done.completed
