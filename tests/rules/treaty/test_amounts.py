"""Tranches, rates and ratios: what is required, what is done, what is missing, and what nobody can say."""

from datetime import date

import pytest

from commitments.rules.treaty.amounts import owed, shortfall
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State
from commitments.rules.treaty.terms import (
    Act,
    Done,
    On,
    Progress,
    Promise,
    Quantity,
    Ratio,
    Repeat,
    Share,
    Terms,
)
from tests.rules.treaty.made import NOW, limit, promise, states, terms, utc

LATER = utc("2026-12-01T00:00")
TANKS = "battle tanks"


def moves(*amounts: tuple[date, int], of: str = TANKS, whom: str | None = None) -> tuple[Progress, ...]:
    return tuple(Progress(on, amount, of, whom) for on, amount in amounts)


def tranches(baseline: int | None, *percents: int) -> Promise:
    """So many percent in all by the end of each month from January."""
    limits = (
        limit(On(date(2026, month, 28)), f"tranche {month}", share=Share(percent=percent, of=TANKS))
        for month, percent in enumerate(percents, start=1)
    )
    return promise(*limits, quantities=(Quantity(TANKS, baseline=baseline),))


def test_tranches_are_cumulative_against_the_baseline() -> None:
    done = Done(progress=moves((date(2026, 1, 20), 6), (date(2026, 1, 28), 6), (date(2026, 3, 1), 12)))
    given = terms("UTC", tranches(40, 30, 60, 100), done={"XX-01": done})
    assert states(given, LATER) == [State.MET_ON_TIME, State.MET_LATE, State.OVERDUE]
    items = resolve(given, now=NOW)
    assert [(one.required, one.done, one.missing) for item in items if (one := shortfall(item, given))] == [
        (12, 24, 0), (24, 24, 0), (40, 24, 16)
    ]  # fmt: skip
    last = shortfall(items[2], given)
    assert last is not None
    assert last.words == "100 % of 40 battle tanks = 40; 24 done, 16 missing"


def test_part_of_a_thing_is_no_thing() -> None:
    done = Done(progress=moves((date(2026, 1, 20), 2)))
    given = terms("UTC", tranches(7, 30), done={"XX-01": done})
    (item,) = resolve(given, now=NOW)
    stands = shortfall(item, given)
    assert stands is not None
    assert (stands.required, stands.missing) == (3, 1)
    assert stands.words == "30 % of 7 battle tanks = 3, in whole ones; 2 done, 1 missing"


def test_without_a_baseline_no_percentage_is_ever_reached_and_it_says_so() -> None:
    done = Done(progress=moves((date(2026, 1, 2), 10_000)))
    given = terms("UTC", tranches(None, 30), done={"XX-01": done})
    (item,) = resolve(given, now=NOW)
    stands = shortfall(item, given)
    assert stands is not None
    assert (stands.required, stands.done, stands.missing) == (None, 10_000, None)
    assert stands.words == "30 % of battle tanks, of which no baseline is known, so no amount follows; 10000 done"
    assert states(given, utc("2026-01-01T00:00")) == [State.UPCOMING]
    assert states(given, LATER) == [State.BASELINE_UNKNOWN]


def test_a_completed_whole_has_fulfilled_its_shares() -> None:
    done = {"XX-01": Done(completed=date(2026, 2, 1))}
    assert states(terms("UTC", tranches(40, 30, 60), done=done), LATER) == [State.MET_LATE, State.MET_ON_TIME]
    assert states(terms("UTC", tranches(None, 30, 60), done=done), LATER) == [State.MET_LATE, State.MET_ON_TIME]


def test_only_its_own_things_and_its_own_obligor_count() -> None:
    share = Share(amount=10, of=TANKS)
    limits = (limit(On(date(2026, 1, 28)), "a", share=share, obligor="a"), limit(On(date(2026, 1, 28)), share=share))
    both = promise(*limits, obligors=("a", "b"), quantities=(Quantity(TANKS), Quantity("mortars")))
    early = date(2026, 1, 2)
    done = Done(progress=(*moves((early, 4), whom="a"), *moves((early, 5), whom="b"), *moves((early, 9), of="mortars"),
                          *moves((early, 1))))  # fmt: skip
    given = terms("UTC", both, done={"XX-01": done})
    found = [shortfall(item, given) for item in resolve(given, now=NOW)]
    assert [(one.done, one.missing) for one in found if one] == [(4, 6), (10, 0)]
    assert states(given, LATER) == [State.OVERDUE, State.MET_ON_TIME]


