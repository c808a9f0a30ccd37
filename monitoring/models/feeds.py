"""Calendars that programs fetch without signing in, by an address that nobody can guess."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from commitments.models import Mission


class CalendarFeed(models.Model):
    """A token for one mission's deadlines, or for those of one person's missions. Only the token's hash is kept."""

    mission = models.ForeignKey(Mission, null=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mission__isnull=False, user__isnull=True) | Q(mission__isnull=True, user__isnull=False),
                name="feed_is_a_missions_or_a_persons",
            ),
            models.UniqueConstraint(
                fields=["mission"], name="one_feed_per_mission", condition=Q(revoked_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["user"], name="one_feed_per_person", condition=Q(revoked_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.mission or self.user} {self.made_at:%Y-%m-%d}"
