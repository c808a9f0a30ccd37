"""*My commitments*: what a monitor should look at next."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import member
from commitments.models import Commitment
from monitoring.views.field.pressing import pressing, with_obligors

PER_PAGE = 30


@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """Late first, then due, then unobserved for longest."""
    membership = member(request, slug, "observe")
    now, words = timezone.now(), request.GET.get("q", "").replace("\0", "").strip()[:200]
    commitments = Commitment.objects.in_mission(membership.mission)
    if words:
        commitments = commitments.filter(
            Q(reference__icontains=words) | Q(title__icontains=words) | Q(parties__name__icontains=words)
        ).distinct()
    listed = with_obligors(commitments.with_timeliness(now).most_pressing_first(now))
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    rows = [pressing(commitment, zone=membership.mission.zone, now=now) for commitment in page]
    template = "monitoring/mine.html#rows" if request.htmx else "monitoring/mine.html"  # type: ignore[attr-defined]
    return render(request, template, {"rows": rows, "page": page, "q": words, "now": now})
