"""Missions, the boundary of access, and who belongs to them."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.fields import validate_zone, within
from commitments.models.vocabulary import MemberRole
from commitments.querysets import MissionQuerySet


@pghistory.track()
class Mission(models.Model):
    """The body that monitors. Everything but parties and users belongs to exactly one mission."""

    slug = models.SlugField(_("short name in addresses"), unique=True, max_length=40)
    name = models.CharField(max_length=160)
    zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_zone])
    is_exercise = models.BooleanField(_("exercise: everything in it is fictional"), default=False)
    is_archive = models.BooleanField(_("archive: kept for reading, no clock runs and nobody verifies"), default=False)
    decide_within_days = models.PositiveSmallIntegerField(
        _("days within which a submitted report must be decided"), null=True, blank=True, default=7
    )
    note = models.TextField(_("what a reader must know first"), blank=True)

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Membership(models.Model):
    """One user's role in one mission."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=MemberRole.listed)

    class Meta:
        ordering = ["mission", "role", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "mission"], name="one_role_per_mission"),
            within("role", MemberRole.values, name="membership_role_known"),
        ]
        indexes = [models.Index(fields=["mission", "role"], name="membership_by_role")]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
