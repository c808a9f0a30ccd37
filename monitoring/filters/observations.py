"""Filters of the list of observations."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from monitoring.models import Observation
from monitoring.models.vocabulary import Access, Means
from monitoring.querysets import ObservationQuerySet


class ObservationFilter(FilterSet):  # type: ignore[misc]
    q = CharFilter(
        label=_("Words"),
        method="by_words",
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("reference, place or text")}),
    )
    commitment = CharFilter(
        label=_("Commitment"),
        field_name="commitment__reference",
        lookup_expr="iexact",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": _("such as NV-04")}),
    )
    access = ChoiceFilter(label=_("Access"), choices=Access.choices, empty_label=_("any"))
    means = ChoiceFilter(label=_("Means"), choices=Means.choices, empty_label=_("any"))

    class Meta:
        model = Observation
        fields = ["q", "commitment", "access", "means"]

    def by_words(self, rows: ObservationQuerySet, name: str, value: str) -> ObservationQuerySet:
        """Observations whose reference, place, narrative or reason of refusal holds these words."""
        return rows.filter(
            Q(reference__icontains=value)
            | Q(place_name__icontains=value)
            | Q(narrative__icontains=value)
            | Q(access_reason__icontains=value)
        )
