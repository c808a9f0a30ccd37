"""Lists of what was seen and found, asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from commitments.rules.roles import may

if TYPE_CHECKING:
    from commitments.models import Membership
    from monitoring.models import Observation, VerificationReport


class ObservationQuerySet(QuerySet["Observation"]):
    def visible_to(self, membership: Membership) -> ObservationQuerySet:
        """All of the mission's for the desk; a monitor sees their own."""
        mine = self.filter(mission=membership.mission_id)
        if may(membership.role, "read_observations"):
            return mine
        return mine.filter(observer=membership.user_id)


class ReportQuerySet(QuerySet["VerificationReport"]):
    def in_force(self) -> ReportQuerySet:
        """Approved, and not superseded by an approved later version."""
        return self.filter(state="approved").exclude(superseded_by__state="approved")

    def awaiting_decision(self) -> ReportQuerySet:
        return self.filter(state="submitted")
