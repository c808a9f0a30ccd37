"""The arithmetic of a limit as a sentence that a lawyer can check."""

from datetime import date, datetime, timedelta

from commitments.rules.treaty.calendar import Unit, day_begins, day_ends, on_clocks
from commitments.rules.treaty.terms import Boundary, Happened, LimitKind


def day(value: date) -> str:
    """`20 Mar 1996`."""
    return f"{value.day} {value:%b} {value.year}"


def hour(moment: datetime, zone: str) -> str:
    """`27 Jul 1953, 22:00 Asia/Seoul`; seconds only where there are any."""
    local = on_clocks(moment, zone)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{day(local.date())}, {clock} {zone}"


def happened(when: Happened, zone: str) -> str:
    """A day, or an hour where it is known."""
    return hour(when, zone) if isinstance(when, datetime) else day(when)


def moment(at: datetime, falls_on: date, zone: str) -> str:
    """A point as its own day has it: `20 Nov 2020, end of day Europe/Moscow`, or its hour."""
    if at == day_ends(falls_on, zone):
        return f"{day(falls_on)}, end of day {zone}"
    return f"{day(falls_on)}, 00:00 {zone}" if at == day_begins(falls_on, zone) else hour(at, zone)


def count(amount: int, unit: Unit) -> str:
    """`1 day`, `91 days`."""
    return f"{amount} {unit[:-1] if abs(amount) == 1 else unit}"


def span(length: timedelta) -> str:
    """`48 hours`, `13 hours 30 minutes`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    shown = [f"{hours} {'hour' if hours == 1 else 'hours'}"]
    shown += [f"{minutes} {'minute' if minutes == 1 else 'minutes'}"] if minutes else []
    return " ".join(shown + ([f"{seconds} {'second' if seconds == 1 else 'seconds'}"] if seconds else []))


def moved(amount: int, unit: Unit) -> str:
    """`+ 5 days`, `− 6 months`."""
    return f"{'−' if amount < 0 else '+'} {count(abs(amount), unit)}"


def ending(kind: LimitKind, boundary: Boundary, zone: str) -> str:
    """How a limit that falls on a day ends: `, end of day Europe/Sarajevo`."""
    if boundary != "before":
        return f", end of day {zone}"
    return f", not before 00:00 {zone}" if kind == "not_before" else f", before it begins, 00:00 {zone}"


def ordinal(name: str, start: date, number: int, result: date) -> str:
    """`day 1 = signature 1 May 2026, so day 7 = 7 May 2026`."""
    return f"day 1 = {name} {day(start)}, so day {number} = {day(result)}"
