"""Verification reports: drafted, submitted, decided by somebody else, corrected by a new version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.models import Commitment, Mission, Party, Quantity, User
from commitments.models.vocabulary import Capacity, Finding, Implementation
from monitoring.actions.deeds import follow_reports
from monitoring.actions.standing import settle
from monitoring.models import Notice, Observation, ReportObservation, VerificationReport, VerifiedQuantity
from monitoring.models.vocabulary import Access, NoticeKind, ReportState


@dataclass(frozen=True)
class Findings:
    """What a report says. Instants are aware; `completed_at` goes with full implementation and only with it."""

    finding: str
    implementation: int
    standard_of_proof: str
    conclusion: str
    reasoning: str
    observations: Iterable[Observation]
    limits_on_access: str = ""
    obligor: Party | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    quantities: Mapping[Quantity, int] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in {"observations", "quantities"}}


@transaction.atomic
def draft_report(
    *, commitment: Commitment, findings: Findings, by: User, at: datetime, form_id: UUID | None = None
) -> VerificationReport:
    """Begin a report over named observations of one commitment. A draft changes nobody's standing.

    `form_id` is made with the form, so that a form sent again revises the report it began instead of another one.
    Raises ValidationError in an archive, where nobody verifies any more.
    """
    mission = Mission.objects.select_for_update(no_key=True).get(pk=commitment.mission_id)  # numbers: one by one
    _refuse_unless(not mission.is_archive, _("This mission is an archive. Nothing is verified here any more."))
    if begun := _begun_by_this_form(form_id, commitment, by=by):
        return revise_report(report=begun, findings=findings, by=by, at=at)
    last = VerificationReport.objects.filter(mission=commitment.mission_id).aggregate(last=Max("number"))["last"]
    report = VerificationReport(
        mission=commitment.mission, commitment=commitment, number=(last or 0) + 1, author=by, drafted_at=at
    )
    report.pk = form_id or report.pk
    return _write(report, findings, "report drafted", by=by, at=at)


@transaction.atomic
def revise_report(*, report: VerificationReport, findings: Findings, by: User, at: datetime) -> VerificationReport:
    """Change a draft, or a returned report, which becomes a draft again. Only its author may.

    The same words sent again change nothing, whatever became of the report since.
    """
    report = _locked(report)
    _refuse_unless(report.author_id == by.pk, _("Only the author changes a draft."))
    if report.state != ReportState.RETURNED and _says(report, findings):
        return report
    _refuse_unless(
        report.state in {ReportState.DRAFT, ReportState.RETURNED},
        _("This report is no longer a draft, so it cannot be changed. Correct it by a new version."),
    )
    report.state = ReportState.DRAFT
    report.submitted_at = report.decided_at = report.decided_by = None
    return _write(report, findings, "report revised", by=by, at=at)


@transaction.atomic
def submit_report(*, report: VerificationReport, by: User, at: datetime) -> VerificationReport:
    """Hand a draft to a second person."""
    report = _locked(report)
    _refuse_unless(report.author_id == by.pk, _("Only the author submits a draft."))
    _refuse_unless(report.state == ReportState.DRAFT, _("Only a draft can be submitted."))
    _refuse_unless(report.bases.exists(), _("A report rests on at least one observation. Choose one, then submit."))
    _refuse_unless(
        bool(report.conclusion.strip() and report.reasoning.strip()),
        _("A report says what it concludes and why. Write both, then submit."),
    )
    _refuse_more_than_was_seen(report)
    report.state, report.submitted_at, report.decision_reason = ReportState.SUBMITTED, at, ""
    report.save()
    _record(report, "report submitted", by=by, at=at)
    _tell(report, NoticeKind.REPORT_SUBMITTED, at=at)
    settle([report.commitment], at=at, why=_("report submitted"))  # the wait for a decision has its own alarm
    return report


@transaction.atomic
def approve_report(
    *,
    report: VerificationReport,
    by: User,
    at: datetime,
    reason: str = "",
    read_as_submitted_at: datetime | None = None,
) -> VerificationReport:
    """Decide that the report stands. From here on the database refuses any change to it.

    `read_as_submitted_at` is the submission that the decider read; a report submitted anew since then is refused.
    """
    report = _decide(report, ReportState.APPROVED, by=by, at=at, reason=reason, read=read_as_submitted_at)
    why = _("report %(reference)s approved") % {"reference": report.reference}
    follow_reports(report.commitment, by=by, at=at, why=why)
    settle([report.commitment], at=at, why=why)
    _tell(report, NoticeKind.REPORT_APPROVED, at=at)
    return report


@transaction.atomic
def return_report(
    *, report: VerificationReport, by: User, at: datetime, reason: str, read_as_submitted_at: datetime | None = None
) -> VerificationReport:
    """Send the report back to its author with a reason."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you return it, so that the author knows what to change.")})
    report = _decide(report, ReportState.RETURNED, by=by, at=at, reason=reason, read=read_as_submitted_at)
    _tell(report, NoticeKind.REPORT_RETURNED, at=at)
    settle([report.commitment], at=at, why=_("report returned"))
    return report


