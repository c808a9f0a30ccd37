"""Observations: what a monitor perceived. Added, never edited."""

from __future__ import annotations

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Mission
from commitments.models.fields import together, within
from commitments.models.vocabulary import EquipmentCategory
from monitoring.models.vocabulary import (
    Access,
    Credibility,
    Directness,
    Means,
    PlacePrecision,
    Reliability,
    Sighting,
    TimePrecision,
)
from monitoring.querysets import ObservationQuerySet


class Observation(models.Model):
    """What was perceived, when, where, by what means and how sure. Access denied is one in its own right.

    `client_id` is made with the form, so that a second submit of the same form finds the first one's receipt.
    `received_at` is the server's clock; `event_at` is what the monitor says.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client_id = models.UUIDField()
    reference = models.CharField(max_length=20)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="observations")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="observations")
    observer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="observations")
    content_hash = models.CharField(max_length=64)
    received_at = models.DateTimeField()

    sighting = models.CharField(max_length=12, choices=Sighting.listed)
    event_at = models.DateTimeField()
    event_precision = models.CharField(max_length=12, choices=TimePrecision.listed)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    place_precision = models.CharField(max_length=12, choices=PlacePrecision.listed)
    place_name = models.CharField(max_length=160, blank=True)
    means = models.CharField(max_length=12, choices=Means.listed)
    directness = models.CharField(max_length=12, choices=Directness.listed)
    reliability = models.CharField(max_length=1, choices=Reliability.listed)
    credibility = models.CharField(max_length=1, choices=Credibility.listed)
    access = models.CharField(max_length=12, choices=Access.listed)
    access_reason = models.TextField(blank=True)
    narrative = models.TextField(blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.UniqueConstraint(fields=["observer", "client_id"], name="one_observation_per_form"),
            models.UniqueConstraint(fields=["mission", "reference"], name="one_observation_per_reference"),
            together("latitude", "longitude", name="observation_has_both_coordinates"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="observation_is_on_earth",
            ),
            models.CheckConstraint(condition=Q(access="granted") | ~Q(access_reason=""), name="no_access_says_why"),
            models.CheckConstraint(
                condition=(Q(sighting="no_access") & Q(access="denied"))
                | (~Q(sighting="no_access") & ~Q(access="denied")),
                name="denied_means_nothing_was_seen",
            ),
            within("sighting", Sighting.values, name="sighting_known"),
            within("event_precision", TimePrecision.values, name="event_precision_known"),
            within("place_precision", PlacePrecision.values, name="place_precision_known"),
            within("means", Means.values, name="means_known"),
            within("directness", Directness.values, name="directness_known"),
            within("reliability", Reliability.values, name="reliability_known"),
            within("credibility", Credibility.values, name="credibility_known"),
            within("access", Access.values, name="access_known"),
        ]
        indexes = [
            models.Index(fields=["mission", "-received_at"], name="observation_newest"),
            models.Index(fields=["commitment", "-event_at"], name="observation_by_commitment"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.reference

    @property
    def grade(self) -> str:
        """Source reliability and information credibility, graded independently, as in `B2`."""
        return f"{self.reliability}{self.credibility}"


class ObservedQuantity(models.Model):
    """How many of what were counted in one observation."""

    append_only = True

    observation = models.ForeignKey(Observation, on_delete=models.PROTECT, related_name="quantities")
    category = models.CharField(max_length=32, choices=EquipmentCategory.listed)
    detail = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = _("observed quantities")
        ordering = ["observation", "category", "detail"]
        constraints = [
            models.UniqueConstraint(fields=["observation", "category", "detail"], name="one_count_per_type"),
            within("category", EquipmentCategory.values, name="observed_category_known"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.count} {self.get_category_display()} {self.detail}".strip()
