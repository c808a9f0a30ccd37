"""Verification reports: a bounded conclusion over named observations, decided by a second person."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from commitments.models import Commitment, Mission, Party, Quantity
from commitments.models.fields import together, within
from commitments.models.vocabulary import Finding, Implementation, StandardOfProof
from monitoring.models.observations import Observation
from monitoring.models.vocabulary import ReportState
from monitoring.querysets import ReportQuerySet


class VerificationReport(models.Model):
    """One version of one report. An approved version is frozen; a correction is the next version.

    `number` is counted per mission and shown as `R-12`; versions of one report share it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="reports")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    obligor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    state = models.CharField(max_length=12, choices=ReportState.listed, default=ReportState.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    drafted_at = models.DateTimeField()

    finding = models.CharField(max_length=20, choices=Finding.listed)
    implementation = models.PositiveSmallIntegerField(choices=Implementation.listed)
    standard_of_proof = models.CharField(max_length=32, choices=StandardOfProof.listed)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    conclusion = models.TextField()
    reasoning = models.TextField()
    limits_on_access = models.TextField(blank=True)
    observations = models.ManyToManyField(Observation, through="ReportObservation", related_name="reports")

    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    decision_reason = models.TextField(blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-number", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number", "version"], name="one_report_per_number"),
            models.UniqueConstraint(
                fields=["mission", "number"],
                condition=~Q(state="approved"),
                name="one_open_version_per_report",
            ),
            models.CheckConstraint(
                condition=Q(version=1, supersedes__isnull=True) | Q(version__gt=1, supersedes__isnull=False),
                name="later_version_supersedes",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("author")), name="author_never_decides"
            ),
            together("decided_at", "decided_by", name="decision_has_at_and_by"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_at__isnull=True, decided_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, decided_at__isnull=True)
                | Q(state__in=["returned", "approved"], submitted_at__isnull=False, decided_at__isnull=False),
                name="report_state_matches_its_dates",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(decision_reason=""), name="return_has_reason"),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=False, implementation=3)
                | (Q(completed_at__isnull=True) & ~Q(implementation=3)),
                name="full_says_when_completed",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(implementation__gt=0), name="started_is_initiated"
            ),
            within("state", ReportState.values, name="report_state_known"),
            within("finding", Finding.values, name="finding_known"),
            within("implementation", Implementation.values, name="implementation_known"),
            within("standard_of_proof", StandardOfProof.values, name="standard_of_proof_known"),
        ]
        indexes = [
            models.Index(fields=["commitment", "-decided_at"], name="report_by_commitment"),
            models.Index(fields=["mission", "submitted_at"], name="report_awaiting", condition=Q(state="submitted")),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="approved"),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """`R-12`, and `R-12.2` for its second version."""
        return f"R-{self.number}" if self.version == 1 else f"R-{self.number}.{self.version}"


# A row of an approved report is part of it: no adding, changing or removing once the report is decided.
_FROZEN_WITH_REPORT = """
    IF EXISTS (
        SELECT 1 FROM monitoring_verificationreport
        WHERE state = 'approved'
          AND id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.report_id ELSE NEW.report_id END)
    ) OR (TG_OP = 'UPDATE' AND EXISTS (
        SELECT 1 FROM monitoring_verificationreport WHERE state = 'approved' AND id = OLD.report_id
    )) THEN
        RAISE EXCEPTION 'holdfast: an approved report cannot change';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def frozen_with_report() -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="frozen_with_report",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=_FROZEN_WITH_REPORT,
    )


class ReportObservation(models.Model):
    """An observation that a report rests on."""

    report = models.ForeignKey(VerificationReport, on_delete=models.CASCADE, related_name="bases")
    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="bases")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "observation"], name="one_row_per_basis"),
        ]
        triggers = [frozen_with_report()]

    def __str__(self) -> str:
        return f"{self.report} rests on {self.observation}"


class VerifiedQuantity(models.Model):
    """How much of a promised quantity the report holds verified."""

    report = models.ForeignKey(VerificationReport, on_delete=models.CASCADE, related_name="quantities")
    quantity = models.ForeignKey(Quantity, on_delete=models.PROTECT, related_name="verified")
    amount = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "verified quantities"
        constraints = [
            models.UniqueConstraint(fields=["report", "quantity"], name="one_amount_per_quantity"),
        ]
        triggers = [frozen_with_report()]

    def __str__(self) -> str:
        return f"{self.amount} of {self.quantity}"
