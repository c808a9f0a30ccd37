"""One table, two readers: the rule in Python and the query in SQL must give `expected` at `NOW`."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from commitments.rules.timeliness import TimeLimit, Timeliness
from tests.factories import NOW


@dataclass(frozen=True)
class Case:
    name: str
    limits: tuple[TimeLimit, ...]
    expected: Timeliness


def days(number: float) -> datetime:
    """That many days from now."""
    return NOW + timedelta(days=number)


MOMENT = timedelta(microseconds=1)

CASES = [
    Case("nothing agreed", (), Timeliness.NO_AGREED_DEADLINE),
    Case("far ahead", (TimeLimit(days(30)),), Timeliness.UPCOMING),
    Case("a moment more than seven days ahead", (TimeLimit(days(7) + MOMENT),), Timeliness.UPCOMING),
    Case("seven days ahead to the moment", (TimeLimit(days(7)),), Timeliness.DUE_SOON),
    Case("tomorrow", (TimeLimit(days(1)),), Timeliness.DUE_SOON),
    Case("a moment before it lapses", (TimeLimit(NOW + MOMENT),), Timeliness.DUE_SOON),
    Case("at the instant it lapses", (TimeLimit(NOW),), Timeliness.OVERDUE),
    Case("long past", (TimeLimit(days(-400)),), Timeliness.OVERDUE),
    Case("the earliest open limit speaks", (TimeLimit(days(30)), TimeLimit(days(2))), Timeliness.DUE_SOON),
    Case("one late among several ahead", (TimeLimit(days(30)), TimeLimit(days(-1))), Timeliness.OVERDUE),
    Case("met before its time", (TimeLimit(days(-1), met_at=days(-2)),), Timeliness.MET_ON_TIME),
    Case("met ahead of a limit still to come", (TimeLimit(days(5), met_at=days(-2)),), Timeliness.MET_ON_TIME),
    Case("met at the instant", (TimeLimit(days(-1), met_at=days(-1)),), Timeliness.MET_ON_TIME),
    Case("met a moment late", (TimeLimit(days(-1), met_at=days(-1) + MOMENT),), Timeliness.MET_LATE),
    Case(
        "one of two met late",
        (TimeLimit(days(-5), met_at=days(-6)), TimeLimit(days(-3), met_at=days(-2))),
        Timeliness.MET_LATE,
    ),
    Case(
        "one met, the next still ahead",
        (TimeLimit(days(-5), met_at=days(-6)), TimeLimit(days(20))),
        Timeliness.UPCOMING,
    ),
    Case("its milestone has not happened", (TimeLimit(None),), Timeliness.ANCHOR_PENDING),
    Case("met before its milestone happened", (TimeLimit(None, met_at=days(-2)),), Timeliness.MET_ON_TIME),
    Case(
        "one met, one waiting for its milestone",
        (TimeLimit(days(-5), met_at=days(-6)), TimeLimit(None)),
        Timeliness.ANCHOR_PENDING,
    ),
    Case("one waiting, one late", (TimeLimit(None), TimeLimit(days(-1))), Timeliness.OVERDUE),
    Case("suspended after it lapsed", (TimeLimit(days(-1), suspended=True),), Timeliness.SUSPENDED),
    Case("suspended and met", (TimeLimit(days(-1), met_at=days(-2), suspended=True),), Timeliness.MET_ON_TIME),
    Case("one suspended, one open", (TimeLimit(days(-1), suspended=True), TimeLimit(days(3))), Timeliness.DUE_SOON),
    Case("waived: it binds nobody", (TimeLimit(days(-1), waived=True),), Timeliness.NO_AGREED_DEADLINE),
    Case(
        "one waived, one met late",
        (TimeLimit(days(-9), waived=True), TimeLimit(days(-3), met_at=days(-2))),
        Timeliness.MET_LATE,
    ),
]
