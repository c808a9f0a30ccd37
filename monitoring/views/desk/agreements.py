"""The agreements and the page of one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.access import load_agreement, member
from commitments.models import AgreementParty
from commitments.models.vocabulary import PartyRole
from commitments.rules.roles import may
from monitoring.queries import agreements as read
from monitoring.queries.dossier import sides
from monitoring.queries.rows import obligors
from monitoring.views.pages import page_of


@require_safe
def agreements(request: HttpRequest, slug: str) -> HttpResponse:
    """Every agreement of the mission."""
    membership = member(request, slug)
    now = timezone.now()
    page = page_of(read.agreements(membership, now=now), request)
    return render(request, "monitoring/agreements.html", {"now": now, "page": page})


@require_safe
def agreement(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One agreement: its parties, milestones, commitments, statements, texts and places."""
    membership = member(request, slug)
    now = timezone.now()
    one = load_agreement(membership, reference)
    page = page_of(read.commitments_of(one, now=now), request, per_page=50)
    bound = obligors(commitment.pk for commitment in page)
    context = {
        "now": now,
        "agreement": one,
        "parties": sorted(one.party_roles.select_related("party").order_by("party__name"), key=_by_role),
        "milestones": read.milestones(one),
        "provisions": read.provisions(one),
        "page": page,
        "commitments": [(commitment, bound[commitment.pk]) for commitment in page],
        "sides": sides(read.general_statements(one)),
        "sites": read.sites(one),
        "receipts": read.receipts(one),
        "receivable": read.receivable(one),
        "can_say": may(membership.role, "record_statement"),
        "can_move": not membership.mission.is_archive and may(membership.role, "extend_deadline"),
    }
    return render(request, "monitoring/agreement.html", context)


def _by_role(held: AgreementParty) -> int:
    """Those who are bound first, in the order in which the vocabulary lists the roles."""
    return PartyRole.values.index(held.role)
