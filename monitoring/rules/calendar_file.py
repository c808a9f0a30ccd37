"""A calendar of deadlines as an iCalendar file (RFC 5545): the same entries always make the same bytes.

Plain Python: no database, no clock. Instants are aware. A limit that ends with a day becomes an all-day event of that
day in the limit's own zone; every other one an instant in UTC.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, vDuration, vText

PRODUCT = "-//Holdfast//Deadlines//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One dated limit. `last_day` is the day with which it ends in its own zone, None where it ends at an hour.
    `revised_at` is when its date was last known anew, `revision` how often it moved."""

    uid: str
    title: str
    arithmetic: str
    url: str
    due_at: datetime
    last_day: date | None
    is_cancelled: bool
    revised_at: datetime
    revision: int
    category: str


def calendar_file(name: str, entries: Iterable[Entry]) -> bytes:
    """The whole file, with the line endings and folding of the standard."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    # The library knows neither property as text, and would escape nothing in them.
    for title in ("name", "x-wr-calname"):
        calendar.add(title, vText(_plain(name)))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for entry in entries:
        calendar.add_component(_event(entry))
    if not calendar.subcomponents:
        # A calendar must hold something, and this says nothing.
        calendar.add_component(Timezone.from_tzid("UTC"))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.revised_at.astimezone(UTC))
    event.add("last-modified", entry.revised_at.astimezone(UTC))
    event.add("sequence", entry.revision)
    event.add("summary", _plain(entry.title))
    event.add("description", _plain(entry.arithmetic))
    event.add("url", entry.url)
    event.add("categories", [_plain(entry.category)])
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    # A deadline takes nobody's time.
    event.add("transp", "TRANSPARENT")
    event.add("dtstart", entry.last_day or entry.due_at.astimezone(UTC))
    return event


def _plain(text: str) -> str:
    """Without the control characters that no calendar may hold; line breaks and tabs stay."""
    lines = text.replace("\r\n", "\n")
    return "".join(letter for letter in lines if letter in "\n\t" or unicodedata.category(letter) != "Cc")
