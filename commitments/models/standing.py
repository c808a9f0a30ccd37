"""Where a commitment stands on the four axes: one row each, rebuilt from facts, never edited."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from commitments.models.commitments import Commitment
from commitments.models.missions import Mission
from commitments.rules.coverage import denied_since
from commitments.rules.timeliness import Clockwork, Timeliness, timeliness


class Standing(models.Model):
    """The read model behind lists, counts and the dashboard.

    Timeliness is not here: `due_at` and `settled` are all that can be said before the clock is read. Deleting
    every row loses nothing. `observe_by` is when the verification interval runs out.
    """

    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="standings")

    implementation = models.PositiveSmallIntegerField(null=True)
    finding = models.CharField(max_length=20, blank=True)
    standard_of_proof = models.CharField(max_length=32, blank=True)
    report_reference = models.CharField(max_length=40, blank=True)
    reported_at = models.DateTimeField(null=True)

    due_at = models.DateTimeField(null=True)
    settled = models.CharField(max_length=20)

    contestation = models.CharField(max_length=16)
    contested_at = models.DateTimeField(null=True)

    observations = models.PositiveIntegerField(default=0)
    last_observed_at = models.DateTimeField(null=True)
    last_denied_at = models.DateTimeField(null=True)
    observe_by = models.DateTimeField(null=True)

    class Meta:
        ordering = ["commitment"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finding="", implementation__isnull=True, report_reference="", reported_at__isnull=True)
                | (
                    Q(implementation__isnull=False, reported_at__isnull=False)
                    & ~Q(finding="")
                    & ~Q(report_reference="")
                ),
                name="finding_rests_on_a_report",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "due_at"], name="standing_by_due"),
        ]

    def __str__(self) -> str:
        return f"standing of {self.commitment_id}"

    def timeliness(self, now: datetime) -> Timeliness:
        """What the clock says at `now`."""
        return timeliness(Clockwork(self.due_at, Timeliness(self.settled)), now)

    @property
    def denied_since(self) -> bool:
        """Whether access was denied after anybody last saw anything."""
        return denied_since(self.last_denied_at, self.last_observed_at)
