"""Parties, shared by all missions, and the part each plays in an agreement."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from commitments.models.fields import within
from commitments.models.vocabulary import PartyKind


@pghistory.track()
class Party(models.Model):
    """A state, an armed formation, an international body, or a body of one of them."""

    slug = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=24, choices=PartyKind.listed)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="bodies")
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", editable=False
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("parties")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="one_party_per_name", condition=Q(merged_into__isnull=True)),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="party_is_not_its_own_parent"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="party_is_not_merged_into_itself"),
            within("kind", PartyKind.values, name="party_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as tables have room for it."""
        return self.short_name or self.name
