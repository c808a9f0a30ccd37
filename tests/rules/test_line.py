"""The geometry of the standing line, without Django."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.line import (
    Line,
    Mark,
    Segment,
    due_instants,
    marks_in_drawing_order,
    readable_dates,
    scale,
)

START = datetime(2026, 9, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def line(*segments: Segment, marks: tuple[Mark, ...] = (), until: float = 100, now: float = 80) -> Line:
    return Line(start=START, end=day(until), now=day(now), segments=segments, marks=marks)


def test_the_ends_stand_at_the_margins_and_the_middle_in_the_middle() -> None:
    place = scale(line(), 260, margin=4)
    assert [place(day(0)), place(day(50)), place(day(100))] == [4, 130, 256]


def test_what_lies_outside_sits_on_the_edge() -> None:
    place = scale(line(), 260, margin=4)
    assert [place(day(-1)), place(day(101))] == [4, 256]


def test_a_line_without_length_is_drawn_in_the_middle() -> None:
    assert scale(line(until=0), 260)(START) == 130


def test_a_drawing_without_room_is_refused() -> None:
    with pytest.raises(ValueError, match="no room"):
        scale(line(), 8, margin=4)


def test_zones_do_not_move_a_mark() -> None:
    place = scale(line(), 260)
    in_baku = day(30).astimezone(tz=None)
    assert place(in_baku) == place(day(30))


def test_it_falls_due_at_the_end_of_the_term_and_of_each_extension_but_not_of_what_ran_over() -> None:
    promise = line(
        Segment("over", day(70), day(80)),
        Segment("extension", day(60), day(70)),
        Segment("term", day(0), day(60)),
    )
    assert due_instants(promise) == (day(60), day(70))


def test_a_denial_is_drawn_over_everything_else() -> None:
    marks = [Mark("denied", day(1), ""), Mark("observation", day(9), ""), Mark("report", day(5), "")]
    assert [mark.kind for mark in marks_in_drawing_order(marks)] == ["observation", "report", "denied"]


def test_the_latest_due_date_is_always_written_and_its_neighbours_give_way() -> None:
    promise = line(Segment("term", day(0), day(60)), Segment("extension", day(60), day(65)))
    dates = readable_dates(promise, scale(promise, 100, margin=2), room=13)
    assert dates == [day(0), day(65), day(100)]


def test_a_due_date_beyond_the_visible_stretch_is_not_written_at_the_edge() -> None:
    promise = line(Segment("term", day(0), day(140)))
    assert readable_dates(promise, scale(promise, 100, margin=2), room=13) == [day(0), day(100)]


@given(st.lists(st.floats(min_value=-500, max_value=500), min_size=2, max_size=20), st.floats(20, 2000))
def test_later_is_never_further_left_and_nothing_leaves_the_drawing(days: list[float], width: float) -> None:
    place = scale(line(), width, margin=4)
    positions = [place(day(number)) for number in sorted(days)]
    assert positions == sorted(positions)
    assert all(3.99 <= x <= width - 3.99 for x in positions)


@given(st.lists(st.integers(0, 100), max_size=12), st.floats(5, 50))
def test_written_dates_never_touch(ends: list[int], room: float) -> None:
    promise = line(*(Segment("extension", day(0), day(end)) for end in ends))
    place = scale(promise, 100, margin=2)
    xs = [place(instant) for instant in readable_dates(promise, place, room=room)]
    assert all(later - earlier >= room - 0.01 for earlier, later in pairwise(xs))
