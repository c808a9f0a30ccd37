"""The record: one entry for every change of state, added and never rewritten."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models

from commitments.models.missions import Mission


class RecordEntry(models.Model):
    """Who did what to which thing, when, as the action said it. `subject` is a public reference, not a key."""

    append_only = True

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="record")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    content = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "record entries"
        ordering = ["id"]
        indexes = [
            # The dashboard's poll asks for a mission's newest entry and nothing else.
            models.Index(fields=["mission", "-id"], name="record_by_mission"),
            models.Index(fields=["mission", "subject"], name="record_by_subject"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
