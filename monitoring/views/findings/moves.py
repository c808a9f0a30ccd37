"""The moves on a report: submit, decide, correct. Anything but POST leads back to its page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.access import member
from commitments.models import User
from commitments.templatetags.when import in_words
from monitoring.access import load_report
from monitoring.actions.reports import approve_report, correct_report, return_report
from monitoring.forms.decision import DecisionForm
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState
from monitoring.views.findings.handing_over import hand_over
from monitoring.views.findings.page import address, show


def submit(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """The author hands the draft to a second person."""
    membership = member(request, slug, "draft_report")
    report = load_report(membership, number, version)
    if request.method == "POST":
        try:
            hand_over(report, by=membership.user, at=timezone.now())
        except ValidationError as refusal:
            return show(request, membership, report, refusal=refusal)
        messages.success(request, _("Submitted. Another verifier decides; until then it changes nothing."))
    return redirect(address(report))


def decide(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """A second verifier approves, or returns with a reason."""
    membership = member(request, slug, "decide_report")
    report = load_report(membership, number, version)
    if request.method != "POST":
        return redirect(address(report))
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            _decide(report, form.cleaned_data, by=membership.user)
            return redirect(address(report))
        except ValidationError as refusal:
            form.add_error(None, refusal)
    report = load_report(membership, number, version)
    if report.author_id != membership.user_id and report.decided_at is not None:
        _say_who_decided(request, report, form.cleaned_data.get("decision"), reader=membership.user)
        return redirect(address(report))
    return show(request, membership, report, decision=form)


def correct(request: HttpRequest, slug: str, number: int, version: int) -> HttpResponse:
    """Begin the next version of an approved report; whoever comes second is led to the one that was begun."""
    membership = member(request, slug, "draft_report")
    report = load_report(membership, number, version)
    if request.method != "POST":
        return redirect(address(report))
    try:
        begun = correct_report(report=report, by=membership.user, at=timezone.now())
    except ValidationError as refusal:
        return show(request, membership, report, refusal=refusal)
    if begun.author_id == membership.user_id and begun.state == ReportState.DRAFT:
        return redirect(address(begun, "report_edit"))
    said = _("%(reference)s was begun by %(author)s. One correction is written at a time.")
    messages.info(request, said % {"reference": begun.reference, "author": begun.author})
    return redirect(address(begun))


def _decide(report: VerificationReport, answer: dict[str, Any], *, by: User) -> None:
    action = approve_report if answer["decision"] == "approve" else return_report
    action(report=report, by=by, at=timezone.now(), reason=answer["reason"], read_as_submitted_at=answer["read"])


def _say_who_decided(request: HttpRequest, report: VerificationReport, wanted: str | None, *, reader: User) -> None:
    assert report.decided_at is not None  # noqa: S101 - the caller has looked
    approved = report.state == ReportState.APPROVED
    facts = {
        "reference": report.reference,
        "state": _("approved") if approved else _("returned"),
        "who": report.decided_by,
        "when": in_words(report.decided_at, report.mission.zone),
    }
    if report.decided_by_id == reader.pk and wanted == ("approve" if approved else "return"):
        messages.info(request, _("You have decided already: %(reference)s was %(state)s on %(when)s.") % facts)
    else:
        said = _("%(who)s decided first: %(reference)s was %(state)s on %(when)s. Your decision was not recorded.")
        messages.warning(request, said % facts)
