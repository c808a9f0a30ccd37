"""What an agreement can say about time, as plain data.

A **rule** names a point: an instant, a day, so much after an anchor, the first or last of several, or the same point as
another limit's. An **anchor** is what is counted from. A **limit** is a rule with a meaning (complete by, start by, not
before …), perhaps repeated, perhaps in tranches, perhaps with several readings. **Facts** are what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal

from commitments.rules.treaty.calendar import Unit

Boundary = Literal["by", "on", "until", "before", "at"]
"""How the text bounds a day: by, on and until end with it; before ends as it begins; at keeps the anchor's hour."""

LimitKind = Literal["complete_by", "start_by", "not_before", "report_by", "notice_by", "term_ends"]
ActKind = Literal["extension", "suspension", "resumption", "waiver", "adoption"]
Basis = Literal["de_jure", "de_facto"]


# --- anchors ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AtMilestone:
    """An event of the agreement, at the time that the mission adopted for it."""

    key: str


@dataclass(frozen=True)
class AtEndOf:
    """The end of another limit, as the text has it: met early or late changes nothing."""

    commitment: str
    limit: str


@dataclass(frozen=True)
class AtActual:
    """What another commitment's obligors really did. Until then its own limit gives a projection."""

    what: Literal["start", "completion"]
    commitment: str


@dataclass(frozen=True)
class AtAdherence:
    """The day from which each obligor adheres: one item for each of them."""


@dataclass(frozen=True)
class AtEachReceipt:
    """Every receipt of something: one item for each."""

    key: str


Anchor = AtMilestone | AtEndOf | AtActual | AtAdherence | AtEachReceipt


# --- rules -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """An instant on the clocks of a zone."""

    day: date
    hour: time
    zone: str | None = None


@dataclass(frozen=True)
class On:
    """A calendar day with its boundary."""

    day: date
    boundary: Boundary = "by"


@dataclass(frozen=True)
class After:
    """So much after an anchor. `ordinal` counts the anchor's own day as day 1."""

    anchor: Anchor
    amount: int
    unit: Unit
    boundary: Boundary = "by"
    ordinal: bool = False


@dataclass(frozen=True)
class First:
    """Whichever comes first."""

    of: tuple[Rule, ...]


@dataclass(frozen=True)
class Last:
    """Whichever comes last. One that is still unknown keeps the whole unknown."""

    of: tuple[Rule, ...]


@dataclass(frozen=True)
class With:
    """In parallel with another commitment: falls due when that one does."""

    commitment: str
    limit: str | None = None


Rule = At | On | After | First | Last | With


# --- limits ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Repeat:
    """Again and again: every so much from the rule's own point, until a point or so many times, or without end."""

    amount: int
    unit: Unit
    until: Rule | None = None
    times: int | None = None


@dataclass(frozen=True)
class Renewal:
    """A term that renews itself by so much unless somebody gives notice so long before it ends."""

    amount: int
    unit: Unit
    notice_amount: int
    notice_unit: Unit
    notice_given: date | None = None

    def ends_with(self, last_day: date | None) -> bool:
        """Whether notice was given in time for the term whose last day for notice this is."""
        return self.notice_given is not None and last_day is not None and self.notice_given <= last_day


@dataclass(frozen=True)
class Share:
    """What must be done by then, in all: a percentage of the baseline, or an amount; per period where it repeats."""

    percent: int | None = None
    amount: int | None = None
    of: str = ""
    per_period: bool = False


@dataclass(frozen=True)
class Reading:
    """One defensible reading of a clause. Exactly one of a limit's readings is adopted, with a reason."""

    key: str
    rule: Rule
    words: str = ""
    source: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Act:
    """What somebody entitled to it did to a limit. `on` is the day of the act in the agreement's zone."""

    kind: ActKind
    on: date
    by: str
    reason: str
    source: str = ""
    to: Rule | None = None
    lengthen: tuple[int, Unit] | None = None
    reading: str | None = None
    period: str = ""


@dataclass(frozen=True)
class Limit:
    """One time limit of a commitment. No rule means that the parties agreed none."""

    key: str
    kind: LimitKind = "complete_by"
    readings: tuple[Reading, ...] = ()
    adopted: str | None = None
    zone: str | None = None
    label: str = ""
    obligor: str | None = None
    repeat: Repeat | None = None
    renewal: Renewal | None = None
    share: Share | None = None
    extendable: bool = True
    cap: Rule | None = None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Quantity:
    """How much of what was promised, against a declared baseline. One that is unknown never makes a percentage."""

    of: str
    amount: int | None = None
    baseline: int | None = None


@dataclass(frozen=True)
class Ratio:
    """A reciprocal release: so many here for each so many that another commitment's obligors have done."""

    amount: int
    for_each: int
    commitment: str
    of: str = ""


@dataclass(frozen=True)
class Promise:
    """A commitment, as far as time is concerned. `waits_for` names those that must be completed before it begins."""

    reference: str
    title: str = ""
    obligors: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    prohibition: bool = False
    waits_for: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    ratio: Ratio | None = None


# --- facts -----------------------------------------------------------------------------------------------------------

Happened = date | datetime
"""A civil day, or an aware instant where the hour is known."""


@dataclass(frozen=True)
class Event:
    """A milestone's times. `adopted` says which of the two the mission counts from."""

    key: str
    name: str
    de_jure: Happened | None = None
    de_facto: Happened | None = None
    adopted: Basis = "de_jure"

    @property
    def happened(self) -> Happened | None:
        return self.de_jure if self.adopted == "de_jure" else self.de_facto

    @property
    def beside(self) -> Basis:
        """The basis that the mission did not adopt."""
        return "de_facto" if self.adopted == "de_jure" else "de_jure"

    @property
    def happened_beside(self) -> Happened | None:
        return self.de_facto if self.adopted == "de_jure" else self.de_jure


@dataclass(frozen=True)
class Progress:
    """An amount that was done on a day, to be added to what was done before it."""

    on: Happened
    amount: int
    of: str = ""
    obligor: str | None = None


@dataclass(frozen=True)
class Delivery:
    """What one period of a repeated limit asked for, delivered."""

    limit: str
    period: str
    on: Happened
    obligor: str | None = None


@dataclass(frozen=True)
class Done:
    """What a commitment's obligors really did, and when. `own` holds each obligor's own start and completion."""

    started: Happened | None = None
    completed: Happened | None = None
    own: Mapping[str, Done] = field(default_factory=dict)
    progress: tuple[Progress, ...] = ()
    delivered: tuple[Delivery, ...] = ()


@dataclass(frozen=True)
class Terms:
    """An agreement's whole timetable: what was promised, and what has happened."""

    reference: str
    zone: str
    promises: tuple[Promise, ...]
    events: dict[str, Event] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)
    adhered: dict[str, Happened] = field(default_factory=dict)
    receipts: dict[str, tuple[Happened, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    @cached_property
    def by_reference(self) -> dict[str, Promise]:
        return {promise.reference: promise for promise in self.promises}

    @cached_property
    def by_limit(self) -> dict[tuple[str, str], tuple[Promise, Limit]]:
        """Each limit with its promise, by the commitment's reference and the limit's key."""
        return {
            (promise.reference, limit.key): (promise, limit) for promise in self.promises for limit in promise.limits
        }
