"""The register of parties, shared by all missions: search, roles, merge of duplicates, import."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin import scope
from commitments.admin.base import Register
from commitments.admin.forms import Careful
from commitments.admin.party_pages import import_page, merge_page
from commitments.models import AgreementParty, Party


class PartyForm(Careful):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        above, seen = self.cleaned_data.get("parent"), set()
        while above and self.instance.pk and above.pk not in seen:
            if above.pk == self.instance.pk:
                self.add_error("parent", _("A party cannot stand under itself or under one of its own bodies."))
                break
            seen.add(above.pk)
            above = above.parent
        return cleaned


class MergedFilter(admin.SimpleListFilter):
    title = gettext_lazy("merged")
    parameter_name = "merged"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", gettext_lazy("No")), ("yes", gettext_lazy("Yes, duplicates"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        if self.value() in ("yes", "no"):
            return queryset.filter(merged_into__isnull=self.value() == "no")
        return None


@admin.register(Party)
class PartyAdmin(Register):
    form = PartyForm
    actions = ("merge",)
    fields = ("slug", "name", "short_name", "kind", "parent", "note", "merged", "roles")
    readonly_fields = ("merged", "roles")
    list_display = ("name", "short_name", "slug", "kind", "parent", "roles", "merged")
    list_filter = ("kind", MergedFilter)
    list_select_related = ("parent", "merged_into")
    search_fields = ("name", "short_name", "slug")
    change_list_template = "admin/parties/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = AgreementParty.objects.filter(agreement__mission__in=scope.missions(request)).select_related("agreement")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("agreement_roles", queryset=mine, to_attr="roles_here"))
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        rows, twice = super().get_search_results(request, queryset, search_term)
        choosing = request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"
        return (rows.filter(merged_into=None) if choosing else rows), twice

    def get_urls(self) -> list[URLPattern]:
        page = path("import/", self.admin_site.admin_view(self.import_view), name="commitments_party_import")
        return [page, *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        return import_page(self, request)

    @admin.action(description=gettext_lazy("Merge duplicates…"))
    def merge(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        return merge_page(self, request, queryset)

    @admin.display(description=gettext_lazy("roles in your missions' agreements"))
    def roles(self, party: Any) -> str:
        return (
            ", ".join(
                f"{one.get_role_display()} ({one.agreement.reference})" for one in getattr(party, "roles_here", [])
            )
            or "–"
        )

    @admin.display(description=gettext_lazy("merged into"))
    def merged(self, party: Any) -> str:
        return str(party.merged_into or "–")
