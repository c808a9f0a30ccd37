"""Where one rule leads, in whole days and seconds, given where every other limit leads at present."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from commitments.rules.treaty.terms import (
    After,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    First,
    Happened,
    Last,
    On,
    Rule,
    Terms,
    With,
)
from tests.rules.oracle.clocks import DAY, clock
from tests.rules.oracle.days import number, ordinal, recurring, same_family, shifted


class Refused(Exception):
    """The terms cannot be counted."""


@dataclass(frozen=True)
class Spot:
    """A point in time. A `clock` time is nominal, as the text has it, even where clocks skip it; a day has an edge."""

    at: int | None
    day: int | None
    sure: str = "fixed"
    edge: str = ""
    clock: tuple[str, int] | None = None


PENDING = Spot(None, None, "pending")


@dataclass(frozen=True)
class View:
    """Who asks: in which zone, for a limit of which kind, for which obligor or receipt."""

    terms: Terms
    zone: str
    kind: str
    obligor: str | None
    receipt: int
    ends: Callable[[str, str | None, str], list[tuple[Spot, bool]]]
    """Where the limits of a commitment end now, one of them or all of a kind; and whether each was waived."""

    @property
    def opens(self) -> bool:
        return self.kind == "not_before"


def seconds(moment: datetime) -> int:
    """An aware instant as whole seconds."""
    offset = round(moment.utcoffset().total_seconds())
    return day_of(moment) * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second - offset


def day_of(day: date) -> int:
    return number(day.year, day.month, day.day)


def instant(at: int, view: View, sure: str = "fixed") -> Spot:
    shown = clock(view.zone).shown(at)
    return Spot(at, shown // DAY, sure, clock=(view.zone, shown))


def clocked(local: int, zone: str, view: View, sure: str = "fixed") -> Spot:
    """The hour that clocks of a zone show, in the obligor's favour where they show it twice."""
    at = clock(zone).reading(local, second=not view.opens)
    return replace(instant(at, view, sure), clock=(zone, local))


def edged(day: int, boundary: str, view: View, sure: str = "fixed") -> Spot:
    """A day that ends a limit, or opens what was forbidden."""
    begins = view.opens or boundary == "before"
    at = clock(view.zone).begin(day) if begins else clock(view.zone).end(day)
    return Spot(at, day, sure, edge="before" if begins else "by")


def happened(when: Happened | None, view: View) -> Spot:
    if when is None:
        return PENDING
    if isinstance(when, datetime):
        return instant(seconds(when), view)
    return Spot(None, day_of(when))


def earliest(spots: list[Spot]) -> Spot:
    """The first of those that are known; certain only where all are, since any other may still come before it."""
    known = [spot for spot in spots if spot.at is not None]
    if not known:
        return PENDING
    at = min({spot.at for spot in known})
    return replace(next(spot for spot in known if spot.at == at), sure=least_sure(spots))


def latest(spots: list[Spot]) -> Spot:
    if not spots or any(spot.at is None for spot in spots):
        return PENDING
    at = max({spot.at for spot in spots})
    return replace(next(spot for spot in spots if spot.at == at), sure=least_sure(spots))


def least_sure(spots: list[Spot]) -> str:
    return "fixed" if {spot.sure for spot in spots} == {"fixed"} else "projected"


def anchor(rule: After, view: View) -> Spot:
    match rule.anchor:
        case AtMilestone(key):
            return happened(view.terms.events[key].happened, view)
        case AtEndOf(commitment, limit):
            return latest([spot for spot, _ in view.ends(commitment, limit, "")])
        case AtActual(what, commitment):
            return actual(what, commitment, view)
        case AtAdherence():
            return happened(view.terms.adhered.get(view.obligor or ""), view)
        case AtEachReceipt(key):
            return happened(view.terms.receipts[key][view.receipt], view)


def actual(what: str, commitment: str, view: View) -> Spot:
    done = view.terms.done.get(commitment)
    deed = done and (done.started if what == "start" else done.completed)
    if deed:
        return happened(deed, view)
    ends = view.ends(commitment, None, "start_by" if what == "start" else "complete_by")
    found = latest([spot for spot, waived in ends if not waived])
    return PENDING if found.at is None else replace(found, sure="projected")


def spot(rule: Rule, view: View) -> Spot:
    """Where a rule leads at present."""
    match rule:
        case At(day, hour, zone):
            return clocked(hour_of(day, hour), zone or view.zone, view)
        case On(day, boundary):
            return edged(day_of(day), boundary, view)
        case After():
            return next(after(rule, anchor(rule, view), view, (1, rule.unit)), PENDING)
        case First(of):
            return earliest([spot(part, view) for part in of])
        case Last(of):
            return latest([spot(part, view) for part in of])
        case With(commitment, limit):
            return latest([end for end, _ in view.ends(commitment, limit, "complete_by")])


def hour_of(day: date, hour: object) -> int:
    return day_of(day) * DAY + hour.hour * 3600 + hour.minute * 60 + hour.second


def after(rule: After, start: Spot, view: View, step: tuple[int, str]) -> Iterator[Spot]:
    """The rule's own point, then those a step later, two steps later …, all counted from the anchor."""
    if start.day is None:
        return
    if start.at is None and (rule.unit == "hours" or rule.boundary == "at"):
        raise Refused("only the day is known")
    if rule.unit == "hours":
        at = start.at + rule.amount * 3600
        while True:
            yield instant(at, view, start.sure)
            at += step[0] * 3600
    hour = clock(view.zone).shown(start.at) if rule.boundary == "at" else None
    origin = start.day if hour is None else hour // DAY
    if rule.ordinal:
        days = recurring(ordinal(origin, rule.amount), (0, step[1]), step)
    else:
        days = recurring(origin, (rule.amount, rule.unit), step)
    for day in days:
        if hour is None:
            yield edged(day, rule.boundary, view, start.sure)
        else:
            yield clocked(day * DAY + hour % DAY, view.zone, view, start.sure)


def later(start: Spot, step: tuple[int, str], view: View) -> Iterator[Spot]:
    """A point, then the same a step later, two steps later …: an hour stays that hour, a day keeps its edge."""
    yield start
    if start.at is None:
        return
    if step[1] == "hours":
        at = start.at
        while True:
            at += step[0] * 3600
            yield instant(at, view, start.sure)
    zone, local = start.clock or ("", start.day * DAY)
    for day in islice(recurring(local // DAY, (0, step[1]), step), 1, None):
        if start.clock:
            yield clocked(day * DAY + local % DAY, zone, view, start.sure)
        else:
            yield edged(day, start.edge, view, start.sure)


def moved(start: Spot, amount: int, unit: str, view: View) -> Spot:
    """A point moved on once."""
    if start.at is None:
        return PENDING
    if unit == "hours":
        return instant(start.at + amount * 3600, view, start.sure)
    if start.clock:
        zone, local = start.clock
        return clocked(shifted(local // DAY, amount, unit) * DAY + local % DAY, zone, view, start.sure)
    return edged(shifted(start.day, amount, unit), start.edge, view, start.sure)


def sequence(rule: Rule, step: tuple[int, str], view: View) -> Iterator[Spot]:
    """A rule's point and its repetitions, from the anchor where the units add up, else from the point itself."""
    if isinstance(rule, After) and same(rule, step):
        start = anchor(rule, view)
        yield from after(rule, start, view, step) if start.day is not None else (PENDING,)
    else:
        yield from later(spot(rule, view), step, view)


def same(rule: After, step: tuple[int, str]) -> bool:
    if "hours" in (rule.unit, step[1]):
        return rule.unit == step[1]
    return same_family(rule.unit, step[1])
