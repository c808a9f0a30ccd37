"""Verification reports of an exercise: drafted, and as the file says submitted, returned, approved, corrected."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from commitments.actions.loading import explaining
from commitments.agreement_file.reading import Table
from commitments.models import Commitment, Quantity, User
from commitments.models.vocabulary import Finding, Implementation, StandardOfProof
from monitoring.actions import reports
from monitoring.actions.reports import Findings
from monitoring.models import Observation, VerificationReport
from monitoring.seeding.clock import Event
from monitoring.seeding.scene import Scene
from monitoring.seeding.when import instant

Drafted = dict[str, VerificationReport]
"""Reports by their key in the file, as they come to be."""


def report_events(row: Table, scene: Scene, drafted: Drafted) -> Iterator[Event]:
    """The drafting, and each later step for which the file gives a time."""
    key, commitment = row.key("key"), scene.commitment(row, "on")
    author = scene.person(row, "by")
    times = {"drafted": instant(row, "drafted")}
    times |= {step: instant(row, step, None) for step in ("submitted", "returned", "approved")}
    decider = scene.person(row, "decided_by") if times["returned"] or times["approved"] else author
    reason, corrects = row.text("decision_reason", ""), row.text("corrects", "")
    findings = _findings(row, scene, commitment)
    row.finish()

    def write(at: datetime) -> None:
        if corrects and corrects not in drafted:
            raise row.wrong("corrects", f"names {corrects!r}, which no earlier report of this file is called")
        with explaining(row.source, row.path, row.where):
            drafted[key] = _write(commitment, findings(at), drafted.get(corrects), by=author, at=at)

    def step(act: Any, by: User, **words: str) -> Callable[[datetime], None]:
        def taken(at: datetime) -> None:
            with explaining(row.source, row.path, row.where):
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


def _findings(row: Table, scene: Scene, commitment: Commitment) -> Callable[[datetime], Findings]:
    newest = row.number("rests_on")
    verified: Table | None = row.table("verified", None)
    quantities = _verified(verified, commitment) if verified else {}
    said = {
        "finding": row.word("finding", Finding.values),
        "implementation": _implementation(row),
        "standard_of_proof": row.word("standard_of_proof", StandardOfProof.values),
        "conclusion": row.text("conclusion"),
        "reasoning": row.text("reasoning"),
        "limits_on_access": row.text("limits_on_access", ""),
        "started_at": instant(row, "started", None),
        "completed_at": instant(row, "completed", None),
        "obligor": scene.party(row, "obligor") if "obligor" in row else None,
    }

    def as_of(at: datetime) -> Findings:
        seen = Observation.objects.filter(commitment=commitment, received_at__lte=at).order_by("-received_at")
        return Findings(
            **said,
            observations=list(seen[:newest]),
            quantities=quantities,
        )

    return as_of


def _implementation(row: Table) -> int:
    levels = {level.name.lower(): level.value for level in Implementation}
    return levels[row.word("implementation", levels)]


def _verified(table: Table, commitment: Commitment) -> dict[Quantity, int]:
    """How much of each quantity, which the file calls by its category."""
    promised = {quantity.category: quantity for quantity in commitment.quantities.all()}
    categories = [table.among(key, key, promised) for key in table.content]
    return {promised[category]: table.number(category) for category in categories}
