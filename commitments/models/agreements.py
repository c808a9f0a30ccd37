"""Agreements: their parties, provisions in several texts, milestones and sites."""

from __future__ import annotations

from datetime import datetime

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.fields import together, validate_zone, within
from commitments.models.missions import Mission
from commitments.models.parties import Party
from commitments.models.vocabulary import Basis, MilestoneKind, PartyRole


@pghistory.track()
class Agreement(models.Model):
    """What was agreed, as one mission holds it."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="agreements")
    reference = models.SlugField(_("reference, such as NK23"), max_length=16)
    title = models.CharField(max_length=200)
    zone = models.CharField(_("time zone of the text"), max_length=64, validators=[validate_zone])
    summary = models.TextField(blank=True)
    source = models.TextField(_("where the text was read"))
    is_fictional = models.BooleanField(default=False)
    parties = models.ManyToManyField(Party, through="AgreementParty", related_name="agreements")

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "reference"], name="one_agreement_per_reference"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class AgreementParty(models.Model):
    """The role of a party in an agreement, and the date from which it adheres."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="party_roles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreement_roles")
    role = models.CharField(max_length=16, choices=PartyRole.listed)
    adhered_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("party role")
        ordering = ["agreement", "role", "party"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party", "role"], name="one_row_per_party_role"),
            within("role", PartyRole.values, name="party_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.get_role_display()}"


@pghistory.track()
class Provision(models.Model):
    """One article or paragraph."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="provisions")
    article = models.CharField(_("article reference"), max_length=40)
    heading = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["agreement", "position", "article"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "article"], name="one_provision_per_article"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement.reference} {self.article}"


@pghistory.track()
class ProvisionText(models.Model):
    """One language's or one party's version of a provision. Versions may differ; none is preferred here."""

    provision = models.ForeignKey(Provision, on_delete=models.CASCADE, related_name="texts")
    version = models.CharField(_("whose version"), max_length=80)
    language = models.CharField(_("language tag"), max_length=12, default="en")
    text = models.TextField()
    is_paraphrase = models.BooleanField(_("paraphrase, not the wording"), default=True)
    source = models.TextField()

    class Meta:
        ordering = ["provision", "version"]
        constraints = [
            models.UniqueConstraint(fields=["provision", "version", "language"], name="one_text_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.provision}, {self.version} ({self.language})"


@pghistory.track()
class Milestone(models.Model):
    """An event that limits are counted from. One that has not happened has no time."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="milestones")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=24, choices=MilestoneKind.listed)
    name = models.CharField(max_length=120)
    de_jure_at = models.DateTimeField(null=True, blank=True)
    de_jure_day_only = models.BooleanField(_("de jure: only the day is known"), default=True)
    de_facto_at = models.DateTimeField(null=True, blank=True)
    de_facto_day_only = models.BooleanField(_("de facto: only the day is known"), default=True)
    adopted = models.CharField(_("time that the mission counts from"), max_length=8, choices=Basis.listed)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["agreement", "key"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "key"], name="one_milestone_per_key"),
            within("kind", MilestoneKind.values, name="milestone_kind_known"),
            within("adopted", Basis.values, name="milestone_basis_known"),
            models.CheckConstraint(
                condition=Q(de_jure_at__isnull=True, de_facto_at__isnull=True) | ~Q(source=""),
                name="milestone_time_has_source",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def at(self) -> datetime | None:
        """The adopted instant, or None while it has not happened."""
        return self.de_jure_at if self.adopted == Basis.DE_JURE else self.de_facto_at


@pghistory.track()
class Site(models.Model):
    """A place that commitments speak of. A name without coordinates is an honest site."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="sites")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    precision_m = models.PositiveIntegerField(_("precision in metres"), null=True, blank=True)
    zone_note = models.TextField(_("zone or line, in words"), blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["mission", "name"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "key"], name="one_site_per_key"),
            together("latitude", "longitude", name="site_has_both_coordinates"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="site_is_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name
