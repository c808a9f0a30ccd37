"""What was observed: the list, and one of them, which is also its receipt."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.access import member
from commitments.rules.roles import may
from monitoring.access import load_observation
from monitoring.filters.observations import ObservationFilter
from monitoring.models import Observation
from monitoring.views.pages import answer, page_of


@require_safe
def observations(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first: a monitor's own, or for the desk everybody's."""
    membership = member(request, slug)
    visible = Observation.objects.visible_to(membership).select_related("commitment", "observer")
    found = ObservationFilter(request.GET, queryset=visible.prefetch_related("quantities"))
    context = {
        "form": found.form,
        "page": page_of(found.qs, request),
        "sees_all": may(membership.role, "read_observations"),
        "may_observe": may(membership.role, "observe") and not membership.mission.is_archive,
        "is_filtered": any(found.form.data.get(name) for name in found.form.fields),
    }
    return answer(request, "monitoring/observations.html", "rows", context, refused=not found.is_valid())


@require_safe
def observation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Everything that was kept. Its observer reads it as a receipt."""
    membership = member(request, slug)
    kept = load_observation(membership, pk)
    context = {
        "observation": kept,
        "quantities": list(kept.quantities.all()),
        "is_own": kept.observer_id == membership.user_id,
        "may_observe": may(membership.role, "observe") and not membership.mission.is_archive,
    }
    return render(request, "monitoring/observation.html", context)
