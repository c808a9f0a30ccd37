"""Civil days as whole numbers: day 1 is 1 January of year 1. Months are walked, one length after another."""

from collections.abc import Iterator
from functools import cache

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTHS_IN = {"months": 1, "years": 12}
DAYS_IN = {"days": 1, "weeks": 7}


def leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@cache
def length(year: int, month: int) -> int:
    return 29 if month == 2 and leap(year) else LENGTHS[month - 1]


@cache
def number(year: int, month: int, day: int) -> int:
    """How many days there have been, this one included."""
    past = year - 1
    return 365 * past + past // 4 - past // 100 + past // 400 + sum(length(year, m) for m in range(1, month)) + day


@cache
def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month, found by walking: `number` the other way round."""
    year = day // 366 + 1
    while number(year + 1, 1, 1) <= day:
        year += 1
    month, left = 1, day - number(year, 1, 1) + 1
    while left > length(year, month):
        left -= length(year, month)
        month += 1
    return year, month, left


def shifted(day: int, amount: int, unit: str) -> int:
    """So many days, weeks, months or years on, counted one at a time; a day that the month lacks is its last."""
    if unit in DAYS_IN:
        return day + amount * DAYS_IN[unit]
    year, month, of_month = civil(day)
    for _ in range(abs(amount) * MONTHS_IN[unit]):
        month += 1 if amount > 0 else -1
        if month not in range(1, 13):
            year, month = (year + 1, 1) if amount > 0 else (year - 1, 12)
    return number(year, month, min(of_month, length(year, month)))


def ordinal(day: int, which: int) -> int:
    """The day that is called day `which` where `day` is called day 1."""
    called = 1
    while called < which:
        day, called = day + 1, called + 1
    return day


def same_family(one: str, other: str) -> bool:
    return any(one in family and other in family for family in (DAYS_IN, MONTHS_IN))


def recurring(origin: int, start: tuple[int, str], step: tuple[int, str]) -> Iterator[int]:
    """Every day that is `start` after the origin, or `start` and some whole steps: found by asking each day in turn."""
    day = shifted(origin, *start)
    yield day
    while True:
        day += 1
        if _belongs(day, origin, start, step):
            yield day


def _belongs(day: int, origin: int, start: tuple[int, str], step: tuple[int, str]) -> bool:
    (first, first_unit), (stride, unit) = start, step
    if unit in DAYS_IN:
        return (day - origin - first * DAYS_IN[first_unit]) % (stride * DAYS_IN[unit]) == 0
    year, month, of_month = civil(day)
    from_year, from_month, wanted = civil(origin)
    passed = (year - from_year) * 12 + month - from_month - first * MONTHS_IN[first_unit]
    return passed % (stride * MONTHS_IN[unit]) == 0 and of_month == min(wanted, length(year, month))
