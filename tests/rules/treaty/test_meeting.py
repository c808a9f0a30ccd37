"""When an item counts as met: whose deed, which day, which delivery."""

from datetime import date, time

import pytest

from commitments.rules.treaty.meeting import fulfilled
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    After,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    Delivery,
    Done,
    Happened,
    On,
    Repeat,
    Terms,
)
from tests.rules.treaty.made import NOW, days, limit, promise, states, terms, utc, with_done

DUE = date(2026, 5, 10)
LATER = utc("2026-06-01T00:00")


def of(whom: str, **deeds: Happened) -> dict[str, Done]:
    return {whom: Done(**deeds)}


BOTH = ("a", "b")
MAY_9, MAY_10, MAY_11 = date(2026, 5, 9), date(2026, 5, 10), date(2026, 5, 11)

DEEDS = [
    # who the limit binds, what was done, the state on 1 June
    ("nobody did anything", None, Done(), State.OVERDUE),
    ("the whole, a day before", None, Done(completed=MAY_9), State.MET_ON_TIME),
    ("the whole, on the day", None, Done(completed=MAY_10), State.MET_ON_TIME),
    ("the whole, the day after", None, Done(completed=MAY_11), State.MET_LATE),
    ("the whole, at the very instant", None, Done(completed=utc("2026-05-11T00:00")), State.MET_ON_TIME),
    ("the whole, a second later", None, Done(completed=utc("2026-05-11T00:00:01")), State.MET_LATE),
    ("one of two", None, Done(own=of("a", completed=MAY_9)), State.OVERDUE),
    ("both, the last in time", None, Done(own=of("a", completed=MAY_9) | of("b", completed=MAY_10)), State.MET_ON_TIME),
    ("both, the last too late", None, Done(own=of("a", completed=MAY_9) | of("b", completed=MAY_11)), State.MET_LATE),
    ("a's own", "a", Done(own=of("a", completed=MAY_9)), State.MET_ON_TIME),
    ("a's own before the whole's", "a", Done(completed=MAY_11, own=of("a", completed=MAY_9)), State.MET_ON_TIME),
    ("a's own though the whole's was earlier", "a", Done(completed=MAY_9, own=of("a", completed=MAY_11)),
     State.MET_LATE),
    ("the whole's counts for a", "a", Done(completed=MAY_10), State.MET_ON_TIME),
    ("b's does not count for a", "a", Done(own=of("b", completed=MAY_9)), State.OVERDUE),
    ("a start is no completion", None, Done(started=MAY_9), State.OVERDUE),
    ("a deed after the instant asked about", None, Done(completed=date(2026, 6, 2)), State.OVERDUE),
    ("the limit's own delivery", None, Done(delivered=(Delivery("complete", "", MAY_9),)), State.MET_ON_TIME),
    ("another limit's delivery", None, Done(delivered=(Delivery("other", "", MAY_9),)), State.OVERDUE),
]  # fmt: skip


@pytest.mark.parametrize(("name", "obligor", "done", "expected"), DEEDS, ids=[row[0] for row in DEEDS])
def test_whose_deed_and_when(name: str, obligor: str | None, done: Done, expected: State) -> None:
    given = terms("UTC", promise(limit(On(DUE), obligor=obligor), obligors=BOTH), done={"XX-01": done})
    assert states(given, LATER) == [expected]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        (Done(started=MAY_10), State.MET_ON_TIME),
        (Done(completed=MAY_10), State.MET_ON_TIME),
        (Done(started=MAY_11, completed=MAY_11), State.MET_LATE),
        (Done(own=of("a", started=MAY_9)), State.OVERDUE),
        (Done(own=of("a", started=MAY_9) | of("b", completed=MAY_10)), State.MET_ON_TIME),
    ],
)
def test_a_start_by_limit_asks_for_the_start_and_whoever_completed_has_started(done: Done, expected: State) -> None:
    given = terms("UTC", promise(limit(On(DUE), kind="start_by"), obligors=BOTH), done={"XX-01": done})
    assert states(given, LATER) == [expected]


def test_start_and_completion_are_two_limits_of_one_commitment() -> None:
    both = promise(limit(On(DUE), key="start", kind="start_by"), limit(On(date(2026, 5, 20))))
    assert states(terms("UTC", both, done={"XX-01": Done(started=MAY_11)}), LATER) == [State.MET_LATE, State.OVERDUE]


def test_the_day_is_that_of_the_limits_zone() -> None:
    at_ten_in_the_evening = Done(completed=utc("2026-05-10T20:30"))
    for zone, expected in [("UTC", State.MET_ON_TIME), ("Asia/Baku", State.MET_LATE)]:
        assert states(terms(zone, promise(limit(On(DUE))), done={"XX-01": at_ten_in_the_evening}), LATER) == [expected]


