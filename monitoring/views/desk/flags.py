"""What lapsed, when it did, when that was noticed, and how it ended."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import member
from monitoring.filters.flags import FlagFilter
from monitoring.models import Flag
from monitoring.views.pages import answer, page_of


@require_safe
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest lapse first."""
    membership = member(request, slug, "read_overview")
    raised = Flag.objects.filter(mission=membership.mission_id)
    shown = raised.select_related("commitment", "deadline").order_by("-lapsed_at", "pk")
    asked = FlagFilter(request.GET, queryset=shown, request=request)
    context = {
        "now": timezone.now(),
        "filter": asked,
        "page": page_of(asked.chosen, request),
        "total": raised.count(),
    }
    return answer(request, "monitoring/flags.html", "list", context, refused=bool(asked.form.errors))
