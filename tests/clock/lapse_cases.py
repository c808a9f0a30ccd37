"""One table, two readers: the rules in Python and the scan in SQL must raise and close the same flags.

Times are days from NOW. The deadline is set `SET` days before, and scans follow at the days that a case names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.factories import NOW

SET = -60.0
MOMENT = timedelta(microseconds=1) / timedelta(days=1)


def day(number: float) -> datetime:
    return NOW + timedelta(days=number)


@dataclass(frozen=True)
class Raised:
    """A flag after all scans. `lapsed` is when it fell due."""

    kind: str
    lapsed: float
    is_open: bool = True


@dataclass(frozen=True)
class LapseCase:
    name: str
    scans: tuple[float, ...]
    expected: tuple[Raised, ...] = ()
    kind: str = "complete_by"
    certainty: str = "fixed"
    due: float | None = 0.0
    met: float | None = None
    suspended: bool = False
    waived: bool = False
    shape: tuple[tuple[str, object], ...] = ()


WEEKLY = (("every", "1 week"),)
DAILY_RATE = (("every", "1 day"), ("amount", 80), ("per_period", True))
NEAR_THEN_PAST = (Raised("due_soon", -7, is_open=False), Raised("overdue", 0))

LAPSE_CASES = [
    LapseCase("nobody looks before it is near", (-30, -8, -7 - MOMENT)),
    LapseCase("near at the instant", (-7,), (Raised("due_soon", -7),)),
    LapseCase("near, and looked at every day", (-7, -6, -5, -4, -3, -2, -1), (Raised("due_soon", -7),)),
    LapseCase("a moment before it lapses", (-MOMENT,), (Raised("due_soon", -7),)),
    LapseCase("at the instant it lapses", (0,), (Raised("overdue", 0),)),
    LapseCase("near, then past", (-5, 1), NEAR_THEN_PAST),
    LapseCase("past for a month, looked at every day", tuple(range(31)), (Raised("overdue", 0),)),
    LapseCase("a clock that was down for ten days", (-8, 2), (Raised("overdue", 0),)),
    LapseCase(
        "near before the clock went down", (-7, 3), (Raised("due_soon", -7, is_open=False), Raised("overdue", 0))
    ),
    LapseCase("met before its time", (-7, 0, 5), met=-20),
    LapseCase("met late", (-7, 0, 5), met=3),
    LapseCase("suspended", (-7, 0, 5), suspended=True),
    LapseCase("waived", (-7, 0, 5), waived=True),
    LapseCase("projected from what has not happened", (-7, 0, 5), certainty="projected"),
    LapseCase("pending", (-7, 0, 5), certainty="pending", due=None),
    LapseCase("no longer asked for", (-7, 0, 5), certainty="withdrawn", due=None),
    LapseCase("not started in time", (0,), (Raised("start_missed", 0),), kind="start_by"),
    LapseCase("started in time", (-7, 0), kind="start_by", met=-10),
    LapseCase("not reported in time", (0,), (Raised("overdue", 0),), kind="report_by"),
    LapseCase("one of a list, missed", (0,), (Raised("recurring_missed", 0),), kind="report_by", shape=WEEKLY),
    LapseCase("one of a list, delivered", (0,), kind="report_by", shape=WEEKLY, met=-1),
    LapseCase("a rate not kept", (0,), (Raised("rate_shortfall", 0),), shape=DAILY_RATE),
    LapseCase("begun too early", (0,), (Raised("too_early", -3),), kind="not_before", met=-3),
    LapseCase("begun too early, not noticed yet", (-3 - MOMENT,), kind="not_before", met=-3),
    LapseCase("begun at the first permitted instant", (0, 5), kind="not_before", met=0),
    LapseCase("not begun, which nobody asked for", (-7, 0, 5), kind="not_before"),
    LapseCase("a term comes near and ends", (-7, 0, 5), (Raised("due_soon", -7),), kind="term_ends"),
    LapseCase("notice comes near and passes", (-7, 0, 5), (Raised("due_soon", -7),), kind="notice_by"),
]
