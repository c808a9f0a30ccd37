"""What lapses when: which flags a commitment's facts ask for, and from which instant. Plain Python, no clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from commitments.rules.timeliness import DUE_SOON

# What a lapsed date is called, by what the limit asks for; others, such as a term that ends, are nobody's lapse.
LAPSES = {"complete_by": "overdue", "start_by": "start_missed", "report_by": "overdue"}


@dataclass(frozen=True)
class DatedFact:
    """One deadline as the clock needs it. `due_at` is None unless the date binds; `id` names it."""

    id: UUID
    kind: str
    due_at: datetime | None
    met_at: datetime | None = None
    is_open: bool = True
    repeats: bool = False
    per_period: bool = False


@dataclass(frozen=True)
class Lapse:
    """A flag that is due from `at` on. `subject` names the deadline or report, None for the commitment itself."""

    kind: str
    at: datetime
    subject: UUID | None = None


Train = tuple[Lapse, ...]
"""The flags of one subject, in their order: once a later one is due, the earlier ones are over."""


def train_of(fact: DatedFact) -> Train:
    """Every flag that a deadline asks for as things stand: that it comes near and passes, or that it was broken."""
    if fact.due_at is None:
        return ()
    if fact.kind == "not_before":
        early = fact.is_open and fact.met_at is not None and fact.met_at < fact.due_at
        return (Lapse("too_early", fact.met_at, fact.id),) if early and fact.met_at else ()
    if fact.met_at is not None or not fact.is_open:
        return ()
    near = Lapse("due_soon", fact.due_at - DUE_SOON, fact.id)
    passed = passing(fact)
    return (near, Lapse(passed, fact.due_at, fact.id)) if passed else (near,)


def passing(fact: DatedFact) -> str | None:
    """The kind of flag that this deadline raises as it passes; None where nobody is late."""
    if fact.kind not in LAPSES:
        return None
    if fact.per_period:
        return "rate_shortfall"
    return "recurring_missed" if fact.repeats else LAPSES[fact.kind]


def trains(
    facts: Iterable[DatedFact], *, observe_by: datetime | None, awaited: Iterable[tuple[UUID, datetime]]
) -> list[Train]:
    """The lapses of a whole commitment: its deadlines, its verification interval, its reports that wait too long."""
    found = [train for fact in facts if (train := train_of(fact))]
    if observe_by is not None:
        found.append((Lapse("verification_lapsed", observe_by),))
    return [*found, *((Lapse("report_awaiting", at, report),) for report, at in awaited)]


def standing_at(train: Train, at: datetime) -> Lapse | None:
    """The flag of a train that stands at an instant: the last that has come due."""
    return next((lapse for lapse in reversed(train) if lapse.at <= at), None)


def unflagged(train: Train, flagged: Collection[Lapse]) -> Train:
    """What of a train has still to be flagged. That a deadline came near is no news once it has passed."""
    left = list(train)
    for position, lapse in enumerate(train):
        if lapse in flagged:
            left = list(train[position + 1 :])
    return tuple(left)
