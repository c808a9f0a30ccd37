"""The standing line: one promise drawn from its beginning to today.

Instants are aware datetimes; positions are in the drawing's own units (pixels, or percent when the width is 100).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

SegmentKind = Literal["term", "extension", "over"]
MarkKind = Literal["observation", "denied", "report", "statement"]


@dataclass(frozen=True)
class Segment:
    """A stretch of the promise: the agreed term, an extension of it, or what ran over."""

    kind: SegmentKind
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Mark:
    """Something that happened at one instant."""

    kind: MarkKind
    at: datetime
    label: str


@dataclass(frozen=True)
class Line:
    """Everything one drawing shows, in any order; `start` to `end` is the visible stretch."""

    start: datetime
    end: datetime
    now: datetime
    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Scale:
    """Turns instants into positions between `margin` and `width - margin`; what lies outside sits on the edge."""

    start: datetime
    end: datetime
    width: float
    margin: float

    def __call__(self, instant: datetime) -> float:
        length = (self.end - self.start).total_seconds()
        share = (instant - self.start).total_seconds() / length if length > 0 else 0.5
        inside = min(1.0, max(0.0, share))
        return round(self.margin + inside * (self.width - 2 * self.margin), 2)


def scale(line: Line, width: float, *, margin: float = 4.0) -> Scale:
    """The scale of one drawing. An empty stretch puts everything in the middle.

    Raises ValueError when the margins leave no room.
    """
    if width <= 2 * margin:
        raise ValueError(f"A drawing {width} wide has no room between margins of {margin}.")
    return Scale(start=line.start, end=line.end, width=width, margin=margin)


def due_instants(line: Line) -> tuple[datetime, ...]:
    """When the promise fell due, first date first: the end of the term and of each extension."""
    return tuple(sorted({s.end for s in line.segments if s.kind in ("term", "extension")}))


# Denials come last, so that no observation covers the one mark that must never be missed.
_DRAWN_IN_ORDER: tuple[MarkKind, ...] = ("observation", "statement", "report", "denied")


def marks_in_drawing_order(marks: Iterable[Mark]) -> list[Mark]:
    """Marks from the one that may be covered to the one that may not, each kind from early to late."""
    return sorted(marks, key=lambda mark: (_DRAWN_IN_ORDER.index(mark.kind), mark.at))


def readable_dates(line: Line, place: Scale, *, room: float) -> list[datetime]:
    """The dates worth writing under the axis that stay `room` apart.

    The latest due date wins, then the ends, then earlier due dates: a reader misses the last least. Today is not
    among them, it has its own place.
    """
    *earlier, latest = due_instants(line) or (line.start,)
    chosen: list[datetime] = []
    for instant in [latest, line.start, line.end, *reversed(earlier)]:
        within = line.start <= instant <= line.end
        if within and all(abs(place(instant) - place(other)) >= room for other in chosen):
            chosen.append(instant)
    return sorted(chosen)
