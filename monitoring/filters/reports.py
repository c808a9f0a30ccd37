"""Filters of the list of reports."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from commitments.models.vocabulary import Finding
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState
from monitoring.querysets import ReportQuerySet


class ReportFilter(FilterSet):  # type: ignore[misc]
    state = ChoiceFilter(label=_("State"), choices=ReportState.choices, empty_label=_("any"))
    finding = ChoiceFilter(label=_("Finding"), choices=Finding.choices, empty_label=_("any"))
    q = CharFilter(
        label=_("Commitment"),
        method="by_commitment",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("reference or words")}),
    )

    class Meta:
        model = VerificationReport
        fields = ["state", "finding", "q"]

    def by_commitment(self, rows: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        """Reports on commitments whose reference or title holds these words."""
        return rows.filter(Q(commitment__reference__icontains=value) | Q(commitment__title__icontains=value))
