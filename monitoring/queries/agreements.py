"""Agreements as the desk reads them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from commitments.agreement_file.rules import receipts_in
from commitments.models import (
    Agreement,
    AgreementParty,
    Commitment,
    Membership,
    Milestone,
    Provision,
    Reading,
    Receipt,
    Site,
)
from commitments.queries.terms import counted_from
from monitoring.models import Statement

MOST_RECEIPTS = 50


def agreements(membership: Membership, *, now: datetime) -> QuerySet[Agreement]:
    """The mission's agreements with their parties and how many commitments each holds; two queries."""
    roles = AgreementParty.objects.select_related("party").order_by("role", "party__name")
    return (
        Agreement.objects.filter(mission=membership.mission_id)
        .prefetch_related(Prefetch("party_roles", roles))
        .annotate(
            commitment_count=Count("commitments"),
            late_count=Count("commitments", filter=Q(commitments__standing__due_at__lte=now)),
        )
        .order_by("reference")
    )


@dataclass(frozen=True)
class Counted:
    """A milestone and how many limits are counted from it."""

    milestone: Milestone
    limits: int


def milestones(agreement: Agreement) -> list[Counted]:
    """In the order in which they happened; those that have not come last. Each says how many limits count from it."""
    rows = agreement.milestones.order_by(Coalesce("de_jure_at", "de_facto_at").asc(nulls_last=True), "name")
    used = counted_from(agreement)
    return [Counted(row, used[row.key]) for row in rows]


def receivable(agreement: Agreement) -> list[str]:
    """What the agreement's limits are triggered by afresh each time it is received, and what was received before."""
    rules = Reading.objects.filter(limit__commitment__agreement=agreement, limit__struck_at=None)
    received = agreement.receipts.order_by().values_list("of", flat=True)
    return sorted(receipts_in(list(rules.values_list("rule", flat=True))) | set(received))


def receipts(agreement: Agreement) -> QuerySet[Receipt]:
    """What was received, newest first."""
    return agreement.receipts.order_by("-happened_at", "of")[:MOST_RECEIPTS]


def provisions(agreement: Agreement) -> QuerySet[Provision]:
    """The articles with every version of their text."""
    return agreement.provisions.prefetch_related("texts", "commitments")


def commitments_of(agreement: Agreement, *, now: datetime) -> QuerySet[Commitment]:
    """The agreement's commitments with their standing."""
    return agreement.commitments.with_timeliness(now).select_related("standing", "provision").order_by("reference")


def general_statements(agreement: Agreement) -> QuerySet[Statement]:
    """What the parties say of the agreement as a whole; what bears on one commitment stands on its page."""
    return Statement.objects.filter(agreement=agreement, commitment__isnull=True)


def sites(agreement: Agreement) -> QuerySet[Site]:
    """The places that the agreement's commitments name."""
    return Site.objects.filter(commitments__agreement=agreement).distinct().order_by("name")
