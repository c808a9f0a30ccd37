"""Small agreements made up from a number: the same number always makes the same agreement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

from commitments.rules.treaty.terms import (
    Act,
    After,
    Anchor,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Done,
    Event,
    First,
    Happened,
    Last,
    Limit,
    On,
    Promise,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Terms,
    With,
)
from tests.rules.oracle.clocks import DAY, clock
from tests.rules.oracle.days import civil, length

ZONES = (
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Baku",
    "Asia/Kathmandu",
    "Asia/Seoul",
    "Asia/Tehran",
    "Asia/Yerevan",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Europe/Kyiv",
    "Europe/Moscow",
    "Europe/Sarajevo",
    "Pacific/Apia",
    "UTC",
)
OBLIGORS = ("north", "south", "guarantor")
SPANS = {"days": 120, "weeks": 30, "months": 30, "years": 9}


@cache
def changes(zone: str, year: int) -> list[int]:
    """What clocks show just before and just after each change in this year and its neighbours."""
    clocks = clock(zone)
    changed = zip(clocks.begins[1:], clocks.offsets, clocks.offsets[1:], strict=False)
    near = [(begin, shifts) for begin, *shifts in changed if abs(civil(begin // DAY)[0] - year) <= 1]
    return [begin + offset for begin, shifts in near for offset in shifts]


class Maker:
    """One agreement in the making."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)
        self.zone = self.random.choice(ZONES)
        self.year = self.random.choice((1900, 2000, 2100, self.random.randint(1900, 2100)))
        self.promises: list[Promise] = []
        self.events = {f"event {n}": self.event(f"event {n}") for n in range(3)}
        self.receipts = {"requests": tuple(self.some_happening() for _ in range(self.random.randint(0, 3)))}
        self.adhered = {name: self.some_happening() for name in OBLIGORS if self.chance(0.75)}
        self.done: dict[str, Done] = {}

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- days and hours where counting is hard --------------------------------------------------------------------

    def some_local(self) -> int:
        """A local time close to the agreement's years, often one at which clocks are changed."""
        near = changes(self.zone, self.year)
        if near and self.chance(0.6):
            return self.random.choice(near) + self.random.choice((0, 0, -1, -60, -1800, 900, -DAY, DAY))
        return self._day_in(self.year + self.random.randint(-1, 1)) * DAY + self.random.randrange(24 * 60) * 60

    def _day_in(self, year: int) -> int:
        month = self.random.randint(1, 12)
        day = self.random.randint(1, length(year, month))
        if self.chance(0.5):
            month, day = self.random.choice([(2, 27), (2, 28), (3, 1), (12, 31), (month, length(year, month))])
        if length(year, 2) == 29 and self.chance(0.25):
            month, day = 2, 29
        return date(year, month, day).toordinal()

    def some_day(self) -> date:
        return date.fromordinal(self.some_local() // DAY)

    def some_instant(self) -> datetime:
        offset = clock(self.zone).offsets[-1]
        return datetime(1, 1, 1, tzinfo=UTC) + timedelta(seconds=self.some_local() - DAY - offset)

    def some_happening(self) -> Happened:
        return self.some_day() if self.chance(0.5) else self.some_instant()

    def event(self, key: str) -> Event:
        times = [self.some_happening() if self.chance(0.8) else None for _ in range(2)]
        return Event(key, key, *times, adopted=self.random.choice(("de_jure", "de_facto")))

    # --- rules ----------------------------------------------------------------------------------------------------

    def rule(self, depth: int = 0) -> Rule:
        makers: list[Callable[[], Rule]] = [self.at, self.on, self.after, self.after, self.after]
        if depth == 0 and self.chance(0.25):
            some = tuple(self.rule(1) for _ in range(self.random.randint(2, 3)))
            return self.random.choice((First, Last))(some)
        if self.promises and self.chance(0.1):
            return self.beside()
        return self.random.choice(makers)()

    def at(self) -> At:
        local = self.some_local()
        zone = None if self.chance(0.7) else self.random.choice(ZONES)
        seconds = local % DAY
        return At(date.fromordinal(local // DAY), time(seconds // 3600, seconds % 3600 // 60, seconds % 60), zone)

    def on(self) -> On:
        return On(self.some_day(), self.random.choice(("by", "on", "until", "before")))

    def beside(self) -> With:
        """In parallel with a limit that is named, or with the whole commitment."""
        promise = self.random.choice(self.promises)
        return With(promise.reference, self.random.choice((None, *(limit.key for limit in promise.limits))))

    def after(self, anchor: Anchor | None = None) -> After:
        anchor = anchor or self.anchor()
        units = ["days", "weeks", "months", "years"] + ["hours"] * 2 * self.has_hour(anchor)
        unit = self.random.choice(units)
        boundaries = ["by", "on", "until", "before"] + ["at"] * 3 * self.has_hour(anchor)
        boundary = self.random.choice(boundaries)
        if self.chance(0.15):
            return After(anchor, self.random.randint(1, 40), "days", boundary, ordinal=True)
        amount = self.random.randint(0, SPANS.get(unit, 100))
        return After(anchor, -amount if self.chance(0.1) else amount, unit, boundary)

    def anchor(self) -> Anchor:
        if self.promises and self.chance(0.6):
            promise = self.random.choice(self.promises)
            if self.chance(0.5):
                return AtActual(self.random.choice(("start", "completion")), promise.reference)
            return AtEndOf(promise.reference, self.random.choice(promise.limits).key)
        return AtMilestone(self.random.choice(list(self.events)))

    def has_hour(self, anchor: Anchor) -> bool:
        """Whether hours may be counted from it; seldom wrong, so that refusals are compared too."""
        match anchor:
            case AtMilestone(key):
                known = self.events[key].happened
            case AtActual(what, reference):
                done = self.done.get(reference, Done())
                known = done.started if what == "start" else done.completed
            case AtAdherence():
                known = next((when for when in self.adhered.values() if not isinstance(when, datetime)), None)
            case AtEachReceipt(key):
                known = next((when for when in self.receipts[key] if not isinstance(when, datetime)), None)
            case _:
                known = None
        return known is None or isinstance(known, datetime) or self.chance(0.01)

    # --- limits ---------------------------------------------------------------------------------------------------

    def limit(self, key: str) -> Limit:
        kind = self.random.choice(("complete_by", "complete_by", "start_by", "not_before", "report_by"))
        zone = self.random.choice(ZONES) if self.chance(0.15) else None
        plain = Limit(key, kind, (Reading("text", self.rule()),), zone=zone)
        makers = (self.repeated, self.renewing, self.read, self.for_each, self.capped, self.acted)
        return self.random.choice(makers)(plain) if self.chance(0.6) else plain

    def repeated(self, plain: Limit) -> Limit:
        unit = self.random.choice(("days", "weeks", "months", "years", "hours"))
        repeat = Repeat(self.random.randint(1, {"years": 2, "hours": 60}.get(unit, 14)), unit)
        times = self.random.randint(1, 6)
        if plain.kind == "not_before" or self.chance(0.6):
            repeat = Repeat(repeat.amount, unit, times=times)
        elif unit not in ("hours", "days") and self.chance(0.6):
            repeat = Repeat(repeat.amount, unit, until=On(self.some_day()), times=self.random.choice((None, times)))
        elif unit in ("hours", "days"):
            repeat = Repeat(repeat.amount, unit, until=self.on(), times=times)
        acts = self.acts(str(self.random.randint(1, times))) if self.chance(0.25) else ()
        return Limit(plain.key, plain.kind, plain.readings, zone=plain.zone, repeat=repeat, acts=acts)

    def renewing(self, plain: Limit) -> Limit:
        rule = self.random.choice((self.at, self.on, self.after, self.after))
        given = self.some_day() if self.chance(0.4) else None
        term, notice = self.random.choice(("months", "years")), self.random.choice(("days", "weeks", "months"))
        renewal = Renewal(self.random.randint(1, 9), term, self.random.randint(1, 6), notice, given)
        term = Limit(plain.key, "term_ends", (Reading("text", rule()),), zone=plain.zone, renewal=renewal)
        cap = self.rule(1) if self.chance(0.2) else None
        acts = self.acts(self.random.choice(("", "", "1", "2", "3"))) if self.chance(0.4) else ()
        return replace(term, cap=cap, acts=acts)

    def read(self, plain: Limit) -> Limit:
        readings = tuple(Reading(f"reading {n}", self.rule()) for n in range(self.random.randint(2, 3)))
        adopted = self.random.choice((None, "reading 1"))
        act = Act("adoption", self.some_day(), "the mission", "as translated", reading="reading 1")
        acts = (act,) if self.chance(0.5) else ()
        if acts and self.chance(0.4):
            more = (*self.acts(), *acts)
            acts = tuple(self.random.sample(more, len(more)) if self.chance(0.2) else more)
        return Limit(plain.key, plain.kind, readings, adopted, plain.zone, acts=acts)

    def for_each(self, plain: Limit) -> Limit:
        """One for each obligor, or for each receipt; or for one obligor alone."""
        choice = self.random.choice(("adherence", "receipt", "one"))
        if choice == "one":
            return Limit(plain.key, plain.kind, plain.readings, zone=plain.zone, obligor=self.random.choice(OBLIGORS))
        rule: Rule = self.after(AtAdherence() if choice == "adherence" else AtEachReceipt("requests"))
        if self.chance(0.3):
            rule = self.random.choice((First, Last))((rule, self.on()))
        repeat = Repeat(self.random.randint(1, 5), "months", times=2) if self.chance(0.3) else None
        acts = self.acts(self.random.choice(("", "1", "2"))) if choice == "receipt" and not repeat else ()
        return Limit(plain.key, plain.kind, (Reading("text", rule),), zone=plain.zone, repeat=repeat, acts=acts)

    def capped(self, plain: Limit) -> Limit:
        acts = self.acts() if self.chance(0.15) else ()
        cap = self.rule(1)
        return Limit(plain.key, plain.kind, plain.readings, zone=plain.zone, cap=cap, acts=acts)

    def acted(self, plain: Limit) -> Limit:
        acts = self.acts()
        return Limit(plain.key, plain.kind, plain.readings, zone=plain.zone, acts=acts, extendable=self.chance(0.98))

    def acts(self, period: str = "") -> tuple[Act, ...]:
        """One to three in series, long before the limit ends or about then; now and then in another order.

        A last suspension may stay open.
        """
        day = date(self.year - 2, 1, 1) if self.chance(0.6) else self.some_day()
        acts: list[Act] = []
        for count in range(1, self.random.randint(1, 3) + 1):
            day += timedelta(days=self.random.randint(0, 20))
            kind = self.random.choice(("longer", "longer", "to", "suspended", "suspended", "waiver"))
            if kind == "suspended":
                again = day + timedelta(days=self.random.randint(0, 50))
                acts += [self._act("suspension", day, period), self._act("resumption", again, period)]
                day = again
            elif kind == "waiver":
                acts.append(self._act("waiver", day, period))
            elif kind == "to":
                new = On(date(self.year + 12 * count, *self.random.choice(((2, 28), (12, 31), (6, 5)))))
                acts.append(self._act("extension", day, period, to=new))
            else:
                unit = self.random.choice(("days", "weeks", "months", "years", "hours"))
                acts.append(
                    self._act(
                        "extension", day, period, lengthen=(self.random.randint(1, 8 if unit == "years" else 20), unit)
                    )
                )
        if acts[-1].kind == "resumption" and self.chance(0.15):
            del acts[-1]
        if not any(act.kind in ("suspension", "resumption") for act in acts) and self.chance(0.1):
            acts.reverse()
        return tuple(acts)

    def _act(self, kind: str, day: date, period: str, **what: object) -> Act:
        return Act(kind, day, "the commission", "roads", period=period, **what)

    # --- the agreement --------------------------------------------------------------------------------------------

    def promise(self, reference: str) -> None:
        limits = tuple(self.limit(f"limit {n}") for n in range(self.random.choice((1, 1, 1, 2, 3))))
        obligors = OBLIGORS[: self.random.randint(1, 3)]
        others = [promise.reference for promise in self.promises]
        waits_for = (self.random.choice(others),) if others and self.chance(0.1) else ()
        self.promises.append(Promise(reference, obligors=obligors, limits=limits, waits_for=waits_for))
        if waits_for and self.chance(0.5):
            one = next(n for n, promise in enumerate(self.promises) if promise.reference == waits_for[0])
            self.promises[one] = replace(self.promises[one], waits_for=(reference,))
        if self.chance(0.4):
            times = [self.some_happening() if self.chance(0.5) else None for _ in range(2)]
            self.done[reference] = Done(*times)

    def waiting_for_each_other(self) -> None:
        """A ring of commitments of which each is counted from the completion of the next."""
        names = [f"R{n}" for n in range(self.random.randint(2, 3))]
        for name, other in zip(names, names[1:] + names[:1], strict=True):
            rule = After(AtActual("completion", other), self.random.randint(1, 9), "days")
            self.promises.append(Promise(name, limits=(Limit("limit 0", readings=(Reading("text", rule),)),)))
        if self.chance(0.3):
            self.done[names[0]] = Done(completed=self.some_happening())

    def terms(self) -> tuple[Terms, datetime]:
        """The agreement, and an instant to look at it from, not many years off."""
        if self.chance(0.05):
            self.waiting_for_each_other()
        for count in range(self.random.randint(1, 6)):
            self.promise(f"C{count}")
        promises = self.random.sample(self.promises, len(self.promises))
        terms = Terms("XX", self.zone, tuple(promises), self.events, self.done, self.adhered, self.receipts)
        return terms, self.some_instant()


def agreement(number: int) -> tuple[Terms, datetime]:
    return Maker(number).terms()
