"""Dates that real agreements set, and the calendar's traps, each with the sentence that a lawyer can check."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.limits import Unit, after, at_instant, day_limit, on_day, plus

PARIS, BAKU, KYIV, SEOUL = "Europe/Paris", "Asia/Baku", "Europe/Kyiv", "Asia/Seoul"


def local(zone: str, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))


# name, anchor, when it happened, amount, unit, zone, the last day, the sentence
COUNTED_IN_DAYS: list[tuple[str, str, datetime, int, Unit, str, date, str]] = [
    (
        "Dayton, foreign forces: signature + 30 days, across the new year",
        "Signature", local(PARIS, 1995, 12, 14, 11, 40), 30, "days", PARIS, date(1996, 1, 13),
        "Signature 14 Dec 1995 + 30 days = 13 Jan 1996, end of day Europe/Paris",
    ),
    (
        "Dayton, areas to vacate: transfer of authority + 45 days",
        "Transfer of authority", local(PARIS, 1995, 12, 20), 45, "days", PARIS, date(1996, 2, 3),
        "Transfer of authority 20 Dec 1995 + 45 days = 3 Feb 1996, end of day Europe/Paris",
    ),
    (
        "Dayton, transferred areas: transfer of authority + 91 days, over 29 February",
        "Transfer of authority", local(PARIS, 1995, 12, 20), 91, "days", PARIS, date(1996, 3, 20),
        "Transfer of authority 20 Dec 1995 + 91 days = 20 Mar 1996, end of day Europe/Paris",
    ),
    (
        "Dayton, cantonment: transfer of authority + 120 days",
        "Transfer of authority", local(PARIS, 1995, 12, 20), 120, "days", PARIS, date(1996, 4, 18),
        "Transfer of authority 20 Dec 1995 + 120 days = 18 Apr 1996, end of day Europe/Paris",
    ),
    (
        "Minsk II, resolution of parliament: signature + 30 days over a short February",
        "Signature", local(KYIV, 2015, 2, 12), 30, "days", KYIV, date(2015, 3, 14),
        "Signature 12 Feb 2015 + 30 days = 14 Mar 2015, end of day Europe/Kyiv",
    ),
    (
        "Korea, coastal islands: taking effect + 10 days",
        "Taking effect", local(SEOUL, 1953, 7, 27, 22), 10, "days", SEOUL, date(1953, 8, 6),
        "Taking effect 27 Jul 1953 + 10 days = 6 Aug 1953, end of day Asia/Seoul",
    ),
    (
        "one week is seven days",
        "Start", local(BAKU, 2026, 2, 26), 1, "weeks", BAKU, date(2026, 3, 5),
        "Start 26 Feb 2026 + 1 week = 5 Mar 2026, end of day Asia/Baku",
    ),
    (
        "one month after 31 January ends with February",
        "Start", local(BAKU, 2026, 1, 31), 1, "months", BAKU, date(2026, 2, 28),
        "Start 31 Jan 2026 + 1 month = 28 Feb 2026, end of day Asia/Baku",
    ),
    (
        "one month after 31 January ends on the 29th in a leap year",
        "Start", local(BAKU, 2028, 1, 31), 1, "months", BAKU, date(2028, 2, 29),
        "Start 31 Jan 2028 + 1 month = 29 Feb 2028, end of day Asia/Baku",
    ),
    (
        "two months after 31 January is 31 March: February does not shorten what comes after it",
        "Start", local(BAKU, 2026, 1, 31), 2, "months", BAKU, date(2026, 3, 31),
        "Start 31 Jan 2026 + 2 months = 31 Mar 2026, end of day Asia/Baku",
    ),
    (
        "five years after a 29 February",
        "Start", local(BAKU, 2024, 2, 29), 5, "years", BAKU, date(2029, 2, 28),
        "Start 29 Feb 2024 + 5 years = 28 Feb 2029, end of day Asia/Baku",
    ),
    (
        "Karabakh 2020, peacekeepers: five years from 10 November 2020",
        "Entry into force", local("Europe/Moscow", 2020, 11, 10), 5, "years", "Europe/Moscow", date(2025, 11, 10),
        "Entry into force 10 Nov 2020 + 5 years = 10 Nov 2025, end of day Europe/Moscow",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("anchor", "happened", "amount", "unit", "zone", "last", "words"),
    [case[1:] for case in COUNTED_IN_DAYS],
    ids=[case[0] for case in COUNTED_IN_DAYS],
)
def test_counted_from_a_milestone(
    anchor: str, happened: datetime, amount: int, unit: Unit, zone: str, last: date, words: str
) -> None:
    due = after(anchor, happened, amount, unit, "end_of_day", zone)
    assert due.words == words
    assert due.at == datetime(*(last + timedelta(days=1)).timetuple()[:3], tzinfo=ZoneInfo(zone)), "the next midnight"


@pytest.mark.parametrize(
    ("due", "instant", "words"),
    [
        pytest.param(
            at_instant(local(BAKU, 2023, 9, 20, 13), BAKU),
            datetime(2023, 9, 20, 9, tzinfo=UTC),
            "20 Sep 2023, 13:00 Asia/Baku",
            id="Nagorno-Karabakh 2023: 13:00 in Baku is 09:00 in UTC",
        ),
        pytest.param(
            at_instant(local("Europe/Moscow", 2020, 11, 10), "Europe/Moscow"),
            datetime(2020, 11, 9, 21, tzinfo=UTC),
            "10 Nov 2020, 00:00 Europe/Moscow",
            id="Karabakh 2020: midnight in Moscow is the evening before in UTC",
        ),
        pytest.param(
            at_instant(local("Europe/Moscow", 2020, 11, 10), BAKU),
            datetime(2020, 11, 9, 21, tzinfo=UTC),
            "10 Nov 2020, 01:00 Asia/Baku",
            id="and one in the morning in Baku",
        ),
        pytest.param(
            at_instant(local(KYIV, 2015, 2, 15), KYIV),
            datetime(2015, 2, 14, 22, tzinfo=UTC),
            "15 Feb 2015, 00:00 Europe/Kyiv",
            id="Minsk II: midnight in Kyiv",
        ),
        pytest.param(
            on_day(date(2020, 11, 15), "end_of_day", BAKU),
            datetime(2020, 11, 15, 20, tzinfo=UTC),
            "15 Nov 2020, end of day Asia/Baku",
            id="Kalbajar: a day lapses with its end",
        ),
        pytest.param(
            on_day(date(2020, 11, 20), "start_of_day", BAKU),
            datetime(2020, 11, 19, 20, tzinfo=UTC),
            "20 Nov 2020, start of day Asia/Baku",
            id="Aghdam, read as “before”: a day earlier",
        ),
        pytest.param(
            after("Signature", local(SEOUL, 1953, 7, 27, 10), 12, "hours", "instant", SEOUL),
            local(SEOUL, 1953, 7, 27, 22).astimezone(UTC),
            "Signature 27 Jul 1953, 10:00 Asia/Seoul + 12 hours = 27 Jul 1953, 22:00 Asia/Seoul",
            id="Korea: the ceasefire 12 hours after signature",
        ),
        pytest.param(
            after("Taking effect", local(SEOUL, 1953, 7, 27, 22), 72, "hours", "instant", SEOUL),
            local(SEOUL, 1953, 7, 30, 22).astimezone(UTC),
            "Taking effect 27 Jul 1953, 22:00 Asia/Seoul + 72 hours = 30 Jul 1953, 22:00 Asia/Seoul",
            id="Korea: 72 hours end at an hour, not with a day",
        ),
    ],
)
def test_instants_and_days(due: object, instant: datetime, words: str) -> None:
    assert (due.at, due.words) == (instant, words)  # type: ignore[attr-defined]


def test_a_milestone_that_has_not_happened_gives_no_date_and_says_so() -> None:
    due = after("Completed withdrawal", None, 5, "days", "end_of_day", KYIV)
    assert (due.at, due.words) == (None, "Completed withdrawal (has not happened) + 5 days")


def test_one_of_a_unit_is_singular() -> None:
    assert "+ 1 hour =" in after("Start", local(BAKU, 2026, 1, 1), 1, "hours", "instant", BAKU).words


# Clocks went forward in Berlin at 02:00 on 29 March 2026, and back at 03:00 on 25 October.
BERLIN = "Europe/Berlin"


def test_a_day_of_23_hours_still_ends_at_midnight_and_24_hours_do_not() -> None:
    start = local(BERLIN, 2026, 3, 28, 12)
    day = after("Start", start, 1, "days", "instant", BERLIN)
    hours = after("Start", start, 24, "hours", "instant", BERLIN)
    assert day.at == datetime(2026, 3, 29, 10, tzinfo=UTC), "noon by the clock on the wall"
    assert hours.at == datetime(2026, 3, 29, 11, tzinfo=UTC), "an hour later by the same clock"
    assert hours.words.endswith("29 Mar 2026, 13:00 Europe/Berlin")


def test_a_day_of_25_hours() -> None:
    length = day_limit(date(2026, 10, 25), "end_of_day", BERLIN) - day_limit(date(2026, 10, 25), "start_of_day", BERLIN)
    assert length == timedelta(hours=25)


def test_a_time_that_the_clock_skips_falls_just_after_the_gap_and_is_told_as_it_was() -> None:
    due = after("Start", local(BERLIN, 2026, 2, 28, 2, 30), 29, "days", "instant", BERLIN)
    assert due.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert due.words.endswith("= 29 Mar 2026, 03:30 Europe/Berlin")


def test_an_anchor_in_the_repeated_hour_does_not_shorten_a_limit_that_ends_in_a_gap() -> None:
    second_half_past_two = local(BERLIN, 2026, 10, 25, 2, 30).replace(fold=1)
    due = after("Start", second_half_past_two, 154, "days", "instant", BERLIN)
    assert due.at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "03:30 by the clock, never 01:30"


def test_where_midnight_itself_is_skipped_the_day_begins_with_its_first_instant() -> None:
    """Brazil moved its clocks at midnight: 4 November 2018 began at 01:00 in São Paulo."""
    begins = day_limit(date(2018, 11, 4), "start_of_day", "America/Sao_Paulo")
    assert begins == datetime(2018, 11, 4, 3, tzinfo=UTC)
    assert begins.astimezone(ZoneInfo("America/Sao_Paulo")).hour == 1


def test_where_a_whole_day_was_left_out_the_day_before_ends_where_the_next_begins() -> None:
    """Samoa had no 30 December 2011."""
    assert day_limit(date(2011, 12, 29), "end_of_day", "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)
    assert day_limit(date(2011, 12, 31), "start_of_day", "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


ZONES = st.sampled_from([BAKU, BERLIN, KYIV, SEOUL, "UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia"])
DAYS = st.dates(date(1950, 1, 1), date(2080, 1, 1))
MOMENTS = st.integers(0, 65_000_000).map(lambda minutes: datetime(1950, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
UNITS = st.sampled_from(["days", "weeks", "months", "years"])


@given(DAYS, st.integers(0, 240))
def test_months_never_drift(day: date, months: int) -> None:
    """Counting from the anchor keeps its day of the month, or the month's last day; never a third."""
    end = plus(day, months, "months")
    assert end.day == day.day or (end.day < day.day and (end + timedelta(days=1)).day == 1)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months


