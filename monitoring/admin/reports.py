"""Verification reports, in every version."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commitments.admin.base import ReadOnly
from commitments.admin.scope import ScopedFilter
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState


@admin.register(VerificationReport)
class ReportAdmin(ReadOnly):
    list_display = (
        "reference",
        "commitment",
        "state",
        "finding",
        "implementation",
        "author",
        "decided_by",
        "decided_at",
    )
    list_filter = (("mission", ScopedFilter), "state", "finding")
    list_select_related = ("commitment", "author", "decided_by", "mission")
    search_fields = ("=number", "commitment__reference")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        # A draft stays among those who may draft, here as on the desk.
        return super().get_queryset(request).exclude(state=ReportState.DRAFT)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "rests_on"]

    @admin.display(description=gettext_lazy("rests on"))
    def rests_on(self, report: Any) -> str:
        return ", ".join(report.observations.values_list("reference", flat=True)) or "–"
