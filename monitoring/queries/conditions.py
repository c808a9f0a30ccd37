"""What the desk's words mean as conditions, said once, so that a count and the list behind it cannot differ."""

from datetime import datetime, timedelta

from django.db.models import Q

from commitments.rules.contestation import Contestation

THIS_WEEK = timedelta(days=7)
CONTESTED = Q(standing__contestation__in=[Contestation.DENIED.value, Contestation.DISPUTED.value])
NEVER_SEEN = Q(standing__last_observed_at__isnull=True)


def not_observed_in_time(now: datetime) -> Q:
    """The verification interval has run out."""
    return Q(standing__observe_by__lte=now)


def denied_this_week(now: datetime) -> Q:
    """Access was denied within seven days before `now`."""
    return Q(standing__last_denied_at__gt=now - THIS_WEEK)
