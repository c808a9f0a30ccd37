"""The desk's first page: the counts, and the short lists that say what needs a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from commitments.models import Commitment, Membership
from commitments.querysets import CommitmentQuerySet
from commitments.rules.timeliness import Timeliness
from monitoring.models import Observation, VerificationReport
from monitoring.queries.conditions import CONTESTED, NEVER_SEEN, denied_this_week, not_observed_in_time
from monitoring.queries.rows import Row, obligors, rows

MOST_ROWS = 12
MOST_ITEMS = 6
LATE = Q(timeliness=Timeliness.OVERDUE.value)
SOON = Q(timeliness=Timeliness.DUE_SOON.value)


@dataclass(frozen=True)
class Counts:
    """Of `total` commitments, how many stand so at one moment. Each is as long as the list behind it."""

    total: int
    late: int
    soon: int
    unobserved: int
    never_seen: int
    denied: int
    contested: int
    undated: int
    awaiting: int
    longest: timedelta | None


def counts(commitments: CommitmentQuerySet, *, membership: Membership, now: datetime) -> Counts:
    """Two queries. Reports that await a decision are those of the whole mission, as their list has them."""
    found = (
        commitments.order_by()
        .with_timeliness(now)
        .aggregate(
            total=Count("pk"),
            late=Count("pk", filter=LATE),
            soon=Count("pk", filter=SOON),
            unobserved=Count("pk", filter=not_observed_in_time(now)),
            never_seen=Count("pk", filter=NEVER_SEEN),
            denied=Count("pk", filter=denied_this_week(now)),
            contested=Count("pk", filter=CONTESTED),
            undated=Count("pk", filter=Q(timeliness=Timeliness.NO_AGREED_DEADLINE.value)),
            first_due=Min("standing__due_at", filter=LATE),
        )
    )
    first_due = found.pop("first_due")
    awaiting = VerificationReport.objects.awaiting_decision().filter(mission=membership.mission_id).count()
    return Counts(**found, awaiting=awaiting, longest=now - first_due if first_due else None)


def late_and_soon(commitments: CommitmentQuerySet, *, membership: Membership, now: datetime) -> list[Row]:
    """The most pressing rows: what is late, longest first, then what falls due within seven days."""
    chosen = commitments.with_timeliness(now).filter(LATE | SOON).order_by("standing__due_at", "reference")
    return rows(list(chosen[:MOST_ROWS]), membership=membership, now=now)


@dataclass(frozen=True)
class Overlooked:
    """A commitment that nobody has looked at, and whom it binds."""

    commitment: Commitment
    obligors: str


def nobody_has_looked(commitments: CommitmentQuerySet, *, now: datetime) -> list[Overlooked]:
    """Not observed within their interval, or never at all; unseen for longest first, never seen before all."""
    chosen = commitments.filter(not_observed_in_time(now) | NEVER_SEEN).order_by(
        F("standing__last_observed_at").asc(nulls_first=True),
        F("standing__observe_by").asc(nulls_last=True),
        "reference",
    )
    found = list(chosen[:MOST_ITEMS])
    bound = obligors(one.pk for one in found)
    return [Overlooked(one, ", ".join(party.label for party in bound[one.pk])) for one in found]


def findings_and_contested(commitments: CommitmentQuerySet, *, now: datetime) -> list[Commitment]:
    """What reports found or parties contest, newest word first."""
    chosen = commitments.with_timeliness(now).filter(~Q(standing__finding="") | CONTESTED)
    newest = Greatest(
        Coalesce("standing__reported_at", "standing__contested_at"),
        Coalesce("standing__contested_at", "standing__reported_at"),
    )
    return list(chosen.order_by(newest.desc(), "reference")[:MOST_ITEMS])


def newest_observations(commitments: CommitmentQuerySet, membership: Membership) -> QuerySet[Observation]:
    """What came in last, by the server's clock."""
    seen = Observation.objects.visible_to(membership).filter(commitment__in=_ids(commitments))
    return (
        seen.select_related("commitment", "observer")
        .prefetch_related("quantities")
        .order_by("-received_at")[:MOST_ITEMS]
    )


def _ids(commitments: CommitmentQuerySet) -> QuerySet[Commitment, object]:
    return commitments.order_by().values("pk")
