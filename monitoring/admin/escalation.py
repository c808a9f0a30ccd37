"""After how long a mission tells on what stays open."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from commitments.admin.base import Register, clock, person
from commitments.admin.scope import ScopedFilter
from monitoring.actions.escalation import set_waits
from monitoring.models import Escalation


@admin.register(Escalation)
class EscalationAdmin(Register):
    """Without a row for a mission, analysts and administrators are told as soon as a flag is raised."""

    fields = ("mission", "analysts_after_hours", "administrators_after_hours")
    list_display = ("mission", "analysts_after_hours", "administrators_after_hours")
    list_filter = (("mission", ScopedFilter),)
    list_select_related = ("mission",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("mission",) if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # emptied, it says the same

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        kept = set_waits(
            mission=obj.mission,
            analysts=obj.analysts_after_hours,
            administrators=obj.administrators_after_hours,
            by=person(request),
            at=clock(request),
        )
        obj.pk = kept.pk
