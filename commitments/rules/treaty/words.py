"""The arithmetic of a limit as a sentence that a lawyer can check."""

from datetime import date, datetime

from commitments.rules.treaty.calendar import Unit, zone_info
from commitments.rules.treaty.terms import Boundary, LimitKind


def day(value: date) -> str:
    """`20 Mar 1996`."""
    return f"{value.day} {value:%b} {value.year}"


def hour(moment: datetime, zone: str) -> str:
    """`27 Jul 1953, 22:00 Asia/Seoul`; seconds only where there are any."""
    local = moment.astimezone(zone_info(zone))
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day(local.date())}, {clock} {zone}"


def count(amount: int, unit: Unit) -> str:
    """`1 day`, `91 days`."""
    return f"{amount} {unit[:-1] if abs(amount) == 1 else unit}"


def ending(kind: LimitKind, boundary: Boundary, zone: str) -> str:
    """How a limit that falls on a day ends: `, end of day Europe/Sarajevo`."""
    if kind == "not_before":
        return f", not before 00:00 {zone}"
    return f", before it begins, 00:00 {zone}" if boundary == "before" else f", end of day {zone}"


def ordinal(name: str, start: date, number: int, result: date) -> str:
    """`day 1 = signature 1 May 2026, so day 7 = 7 May 2026`."""
    return f"day 1 = {name} {day(start)}, so day {number} = {day(result)}"
