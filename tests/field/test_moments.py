"""A time on somebody's watch becomes an instant, or a sentence that says why not."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from monitoring.forms.moments import CLOCKS_MAY_DIFFER, observed_at

NOW = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
ZONES = ["Asia/Baku", "America/New_York", "Pacific/Kiritimati", "Pacific/Niue", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1), date(1899, 12, 31), date(2026, 6, 1)])
def test_days_that_nobody_can_have_seen_are_refused_in_every_zone(day: date, zone: str) -> None:
    with pytest.raises(ValidationError):
        observed_at(day, time(23, 59), zone, now=NOW)


def test_an_hour_that_the_clocks_skipped_is_refused_and_a_repeated_one_is_the_first() -> None:
    with pytest.raises(ValidationError, match="skipped"):
        observed_at(date(2026, 3, 29), time(2, 30), "Europe/Berlin", now=NOW)
    first = observed_at(date(2025, 10, 26), time(2, 30), "Europe/Berlin", now=NOW)
    assert first == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_clocks_may_differ_by_five_minutes_and_no_more() -> None:
    assert observed_at(date(2026, 5, 20), time(16, 5), "Asia/Baku", now=NOW) == NOW + CLOCKS_MAY_DIFFER
    with pytest.raises(ValidationError, match=r"it is 20\.05\.2026 16:00 in Asia/Baku"):
        observed_at(date(2026, 5, 20), time(16, 6), "Asia/Baku", now=NOW)


@given(st.dates(), st.times(), st.sampled_from(ZONES))
def test_every_day_and_time_is_an_instant_not_after_now_or_a_refusal(day: date, clock: time, zone: str) -> None:
    try:
        instant = observed_at(day, clock, zone, now=NOW)
    except ValidationError:
        return
    assert instant <= NOW + CLOCKS_MAY_DIFFER
    assert day.year >= 1900
