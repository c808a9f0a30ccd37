"""What holds of all terms whatever they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from commitments.rules.treaty import periods
from commitments.rules.treaty.amounts import owed, shortfall
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.knowing import known_on
from commitments.rules.treaty.meeting import fulfilled
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State, state
from commitments.rules.treaty.terms import Act, After, First, Last, On, Repeat, Rule, Terms
from commitments.rules.treaty.undated import undated
from tests.rules.treaty.anything import ZONES, anything, happened, sensible
from tests.rules.treaty.made import NOW, SIGNED, limit, only, promise, terms

often = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
FLAGGED = {State.OVERDUE, State.DUE_SOON, State.SHORTFALL, State.BASELINE_UNKNOWN, State.TOO_EARLY, State.MET_LATE}


@pytest.fixture(autouse=True)
def _few_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(periods, "MOST_PERIODS", 30)


def worked_out(terms: Terms, now: datetime = NOW) -> list[Item]:
    try:
        return resolve(terms, now=now)
    except TermsError:
        reject()


@often
@given(anything, happened)
def test_terms_are_worked_out_or_refused_in_words(given: Terms, day: date) -> None:
    refusals: list[str] = []
    for known in (given, *said(refusals, lambda: known_on(given, day))):
        for item in said(refusals, lambda known=known: resolve(known, now=NOW)):
            said(refusals, lambda item=item, known=known: state(item, known, NOW))
            said(refusals, lambda item=item, known=known: fulfilled(item, known))
            said(refusals, lambda item=item, known=known: shortfall(item, known))
        said(refusals, lambda known=known: undated(known, NOW))
        for one in known.promises:
            said(refusals, lambda one=one, known=known: owed(one.reference, known))
    assert all(refusals)


def said(refusals: list[str], ask: Callable[[], object]) -> list[Any]:
    """The answer as a list, or a refusal noted down; anything else that is raised ends the test."""
    try:
        answer = ask()
    except TermsError as refused:
        refusals.append(str(refused))
        return []
    return answer if isinstance(answer, list) else [answer]


@often
@given(sensible)
def test_every_item_has_its_own_key_and_speaks_in_words(given: Terms) -> None:
    items = worked_out(given)
    assert len({item.key for item in items}) == len(items)
    for item in items:
        for point in (item.first, item.due, *(step.point for step in item.steps), *(point for _, point in item.others)):
            assert point.words
            assert (point.at is None) == (point.certainty == "pending") == (point.day is None)


@often
@given(sensible)
def test_nothing_is_held_against_anybody_while_its_date_may_still_move(given: Terms) -> None:
    for item in worked_out(given):
        if item.due.certainty != "fixed":
            assert state(item, given, datetime.max.replace(tzinfo=NOW.tzinfo)) not in FLAGGED


@often
@given(sensible, st.permutations(range(4)))
def test_the_order_of_commitments_changes_no_date(given: Terms, order: list[int]) -> None:
    before = {item.key: item for item in worked_out(given)}
    after = {item.key: item for item in worked_out(replace(given, promises=tuple(given.promises[n] for n in order)))}
    assert {key: item.due for key, item in before.items()} == {key: item.due for key, item in after.items()}
    assert {key: set(one.deadlock) for key, one in before.items()} == {
        key: set(one.deadlock) for key, one in after.items()
    }


@often
@given(sensible)
def test_an_extension_never_makes_a_date_earlier(given: Terms) -> None:
    for item in worked_out(given):
        before = item.first
        for step in item.steps:
            if step.act.kind in {"extension", "resumption"} and before.at and step.point.at:
                assert step.point.at >= before.at
            before = step.point


@often
@given(sensible)
def test_everything_known_by_the_end_of_time_is_everything(given: Terms) -> None:
    try:
        assert known_on(given, date.max) == given
    except TermsError:
        reject()


days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
units = st.sampled_from(["days", "weeks"])


@often
@given(days, st.integers(0, 500), units, st.sampled_from(ZONES), st.booleans())
def test_an_anchor_a_day_later_makes_a_date_a_day_later(
    day: date, amount: int, unit: str, zone: str, ordinal: bool
) -> None:
    rule = After(SIGNED, amount + 1, "days", ordinal=True) if ordinal else After(SIGNED, amount, unit)

    def due(signature: date) -> date | None:
        return only(terms(zone, promise(limit(rule)), signature=signature)).due.day

    first, second = due(day), due(day + timedelta(days=1))
    assert first is not None
    assert second == first + timedelta(days=1)


@often
@given(days, days, st.integers(1, 60), st.sampled_from(ZONES))
def test_months_follow_the_calendar_and_never_pass_each_other(one: date, two: date, months: int, zone: str) -> None:
    def due(signature: date) -> date:
        found = only(terms(zone, promise(limit(After(SIGNED, months, "months"))), signature=signature)).due.day
        assert found is not None
        return found

    assert (due(one).year * 12 + due(one).month) - (one.year * 12 + one.month) == months
    assert due(one).day <= one.day
    if one <= two:
        assert due(one) <= due(two)


simple = st.one_of(st.builds(On, days), st.builds(lambda n: After(SIGNED, n, "days"), st.integers(0, 900)))


@often
@given(st.lists(simple, min_size=1, max_size=4), simple, days)
def test_first_last_and_cap_choose_among_their_parts(parts: list[Rule], cap: Rule, signature: date) -> None:
    def due(rule: Rule, cap: Rule | None = None) -> datetime:
        found = only(terms("UTC", promise(limit(rule, cap=cap)), signature=signature)).due.at
        assert found is not None
        return found

    each = [due(part) for part in parts]
    assert due(First(tuple(parts))) == min(each)
    assert due(Last(tuple(parts))) == max(each)
    assert due(First(tuple(parts)), cap) == min(*each, due(cap))


@often
@given(days, st.integers(1, 12), st.sampled_from(["days", "weeks", "months", "years"]), st.integers(1, 12))
def test_each_period_is_where_one_step_from_the_beginning_would_be(
    day: date, amount: int, unit: str, times: int
) -> None:
    every = promise(limit(After(SIGNED, amount, unit), repeat=Repeat(amount, unit, times=times)))
    found = [item.due.day for item in resolve(terms("UTC", every, signature=day), now=NOW)]
    alone = [only(terms("UTC", promise(limit(After(SIGNED, amount * n, unit))), signature=day)).due.day
             for n in range(1, times + 1)]  # fmt: skip
    assert found == alone


@often
@given(days, st.integers(0, 30), st.integers(0, 30), st.sampled_from(ZONES))
def test_time_that_stood_still_is_given_back_to_the_day(day: date, before: int, length: int, zone: str) -> None:
    stop = day - timedelta(days=before)
    acts = (Act("suspension", stop, "x", "y"), Act("resumption", stop + timedelta(days=length), "x", "y"))
    item = only(terms(zone, promise(limit(On(day), acts=acts))))
    assert item.due.day == day + timedelta(days=length)
