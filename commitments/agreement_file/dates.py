"""Dates in a file: TOML's own, texts in ISO 8601 in stored tables, and in an exercise days counted from its first.

Nothing here reads a clock: an exercise is told which instant its days are counted from.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from commitments.rules.treaty.calendar import zone_info

DAY = re.compile(r"day (?P<days>[+-]?\d{1,6})(?:, (?P<time>(?:[01]\d|2[0-3]):[0-5]\d))?")
AGO = re.compile(r"(?P<amount>\d{1,6}) (?P<unit>minutes|hours) ago")
AHEAD = re.compile(r"in (?P<amount>\d{1,6}) (?P<unit>minutes|hours)")
YEARS = range(1600, 3000)
"""Further off, a date is a slip of the hand, and some zone's clocks would leave the calendar."""


class NoDate(ValueError):
    """What was written is no date; the text says why and how it is put right, to follow the key."""


@dataclass
class Dates:
    """How the dates of one file are read.

    `today` is the instant that `"day -30"` and `"3 hours ago"` count from, in the agreement's zone; None refuses them.
    `as_texts` says that dates stand in quotes, because the table was kept as JSON.
    """

    today: datetime | None = None
    as_texts: bool = False
    zone: str = "UTC"

    def read(self, value: date | str) -> date | datetime:
        """A civil day, a local time without a zone, or an aware instant. Raises NoDate."""
        if isinstance(value, str):
            value = self._from_text(value)
        if value.year not in YEARS:
            raise NoDate(f"is in the year {value.year}; dates lie between {YEARS.start} and {YEARS.stop - 1}")
        return value

    def _from_text(self, text: str) -> date | datetime:
        if DAY.fullmatch(text) or AGO.fullmatch(text) or AHEAD.fullmatch(text):
            return self._counted(text)
        if self.as_texts:
            return _iso(text)
        raise NoDate(f"takes a date without quotes, such as 2020-11-25 or 2020-11-25T13:00:00, not {text!r}")

    def _counted(self, text: str) -> date | datetime:
        if self.today is None:
            raise NoDate(f"is {text!r}: only an exercise, a file with `begins`, counts days; give the date itself")
        if found := DAY.fullmatch(text):
            day = self.today.astimezone(zone_info(self.zone)).date() + timedelta(days=int(found["days"]))
            return datetime.combine(day, time.fromisoformat(found["time"])) if found["time"] else day
        if found := AGO.fullmatch(text):
            return self.today - timedelta(**{found["unit"]: int(found["amount"])})
        found = AHEAD.fullmatch(text)
        assert found  # noqa: S101 - the caller has matched it
        ahead = self.today + timedelta(**{found["unit"]: int(found["amount"])})
        # To the nearest minute: a limit lapses when the page, which shows no seconds, says so.
        return (ahead + timedelta(seconds=30)).replace(second=0, microsecond=0)


def instant_in(local: datetime, zone: str) -> datetime:
    """The instant in UTC of a local time. Raises NoDate where the zone's clocks skip it or show it twice."""
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    refuse_skipped(local, zone)
    first, second = _both(local, zone)
    if first != second:
        offsets = [f"{local:%Y-%m-%dT%H:%M:%S}{_offset(one, zone)}" for one in (first, second)]
        raise NoDate(f"comes twice that night in {zone}; say which by its offset: {' or '.join(offsets)}")
    return first


def refuse_skipped(local: datetime, zone: str) -> None:
    """Raises NoDate for a local time that the zone's clocks jump over."""
    first, second = _both(local, zone)
    if first > second:
        shown = first.astimezone(zone_info(zone))
        raise NoDate(f"is {local:%Y-%m-%d %H:%M}, which never was in {zone}: clocks went forward past it that day; "
                     f"write {shown:%Y-%m-%dT%H:%M:%S}, or the time with its offset")  # fmt: skip


def comes_twice(local: datetime, zone: str) -> bool:
    first, second = _both(local, zone)
    return first != second


def _both(local: datetime, zone: str) -> tuple[datetime, datetime]:
    where = local.replace(tzinfo=zone_info(zone))
    return where.replace(fold=0).astimezone(UTC), where.replace(fold=1).astimezone(UTC)


def _offset(moment: datetime, zone: str) -> str:
    text = f"{moment.astimezone(zone_info(zone)):%z}"
    return f"{text[:3]}:{text[3:5]}"


def _iso(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) == len("2020-11-25") else datetime.fromisoformat(text)
    except ValueError:
        raise NoDate(f"takes a date such as 2020-11-25 or 2020-11-25T13:00:00, not {text!r}") from None
