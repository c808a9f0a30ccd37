"""The desk's first page, which refreshes itself by a conditional poll."""

from datetime import timedelta
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import condition, require_safe

from commitments.access import member
from commitments.models import RecordEntry
from monitoring.filters.commitments import Scope
from monitoring.queries import overview as read
from monitoring.queries.feed import feed
from monitoring.queries.matrix import matrix
from monitoring.rules.matrix import AXES
from monitoring.views.desk.visits import last_visit, note_visit
from monitoring.views.pages import answer

FIRST_VISIT = timedelta(days=7)


def state(request: HttpRequest, slug: str) -> str:
    """Names what this reader would be shown: nothing new in the record within this minute means nothing to swap."""
    membership = member(request, slug, "read_overview")
    newest = (
        RecordEntry.objects.filter(mission=membership.mission_id).order_by("-id").values_list("id", flat=True).first()
    )
    parts = (
        membership.user_id,
        membership.role,
        newest,
        timezone.now().strftime("%Y%m%d%H%M"),
        request.get_full_path(),
        bool(request.htmx),  # type: ignore[attr-defined]
        last_visit(request, membership.mission),
    )
    return '"' + sha256("|".join(map(str, parts)).encode()).hexdigest()[:32] + '"'


@require_safe
@condition(etag_func=state)
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole page, or for its own poll the board alone."""
    membership = member(request, slug, "read_overview")
    now = timezone.now()
    if not request.htmx:  # type: ignore[attr-defined]
        note_visit(request, membership.mission, now=now)
    scope = Scope(request.GET, request=request, now=now)
    chosen = scope.chosen
    axis = request.GET.get("axis", AXES[0])
    since = last_visit(request, membership.mission)
    narrowed = _narrowed(scope)
    context = {
        "now": now,
        "filter": scope,
        "axes": AXES,
        "counts": read.counts(chosen, membership=membership, now=now),
        "rows": read.late_and_soon(chosen, membership=membership, now=now),
        "overlooked": [] if membership.mission.is_archive else read.nobody_has_looked(chosen, now=now),
        "matrix": matrix(
            chosen,
            axis=axis if axis in AXES else AXES[0],
            now=now,
            party=scope.form.cleaned_data.get("party"),
            archive=membership.mission.is_archive,
        ),
        "findings": read.findings_and_contested(chosen, now=now),
        "observations": read.newest_observations(chosen, membership),
        "since": since,
        "feed": feed(membership.mission, since=since or now - FIRST_VISIT, commitments=chosen if narrowed else None),
        "narrowed": narrowed,
        "points_query": f"?{urlencode(narrowed)}" if narrowed else "",
        # The map keeps its place through refreshes, and is drawn anew when the filter changes.
        "map_id": "map-" + sha256(repr(narrowed).encode()).hexdigest()[:8],
    }
    return answer(request, "monitoring/overview.html", "board", context, refused=bool(scope.form.errors))


def _narrowed(scope: Scope) -> dict[str, str]:
    """The filters that were set, as the address has them; with one that was not understood, whatever was asked."""
    return {name: scope.data[name] for name in scope.filters if scope.data.get(name)}
