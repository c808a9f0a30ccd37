"""What happens: milestones, deeds and receipts. Each moves exactly the dates that are counted from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.actions.timetable import Moved, hold, recompute
from commitments.models import Agreement, Commitment, Deadline, Deed, Milestone, Receipt, User
from commitments.models.vocabulary import DeedKind


@transaction.atomic
def record_milestone(*, milestone: Milestone, by: User | None, at: datetime, source: str, **times: Any) -> list[Moved]:
    """Say when a milestone happened (`de_jure_at`, `de_facto_at`), whether only the day is known (`de_jure_day_only`,
    `de_facto_day_only`), or which of the two the mission counts from (`adopted`). Returns the deadlines that moved."""
    hold(milestone.agreement)
    for name, value in times.items():
        setattr(milestone, name, value)
    milestone.source = source
    milestone.full_clean()
    milestone.save()
    agreement = milestone.agreement
    record(
        "milestone recorded",
        subject=f"{agreement.reference} {milestone.key}",
        mission=agreement.mission,
        by=by,
        at=at,
        happened_at=milestone.at,
        source=source,
    )
    return recompute(agreement, by=by, at=at, why=_("%(milestone)s recorded") % {"milestone": milestone.name})


@transaction.atomic
def record_deed(*, deed: Deed, by: User | None, at: datetime) -> list[Moved]:
    """Record what an obligor did. The same deed again changes nothing; another one of its kind is refused until the
    first is withdrawn."""
    commitment = deed.commitment
    hold(commitment.agreement)
    deed.by, deed.recorded_at = by, at
    held = _held(deed)
    if held and held.happened_at == deed.happened_at:
        return []
    if held:
        raise ValidationError(
            _("%(deed)s is on record already. Withdraw it with a reason, then record the other.") % {"deed": held}
        )
    _keep(deed, by=by, at=at)
    return recompute(commitment.agreement, by=by, at=at, why=_why(deed))


@transaction.atomic
def withdraw_deed(*, deed: Deed, why: str, by: User | None, at: datetime) -> list[Moved]:
    """Say that a deed no longer holds. It stays on the record with the reason."""
    if not why.strip():
        raise ValidationError({"why": _("Say why it no longer holds.")})
    hold(deed.commitment.agreement)
    _withdraw(deed, why=why, by=by, at=at)
    return recompute(deed.commitment.agreement, by=by, at=at, why=why)


@transaction.atomic
def replace_deeds(
    *, commitment: Commitment, deeds: Sequence[Deed], by: User | None, at: datetime, why: str
) -> list[Moved]:
    """Bring what approved reports say was done into line: `deeds` are all that they say now.

    What is on record stays, what no longer holds is withdrawn, what is new is added. A deed that somebody recorded
    from elsewhere gives way to a report that speaks of the same.
    """
    hold(commitment.agreement)
    wanted = {_said(deed): deed for deed in deeds}
    spoken_of = {(deed.obligor_id, deed.kind) for deed in deeds}
    held = {
        _said(deed): deed
        for deed in commitment.deeds.filter(withdrawn_at=None).exclude(kind=DeedKind.DELIVERY)
        if deed.report or (deed.obligor_id, deed.kind) in spoken_of
    }
    gone = [deed for said, deed in held.items() if said not in wanted]
    new = [deed for said, deed in wanted.items() if said not in held]
    for deed in gone:
        _withdraw(deed, why=why, by=by, at=at)
    for deed in new:
        deed.by, deed.recorded_at = by, at
        _keep(deed, by=by, at=at)
    return recompute(commitment.agreement, by=by, at=at, why=why) if gone or new else []


@transaction.atomic
def deliver(*, deadline: Deadline, happened_at: datetime, source: str, by: User, at: datetime) -> list[Moved]:
    """Record that one period's report, or whatever its limit asks for again and again, was delivered."""
    deed = Deed(
        commitment=deadline.commitment,
        obligor=deadline.obligor,
        kind=DeedKind.DELIVERY,
        limit=deadline.limit,
        period=deadline.period,
        happened_at=happened_at,
        day_only=False,
        source=source,
    )
    return record_deed(deed=deed, by=by, at=at)


@transaction.atomic
def record_receipts(*, agreement: Agreement, receipts: Iterable[Receipt], by: User | None, at: datetime) -> list[Moved]:
    """Record that something was received; each receipt triggers its limits afresh. One on record changes nothing."""
    hold(agreement)
    new = [
        receipt
        for receipt in receipts
        if not Receipt.objects.filter(agreement=agreement, of=receipt.of, happened_at=receipt.happened_at).exists()
    ]
    for receipt in new:
        receipt.agreement, receipt.by, receipt.recorded_at = agreement, by, at
        receipt.full_clean()
        receipt.save(force_insert=True)
        record(
            "receipt recorded",
            subject=agreement.reference,
            mission=agreement.mission,
            by=by,
            at=at,
            of=receipt.of,
            happened_at=receipt.happened_at,
            source=receipt.source,
        )
    return recompute(agreement, by=by, at=at, why=_("receipt recorded")) if new else []


def _held(deed: Deed) -> Deed | None:
    if deed.kind == DeedKind.PROGRESS:
        return None
    same = {name: getattr(deed, name) for name in ("commitment", "obligor", "kind", "limit", "period")}
    return Deed.objects.filter(withdrawn_at=None, **same).first()


def _keep(deed: Deed, *, by: User | None, at: datetime) -> None:
    deed.full_clean()
    deed.save(force_insert=True)
    _record(deed, f"{deed.kind} recorded", by=by, at=at, happened_at=deed.happened_at, source=deed.source)


def _withdraw(deed: Deed, *, why: str, by: User | None, at: datetime) -> None:
    deed.withdrawn_at, deed.withdrawn_why = at, why
    deed.save(update_fields=["withdrawn_at", "withdrawn_why"])
    _record(deed, f"{deed.kind} withdrawn", by=by, at=at, happened_at=deed.happened_at, why=why)


def _said(deed: Deed) -> tuple[Any, ...]:
    names = ("obligor_id", "kind", "happened_at", "day_only", "amount", "category", "report")
    return tuple(getattr(deed, name) for name in names)


def _why(deed: Deed) -> str:
    return _("%(deed)s recorded") % {"deed": deed}


def _record(deed: Deed, verb: str, *, by: User | None, at: datetime, **content: Any) -> None:
    commitment = deed.commitment
    obligor = deed.obligor.slug if deed.obligor else None
    record(
        verb,
        subject=commitment.reference,
        mission=commitment.mission,
        by=by,
        at=at,
        obligor=obligor,
        period=deed.period,
        amount=deed.amount,
        **content,
    )
