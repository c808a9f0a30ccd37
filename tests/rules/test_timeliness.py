"""Timeliness: one table of cases. `tests/clock/test_sql_agrees.py` puts the same table to the database."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.timeliness import DUE_SOON, TimeLimit, Timeliness, clockwork, timeliness
from tests.factories import NOW
from tests.rules.timeliness_cases import CASES, Case


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_the_clock_says(case: Case) -> None:
    assert timeliness(clockwork(case.limits), NOW) == case.expected


def test_every_word_of_the_vocabulary_has_a_case() -> None:
    assert {case.expected for case in CASES} == set(Timeliness)


def test_soon_is_a_setting_of_the_question() -> None:
    work = clockwork([TimeLimit(NOW + timedelta(days=10))])
    assert timeliness(work, NOW) == Timeliness.UPCOMING
    assert timeliness(work, NOW, soon=timedelta(days=14)) == Timeliness.DUE_SOON


MOMENTS = st.integers(-400, 400).map(lambda number: NOW + timedelta(days=number))
LIMITS = st.builds(
    TimeLimit,
    due_at=st.none() | MOMENTS,
    met_at=st.none() | MOMENTS,
    suspended=st.booleans(),
    waived=st.booleans(),
)


@given(st.lists(LIMITS, max_size=6))
def test_order_does_not_matter(limits: list[TimeLimit]) -> None:
    assert clockwork(limits) == clockwork(list(reversed(limits)))


@given(st.lists(LIMITS, max_size=6), MOMENTS)
def test_overdue_exactly_while_an_open_limit_has_passed(limits: list[TimeLimit], now: datetime) -> None:
    passed = any(limit.is_open and limit.due_at is not None and limit.due_at <= now for limit in limits)
    assert (timeliness(clockwork(limits), now) == Timeliness.OVERDUE) == passed


@given(st.lists(LIMITS, max_size=6), MOMENTS)
def test_time_alone_never_makes_anything_better(limits: list[TimeLimit], now: datetime) -> None:
    worse = [Timeliness.UPCOMING, Timeliness.DUE_SOON, Timeliness.OVERDUE]
    work = clockwork(limits)
    before, later = (timeliness(work, moment) for moment in (now, now + timedelta(days=3)))
    if before in worse:
        assert worse.index(later) >= worse.index(before)
    else:
        assert later == before


@given(st.lists(LIMITS, max_size=6))
def test_met_is_only_said_when_every_binding_limit_was_met(limits: list[TimeLimit]) -> None:
    work = clockwork(limits)
    if work.due_at is None and work.settled in {Timeliness.MET_ON_TIME, Timeliness.MET_LATE}:
        assert all(limit.met_at for limit in limits if not limit.waived)


def test_the_boundary_of_due_soon_is_seven_days() -> None:
    assert timedelta(days=7) == DUE_SOON
