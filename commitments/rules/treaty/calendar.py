"""Counting on the civil calendar of a zone, with a stated rule for hours that do not exist or come twice.

Days are civil dates in an IANA zone, instants are aware and in UTC. Counting from a day leaves that day out. Months
and years keep the day of the month where the calendar has it and fall back to the month's last day where it does not;
repeated steps are counted from the anchor, never from the last step, so they do not drift.

An hour that the clocks skip is read as the first instant after the gap. One that comes twice is read in the obligor's
favour: a limit ends with the second, a limit before which nothing may happen ends with the first. A day that a zone
skipped altogether begins and ends at that same first instant.

Everything here raises OutOfCalendar for a result before the year 1 or after the year 9999.
"""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, wraps
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commitments.rules.treaty.errors import OutOfCalendar, TermsError

Unit = Literal["hours", "days", "weeks", "months", "years"]
Fold = Literal["first", "second"]


@lru_cache(maxsize=256)
def zone_info(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises TermsError for any other."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TermsError(f"{name!r} is no IANA time zone; one is Europe/Sarajevo") from error


def _on_the_calendar[**P, T](counting: Callable[P, T]) -> Callable[P, T]:
    """Say in words that a count leaves the calendar, whatever Python calls it."""

    @wraps(counting)
    def counted(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return counting(*args, **kwargs)
        except OverflowError as error:
            raise OutOfCalendar from error

    return counted


@_on_the_calendar
def instant(day: date, hour: time, zone: str, twice: Fold = "second") -> datetime:
    """The instant in UTC at which clocks in `zone` show this hour of this day."""
    info = zone_info(zone)
    local = datetime.combine(day, hour.replace(tzinfo=None), info)
    earlier, later = (local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if earlier > later:
        # Skipped: with fold 0 the old offset carries the hour past the gap, with fold 1 the new one before it.
        return _gap_end(later, earlier, info)
    return later if twice == "second" else earlier


def _gap_end(before: datetime, after: datetime, info: ZoneInfo) -> datetime:
    """The first instant with the new offset, by halving between an instant before the change and one after it."""
    before, after = before.replace(microsecond=0), after.replace(microsecond=0)
    old = before.astimezone(info).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(info).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def day_begins(day: date, zone: str) -> datetime:
    """The first instant of a civil day, also where midnight is skipped or comes twice."""
    return instant(day, time.min, zone, twice="first")


@_on_the_calendar
def day_ends(day: date, zone: str) -> datetime:
    """The instant at which a civil day is over: calendars in the zone never show it again.

    That is the first midnight after it, or the second where clocks go back across it: then the day comes once more.
    """
    following = day + timedelta(days=1)
    first, again = (instant(following, time.min, zone, twice) for twice in ("first", "second"))
    return again if again > first and civil_day(again - timedelta(seconds=1), zone) == day else first


@_on_the_calendar
def on_clocks(moment: datetime, zone: str) -> datetime:
    """The same instant as clocks in `zone` show it."""
    return moment.astimezone(zone_info(zone))


@_on_the_calendar
def utc(moment: datetime) -> datetime:
    """The same instant in UTC."""
    return moment.astimezone(UTC)


@_on_the_calendar
def later(moment: datetime, hours: int) -> datetime:
    """The instant so many hours on."""
    return moment + timedelta(hours=hours)


@_on_the_calendar
def later_by(moment: datetime, span: timedelta) -> datetime:
    """The instant so long after."""
    return moment + span


def civil_day(moment: datetime, zone: str) -> date:
    """The date that calendars in `zone` show at this instant."""
    return on_clocks(moment, zone).date()


@_on_the_calendar
def plus(day: date, amount: int, unit: Unit) -> date:
    """A civil day moved by whole days, weeks, months or years; negative amounts move back.

    Raises ValueError for hours, which no civil day can be moved by.
    """
    if unit == "days":
        return day + timedelta(days=amount)
    if unit == "weeks":
        return day + timedelta(weeks=amount)
    if unit == "hours":
        raise ValueError("hours are counted on the instant, not on the calendar")
    year, month = divmod(day.year * 12 + day.month - 1 + amount * (12 if unit == "years" else 1), 12)
    if not 1 <= year <= 9999:
        raise OutOfCalendar
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