@given(DAYS, st.integers(0, 20))
def test_a_year_is_twelve_months(day: date, years: int) -> None:
    assert plus(day, years, "years") == plus(day, 12 * years, "months")


@given(DAYS, UNITS, st.integers(0, 50), st.integers(0, 50))
def test_more_is_never_earlier(day: date, unit: Unit, one: int, two: int) -> None:
    assert (plus(day, one, unit) <= plus(day, two, unit)) == (one <= two) or one == two


@given(DAYS, ZONES)
def test_a_day_ends_where_the_next_begins(day: date, zone: str) -> None:
    assert day_limit(day, "end_of_day", zone) == day_limit(day + timedelta(days=1), "start_of_day", zone)
    assert day_limit(day, "start_of_day", zone) <= day_limit(day, "end_of_day", zone)


@given(MOMENTS, st.integers(1, 5000), ZONES)
def test_hours_run_on_the_instant(start: datetime, hours: int, zone: str) -> None:
    assert after("Start", start, hours, "hours", "instant", zone).at == start + timedelta(hours=hours)


@given(MOMENTS, st.integers(1, 60), UNITS, ZONES)
def test_what_is_counted_from_an_anchor_comes_after_it(start: datetime, amount: int, unit: Unit, zone: str) -> None:
    for boundary in ("instant", "end_of_day", "start_of_day"):
        due = after("Start", start, amount, unit, boundary, zone).at  # type: ignore[arg-type]
        assert due is not None
        assert due.tzinfo == UTC
        assert due > start - (timedelta(days=1) if boundary == "start_of_day" else timedelta())
