"""From a day and a time on somebody's watch to an instant."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FIRST_YEAR = 1900
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


def instant_of(day: date, clock: time, zone: str, *, now: datetime) -> datetime:
    """The aware instant in UTC of a local time in an IANA zone; the first of two where clocks went back.

    Raises ValidationError for what cannot have been observed: years before 1900, an hour that the clocks skipped,
    and anything more than five minutes after `now`.
    """
    if day.year < FIRST_YEAR:
        raise ValidationError(_("The year %(year)s is too long ago. Check the year.") % {"year": day.year})
    if day > now.date() + timedelta(days=2):
        raise ValidationError(_in_the_future(now, zone))
    local = datetime.combine(day, clock, ZoneInfo(zone))
    instant = local.astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise ValidationError(_("The clocks in %(zone)s skipped this hour. Check the time.") % {"zone": zone})
    if instant > now + CLOCKS_MAY_DIFFER:
        raise ValidationError(_in_the_future(now, zone))
    return instant


def _in_the_future(now: datetime, zone: str) -> str:
    here = now.astimezone(ZoneInfo(zone))
    return _("This has not happened yet: it is %(now)s in %(zone)s. Check the date and the time.") % {
        "now": f"{here:%d.%m.%Y %H:%M}",
        "zone": zone,
    }