@transaction.atomic
def correct_report(*, report: VerificationReport, by: User, at: datetime) -> VerificationReport:
    """Begin the next version of an approved report, with the same content to start from.

    The approved one stays in force until the new version is approved. If that version was begun already, it is
    returned.
    """
    report = _locked(report)
    _refuse_unless(report.state == ReportState.APPROVED, _("Only an approved report is corrected by a new version."))
    begun = VerificationReport.objects.filter(supersedes=report).first()
    if begun:
        return begun
    new = VerificationReport(
        mission=report.mission,
        commitment=report.commitment,
        number=report.number,
        version=report.version + 1,
        supersedes=report,
        author=by,
        drafted_at=at,
    )
    return _write(new, findings_of(report), "correction begun", by=by, at=at)


def _refuse_more_than_was_seen(report: VerificationReport) -> None:
    """A closed gate is never compliance: completion meets limits and closes flags, so somebody must have seen it."""
    full = report.implementation == Implementation.FULL
    _refuse_unless(
        not (full and report.finding == Finding.UNABLE_TO_VERIFY),
        _("Unable to verify does not go with Full. Choose the level that was seen, or another finding."),
    )
    says_kept = full or report.finding in {Finding.COMPLIANT, Finding.PARTLY_COMPLIANT}
    _refuse_unless(
        not says_kept or report.observations.exclude(access=Access.DENIED).exists(),
        _("Access was denied every time, so nothing was seen to be kept. Choose another finding or observation."),
    )


def findings_of(report: VerificationReport) -> Findings:
    """What a report says now, to start a correction or a form from."""
    return Findings(
        finding=report.finding,
        implementation=report.implementation,
        standard_of_proof=report.standard_of_proof,
        conclusion=report.conclusion,
        reasoning=report.reasoning,
        limits_on_access=report.limits_on_access,
        obligor=report.obligor,
        started_at=report.started_at,
        completed_at=report.completed_at,
        observations=list(report.observations.all()),
        quantities={row.quantity: row.amount for row in report.quantities.select_related("quantity")},
    )


def _begun_by_this_form(form_id: UUID | None, commitment: Commitment, *, by: User) -> VerificationReport | None:
    begun = VerificationReport.objects.filter(pk=form_id).first() if form_id else None
    if begun:
        _refuse_unless(
            begun.author_id == by.pk and begun.commitment_id == commitment.pk,
            _("This form belongs to another report. Open a new one; nothing was changed."),
        )
    return begun


def _write(report: VerificationReport, findings: Findings, verb: str, *, by: User, at: datetime) -> VerificationReport:
    for name, value in findings.fields().items():
        setattr(report, name, value)
    report.obligor = _named_obligor(report.commitment, findings.obligor)
    report.save()
    report.bases.all().delete()
    ReportObservation.objects.bulk_create(
        ReportObservation(report=report, observation=observation)
        for observation in findings.observations
        if observation.commitment_id == report.commitment_id
    )
    report.quantities.all().delete()
    VerifiedQuantity.objects.bulk_create(
        VerifiedQuantity(report=report, quantity=quantity, amount=amount)
        for quantity, amount in findings.quantities.items()
        if quantity.commitment_id == report.commitment_id
    )
    _record(report, verb, by=by, at=at)
    return report


def _says(report: VerificationReport, findings: Findings) -> bool:
    wanted = {**findings.fields(), "obligor": _named_obligor(report.commitment, findings.obligor)}
    rests_on = set(report.bases.values_list("observation_id", flat=True))
    verified = {row.quantity_id: row.amount for row in report.quantities.all()}
    return (
        all(getattr(report, name) == value for name, value in wanted.items())
        and rests_on == {observation.pk for observation in findings.observations}
        and verified == {quantity.pk: amount for quantity, amount in findings.quantities.items()}
    )


def _named_obligor(commitment: Commitment, obligor: Party | None) -> Party | None:
    """A commitment with one obligor speaks of that one anyway; naming it would miss limits that name none."""
    return obligor if commitment.party_roles.filter(capacity=Capacity.OBLIGOR).count() > 1 else None


def _decide(
    report: VerificationReport, state: ReportState, *, by: User, at: datetime, reason: str, read: datetime | None
) -> VerificationReport:
    report = _locked(report)
    _refuse_unless(report.author_id != by.pk, _("The author never decides. Ask a second verifier."))
    _refuse_unless(report.state == ReportState.SUBMITTED, _("Only a submitted report can be decided."))
    _refuse_unless(
        read in (None, report.submitted_at),
        _("The author has changed this report since you opened it. Read it again, then decide."),
    )
    report.state, report.decided_at, report.decided_by, report.decision_reason = state, at, by, reason
    report.save()
    _record(report, f"report {state.value}", by=by, at=at, reason=reason)
    return report


def _locked(report: VerificationReport) -> VerificationReport:
    rows = VerificationReport.objects.select_for_update(of=("self",)).select_related(
        "commitment__mission", "commitment__agreement__mission", "mission"
    )
    return rows.get(pk=report.pk)


def _refuse_unless(condition: bool, message: str) -> None:
    if not condition:
        raise ValidationError(message)


def _tell(report: VerificationReport, kind: NoticeKind, *, at: datetime) -> None:
    Notice.objects.create(mission=report.mission, kind=kind, report=report, fell_due_at=at, created_at=at)


def _record(report: VerificationReport, verb: str, *, by: User, at: datetime, **content: Any) -> None:
    record(
        verb,
        subject=report.reference,
        mission=report.mission,
        by=by,
        at=at,
        report=report.pk,
        commitment=report.commitment.reference,
        finding=report.finding,
        implementation=report.implementation,
        observations=sorted(str(pk) for pk in report.bases.values_list("observation_id", flat=True)),
        **content,
    )
