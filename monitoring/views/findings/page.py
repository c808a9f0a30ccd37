"""The page of one version of a report: what it says, what it rests on, and what this reader may do with it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from commitments.models import Membership
from commitments.rules.roles import may
from monitoring.forms.decision import DecisionForm
from monitoring.forms.report_evidence import promised_in_words
from monitoring.models import VerificationReport
from monitoring.models.vocabulary import ReportState


@dataclass(frozen=True)
class Moves:
    """What the reader may do now. The actions check again; this only decides which buttons stand there."""

    edit: bool = False
    submit: bool = False
    decide: bool = False
    correct: bool = False
    waits_for_another: bool = False


def moves_of(report: VerificationReport, membership: Membership, *, corrected: bool) -> Moves:
    """The moves open to this member. `corrected`: the next version was begun already."""
    if not may(membership.role, "draft_report"):
        return Moves()
    own, state = report.author_id == membership.user_id, report.state
    return Moves(
        edit=own and state in {ReportState.DRAFT, ReportState.RETURNED},
        submit=own and state == ReportState.DRAFT,
        decide=not own and state == ReportState.SUBMITTED and may(membership.role, "decide_report"),
        correct=state == ReportState.APPROVED and not corrected,
        waits_for_another=own and state == ReportState.SUBMITTED,
    )


def address(report: VerificationReport, name: str = "report") -> str:
    """The address of this version, or of a move on it."""
    return reverse(name, args=[report.mission.slug, report.number, report.version])


def show(
    request: HttpRequest,
    membership: Membership,
    report: VerificationReport,
    *,
    decision: DecisionForm | None = None,
    refusal: ValidationError | None = None,
) -> HttpResponse:
    """The page; with a refusal or a decision that has errors, status 422."""
    versions = list(
        VerificationReport.objects.visible_to(membership)
        .filter(number=report.number)
        .select_related("author", "decided_by", "mission")
        .order_by("-version")
    )
    in_force = next((one for one in versions if one.state == ReportState.APPROVED), None)
    following = next((one for one in versions if one.version == report.version + 1), None)
    corrected = following is not None or VerificationReport.objects.filter(supersedes=report).exists()
    submitted = report.submitted_at.isoformat() if report.submitted_at else ""
    context = {
        "report": report,
        "commitment": report.commitment,
        "bases": report.observations.prefetch_related("quantities").order_by("-event_at"),
        "quantities": _quantities(report),
        "versions": versions,
        "in_force": in_force,
        "following": following,
        "moves": moves_of(report, membership, corrected=corrected),
        "decision": decision or DecisionForm(initial={"read": submitted}),
        "refusals": refusal.messages if refusal else [],
        "now": timezone.now(),
    }
    failed = bool(refusal or (decision and decision.errors))
    return render(request, "monitoring/report.html", context, status=422 if failed else 200)


def _quantities(report: VerificationReport) -> list[dict[str, Any]]:
    """Every promised quantity, with what this report holds verified of it, or None where it says nothing."""
    verified = {row.quantity_id: row.amount for row in report.quantities.all()}
    return [
        {"what": quantity, "promised": promised_in_words(quantity), "verified": verified.get(quantity.pk)}
        for quantity in report.commitment.quantities.order_by("category", "detail")
    ]
