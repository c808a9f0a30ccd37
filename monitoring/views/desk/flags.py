"""What lapsed or comes near, since when, when that was noticed, and how it ended."""

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import member
from monitoring.filters.flags import FlagFilter
from monitoring.models import Flag
from monitoring.models.vocabulary import FlagKind
from monitoring.views.pages import answer, page_of


@require_safe
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest lapse first."""
    membership = member(request, slug, "read_overview")
    raised = Flag.objects.filter(mission=membership.mission_id)
    shown = raised.select_related("commitment", "deadline__limit__commitment", "deadline__obligor").order_by(
        "-lapsed_at", "pk"
    )
    asked = FlagFilter(request.GET, queryset=shown, request=request)
    context = {
        "now": timezone.now(),
        "filter": asked,
        "page": page_of(asked.chosen, request),
        **_counts(raised),
    }
    return answer(request, "monitoring/flags.html", "list", context, refused=bool(asked.form.errors))


def _counts(raised: QuerySet[Flag]) -> dict[str, int]:
    """How many flags there are, and how many that are open say that something lapsed, or only that it comes near."""
    still_open, near = Q(closed_at=None), Q(kind=FlagKind.DUE_SOON)
    return raised.aggregate(
        total=Count("pk"),
        lapsed=Count("pk", filter=still_open & ~near),
        near=Count("pk", filter=still_open & near),
    )