def test_an_hour_is_met_by_a_day_that_holds_it() -> None:
    hour = limit(At(DUE, time(13)))
    for done, expected in [(MAY_10, State.MET_ON_TIME), (utc("2026-05-10T13:00"), State.MET_ON_TIME),
                           (utc("2026-05-10T13:01"), State.MET_LATE)]:  # fmt: skip
        assert states(terms("UTC", promise(hour), done={"XX-01": Done(completed=done)}), LATER) == [expected]


def test_each_period_is_met_by_its_own_delivery() -> None:
    weekly = limit(On(DUE), key="report", kind="report_by", repeat=Repeat(1, "weeks", times=3))
    done = Done(completed=date(2026, 5, 1), delivered=(
        Delivery("report", "1", MAY_9), Delivery("report", "2", date(2026, 5, 20)), Delivery("else", "3", MAY_9),
    ))  # fmt: skip
    given = terms("UTC", promise(weekly, limit(On(DUE))), done={"XX-01": done})
    assert states(given, LATER) == [State.MET_ON_TIME, State.MET_LATE, State.OVERDUE, State.MET_ON_TIME]


def test_no_period_is_met_by_the_completion_of_the_whole() -> None:
    weekly = limit(On(DUE), repeat=Repeat(1, "weeks", times=2))
    assert states(terms("UTC", promise(weekly), done={"XX-01": Done(completed=MAY_9)}), LATER) == [State.OVERDUE] * 2


def test_a_period_that_binds_all_waits_for_the_last_of_them() -> None:
    weekly = limit(On(DUE), key="report", kind="report_by", repeat=Repeat(1, "weeks", times=2))
    done = Done(delivered=(
        Delivery("report", "1", MAY_9, "a"), Delivery("report", "1", MAY_11, "b"), Delivery("report", "2", MAY_11, "a"),
    ))  # fmt: skip
    given = terms("UTC", promise(weekly, obligors=BOTH), done={"XX-01": done})
    assert states(given, LATER) == [State.MET_LATE, State.OVERDUE]


def test_a_report_beside_a_withdrawal_is_not_met_by_the_withdrawal() -> None:
    report = limit(On(DUE), key="report", kind="report_by")
    done = {"XX-01": Done(completed=MAY_9)}
    assert states(terms("UTC", promise(report, limit(On(DUE))), done=done), LATER) == [
        State.OVERDUE, State.MET_ON_TIME
    ]  # fmt: skip
    assert states(terms("UTC", promise(report), done=done), LATER) == [State.MET_ON_TIME]


def test_each_receipt_is_answered_by_its_own_delivery() -> None:
    answers = promise(limit(After(AtEachReceipt("requests"), 3, "days")))
    received = (date(2026, 5, 5), date(2026, 5, 1))
    done = {"XX-01": Done(delivered=(Delivery("complete", "1", date(2026, 5, 4)),))}
    given = Terms("XX", "UTC", (answers,), done=done, receipts={"requests": received})
    assert days(given) == [date(2026, 5, 4), date(2026, 5, 8)]
    assert states(given, LATER) == [State.MET_ON_TIME, State.OVERDUE]


def test_each_party_is_met_by_its_own_deed() -> None:
    own = promise(limit(After(AtAdherence(), 10, "days")), obligors=BOTH)
    given = Terms("XX", "UTC", (own,), done={"XX-01": Done(own=of("b", completed=MAY_10))},
                  adhered={"a": date(2026, 5, 1), "b": date(2026, 5, 3)})  # fmt: skip
    assert states(given, LATER) == [State.OVERDUE, State.MET_ON_TIME]


def test_a_limit_of_one_obligor_counts_from_that_obligors_own_deed() -> None:
    after = After(AtActual("completion", "XX-01"), 5, "days")
    follow = promise(limit(after, "of a", obligor="a"), limit(after, "of b", obligor="b"), limit(after, "of both"),
                     reference="XX-02", obligors=BOTH)  # fmt: skip
    given = terms("UTC", promise(obligors=BOTH), follow)
    first = with_done(given, XX_01=Done(own=of("a", completed=date(2026, 5, 1))))
    assert days(first) == [date(2026, 5, 6), None, None]
    then = with_done(given, XX_01=Done(own=of("a", completed=date(2026, 5, 1)) | of("b", completed=date(2026, 5, 3))))
    assert days(then) == [date(2026, 5, 6), date(2026, 5, 8), date(2026, 5, 8)]
    whole = with_done(given, XX_01=Done(completed=date(2026, 5, 2)))
    assert days(whole) == [date(2026, 5, 7)] * 3


def test_what_is_met_is_said_as_the_span_that_is_known() -> None:
    given = terms("Asia/Baku", promise(limit(On(DUE))), done={"XX-01": Done(completed=MAY_9)})
    (item,) = resolve(given, now=NOW)
    span = fulfilled(item, given)
    assert span is not None
    assert (span.earliest, span.latest) == (utc("2026-05-08T20:00"), utc("2026-05-09T20:00"))
