"""The outbox: what must be told, and to whom it was."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commitments.models import Mission
from commitments.models.fields import within
from monitoring.models.flags import Flag
from monitoring.models.reports import VerificationReport
from monitoring.models.vocabulary import Channel, EscalationStep, NoticeKind


class Notice(models.Model):
    """Something that people must be told, written in the same transaction as the fact it tells.

    `fell_due_at` is when it happened, not when it was noticed. `addressed_at` is when its deliveries were made.
    `step` says to whom a flag that stays open is told on. Kinds that nobody is mailed about are for webhooks alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=24, choices=NoticeKind.listed)
    flag = models.ForeignKey(Flag, null=True, on_delete=models.CASCADE, related_name="notices")
    report = models.ForeignKey(VerificationReport, null=True, on_delete=models.CASCADE, related_name="notices")
    step = models.CharField(max_length=16, choices=EscalationStep.listed, null=True)  # noqa: DJ001 - no step at all
    fell_due_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    addressed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-fell_due_at"]
        constraints = [
            # A flag is raised once, told on once at each step, and may be closed and reopened at several instants.
            models.UniqueConstraint(
                fields=["flag"], name="one_notice_per_flag", condition=Q(kind=NoticeKind.FLAG_RAISED.value)
            ),
            models.UniqueConstraint(
                fields=["flag", "step"], name="told_on_once_per_step", condition=Q(step__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["flag", "kind", "fell_due_at"],
                name="one_notice_per_turn_of_a_flag",
                condition=Q(kind__in=[NoticeKind.FLAG_CLOSED.value, NoticeKind.FLAG_REOPENED.value]),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.about("flag"), flag__isnull=False, report__isnull=True)
                | Q(kind__in=NoticeKind.about("report"), flag__isnull=True, report__isnull=False),
                name="notice_names_its_subject",
            ),
            models.CheckConstraint(
                condition=Q(kind=NoticeKind.FLAG_ESCALATED.value, step__isnull=False)
                | (~Q(kind=NoticeKind.FLAG_ESCALATED.value) & Q(step__isnull=True)),
                name="telling_on_names_its_step",
            ),
            within("kind", NoticeKind.values, name="notice_kind_known"),
            within("step", EscalationStep.values, name="escalation_step_known"),
        ]
        indexes = [
            models.Index(fields=["created_at"], name="notice_to_address", condition=Q(addressed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.fell_due_at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One notice to one person over one channel. Sent at least once, shown at most once."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.listed)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_attempt_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="", db_default="")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering = ["-notice__fell_due_at"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "recipient", "channel"], name="told_once_per_channel"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(gave_up_at__isnull=True), name="sent_or_given_up"
            ),
            # Waiting, sent or given up: a delivery is always in exactly one of the three.
            models.CheckConstraint(
                condition=Q(next_attempt_at__isnull=False, sent_at__isnull=True, gave_up_at__isnull=True)
                | Q(next_attempt_at__isnull=True, sent_at__isnull=False)
                | Q(next_attempt_at__isnull=True, gave_up_at__isnull=False),
                name="delivery_waits_or_ended",
            ),
            within("channel", Channel.values, name="channel_known"),
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                name="delivery_waiting",
                condition=Q(next_attempt_at__isnull=False),
            ),
            models.Index(
                fields=["recipient"],
                name="delivery_unseen",
                condition=Q(channel="in_app", seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} to {self.recipient}"


class Heartbeat(models.Model):
    """When the worker and the timetable were last alive."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%H:%M:%S}"
