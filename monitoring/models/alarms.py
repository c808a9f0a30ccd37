"""Alarms: the instants at which something lapses unless the facts change first."""

from __future__ import annotations

from django.db import models

from commitments.models import Commitment, Deadline, Mission
from commitments.models.fields import together, within
from monitoring.models.reports import VerificationReport
from monitoring.models.vocabulary import FlagKind


class Alarm(models.Model):
    """The clock's note to itself: at `at`, a flag of this kind is due. The scan takes the note away as it flags.

    A deadline has one note for both its flags: first that it comes near, `then` that it passed. One row is in one
    worker's hands, so the two can never be raised in the wrong order.

    Notes are derived: whatever changes a date, an observation or a report rewrites those of its commitment, and
    `manage.py standing --check` names any that differs from the facts.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    kind = models.CharField(max_length=24, choices=FlagKind.listed)
    then_at = models.DateTimeField(null=True)
    then_kind = models.CharField(max_length=24, choices=FlagKind.listed, null=True)  # noqa: DJ001 - paired with then_at
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="alarms")
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.CASCADE, related_name="alarms")
    report = models.ForeignKey(VerificationReport, null=True, on_delete=models.CASCADE, related_name="alarms")

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "deadline", "report", "kind"], nulls_distinct=False, name="one_alarm_per_lapse"
            ),
            together("then_at", "then_kind", name="what_comes_then_has_its_instant"),
            within("then_kind", FlagKind.values, name="alarm_then_kind_known"),
            within("kind", FlagKind.values, name="alarm_kind_known"),
        ]
        indexes = [
            # The scan asks only for what has come due.
            models.Index(fields=["at"], name="alarm_to_ring"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.at:%Y-%m-%d %H:%M}"
