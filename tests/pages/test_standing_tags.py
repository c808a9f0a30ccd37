"""Tags and drawings never say more than the record: shape, word and colour, and no green without a finding."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest

from commitments.models.vocabulary import Finding, Implementation
from commitments.rules.contestation import Contestation
from commitments.rules.line import Line, Mark, Segment
from commitments.rules.timeliness import Timeliness
from commitments.templatetags.looks import LOOKS
from commitments.templatetags.standing import axis_tag, part_bar, standing_line
from commitments.templatetags.when import age, days_words, when
from monitoring.models.vocabulary import Access, ReportState, Sighting, StatementKind

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
VOCABULARY: dict[str, Iterable[Enum]] = {
    "timeliness": Timeliness,
    "finding": Finding,
    "implementation": Implementation,
    "contestation": Contestation,
    "access": Access,
    "sighting": Sighting,
    "report": ReportState,
    "statement": StatementKind,
}
VALUES = [(axis, value.value) for axis, values in VOCABULARY.items() for value in values]
GOOD_NEWS = {
    ("timeliness", "met_on_time"),
    ("finding", "compliant"),
    ("implementation", "3"),
}


def test_every_axis_is_held_against_its_vocabulary() -> None:
    assert set(LOOKS) == set(VOCABULARY)


@pytest.mark.parametrize(("axis", "value"), VALUES)
def test_every_value_of_the_record_has_a_look_of_its_own(axis: str, value: object) -> None:
    assert str(value) in LOOKS[axis]


@pytest.mark.parametrize(("axis", "value"), VALUES)
def test_a_tag_is_a_shape_and_a_word(axis: str, value: object) -> None:
    tag = axis_tag(axis, value)
    assert re.search(r"<svg .*(<path|<circle).*</svg>\w", tag)


@pytest.mark.parametrize("axis", LOOKS)
def test_within_an_axis_no_two_values_share_shape_and_colour(axis: str) -> None:
    signs = [(look.tone, look.shape) for look in LOOKS[axis].values()]
    assert len(set(signs)) == len(signs)


def test_green_means_kept_and_nothing_else_is_green() -> None:
    green = {(axis, value) for axis, looks in LOOKS.items() for value, look in looks.items() if look.tone == "kept"}
    assert green == GOOD_NEWS


@pytest.mark.parametrize("axis", LOOKS)
def test_a_value_nobody_knows_is_shown_as_itself_and_never_in_green(axis: str) -> None:
    tag = axis_tag(axis, "half_<b>kept")
    assert "half &lt;b&gt;kept" in tag
    assert "tag kept" not in tag


def test_nothing_found_yet_is_said() -> None:
    assert "no finding yet" in axis_tag("finding", None)
    assert "not assessed yet" in axis_tag("implementation", None)


def test_a_mistyped_axis_is_a_clear_error() -> None:
    with pytest.raises(ValueError, match="There is no axis 'timelines'"):
        axis_tag("timelines", "overdue")


def example(*marks: Mark) -> Line:
    def days(number: int) -> datetime:
        return NOW + timedelta(days=number)

    return Line(
        start=days(-82),
        end=days(10),
        now=NOW,
        segments=(
            Segment("term", days(-82), days(-22)),
            Segment("extension", days(-22), days(-12)),
            Segment("over", days(-12), NOW),
        ),
        marks=marks,
    )


@pytest.mark.parametrize("size", ["small", "large"])
def test_the_drawing_says_in_words_what_it_shows(size: str) -> None:
    drawing = standing_line(example(Mark("observation", NOW, ""), Mark("denied", NOW, "")), "Asia/Baku", size, "NV-04")
    assert 'role="img"' in drawing
    assert "<title>NV-04: over by 12 days</title>" in drawing
    assert "First due 31 Oct 2026, 19:30 Baku. Extended to 10 Nov 2026, 19:30 Baku." in drawing
    assert "1 observation, 1 denial of access, 0 reports, 0 statements." in drawing
    assert "As of 22 Nov 2026, 19:30 Baku." in drawing


def test_a_label_cannot_break_out_of_the_drawing() -> None:
    drawing = standing_line(example(Mark("report", NOW, "<script>alert(1)</script>")))
    assert "<script" not in drawing


def test_a_bar_counts_what_it_draws_and_draws_nothing_for_nothing() -> None:
    bar = part_bar(kept=3, late=1)
    assert bar.count("<rect") == 2
    assert "3 kept, 1 late or not kept" in bar
    assert "<rect" not in part_bar()


def test_a_date_names_its_zone_and_keeps_utc_at_hand() -> None:
    assert when(NOW, "Asia/Baku") == (
        '<time datetime="2026-11-22T15:30:00Z" title="22 Nov 2026, 15:30 UTC">22 Nov 2026, 19:30 Baku</time>'
    )
    assert "Buenos Aires" in when(NOW, "America/Argentina/Buenos_Aires")
    assert when(None, "Asia/Baku") == "no date"


def test_an_unknown_zone_is_shown_as_utc_and_says_so() -> None:
    for zone in ("Nowhere/City", "../../etc/passwd", "", None):
        assert "22 Nov 2026, 15:30 UTC</time>" in when(NOW, zone)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=12, hours=23), "12 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(minutes=59, seconds=59), "59 minutes"),
        (timedelta(seconds=1), "under a minute"),
        (None, "never"),
    ],
)
def test_lengths_of_time_in_one_unit(length: timedelta | None, words: str) -> None:
    assert days_words(length) == words


def test_an_age_looks_both_ways() -> None:
    assert age(NOW - timedelta(days=9), NOW) == "9 days ago"
    assert age(NOW + timedelta(hours=3), NOW) == "in 3 hours"
    assert age(None, NOW) == "never"
