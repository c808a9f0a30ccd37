"""Lists that the rest asks for by name. Access is decided here and in `access.py`, nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from commitments.rules.timeliness import DUE_SOON, Timeliness

if TYPE_CHECKING:
    from commitments.models import Commitment, Mission, User  # noqa: F401 - what the lists are of


def among(ids: Iterable[int]) -> RawSQL:
    """For `pk__in=among(ids)`: one parameter, however many there are, where a list is one for each of them."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


class MissionQuerySet(QuerySet["Mission"]):
    def visible_to(self, user: User) -> MissionQuerySet:
        """Missions in which the user holds a role."""
        return self.filter(memberships__user=user)


class CommitmentQuerySet(QuerySet["Commitment"]):
    def in_mission(self, mission: Mission) -> CommitmentQuerySet:
        return self.filter(mission=mission)

    def with_timeliness(self, now: datetime) -> CommitmentQuerySet:
        """Annotates `timeliness` exactly as the rule says it; a test holds the two together."""
        due = F("standing__due_at")
        return self.annotate(
            timeliness=Case(
                When(standing__due_at__isnull=True, then=F("standing__settled")),
                When(standing__due_at__lte=now, then=Value(Timeliness.OVERDUE.value)),
                When(standing__due_at__lte=now + DUE_SOON, then=Value(Timeliness.DUE_SOON.value)),
                default=Value(Timeliness.UPCOMING.value),
                output_field=models.CharField(),
            ),
            due=due,
        )

    def most_pressing_first(self, now: datetime) -> CommitmentQuerySet:
        """Late first, then due, then unobserved for longest, then by reference."""
        lateness = Case(
            When(standing__due_at__lte=now, then=Value(0)),
            When(standing__due_at__lte=now + DUE_SOON, then=Value(1)),
            When(standing__observe_by__lte=now, then=Value(2)),
            default=Value(3),
        )
        seen = Coalesce(F("standing__last_observed_at"), F("watched_from"))
        by_due = Case(When(Q(standing__due_at__lte=now + DUE_SOON), then=F("standing__due_at")))
        return self.order_by(lateness, by_due.asc(nulls_last=True), seen.asc(nulls_last=True), "reference")
