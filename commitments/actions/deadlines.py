"""Deadlines: set from the text's rule, moved only by a dated act that names its grantor and reason."""

from datetime import date, datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.models import Commitment, Deadline, Extension, Milestone, Reading, User
from commitments.models.vocabulary import LimitAct
from commitments.rules import limits
from commitments.signals import commitment_changed


@transaction.atomic
def set_deadline(*, commitment: Commitment, key: str, by: User | None, at: datetime, **rule: Any) -> Deadline:
    """Give a commitment a time limit and compute its instant.

    `rule` holds the fields of Deadline that say it: `anchor` with `offset_amount` and `offset_unit`, or `on_date`,
    or `at_instant`; `boundary`, `zone`, `reading`, `kind`, `label`, `obligor`. Returns the existing deadline of
    that key unchanged: a date never moves silently.
    """
    existing = Deadline.objects.filter(commitment=commitment, key=key).first()
    if existing:
        return existing
    deadline = Deadline(commitment=commitment, key=key, **{"zone": commitment.agreement.zone, **rule})
    _compute(deadline)
    deadline.full_clean()
    deadline.save()
    _record(deadline, "deadline set", by=by, at=at, due_at=deadline.due_at, arithmetic=deadline.arithmetic)
    commitment_changed.send(Commitment, commitment=commitment, at=at, why="deadline set")
    return deadline


@transaction.atomic
def add_reading(
    *, deadline: Deadline, words: str, source: str, by: User | None, at: datetime, **fields: Any
) -> Reading:
    """Keep another defensible reading of the clause beside the adopted one."""
    reading, created = Reading.objects.get_or_create(
        deadline=deadline, words=words, defaults={"source": source, **fields}
    )
    if created:
        _record(deadline, "other reading kept", by=by, at=at, words=words, source=source)
    return reading


@transaction.atomic
def record_milestone(
    *, milestone: Milestone, by: User | None, at: datetime, source: str, **times: datetime | None
) -> Milestone:
    """Say when a milestone happened (`de_jure_at`, `de_facto_at`) and recompute what is counted from it."""
    for name, moment in times.items():
        setattr(milestone, name, moment)
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
    for deadline in milestone.deadlines.select_related("commitment__mission", "anchor").order_by("pk"):
        _recompute(deadline, by=by, at=at)
    return milestone


@transaction.atomic
def grant_extension(
    *,
    deadline: Deadline,
    granted_by: str,
    granted_on: date,
    to_due_at: datetime,
    reason: str,
    by: User,
    at: datetime,
    source: str = "",
) -> Extension:
    """Extend a deadline to a later instant. The first date stays on the record.

    Raises ValidationError when there is no date to extend, or when the new one is not later.
    """
    deadline = _locked(deadline)
    if deadline.due_at is None:
        raise ValidationError({"to_due_at": _("This limit has no date yet, so there is nothing to extend.")})
    if to_due_at <= deadline.due_at:
        raise ValidationError({"to_due_at": _("An extension ends later than the present date. Choose a later day.")})
    act = Extension(
        deadline=deadline,
        act=LimitAct.EXTENSION,
        granted_by=granted_by,
        granted_on=granted_on,
        from_due_at=deadline.due_at,
        to_due_at=to_due_at,
        reason=reason,
        source=source,
        recorded_by=by,
        recorded_at=at,
    )
    deadline.due_at = to_due_at
    why = _("extended by %(grantor)s: %(reason)s") % {"grantor": granted_by, "reason": reason}
    _keep_act(act, "deadline extended", why=why, from_due_at=act.from_due_at, to_due_at=to_due_at)
    return act


@transaction.atomic
def suspend(
    *, deadline: Deadline, granted_by: str, granted_on: date, reason: str, by: User, at: datetime, source: str = ""
) -> Extension:
    """Stop the clock of a deadline. Its dates stay on the record; nobody is late while it is suspended.

    Raises ValidationError when the deadline is met, waived or suspended already.
    """
    deadline = _locked(deadline)
    if deadline.suspended_at or deadline.waived_at or deadline.met_at:
        raise ValidationError(
            _("Only a limit that still binds can be suspended. This one is met, waived or suspended.")
        )
    act = Extension(
        deadline=deadline,
        act=LimitAct.SUSPENSION,
        granted_by=granted_by,
        granted_on=granted_on,
        from_due_at=deadline.due_at,
        reason=reason,
        source=source,
        recorded_by=by,
        recorded_at=at,
    )
    deadline.suspended_at = at
    why = _("suspended by %(grantor)s: %(reason)s") % {"grantor": granted_by, "reason": reason}
    _keep_act(act, "deadline suspended", why=why)
    return act


def _locked(deadline: Deadline) -> Deadline:
    # The deadline alone: a lock on its commitment or mission would hold up everybody who writes beneath them.
    rows = Deadline.objects.select_for_update(of=("self",), no_key=True).select_related("commitment__mission")
    return rows.get(pk=deadline.pk)


def _keep_act(act: Extension, verb: str, *, why: str, **moved: Any) -> None:
    """Keep an act with the deadline as it has changed it, and tell whoever listens."""
    act.full_clean()
    act.save(force_insert=True)
    deadline, at = act.deadline, act.recorded_at
    # The clock's note is emptied with the act; whoever listens sets it again from what holds now.
    deadline.wake_at = None
    deadline.save(update_fields=["due_at", "suspended_at", "wake_at"])
    said = {"granted_by": act.granted_by, "granted_on": act.granted_on, "reason": act.reason}
    _record(deadline, verb, by=act.recorded_by, at=at, **moved, **said)
    commitment_changed.send(Commitment, commitment=deadline.commitment, at=at, why=why)


def _recompute(deadline: Deadline, *, by: User | None, at: datetime) -> None:
    before = deadline.first_due_at
    _compute(deadline)
    if deadline.first_due_at == before:
        return
    deadline.wake_at = None
    deadline.save()
    _record(deadline, "deadline recomputed", by=by, at=at, before=before, due_at=deadline.due_at)
    commitment_changed.send(Commitment, commitment=deadline.commitment, at=at, why="milestone recorded")


def _compute(deadline: Deadline) -> None:
    due = _due(deadline)
    deadline.arithmetic = due.words
    deadline.first_due_at = due.at
    latest = deadline.extensions.filter(act=LimitAct.EXTENSION).order_by("recorded_at").last()
    deadline.due_at = latest.to_due_at if latest else due.at


def _due(deadline: Deadline) -> limits.Due:
    boundary = cast(limits.Boundary, str(deadline.boundary))
    if deadline.on_date:
        return limits.on_day(deadline.on_date, boundary, deadline.zone)
    if deadline.at_instant:
        return limits.at_instant(deadline.at_instant, deadline.zone)
    if deadline.anchor is None or deadline.offset_amount is None or deadline.offset_unit is None:
        raise ValidationError(_("A limit is a day, an instant, or a milestone with an offset. Give one of them."))
    unit = cast(limits.Unit, str(deadline.offset_unit))
    anchor = deadline.anchor
    try:
        return limits.after(anchor.name, anchor.at, deadline.offset_amount, unit, boundary, deadline.zone)
    except (OverflowError, ValueError) as error:
        raise ValidationError(
            {"offset_amount": _("That leads past the last year that a calendar has. Give a smaller amount.")}
        ) from error


def _record(deadline: Deadline, verb: str, *, by: User | None, at: datetime, **content: Any) -> None:
    commitment = deadline.commitment
    record(
        verb, subject=commitment.reference, mission=commitment.mission, by=by, at=at, deadline=deadline.key, **content
    )
