"""Deadlines computed from the text's time limits, the other readings beside them, and the acts that move them."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Milestone
from commitments.models.commitments import Commitment
from commitments.models.fields import together, validate_zone, within
from commitments.models.parties import Party
from commitments.models.vocabulary import Boundary, LimitAct, LimitKind, Unit


class Deadline(models.Model):
    """A dated item computed from one time limit: the rule, the instant, its arithmetic, and whether it was met.

    `first_due_at` never changes once set; `due_at` follows extensions. `wake_at` is the clock's note to itself:
    the instant at which the scan must look at this row, empty when there is nothing to wait for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="deadlines")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=16, choices=LimitKind.listed, default=LimitKind.COMPLETE_BY)
    label = models.CharField(max_length=160, blank=True)
    obligor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")

    anchor = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    offset_amount = models.PositiveIntegerField(null=True, blank=True)
    offset_unit = models.CharField(max_length=8, choices=Unit.listed, null=True, blank=True)  # noqa: DJ001
    on_date = models.DateField(null=True, blank=True)
    at_instant = models.DateTimeField(null=True, blank=True)
    boundary = models.CharField(max_length=16, choices=Boundary.listed, default=Boundary.END_OF_DAY)
    zone = models.CharField(max_length=64, validators=[validate_zone])
    reading = models.TextField(_("the words it rests on, and their source"), blank=True)

    first_due_at = models.DateTimeField(null=True, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)
    arithmetic = models.TextField(editable=False)
    met_at = models.DateTimeField(null=True, editable=False)
    met_by = models.CharField(max_length=40, blank=True, editable=False)
    suspended_at = models.DateTimeField(null=True, editable=False)
    waived_at = models.DateTimeField(null=True, editable=False)
    wake_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["commitment", "due_at", "key"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="one_deadline_per_key"),
            within("kind", LimitKind.values, name="limit_kind_known"),
            within("boundary", Boundary.values, name="boundary_known"),
            within("offset_unit", Unit.values, name="offset_unit_known"),
            together("anchor", "offset_amount", "offset_unit", name="offset_is_whole"),
            models.CheckConstraint(
                condition=Q(anchor__isnull=False, on_date__isnull=True, at_instant__isnull=True)
                | Q(anchor__isnull=True, on_date__isnull=False, at_instant__isnull=True)
                | Q(anchor__isnull=True, on_date__isnull=True, at_instant__isnull=False),
                name="deadline_has_one_rule",
            ),
            together("first_due_at", "due_at", name="due_has_first_due"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True, met_by="") | (Q(met_at__isnull=False) & ~Q(met_by="")),
                name="met_says_by_what",
            ),
            models.CheckConstraint(
                condition=Q(wake_at__isnull=True)
                | Q(
                    wake_at=F("due_at"),
                    met_at__isnull=True,
                    suspended_at__isnull=True,
                    waived_at__isnull=True,
                ),
                name="clock_waits_for_open_deadlines_only",
            ),
        ]
        indexes = [
            # The scan asks only for what has come due, so the index holds only what still waits.
            models.Index(fields=["wake_at"], name="deadline_to_wake", condition=Q(wake_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.commitment.reference} {self.get_kind_display()}"


@pghistory.track()
class Reading(models.Model):
    """Another defensible reading of the same clause. It stays visible beside the adopted one."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="other_readings")
    words = models.TextField(_("how the clause can also be read"))
    on_date = models.DateField(null=True, blank=True)
    source = models.TextField()
    reason_not_adopted = models.TextField(blank=True)

    class Meta:
        ordering = ["deadline", "on_date"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "words"], name="one_row_per_reading"),
        ]

    def __str__(self) -> str:
        return self.words


class Extension(models.Model):
    """A dated act on a deadline by a named grantor with a reason. The first date stays; acts are never edited."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="extensions")
    act = models.CharField(max_length=12, choices=LimitAct.listed, default=LimitAct.EXTENSION)
    granted_by = models.CharField(_("granted by"), max_length=160)
    granted_on = models.DateField()
    from_due_at = models.DateTimeField(null=True)
    to_due_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    source = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            within("act", LimitAct.values, name="limit_act_known"),
            models.CheckConstraint(
                condition=Q(act="extension", to_due_at__isnull=False)
                | (~Q(act="extension") & Q(to_due_at__isnull=True)),
                name="extension_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(to_due_at__isnull=True) | Q(to_due_at__gt=F("from_due_at")),
                name="extension_moves_later",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="limit_act_has_reason"),
            models.CheckConstraint(condition=~Q(granted_by=""), name="limit_act_has_grantor"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} of {self.deadline}"
