"""Notices as their readers see them."""

from django.db.models import QuerySet

from commitments.models import Membership
from monitoring.models import Delivery
from monitoring.models.vocabulary import Channel


def in_app(membership: Membership) -> QuerySet[Delivery]:
    """What the member was told on the page in this mission, newest first."""
    return (
        Delivery.objects.filter(
            recipient=membership.user_id, channel=Channel.IN_APP, notice__mission=membership.mission_id
        )
        .select_related("notice__flag__commitment", "notice__flag__deadline", "notice__report__commitment")
        .order_by("-notice__fell_due_at", "-pk")
    )


def unseen(membership: Membership) -> int:
    """How many of them the member has not seen."""
    return in_app(membership).filter(seen_at__isnull=True).count()