def rate(*progress: Progress, acts: tuple[Act, ...] = ()) -> Terms:
    """Ten prisoners a week, three weeks ending on Sundays from 11 January."""
    share = Share(amount=10, of="prisoners", per_period=True)
    weekly = limit(On(date(2026, 1, 11)), "weekly", share=share, repeat=Repeat(1, "weeks", times=3), acts=acts)
    return terms("UTC", promise(weekly), done={"XX-01": Done(progress=progress)})


def prisoners(*amounts: tuple[date, int]) -> tuple[Progress, ...]:
    return moves(*amounts, of="prisoners")


def test_a_rate_is_held_against_each_period_alone() -> None:
    given = rate(*prisoners((date(2026, 1, 5), 10), (date(2026, 1, 11), 3), (date(2026, 1, 12), 7),
                            (date(2026, 1, 18), 3), (date(2026, 1, 19), 9)))  # fmt: skip
    found = [shortfall(item, given) for item in resolve(given, now=NOW)]
    assert [(one.done, one.missing) for one in found if one] == [(13, 0), (10, 0), (9, 1)]
    assert states(given, utc("2026-01-25T00:00")) == [State.MET_ON_TIME, State.MET_ON_TIME, State.DUE_SOON]
    assert states(given, LATER) == [State.MET_ON_TIME, State.MET_ON_TIME, State.SHORTFALL]
    last = found[2]
    assert last is not None
    assert last.words == "10 prisoners in this period; 9 done, 1 missing"


def test_nothing_before_the_first_period_counts_for_it() -> None:
    given = rate(*prisoners((date(2026, 1, 4), 50)))
    assert states(given, LATER) == [State.SHORTFALL] * 3


def test_a_longer_period_takes_what_came_in_it() -> None:
    act = Act("extension", date(2026, 1, 10), "the commission", "snow", to=On(date(2026, 1, 13)), period="1")
    given = rate(*prisoners((date(2026, 1, 13), 10)), acts=(act,))
    assert states(given, LATER)[0] == State.MET_ON_TIME


@pytest.mark.parametrize(
    ("there", "here", "expected"),
    [
        (0, 0, (0, 0, 0)),
        (4, 0, (0, 0, 0)),
        (5, 0, (2, 0, 2)),
        (14, 3, (4, 3, 1)),
        (15, 9, (6, 9, 0)),
    ],
)
def test_a_ratio_obliges_by_whole_steps_of_the_other_side(there: int, here: int, expected: tuple[int, ...]) -> None:
    a = Promise("A", ratio=Ratio(2, 5, "B", "prisoners"))
    done = {"A": Done(progress=prisoners((NOW.date(), here))), "B": Done(progress=prisoners((NOW.date(), there)))}
    given = Terms("XX", "UTC", (a, Promise("B")), done=done)
    stands = owed("A", given)
    assert stands is not None
    assert (stands.required, stands.done, stands.missing) == expected
    assert resolve(given, now=NOW) == []
    assert owed("B", given) is None


def test_a_ratio_says_its_arithmetic() -> None:
    a = Promise("A", ratio=Ratio(2, 5, "B", "prisoners"))
    given = Terms("XX", "UTC", (a, Promise("B")), done={"B": Done(progress=prisoners((NOW.date(), 14)))})
    stands = owed("A", given)
    assert stands is not None
    assert stands.words == "2 for each 5 of B: 14 done there = 2 whole steps = 4 owed here; 0 done, 4 missing"


def test_a_completed_side_has_done_what_it_promised() -> None:
    a, b = Promise("A", ratio=Ratio(1, 1, "B")), Promise("B", quantities=(Quantity("prisoners", 30),))
    stands = owed("A", Terms("XX", "UTC", (a, b), done={"B": Done(completed=NOW.date())}))
    assert stands is not None
    assert stands.required == 30
