"""An agreement's whole timetable out of the database: what was promised, and what has happened, as the rules see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from commitments.agreement_file.limits import read_limit
from commitments.agreement_file.reading import stored
from commitments.agreement_file.rules import Known, receipts_in
from commitments.models import Act, Agreement, AgreementParty, Commitment, Deed, Milestone, Receipt, TimeLimit
from commitments.models.vocabulary import Basis, Capacity, DeedKind
from commitments.rules.treaty.calendar import civil_day
from commitments.rules.treaty.terms import (
    Delivery,
    Done,
    Event,
    Happened,
    Limit,
    Progress,
    Promise,
    Quantity,
    Ratio,
    Terms,
)


def terms_of(agreement: Agreement) -> Terms:
    """The terms and facts of an agreement; a fixed number of queries, however many limits it sets.

    Raises FileError, in words, for a stored rule that names what is no longer there.
    """
    commitments = list(_commitments(agreement))
    milestones = list(agreement.milestones.all())
    receipts = _receipts(agreement)
    known = Known(
        zone=agreement.zone,
        milestones={milestone.key for milestone in milestones},
        limits={one.reference: [limit.key for limit in one.limits.all()] for one in commitments},
        receipts=set(receipts) | receipts_in([_rules(one) for one in commitments]),
    )
    roles = list(agreement.party_roles.select_related("party"))
    return Terms(
        reference=agreement.reference,
        zone=agreement.zone,
        promises=tuple(_promise(commitment, known) for commitment in commitments),
        events={milestone.key: _event(milestone, agreement.zone) for milestone in milestones},
        done={commitment.reference: _done(commitment, agreement.zone) for commitment in commitments},
        adhered=_adhered(roles),
        receipts=receipts,
        names={role.party.slug: role.party.label for role in roles},
    )


def _rules(commitment: Commitment) -> list[dict[str, Any]]:
    return [reading.rule for limit in commitment.limits.all() for reading in limit.readings.all()]


def limit_table(limit: TimeLimit) -> dict[str, Any]:
    """The limit as an agreement file writes it, with its readings and acts."""
    readings = list(limit.readings.all())
    adopted = next(reading for reading in readings if reading.is_adopted)
    table: dict[str, Any] = {
        "key": limit.key,
        "kind": limit.kind,
        "label": limit.label,
        "zone": limit.zone,
        "extendable": limit.extendable,
        **({"obligor": limit.obligor.slug} if limit.obligor else {}),
        **limit.shape,
        **adopted.rule,
        "reading": adopted.words,
        "source": adopted.source,
        "adopted_because": adopted.reason,
        "other_reading": [
            {
                "key": one.key,
                "words": one.words,
                "source": one.source,
                "reason_not_adopted": one.reason,
                **one.rule,
            }
            for one in readings
            if not one.is_adopted
        ],
    }
    for act in limit.acts.all():
        table.setdefault(act.kind, []).append(_act_table(act))
    return table


def happened(at: datetime | None, *, day_only: bool, zone: str) -> Happened | None:
    """An instant, or its civil day where only the day is known."""
    if at is None:
        return None
    return civil_day(at, zone) if day_only else at


def _commitments(agreement: Agreement) -> Iterable[Commitment]:
    limits = (
        TimeLimit.objects.filter(struck_at=None)
        .select_related("obligor")
        .prefetch_related("readings", "acts")
        .order_by("key")
    )
    deeds = Deed.objects.filter(withdrawn_at__isnull=True).select_related("obligor", "limit")
    return (
        Commitment.objects.filter(agreement=agreement)
        .prefetch_related(
            Prefetch("limits", limits.prefetch_related("readings", "acts")),
            Prefetch("deeds", deeds),
            "quantities",
            "party_roles__party",
        )
        .order_by("reference")
    )


def _promise(commitment: Commitment, known: Known) -> Promise:
    roles = commitment.party_roles.all()
    obligors = [role.party.slug for role in roles if role.capacity == Capacity.OBLIGOR]
    reciprocity = commitment.reciprocity
    ratio = reciprocity.get("ratio")
    return Promise(
        reference=commitment.reference,
        title=commitment.title,
        obligors=tuple(obligors),
        limits=tuple(_limit(limit, commitment, known, obligors) for limit in commitment.limits.all()),
        prohibition=commitment.term == "standing",
        waits_for=tuple(reciprocity.get("waits_for", ())),
        quantities=tuple(
            Quantity(category_name(one.category, one.detail), one.amount, one.baseline)
            for one in commitment.quantities.all()
        ),
        ratio=Ratio(**ratio) if ratio else None,
    )


def category_name(category: str, detail: str) -> str:
    """How a quantity is called where shares and progress speak of it: `artillery`, `artillery, 100 mm and above`."""
    return f"{category}, {detail}" if detail else category


def _limit(limit: TimeLimit, commitment: Commitment, known: Known, obligors: list[str]) -> Limit:
    named = obligors if limit.obligor is None else [*obligors, limit.obligor.slug]
    return read_limit(stored(limit_table(limit), f"{commitment.reference} {limit.key}"), known, named)


def _act_table(act: Act) -> dict[str, Any]:
    return {
        **act.content,
        "granted_by": act.granted_by,
        "granted_on": act.granted_on.isoformat(),
        "reason": act.reason,
        "source": act.source or "not stated",
    }


def _event(milestone: Milestone, zone: str) -> Event:
    def when(at: datetime | None) -> Happened | None:
        return happened(at, day_only=milestone.day_only, zone=zone)

    return Event(
        key=milestone.key,
        name=milestone.name,
        de_jure=when(milestone.de_jure_at),
        de_facto=when(milestone.de_facto_at),
        adopted="de_jure" if milestone.adopted == Basis.DE_JURE else "de_facto",
    )


def _done(commitment: Commitment, zone: str) -> Done:
    deeds = list(commitment.deeds.all())
    whole = _start_and_completion([deed for deed in deeds if deed.obligor is None], zone)
    own = defaultdict(list)
    for deed in deeds:
        if deed.obligor is not None:
            own[deed.obligor.slug].append(deed)
    return Done(
        **whole,
        own={slug: Done(**_start_and_completion(theirs, zone)) for slug, theirs in own.items()},
        progress=tuple(
            Progress(_when(deed, zone), deed.amount or 0, deed.category, _whose(deed))
            for deed in deeds
            if deed.kind == DeedKind.PROGRESS
        ),
        delivered=tuple(
            Delivery(deed.limit.key, deed.period, _when(deed, zone), _whose(deed))
            for deed in deeds
            if deed.kind == DeedKind.DELIVERY and deed.limit
        ),
    )


def _start_and_completion(deeds: Iterable[Deed], zone: str) -> dict[str, Any]:
    names = {DeedKind.START.value: "started", DeedKind.COMPLETION.value: "completed"}
    return {names[deed.kind]: _when(deed, zone) for deed in deeds if deed.kind in names}


def _when(deed: Deed, zone: str) -> Happened:
    when = happened(deed.happened_at, day_only=deed.day_only, zone=zone)
    assert when is not None  # noqa: S101 - the column is not null
    return when


def _whose(deed: Deed) -> str | None:
    return deed.obligor.slug if deed.obligor else None


def _adhered(roles: Iterable[AgreementParty]) -> dict[str, Happened]:
    """The first day on which each party adheres in any of its roles."""
    found: dict[str, Happened] = {}
    for role in roles:
        if role.adhered_on is not None:
            known = found.get(role.party.slug, role.adhered_on)
            found[role.party.slug] = min(known, role.adhered_on)
    return found


def _receipts(agreement: Agreement) -> dict[str, tuple[Happened, ...]]:
    found: dict[str, list[Happened]] = defaultdict(list)
    for receipt in Receipt.objects.filter(agreement=agreement).order_by("happened_at"):
        when = happened(receipt.happened_at, day_only=receipt.day_only, zone=agreement.zone)
        if when is not None:
            found[receipt.of].append(when)
    return {of: tuple(times) for of, times in found.items()}
