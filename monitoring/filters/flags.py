"""Filters of the list of flags."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from monitoring.filters.commitments import agreements_here
from monitoring.models import Flag
from monitoring.models.vocabulary import FlagKind


class FlagFilter(filters.FilterSet):  # type: ignore[misc]
    """What lapsed or comes near, and whether it is over."""

    state = filters.ChoiceFilter(
        choices=[("open", _("open")), ("closed", _("closed"))],
        label=_("State"),
        empty_label=_("open and closed"),
        method="ended",
    )
    kind = filters.ChoiceFilter(choices=FlagKind.listed, label=_("What it says"), empty_label=_("all kinds"))
    agreement = filters.ModelChoiceFilter(
        queryset=agreements_here,
        field_name="commitment__agreement",
        to_field_name="reference",
        label=_("Agreement"),
        empty_label=_("all agreements"),
    )

    class Meta:
        model = Flag
        fields: list[str] = []

    def ended(self, rows: QuerySet[Flag], name: str, value: str) -> QuerySet[Flag]:
        return rows.filter(closed_at__isnull=value == "open")

    @property
    def chosen(self) -> QuerySet[Flag]:
        """The flags that match; none while a filter is not understood."""
        found: QuerySet[Flag] = self.qs
        return found if self.form.is_valid() or not self.is_bound else found.none()
