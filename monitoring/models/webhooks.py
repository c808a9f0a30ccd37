"""Webhooks: where a mission's other systems are told, what waits to be posted there, and how each attempt ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commitments.models import Mission
from monitoring.models.notices import Notice
from monitoring.models.vocabulary import NoticeKind

LONGEST_ANSWER = 1_000


class Webhook(models.Model):
    """One address, and the kinds of event that it is told. Only events that happen while it is active are kept for it.

    `sealed_secret` opens with the server's own key alone. `ready_at` is when the next post to it may start: a post
    under way, or a failed one, puts it off, so that a slow address is asked by one worker at a time.
    """

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=80)
    url = models.URLField(_("address"), max_length=500)
    events = models.JSONField(_("told of"), default=list)
    sealed_secret = models.TextField(editable=False)
    paused_at = models.DateTimeField(null=True, editable=False)
    ready_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["mission", "name"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "name"], name="one_webhook_per_name"),
            models.CheckConstraint(
                condition=Q(events__contained_by=NoticeKind.values) & ~Q(events=[]), name="webhook_events_known"
            ),
            models.CheckConstraint(condition=~Q(sealed_secret=""), name="webhook_has_a_secret"),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """One event for one webhook. Its id is the receiver's means to tell a repetition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="webhook_deliveries")
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-notice__created_at"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "notice"], name="posted_once_per_webhook"),
            models.CheckConstraint(
                condition=Q(next_attempt_at__isnull=False, sent_at__isnull=True, gave_up_at__isnull=True)
                | Q(next_attempt_at__isnull=True, sent_at__isnull=False, gave_up_at__isnull=True)
                | Q(next_attempt_at__isnull=True, sent_at__isnull=True, gave_up_at__isnull=False),
                name="post_waits_or_ended",
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "next_attempt_at"], name="post_waiting", condition=Q(next_attempt_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} · {self.webhook}"


class WebhookAttempt(models.Model):
    """How one attempt ended: a status code with the beginning of the answer, or the class of what went wrong."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(_("milliseconds"))
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=80, blank=True)
    answer = models.CharField(max_length=LONGEST_ANSWER, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["delivery", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__isnull=False) | ~Q(error=""), name="attempt_has_a_status_or_an_error"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status or self.error}"
