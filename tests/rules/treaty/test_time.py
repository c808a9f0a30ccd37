"""Clocks and calendars: gaps, folds, skipped days, offsets of other times, and the ends of the calendar."""

from datetime import UTC, date, datetime, time

import pytest

from commitments.rules.treaty.calendar import civil_day, day_begins, day_ends, instant, plus
from commitments.rules.treaty.errors import OutOfCalendar
from commitments.rules.treaty.items import TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import state
from commitments.rules.treaty.terms import (
    Act,
    After,
    At,
    AtActual,
    Done,
    Event,
    On,
    Promise,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)
from tests.rules.treaty.made import NOW, SIGNED, limit, only, promise, terms, utc

BEGINS = [
    # zone, day, its first instant in UTC, the instant at which it is over
    ("Asia/Seoul", date(1953, 7, 27), "1953-07-26T15:00", "1953-07-27T15:00"),
    ("Asia/Seoul", date(1955, 8, 1), "1955-07-31T14:30", "1955-08-01T14:30"),
    ("Europe/Moscow", date(1994, 5, 14), "1994-05-13T20:00", "1994-05-14T20:00"),
    ("Europe/Moscow", date(2014, 10, 26), "2014-10-25T20:00", "2014-10-26T21:00"),
    ("Europe/Moscow", date(2020, 11, 10), "2020-11-09T21:00", "2020-11-10T21:00"),
    ("Pacific/Apia", date(2011, 12, 29), "2011-12-29T10:00", "2011-12-30T10:00"),
    ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00", "2011-12-30T10:00"),
    ("Pacific/Apia", date(2011, 12, 31), "2011-12-30T10:00", "2011-12-31T10:00"),
    # Clocks in Beirut went from 00:00 to 01:00: that day began at 01:00.
    ("Asia/Beirut", date(2022, 3, 27), "2022-03-26T22:00", "2022-03-27T21:00"),
    # In Havana they went back from 01:00 to 00:00: midnight came twice and the day began with the first.
    ("America/Havana", date(2022, 11, 6), "2022-11-06T04:00", "2022-11-07T05:00"),
    # In St John's from 00:01 to 23:01 of the day before: that day came again and was over at the second midnight.
    ("America/St_Johns", date(2006, 10, 28), "2006-10-28T02:30", "2006-10-29T03:30"),
    ("America/St_Johns", date(2006, 10, 29), "2006-10-29T02:30", "2006-10-30T03:30"),
]


@pytest.mark.parametrize(("zone", "day", "begins", "ends"), BEGINS)
def test_where_a_day_begins_and_ends(zone: str, day: date, begins: str, ends: str) -> None:
    assert (day_begins(day, zone), day_ends(day, zone)) == (utc(begins), utc(ends))
    assert only(terms(zone, promise(limit(On(day))))).due.at == utc(ends)
    assert only(terms(zone, promise(limit(On(day, "before"))))).due.at == utc(begins)
    assert only(terms(zone, promise(limit(On(day), kind="not_before")))).due.at == utc(begins)


HOURS = [
    ("an ordinary hour", "Europe/Kyiv", date(2015, 2, 15), time(0), "2015-02-14T22:00", "2015-02-14T22:00"),
    ("skipped: the first instant after", "Europe/Sarajevo", date(2026, 3, 29), time(2, 30), "2026-03-29T01:00",
     "2026-03-29T01:00"),
    ("skipped with a day", "Pacific/Apia", date(2011, 12, 30), time(13), "2011-12-30T10:00", "2011-12-30T10:00"),
    ("twice", "Europe/Sarajevo", date(2026, 10, 25), time(2, 30), "2026-10-25T01:30", "2026-10-25T00:30"),
    ("twice, half an hour apart", "Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T15:15",
     "2026-04-04T14:45"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "zone", "day", "hour", "by", "not_before"), HOURS, ids=[row[0] for row in HOURS])
def test_an_hour_that_is_skipped_or_comes_twice(
    name: str, zone: str, day: date, hour: time, by: str, not_before: str
) -> None:
    assert only(terms(zone, promise(limit(At(day, hour))))).due.at == utc(by)
    assert only(terms(zone, promise(limit(At(day, hour), kind="not_before")))).due.at == utc(not_before)


def test_a_skipped_hour_is_said() -> None:
    item = only(terms("Europe/Sarajevo", promise(limit(At(date(2026, 3, 29), time(2, 30))))))
    assert item.due.words == (
        "29 Mar 2026, 03:00 Europe/Sarajevo, the first hour after 29 Mar 2026, 02:30, which clocks there skip"
    )


def test_days_at_the_same_hour_and_hours_differ_where_the_clocks_change() -> None:
    signed = utc("2026-03-28T01:30")
    for rule, expected in [
        (After(SIGNED, 24, "hours"), "2026-03-29T01:30"),
        (After(SIGNED, 1, "days", "at"), "2026-03-29T01:00"),
        (After(SIGNED, 2, "days", "at"), "2026-03-30T00:30"),
        (After(SIGNED, 1, "days"), "2026-03-29T22:00"),
    ]:
        assert only(terms("Europe/Sarajevo", promise(limit(rule)), signature=signed)).due.at == utc(expected)


