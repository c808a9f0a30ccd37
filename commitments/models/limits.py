"""Time limits as the text sets them: how each can be read, and the acts of those entitled to move it.

A rule is kept as the table that an agreement file has (`docs/agreement-format.md`), in JSON with dates in ISO 8601,
and is read by the same reader, so that a file, a form and the database cannot come to mean different things.
"""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitments import Commitment
from commitments.models.fields import together, validate_zone, within
from commitments.models.parties import Party
from commitments.models.vocabulary import LimitAct, LimitKind


@pghistory.track()
class TimeLimit(models.Model):
    """One limit of a commitment. `shape` says how it repeats, renews itself, is shared out and is capped.

    One entered in error is struck out with a reason: it stays on the record and gives no date.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="limits")
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=16, choices=LimitKind.listed, default=LimitKind.COMPLETE_BY)
    label = models.CharField(max_length=160, blank=True)
    obligor = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="limits")
    zone = models.CharField(max_length=64, validators=[validate_zone])
    extendable = models.BooleanField(_("may be extended or suspended"), default=True)
    shape = models.JSONField(default=dict, blank=True)
    struck_at = models.DateTimeField(null=True, blank=True, editable=False)
    struck_why = models.TextField(null=True, blank=True, editable=False)  # noqa: DJ001 - paired with struck_at

    class Meta:
        ordering = ["commitment", "key"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "key"], name="one_limit_per_key"),
            within("kind", LimitKind.values, name="limit_kind_known"),
            together("struck_at", "struck_why", name="striking_has_reason"),
        ]

    def __str__(self) -> str:
        return self.label or f"{self.commitment.reference} {self.get_kind_display()}"


@pghistory.track()
class Reading(models.Model):
    """One defensible reading of the clause: the one adopted when the limit was entered, or one that stays beside it.

    A later adoption of another reading is an act; it never rewrites which was adopted first.
    """

    limit = models.ForeignKey(TimeLimit, on_delete=models.CASCADE, related_name="readings")
    key = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    is_adopted = models.BooleanField(default=False)
    rule = models.JSONField()
    words = models.TextField(_("how the clause can be read"), blank=True)
    source = models.TextField()
    reason = models.TextField(_("why it was adopted, or why not"), blank=True)

    class Meta:
        ordering = ["limit", "position"]
        constraints = [
            models.UniqueConstraint(fields=["limit", "key"], name="one_row_per_reading"),
            models.UniqueConstraint(fields=["limit"], condition=Q(is_adopted=True), name="one_reading_adopted"),
            models.CheckConstraint(
                condition=Q(rule__has_any_keys=["at", "on", "after", "with", "first_of", "last_of"]),
                name="reading_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.words or self.key


class Act(models.Model):
    """A dated act on a limit by a named grantor with a reason. The first date stays; acts are never edited.

    `content` says what the act does: `{"to": {"on": "2020-11-25"}}`, `{"by": "2 weeks"}`, `{"reading": "second-day"}`,
    and the `period` of a limit that repeats.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    limit = models.ForeignKey(TimeLimit, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=12, choices=LimitAct.listed)
    granted_by = models.CharField(_("granted by"), max_length=160)
    granted_on = models.DateField()
    content = models.JSONField(default=dict, blank=True)
    reason = models.TextField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["granted_on", "recorded_at", "id"]
        constraints = [
            within("kind", LimitAct.values, name="limit_act_known"),
            models.CheckConstraint(
                condition=~Q(kind="extension") | Q(content__has_any_keys=["to", "by"]),
                name="extension_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(kind="adoption") | Q(content__has_key="reading"), name="adoption_names_a_reading"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="limit_act_has_reason"),
            models.CheckConstraint(condition=~Q(granted_by=""), name="limit_act_has_grantor"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.limit}"
