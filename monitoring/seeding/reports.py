"""Verification reports of an exercise: drafted, and as the file says submitted, returned, approved, corrected."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from commitments.models import Commitment, Quantity, User
from commitments.models.vocabulary import EquipmentCategory, Finding, Implementation, StandardOfProof
from commitments.seeding.agreements import Loaded
from commitments.seeding.reading import Table
from monitoring.actions import reports
from monitoring.actions.reports import Findings
from monitoring.models import Observation, VerificationReport
from monitoring.seeding.clock import Event
from monitoring.seeding.people import Cast

Drafted = dict[str, VerificationReport]
"""Reports by their key in the file, as they come to be."""


def report_events(row: Table, loaded: Loaded, cast: Cast, drafted: Drafted) -> Iterator[Event]:
    """The drafting, and each later step for which the file gives a time."""
    key, commitment = row.text("key"), loaded.named(row, "on", loaded.commitments, row.text("on"))
    author = cast.person(row, "by")
    times = {
        step: loaded.calendar.instant(row, step, None) for step in ("drafted", "submitted", "returned", "approved")
    }
    if times["drafted"] is None:
        raise row.wrong("drafted", "is missing; a report begins with its drafting")
    decider = cast.person(row, "decided_by") if times["returned"] or times["approved"] else author
    reason, corrects = row.text("decision_reason", ""), row.text("corrects", "")
    findings = _findings(row, loaded, commitment)
    row.finish()

    def write(at: datetime) -> None:
        if corrects and corrects not in drafted:
            raise row.wrong("corrects", f"names {corrects!r}, which no earlier report of this file is called")
        with row.explaining():
            drafted[key] = _write(commitment, findings(at), drafted.get(corrects), by=author, at=at)

    def step(act: Any, by: User, **words: str) -> Callable[[datetime], None]:
        def taken(at: datetime) -> None:
            with row.explaining():
                drafted[key] = act(report=drafted[key], by=by, at=at, **words)

        return taken

    acts = {
        "drafted": write,
        "submitted": step(reports.submit_report, author),
        "returned": step(reports.return_report, decider, reason=reason),
        "approved": step(reports.approve_report, decider, reason=reason),
    }
    yield from (Event(at, acts[name]) for name, at in times.items() if at)


def _write(
    commitment: Commitment, findings: Findings, corrected: VerificationReport | None, *, by: User, at: datetime
) -> VerificationReport:
    if corrected is None:
        return reports.draft_report(commitment=commitment, findings=findings, by=by, at=at)
    begun = reports.correct_report(report=corrected, by=by, at=at)
    return reports.revise_report(report=begun, findings=findings, by=by, at=at)


def _findings(row: Table, loaded: Loaded, commitment: Commitment) -> Callable[[datetime], Findings]:
    newest = row.number("rests_on")
    verified = row.table("verified") if "verified" in row.content else None
    amounts = {category: verified.number(category) for category in list(verified.content)} if verified else {}
    said = {
        "finding": row.word("finding", Finding),
        "implementation": _implementation(row),
        "standard_of_proof": row.word("standard_of_proof", StandardOfProof),
        "conclusion": row.text("conclusion"),
        "reasoning": row.text("reasoning"),
        "limits_on_access": row.text("limits_on_access", ""),
        "started_at": loaded.calendar.instant(row, "started", None),
        "completed_at": loaded.calendar.instant(row, "completed", None),
        "obligor": loaded.optional(row, "obligor", loaded.parties),
    }

    def as_of(at: datetime) -> Findings:
        seen = Observation.objects.filter(commitment=commitment, received_at__lte=at).order_by("-received_at")
        return Findings(
            **said,
            observations=list(seen[:newest]),
            quantities={_quantity(row, commitment, category): amount for category, amount in amounts.items()},
        )

    return as_of


def _implementation(row: Table) -> int:
    words = {level.name.lower(): level.value for level in Implementation}
    word = row.text("implementation")
    if word not in words:
        raise row.wrong("implementation", f"is {word!r}; it may be {', '.join(words)}")
    return words[word]


def _quantity(row: Table, commitment: Commitment, category: str) -> Quantity:
    found = Quantity.objects.filter(commitment=commitment, category=EquipmentCategory(category)).first()
    if found is None:
        raise row.wrong("verified", f"holds {category!r}, of which {commitment.reference} promises no quantity")
    return found
