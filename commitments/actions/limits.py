"""Time limits: set from the text's rule, moved only by a dated act that names its grantor and reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.actions.timetable import Moved, hold, recompute
from commitments.agreement_file.writing import act_table, rule_table, shape_table
from commitments.models import Act, Agreement, Commitment, Party, Reading, TimeLimit, User
from commitments.models.vocabulary import LimitAct
from commitments.rules.treaty.terms import Act as TreatyAct
from commitments.rules.treaty.terms import Limit


@transaction.atomic
def set_limits(
    *, agreement: Agreement, limits: Iterable[tuple[Commitment, Limit]], by: User | None, at: datetime
) -> list[TimeLimit]:
    """Give commitments of one agreement their time limits and work out every date once.

    A limit whose key the commitment already has stays as it is: a date never moves silently. Returns the new ones.
    Raises ValidationError where a date cannot be worked out.
    """
    hold(agreement)
    made = [
        _set(commitment, limit, by=by, at=at)
        for commitment, limit in limits
        if not TimeLimit.objects.filter(commitment=commitment, key=limit.key).exists()
    ]
    if made:
        recompute(agreement, by=by, at=at, why=_("limit set"))
    return made


def set_limit(*, commitment: Commitment, limit: Limit, by: User | None, at: datetime) -> TimeLimit:
    """Give one commitment one time limit, or return the one that already has this key."""
    set_limits(agreement=commitment.agreement, limits=[(commitment, limit)], by=by, at=at)
    return TimeLimit.objects.get(commitment=commitment, key=limit.key)


@transaction.atomic
def act_on(*, limit: TimeLimit, act: TreatyAct, by: User | None, at: datetime) -> list[Moved]:
    """Extend, suspend, resume, waive, or adopt another reading. The first date stays on the record.

    Returns what moved, along the whole chain. Raises ValidationError for an act that the text or the calendar excludes.
    """
    return record_act(act=act_row(limit, act), by=by, at=at)


@transaction.atomic
def record_act(*, act: Act, by: User | None, at: datetime) -> list[Moved]:
    """The same from a row of `act_row`."""
    agreement = act.limit.commitment.agreement
    hold(agreement)
    _keep_act(act, by=by, at=at)
    return recompute(agreement, by=by, at=at, why=why_of(act))


def act_row(limit: TimeLimit, act: TreatyAct) -> Act:
    """An act on a limit as the record keeps it, not yet recorded."""
    return Act(
        limit=limit,
        kind=act.kind,
        granted_by=act.by,
        granted_on=act.on,
        content=act_table(act),
        reason=act.reason,
        source=act.source,
    )


@transaction.atomic
def keep_reading(
    *, limit: TimeLimit, reading: Reading, by: User | None, at: datetime, adopted_because: str = ""
) -> Reading:
    """Keep another defensible reading of the clause beside the adopted one; the one of that key if it is there.

    `adopted_because` says why the other was adopted, where nobody needed to say so while it stood alone.
    """
    hold(limit.commitment.agreement)
    existing = Reading.objects.filter(limit=limit, key=reading.key).first()
    if existing:
        return existing
    if adopted_because:
        Reading.objects.filter(limit=limit, is_adopted=True, reason="").update(reason=adopted_because)
    reading.limit, reading.position = limit, limit.readings.count()
    reading.full_clean()
    reading.save()
    _record(limit, "other reading kept", by=by, at=at, words=reading.words, source=reading.source)
    recompute(limit.commitment.agreement, by=by, at=at, why=_("other reading kept"))
    return reading


@transaction.atomic
def strike(*, limit: TimeLimit, why: str, by: User, at: datetime) -> list[Moved]:
    """Strike out a limit that was entered in error. Its deadlines bind nobody from then on.

    Raises ValidationError without a reason, or while another limit is counted from it.
    """
    if not why.strip():
        raise ValidationError({"why": _("Say what was wrong with it.")})
    hold(limit.commitment.agreement)
    limit.struck_at, limit.struck_why = at, why
    limit.save(update_fields=["struck_at", "struck_why"])
    _record(limit, "limit struck out", by=by, at=at, why=why)
    return recompute(limit.commitment.agreement, by=by, at=at, why=_("struck out: %(why)s") % {"why": why})


def why_of(act: Act) -> str:
    """The act as a reason: `extended by the Contact Group: roads and weather`."""
    said = {"grantor": act.granted_by, "reason": act.reason}
    match act.kind:
        case LimitAct.EXTENSION:
            return _("extended by %(grantor)s: %(reason)s") % said
        case LimitAct.SUSPENSION:
            return _("suspended by %(grantor)s: %(reason)s") % said
        case LimitAct.RESUMPTION:
            return _("resumed by %(grantor)s: %(reason)s") % said
        case LimitAct.WAIVER:
            return _("waived by %(grantor)s: %(reason)s") % said
    return _("other reading adopted by %(grantor)s: %(reason)s") % said


def _set(commitment: Commitment, limit: Limit, *, by: User | None, at: datetime) -> TimeLimit:
    row = TimeLimit(
        commitment=commitment,
        key=limit.key,
        kind=limit.kind,
        label=limit.label,
        obligor=_obligor(commitment, limit.obligor),
        zone=limit.zone or commitment.agreement.zone,
        extendable=limit.extendable,
        shape=shape_table(limit),
    )
    row.full_clean()
    row.save()
    adopted = limit.adopted or limit.readings[0].key
    for position, reading in enumerate(limit.readings):
        Reading.objects.create(
            limit=row,
            key=reading.key,
            position=position,
            is_adopted=reading.key == adopted,
            rule=rule_table(reading.rule),
            words=reading.words,
            source=reading.source,
            reason=reading.reason,
        )
    _record(row, "limit set", by=by, at=at, kind=limit.kind, readings=len(limit.readings))
    for act in limit.acts:
        _keep_act(act_row(row, act), by=by, at=at)
    return row


def _keep_act(act: Act, *, by: User | None, at: datetime) -> None:
    act.by, act.recorded_at = by, at
    act.full_clean()
    act.save(force_insert=True)
    verb = {"extension": "deadline extended", "suspension": "deadline suspended"}.get(act.kind, f"{act.kind} recorded")
    said = {"granted_by": act.granted_by, "granted_on": act.granted_on, "reason": act.reason, "content": act.content}
    _record(act.limit, verb, by=by, at=at, **said)


def _obligor(commitment: Commitment, slug: str | None) -> Party | None:
    if slug is None:
        return None
    party = Party.objects.filter(slug=slug).first()
    if party is None:
        raise ValidationError({"obligor": _("%(slug)s is not a party on record.") % {"slug": slug}})
    return party


def _record(limit: TimeLimit, verb: str, *, by: User | None, at: datetime, **content: Any) -> None:
    commitment = limit.commitment
    record(verb, subject=commitment.reference, mission=commitment.mission, by=by, at=at, limit=limit.key, **content)
