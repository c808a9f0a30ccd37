"""Where a rule leads: one function for each thing that a text can say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from commitments.rules.treaty import words
from commitments.rules.treaty.calendar import Fold, civil_day, day_begins, day_ends, instant, plus, zone_info
from commitments.rules.treaty.items import Book, Certainty, Point, TermsError
from commitments.rules.treaty.order import awaited
from commitments.rules.treaty.terms import (
    After,
    Anchor,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Boundary,
    First,
    Happened,
    Limit,
    LimitKind,
    On,
    Rule,
    With,
)


@dataclass(frozen=True)
class Variant:
    """For whom, or for which receipt, a limit is worked out, and in which zone."""

    zone: str
    kind: LimitKind
    obligor: str | None = None
    adherence: Happened | None = None
    receipt: Happened | None = None
    number: int = 0


def point(book: Book, limit: Limit, rule: Rule, variant: Variant) -> Point:
    """Where a limit's rule leads, under its cap."""
    found = evaluate(book, rule, variant)
    if limit.cap is None:
        return found
    cap = evaluate(book, limit.cap, variant)
    if found.at is None or (cap.at is not None and cap.at < found.at):
        return replace(cap, words=f"{found.words}; at the latest {cap.words}")
    return found


def evaluate(book: Book, rule: Rule, variant: Variant) -> Point:
    """Where a rule leads. Raises TermsError where the text cannot be counted."""
    if isinstance(rule, At):
        where = rule.zone or variant.zone
        at = instant(rule.day, rule.hour, where, twice=_twice(variant.kind))
        return Point(at, civil_day(at, variant.zone), "fixed", words.hour(at, where))
    if isinstance(rule, On):
        shown = f"{words.day(rule.day)}{words.ending(variant.kind, rule.boundary, variant.zone)}"
        return Point(bound(rule.day, variant.kind, rule.boundary, variant.zone), rule.day, "fixed", shown)
    if isinstance(rule, After):
        return _after(book, rule, variant)
    if isinstance(rule, With):
        return _with(book, rule)
    found = [evaluate(book, part, variant) for part in rule.of]
    return first(found) if isinstance(rule, First) else last(found)


def _after(book: Book, rule: After, variant: Variant) -> Point:
    name, anchor = _anchor(book, rule.anchor, variant)
    counted = words.count(rule.amount, rule.unit)
    if anchor.day is None:
        waiting = f"day {rule.amount} of" if rule.ordinal else f"{counted} after"
        return Point(None, None, "pending", f"{waiting} {anchor.words}")
    if rule.unit == "hours" or rule.boundary == "at":
        return _to_the_hour(rule, name, anchor, variant)
    day = plus(anchor.day, rule.amount - 1 if rule.ordinal else rule.amount, rule.unit)
    if rule.ordinal:
        shown = words.ordinal(name, anchor.day, rule.amount, day)
    else:
        shown = f"{name} {words.day(anchor.day)} + {counted} = {words.day(day)}"
    shown += words.ending(variant.kind, rule.boundary, variant.zone)
    return Point(bound(day, variant.kind, rule.boundary, variant.zone), day, anchor.certainty, shown)


def _to_the_hour(rule: After, name: str, anchor: Point, variant: Variant) -> Point:
    if anchor.at is None:
        raise TermsError(f"{name}: only the day is known, so hours cannot be counted from it; give its hour")
    zone = variant.zone
    if rule.unit == "hours":
        end = anchor.at + timedelta(hours=rule.amount)
    else:
        local = anchor.at.astimezone(zone_info(zone))
        end = instant(plus(local.date(), rule.amount, rule.unit), local.time(), zone, twice=_twice(variant.kind))
    counted = words.count(rule.amount, rule.unit)
    shown = f"{name} {words.hour(anchor.at, zone)} + {counted} = {words.hour(end, zone)}"
    return Point(end, civil_day(end, zone), anchor.certainty, shown)


