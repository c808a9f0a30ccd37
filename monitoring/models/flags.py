"""Flags: the dated fact that something lapsed, when it was noticed, and how it ended."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from commitments.models import Commitment, Deadline, Mission
from commitments.models.fields import together, within
from monitoring.models.reports import VerificationReport
from monitoring.models.vocabulary import FlagKind


class Flag(models.Model):
    """One row per thing that lapsed and instant at which it did. `closed_why` says how it ended.

    A deadline stands for one period of its limit, so one row per deadline and kind is one per period; an extension
    that lapses in its turn is another instant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="flags")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="flags")
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.CASCADE, related_name="flags")
    report = models.ForeignKey(VerificationReport, null=True, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=24, choices=FlagKind.listed)
    lapsed_at = models.DateTimeField()
    noticed_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(null=True)  # noqa: DJ001 - paired with closed_at, and so empty together

    class Meta:
        ordering = ["-lapsed_at"]
        constraints = [
            # Exactly once, whatever happens to workers and queues: the scan inserts and lets this refuse.
            models.UniqueConstraint(
                fields=["commitment", "deadline", "report", "kind", "lapsed_at"],
                nulls_distinct=False,
                name="one_flag_per_lapse",
            ),
            models.CheckConstraint(
                condition=Q(kind="verification_lapsed", deadline__isnull=True, report__isnull=True)
                | Q(kind="report_awaiting", deadline__isnull=True, report__isnull=False)
                | (
                    ~Q(kind__in=["verification_lapsed", "report_awaiting"])
                    & Q(deadline__isnull=False, report__isnull=True)
                ),
                name="flag_names_what_lapsed",
            ),
            models.CheckConstraint(condition=Q(lapsed_at__lte=F("noticed_at")), name="noticed_after_it_lapsed"),
            together("closed_at", "closed_why", name="closing_has_reason"),
            within("kind", FlagKind.values, name="flag_kind_known"),
        ]
        indexes = [
            models.Index(fields=["mission", "lapsed_at"], name="flag_open", condition=Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.commitment.reference}"
