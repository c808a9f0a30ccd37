"""Reading what one was told."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from commitments.models import Membership
from monitoring.queries.notices import in_app


@transaction.atomic
def mark_seen(*, by: Membership, at: datetime, notice: UUID | None = None) -> int:
    """Note that the member saw one notice, or all of theirs in this mission. Returns how many were new.

    The first time stays: a notice that was seen is never shown as new again, whichever page marks it later.
    """
    unseen = in_app(by).filter(seen_at__isnull=True)
    if notice is not None:
        unseen = unseen.filter(notice=notice)
    return unseen.order_by().select_related(None).update(seen_at=at)
