"""Where a rule leads: one function for each thing that a text can say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from commitments.rules.treaty import words
from commitments.rules.treaty.anchors import Variant, anchored, at, latest, with_the_other
from commitments.rules.treaty.calendar import (
    Fold,
    Unit,
    civil_day,
    day_begins,
    day_ends,
    instant,
    later,
    later_by,
    on_clocks,
    plus,
)
from commitments.rules.treaty.items import Book, Certainty, Point, pending
from commitments.rules.treaty.terms import After, At, Boundary, First, Limit, LimitKind, On, Rule, With


def point(book: Book, limit: Limit, rule: Rule, variant: Variant) -> Point:
    """Where a limit's rule leads, under its cap."""
    return under_cap(book, limit, evaluate(book, rule, variant), variant)


def under_cap(book: Book, limit: Limit, found: Point, variant: Variant) -> Point:
    """A point of a limit, at the latest where its cap is, whatever took it there."""
    return found if limit.cap is None else _capped(found, evaluate(book, limit.cap, variant))


def evaluate(book: Book, rule: Rule, variant: Variant) -> Point:
    """Where a rule leads. Raises TermsError where the text cannot be counted."""
    match rule:
        case At():
            return _at(rule, variant)
        case On():
            return _on_day(rule.day, variant.kind, _edge(variant.kind, rule.boundary), variant.zone)
        case After():
            return _after(book, rule, variant)
        case With():
            return with_the_other(book, rule, variant)
        case First():
            return first([evaluate(book, part, variant) for part in rule.of])
    return last([evaluate(book, part, variant) for part in rule.of])


def _at(rule: At, variant: Variant) -> Point:
    where = rule.zone or variant.zone
    nominal = datetime.combine(rule.day, rule.hour.replace(tzinfo=None))
    there = _at_hour(nominal, where, variant.kind, variant.zone)
    shown = words.hour(at(there), where)
    if _shown(at(there), where) != nominal:
        shown += f", the first hour after {words.day(rule.day)}, {rule.hour:%H:%M}, which clocks there skip"
    return replace(there, words=shown)


def _at_hour(nominal: datetime, where: str, kind: LimitKind, zone: str) -> Point:
    """The hour that clocks somewhere show, or should show; its day is that of the limit's own zone."""
    end = instant(nominal.date(), nominal.time(), where, twice=_twice(kind))
    return Point(end, civil_day(end, zone), "fixed", "", "at", zone=where, hour=nominal)


def _shown(moment: datetime, zone: str) -> datetime:
    """What clocks show, without saying where."""
    return on_clocks(moment, zone).replace(tzinfo=None, fold=0)


def _on_day(day: date, kind: LimitKind, edge: Boundary, zone: str, certainty: Certainty = "fixed") -> Point:
    """A point that a day bounds."""
    shown = f"{words.day(day)}{words.ending(kind, edge, zone)}"
    return Point(_bound(day, edge, zone), day, certainty, shown, edge, zone=zone)


def _edge(kind: LimitKind, boundary: Boundary) -> Boundary:
    """How a day bounds a limit of this kind: what was forbidden until it is allowed as it begins."""
    return "before" if kind == "not_before" else boundary


def _after(book: Book, rule: After, variant: Variant) -> Point:
    name, anchor = anchored(book, rule.anchor, variant)
    counted = words.count(rule.amount, rule.unit)
    if anchor.day is None:
        return pending(f"{f'day {rule.amount} of' if rule.ordinal else f'{counted} after'} {anchor.words}")
    if rule.unit == "hours" or (rule.boundary == "at" and anchor.at is not None):
        return _to_the_hour(rule, name, anchor, variant)
    day = plus(anchor.day, rule.amount - 1 if rule.ordinal else rule.amount, rule.unit)
    if rule.ordinal:
        shown = words.ordinal(name, anchor.day, rule.amount, day)
    else:
        shown = f"{name} {words.day(anchor.day)} {words.moved(rule.amount, rule.unit)} = {words.day(day)}"
    # The hour of an anchor of which only the day is known is any hour of it, so the limit is any hour of its own day.
    edge = _edge(variant.kind, "by" if rule.boundary == "at" else rule.boundary)
    there = _on_day(day, variant.kind, edge, variant.zone, anchor.certainty)
    shown += words.ending(variant.kind, edge, variant.zone)
    return replace(there, words=shown, since=anchor.day if day >= anchor.day else None)


