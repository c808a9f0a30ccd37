"""The rules beside an oracle that shares no line with them, on ten thousand agreements made up from their numbers.

The oracle counts days as whole numbers, knows a zone's clocks only from asking them in UTC, finds repetitions by asking
each day in turn, and works chains out again and again until nothing moves. A number that fails makes the same agreement
when it is given to `maker.agreement`.
"""

from datetime import datetime

import pytest

from commitments.rules.treaty.items import Item, Point, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Terms
from tests.rules.oracle.maker import agreement
from tests.rules.oracle.oracle import Found, foretell
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


@pytest.mark.parametrize("start", range(0, CASES, CHUNK))
def test_the_rules_and_the_oracle_agree(start: int) -> None:
    differing = [number for number in range(start, start + CHUNK) if differs(*agreement(number))]
    assert not differing, f"{len(differing)} of {CHUNK} agreements come out differently: numbers {differing}"
