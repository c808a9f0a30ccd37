"""What the parties promised without saying until when: never late by itself, but its age is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from commitments.rules.treaty import words
from commitments.rules.treaty.calendar import civil_day
from commitments.rules.treaty.deeds import deed, earliest, latest
from commitments.rules.treaty.order import order
from commitments.rules.treaty.resolve import opened
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import Happened, Promise, Terms


@dataclass(frozen=True)
class Undated:
    """A commitment, or a limit of it, without a date of its own.

    `since` is when it began to bind and `days` its age in civil days, at an instant or at its completion; both are
    None while nothing has happened that it could bind from.
    """

    commitment: str
    limit: str
    state: State
    since: Happened | None
    days: int | None
    words: str
    deadlock: tuple[str, ...] = ()


def undated(terms: Terms, now: datetime) -> list[Undated]:
    """Everything without an agreed deadline at `now`, an aware instant, in the order of its commitments.

    Releases that wait for each other are among them as a deadlock. Raises TermsError, as `resolve` does.
    """
    book = opened(terms, now)
    for _ in order(book):
        pass
    return [
        _undated(terms, promise, limit, book.stuck.get(promise.reference, ()), now)
        for promise in terms.promises
        for limit in _without_rule(promise)
    ]


def _without_rule(promise: Promise) -> Iterator[str]:
    """The keys of limits that have no rule; an empty one for a commitment that has no limits."""
    if not promise.limits:
        yield ""
    yield from (limit.key for limit in promise.limits if not limit.readings)


def _undated(terms: Terms, promise: Promise, limit: str, deadlock: tuple[str, ...], now: datetime) -> Undated:
    since = binds_since(terms, promise)
    completed = deed(terms, promise.reference, "completion")
    days = None if since is None else (_day(completed or now, terms.zone) - _day(since, terms.zone)).days
    if promise.prohibition:
        shown = "a standing prohibition: it has no date, and an observation can show a breach"
        return Undated(promise.reference, limit, State.STANDING, since, days, shown)
    shown = "no agreed deadline"
    if deadlock:
        shown += f"; {' and '.join(deadlock)} wait for each other"
    if since is not None and days is not None:
        age = words.count(days, "days")
        shown += f"; done after {age}" if completed else f"; open for {age}"
        shown += f", counted from {words.happened(since, terms.zone)}"
    what = State.DEADLOCK if deadlock else State.NO_AGREED_DEADLINE
    return Undated(promise.reference, limit, what, since, days, shown, deadlock)


def binds_since(terms: Terms, promise: Promise) -> Happened | None:
    """The agreement's first milestone, or the first adherence of the obligors where all of them adhered after it."""
    began = earliest([event.happened for event in terms.events.values() if event.happened is not None], terms.zone)
    adhered = [terms.adhered[one] for one in promise.obligors if one in terms.adhered]
    if not adhered or len(adhered) < len(promise.obligors):
        return began
    first = earliest(adhered, terms.zone)
    return latest([one for one in (began, first) if one is not None], terms.zone)


def _day(when: Happened, zone: str) -> date:
    return civil_day(when, zone) if isinstance(when, datetime) else when
