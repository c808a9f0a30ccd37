"""Acts on a limit, in the order of their days: the first date stays, each later one stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from commitments.rules.treaty import words
from commitments.rules.treaty.calendar import Unit, civil_day, plus
from commitments.rules.treaty.items import Book, Item, Point, Step, TermsError
from commitments.rules.treaty.points import Variant, bound, point
from commitments.rules.treaty.terms import Act, After, At, Boundary, Limit, On, Reading


def moved(book: Book, item: Item, limit: Limit, variant: Variant) -> Item:
    """The item after all acts on its limit. Raises TermsError for an act that the text or the calendar excludes."""
    for act in sorted(limit.acts, key=lambda one: one.on):
        if act.kind in {"extension", "suspension"} and not limit.extendable:
            raise _refused(item, "it cannot be extended or suspended: the text excludes it")
        item = _ACTS[act.kind](book, item, limit, variant, act)
    return item


def reading_of(limit: Limit, key: str | None) -> Reading:
    """The reading of this key, or the first where none is named."""
    if key is None:
        return limit.readings[0]
    for reading in limit.readings:
        if reading.key == key:
            return reading
    raise TermsError(f"{limit.key!r} has no reading {key!r}")


def shifted(item: Item, amount: int, unit: Unit) -> Point:
    """The item's present point moved on by so much, with the same boundary."""
    due = item.due
    if due.at is None or due.day is None:
        return due
    counted = words.count(amount, unit)
    if unit == "hours":
        end = due.at + timedelta(hours=amount)
        return Point(end, civil_day(end, item.zone), due.certainty, f"+ {counted} = {words.hour(end, item.zone)}")
    boundary = _boundary(item.adopted)
    day = plus(due.day, amount, unit)
    at = due.at + (day - due.day) if boundary == "at" else bound(day, item.kind, boundary, item.zone)
    shown = f"{words.day(due.day)} + {counted} = {words.day(day)}{words.ending(item.kind, boundary, item.zone)}"
    return Point(at, day, due.certainty, shown)


def _extension(book: Book, item: Item, limit: Limit, variant: Variant, act: Act) -> Item:
    if act.to is not None:
        later = point(book, limit, act.to, variant)
    elif act.lengthen is not None:
        later = shifted(item, *act.lengthen)
    else:
        raise _refused(item, "an extension says until when, or by how much")
    if later.at is not None and item.due.at is not None and later.at <= item.due.at:
        raise _refused(item, f"the extension of {words.day(act.on)} does not end later than the date before it")
    return _step(item, act, later, f"extended by {act.by} on {words.day(act.on)}")


def _suspension(book: Book, item: Item, limit: Limit, variant: Variant, act: Act) -> Item:
    return replace(item, suspended=act)


def _resumption(book: Book, item: Item, limit: Limit, variant: Variant, act: Act) -> Item:
    if item.suspended is None:
        raise _refused(item, f"resumed on {words.day(act.on)} without being suspended")
    days = (act.on - item.suspended.on).days
    later = shifted(item, days, "days")
    return _step(replace(item, suspended=None), act, later, f"suspended for {words.count(days, 'days')}")


def _waiver(book: Book, item: Item, limit: Limit, variant: Variant, act: Act) -> Item:
    return replace(item, waived=act)


def _adoption(book: Book, item: Item, limit: Limit, variant: Variant, act: Act) -> Item:
    reading = reading_of(limit, act.reading)
    there = point(book, limit, reading.rule, variant)
    return _step(replace(item, adopted=reading), act, there, f"reading adopted by {act.by} on {words.day(act.on)}")


_ACTS = {
    "extension": _extension,
    "suspension": _suspension,
    "resumption": _resumption,
    "waiver": _waiver,
    "adoption": _adoption,
}


def _step(item: Item, act: Act, there: Point, how: str) -> Item:
    there = replace(there, words=f"{how}: {there.words}")
    return replace(item, due=there, steps=(*item.steps, Step(act, there)))


def _boundary(reading: Reading | None) -> Boundary:
    rule = reading.rule if reading else None
    if isinstance(rule, At):
        return "at"
    return rule.boundary if isinstance(rule, On | After) else "by"


def _refused(item: Item, why: str) -> TermsError:
    return TermsError(f"{item.commitment} {item.limit}: {why}")
