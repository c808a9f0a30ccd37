"""Deadlines: the dated items computed from time limits, and every date that each of them has had."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from commitments.models.agreements import Agreement
from commitments.models.commitments import Commitment
from commitments.models.fields import within
from commitments.models.limits import TimeLimit
from commitments.models.parties import Party
from commitments.models.vocabulary import Certainty, LimitKind


class Deadline(models.Model):
    """One limit for one obligor or all, in one period or the only one. Everything here is computed from facts.

    `due_at` follows acts and anchors, `first_due_at` is what the limit gave before any act. `ends_on` is the day with
    which the deadline ends in the limit's zone, empty where it ends at an hour. Only a `fixed` date binds: a
    projection rests on something that has not happened. `met_at` is when it was met; for a limit before which nothing
    may happen, when it happened nevertheless.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    limit = models.ForeignKey(TimeLimit, on_delete=models.CASCADE, related_name="deadlines")
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="deadlines")
    kind = models.CharField(max_length=16, choices=LimitKind.listed)
    obligor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    period = models.CharField(max_length=40, blank=True)

    first_due_at = models.DateTimeField(null=True, editable=False)
    first_ends_on = models.DateField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    ends_on = models.DateField(null=True, editable=False)
    certainty = models.CharField(max_length=12, choices=Certainty.listed)
    arithmetic = models.TextField(editable=False)
    # What acts made of it, and where the other readings lead: each `arithmetic`, `at`, `ends_on`, `certainty`.
    later = models.JSONField(default=list, editable=False)
    others = models.JSONField(default=list, editable=False)
    is_suspended = models.BooleanField(default=False)
    is_waived = models.BooleanField(default=False)
    # Of a tranche or a rate: what is required, done and missing; `required` is null while the baseline is unknown.
    amounts = models.JSONField(null=True, editable=False)
    met_at = models.DateTimeField(null=True, editable=False)
    met_by = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["commitment", "due_at", "limit", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["limit", "kind", "obligor", "period"], nulls_distinct=False, name="one_deadline_per_period"
            ),
            within("kind", LimitKind.values, name="deadline_kind_known"),
            within("certainty", Certainty.values, name="certainty_known"),
            models.CheckConstraint(
                condition=Q(certainty__in=["fixed", "projected"], due_at__isnull=False)
                | Q(certainty__in=["pending", "withdrawn"], due_at__isnull=True),
                name="only_what_is_known_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | Q(ends_on__isnull=True), name="last_day_has_its_instant"
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_by="") | (Q(met_at__isnull=False) & ~Q(met_by="")),
                name="met_says_by_what",
            ),
        ]
        indexes = [
            models.Index(fields=["commitment", "due_at"], name="deadline_by_commitment"),
        ]

    def __str__(self) -> str:
        name = str(self.limit)
        return f"{name} ({self.period})" if self.period else name

    @property
    def zone(self) -> str:
        """The zone in which its days end."""
        return self.limit.zone

    @property
    def binds(self) -> bool:
        """Whether it has a date that somebody can be held to: not a projection, nor a share of nobody knows what."""
        return self.certainty == Certainty.FIXED and not (self.amounts and self.amounts["required"] is None)


class DueDate(models.Model):
    """One date that a deadline has had: from when the mission knew it, how it came about, and why it changed."""

    append_only = True

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="dates")
    known_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ends_on = models.DateField(null=True)
    certainty = models.CharField(max_length=12, choices=Certainty.listed)
    is_suspended = models.BooleanField()
    is_waived = models.BooleanField()
    arithmetic = models.TextField()
    why = models.TextField()

    class Meta:
        ordering = ["deadline", "id"]
        constraints = [
            within("certainty", Certainty.values, name="due_date_certainty_known"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.arithmetic}"


class Timetable(models.Model):
    """One agreement's dates as a whole. Whoever changes a fact that dates rest on holds this row first.

    `turn_at` is when a list without an end needs its next item; empty where none has.
    """

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, primary_key=True, related_name="timetable")
    turn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["turn_at"], name="timetable_to_turn", condition=Q(turn_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"timetable of {self.agreement_id}"
