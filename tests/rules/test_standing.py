"""Standing and fulfilment: which report speaks, which limit it meets, and what it never touches."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.timeliness import TimeLimit
from monitoring.rules.standing import (
    ReportFact,
    SightingFact,
    StandingFact,
    StatementFact,
    done,
    latest_by_party,
    observe_by,
    standing,
)
from tests.factories import NOW

NORTH, SOUTH = 1, 2


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def report(reference: str = "R-1", decided: float = -1, **fields: Any) -> ReportFact:
    values = {"finding": "partly_compliant", "implementation": 2, "standard_of_proof": "reasonable_grounds", **fields}
    return ReportFact(reference=reference, decided_at=days(decided), **values)


def said(party: int, kind: str, on: int, recorded: int | None = None) -> StatementFact:
    return StatementFact(party, kind, date(2026, 5, on), datetime(2026, 5, recorded or on, tzinfo=NOW.tzinfo))


def fold(**facts: Any) -> StandingFact:
    nothing: dict[str, Any] = {
        "reports": [],
        "limits": [],
        "statements": [],
        "sightings": SightingFact(),
        "watched_from": None,
        "interval": None,
    }
    return standing(**{**nothing, **facts})


@pytest.mark.parametrize(
    ("reports", "start", "obligor", "expected"),
    [
        pytest.param([], False, None, None, id="no report, nothing met"),
        pytest.param([report()], False, None, None, id="a report of a part meets nothing"),
        pytest.param(
            [report(completed_at=days(-3))], False, None, (days(-3), "R-1"), id="met when completed, not when decided"
        ),
        pytest.param([report(started_at=days(-9))], True, None, (days(-9), "R-1"), id="a start is met by a start"),
        pytest.param([report(started_at=days(-9))], False, None, None, id="a start completes nothing"),
        pytest.param(
            [report(completed_at=days(-3))], True, None, (days(-3), "R-1"), id="what is complete has also been started"
        ),
        pytest.param(
            [report(completed_at=days(-3), decided=-2), report("R-2", decided=-1)],
            False,
            None,
            None,
            id="a later report takes an earlier completion back",
        ),
        pytest.param(
            [report("R-2", decided=-1, completed_at=days(-4)), report(decided=-2)],
            False,
            None,
            (days(-4), "R-2"),
            id="the newest decision speaks, whatever the order",
        ),
        pytest.param(
            [report(obligor_id=NORTH, completed_at=days(-3))],
            False,
            SOUTH,
            None,
            id="one obligor's work, not another's",
        ),
        pytest.param(
            [report(obligor_id=NORTH, completed_at=days(-3))], False, NORTH, (days(-3), "R-1"), id="its own obligor's"
        ),
        pytest.param(
            [report(completed_at=days(-3))], False, SOUTH, (days(-3), "R-1"), id="a report on all speaks for each"
        ),
        pytest.param(
            [report(obligor_id=NORTH, completed_at=days(-3))],
            False,
            None,
            None,
            id="one obligor's work does not meet everybody's limit",
        ),
    ],
)
def test_what_reports_say_was_done(
    reports: list[ReportFact], start: bool, obligor: int | None, expected: tuple[datetime, str] | None
) -> None:
    found = done(reports, start=start, obligor_id=obligor)
    assert (found and (found[0], found[1].reference)) == expected


def test_without_facts_nothing_is_said() -> None:
    nothing = fold()
    assert (nothing.finding, nothing.implementation, nothing.contestation) == ("", None, "uncontested")
    assert (nothing.settled, nothing.due_at, nothing.observe_by) == ("no_agreed_deadline", None, None)


def test_the_latest_decision_gives_finding_and_implementation() -> None:
    fact = fold(reports=[report("R-2", decided=-1, finding="non_compliant", implementation=0), report(decided=-5)])
    assert (fact.finding, fact.implementation, fact.report_reference) == ("non_compliant", 0, "R-2")


def test_axes_are_independent_words_touch_no_finding_and_findings_no_words() -> None:
    alone = fold(reports=[report()])
    contested = fold(reports=[report()], statements=[said(NORTH, "claim", 1), said(SOUTH, "denial", 2)])
    assert contested.contestation == "disputed"
    assert (contested.finding, contested.implementation) == (alone.finding, alone.implementation)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([said(NORTH, "denial", 1), said(NORTH, "acknowledgement", 9)], ["acknowledgement"]),
        ([said(NORTH, "acknowledgement", 9), said(NORTH, "denial", 1)], ["acknowledgement"]),
        ([said(NORTH, "denial", 1), said(NORTH, "pledge", 9)], ["denial"]),
        ([said(NORTH, "pledge", 9)], []),
        ([said(NORTH, "claim", 5, recorded=5), said(NORTH, "denial", 5, recorded=6)], ["denial"]),
        ([said(NORTH, "claim", 1), said(SOUTH, "denial", 2)], ["claim", "denial"]),
    ],
    ids=["newest wins", "in any order", "a pledge displaces nothing", "a pledge alone", "same day", "each party"],
)
def test_a_partys_newest_word_counts(statements: list[StatementFact], expected: list[str]) -> None:
    assert sorted(one.kind for one in latest_by_party(statements)) == expected


@pytest.mark.parametrize(
    ("watched", "seen", "interval", "expected"),
    [
        (None, None, 7, None),
        (-20, None, None, None),
        (-20, None, 7, -13),
        (-20, -2, 7, 5),
        (-20, -30, 7, -13),
    ],
    ids=["not watched", "no interval", "never seen", "seen", "seen before the watch began"],
)
def test_when_somebody_must_look_again(
    watched: int | None, seen: int | None, interval: int | None, expected: int | None
) -> None:
    answer = observe_by(
        None if watched is None else days(watched),
        None if seen is None else days(seen),
        None if interval is None else timedelta(days=interval),
    )
    assert answer == (None if expected is None else days(expected))


MOMENTS = st.integers(-400, 400).map(days)
REPORTS = st.lists(
    st.builds(
        report,
        st.sampled_from(["R-1", "R-2", "R-3"]),
        st.integers(-300, 0),
        obligor_id=st.sampled_from([None, NORTH, SOUTH]),
        started_at=st.none() | MOMENTS,
        completed_at=st.none() | MOMENTS,
    ),
    max_size=5,
    unique_by=lambda one: one.decided_at,
)


@given(REPORTS, st.booleans(), st.sampled_from([None, NORTH, SOUTH]))
def test_a_limit_is_met_by_a_report_that_says_so_and_by_no_other(
    reports: list[ReportFact], start: bool, obligor: int | None
) -> None:
    met = done(reports, start=start, obligor_id=obligor)
    assert met == done(reports[::-1], start=start, obligor_id=obligor)
    if met:
        moment, said_by = met
        assert said_by in reports
        assert moment in {said_by.started_at, said_by.completed_at}


@given(REPORTS, st.lists(st.builds(TimeLimit, due_at=st.none() | MOMENTS), max_size=4))
def test_reports_never_move_a_date(reports: list[ReportFact], limits: list[TimeLimit]) -> None:
    assert fold(reports=reports, limits=limits).due_at == fold(limits=limits).due_at


@given(st.integers(0, 9), st.none() | MOMENTS, st.none() | MOMENTS)
def test_a_closed_gate_never_counts_as_a_look(count: int, observed: datetime | None, denied: datetime | None) -> None:
    fact = fold(sightings=SightingFact(count, observed, denied), watched_from=days(-500), interval=timedelta(days=7))
    assert fact.observe_by == (observed or days(-500)) + timedelta(days=7)