MONTHS = [
    (date(2023, 1, 31), 1, "months", date(2023, 2, 28)),
    (date(2024, 1, 31), 1, "months", date(2024, 2, 29)),
    (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
    (date(2024, 2, 29), 4, "years", date(2028, 2, 29)),
    (date(2096, 2, 29), 4, "years", date(2100, 2, 28)),
    (date(2023, 12, 31), 2, "months", date(2024, 2, 29)),
    (date(2024, 2, 29), -12, "months", date(2023, 2, 28)),
    (date(1995, 12, 20), 91, "days", date(1996, 3, 20)),
    (date(1994, 12, 20), 91, "days", date(1995, 3, 21)),
]


@pytest.mark.parametrize(("day", "amount", "unit", "expected"), MONTHS)
def test_months_and_years_keep_the_day_where_there_is_one(day: date, amount: int, unit: str, expected: date) -> None:
    assert plus(day, amount, unit) == expected


def test_hours_do_not_move_a_civil_day() -> None:
    with pytest.raises(ValueError, match="counted on the instant"):
        plus(date(2026, 1, 1), 1, "hours")


def test_the_day_of_an_instant_is_the_zones() -> None:
    signed = utc("2020-11-09T21:00")
    assert civil_day(signed, "Europe/Moscow") == date(2020, 11, 10)
    for zone, day in [("Europe/Moscow", 15), ("UTC", 14)]:
        assert only(terms(zone, promise(limit(After(SIGNED, 5, "days"))), signature=signed)).due.day == date(
            2020, 11, day
        )


LAST, FIRST = date.max, date.min
VERY_LAST = datetime.max.replace(tzinfo=UTC)
VERY_FIRST = datetime.min.replace(tzinfo=UTC)
BEYOND: list[tuple[str, Rule, dict[str, object]]] = [
    ("the end of the last day", On(LAST), {}),
    ("days after the last day", After(SIGNED, 1, "days"), {}),
    ("years", After(SIGNED, 9000, "years"), {}),
    ("more than Python can hold", After(SIGNED, 10**12, "days"), {}),
    ("more hours than Python can hold", After(SIGNED, 10**15, "hours"), {}),
    ("back before the first day", After(SIGNED, -9999, "years"), {}),
    ("an hour on the last evening", At(LAST, time(23, 59)), {"zone": "America/New_York"}),
    ("an hour on the first morning", At(FIRST, time(0)), {"zone": "Asia/Tokyo"}),
    ("coming again", On(date(9998, 1, 1)), {"repeat": Repeat(1, "years", times=5)}),
    ("renewing itself", On(date(2000, 1, 1)), {"renewal": Renewal(9000, "years", 1, "days")}),
    ("notice before the calendar", On(date(2000, 1, 1)), {"renewal": Renewal(1, "years", 3000, "years")}),
    ("a cap", On(date(2000, 1, 1)), {"cap": On(LAST)}),
    ("extended", On(date(2000, 1, 1)), {"acts": (Act("extension", FIRST, "x", "y", lengthen=(9000, "years")),)}),
    ("stopped for ages", On(date(2000, 1, 1)),
     {"acts": (Act("suspension", FIRST, "x", "y"), Act("resumption", LAST, "x", "y"))}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "fields"), BEYOND, ids=[row[0] for row in BEYOND])
def test_what_leads_outside_the_calendar_is_refused_in_words(name: str, rule: Rule, fields: dict[str, object]) -> None:
    given = terms(
        "UTC", promise(limit(rule, **fields)), signature=date(9999, 12, 31) if "last" in name else date(2000, 1, 1)
    )
    with pytest.raises(TermsError, match=r"XX-01 complete: this leads outside the calendar, whose years are 1 to 9999"):
        resolve(given, now=utc("9990-01-01T00:00"))


@pytest.mark.parametrize("when", [LAST, FIRST, VERY_LAST, VERY_FIRST])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_facts_at_the_ends_of_the_calendar_raise_nothing_but_terms_errors(when: date, zone: str) -> None:
    rules = [
        After(SIGNED, 1, "days"),
        After(SIGNED, 0, "hours"),
        After(AtActual("completion", "XX-00"), 1, "months", "at"),
    ]
    for rule in [*rules, With("XX-00")]:
        given = Terms("XX", zone, (Promise("XX-00", limits=(limit(On(date(2000, 1, 1))),)), promise(limit(rule))),
                      {"signature": Event("signature", "signature", when, when, "de_facto")},
                      {"XX-00": Done(completed=when), "XX-01": Done(started=when, completed=when)})  # fmt: skip
        try:
            for item in resolve(given, now=NOW):
                state(item, given, NOW)
        except TermsError as error:
            assert "outside the calendar" in str(error)  # noqa: PT017 - refusing is allowed, saying nothing is not


def test_an_unknown_zone_is_refused_in_words() -> None:
    for zone in ("Europe/Atlantis", "", "../etc/passwd", "x" * 300):
        with pytest.raises(TermsError, match="is no IANA time zone"):
            only(terms(zone, promise(limit(On(date(2000, 1, 1))))))


def test_the_halving_finds_the_gap_whatever_the_seconds() -> None:
    gap = utc("2026-03-29T01:00")
    for hour in (time(2, 0, 0, 1), time(2, 59, 59, 999999), time(2, 17, 31, 500000)):
        assert instant(date(2026, 3, 29), hour, "Europe/Sarajevo") == gap


def test_beyond_the_calendar_is_one_kind_of_terms_error() -> None:
    with pytest.raises(OutOfCalendar):
        day_ends(LAST, "UTC")
    assert issubclass(OutOfCalendar, TermsError)
