"""Writing a report: a new one, or one's own draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import load_commitment, member
from commitments.models import Commitment
from monitoring.access import load_report
from monitoring.actions.reports import draft_report, revise_report
from monitoring.forms import report_initial
from monitoring.forms.report import ReportForm
from monitoring.forms.report_evidence import OFFERED, observations_of
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState
from monitoring.views.findings.handing_over import hand_over
from monitoring.views.findings.page import address


def new(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Begin a report on a commitment."""
    membership = member(request, slug, "draft_report")
    commitment = load_commitment(membership, reference)
    form = _form(request, commitment, None)
    if request.method == "POST" and form.is_valid():
        try:
            report = draft_report(
                commitment=commitment,
                findings=form.findings(),
                by=membership.user,
                at=form.now,
                form_id=form.made_as,
            )
            return _saved(request, form, report)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return _page(request, form, commitment, None)


def edit(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """Change one's own draft, or one that came back."""
    membership = member(request, slug, "draft_report")
    report = load_report(membership, number, version)
    if report.author_id != membership.user_id:
        raise Http404
    if request.method != "POST" and report.state not in {ReportState.DRAFT, ReportState.RETURNED}:
        messages.info(request, _("This report is no longer a draft, so it cannot be changed."))
        return redirect(address(report))
    form = _form(request, report.commitment, report)
    if request.method == "POST" and form.is_valid():
        try:
            revised = revise_report(report=report, findings=form.findings(), by=membership.user, at=form.now)
            return _saved(request, form, revised)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return _page(request, form, report.commitment, report)


def _form(request: HttpRequest, commitment: Commitment, report: VerificationReport | None) -> ReportForm:
    observations = observations_of(
        commitment, report, chosen=request.POST.getlist("observations"), everything="all" in request.GET
    )
    initial = report_initial.of_report(report, commitment) if report else report_initial.of_new(observations)
    return ReportForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        commitment=commitment,
        observations=observations,
        now=timezone.now(),
    )


def _saved(request: HttpRequest, form: ReportForm, report: VerificationReport) -> HttpResponse:
    if form.submitting:
        hand_over(report, by=report.author, at=form.now)
        said = _("%(reference)s is submitted. Another verifier decides; until then it changes nothing.")
    else:
        said = _("%(reference)s is saved as a draft. It changes nothing until another verifier approves it.")
    messages.success(request, said % {"reference": report.reference})
    return redirect(address(report))


def _page(
    request: HttpRequest, form: ReportForm, commitment: Commitment, report: VerificationReport | None
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "commitment": commitment,
        "report": report,
        "offered": OFFERED,
        "total": commitment.observations.count(),
        "now": form.now,
    }
    return render(request, "monitoring/report_form.html", context, status=422 if form.errors else 200)
