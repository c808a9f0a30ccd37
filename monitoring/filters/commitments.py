"""Filters of commitments: for their list, the overview and the map."""

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.models import Agreement, Commitment, CommitmentParty, Mission, Party
from commitments.models.vocabulary import Capacity, CommitmentKind, Finding, Implementation
from commitments.querysets import CommitmentQuerySet
from commitments.rules.contestation import Contestation
from commitments.rules.timeliness import Timeliness
from commitments.templatetags.looks import LOOKS
from monitoring.queries.conditions import CONTESTED, NEVER_SEEN, denied_this_week, not_observed_in_time

NONE = "none"
ORDERS = {
    "reference": ("reference",),
    "-reference": ("-reference",),
    "due": (F("standing__due_at").asc(nulls_last=True), "reference"),
    "-due": (F("standing__due_at").desc(nulls_last=True), "reference"),
    "seen": (F("standing__last_observed_at").asc(nulls_first=True), "reference"),
    "-seen": (F("standing__last_observed_at").desc(nulls_last=True), "reference"),
}


def agreements_here(request: Any) -> QuerySet[Agreement]:
    """The agreements of the reader's mission, to choose from."""
    return Agreement.objects.filter(mission=request.membership.mission_id)


def _obligors(request: Any) -> QuerySet[Party]:
    bound = CommitmentParty.objects.filter(commitment__mission=request.membership.mission_id, capacity=Capacity.OBLIGOR)
    return Party.objects.filter(pk__in=bound.values("party")).order_by("name")


def _words(axis: str, values: Any) -> list[tuple[str, Any]]:
    return [(str(value), LOOKS[axis][str(value)].word) for value in values]


class Scope(filters.FilterSet):  # type: ignore[misc]
    """Which commitments are spoken of: one agreement's, one obligor's, one kind's."""

    agreement = filters.ModelChoiceFilter(
        queryset=agreements_here, to_field_name="reference", label=_("Agreement"), empty_label=_("all agreements")
    )
    party = filters.ModelChoiceFilter(
        queryset=_obligors,
        to_field_name="slug",
        label=_("Obligor"),
        empty_label=_("all obligors"),
        method="bound",
    )
    kind = filters.ChoiceFilter(choices=CommitmentKind.listed, label=_("Kind"), empty_label=_("all kinds"))

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, data: Any, *, request: Any, now: datetime) -> None:
        """`request.membership` names the mission; `now` is what the words late, soon and this week are counted from."""
        self.now = now
        mission: Mission = request.membership.mission
        rows = Commitment.objects.in_mission(mission).with_timeliness(now).select_related("standing", "agreement")
        super().__init__(data, queryset=rows, request=request)

    def bound(self, rows: CommitmentQuerySet, name: str, party: Party) -> CommitmentQuerySet:
        # A subquery, so that a second condition on parties elsewhere cannot meet this one's join.
        roles = CommitmentParty.objects.filter(party=party, capacity=Capacity.OBLIGOR)
        return rows.filter(pk__in=roles.values("commitment"))

    @property
    def chosen(self) -> CommitmentQuerySet:
        """The commitments that match; none while a filter is not understood, because any list would mislead."""
        found: CommitmentQuerySet = self.qs
        return found if self.form.is_valid() or not self.is_bound else found.none()


class CommitmentFilter(Scope):
    """Everything the list of commitments can be narrowed and sorted by."""

    q = filters.CharFilter(label=_("Reference, title or place"), method="search", max_length=100)
    timeliness = filters.ChoiceFilter(
        choices=_words("timeliness", Timeliness), label=_("Timeliness"), empty_label=_("any")
    )
    finding = filters.ChoiceFilter(
        choices=[*_words("finding", Finding.values), (NONE, LOOKS["finding"][""].word)],
        label=_("Finding"),
        empty_label=_("any"),
        method="found",
    )
    implementation = filters.ChoiceFilter(
        choices=[*_words("implementation", Implementation.values), (NONE, LOOKS["implementation"][""].word)],
        label=_("Implementation"),
        empty_label=_("any"),
        method="implemented",
    )
    contestation = filters.ChoiceFilter(
        choices=[("contested", _("denied or disputed")), *_words("contestation", Contestation)],
        label=_("Contestation"),
        empty_label=_("any"),
        method="contested",
    )
    unobserved = filters.ChoiceFilter(
        choices=[("1", _("not observed in time"))], label=_("Looked at"), empty_label=_("any"), method="overlooked"
    )
    seen = filters.ChoiceFilter(
        choices=[("never", _("never observed"))], label=_("Ever seen"), empty_label=_("any"), method="ever_seen"
    )
    access = filters.ChoiceFilter(
        choices=[("denied", _("denied this week"))], label=_("Access"), empty_label=_("any"), method="denied"
    )
    order = filters.ChoiceFilter(
        choices=[
            ("reference", _("by reference")),
            ("-reference", _("by reference, last first")),
            ("due", _("first due first")),
            ("-due", _("last due first")),
            ("seen", _("unseen for longest first")),
            ("-seen", _("seen last first")),
        ],
        label=_("Order"),
        empty_label=_("most pressing first"),
        method="ordered",
    )

    def search(self, rows: CommitmentQuerySet, name: str, words: str) -> CommitmentQuerySet:
        """Every word must stand somewhere in the reference, the title or the place."""
        for word in words.split():
            rows = rows.filter(
                Q(reference__icontains=word)
                | Q(title__icontains=word)
                | Q(zone_note__icontains=word)
                | Q(site__name__icontains=word)
            )
        return rows

    def found(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(standing__finding="" if value == NONE else value)

    def implemented(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(standing__implementation=None if value == NONE else int(value))

    def contested(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(CONTESTED if value == "contested" else Q(standing__contestation=value))

    def overlooked(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(not_observed_in_time(self.now))

    def ever_seen(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(NEVER_SEEN)

    def denied(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.filter(denied_this_week(self.now))

    def ordered(self, rows: CommitmentQuerySet, name: str, value: str) -> CommitmentQuerySet:
        return rows.order_by(*ORDERS[value])

    @property
    def listed(self) -> CommitmentQuerySet:
        """The chosen ones in the asked order, the most pressing first where none is asked."""
        asked = self.is_bound and self.form.is_valid() and self.form.cleaned_data.get("order")
        return self.chosen if asked else self.chosen.most_pressing_first(self.now)


class PointFilter(CommitmentFilter):
    """The same for the map, which a commitment's own page asks for one reference."""

    commitment = filters.CharFilter(field_name="reference", max_length=20)
