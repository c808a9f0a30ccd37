"""Lists of what was seen and found, asked for by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, QuerySet, When

from commitments.rules.roles import may

if TYPE_CHECKING:
    from commitments.models import Membership
    from monitoring.models import Observation, VerificationReport  # noqa: F401 - the names that the lists are of


class ObservationQuerySet(QuerySet["Observation"]):
    def visible_to(self, membership: Membership) -> ObservationQuerySet:
        """All of the mission's for the desk; a monitor sees their own."""
        mine = self.filter(mission=membership.mission_id)
        if may(membership.role, "read_observations"):
            return mine
        return mine.filter(observer=membership.user_id)


class ReportQuerySet(QuerySet["VerificationReport"]):
    def visible_to(self, membership: Membership) -> ReportQuerySet:
        """Drafts stay among those who may draft; the rest of the desk reads what its author has handed over."""
        mine = self.filter(mission=membership.mission_id)
        if not may(membership.role, "read_reports"):
            return mine.none()
        if may(membership.role, "draft_report"):
            return mine
        return mine.exclude(state="draft")

    def awaiting_decision_first(self) -> ReportQuerySet:
        """What waits for a second person, oldest first; then the newest numbers."""
        waits = Case(When(state="submitted", then=0), default=1, output_field=IntegerField())
        return self.order_by(waits, Case(When(state="submitted", then=F("submitted_at"))), "-number", "-version")

    def in_force(self) -> ReportQuerySet:
        """Approved, and not superseded by an approved later version."""
        return self.filter(state="approved").exclude(superseded_by__state="approved")

    def awaiting_decision(self) -> ReportQuerySet:
        return self.filter(state="submitted")
