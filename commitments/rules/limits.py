"""From the rule in the text to a dated instant, with the arithmetic in words that a lawyer can check.

Plain Python: no database, no clock. Local times are read in an IANA zone; results are aware instants in UTC.
Source of the counting: the day of the anchor is not counted, months keep the anchor's day where the calendar has
it and fall back to the month's last day where it does not, hours run on the instant.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["hours", "days", "weeks", "months", "years"]
Boundary = Literal["end_of_day", "start_of_day", "instant"]
BOUNDARY_WORDS: dict[Boundary, str] = {
    "end_of_day": "end of day",
    "start_of_day": "start of day",
    "instant": "",
}


@dataclass(frozen=True)
class Due:
    """A computed instant. `at` is None while the anchor has not happened; `words` says how it came about."""

    at: datetime | None
    words: str


def day_limit(day: date, boundary: Boundary, zone: str) -> datetime:
    """The instant at which a calendar day's limit lapses: the next midnight, or the day's own first instant."""
    last = day + timedelta(days=1) if boundary == "end_of_day" else day
    return datetime.combine(last, time.min, ZoneInfo(zone)).astimezone(UTC)


def plus(day: date, amount: int, unit: Unit) -> date:
    """A calendar day moved by whole days, weeks, months or years. Months and years never drift."""
    if unit == "days":
        return day + timedelta(days=amount)
    if unit == "weeks":
        return day + timedelta(weeks=amount)
    months = day.year * 12 + day.month - 1 + amount * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def on_day(day: date, boundary: Boundary, zone: str) -> Due:
    """A limit that the text gives as a calendar date."""
    return Due(day_limit(day, boundary, zone), _with_zone(_date(day), BOUNDARY_WORDS[boundary], zone))


def at_instant(moment: datetime, zone: str) -> Due:
    """A limit that the text gives to the minute."""
    return Due(moment.astimezone(UTC), _moment(moment, zone))


def after(anchor: str, anchor_at: datetime | None, amount: int, unit: Unit, boundary: Boundary, zone: str) -> Due:
    """A limit counted from a milestone, or the wait for that milestone."""
    offset = f"{amount} {unit if amount != 1 else unit[:-1]}"
    if anchor_at is None:
        return Due(None, f"{anchor} (has not happened) + {offset}")
    local = anchor_at.astimezone(ZoneInfo(zone))
    if unit == "hours":
        end = anchor_at.astimezone(UTC) + timedelta(hours=amount)
        return Due(end, f"{anchor} {_moment(anchor_at, zone)} + {offset} = {_moment(end, zone)}")
    day = plus(local.date(), amount, unit)
    if boundary == "instant":
        # fold=0 puts a time that the clock skips after the gap, so that no limit is ever shortened.
        end = datetime.combine(day, local.time().replace(fold=0), ZoneInfo(zone)).astimezone(UTC)
        return Due(end, f"{anchor} {_moment(anchor_at, zone)} + {offset} = {_moment(end, zone)}")
    ending = _with_zone(_date(day), BOUNDARY_WORDS[boundary], zone)
    return Due(day_limit(day, boundary, zone), f"{anchor} {_date(local.date())} + {offset} = {ending}")


def _date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _with_zone(day: str, ending: str, zone: str) -> str:
    return ", ".join(filter(None, [day, ending])) + f" {zone}"


def _moment(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{_date(local.date())}, {local:%H:%M} {zone}"
