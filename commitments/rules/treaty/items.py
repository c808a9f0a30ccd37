"""What comes out: points in time with their arithmetic, and the dated items made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from commitments.rules.treaty.deeds import deed
from commitments.rules.treaty.errors import TermsError
from commitments.rules.treaty.terms import (
    Act,
    AtActual,
    Boundary,
    Happened,
    Limit,
    LimitKind,
    Promise,
    Reading,
    Share,
    Terms,
)

__all__ = ["Book", "Certainty", "Item", "Node", "Point", "Step", "TermsError", "pending"]

Certainty = Literal["fixed", "projected", "pending"]
Node = tuple[str, str]
"""A commitment's reference and a limit's key."""


@dataclass(frozen=True)
class Point:
    """Where a rule leads. `at` is in UTC, None while pending; further counting starts from the civil day `day`.

    `since` is what it was counted forward from, an instant for hours and else a day; None where it was not. Moved by
    days a point lies in its day as before: `boundary` says how, `zone` where, and `hour`, where it is at one, is that
    of the text, even if clocks skip it on this day or show it twice.
    """

    at: datetime | None
    day: date | None
    certainty: Certainty
    words: str
    boundary: Boundary = "by"
    since: Happened | None = None
    zone: str = ""
    hour: datetime | None = None


def pending(words: str) -> Point:
    """No point yet, and what it waits for."""
    return Point(None, None, "pending", words)


@dataclass(frozen=True)
class Step:
    """A date that an act put in place of the one before."""

    act: Act
    point: Point


@dataclass(frozen=True)
class Item:
    """One dated item: a limit, for one obligor or all, in one period or the only one.

    `first` is the date in the text, `due` the one that holds after all `steps`. `opens` is the instant at which its
    period begins, where it has one. `deadlock` names the commitments that wait for each other.
    """

    commitment: str
    limit: str
    kind: LimitKind
    label: str
    obligor: str | None
    period: str
    first: Point
    due: Point
    zone: str
    steps: tuple[Step, ...] = ()
    others: tuple[tuple[Reading, Point], ...] = ()
    adopted: Reading | None = None
    share: Share | None = None
    waived: Act | None = None
    suspended: Act | None = None
    deadlock: tuple[str, ...] = ()
    opens: datetime | None = None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes the item one and the same over time."""
        return (self.commitment, self.limit, self.obligor or "", self.period)


class Book:
    """An agreement's terms opened for working out: its limits by commitment and key, and the items found so far."""

    def __init__(self, terms: Terms, now: datetime) -> None:
        self.terms = terms
        self.now = now
        self.promises = terms.by_reference
        self.limits: dict[Node, tuple[Promise, Limit]] = terms.by_limit
        self.found: dict[Node, list[Item]] = {}
        self.waiting: dict[Node, tuple[str, ...]] = {}
        self.stuck: dict[str, tuple[str, ...]] = {}
        self.parties: dict[Node, tuple[str, ...]] = {}

    def promise(self, reference: str) -> Promise:
        """Raises TermsError for a commitment that is not there."""
        promise = self.promises.get(reference)
        if promise is None:
            raise TermsError(f"{reference} is not a commitment of {self.terms.reference}")
        return promise

    def nodes(self, reference: str, key: str | None, kind: LimitKind | None) -> list[Node]:
        """The limits that a mention of a commitment speaks of. Raises TermsError for one that is not there."""
        promise = self.promise(reference)
        if key is None:
            return [(reference, limit.key) for limit in promise.limits if limit.kind == kind]
        if (reference, key) not in self.limits:
            raise TermsError(f"{reference} has no limit {key!r}")
        return [(reference, key)]

    def deed(self, anchor: AtActual, obligor: str | None = None) -> Happened | None:
        """When another commitment was really started or completed; None while it is not."""
        return deed(self.terms, anchor.commitment, anchor.what, obligor)

    def items(self, nodes: Iterable[Node], obligor: str | None) -> list[Item]:
        """What was found for these limits, each by its own meaning: an obligor's own items where it has any."""
        found = []
        for node in nodes:
            kind = self.limits[node][1].kind
            items = [item for item in self.found.get(node, ()) if item.kind == kind]
            found += [item for item in items if obligor is not None and item.obligor == obligor] or items
        return found
