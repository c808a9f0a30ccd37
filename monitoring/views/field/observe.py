"""Logging an observation: the form, its refusals, and the way to the receipt."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from commitments.access import load_commitment, member
from commitments.models import Commitment
from monitoring.actions.observations import SentBefore, log_observation
from monitoring.forms.observation import ObservationForm
from monitoring.models import Observation


@require_http_methods(["GET", "HEAD", "POST"])
def observe(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """One form, one observation. What is refused comes back with everything that was typed."""
    membership = member(request, slug, "observe")
    commitment = load_commitment(membership, reference)
    if membership.mission.is_archive:
        return _nothing_is_observed_here(request, commitment)
    now = timezone.now()
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ObservationForm(*sent, commitment=commitment, now=now)
    if not form.is_bound:
        return _page(request, commitment, form, status=200)
    if not form.is_valid():
        if form.cleaned_data.get("client_id") is None:
            form.renumber()
        return _page(request, commitment, form, status=422)
    try:
        kept = log_observation(
            commitment=commitment, seen=form.seen(), client_id=form.number, by=membership.user, at=now
        )
    except SentBefore as before:
        form.renumber()
        return _page(request, commitment, form, status=409, first=before.first)
    return _to_receipt(request, kept)


def _page(
    request: HttpRequest,
    commitment: Commitment,
    form: ObservationForm,
    *,
    status: int,
    first: Observation | None = None,
) -> HttpResponse:
    template = "monitoring/observe.html#form" if request.htmx else "monitoring/observe.html"  # type: ignore[attr-defined]
    commitment.timeliness = commitment.standing.timeliness(form.now)  # type: ignore[attr-defined]
    context = {"commitment": commitment, "form": form, "first": first, "now": form.now}
    return render(request, template, context, status=status)


def _to_receipt(request: HttpRequest, kept: Observation) -> HttpResponse:
    address = reverse("observation", args=[kept.mission.slug, kept.pk])
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(address)
    response = redirect(address)
    response.status_code = 303
    return response


def _nothing_is_observed_here(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    typed = request.POST.get("narrative", "") if request.method == "POST" else ""
    return render(request, "monitoring/observe_archive.html", {"commitment": commitment, "typed": typed}, status=409)
