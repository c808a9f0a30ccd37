"""The record of every change of state: read here, written by actions alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commitments.admin.base import ReadOnly
from commitments.admin.scope import ScopedFilter
from commitments.models import RecordEntry


@admin.register(RecordEntry)
class RecordEntryAdmin(ReadOnly):
    list_display = ("at", "verb", "subject", "by", "mission")
    list_filter = (("mission", ScopedFilter),)
    list_select_related = ("by", "mission")
    search_fields = ("verb", "subject")
    ordering = ("-id",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["at", "by", "verb", "subject", "mission", "content", "uuid"]
