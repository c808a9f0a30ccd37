"""From totals that reports verified, one after the other, to what was done between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True)
class Verified:
    """A total that a report holds verified, of what, as decided at an instant."""

    of: str
    amount: int
    at: datetime
    report: str


def progress(verified: Iterable[Verified]) -> Iterator[Verified]:
    """What each report adds to those before it, oldest first for each kind.

    A later report that finds less takes back what earlier ones counted too much, so no total is ever more than the
    newest says.
    """
    ordered = sorted(verified, key=lambda one: (one.of, one.at))
    for _of, rows in groupby(ordered, key=lambda one: one.of):
        totals = list(rows)
        counted = 0
        for position, one in enumerate(totals):
            holds = min(later.amount for later in totals[position:])
            if holds > counted:
                yield Verified(one.of, holds - counted, one.at, one.report)
                counted = holds
