"""*My commitments*: what a monitor should look at next."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import member
from commitments.models import Commitment
from monitoring.queries.rows import obligors
from monitoring.views.pages import answer, page_of

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
    listed = commitments.with_timeliness(now).select_related("standing").most_pressing_first(now)
    page = page_of(listed, request, PER_PAGE)
    bound = obligors(commitment.pk for commitment in page)
    context = {
        "now": now,
        "page": page,
        "commitments": [(commitment, bound[commitment.pk]) for commitment in page],
        "q": words,
    }
    return answer(request, "monitoring/mine.html", "rows", context)
