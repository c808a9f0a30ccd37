"""Bring flags, alarms and the read model into line with the facts: after each action, or all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from commitments.actions import bulk
from commitments.actions.record import entry
from commitments.models import Commitment, Standing
from commitments.querysets import among
from monitoring.models import Alarm, Flag, Notice
from monitoring.models.vocabulary import FlagKind, NoticeKind
from monitoring.queries.facts import Facts, gather
from monitoring.rules.lapses import Lapse, Train, standing_at, unflagged
from monitoring.rules.standing import StandingFact

FIELDS = tuple(StandingFact.__dataclass_fields__)


@transaction.atomic
def settle(commitments: Sequence[Commitment], *, at: datetime, why: str) -> None:
    """Recompute commitments from their facts. `why` becomes the reason of any flag that this closes.

    Safe to repeat. Holds their standings and alarms first, so that a scan or another change that runs meanwhile is
    waited for before anything is read.
    """
    kept = _hold(commitments)
    facts = gather(commitments)
    rows = {one.pk: facts[one.pk].standing_of(one) for one in commitments}
    trains = {one.pk: _trains(one, facts[one.pk], rows[one.pk]) for one in commitments}
    _write_standings(commitments, rows, kept)
    _settle_flags(commitments, facts, trains, at=at, why=why)
    _settle_alarms(commitments, facts, trains)


def _hold(commitments: Sequence[Commitment]) -> dict[int, Standing]:
    ids = among(commitment.pk for commitment in commitments)
    rows = Standing.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    kept = {row.pk: row for row in rows}
    list(Alarm.objects.select_for_update().filter(commitment__in=ids).order_by("pk").values_list("pk"))
    return kept


def _trains(commitment: Commitment, facts: Facts, row: StandingFact) -> list[Train]:
    """What the facts ask for. In an archive no clock runs."""
    return [] if commitment.mission.is_archive else facts.trains(row)


def _write_standings(
    commitments: Sequence[Commitment], rows: dict[int, StandingFact], kept: dict[int, Standing]
) -> None:
    changed = [
        Standing(commitment=one, mission_id=one.mission_id, **asdict(rows[one.pk]))
        for one in commitments
        if one.pk not in kept or _values(kept[one.pk]) != asdict(rows[one.pk])
    ]
    Standing.objects.bulk_create(
        changed,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["commitment"],
        update_fields=["mission", *FIELDS],
    )


def _values(kept: Standing) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in FIELDS}


def _settle_flags(
    commitments: Sequence[Commitment],
    facts: dict[int, Facts],
    trains: dict[int, list[Train]],
    *,
    at: datetime,
    why: str,
) -> None:
    changed: list[Flag] = []
    entries, notices = [], []
    for commitment in commitments:
        standing = {standing_at(train, at) for train in trains[commitment.pk]}
        for flag in facts[commitment.pk].flags:
            still = _lapse_of(flag) in standing
            if still == (flag.closed_at is None):
                continue
            flag.closed_at, flag.closed_why = (None, None) if still else (at, why)
            changed.append(flag)
            verb = "flag reopened" if still else "flag closed"
            said: dict[str, Any] = {"subject": commitment.reference, "mission": commitment.mission, "flag": flag.pk}
            entries.append(entry(verb, by=None, at=at, why=why, **said))
            notices.append(_turn_of(flag, at))
    bulk.update(changed, ["closed_at", "closed_why"])
    bulk.insert(entries)
    # A flag that turns twice at one instant is told of once.
    Notice.objects.bulk_create(notices, ignore_conflicts=True)


def _turn_of(flag: Flag, at: datetime) -> Notice:
    """For other systems: people see on the page how a flag ended."""
    kind = NoticeKind.FLAG_REOPENED if flag.closed_at is None else NoticeKind.FLAG_CLOSED
    return Notice(mission_id=flag.mission_id, flag=flag, kind=kind, fell_due_at=at, created_at=at)


def _lapse_of(flag: Flag) -> Lapse:
    return Lapse(flag.kind, flag.lapsed_at, flag.deadline_id or flag.report_id)


def _settle_alarms(commitments: Sequence[Commitment], facts: dict[int, Facts], trains: dict[int, list[Train]]) -> None:
    stale: list[int] = []
    new: list[Alarm] = []
    for commitment in commitments:
        wanted = _wanted_alarms(facts[commitment.pk], trains[commitment.pk])
        held = {train_of_alarm(alarm): alarm.pk for alarm in facts[commitment.pk].alarms}
        stale += [pk for train, pk in held.items() if train not in wanted]
        new += [_alarm(commitment, train) for train in wanted if train not in held]
    if stale:
        Alarm.objects.filter(pk__in=among(stale)).delete()
    bulk.insert(new)


def _wanted_alarms(facts: Facts, trains: Sequence[Train]) -> set[Train]:
    """What has still to be flagged."""
    flagged = {_lapse_of(flag) for flag in facts.flags}
    return {left for train in trains if (left := unflagged(train, flagged))}


def train_of_alarm(alarm: Alarm) -> Train:
    """The flags that an alarm stands for, in their order."""
    subject = alarm.deadline_id or alarm.report_id
    first = Lapse(alarm.kind, alarm.at, subject)
    if alarm.then_kind is None or alarm.then_at is None:
        return (first,)
    return (first, Lapse(alarm.then_kind, alarm.then_at, subject))


def _alarm(commitment: Commitment, train: Train) -> Alarm:
    first, *rest = train
    about_a_report = first.kind == FlagKind.REPORT_AWAITING
    return Alarm(
        at=first.at,
        kind=first.kind,
        then_at=rest[0].at if rest else None,
        then_kind=rest[0].kind if rest else None,
        mission_id=commitment.mission_id,
        commitment=commitment,
        deadline_id=None if about_a_report else first.subject,
        report_id=first.subject if about_a_report else None,
    )


def rebuild(commitments: Sequence[Commitment], *, at: datetime) -> int:
    """Settle every one of these commitments. Returns how many there were."""
    settle(commitments, at=at, why="standing rebuilt from the facts")
    return len(commitments)


def differences(commitments: Sequence[Commitment]) -> Iterator[str]:
    """Every place where what is kept differs from what the facts give, named in words. Changes nothing."""
    kept = Standing.objects.in_bulk([commitment.pk for commitment in commitments])
    facts = gather(commitments)
    for commitment in commitments:
        yield from _differences_of(commitment, facts[commitment.pk], kept.get(commitment.pk))


def _differences_of(commitment: Commitment, facts: Facts, kept: Standing | None) -> Iterator[str]:
    if kept is None:
        yield f"{commitment.reference}: no standing kept"
        return
    row = facts.standing_of(commitment)
    for name, value in asdict(row).items():
        if getattr(kept, name) != value:
            yield f"{commitment.reference} {name}: kept {getattr(kept, name)!r}, facts give {value!r}"
    wanted = _wanted_alarms(facts, _trains(commitment, facts, row))
    held = {train_of_alarm(alarm) for alarm in facts.alarms}
    for first, *_then in sorted(wanted - held, key=str):
        yield f"{commitment.reference}: no alarm kept for {first.kind} at {first.at}, which the facts ask for"
    for first, *_then in sorted(held - wanted, key=str):
        yield f"{commitment.reference}: an alarm kept for {first.kind} at {first.at}, which the facts do not ask for"
