"""Who may load what was seen and found; 404 for everything else."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from commitments.models import Membership
from monitoring.models import Observation, VerificationReport


def load_observation(membership: Membership, pk: UUID) -> Observation:
    """An observation that this member may read: for a monitor, their own."""
    rows = Observation.objects.visible_to(membership).select_related("commitment", "mission", "observer")
    return get_object_or_404(rows, pk=pk)


def load_report(membership: Membership, number: int, version: int) -> VerificationReport:
    """A version of a report that this member may read."""
    rows = VerificationReport.objects.visible_to(membership).select_related(
        "commitment__agreement", "commitment__mission", "mission", "author", "decided_by", "supersedes", "obligor"
    )
    return get_object_or_404(rows, number=number, version=version)
