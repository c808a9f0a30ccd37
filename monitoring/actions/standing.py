"""Bring deadlines, flags and the read model into line with the facts: after each action, or all at once."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from commitments.actions.record import record
from commitments.models import Commitment, Deadline, Standing
from commitments.models.vocabulary import LimitKind
from monitoring.models import Flag
from monitoring.models.vocabulary import FlagKind
from monitoring.queries.facts import Facts, gather, time_limit
from monitoring.rules.standing import StandingFact

DERIVED = ("met_at", "met_by", "wake_at")


@transaction.atomic
def settle(commitment: Commitment, *, at: datetime, why: str) -> None:
    """Recompute one commitment from its facts. `why` becomes the reason of any flag that this closes.

    Safe to repeat. Locks the commitment's deadlines and standing, so that a scan that runs meanwhile waits or is
    waited for.
    """
    facts = gather([commitment], lock=True)[commitment.pk]
    before = {deadline.pk: _derived(deadline) for deadline in facts.deadlines}
    facts.settle_deadlines()
    row = facts.standing_of(commitment)
    _settle_flags(commitment, facts, row, at=at, why=why)
    for deadline in facts.deadlines:
        deadline.wake_at = wake_for_deadline(commitment, deadline, facts)
        if before[deadline.pk] != _derived(deadline):
            deadline.save(update_fields=DERIVED)
    Standing.objects.update_or_create(pk=commitment.pk, defaults=_row(commitment, row, facts))


def _derived(deadline: Deadline) -> tuple[Any, ...]:
    return tuple(getattr(deadline, name) for name in DERIVED)


def wake_for_deadline(commitment: Commitment, deadline: Deadline, facts: Facts) -> datetime | None:
    """When the scan must look at this deadline: at its instant, unless it is closed or already flagged."""
    if commitment.mission.is_archive or deadline.kind == LimitKind.NOT_BEFORE or not time_limit(deadline).is_open:
        return None
    flagged = any(flag.deadline_id == deadline.pk and flag.lapsed_at == deadline.due_at for flag in facts.flags)
    return None if flagged else deadline.due_at


def _wake_for_observing(commitment: Commitment, row: StandingFact, facts: Facts) -> datetime | None:
    if commitment.mission.is_archive:
        return None
    flagged = any(
        flag.kind == FlagKind.VERIFICATION_LAPSED and flag.lapsed_at == row.observe_by for flag in facts.flags
    )
    return None if flagged else row.observe_by


def _row(commitment: Commitment, row: StandingFact, facts: Facts) -> dict[str, Any]:
    return {
        **asdict(row),
        "mission_id": commitment.mission_id,
        "wake_at": _wake_for_observing(commitment, row, facts),
    }


def _settle_flags(commitment: Commitment, facts: Facts, row: StandingFact, *, at: datetime, why: str) -> None:
    deadlines = {deadline.pk: deadline for deadline in facts.deadlines}
    for flag in facts.flags:
        still = _still_lapsed(flag, deadlines, row)
        if still == (flag.closed_at is None):
            continue
        flag.closed_at, flag.closed_why = (None, None) if still else (at, why)
        flag.save(update_fields=["closed_at", "closed_why"])
        verb = "flag reopened" if still else "flag closed"
        said = {"flag": flag.pk, "why": why}
        record(verb, subject=commitment.reference, mission=commitment.mission, by=None, at=at, **said)


def _still_lapsed(flag: Flag, deadlines: dict[Any, Deadline], row: StandingFact) -> bool:
    if flag.kind == FlagKind.VERIFICATION_LAPSED:
        return flag.lapsed_at == row.observe_by
    deadline = deadlines[flag.deadline_id]
    return time_limit(deadline).is_open and deadline.due_at == flag.lapsed_at


def rebuild(commitments: Sequence[Commitment], *, at: datetime) -> int:
    """Settle every one of these commitments. Returns how many there were."""
    for commitment in commitments:
        settle(commitment, at=at, why="standing rebuilt from the facts")
    return len(commitments)


def differences(commitments: Sequence[Commitment]) -> Iterator[str]:
    """Every place where what is kept differs from what the facts give, named in words. Changes nothing."""
    kept = Standing.objects.in_bulk([commitment.pk for commitment in commitments])
    facts = gather(commitments)
    for commitment in commitments:
        yield from _differences_of(commitment, facts[commitment.pk], kept.get(commitment.pk))


def _differences_of(commitment: Commitment, facts: Facts, kept: Standing | None) -> Iterator[str]:
    before = {deadline.pk: _derived(deadline) for deadline in facts.deadlines}
    facts.settle_deadlines()
    for deadline in facts.deadlines:
        deadline.wake_at = wake_for_deadline(commitment, deadline, facts)
        for name, was in zip(DERIVED, before[deadline.pk], strict=True):
            if was != getattr(deadline, name):
                yield f"{commitment.reference} {deadline.key} {name}: kept {was}, facts give {getattr(deadline, name)}"
    if kept is None:
        yield f"{commitment.reference}: no standing kept"
        return
    for name, value in _row(commitment, facts.standing_of(commitment), facts).items():
        if getattr(kept, name) != value:
            yield f"{commitment.reference} {name}: kept {getattr(kept, name)!r}, facts give {value!r}"
