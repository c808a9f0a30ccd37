"""Acts on a limit, in the order of their days: the first date stays, each later one stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from commitments.rules.treaty import words
from commitments.rules.treaty.anchors import Variant
from commitments.rules.treaty.calendar import civil_day, day_begins
from commitments.rules.treaty.docket import Docket, ran_out
from commitments.rules.treaty.items import Book, Item, Point, Step, TermsError
from commitments.rules.treaty.order import parts
from commitments.rules.treaty.points import evaluate, put_off, shifted, under_cap
from commitments.rules.treaty.terms import Act, After, At, AtMilestone, Limit, On, Reading, Rule

Place = Callable[[Reading, Variant], Point]
"""Where a reading leads, for the item in hand and before any act."""


@dataclass(frozen=True)
class Moving:
    """What an act is applied in: `earlier` are the acts that were applied to the item before it, in order."""

    book: Book
    limit: Limit
    variant: Variant
    place: Place
    earlier: tuple[Act, ...] = ()


def moved(moving: Moving, item: Item, docket: Docket) -> Item:
    """The item after the acts that concern it. Raises TermsError for one that the text or the calendar excludes."""
    concerned: dict[int, Act] = {}
    for number, act in enumerate(docket.acts):
        if not docket.concerns(number, item, concerned):
            continue
        if act.kind in {"extension", "suspension"} and not moving.limit.extendable:
            raise _refused(item, "it cannot be extended or suspended: the text excludes it")
        item = _ACTS[act.kind](replace(moving, earlier=tuple(concerned.values())), item, act)
        concerned[number] = act
    return item


def reading_of(limit: Limit, key: str | None) -> Reading:
    """The reading of this key, or the first where none is named."""
    if key is None:
        return limit.readings[0]
    for reading in limit.readings:
        if reading.key == key:
            return reading
    raise TermsError(f"it has no reading {key!r}")


def _extension(moving: Moving, item: Item, act: Act) -> Item:
    later = _extended(moving, item, item.due, act)
    how = f"extended by {act.by} on {words.day(act.on)}"
    if later is not None:
        return _step(item, act, later, how)
    if _was_known(moving, item, act.on):
        raise _refused(item, f"the extension of {words.day(act.on)} does not end later than the date before it")
    # Granted before the date was known: what has happened since has carried the date past it.
    return _step(item, act, item.due, f"{how}, which ends no later and changes nothing")


def _extended(moving: Moving, item: Item, due: Point, act: Act) -> Point | None:
    """Where an extension takes a date, under the cap; None where that is no later."""
    variant = moving.variant
    if act.to is not None:
        later = evaluate(moving.book, act.to, variant)
    elif act.lengthen is not None:
        later = shifted(due, *act.lengthen, variant.kind, variant.zone)
    else:
        raise _refused(item, "an extension says until when, or by how much")
    later = under_cap(moving.book, moving.limit, later, variant)
    return None if later.at is not None and due.at is not None and later.at <= due.at else later


def _was_known(moving: Moving, item: Item, on: date) -> bool:
    """Whether the date before an act stood fast on the act's day: set by the text, or by what had happened by then."""
    if item.due.certainty != "fixed":
        return False
    rules = [item.adopted.rule] if item.adopted else []
    rules += [step.act.to for step in item.steps if step.act.to is not None]
    rules += [moving.limit.cap] if moving.limit.cap is not None else []
    return all(_stood(moving.book, part, on) for rule in rules for part in parts(rule))


def _stood(book: Book, rule: Rule, on: date) -> bool:
    if isinstance(rule, At | On):
        return True
    if not isinstance(rule, After) or not isinstance(rule.anchor, AtMilestone):
        return False
    event = book.terms.events.get(rule.anchor.key)
    when = event.happened if event else None
    if when is None:
        return False
    return (civil_day(when, book.terms.zone) if isinstance(when, datetime) else when) <= on


