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
    """A point in time. A `clock` time is nominal, as the text has it, even where clocks skip it; a day has an edge,
    and both have the zone in which they were said.

    What was counted forward knows `since` when: hours since an instant, the rest since the start of that very day.
    """

    at: int | None
    day: int | None
    sure: str = "fixed"
    edge: str = ""
    zone: str = ""
    clock: tuple[str, int] | None = None
    since: tuple[str, int] | None = None


PENDING = Spot(None, None, "pending")


@dataclass(frozen=True)
class End:
    """Where a limit ends; whether the obligor was let off; whether it says when something is due once and for all."""

    spot: Spot
    waived: bool
    once: bool


@dataclass(frozen=True)
class View:
    """Who asks: in which zone, for a limit of which kind, for which obligor or receipt."""

    terms: Terms
    zone: str
    kind: str
    obligor: str | None
    receipt: int
    ends: Callable[[str, str | None, str, str | None], list[End]]
    """Where the limits of a commitment end now, one of them or all of a kind, for one obligor or all."""

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
    return Spot(at, day, sure, "before" if begins else "by", view.zone)


def same_edge(start: Spot, day: int, view: View) -> Spot:
    """Another day that ends or begins as this one does, wherever that was said."""
    return edged(day, start.edge, replace(view, zone=start.zone, kind=""), start.sure)


def happened(when: Happened | None, view: View) -> Spot:
    if when is None:
        return PENDING
    if isinstance(when, datetime):
        return instant(seconds(when), view)
    return Spot(None, day_of(when))


def since(when: Happened, zone: str) -> int:
    """The first instant at which it may have happened."""
    return seconds(when) if isinstance(when, datetime) else clock(zone).begin(day_of(when))


def earliest(spots: list[Spot]) -> Spot:
    """The first of those that are certain: it binds, whatever else may still come before. Else the first projection."""
    for wanted in ("fixed", "projected"):
        known = {spot.at: spot for spot in reversed(spots) if spot.sure == wanted and spot.at is not None}
        if known:
            return known[min(known)]
    return PENDING


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
            return latest([end.spot for end in view.ends(commitment, limit, "", view.obligor)])
        case AtActual(what, commitment):
            return actual(what, commitment, view)
        case AtAdherence():
            return happened(view.terms.adhered.get(view.obligor or ""), view)
        case AtEachReceipt(key):
            received = view.terms.receipts[key]
            return happened(sorted(received, key=lambda when: since(when, view.terms.zone))[view.receipt], view)


def actual(what: str, commitment: str, view: View) -> Spot:
    done = view.terms.done.get(commitment)
    deed = done and (done.completed if what == "completion" else done.started or done.completed)
    if deed:
        return happened(deed, view)
    ends = view.ends(commitment, None, "start_by" if what == "start" else "complete_by", view.obligor)
    found = latest([end.spot for end in ends if end.once and not end.waived])
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
            return latest([end.spot for end in view.ends(commitment, limit, "complete_by", view.obligor)])


def hour_of(day: date, hour: object) -> int:
    return day_of(day) * DAY + hour.hour * 3600 + hour.minute * 60 + hour.second


def after(rule: After, start: Spot, view: View, step: tuple[int, str]) -> Iterator[Spot]:
    """The rule's own point, then those a step later, two steps later …, all counted from the anchor."""
    if start.day is None:
        return
    if rule.unit == "hours":
        zero = edged(start.day, "by", view).at if start.at is None else start.at
        at = zero + rule.amount * 3600
        while True:
            yield replace(instant(at, view, start.sure), since=("instant", zero) if at >= zero else None)
            at += step[0] * 3600
    at_hour = rule.boundary == "at" and start.at is not None
    hour = clock(view.zone).shown(start.at) if at_hour else None
    origin = start.day if hour is None else hour // DAY
    if rule.ordinal:
        days = recurring(ordinal(origin, rule.amount), (0, step[1]), step)
    else:
        days = recurring(origin, (rule.amount, rule.unit), step)
    for day in days:
        if hour is None:
            found = edged(day, rule.boundary, view, start.sure)
        else:
            found = clocked(day * DAY + hour % DAY, view.zone, view, start.sure)
        yield replace(found, since=("day", origin) if day >= origin else None)


def later(start: Spot, step: tuple[int, str], view: View) -> Iterator[Spot]:
    """A point, then the same a step later, two steps later …: an hour stays that hour, a day keeps its edge."""
    yield start
    if start.at is None:
        return
    if step[1] == "hours":
        at = start.at
        while True:
            at += step[0] * 3600
            yield replace(instant(at, view, start.sure), since=start.since)
    zone, local = start.clock or ("", start.day * DAY)
    for day in islice(recurring(local // DAY, (0, step[1]), step), 1, None):
        found = clocked(day * DAY + local % DAY, zone, view, start.sure) if start.clock else same_edge(start, day, view)
        yield replace(found, since=start.since)


def moved(start: Spot, amount: int, unit: str, view: View) -> Spot:
    """A point moved on once."""
    if start.at is None:
        return PENDING
    if unit == "hours":
        found = instant(start.at + amount * 3600, view, start.sure)
    elif start.clock:
        zone, local = start.clock
        found = clocked(shifted(local // DAY, amount, unit) * DAY + local % DAY, zone, view, start.sure)
    else:
        found = same_edge(start, shifted(start.day, amount, unit), view)
    return replace(found, since=start.since)


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
