"""What comes again: no drift, an end or none, from every anchor, by the hour and by the year."""

from datetime import date, datetime, time

import pytest

from commitments.rules.treaty import periods
from commitments.rules.treaty.items import TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import (
    After,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Done,
    First,
    Happened,
    On,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)
from tests.rules.treaty.made import NOW, SIGNED, days, limit, promise, terms, utc

FOUR = 4


def again(rule: Rule, repeat: Repeat, now: datetime = NOW, zone: str = "UTC", **events: Happened | None) -> list[str]:
    given = terms(zone, promise(limit(rule, kind="report_by", repeat=repeat)), **events)
    return [str(item.due.day) for item in resolve(given, now=now)]


JAN_31 = date(2023, 1, 31)
STEPS = [
    # rule, every, days
    ("every day over a leap day", On(date(2024, 2, 28)), (1, "days"),
     ["2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"]),
    ("every fortnight", On(JAN_31), (2, "weeks"), ["2023-01-31", "2023-02-14", "2023-02-28", "2023-03-14"]),
    ("every month from the 31st", On(JAN_31), (1, "months"), ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]),
    ("every month in a leap year", On(date(2024, 1, 30)), (1, "months"),
     ["2024-01-30", "2024-02-29", "2024-03-30", "2024-04-30"]),
    ("every quarter", On(date(2023, 11, 30)), (3, "months"), ["2023-11-30", "2024-02-29", "2024-05-30", "2024-08-30"]),
    ("every year from 29 February", On(date(2020, 2, 29)), (1, "years"),
     ["2020-02-29", "2021-02-28", "2022-02-28", "2023-02-28"]),
    ("every four years from 29 February", On(date(1892, 2, 29)), (4, "years"),
     ["1892-02-29", "1896-02-29", "1900-02-28", "1904-02-29"]),
    ("a month after, every month", After(SIGNED, 1, "months"), (1, "months"),
     ["2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
    ("a year after, every six months", After(SIGNED, 1, "years"), (6, "months"),
     ["2024-01-31", "2024-07-31", "2025-01-31", "2025-07-31"]),
    ("ten days after, every month", After(SIGNED, 10, "days"), (1, "months"),
     ["2023-02-10", "2023-03-10", "2023-04-10", "2023-05-10"]),
    ("on day 7, every week", After(SIGNED, 7, "days", ordinal=True), (1, "weeks"),
     ["2023-02-06", "2023-02-13", "2023-02-20", "2023-02-27"]),
    ("the first of two, every month", First((On(JAN_31), After(SIGNED, 5, "days"))), (1, "months"),
     ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "rule", "every", "expected"), STEPS, ids=[row[0] for row in STEPS])
def test_each_time_is_counted_from_the_beginning(
    name: str, rule: Rule, every: tuple[int, str], expected: list[str]
) -> None:
    assert again(rule, Repeat(*every, times=FOUR), signature=JAN_31) == expected


def test_hours_come_again_by_the_hour_and_days_at_the_same_hour() -> None:
    def instants(rule: Rule, repeat: Repeat) -> list[datetime | None]:
        given = terms("Europe/Sarajevo", promise(limit(rule, repeat=repeat)), signature=utc("2026-03-28T11:00"))
        return [item.due.at for item in resolve(given, now=NOW)]

    # Clocks in Sarajevo go forward on 29 March 2026: noon is 11:00 UTC before and 10:00 UTC after.
    by_the_hour = instants(After(SIGNED, 12, "hours"), Repeat(12, "hours", times=3))
    assert by_the_hour == [utc("2026-03-28T23:00"), utc("2026-03-29T11:00"), utc("2026-03-29T23:00")]
    noon = instants(At(date(2026, 3, 28), time(12)), Repeat(1, "days", times=3))
    assert noon == [utc("2026-03-28T11:00"), utc("2026-03-29T10:00"), utc("2026-03-30T10:00")]
    hours_then_days = instants(After(SIGNED, 24, "hours"), Repeat(1, "days", times=2))
    assert hours_then_days == [utc("2026-03-29T11:00"), utc("2026-03-30T11:00")]
    at_hours = instants(At(date(2026, 3, 28), time(12)), Repeat(24, "hours", times=2))
    assert at_hours == [utc("2026-03-28T11:00"), utc("2026-03-29T11:00")]


ENDS = [
    ("so many times", Repeat(1, "weeks", times=2), ["2025-12-05", "2025-12-12"]),
    ("until a day, that day included", Repeat(1, "weeks", until=On(date(2025, 12, 19))),
     ["2025-12-05", "2025-12-12", "2025-12-19"]),
    ("until before a day", Repeat(1, "weeks", until=On(date(2025, 12, 19), "before")), ["2025-12-05", "2025-12-12"]),
    ("until a milestone and so much", Repeat(1, "weeks", until=After(AtMilestone("exit"), 1, "weeks")),
     ["2025-12-05", "2025-12-12", "2025-12-19"]),
    ("until what has not happened: as far as the next",
     Repeat(1, "weeks", until=After(AtMilestone("arrival"), 1, "days")),
     ["2025-12-05", "2025-12-12", "2025-12-19", "2025-12-26", "2026-01-02"]),
    ("without end: as far as the next", Repeat(2, "weeks"), ["2025-12-05", "2025-12-19", "2026-01-02"]),
    ("both, the earlier one", Repeat(1, "weeks", until=On(date(2025, 12, 12)), times=5), ["2025-12-05", "2025-12-12"]),
    ("over before it began", Repeat(1, "weeks", until=On(date(2025, 12, 1))), []),
]  # fmt: skip


@pytest.mark.parametrize(("name", "repeat", "expected"), ENDS, ids=[row[0] for row in ENDS])
def test_it_ends_as_the_text_says(name: str, repeat: Repeat, expected: list[str]) -> None:
    assert again(On(date(2025, 12, 5)), repeat, exit=date(2025, 12, 13), arrival=None) == expected


def test_a_cap_ends_what_comes_again() -> None:
    weekly = limit(On(date(2025, 12, 5)), repeat=Repeat(1, "weeks"), cap=On(date(2025, 12, 20)))
    assert [day.day for day in days(terms("UTC", promise(weekly))) if day] == [5, 12, 19]


def test_what_has_no_beginning_yet_does_not_gather_on_its_cap() -> None:
    daily = limit(After(AtMilestone("arrival"), 1, "days"), repeat=Repeat(1, "days"), cap=On(date(2025, 12, 20)))
    assert days(terms("UTC", promise(daily), arrival=None)) == [None]


def test_a_list_that_the_text_ends_is_given_whole_however_far_it_reaches() -> None:
    assert len(again(On(date(2025, 1, 1)), Repeat(1, "years", times=50))) == 50
    assert len(again(On(date(2025, 1, 1)), Repeat(1, "days", until=On(date(2050, 12, 31))))) == 9496


@pytest.mark.parametrize(
    ("repeat", "why"),
    [
        (Repeat(0, "days"), "a step is at least 1"),
        (Repeat(-1, "weeks", times=3), "a step is at least 1"),
        (Repeat(1, "hours", until=On(date(2026, 1, 1))), "more than 50 times"),
        (Repeat(1, "hours"), "more than 50 times"),
        (Repeat(1, "hours", times=51), "more than 50 times"),
    ],
)
def test_what_nobody_could_follow_is_refused(repeat: Repeat, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "MOST_PERIODS", 50)
    with pytest.raises(TermsError, match=why):
        again(At(date(2025, 1, 1), time(0)), repeat)


def test_it_comes_again_from_every_kind_of_anchor() -> None:
    monthly = Repeat(1, "months", times=2)

    def report(rule: Rule, reference: str, *obligors: str) -> object:
        return promise(limit(rule, "report", kind="report_by", repeat=monthly), reference=reference, obligors=obligors)

    promises = (
        promise(limit(On(date(2026, 1, 31))), reference="A"),
        report(After(SIGNED, 1, "months"), "milestone"),
        report(After(AtEndOf("A", "complete"), 1, "months"), "end"),
        report(After(AtActual("completion", "A"), 1, "months"), "actual"),
        report(After(AtAdherence(), 1, "months"), "party", "x", "y"),
        report(After(AtEachReceipt("requests"), 1, "months"), "receipt"),
    )
    signed = terms("UTC", signature=date(2025, 12, 31)).events
    given = Terms("XX", "UTC", promises, signed, {"A": Done(completed=date(2026, 1, 30))},
                  {"x": date(2025, 12, 1), "y": date(2025, 12, 30)},
                  {"requests": (date(2025, 10, 31), date(2025, 11, 30))})  # fmt: skip
    found = [(item.commitment, item.obligor, item.period, str(item.due.day)) for item in resolve(given, now=NOW)[1:]]
    assert found == [
        ("milestone", None, "1", "2026-01-31"), ("milestone", None, "2", "2026-02-28"),
        ("end", None, "1", "2026-02-28"), ("end", None, "2", "2026-03-31"),
        ("actual", None, "1", "2026-02-28"), ("actual", None, "2", "2026-03-30"),
        ("party", "x", "1", "2026-01-01"), ("party", "x", "2", "2026-02-01"),
        ("party", "y", "1", "2026-01-30"), ("party", "y", "2", "2026-02-28"),
        ("receipt", None, "1.1", "2025-11-30"), ("receipt", None, "1.2", "2025-12-31"),
        ("receipt", None, "2.1", "2025-12-30"), ("receipt", None, "2.2", "2026-01-30"),
    ]  # fmt: skip


def test_what_has_no_beginning_yet_comes_once_as_pending() -> None:
    given = terms("UTC", promise(limit(After(SIGNED, 1, "weeks"), repeat=Repeat(1, "weeks"))), signature=None)
    assert [(item.period, item.due.certainty) for item in resolve(given, now=NOW)] == [("1", "pending")]


def test_each_period_opens_where_the_one_before_it_ended() -> None:
    given = terms("UTC", promise(limit(On(date(2026, 1, 31)), repeat=Repeat(1, "months", times=3))))
    assert [str(item.opens)[:10] for item in resolve(given, now=NOW)] == ["2026-01-01", "2026-02-01", "2026-03-01"]


def test_a_term_that_renews_itself_from_a_month_end_does_not_drift() -> None:
    renewal = Renewal(1, "months", 10, "days")
    term = limit(On(date(2025, 10, 31)), "term", kind="term_ends", renewal=renewal)
    items = resolve(terms("UTC", promise(term)), now=utc("2026-02-01T00:00"))
    assert [str(item.due.day) for item in items if item.kind == "term_ends"] == [
        "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28"
    ]  # fmt: skip
    assert items[1].due.words == "31 Oct 2025 − 10 days = 21 Oct 2025, end of day UTC"


def test_renewed_terms_are_counted_from_the_anchor_of_the_first() -> None:
    term = limit(After(SIGNED, 1, "months"), "term", kind="term_ends", renewal=Renewal(1, "months", 10, "days"))
    given = terms("UTC", promise(term), signature=date(2026, 1, 31))
    items = resolve(given, now=utc("2026-04-15T00:00"))
    ends = [item.due for item in items if item.kind == "term_ends"]
    assert [str(end.day) for end in ends] == ["2026-02-28", "2026-03-31", "2026-04-30"]
    assert ends[2].words == "signature 31 Jan 2026 + 3 months = 30 Apr 2026, end of day UTC"


def test_a_cap_ends_a_term_that_would_renew_itself_once_more() -> None:
    renewal = Renewal(1, "years", 10, "days")
    term = limit(On(date(2020, 5, 1)), "term", kind="term_ends", renewal=renewal, cap=On(date(2022, 1, 1)))
    items = resolve(terms("UTC", promise(term)), now=NOW)
    days = [str(item.due.day) for item in items if item.kind == "term_ends"]
    assert days == ["2020-05-01", "2021-05-01", "2022-01-01"]


def test_notice_may_be_asked_for_in_hours() -> None:
    term = limit(On(date(2026, 5, 1)), "term", kind="term_ends", renewal=Renewal(1, "years", 36, "hours"))
    assert resolve(terms("UTC", promise(term)), now=NOW)[1].due.at == utc("2026-04-30T12:00")


def test_what_comes_again_beside_another_keeps_the_edge_and_the_zone_of_the_other() -> None:
    opens = promise(limit(On(date(2026, 3, 10)), kind="not_before"), reference="A")
    ends = promise(limit(On(date(2026, 3, 10)), zone="Asia/Yerevan"), reference="B")
    twice = Repeat(1, "weeks", times=2)
    beside = [promise(limit(With(of, "complete"), repeat=twice), reference=f"with {of}") for of in "AB"]
    items = resolve(terms("UTC", opens, ends, *beside), now=NOW)
    assert [item.due.at for item in items[2:]] == [
        utc("2026-03-10T00:00"), utc("2026-03-17T00:00"), utc("2026-03-10T20:00"), utc("2026-03-17T20:00")
    ]  # fmt: skip


def test_receipts_of_two_things_in_one_limit_are_refused() -> None:
    both = First((After(AtEachReceipt("a"), 1, "days"), After(AtEachReceipt("b"), 1, "days")))
    with pytest.raises(TermsError, match="each receipt of a and b"):
        resolve(terms("UTC", promise(limit(both))), now=NOW)
