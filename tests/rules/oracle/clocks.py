"""What clocks in a zone show, known only from asking them at instants in UTC: a list of offsets and when they begin.

Instants and local times are whole seconds, `day * 86400 + seconds of the day`, with days as in `days`.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from tests.rules.oracle.days import number

DAY = 86400
FIRST, LAST = number(1890, 1, 1), number(2190, 1, 1)
ZERO = datetime(1, 1, 1, tzinfo=UTC)


class Clock:
    """The clocks of a zone from 1890 to 2190."""

    def __init__(self, zone: str) -> None:
        self.info = ZoneInfo(zone)
        self.begins = [-(10**15)]
        self.offsets = [self._ask(FIRST * DAY)]
        for day in range(FIRST, LAST):
            self._look(day * DAY, (day + 1) * DAY, self.offsets[-1], self._ask((day + 1) * DAY))

    def _ask(self, instant: int) -> int:
        shown = (ZERO + timedelta(seconds=instant - DAY)).astimezone(self.info)
        return round(shown.utcoffset().total_seconds())

    def _look(self, early: int, late: int, before: int, after: int) -> None:
        """Add each change between two instants, by halving until it has only one second left to hide in."""
        if before == after:
            return
        if late - early == 1:
            self.begins.append(late)
            self.offsets.append(after)
            return
        middle = (early + late) // 2
        between = self._ask(middle)
        self._look(early, middle, before, between)
        self._look(middle, late, between, after)

    def shown(self, instant: int) -> int:
        """The local time at an instant."""
        return instant + self.offsets[bisect_right(self.begins, instant) - 1]

    def stretches(self, local: int) -> Iterator[tuple[int, int, int]]:
        """From when, until when and with what offset clocks ran evenly, around a local time."""
        start = max(bisect_right(self.begins, local - 3 * DAY) - 1, 0)
        for index in range(start, min(bisect_right(self.begins, local + 3 * DAY) + 1, len(self.begins))):
            end = self.begins[index + 1] if index + 1 < len(self.begins) else 10**15
            yield self.begins[index], end, self.offsets[index]

    def reading(self, local: int, second: bool) -> int:
        """The instant at which clocks show this: the first or second that do, or the first after a gap."""
        stretches = list(self.stretches(local))
        showing = [local - offset for begin, end, offset in stretches if begin <= local - offset < end]
        if showing:
            return max(showing) if second else min(showing)
        return min(begin for begin, _, offset in stretches if begin + offset > local)

    def begin(self, day: int) -> int:
        """The earliest instant at which calendars show this day or a later one."""
        local = day * DAY
        return min(max(begin, local - offset) for begin, end, offset in self.stretches(local) if end + offset > local)

    def end(self, day: int) -> int:
        """The instant from which calendars never again show this day or an earlier one."""
        local = (day + 1) * DAY
        return max(min(end, local - offset) for begin, end, offset in self.stretches(local) if begin + offset < local)


@cache
def clock(zone: str) -> Clock:
    return Clock(zone)
