"""Days and hours as a form asks for them, and the instants they mean in a zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Older than any agreement here, and far enough ahead for any limit, while date arithmetic stays in range.
EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)
END_OF_DAY = time(23, 59)
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def within_reach(day: date) -> None:
    """Raises ValidationError for a year that is surely mistyped."""
    if not EARLIEST <= day <= LATEST:
        raise ValidationError(_("Give a date between 1900 and 2199. Check the year."))


def instant(day: date, hour: time, zone: str) -> datetime:
    """That local time in an IANA zone as an instant in UTC; the first of two where clocks went back.

    Raises ValidationError where the clocks skipped it.
    """
    local = datetime.combine(day, hour, ZoneInfo(zone))
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(
            _("The clocks in %(zone)s skipped %(hour)s on that day. Give an hour that existed."),
            params={"zone": zone, "hour": f"{hour:%H:%M}"},
        )
    return moment


def observed_at(day: date, hour: time, zone: str, *, now: datetime) -> datetime:
    """The same for what somebody says they saw.

    Raises ValidationError also for what cannot have been observed: years before 1900, and anything more than five
    minutes after `now`.
    """
    if day < EARLIEST:
        raise ValidationError(_("The year %(year)s is too long ago. Check the year.") % {"year": day.year})
    # Looked at first: the last days of the calendar have no instant in every zone.
    if day > now.date() + timedelta(days=2):
        raise ValidationError(_in_the_future(now, zone))
    moment = instant(day, hour, zone)
    if moment > now + CLOCKS_MAY_DIFFER:
        raise ValidationError(_in_the_future(now, zone))
    return moment


def latest_it_can_have_been(day: date, hour: time | None, zone: str, *, now: datetime) -> datetime:
    """With no hour the day's last minute counts, or this moment on the day that is not over yet."""
    moment = instant(day, hour or END_OF_DAY, zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    return min(moment, now) if hour is None and day == today else moment


def day_and_hour(moment: datetime | None, zone: str) -> tuple[date | None, time | None]:
    """The other way round, to fill a form."""
    if moment is None:
        return None, None
    local = moment.astimezone(ZoneInfo(zone))
    hour = local.time().replace(second=0, microsecond=0)
    return local.date(), None if hour == END_OF_DAY else hour


def _in_the_future(now: datetime, zone: str) -> str:
    here = now.astimezone(ZoneInfo(zone))
    return _("This has not happened yet: it is %(now)s in %(zone)s. Check the date and the time.") % {
        "now": f"{here:%d.%m.%Y %H:%M}",
        "zone": zone,
    }
