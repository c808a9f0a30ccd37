"""What the clock says: a projection is never late, a fixed date is, and early entry is a breach of its own."""

from datetime import date, datetime, time

import pytest

from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    Act,
    After,
    At,
    AtActual,
    AtMilestone,
    Delivery,
    Done,
    First,
    Last,
    On,
    Progress,
    Rule,
)
from tests.rules.treaty.made import NOW, SIGNED, limit, promise, states, terms, utc

WAITING = After(AtMilestone("arrival"), 10, "days")
EARLY, LATE = On(date(2026, 3, 1)), On(date(2026, 4, 1))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-02-22T23:59", State.UPCOMING),
        ("2026-02-23T00:00", State.DUE_SOON),
        ("2026-03-01T23:59", State.DUE_SOON),
        ("2026-03-02T00:00", State.OVERDUE),
    ],
)
def test_a_fixed_date_comes_near_and_lapses(at: str, expected: State) -> None:
    assert states(terms("UTC", promise(limit(EARLY))), utc(at)) == [expected]


def test_a_projection_is_never_late_however_long_ago_it_lies() -> None:
    given = terms(
        "UTC",
        promise(limit(EARLY)),
        promise(limit(After(AtActual("completion", "XX-01"), 5, "days")), reference="XX-02"),
    )
    for at in ("2026-01-01T00:00", "2026-03-05T00:00", "2036-01-01T00:00"):
        assert states(given, utc(at))[1] == State.ANCHOR_PENDING
    assert resolve(given, now=NOW)[1].due.day == date(2026, 3, 6)


COMBINED = [
    # rule, cap, day, certainty, state in 2030
    ("first of fixed and pending", First((EARLY, WAITING)), None, date(2026, 3, 1), "fixed", State.OVERDUE),
    ("first of pending alone", First((WAITING, WAITING)), None, None, "pending", State.ANCHOR_PENDING),
    ("last of fixed and pending", Last((EARLY, WAITING)), None, None, "pending", State.ANCHOR_PENDING),
    ("last of fixed ones", Last((EARLY, LATE)), None, date(2026, 4, 1), "fixed", State.OVERDUE),
    ("pending under a cap", WAITING, LATE, date(2026, 4, 1), "fixed", State.OVERDUE),
    ("fixed under a later cap", EARLY, LATE, date(2026, 3, 1), "fixed", State.OVERDUE),
    ("fixed under an earlier cap", LATE, EARLY, date(2026, 3, 1), "fixed", State.OVERDUE),
    ("fixed under a pending cap", EARLY, WAITING, date(2026, 3, 1), "fixed", State.OVERDUE),
    ("pending under a pending cap", WAITING, WAITING, None, "pending", State.ANCHOR_PENDING),
    ("last of, in a first of", First((Last((EARLY, WAITING)), LATE)), None, date(2026, 4, 1), "fixed", State.OVERDUE),
]


@pytest.mark.parametrize(
    ("name", "rule", "cap", "day", "certainty", "expected"), COMBINED, ids=[r[0] for r in COMBINED]
)
def test_several_limits_together(
    name: str, rule: Rule, cap: Rule | None, day: date | None, certainty: str, expected: State
) -> None:
    given = terms("UTC", promise(limit(rule, cap=cap)), arrival=None)
    (item,) = resolve(given, now=NOW)
    assert (item.due.day, item.due.certainty) == (day, certainty)
    assert states(given, utc("2030-01-01T00:00")) == [expected]


def test_the_words_say_that_what_is_still_open_may_come_first() -> None:
    (item,) = resolve(terms("UTC", promise(limit(First((LATE, WAITING)))), arrival=None), now=NOW)
    assert item.due.words == (
        "whichever comes first: 1 Apr 2026, end of day UTC; "
        "10 days after arrival (has not happened) (may still come first)"
    )
    (capped,) = resolve(terms("UTC", promise(limit(WAITING, cap=LATE)), arrival=None), now=NOW)
    assert capped.due.words == (
        "10 days after arrival (has not happened) (may still come first); at the latest 1 Apr 2026, end of day UTC"
    )
    (come,) = resolve(terms("UTC", promise(limit(First((LATE, WAITING)))), arrival=date(2026, 2, 1)), now=NOW)
    assert (come.due.day, come.due.certainty, "may still" in come.due.words) == (date(2026, 2, 11), "fixed", False)


def test_an_earlier_projection_does_not_displace_the_fixed_date_but_is_said() -> None:
    steps = promise(limit(EARLY))
    first = promise(limit(First((LATE, After(AtActual("completion", "XX-01"), 5, "days")))), reference="XX-02")
    item = resolve(terms("UTC", steps, first), now=NOW)[1]
    assert (item.due.day, item.due.certainty) == (date(2026, 4, 1), "fixed")
    assert "6 Mar 2026, end of day UTC (may still come first)" in item.due.words


