"""The rules beside an oracle that shares no line with them, on ten thousand agreements made up from their numbers.

The oracle counts days as whole numbers, knows a zone's clocks only from asking them in UTC, finds repetitions by asking
each day in turn, and works chains out again and again until nothing moves. A number that fails makes the same agreement
when it is given to `maker.agreement`.
"""

from datetime import datetime
from itertools import zip_longest

import pytest

from commitments.rules.treaty.items import Item, Point, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Terms
from tests.rules.oracle.days import civil
from tests.rules.oracle.maker import agreement
from tests.rules.oracle.oracle import Found, foretell, told
from tests.rules.oracle.spots import Refused, Spot, day_of, seconds

CASES, CHUNK = 10_000, 500
REFUSED = [("refused",)]


def by_the_rules(terms: Terms, now: datetime) -> list[tuple[object, ...]]:
    def plain(point: Point) -> tuple[object, ...]:
        return point.at and seconds(point.at), point.day and day_of(point.day), point.certainty

    def row(item: Item) -> tuple[object, ...]:
        return item.key, item.kind, plain(item.first), plain(item.due)

    try:
        return [row(item) for item in resolve(terms, now=now)]
    except TermsError:
        return REFUSED


def by_the_oracle(terms: Terms, now: datetime) -> list[tuple[object, ...]]:
    def plain(spot: Spot) -> tuple[object, ...]:
        return spot.at, spot.day, spot.sure

    def row(found: Found) -> tuple[object, ...]:
        return found.key, found.kind, plain(found.first), plain(found.due)

    try:
        return [row(found) for found in foretell(terms, now)]
    except Refused:
        return REFUSED


def differs(terms: Terms, now: datetime) -> bool:
    return by_the_rules(terms, now) != by_the_oracle(terms, now)


def shown(number: int) -> str:
    """The first item that comes out differently, and of the agreement only what its limit says."""
    terms, now = agreement(number)
    pairs = zip_longest(by_the_rules(terms, now), by_the_oracle(terms, now))
    rules, oracle = next(pair for pair in pairs if pair[0] != pair[1])
    named = {row[0][:2] for row in (rules, oracle) if row and row != REFUSED[0]}
    limits = [
        limit for promise in terms.promises for limit in promise.limits if (promise.reference, limit.key) in named
    ]
    lines = [f"agreement {number} in {terms.zone}, seen on {now}", f"rules  {readable(rules)}"]
    return "\n".join([*lines, f"oracle {readable(oracle)}", *map(str, limits)])


def readable(row: tuple[object, ...] | None) -> str:
    """A row with its seconds and day numbers as dates."""
    if row is None or row == REFUSED[0]:
        return "refused" if row else "nothing"
    key, kind, *points = row
    return f"{key} {kind}: " + ", then ".join(f"{told(at)} {day and civil(day)} {sure}" for at, day, sure in points)


@pytest.mark.parametrize("start", range(0, CASES, CHUNK))
def test_the_rules_and_the_oracle_agree(start: int) -> None:
    differing = [number for number in range(start, start + CHUNK) if differs(*agreement(number))]
    if differing:
        pytest.fail(f"{len(differing)} of {CHUNK} agreements differ: {differing}\n{shown(differing[0])}", pytrace=False)
