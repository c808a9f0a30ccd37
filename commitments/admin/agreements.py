"""Agreements with their parties, provisions and milestones; the texts of a provision; sites."""

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from commitments.actions.events import record_milestone
from commitments.admin.base import InScope, Parts, PartsFormSet, Register
from commitments.admin.forms import Careful, MilestoneForm, SiteForm
from commitments.admin.scope import ScopedFilter
from commitments.admin.typed import StackedInline
from commitments.models import (
    Agreement,
    AgreementParty,
    Milestone,
    Provision,
    ProvisionText,
    Site,
    User,
)


class PartyRoles(Parts):
    model = AgreementParty
    form = Careful
    autocomplete_fields = ("party",)


class Provisions(Parts):
    model = Provision
    form = Careful
    fields = ("position", "article", "heading", "texts_of")
    readonly_fields = ("texts_of",)

    @admin.display(description=gettext_lazy("texts"))
    def texts_of(self, provision: Any) -> str:
        if not provision.pk:
            return "–"
        address = reverse("admin:commitments_provision_change", args=[provision.pk])
        return format_html('<a href="{}">{}</a>', address, gettext_lazy("open the texts"))


class Milestones(InScope, StackedInline):
    model = Milestone
    form = MilestoneForm
    formset = PartsFormSet
    extra = 0
    fields = (
        ("key", "kind", "name"),
        ("de_jure_at", "de_jure_day_only"),
        ("de_facto_at", "de_facto_day_only"),
        ("adopted", "source"),
    )


@admin.register(Agreement)
class AgreementAdmin(Register):
    form = Careful
    inlines = (PartyRoles, Milestones, Provisions)
    list_display = ("reference", "title", "mission", "zone", "is_fictional")
    list_display_links = ("reference", "title")
    list_filter = (("mission", ScopedFilter), "is_fictional")
    list_select_related = ("mission",)
    search_fields = ("reference", "title")
    told_with = (AgreementParty, Provision, Milestone)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("mission", "reference") if obj else ()

    def zone_for(self, request: HttpRequest, object_id: str | None) -> str | None:
        posted = request.POST.get("zone")
        if object_id is None:
            return posted if posted in available_timezones() else None
        row = self.get_object(request, object_id)
        return row.zone if row else None

    def keep_part(self, row: Any, *, by: User, at: datetime) -> None:
        if isinstance(row, Milestone):
            record_milestone(milestone=row, by=by, at=at, source=row.source)
        else:
            super().keep_part(row, by=by, at=at)


class Texts(Parts):
    model = ProvisionText
    form = Careful


@admin.register(Provision)
class ProvisionAdmin(Register):
    form = Careful
    inlines = (Texts,)
    list_display = ("__str__", "heading", "agreement")
    list_filter = (("agreement", ScopedFilter),)
    list_select_related = ("agreement",)
    search_fields = ("article", "heading", "agreement__reference")
    told_with = (ProvisionText,)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("agreement",) if obj else ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("agreement")


@admin.register(Site)
class SiteAdmin(Register):
    form = SiteForm
    list_display = ("name", "key", "mission", "latitude", "longitude", "precision_m")
    list_filter = (("mission", ScopedFilter),)
    list_select_related = ("mission",)
    search_fields = ("name", "key")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("mission",) if obj else ()
