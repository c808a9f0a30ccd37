"""What approved reports say was done becomes the deeds that dates are counted from and met by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from commitments.actions.events import replace_deeds
from commitments.agreement_file.contents import quantity_name
from commitments.models import Commitment, Deed, User
from commitments.models.vocabulary import Capacity, DeedKind
from monitoring.models import VerificationReport, VerifiedQuantity
from monitoring.queries.facts import reports_of
from monitoring.rules.progress import Verified, progress
from monitoring.rules.standing import ReportFact, done


def follow_reports(commitment: Commitment, *, by: User | None, at: datetime, why: str) -> None:
    """Bring the commitment's deeds into line with its reports in force, and every date that hangs on them."""
    deeds = [*_starts_and_completions(commitment), *_progress(commitment)]
    replace_deeds(commitment=commitment, deeds=deeds, by=by, at=at, why=why)


def _starts_and_completions(commitment: Commitment) -> Iterator[Deed]:
    """Of each obligor its own, since a report may speak of one alone; of a single obligor, the commitment's."""
    reports = list(reports_of(commitment))
    for obligor_id in _obligors(commitment):
        for kind in (DeedKind.START, DeedKind.COMPLETION):
            if found := done(reports, start=kind == DeedKind.START, obligor_id=obligor_id):
                yield _deed(commitment, kind, obligor_id, *found)


def _obligors(commitment: Commitment) -> Iterable[int | None]:
    ids = [role.party_id for role in commitment.party_roles.filter(capacity=Capacity.OBLIGOR).order_by("party")]
    return ids if len(ids) > 1 else [None]


def _deed(commitment: Commitment, kind: DeedKind, obligor_id: int | None, moment: datetime, said: ReportFact) -> Deed:
    return Deed(
        commitment=commitment,
        obligor_id=obligor_id,
        kind=kind,
        happened_at=moment,
        day_only=False,
        source=said.reference,
        report=said.reference,
    )


def _progress(commitment: Commitment) -> Iterator[Deed]:
    rows = (
        VerifiedQuantity.objects.filter(report__in=VerificationReport.objects.in_force(), report__commitment=commitment)
        .select_related("report", "quantity")
        .order_by("report__decided_at")
    )
    verified = [
        Verified(
            quantity_name(row.quantity.category, row.quantity.detail),
            row.amount,
            row.report.decided_at,
            row.report.reference,
        )
        for row in rows
        if row.report.decided_at
    ]
    for step in progress(verified):
        yield Deed(
            commitment=commitment,
            kind=DeedKind.PROGRESS,
            happened_at=step.at,
            day_only=False,
            amount=step.amount,
            category=step.of,
            source=step.report,
            report=step.report,
        )
