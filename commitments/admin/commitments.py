"""Commitments with their parties, quantities and deadlines."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin import scope
from commitments.admin.base import InScope, Parts, PartsFormSet, Register
from commitments.admin.forms import Careful, CommitmentForm, QuantityForm
from commitments.admin.scope import ScopedFilter
from commitments.admin.typed import StackedInline
from commitments.models import Agreement, Commitment, CommitmentParty, Quantity, TimeLimit
from commitments.models.vocabulary import Capacity


class ObligorsFormSet(PartsFormSet):
    """A commitment nobody is bound by is none."""

    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if getattr(form, "cleaned_data", None) and form not in self.deleted_forms]
        if any(form.errors for form in self.forms):
            return
        if not any(form.cleaned_data.get("capacity") == Capacity.OBLIGOR for form in kept):
            raise forms.ValidationError(_("Name at least one obligor: the party that is bound by this."))


class CommitmentParties(Parts):
    model = CommitmentParty
    form = Careful
    formset = ObligorsFormSet
    autocomplete_fields = ("party",)


class Quantities(Parts):
    model = Quantity
    form = QuantityForm


class Limits(InScope, StackedInline):
    """The time limits as they stand. They are entered with their arithmetic in view, and moved only by acts."""

    model = TimeLimit
    extra = 0
    readonly = True
    fields = ("key", "kind", "label", "obligor", "zone", "struck_why")
    readonly_fields = fields
    can_delete = False


@admin.register(Commitment)
class CommitmentAdmin(Register):
    form = CommitmentForm
    inlines = (CommitmentParties, Quantities, Limits)
    fields = (
        "agreement",
        "reference",
        "title",
        "provision",
        ("kind", "term"),
        "text",
        "source",
        "site",
        "zone_note",
        "is_prohibition",
        ("verification_interval_days", "watched_from"),
        "time_limits",
    )
    list_display = ("reference", "title", "agreement", "kind", "term")
    list_display_links = ("reference", "title")
    list_filter = (("mission", ScopedFilter), ("agreement", ScopedFilter), "kind", "term")
    list_select_related = ("agreement",)
    search_fields = ("reference", "title")
    told_with = (CommitmentParty, Quantity)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("mission", "agreement__mission")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("agreement", "reference", "time_limits") if obj else ("time_limits",)

    @admin.display(description=gettext_lazy("time limits"))
    def time_limits(self, commitment: Any) -> str:
        if not commitment.pk:
            return _("Save the commitment first.")
        address = reverse("limit_new", args=[commitment.mission.slug, commitment.reference])
        return format_html('<a href="{}">{}</a>', address, _("Build a time limit"))

    def zone_for(self, request: HttpRequest, object_id: str | None) -> str | None:
        if object_id is not None:
            row = self.get_object(request, object_id)
            return row.agreement.zone if row else None
        chosen = request.POST.get("agreement", "")
        if not (chosen.isdecimal() and len(chosen) < 18):
            return None
        agreement = scope.scoped(Agreement, request).filter(pk=chosen).first()
        return agreement.zone if agreement else None
