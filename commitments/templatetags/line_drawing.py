"""The standing line as SVG. Written as strings, because a list draws it a hundred times on one page."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from commitments.rules.line import (
    Line,
    MarkKind,
    Scale,
    due_instants,
    marks_in_drawing_order,
    readable_dates,
    scale,
)
from commitments.templatetags.line_words import title_of, words_of
from commitments.templatetags.when import Zone, in_words

# Each kind has its own outline, centred on its place, so that grey print keeps them apart.
SHAPES: Final[dict[MarkKind, SafeString]] = {
    "observation": mark_safe('<g class="observation"><circle r="4.2"/></g>'),
    "denied": mark_safe('<g class="denied"><circle r="4.6"/><path d="M-3 3 3-3"/></g>'),
    "report": mark_safe('<g class="report"><path d="M0-6.5 6.5 0 0 6.5-6.5 0z"/></g>'),
    "statement": mark_safe('<g class="statement"><path d="M-4.5-4.5h9v6h-4l-3 3v-3h-2z"/></g>'),
}


def small_drawing(line: Line, zone: Zone, name: str) -> SafeString:
    """260 by 26 pixels, for a row of a list."""
    place = scale(line, 260, margin=8)
    strokes = [
        _stroke("axis", "4", "256", 13),
        *_segments(line, place, unit="", y=13),
        *_upright(_places(due_instants(line), place), "due", "M0-7V7", unit="", y=13),
        *_upright(_today(line, place), "today", "M0-12V12", unit="", y=13),
        *_marks(line, place, unit="", y=13),
    ]
    return _svg('class="line" viewBox="0 0 260 26"', strokes, line, zone, name)


def large_drawing(line: Line, zone: Zone, name: str) -> SafeString:
    """As wide as its place, 88 pixels high, with dates. Positions are percent, so letters keep their size."""
    place = scale(line, 100, margin=2)
    strokes = [
        _stroke("axis", "0%", "100%", 44),
        *_segments(line, place, unit="%", y=44),
        *_upright(_places(due_instants(line), place), "due", "M0-10V16", unit="%", y=44),
        *_upright(_today(line, place), "today", "M0-24V14", unit="%", y=44),
        *_marks(line, place, unit="%", y=44),
        *_dates(line, place, zone),
    ]
    return _svg('class="line large"', strokes, line, zone, name)


def _svg(attributes: str, strokes: Iterable[str], line: Line, zone: Zone, name: str) -> SafeString:
    return format_html(
        '<svg {} role="img" focusable="false"><title>{}</title><desc>{}</desc>{}</svg>',
        mark_safe(attributes),  # noqa: S308 - written above
        title_of(line, name),
        words_of(line, zone),
        mark_safe("".join(strokes)),  # noqa: S308 - numbers and constants; labels were escaped
    )


def _stroke(kind: str, x1: str, x2: str, y: int) -> str:
    return f'<line class="{kind}" x1="{x1}" x2="{x2}" y1="{y}" y2="{y}"/>'


def _segments(line: Line, place: Scale, *, unit: str, y: int) -> Iterator[str]:
    for segment in line.segments:
        yield _stroke(segment.kind, f"{place(segment.start)}{unit}", f"{place(segment.end)}{unit}", y)


def _at(x: float, y: int, unit: str, drawing: str) -> str:
    # A nested drawing is the only shape that takes a percent position and keeps its own size.
    return f'<svg x="{x}{unit}" y="{y}" overflow="visible">{drawing}</svg>'


def _upright(xs: Iterable[float], kind: str, path: str, *, unit: str, y: int) -> Iterator[str]:
    for x in xs:
        yield _at(x, y, unit, f'<path class="{kind}" d="{path}"/>')


def _places(instants: Iterable[datetime], place: Scale) -> list[float]:
    return [place(instant) for instant in instants]


def _today(line: Line, place: Scale) -> list[float]:
    return [place(line.now)] if line.start <= line.now <= line.end else []


def _marks(line: Line, place: Scale, *, unit: str, y: int) -> Iterator[str]:
    for mark in marks_in_drawing_order(line.marks):
        label = format_html("<title>{}</title>", mark.label) if mark.label else ""
        yield _at(place(mark.at), y, unit, label + SHAPES[mark.kind])


def _dates(line: Line, place: Scale, zone: Zone) -> Iterator[str]:
    # A phone has room for three dates under the line; a wide screen for about eight. Today stands above it.
    on_a_phone = set(readable_dates(line, place, room=32))
    for instant in readable_dates(line, place, room=13):
        yield _date("" if instant in on_a_phone else "wide", place(instant), 78, instant, zone)
    for x in _today(line, place):
        yield _date("strong", x, 13, line.now, zone)


def _date(kind: str, x: float, y: int, instant: datetime, zone: Zone) -> str:
    text = in_words(instant, zone, only_date=True, city=False)
    return f'<text class="{kind}" x="{x}%" y="{y}" text-anchor="{_anchor(x)}">{text}</text>'


def _anchor(x: float) -> str:
    """Which end of a label stands at its place, so that the first and the last do not leave the drawing."""
    if x < 16:
        return "start"
    return "end" if x > 84 else "middle"