def _to_the_hour(rule: After, name: str, anchor: Point, variant: Variant) -> Point:
    """Hours on the instant, days to the same hour. Of an anchor's day alone, from the end that favours the obligor."""
    zone, start = variant.zone, anchor.at
    if start is None and anchor.day is not None:
        start = _bound(anchor.day, _edge(variant.kind, "by"), zone)
        which = "beginning" if variant.kind == "not_before" else "end"
        shown = f"{name} {words.day(anchor.day)}, of which only the day is known, so from its {which}"
    else:
        start = at(anchor)
        shown = f"{name} {words.hour(start, zone)}"
    amount = rule.amount - 1 if rule.ordinal else rule.amount
    there = _on_the_clock(Point(start, None, "fixed", "", zone=zone), amount, rule.unit, variant.kind, zone)
    shown += f" {words.moved(amount, rule.unit)} = {words.hour(at(there), zone)}"
    begins = start if rule.unit == "hours" else _shown(start, zone).date()
    return replace(there, certainty=anchor.certainty, words=shown, since=begins if at(there) >= start else None)


def _on_the_clock(start: Point, amount: int, unit: Unit, kind: LimitKind, zone: str) -> Point:
    """So many hours on, or so many days, weeks, months or years on at the same hour where that was said."""
    if unit == "hours":
        end = later(at(start), amount)
        return Point(end, civil_day(end, zone), "fixed", "", "at", zone=zone)
    nominal = start.hour or _shown(at(start), start.zone)
    return _at_hour(datetime.combine(plus(nominal.date(), amount, unit), nominal.time()), start.zone, kind, zone)


def shifted(found: Point, amount: int, unit: Unit, kind: LimitKind, zone: str) -> Point:
    """A point moved by so much, lying in its day as it did; one that is pending stays so."""
    moved = words.moved(amount, unit)
    if found.at is None or found.day is None:
        return replace(found, words=f"{found.words} {moved}")
    if unit == "hours" or found.boundary == "at":
        there = _on_the_clock(found, amount, unit, kind, zone)
        shown = f"{words.hour(found.at, there.zone)} {moved} = {words.hour(at(there), there.zone)}"
        return replace(there, certainty=found.certainty, words=shown, since=found.since)
    there = _on_day(plus(found.day, amount, unit), kind, found.boundary, found.zone, found.certainty)
    return replace(there, words=f"{words.day(found.day)} {moved} = {there.words}", since=found.since)


def put_off(found: Point, span: timedelta, zone: str) -> Point:
    """A point moved by a stretch of time that was lost to the count."""
    if found.at is None:
        return replace(found, words=f"{found.words} + {words.span(span)}")
    end = later_by(found.at, span)
    shown = f"{words.hour(found.at, zone)} + {words.span(span)} = {words.hour(end, zone)}"
    return replace(found, at=end, day=civil_day(end, zone), words=shown, boundary="at", zone=zone, hour=None)


def _bound(day: date, edge: Boundary, zone: str) -> datetime:
    return day_begins(day, zone) if edge == "before" else day_ends(day, zone)


def first(points: list[Point]) -> Point:
    """The earliest of those that are fixed; what is still open can only come earlier, and the words say that it may.

    Where none is fixed, the earliest projection; pending where there is none of these either.
    """
    chosen = _earliest(points)
    shown = "; ".join(_first_of(one, chosen) for one in points)
    return replace(chosen, words=f"whichever comes first: {shown}")


def _capped(found: Point, cap: Point) -> Point:
    """The earlier of the two, like whichever comes first, in the words of a cap."""
    chosen = _earliest([found, cap])
    if chosen is found and cap.certainty == "fixed":
        return found
    return replace(chosen, words=f"{_first_of(found, chosen)}; at the latest {_first_of(cap, chosen)}")


def _earliest(points: list[Point]) -> Point:
    fixed = [one for one in points if one.certainty == "fixed" and one.at is not None]
    known = fixed or [one for one in points if one.at is not None]
    return min(known, key=at) if known else pending("")


def _first_of(one: Point, chosen: Point) -> str:
    may_come = one.certainty != "fixed" and chosen.certainty == "fixed"
    return f"{one.words} (may still come first)" if may_come else one.words


def last(points: list[Point]) -> Point:
    """The latest; pending while any of them is, a projection while any of them is."""
    shown = "whichever comes last: " + "; ".join(one.words for one in points)
    if not points or any(one.at is None for one in points):
        return pending(shown)
    return replace(latest(points), words=shown)


def _twice(kind: LimitKind) -> Fold:
    return "first" if kind == "not_before" else "second"
