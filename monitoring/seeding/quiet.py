"""Notices of the past: on the page as read, and never mailed."""

from datetime import datetime, timedelta

from commitments.models import Mission
from monitoring.actions.delivery import address
from monitoring.models import Delivery
from monitoring.models.vocabulary import Channel

NEWS = timedelta(days=1)


def quieten(mission: Mission, *, at: datetime) -> None:
    """Address the notices of a mission that was seeded just now, and keep those older than a day from anybody's mail.

    A newcomer would otherwise be sent three months of notices at once. The mails are removed and not marked as
    sent, because nobody was sent them.
    """
    address(now=at)
    old = Delivery.objects.filter(notice__mission=mission, notice__fell_due_at__lt=at - NEWS, seen_at__isnull=True)
    old.filter(channel=Channel.EMAIL, sent_at__isnull=True).delete()
    old.filter(channel=Channel.IN_APP).update(seen_at=at)
