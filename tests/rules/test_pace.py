"""When a mail may go out: named cases, and what holds for every moment."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.rules.pace import Wish, after_quiet, when_to_send


@dataclass(frozen=True)
class Case:
    name: str
    wish: Wish
    now: str
    expected: str | None


NIGHT = (22, 7)
BAKU = {"zone": "Asia/Baku", "quiet_zone": "Asia/Baku"}
VIENNA = {"zone": "Europe/Vienna", "quiet_zone": "Europe/Vienna"}

# All in UTC. Baku is at UTC+4 all year; Vienna at UTC+1, and at UTC+2 from 29 March to 25 October 2026, 01:00 UTC.
CASES = [
    Case("at once", Wish(), "2026-05-20 12:00", "2026-05-20 12:00"),
    Case("no mail", Wish("none"), "2026-05-20 12:00", None),
    Case("no mail, by night", Wish("none", quiet=NIGHT), "2026-05-20 23:00", None),
    Case("today's digest is still to come", Wish("daily", **BAKU), "2026-05-20 02:59", "2026-05-20 03:00"),
    Case("at the digest's own hour", Wish("daily", **BAKU), "2026-05-20 03:00", "2026-05-20 03:00"),
    Case("a moment too late for today's", Wish("daily", **BAKU), "2026-05-20 03:01", "2026-05-21 03:00"),
    Case("it is tomorrow already in the mission's zone", Wish("daily", **BAKU), "2026-05-20 21:00", "2026-05-21 03:00"),
    Case("the week's digest", Wish("weekly", **BAKU), "2026-05-20 12:00", "2026-05-25 03:00"),
    Case("on its day, before its hour", Wish("weekly", weekday=2, **BAKU), "2026-05-20 02:00", "2026-05-20 03:00"),
    Case("on its day, after its hour", Wish("weekly", weekday=2, **BAKU), "2026-05-20 04:00", "2026-05-27 03:00"),
    Case(
        "a day ahead in Baku, so Monday there", Wish("weekly", hour=0, **BAKU), "2026-05-24 20:00", "2026-05-24 20:00"
    ),
    Case("before quiet hours", Wish(quiet=NIGHT), "2026-05-20 21:59", "2026-05-20 21:59"),
    Case("they begin", Wish(quiet=NIGHT), "2026-05-20 22:00", "2026-05-21 07:00"),
    Case("they go on past midnight", Wish(quiet=NIGHT), "2026-05-21 06:59", "2026-05-21 07:00"),
    Case("they end", Wish(quiet=NIGHT), "2026-05-21 07:00", "2026-05-21 07:00"),
    Case("quiet at midday", Wish(quiet=(12, 14)), "2026-05-20 13:30", "2026-05-20 14:00"),
    Case("after quiet at midday", Wish(quiet=(12, 14)), "2026-05-20 14:00", "2026-05-20 14:00"),
    Case("until midnight", Wish(quiet=(20, 0)), "2026-05-20 23:59", "2026-05-21 00:00"),
    Case("from midnight", Wish(quiet=(0, 6)), "2026-05-20 00:00", "2026-05-20 06:00"),
    Case(
        "quiet in the reader's zone, not the mission's",
        Wish(zone="Asia/Baku", quiet=NIGHT, quiet_zone="America/New_York"),
        "2026-05-20 12:00",
        "2026-05-20 12:00",
    ),
    Case(
        "a digest that falls in the reader's night waits",
        Wish("daily", zone="Asia/Baku", quiet=NIGHT, quiet_zone="America/New_York"),
        "2026-05-20 02:00",
        "2026-05-20 11:00",
    ),
    Case("the clocks go forward in the night", Wish(quiet=NIGHT, **VIENNA), "2026-03-28 22:00", "2026-03-29 05:00"),
    Case("the clocks go back in the night", Wish(quiet=NIGHT, **VIENNA), "2026-10-24 21:00", "2026-10-25 06:00"),
    Case(
        "quiet ends at an hour that is skipped", Wish(quiet=(22, 2), **VIENNA), "2026-03-29 00:30", "2026-03-29 01:00"
    ),
    Case(
        "quiet within the hour that is skipped never begins",
        Wish(quiet=(2, 3), **VIENNA),
        "2026-03-29 01:00",
        "2026-03-29 01:00",
    ),
    Case(
        "an hour that comes twice is quiet the first time",
        Wish(quiet=(2, 3), **VIENNA),
        "2026-10-25 00:30",
        "2026-10-25 02:00",
    ),
    Case("and the second time", Wish(quiet=(2, 3), **VIENNA), "2026-10-25 01:30", "2026-10-25 02:00"),
    Case(
        "a digest at an hour that is skipped", Wish("daily", hour=2, **VIENNA), "2026-03-28 12:00", "2026-03-29 01:00"
    ),
    Case(
        "a digest at an hour that comes twice takes the first",
        Wish("daily", hour=2, **VIENNA),
        "2026-10-24 12:00",
        "2026-10-25 00:00",
    ),
    Case("and is not sent a second time", Wish("daily", hour=2, **VIENNA), "2026-10-25 00:30", "2026-10-26 01:00"),
    Case("a digest on the last day of winter time", Wish("daily", **VIENNA), "2026-03-28 12:00", "2026-03-29 05:00"),
    Case("a week that holds the change", Wish("weekly", **VIENNA), "2026-03-24 12:00", "2026-03-30 05:00"),
    Case(
        "midnight is skipped where the clocks change at midnight",
        Wish("daily", hour=0, zone="Asia/Beirut", quiet_zone="Asia/Beirut"),
        "2026-03-28 12:00",
        "2026-03-28 22:00",
    ),
    Case(
        "a whole Friday was skipped in Samoa",
        Wish("weekly", weekday=4, zone="Pacific/Apia", quiet_zone="Pacific/Apia"),
        "2011-12-30 10:30",
        "2011-12-30 17:00",
    ),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_named_cases(case: Case) -> None:
    expected = None if case.expected is None else utc(case.expected)
    assert when_to_send(utc(case.now), case.wish) == expected


ZONES = st.sampled_from(["UTC", "Asia/Baku", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut"])
MINUTES = st.integers(0, 3 * 365 * 24 * 60)
MOMENTS = MINUTES.map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))
QUIET = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda ends: ends[0] != ends[1])


def is_quiet(moment: datetime, quiet: tuple[int, int], zone: str) -> bool:
    """Read off the wall clock hour by hour, unlike the rule."""
    hours, hour = set(), quiet[0]
    while hour != quiet[1]:
        hours.add(hour)
        hour = (hour + 1) % 24
    return moment.astimezone(ZoneInfo(zone)).hour in hours


@settings(max_examples=400, deadline=None)
@given(MOMENTS, QUIET, ZONES)
def test_nothing_is_sent_in_quiet_hours_and_nothing_waits_longer_than_they_last(
    moment: datetime, quiet: tuple[int, int], zone: str
) -> None:
    sent = after_quiet(moment, Wish(quiet=quiet, quiet_zone=zone))
    assert sent >= moment
    assert not is_quiet(sent, quiet, zone)
    assert sent - moment <= timedelta(hours=24)
    between = moment
    while between < sent:
        assert is_quiet(between, quiet, zone)
        between += timedelta(minutes=10)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, st.integers(0, 23), ZONES)
def test_a_digest_comes_once_a_day_and_never_earlier_than_what_it_tells(now: datetime, hour: int, zone: str) -> None:
    wish = Wish("daily", zone=zone, hour=hour)
    first = when_to_send(now, wish)
    assert first is not None
    assert now <= first <= now + timedelta(hours=25)
    second = when_to_send(first + timedelta(microseconds=1), wish)
    assert second is not None
    assert timedelta(hours=22) <= second - first <= timedelta(hours=26)
