"""The map's points, for pages of every role."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import member
from monitoring.filters.commitments import PointFilter
from monitoring.queries import points as read


@require_safe
def points(request: HttpRequest, slug: str) -> JsonResponse:
    """GeoJSON of what the filter in the address chooses."""
    membership = member(request, slug)
    asked = PointFilter(request.GET, request=request, now=timezone.now())
    found = read.points(asked.chosen, membership)
    status = 422 if asked.form.errors else 200
    return JsonResponse(found, status=status, content_type="application/geo+json")