ENTRY = date(2026, 3, 20)
ENTRIES = [
    ("nobody entered, before", Done(), "2026-03-19T12:00", State.NOT_YET_PERMITTED),
    ("nobody entered, after", Done(), "2026-03-20T00:00", State.PERMITTED),
    ("the day before", Done(started=date(2026, 3, 19)), "2026-04-01T00:00", State.TOO_EARLY),
    ("on the day", Done(started=ENTRY), "2026-04-01T00:00", State.PERMITTED),
    ("at the very instant", Done(started=utc("2026-03-20T00:00")), "2026-04-01T00:00", State.PERMITTED),
    ("a minute before", Done(started=utc("2026-03-19T23:59")), "2026-04-01T00:00", State.TOO_EARLY),
    ("completed before, no start known", Done(completed=date(2026, 3, 1)), "2026-04-01T00:00", State.TOO_EARLY),
    ("one of two", Done(own={"b": Done(started=date(2026, 3, 1))}), "2026-04-01T00:00", State.TOO_EARLY),
    ("a part was moved", Done(progress=(Progress(date(2026, 3, 1), 5),)), "2026-04-01T00:00", State.TOO_EARLY),
    ("it has not happened yet", Done(started=date(2026, 3, 10)), "2026-03-09T00:00", State.NOT_YET_PERMITTED),
]


@pytest.mark.parametrize(("name", "done", "at", "expected"), ENTRIES, ids=[row[0] for row in ENTRIES])
def test_entering_before_the_day_is_the_breach(name: str, done: Done, at: str, expected: State) -> None:
    given = terms("UTC", promise(limit(On(ENTRY), kind="not_before"), obligors=("a", "b")), done={"XX-01": done})
    assert states(given, utc(at)) == [expected]


def test_an_entry_of_which_only_the_day_is_known_may_have_been_late_enough() -> None:
    hour = promise(limit(At(ENTRY, time(13)), kind="not_before"))
    for started, expected in [(ENTRY, State.PERMITTED), (utc("2026-03-20T12:59"), State.TOO_EARLY)]:
        assert states(terms("UTC", hour, done={"XX-01": Done(started=started)}), utc("2026-04-01T00:00")) == [expected]


def test_a_limit_of_one_obligor_is_not_broken_by_another() -> None:
    mine = limit(On(ENTRY), kind="not_before", obligor="a")
    done = {"XX-01": Done(own={"b": Done(started=date(2026, 3, 1))})}
    assert states(terms("UTC", promise(mine, obligors=("a", "b")), done=done), utc("2026-04-01T00:00")) == [
        State.PERMITTED
    ]


def test_not_before_and_complete_by_stand_on_one_commitment() -> None:
    both = promise(limit(On(ENTRY), "enter", kind="not_before"), limit(On(date(2026, 4, 18))))
    early = {"XX-01": Done(started=date(2026, 3, 1), completed=date(2026, 4, 1))}
    assert states(terms("UTC", both, done=early), utc("2026-05-01T00:00")) == [State.TOO_EARLY, State.MET_ON_TIME]


def test_a_permission_that_waits_for_its_anchor_breaks_nothing_yet() -> None:
    given = terms("UTC", promise(limit(WAITING, kind="not_before")), done={"XX-01": Done(started=ENTRY)}, arrival=None)
    assert states(given, utc("2026-04-01T00:00")) == [State.ANCHOR_PENDING]


def test_what_was_done_before_the_count_began_is_in_time() -> None:
    given = terms("UTC", promise(limit(WAITING)), done={"XX-01": Done(completed=ENTRY)}, arrival=None)
    assert states(given, utc("2026-04-01T00:00")) == [State.MET_ON_TIME]


@pytest.mark.parametrize(
    ("acts", "done", "expected"),
    [
        (("suspension",), Done(), State.SUSPENDED),
        (("suspension",), Done(completed=date(2026, 3, 5)), State.MET_ON_TIME),
        (("waiver",), Done(completed=date(2026, 3, 5)), State.WAIVED),
        ((), Done(completed=date(2026, 3, 5)), State.MET_LATE),
    ],
)
def test_a_stopped_clock_and_a_waiver(acts: tuple[str, ...], done: Done, expected: State) -> None:
    made = tuple(Act(kind, date(2026, 2, 20), "the commission", "because") for kind in acts)
    given = terms("UTC", promise(limit(EARLY, acts=made)), done={"XX-01": done})
    assert states(given, utc("2026-06-01T00:00")) == [expected]


def test_terms_and_notices_are_not_late_but_over() -> None:
    both = promise(limit(EARLY, "term", kind="term_ends"), limit(EARLY, "notice", kind="notice_by"))
    assert states(terms("UTC", both), utc("2026-02-01T00:00")) == [State.RUNNING, State.UPCOMING]
    assert states(terms("UTC", both), utc("2026-04-01T00:00")) == [State.ENDED, State.PASSED]
    given = {"XX-01": Done(delivered=(Delivery("notice", "", date(2026, 2, 1)),))}
    assert states(terms("UTC", both, done=given), utc("2026-04-01T00:00"))[1] == State.MET_ON_TIME


def test_an_hour_counted_from_a_day_alone_favours_the_obligor() -> None:
    for kind, at in [("complete_by", "2026-03-05T00:00"), ("not_before", "2026-03-04T00:00")]:
        given = terms("UTC", promise(limit(After(SIGNED, 72, "hours"), kind=kind)), signature=date(2026, 3, 1))
        (item,) = resolve(given, now=NOW)
        assert item.due.at == utc(at)
        assert "only the day is known" in item.due.words
        assert isinstance(item.due.since, datetime)
