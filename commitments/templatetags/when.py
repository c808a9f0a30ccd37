"""Dates as readers need them: always with their zone, and with UTC one hover away."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import template
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

Zone = str | ZoneInfo | None


def as_zone(zone: Zone) -> ZoneInfo:
    """The zone by its IANA name. An unknown or missing name means UTC, and the page then says UTC."""
    if isinstance(zone, ZoneInfo):
        return zone
    try:
        return ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def city_of(zone: ZoneInfo) -> str:
    """`Asia/Baku` reads Baku, `America/Argentina/Buenos_Aires` reads Buenos Aires."""
    return str(zone.key).rsplit("/", 1)[-1].replace("_", " ")


def in_words(instant: datetime, zone: Zone, *, only_date: bool = False, city: bool = True) -> str:
    """`22 Nov 2026, 19:30 Baku`; the instant must be aware."""
    here = as_zone(zone)
    shown = format_date(instant.astimezone(here), "j M Y" if only_date else "j M Y, H:i")
    return f"{shown} {city_of(here)}" if city else shown


@register.simple_tag
def when(instant: datetime | None, zone: Zone = None, only: str = "") -> str | SafeString:
    """`{% when seen_at mission.zone %}`; `only="date"` leaves the hour out, `only="short"` also the year and city."""
    if instant is None:
        return _("no date")
    utc = instant.astimezone(UTC)
    if only == "short":
        shown = format_date(instant.astimezone(as_zone(zone)), "j M H:i")
    else:
        shown = in_words(instant, zone, only_date=only == "date")
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        utc.isoformat(timespec="seconds").replace("+00:00", "Z"),
        format_date(utc, "j M Y, H:i"),
        shown,
    )


@register.simple_tag
def ends(due_at: datetime | None, ends_on: date | None, zone: Zone = None, city: str = "") -> str:
    """A limit's end as people say it: by its last day where it ends with one, else to the minute.

    `city="no"` leaves the zone's city out, where the sentence names it already.
    """
    if due_at is None:
        return _("no date yet")
    here = as_zone(zone)
    name = "" if city == "no" else f" {city_of(here)}"
    if ends_on is None:
        return format_date(due_at.astimezone(here), "j M Y, H:i") + name
    day = format_date(ends_on, "j M Y")
    if due_at > datetime.combine(ends_on, time.min, here):
        return _("%(day)s, end of day") % {"day": day} + name
    return _("%(day)s, from its first minute") % {"day": day} + name


@register.filter
def days_words(length: timedelta | None) -> str:
    """A length of time in one unit, rounded down: `12 days`, `3 hours`, `under a minute`; None reads `never`."""
    if length is None:
        return _("never")
    seconds = int(abs(length).total_seconds())
    if days := seconds // 86_400:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if hours := seconds // 3_600:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if minutes := seconds // 60:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("under a minute")


@register.filter
def age(instant: datetime | None, now: datetime) -> str:
    """`{{ last_seen|age:now }}`: `9 days ago`, `in 3 hours`, or `never`. The clock is the argument."""
    if instant is None:
        return _("never")
    words = days_words(now - instant)
    if instant > now:
        return _("in %(length)s") % {"length": words}
    return _("%(length)s ago") % {"length": words}
