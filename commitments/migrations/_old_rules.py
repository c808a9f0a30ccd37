"""What the columns of an old deadline say, as the tables of rules that limits hold (`docs/agreement-format.md`).

Kept with the migration that needs it, because today's rules may change and what was entered under the old ones not.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)
DAYS = {"days": 1, "weeks": 7}


def rule_of(old: Any) -> dict[str, Any]:
    """The one rule of an old deadline, leading to the same instant.

    What was allowed from the end of a day on is allowed from the next day on: a limit of that kind begins with a day.
    """
    if old.at_instant is not None:
        return hour_of(old.at_instant, old.zone)
    from_next_day = old.kind == "not_before" and old.boundary == "end_of_day"
    if old.on_date is not None:
        day = old.on_date + A_DAY if from_next_day else old.on_date
        return {"on": day.isoformat(), **_bounds(old, {"start_of_day": "before", "instant": "before"})}
    amount, unit = old.offset_amount, old.offset_unit
    if from_next_day and unit in DAYS:
        amount, unit = amount * DAYS[unit] + 1, "days"
    elif from_next_day and unit != "hours" and old.first_due_at is not None:
        # So many months and a day is no count that a rule can have.
        return hour_of(old.first_due_at, old.zone)
    bounds = _bounds(old, {"start_of_day": "before", "instant": "at"})
    if amount == 0:
        # A count is of one or more; the anchor's own day is day 1.
        return {"after": old.anchor.key, "day": 1, **({"boundary": "at"} if unit == "hours" else bounds)}
    counted = f"{amount} {unit[:-1] if amount == 1 else unit}"
    return {"after": old.anchor.key, "count": counted, **({} if unit == "hours" else bounds)}


def _bounds(old: Any, names: dict[str, str]) -> dict[str, str]:
    """How the rule's day ends; what may not happen before a day has one way only, unless it keeps the anchor's hour."""
    name = names.get(old.boundary)
    return {} if name is None or (old.kind == "not_before" and name == "before") else {"boundary": name}


def hour_of(moment: datetime, zone: str) -> dict[str, str]:
    """An instant on the zone's clocks, or on clocks that never jump where those show that hour twice."""
    local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    readings = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    if len(readings) == 1:
        return {"at": local.isoformat()}
    return {"at": moment.astimezone(UTC).replace(tzinfo=None).isoformat(), "clocks": "UTC"}


def day_of(moment: datetime | None, kind: str, zone: str) -> date | None:
    """The day with which a limit at this instant ends, or begins where nothing may happen before; None for an hour."""
    if moment is None:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    if local.time() != time.min or local.fold:
        return None
    return local.date() if kind == "not_before" else local.date() - A_DAY


def first_day_of(old: Any) -> date | None:
    """The day that the rule itself ends with; None where it ends at an hour, or as a day begins."""
    by_the_day = old.at_instant is None and old.offset_unit != "hours" and old.boundary == "end_of_day"
    return day_of(old.first_due_at, old.kind, old.zone) if by_the_day or old.kind == "not_before" else None


def moved_to(moment: datetime, kind: str, zone: str) -> dict[str, str]:
    """Until when an extension goes, as a rule."""
    day = day_of(moment, kind, zone)
    return hour_of(moment, zone) if day is None else {"on": day.isoformat()}


def instant_of(day: date, kind: str, zone: str) -> datetime:
    """The instant with which a limit on this day ends, or begins where nothing may happen before."""
    return datetime.combine(day if kind == "not_before" else day + A_DAY, time.min, ZoneInfo(zone)).astimezone(UTC)


def in_words(moment: datetime, kind: str, zone: str) -> str:
    """`31 Aug 2026, end of day Europe/Sarajevo`, or the hour."""
    day = day_of(moment, kind, zone)
    if day is None:
        local = moment.astimezone(ZoneInfo(zone))
        return f"{date_in_words(local.date())}, {local:%H:%M:%S} {zone}".replace(":00 ", " ", 1)
    ending = "not before 00:00" if kind == "not_before" else "end of day"
    return f"{date_in_words(day)}, {ending} {zone}"


def date_in_words(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"
