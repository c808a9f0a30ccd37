"""The list of commitments and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import load_commitment, member
from commitments.models import Commitment, Membership
from commitments.models.vocabulary import StandardOfProof, Words
from commitments.rules.roles import may
from commitments.rules.treaty.calendar import civil_day
from monitoring.filters.commitments import CommitmentFilter
from monitoring.forms.known import KnownForm
from monitoring.queries.dossier import dossier
from monitoring.queries.rows import rows
from monitoring.views.pages import answer, page_of

FOLDED = ("agreement", "implementation", "contestation", "unobserved", "seen", "access", "order")
"""The filters that stay folded away until one of them is set."""


@require_safe
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, narrowed and ordered by the address."""
    membership = member(request, slug)
    now = timezone.now()
    asked = CommitmentFilter(request.GET, request=request, now=now)
    page = page_of(asked.listed, request)
    context = {
        "now": now,
        "filter": asked,
        "page": page,
        "rows": rows(list(page), membership=membership, now=now),
        "more": any(request.GET.get(name) for name in FOLDED),
        "total": Commitment.objects.in_mission(membership.mission).count(),
    }
    return answer(request, "monitoring/commitments.html", "list", context, refused=bool(asked.form.errors))


@require_safe
def commitment(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Everything about one commitment that this reader may know."""
    membership = member(request, slug)
    now = timezone.now()
    one = load_commitment(membership, reference)
    one.timeliness = one.standing.timeliness(now)  # type: ignore[attr-defined]
    known = KnownForm(request.GET if "known" in request.GET else None, today=civil_day(now, one.agreement.zone))
    page = dossier(one, membership=membership, now=now, known_on=known.day)
    context = {
        "now": now,
        "commitment": one,
        "page": page,
        "known_form": known,
        "can": _ways_on(membership),
        "standard_of_proof": _words_of(StandardOfProof, one.standing.standard_of_proof),
        "has_map": any(seen.latitude is not None for seen in page.observations),
    }
    return render(request, "monitoring/commitment.html", context)


def _ways_on(membership: Membership) -> dict[str, bool]:
    """What this reader may do from here. In an archive nobody observes, reports or moves dates; it is for reading."""
    alive = not membership.mission.is_archive
    return {
        "observe": alive and may(membership.role, "observe"),
        "draft": alive and may(membership.role, "draft_report"),
        "move": alive and may(membership.role, "extend_deadline"),
        "build": may(membership.role, "administer"),
        "say": may(membership.role, "record_statement"),
        "read_reports": may(membership.role, "read_reports"),
        "see_all": may(membership.role, "read_observations"),
    }


def _words_of(vocabulary: type[Words], value: str) -> str:
    return str(dict(vocabulary.choices).get(value, "")).lower()
