"""Statements, as they were recorded."""

from django.contrib import admin

from commitments.admin.base import ReadOnly
from commitments.admin.scope import ScopedFilter
from monitoring.models import Statement


@admin.register(Statement)
class StatementAdmin(ReadOnly):
    list_display = ("stated_on", "party", "kind", "agreement", "commitment", "recorded_by")
    list_filter = (("mission", ScopedFilter), "kind")
    list_select_related = ("party", "agreement", "commitment", "recorded_by")
    search_fields = ("party__name", "agreement__reference", "commitment__reference")
