"""What is counted from: its name in the sentence, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from commitments.rules.treaty import words
from commitments.rules.treaty.calendar import civil_day, utc
from commitments.rules.treaty.deeds import start_recorded
from commitments.rules.treaty.items import Book, Item, Node, Point, TermsError, pending
from commitments.rules.treaty.order import awaited
from commitments.rules.treaty.terms import (
    Anchor,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Happened,
    LimitKind,
    With,
)


@dataclass(frozen=True)
class Variant:
    """For whom, for which receipt and on which basis a limit is worked out, and in which zone."""

    zone: str
    kind: LimitKind
    obligor: str | None = None
    adherence: Happened | None = None
    receipt: Happened | None = None
    number: int = 0
    other_basis: bool = False


def anchored(book: Book, anchor: Anchor, variant: Variant) -> tuple[str, Point]:
    """The anchor's name and point. Its words matter only while it is pending: they say what it waits for."""
    match anchor:
        case AtMilestone():
            return _milestone(book, anchor, variant)
        case AtAdherence():
            whom = variant.obligor or "the obligor"
            return _happened(f"adherence of {book.terms.names.get(whom, whom)}", variant.adherence, variant.zone)
        case AtEachReceipt():
            name = f"receipt {variant.number} of {book.terms.names.get(anchor.key, anchor.key)}"
            return _happened(name, variant.receipt, variant.zone)
        case AtEndOf():
            name = f"end of the limit {anchor.commitment} {anchor.limit}"
            return f"{name},", end_of(book, [(anchor.commitment, anchor.limit)], variant, name)
        case AtActual():
            return _actual(book, anchor, variant)
    assert_never(anchor)


def _milestone(book: Book, anchor: AtMilestone, variant: Variant) -> tuple[str, Point]:
    event = book.terms.events.get(anchor.key)
    if event is None:
        raise TermsError(f"{anchor.key!r} is not a milestone of {book.terms.reference}")
    if variant.other_basis and event.happened_beside is not None:
        return _happened(f"{event.name} ({event.beside.replace('_', ' ')})", event.happened_beside, variant.zone)
    return _happened(event.name, event.happened, variant.zone)


def _actual(book: Book, anchor: AtActual, variant: Variant) -> tuple[str, Point]:
    """The deed where it is done; else what its own limits give at the latest, marked as a projection."""
    name = f"{anchor.what} of {anchor.commitment}"
    deed = book.deed(anchor, variant.obligor)
    if deed is not None:
        if anchor.what == "start" and not start_recorded(book.terms, anchor.commitment):
            name += " (of which only the completion is recorded)"
        _, point = _happened(name, deed, variant.zone)
        return f"{name},", point
    binding = [item for item in _awaited(book, anchor, variant) if item.waived is None]
    why = _why_no_date(binding)
    if why is not None:
        return name, pending(f"{name} (has not happened{why})")
    return f"{name} at the latest", replace(latest([item.due for item in binding]), certainty="projected")


def _awaited(book: Book, anchor: AtActual, variant: Variant) -> list[Item]:
    return book.items(awaited(book, anchor, variant.obligor), variant.obligor)


def _why_no_date(items: list[Item]) -> str | None:
    """What to say where the end of limits gives no date; None where it gives one."""
    if any(item.suspended for item in items):
        return "; its own limit is suspended"
    return None if items and all(item.due.at for item in items) else ""


def with_the_other(book: Book, rule: With, variant: Variant) -> Point:
    """When another commitment falls due: its own arithmetic stands there, not here."""
    name = f"in parallel with {rule.commitment}"
    there = end_of(book, book.nodes(rule.commitment, rule.limit, "complete_by"), variant, name)
    if there.at is None or there.day is None:
        return there
    return replace(there, words=f"{name}: {words.moment(there.at, there.day, variant.zone)}")


def end_of(book: Book, nodes: list[tuple[str, str]], variant: Variant, name: str) -> Point:
    """The latest point of these limits, as the text and the acts on it have it; pending while they have none.

    A term that may yet renew itself ends so only for now; what comes again without end, or stands still, has none.
    """
    items = book.items(nodes, variant.obligor)
    limits = [book.limits[node][1] for node in nodes]
    if any(item.suspended for item in items):
        return pending(f"{name}, which is suspended")
    if not items or any(item.due.at is None for item in items):
        return pending(f"{name}, which has no date")
    repeats = [limit.repeat for limit in limits if limit.repeat is not None]
    if any(repeat.times is None and repeat.until is None for repeat in repeats):
        return pending(f"{name}, which comes again without end")
    end = latest([item.due for item in items])
    may_renew = any(_may_renew(book, node, variant.obligor) for node in nodes)
    return replace(end, certainty="projected") if may_renew else end


def _may_renew(book: Book, node: Node, obligor: str | None) -> bool:
    """Whether the last term listed is not the last for certain, because no notice was given in time for it."""
    renewal = book.limits[node][1].renewal
    if renewal is None:
        return False
    last = {item.obligor: item.due.day for item in book.found.get(node, ()) if item.kind == "notice_by"}
    days = [last[obligor]] if obligor in last else list(last.values())
    return not days or not all(renewal.ends_with(day) for day in days)


def latest(points: list[Point]) -> Point:
    """The last of known points; a projection as soon as any of them is one."""
    found = max(points, key=at)
    return replace(found, certainty="projected") if any(one.certainty != "fixed" for one in points) else found


def at(found: Point) -> datetime:
    assert found.at is not None  # noqa: S101 - callers have sorted the pending ones out
    return found.at


def _happened(name: str, when: Happened | None, zone: str) -> tuple[str, Point]:
    if when is None:
        return name, pending(f"{name} (has not happened)")
    if isinstance(when, datetime):
        return name, Point(utc(when), civil_day(when, zone), "fixed", words.hour(when, zone), "at", zone=zone)
    return name, Point(None, when, "fixed", words.day(when))
