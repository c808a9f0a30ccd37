"""A member's choice of how they are told."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Greatest

from commitments.actions.record import record
from commitments.models import Membership
from monitoring.models import Delivery, NoticePreference
from monitoring.models.vocabulary import Channel
from monitoring.rules.pace import when_to_send


def preference_of(membership: Membership) -> NoticePreference:
    """What the member chose, or the defaults, which are not stored."""
    chosen = NoticePreference.objects.filter(membership=membership).first()
    return chosen or NoticePreference(membership=membership)


@transaction.atomic
def choose(*, by: Membership, at: datetime, **chosen: Any) -> NoticePreference:
    """Keep the member's choice for this mission, and move what still waits for them accordingly.

    `chosen` holds the fields of `NoticePreference`. Mail that was tried already, or is being sent at this moment, is
    never moved to an earlier time.
    """
    preference, _made = NoticePreference.objects.update_or_create(membership=by, defaults=chosen)
    preference.membership = by
    waiting = Delivery.objects.filter(
        recipient=by.user_id,
        notice__mission=by.mission_id,
        channel=Channel.EMAIL,
        next_attempt_at__isnull=False,
    )
    send_at = when_to_send(at, preference.wish)
    if send_at is None:
        waiting.update(next_attempt_at=None, gave_up_at=at, last_error="wants no mail")
    else:
        waiting.filter(attempts=0).update(next_attempt_at=send_at)
        waiting.filter(attempts__gt=0).update(next_attempt_at=Greatest("next_attempt_at", send_at))
    record("notice mails chosen", subject=by.user.email, mission=by.mission, by=by.user, at=at, pace=preference.pace)
    return preference