def _with(book: Book, rule: With) -> Point:
    nodes = book.nodes(rule.commitment, rule.limit, "complete_by")
    due = [item.due for node in nodes for item in book.found[node]]
    if not due:
        return Point(None, None, "pending", f"in parallel with {rule.commitment}, which has no date")
    latest = last(due)
    return replace(latest, words=f"in parallel with {rule.commitment}: {latest.words}")


def _anchor(book: Book, anchor: Anchor, variant: Variant) -> tuple[str, Point]:
    """What is counted from: its name in the sentence, and where it lies."""
    terms = book.terms
    if isinstance(anchor, AtMilestone):
        event = terms.events.get(anchor.key)
        if event is None:
            raise TermsError(f"{anchor.key!r} is not a milestone of {terms.reference}")
        return event.name, _happened(event.name, event.happened, variant.zone)
    if isinstance(anchor, AtAdherence):
        name = f"adherence of {terms.names.get(variant.obligor or '', variant.obligor or 'the obligor')}"
        return name, _happened(name, variant.adherence, variant.zone)
    if isinstance(anchor, AtEachReceipt):
        name = f"receipt {variant.number} of {terms.names.get(anchor.key, anchor.key)}"
        return name, _happened(name, variant.receipt, variant.zone)
    if isinstance(anchor, AtEndOf):
        name = f"end of the limit {anchor.commitment} {anchor.limit},"
        due = [item.due for item in book.found[(anchor.commitment, anchor.limit)]]
        return name, last(due) if due else Point(None, None, "pending", f"{name} which has no date")
    return _actual(book, anchor, variant)


def _actual(book: Book, anchor: AtActual, variant: Variant) -> tuple[str, Point]:
    """The deed where it is done; else what its own limit gives at the latest, marked as a projection."""
    name = f"{anchor.what} of {anchor.commitment}"
    deed = book.deed(anchor)
    if deed is not None:
        return f"{name},", _happened(name, deed, variant.zone)
    items = [item for node in awaited(book, anchor) if node in book.found for item in book.found[node]]
    due = [item.due for item in items if item.waived is None and item.suspended is None]
    if not due or any(one.at is None for one in due):
        return name, Point(None, None, "pending", f"{name} (has not happened)")
    return f"{name} at the latest", replace(last(due), certainty="projected")


def _happened(name: str, when: Happened | None, zone: str) -> Point:
    if when is None:
        return Point(None, None, "pending", f"{name} (has not happened)")
    if isinstance(when, datetime):
        return Point(when.astimezone(UTC), civil_day(when, zone), "fixed", words.hour(when, zone))
    return Point(None, when, "fixed", words.day(when))


def bound(day: date, kind: LimitKind, boundary: Boundary, zone: str) -> datetime:
    """The instant at which a limit on this day lapses, or from which what was forbidden is allowed."""
    return day_begins(day, zone) if kind == "not_before" or boundary == "before" else day_ends(day, zone)


def first(points: list[Point]) -> Point:
    """The earliest. One that is pending may still come before it, so until then the rest is a projection."""
    known = [one for one in points if one.at is not None]
    shown = "whichever comes first: " + "; ".join(one.words for one in points)
    if not known:
        return Point(None, None, "pending", shown)
    earliest = min(known, key=_at)
    certainty: Certainty = earliest.certainty if len(known) == len(points) else "projected"
    return replace(earliest, certainty=certainty, words=shown)


def last(points: list[Point]) -> Point:
    """The latest; pending while any of them is."""
    if len(points) == 1:
        return points[0]
    shown = "whichever comes last: " + "; ".join(one.words for one in points)
    if any(one.at is None for one in points):
        return Point(None, None, "pending", shown)
    latest = max(points, key=_at)
    certainty: Certainty = "projected" if any(one.certainty == "projected" for one in points) else latest.certainty
    return replace(latest, certainty=certainty, words=shown)


def _at(found: Point) -> datetime:
    assert found.at is not None  # noqa: S101 - callers have sorted the pending ones out
    return found.at


def _twice(kind: LimitKind) -> Fold:
    return "first" if kind == "not_before" else "second"
