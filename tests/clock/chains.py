"""Long chains of limits, each counted from the one before, written as rows at once and worked out once."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from commitments.actions.events import record_milestone
from commitments.actions.timetable import Moved, recompute
from commitments.models import Commitment, CommitmentParty, Milestone, Reading, TimeLimit
from monitoring.actions.standing import settle
from tests.factories import World

SIGNED = "signature"
Rule = dict[str, str]
Earlier = Callable[[TimeLimit], str]


def chain_of_commitments(world: World, length: int, *, at: datetime) -> Milestone:
    """As many commitments, each with a limit counted from the completion of the commitment before."""
    return _chain(world, length, length, lambda limit: f"completion of {limit.commitment.reference}", at=at)


def chain_of_limits(world: World, length: int, *, commitments: int, at: datetime) -> Milestone:
    """As many limits shared out among commitments, each counted from the end of the limit before."""
    return _chain(world, length, commitments, lambda limit: f"end of {limit.commitment.reference}/{limit.key}", at=at)


@transaction.atomic
def _chain(world: World, length: int, commitments: int, anchor: Earlier, *, at: datetime) -> Milestone:
    signature = Milestone.objects.create(
        agreement=world.agreement,
        key=SIGNED,
        kind="signature",
        name=SIGNED,
        adopted="de_jure",
        de_jure_at=at,
        source="made up",
    )
    rows = _commitments(world, commitments)
    limits = [
        TimeLimit(commitment=rows[number * commitments // length], key=f"l{number:04}", zone="Asia/Baku")
        for number in range(length)
    ]
    TimeLimit.objects.bulk_create(limits, batch_size=1000)
    anchors = [SIGNED, *map(anchor, limits)]
    Reading.objects.bulk_create(
        [
            Reading(limit=limit, key="adopted", is_adopted=True, rule=_rule(after), source="made up")
            for limit, after in zip(limits, anchors, strict=False)
        ],
        batch_size=1000,
    )
    settle(rows, at=at, why="registered")
    recompute(world.agreement, by=None, at=at, why="limits set")
    return signature


def _rule(after: str) -> Rule:
    return {"after": after, "count": "1 day"}


def _commitments(world: World, count: int) -> Sequence[Commitment]:
    rows = Commitment.objects.bulk_create(
        Commitment(
            mission=world.mission,
            agreement=world.agreement,
            reference=f"{world.agreement.reference}-{number:04}",
            title=f"Step {number}",
            kind="demining",
            term="time_limit",
        )
        for number in range(count)
    )
    CommitmentParty.objects.bulk_create(
        CommitmentParty(commitment=row, party=world.north, capacity="obligor") for row in rows
    )
    return rows


def sign_later(signature: Milestone, *, days: int, at: datetime, **more: Any) -> list[Moved]:
    """Move the first link, and with it the whole chain."""
    signed = signature.de_jure_at + timedelta(days=days)  # type: ignore[operator]
    return record_milestone(milestone=signature, by=None, at=at, source="made up", de_jure_at=signed, **more)
