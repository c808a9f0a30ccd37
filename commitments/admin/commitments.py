"""Commitments with their parties, quantities and deadlines."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from commitments.actions.deadlines import set_deadline
from commitments.admin import scope
from commitments.admin.base import InScope, Parts, PartsFormSet, Register
from commitments.admin.forms import RULE, Careful, CommitmentForm, DeadlineForm, QuantityForm
from commitments.admin.scope import ScopedFilter
from commitments.admin.typed import ModelChoiceField, StackedInline
from commitments.models import Agreement, Commitment, CommitmentParty, Deadline, Milestone, Quantity, User
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


class MilestoneField(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.agreement.reference} · {obj.name}"


class Deadlines(InScope, StackedInline):
    """What the text says, and what was computed from it. The computed dates are never typed."""

    model = Deadline
    form = DeadlineForm
    formset = PartsFormSet
    extra = 0
    fields = (
        ("key", "kind", "label"),
        "obligor",
        ("anchor", "offset_amount", "offset_unit"),
        ("on_date", "at_instant"),
        ("boundary", "zone"),
        "reading",
        ("arithmetic", "first_due_at", "due_at", "met_at"),
    )
    readonly_fields = ("arithmetic", "first_due_at", "due_at", "met_at")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "anchor":
            kwargs["form_class"] = MilestoneField
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and field.queryset.model is Milestone:
            field.queryset = field.queryset.select_related("agreement").order_by("agreement__reference", "name")
        return field


@admin.register(Commitment)
class CommitmentAdmin(Register):
    form = CommitmentForm
    inlines = (CommitmentParties, Quantities, Deadlines)
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
        ("verification_interval_days", "watched_from"),
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
        return ("agreement", "reference") if obj else ()

    def zone_for(self, request: HttpRequest, object_id: str | None) -> str | None:
        if object_id is not None:
            row = self.get_object(request, object_id)
            return row.agreement.zone if row else None
        chosen = request.POST.get("agreement", "")
        if not (chosen.isdecimal() and len(chosen) < 18):
            return None
        agreement = scope.scoped(Agreement, request).filter(pk=chosen).first()
        return agreement.zone if agreement else None

    def keep_part(self, row: Any, *, by: User, at: datetime) -> None:
        if isinstance(row, Deadline) and row._state.adding:
            rule = {name: getattr(row, name) for name in (*RULE, "label", "reading") if name != "key"}
            if not rule["zone"]:
                rule.pop("zone")
            set_deadline(commitment=row.commitment, key=row.key, by=by, at=at, **rule)
        else:
            super().keep_part(row, by=by, at=at)
