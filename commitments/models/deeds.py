"""What obligors really did, and what was received: the facts that dates are counted from and met by."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.fields import together, within
from commitments.models.limits import TimeLimit
from commitments.models.parties import Party
from commitments.models.vocabulary import DeedKind


class Deed(models.Model):
    """A start, a completion, an amount done, or one period's delivery; by one obligor, or by all where none is named.

    `report` is the reference of the approved report that says so; without one, somebody recorded it from `source`.
    A deed is never rewritten: what no longer holds is withdrawn with its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="deeds")
    obligor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="deeds")
    kind = models.CharField(max_length=12, choices=DeedKind.listed)
    happened_at = models.DateTimeField()
    day_only = models.BooleanField(default=True)
    limit = models.ForeignKey(TimeLimit, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    period = models.CharField(max_length=40, blank=True)
    amount = models.PositiveIntegerField(null=True, blank=True)
    category = models.CharField(max_length=160, blank=True)
    source = models.TextField()
    report = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.TextField(null=True, blank=True)  # noqa: DJ001 - paired with withdrawn_at, and so empty together

    class Meta:
        ordering = ["happened_at", "id"]
        constraints = [
            within("kind", DeedKind.values, name="deed_kind_known"),
            models.CheckConstraint(condition=~Q(source=""), name="deed_has_source"),
            models.CheckConstraint(
                condition=Q(kind="delivery", limit__isnull=False, amount__isnull=True)
                | Q(kind="progress", limit__isnull=True, amount__isnull=False)
                | Q(kind__in=["start", "completion"], limit__isnull=True, amount__isnull=True),
                name="deed_says_what_its_kind_needs",
            ),
            together("withdrawn_at", "withdrawn_why", name="withdrawal_has_reason"),
            models.UniqueConstraint(
                fields=["commitment", "obligor", "kind", "limit", "period"],
                condition=Q(withdrawn_at__isnull=True) & ~Q(kind="progress"),
                nulls_distinct=False,
                name="one_deed_holds",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="only_withdrawn", exclude=["withdrawn_at", "withdrawn_why"]),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.commitment.reference}"


class Receipt(models.Model):
    """One receipt of something by which a limit is triggered afresh."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="receipts")
    of = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    day_only = models.BooleanField(default=True)
    source = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "of", "happened_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "of", "happened_at"], name="one_row_per_receipt"),
            models.CheckConstraint(condition=~Q(source=""), name="receipt_has_source"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"receipt of {self.of}"
