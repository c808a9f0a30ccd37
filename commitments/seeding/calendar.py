"""What a date in a seed file means: a day or a local time in a zone, or one counted from the exercise's first day."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from commitments.seeding.reading import MISSING, Table

DAY = re.compile(r"day (?P<days>[+-]?\d+)(?:, (?P<time>\d\d:\d\d))?")
FROM_NOW = re.compile(r"(?:(?P<ago>\d+) (?P<unit>minutes|hours) ago|in (?P<ahead>\d+) (?P<unit_ahead>minutes|hours))")


@dataclass(frozen=True)
class Calendar:
    """Reads dates in one IANA zone. `today` is the instant that `day 0` and `ago` count from; None allows neither."""

    zone: str
    today: datetime | None = None

    def day(self, table: Table, key: str, default: Any = MISSING) -> Any:
        """A calendar day: a TOML date, or `"day -30"`."""
        value = table.take(key, (date, str), self._what("2020-11-25", "day -30"), default)
        if isinstance(value, datetime):
            raise table.wrong(key, f"takes a day without a time, not {value}")
        if isinstance(value, str) and value != default:
            found = DAY.fullmatch(value)
            if not found or found["time"] or self.today is None:
                raise table.wrong(key, f"takes {self._what('2020-11-25', 'day -30')}, not {value!r}")
            return self._day(found)
        return value

    def instant(self, table: Table, key: str, default: Any = MISSING) -> Any:
        """An instant in UTC: a TOML local date-time read in the zone, a day alone (its first minute), or
        `"day -30, 14:05"`, `"3 hours ago"`, `"in 3 minutes"`."""
        value = table.take(key, (date, datetime, str), self._what("2020-11-10T00:00:00", "day -30, 14:05"), default)
        if value is default:
            return value
        found = self._instant(value)
        if found is None:
            raise table.wrong(key, f"takes {self._what('2020-11-10T00:00:00', 'day -30, 14:05')}, not {value!r}")
        return found

    def instants(self, table: Table, key: str) -> list[datetime]:
        """One instant, or a list of them."""
        value = table.content.get(key)
        if not isinstance(value, list):
            return [self.instant(table, key)]
        table.content.pop(key)
        return [self.instant(Table({key: one}, table.where), key) for one in value]

    def _instant(self, value: date | str) -> datetime | None:
        if isinstance(value, datetime):
            # An offset in the file says more than the zone does, so it is kept.
            return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(self.zone))).astimezone(UTC)
        if isinstance(value, date):
            return self._local(value, time.min)
        if self.today is None:
            return None
        if found := FROM_NOW.fullmatch(value):
            if found["ago"]:
                return self.today - timedelta(**{found["unit"]: int(found["ago"])})
            ahead = self.today + timedelta(**{found["unit_ahead"]: int(found["ahead"])})
            # To the nearest minute: a limit lapses when the page, which shows no seconds, says so.
            return (ahead + timedelta(seconds=30)).replace(second=0, microsecond=0)
        if found := DAY.fullmatch(value):
            return self._local(self._day(found), time.fromisoformat(found["time"] or "00:00"))
        return None

    def _day(self, found: re.Match[str]) -> date:
        assert self.today is not None  # noqa: S101 - both callers asked
        return self.today.astimezone(ZoneInfo(self.zone)).date() + timedelta(days=int(found["days"]))

    def _local(self, day: date, moment: time) -> datetime:
        return datetime.combine(day, moment, ZoneInfo(self.zone)).astimezone(UTC)

    def _what(self, fixed: str, counted: str) -> str:
        return f"{fixed}" if self.today is None else f'{fixed} or "{counted}"'
