"""When somebody is told by mail: at once or in a digest, and never within their quiet hours.

Plain Python: no database, no clock. Hours are whole hours of the day, read in IANA zones; results are aware instants
in UTC. An hour that the clocks skip counts as the instant at which it would have come had they not moved, so nothing
is dropped and nothing is sent early; of an hour that comes twice, a digest takes the first. Quiet hours are read off
the wall clock: an hour that comes twice is quiet, or not, both times.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

IMMEDIATE, DAILY, WEEKLY, NEVER = "immediate", "daily", "weekly", "none"
DIGESTS = frozenset({DAILY, WEEKLY})
MORNING, MONDAY = 7, 0


@dataclass(frozen=True)
class Wish:
    """How one member wants to be told in one mission.

    `hour` and `weekday` (0 is Monday) date the digest in `zone`. `quiet` runs from its first hour up to its second,
    across midnight if the first is the later, in `quiet_zone`; the two differ.
    """

    pace: str = IMMEDIATE
    zone: str = "UTC"
    hour: int = MORNING
    weekday: int = MONDAY
    quiet: tuple[int, int] | None = None
    quiet_zone: str = "UTC"


def when_to_send(now: datetime, wish: Wish) -> datetime | None:
    """When a mail about something that arises now may go out; None where no mail is wanted."""
    if wish.pace == NEVER:
        return None
    return after_quiet(_next_digest(now, wish) if wish.pace in DIGESTS else now.astimezone(UTC), wish)


def after_quiet(moment: datetime, wish: Wish) -> datetime:
    """The moment itself, or the end of the quiet hours that it falls in."""
    if wish.quiet is None:
        return moment.astimezone(UTC)
    begins, ends = wish.quiet
    zone = ZoneInfo(wish.quiet_zone)
    local = moment.astimezone(zone)
    across_midnight = begins > ends
    late = across_midnight and local.hour >= begins
    early = local.hour < ends and (across_midnight or local.hour >= begins)
    if not (late or early):
        return moment.astimezone(UTC)
    return _o_clock(local.date() + timedelta(days=late), ends, zone)


def _next_digest(now: datetime, wish: Wish) -> datetime:
    """The first digest hour at or after `now`."""
    zone = ZoneInfo(wish.zone)
    # A whole day may be skipped, and its hour then falls on the next one: so look from yesterday on.
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        if wish.pace == DAILY or day.weekday() == wish.weekday:
            moment = _o_clock(day, wish.hour, zone)
            if moment >= now:
                return moment
        day += timedelta(days=1)


def _o_clock(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
