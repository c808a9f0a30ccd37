"""Observations, as they were received."""

from django.contrib import admin

from commitments.admin.base import Parts, ReadOnly
from commitments.admin.scope import ScopedFilter
from monitoring.models import Observation, ObservedQuantity


class Counted(Parts):
    model = ObservedQuantity
    readonly = True


@admin.register(Observation)
class ObservationAdmin(ReadOnly):
    inlines = (Counted,)
    list_display = ("reference", "commitment", "event_at", "sighting", "access", "observer", "received_at")
    list_filter = (("mission", ScopedFilter), "sighting", "access", "means")
    list_select_related = ("commitment", "observer", "mission")
    search_fields = ("reference", "commitment__reference")
