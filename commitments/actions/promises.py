"""Commitments and how much of what they promise."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.actions.timetable import recompute
from commitments.models import Agreement, Commitment, CommitmentParty, Party, Quantity, User
from commitments.models.vocabulary import Capacity
from commitments.signals import commitments_changed


@transaction.atomic
def register_commitment(
    *,
    agreement: Agreement,
    reference: str,
    title: str,
    kind: str,
    term: str,
    obligors: Iterable[Party],
    by: User | None,
    at: datetime,
    beneficiaries: Iterable[Party] = (),
    guarantors: Iterable[Party] = (),
    **fields: Any,
) -> Commitment:
    """Create a commitment with its parties, or return the one that already has this reference."""
    commitment, created = Commitment.objects.get_or_create(
        mission=agreement.mission,
        reference=reference,
        defaults={"agreement": agreement, "title": title, "kind": kind, "term": term, **fields},
    )
    if not created:
        return commitment
    capacities = {Capacity.OBLIGOR: obligors, Capacity.BENEFICIARY: beneficiaries, Capacity.GUARANTOR: guarantors}
    CommitmentParty.objects.bulk_create(
        CommitmentParty(commitment=commitment, party=party, capacity=capacity)
        for capacity, parties in capacities.items()
        for party in parties
    )
    record("commitment registered", subject=reference, mission=agreement.mission, by=by, at=at, title=title, term=term)
    commitments_changed.send(Commitment, commitments=[commitment], at=at, why="registered")
    return commitment


@transaction.atomic
def promise_quantity(
    *, commitment: Commitment, category: str, by: User | None, at: datetime, detail: str = "", **fields: Any
) -> Quantity:
    """Say how much of what was promised. `amount` and `baseline` may be unknown; a baseline names its source."""
    quantity, created = Quantity.objects.get_or_create(
        commitment=commitment, category=category, detail=detail, defaults=fields
    )
    if created:
        record(
            "quantity promised",
            subject=commitment.reference,
            mission=commitment.mission,
            by=by,
            at=at,
            category=category,
            detail=detail,
            amount=quantity.amount,
            baseline=quantity.baseline,
        )
        if quantity.baseline is not None:
            recompute(commitment.agreement, by=by, at=at, why=_("baseline declared"))
    return quantity
