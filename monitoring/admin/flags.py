"""Flags: what lapsed, when it was noticed and how it ended."""

from django.contrib import admin

from commitments.admin.base import ReadOnly
from commitments.admin.scope import ScopedFilter
from monitoring.models import Flag


@admin.register(Flag)
class FlagAdmin(ReadOnly):
    list_display = ("commitment", "kind", "lapsed_at", "noticed_at", "closed_at", "closed_why")
    list_filter = (("mission", ScopedFilter), "kind")
    list_select_related = ("commitment", "mission")
    search_fields = ("commitment__reference",)
