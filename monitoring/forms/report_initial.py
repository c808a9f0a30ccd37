"""What a report form shows before anybody typed: nothing but the limits on access, or the report as it stands."""

from collections.abc import Sequence
from typing import Any

from commitments.models import Commitment
from monitoring.forms.moments import day_and_hour
from monitoring.forms.report_evidence import limits_on_access, names_of
from monitoring.models import Observation, VerificationReport


def of_new(observations: Sequence[Observation]) -> dict[str, Any]:
    return {"limits_on_access": limits_on_access(observations)}


def of_report(report: VerificationReport, commitment: Commitment) -> dict[str, Any]:
    """The report's own words and numbers, days in the agreement's zone."""
    zone = commitment.agreement.zone
    started_on, started_time = day_and_hour(report.started_at, zone)
    completed_on, completed_time = day_and_hour(report.completed_at, zone)
    amounts = {row.quantity_id: row.amount for row in report.quantities.all()}
    promised = names_of(list(commitment.quantities.order_by("category", "detail")))
    return {
        "observations": list(report.observations.values_list("reference", flat=True)),
        "finding": report.finding,
        "standard_of_proof": report.standard_of_proof,
        "implementation": report.implementation,
        "started_on": started_on,
        "started_time": started_time,
        "completed_on": completed_on,
        "completed_time": completed_time,
        "obligor": report.obligor.slug if report.obligor else "",
        "conclusion": report.conclusion,
        "reasoning": report.reasoning,
        "limits_on_access": report.limits_on_access,
        **{name: amounts.get(quantity.pk) for name, quantity in promised.items()},
    }
