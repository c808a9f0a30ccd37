"""Commitments: one obligation each, by whom towards whom, how much of what, and where."""

from __future__ import annotations

from datetime import timedelta

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.agreements import Agreement, Provision, Site
from commitments.models.fields import within
from commitments.models.missions import Mission
from commitments.models.parties import Party
from commitments.models.vocabulary import Capacity, CommitmentKind, EquipmentCategory, Term
from commitments.querysets import CommitmentQuerySet


@pghistory.track()
class Commitment(models.Model):
    """One obligation of one or more obligors towards others, from one provision."""

    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="commitments")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="commitments")
    provision = models.ForeignKey(
        Provision, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments"
    )
    reference = models.SlugField(_("reference, such as NK23-04"), max_length=20)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=32, choices=CommitmentKind.listed)
    term = models.CharField(_("how it is limited in time"), max_length=20, choices=Term.listed)
    text = models.TextField(_("what was promised, in plain words"), blank=True)
    source = models.TextField(blank=True)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="commitments")
    zone_note = models.TextField(_("zone, in words"), blank=True)
    verification_interval_days = models.PositiveSmallIntegerField(
        _("days within which it must be observed again"), null=True, blank=True
    )
    watched_from = models.DateTimeField(_("observed by the mission from"), null=True, blank=True)
    is_prohibition = models.BooleanField(_("forbids something, with no day on which it is kept"), default=False)
    # What it waits for and in which ratio it is released, as an agreement file says it.
    reciprocity = models.JSONField(default=dict, blank=True)
    parties = models.ManyToManyField(Party, through="CommitmentParty", related_name="commitments")

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "reference"], name="one_commitment_per_reference"),
            within("kind", CommitmentKind.values, name="commitment_kind_known"),
            within("term", Term.values, name="commitment_term_known"),
            models.CheckConstraint(
                condition=Q(verification_interval_days__isnull=True)
                | Q(verification_interval_days__gt=0, watched_from__isnull=False),
                name="interval_has_a_beginning",
            ),
        ]
        indexes = [models.Index(fields=["mission", "kind"], name="commitment_by_kind")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def verification_interval(self) -> timedelta | None:
        """How long it may go unobserved, or None where nobody set an interval."""
        days = self.verification_interval_days
        return None if days is None else timedelta(days=days)


@pghistory.track()
class CommitmentParty(models.Model):
    """A party as obligor, beneficiary or guarantor of one commitment."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="party_roles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="commitment_roles")
    capacity = models.CharField(max_length=12, choices=Capacity.listed)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["commitment", "capacity", "party__name"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "party", "capacity"], name="one_row_per_capacity"),
            within("capacity", Capacity.values, name="capacity_known"),
        ]
        indexes = [models.Index(fields=["party", "capacity"], name="commitments_of_a_party")]

    def __str__(self) -> str:
        return f"{self.party} ({self.get_capacity_display()})"


@pghistory.track()
class Quantity(models.Model):
    """How much of what, against a declared baseline that may be unknown. Unknown never becomes a number."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="quantities")
    category = models.CharField(max_length=32, choices=EquipmentCategory.listed)
    detail = models.CharField(_("threshold or type"), max_length=120, blank=True)
    amount = models.PositiveIntegerField(_("amount promised"), null=True, blank=True)
    baseline = models.PositiveIntegerField(_("declared baseline"), null=True, blank=True)
    baseline_source = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = _("quantities")
        ordering = ["commitment", "category", "detail"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "category", "detail"], name="one_quantity_per_type"),
            within("category", EquipmentCategory.values, name="quantity_category_known"),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | ~Q(baseline_source=""), name="baseline_has_source"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [str(self.get_category_display()), self.detail]))