def _suspension(moving: Moving, item: Item, act: Act) -> Item:
    """The clock stops, unless it has run out: what is late is not made good by stopping the clock afterwards."""
    if _stopped(moving.earlier):
        raise _refused(item, f"suspended on {words.day(act.on)} while it is suspended already")
    if ran_out(item.due, act.on, moving.book.terms.zone):
        how = f"suspended by {act.by} on {words.day(act.on)}, when it had run out, which changes nothing"
        return _step(item, act, item.due, how)
    return replace(item, suspended=act)


def _resumption(moving: Moving, item: Item, act: Act) -> Item:
    if not _stopped(moving.earlier):
        raise _refused(item, f"resumed on {words.day(act.on)} without being suspended")
    if item.suspended is None:
        return _step(item, act, item.due, f"resumed on {words.day(act.on)}, which changes nothing")
    later, how = _resumed(moving, item.due, item.suspended.on, act.on)
    return _step(replace(item, suspended=None), act, later, how)


def _stopped(earlier: Iterable[Act]) -> bool:
    """Whether the last of these acts that speaks of it is a suspension."""
    kinds = [act.kind for act in earlier if act.kind in {"suspension", "resumption"}]
    return kinds[-1:] == ["suspension"]


def _resumed(moving: Moving, due: Point, stopped: date, resumed: date) -> tuple[Point, str]:
    """The date after a suspension: later by the time that it took from the count, none of it before the count began.

    Hours get the very time back, days whole days. No suspension takes the date past its cap.
    """
    later, how = _put_off(moving, due, stopped, resumed)
    return under_cap(moving.book, moving.limit, later, moving.variant), how


def _put_off(moving: Moving, due: Point, stopped: date, resumed: date) -> tuple[Point, str]:
    variant, zone, since = moving.variant, moving.book.terms.zone, due.since
    days = max(0, (resumed - stopped).days)
    how = f"suspended for {words.count(days, 'days')}"
    if isinstance(since, datetime):
        begins = max(day_begins(stopped, zone), since)
        lost = max(timedelta(0), day_begins(resumed, zone) - begins)
        return put_off(due, lost, variant.zone), f"{how}, {words.span(lost)} of it on the count"
    if since is not None and since > stopped:
        days = max(0, (resumed - since).days)
        how += f", {words.count(days, 'days')} of it after the count began"
    return shifted(due, days, "days", variant.kind, variant.zone), how


def _waiver(moving: Moving, item: Item, act: Act) -> Item:
    return replace(item, waived=act)


def _adoption(moving: Moving, item: Item, act: Act) -> Item:
    """Another reading in place of the one before. What was granted on top of that one is granted on top of this."""
    reading = reading_of(moving.limit, act.reading)
    due = moving.place(reading, moving.variant)
    how = f"reading adopted by {act.by} on {words.day(act.on)}"
    stopped: Act | None = None
    for earlier in moving.earlier:
        if earlier.kind == "suspension" and not ran_out(due, earlier.on, moving.book.terms.zone):
            stopped = earlier
        elif earlier.kind == "resumption" and stopped is not None:
            again, _ = _resumed(moving, due, stopped.on, earlier.on)
            stopped = None
            due = replace(again, words=f"{due.words}; resumed on {words.day(earlier.on)}: {again.words}")
        elif earlier.kind == "extension":
            extended = _extended(moving, item, due, earlier)
            if extended is not None:
                due = replace(extended, words=f"{due.words}; extended on {words.day(earlier.on)}: {extended.words}")
    return _step(replace(item, adopted=reading, suspended=stopped), act, due, how)


_ACTS: dict[str, Callable[[Moving, Item, Act], Item]] = {
    "extension": _extension,
    "suspension": _suspension,
    "resumption": _resumption,
    "waiver": _waiver,
    "adoption": _adoption,
}


def _step(item: Item, act: Act, there: Point, how: str) -> Item:
    there = replace(there, words=f"{how}: {there.words}")
    return replace(item, due=there, steps=(*item.steps, Step(act, there)))


def _refused(item: Item, why: str) -> TermsError:
    return TermsError(f"no. {item.period}: {why}" if item.period else why)
