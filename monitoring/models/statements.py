"""Statements: what a party says, attributed and dated, beside the findings and never merged with them."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from commitments.models import Agreement, Commitment, Mission, Party
from commitments.models.fields import within
from monitoring.models.vocabulary import StatementKind


class Statement(models.Model):
    """One statement by one party about an agreement, or about one commitment of it."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="statements")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="statements")
    commitment = models.ForeignKey(
        Commitment, null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=16, choices=StatementKind.listed)
    stated_on = models.DateField()
    text = models.TextField()
    is_paraphrase = models.BooleanField(default=True)
    language = models.CharField(max_length=12, default="en")
    source = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["stated_on", "recorded_at"]
        constraints = [within("kind", StatementKind.values, name="statement_kind_known")]
        indexes = [models.Index(fields=["commitment", "stated_on"], name="statement_by_commitment")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.party}, {self.stated_on}"
