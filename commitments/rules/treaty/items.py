"""What comes out: points in time with their arithmetic, and the dated items made of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from commitments.rules.treaty.terms import Act, AtActual, Happened, Limit, LimitKind, Promise, Reading, Share, Terms

Certainty = Literal["fixed", "projected", "pending"]
Node = tuple[str, str]
"""A commitment's reference and a limit's key."""


class TermsError(ValueError):
    """The terms cannot be worked out; the message says why, and `node` at which limit where it is known."""

    def __init__(self, message: str, node: Node | None = None) -> None:
        super().__init__(message)
        self.node = node


@contextmanager
def working_out(node: Node) -> Iterator[None]:
    """Name the limit in whatever goes wrong while it is worked out."""
    try:
        yield
    except TermsError as error:
        error.node = error.node or node
        raise
    except OverflowError as error:
        raise TermsError("it leads past the end of the calendar", node) from error


@dataclass(frozen=True)
class Point:
    """Where a rule leads. `at` is in UTC, None while pending; further counting starts from the civil day `day`."""

    at: datetime | None
    day: date | None
    certainty: Certainty
    words: str


@dataclass(frozen=True)
class Step:
    """A date that an act put in place of the one before."""

    act: Act
    point: Point


@dataclass(frozen=True)
class Item:
    """One dated item: a limit, for one obligor or all, in one period or the only one."""

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

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes the item one and the same over time."""
        return (self.commitment, self.limit, self.obligor or "", self.period)


class Book:
    """An agreement's terms opened for working out: its limits by commitment and key, and the items found so far."""

    def __init__(self, terms: Terms, now: datetime) -> None:
        self.terms = terms
        self.now = now
        self.promises = {promise.reference: promise for promise in terms.promises}
        self.limits: dict[Node, tuple[Promise, Limit]] = {
            (promise.reference, limit.key): (promise, limit) for promise in terms.promises for limit in promise.limits
        }
        self.found: dict[Node, list[Item]] = {}
        self.deadlocked: dict[Node, tuple[str, ...]] = {}

    def nodes(self, reference: str, key: str | None, kind: LimitKind | None) -> list[Node]:
        """The limits that a mention of a commitment speaks of. Raises TermsError for one that is not there."""
        promise = self.promises.get(reference)
        if promise is None:
            raise TermsError(f"{reference} is not a commitment of {self.terms.reference}")
        if key is None:
            return [(reference, limit.key) for limit in promise.limits if limit.kind == kind]
        if (reference, key) not in self.limits:
            raise TermsError(f"{reference} has no limit {key!r}")
        return [(reference, key)]

    def deed(self, anchor: AtActual) -> Happened | None:
        """When another commitment was really started or completed; None while it is not."""
        done = self.terms.done.get(anchor.commitment)
        if done is None:
            return None
        return done.started if anchor.what == "start" else done.completed
