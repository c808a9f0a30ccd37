"""The compliance matrix: parties against kinds of commitment, on one of the four axes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max

from commitments.models import Commitment, Party
from commitments.models.vocabulary import Capacity, CommitmentKind
from commitments.querysets import CommitmentQuerySet
from commitments.rules.coverage import denied_since
from monitoring.rules.matrix import tone


@dataclass
class Cell:
    """The commitments of one kind that bind one party. A commitment with two obligors stands in both their rows."""

    axis: str
    archive: bool = False
    total: int = 0
    values: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    last_observed_at: datetime | None = None
    last_denied_at: datetime | None = None

    def add(self, value: str, count: int, observed: datetime | None, denied: datetime | None) -> None:
        self.total += count
        self.values[value] += count
        self.last_observed_at = max(filter(None, [self.last_observed_at, observed]), default=None)
        self.last_denied_at = max(filter(None, [self.last_denied_at, denied]), default=None)

    @property
    def parts(self) -> dict[str, int]:
        """Counts by tone, for the bar."""
        counts: dict[str, int] = defaultdict(int)
        for value, count in self.values.items():
            counts[tone(self.axis, value, archive=self.archive)] += count
        return counts

    @property
    def denied_since(self) -> bool:
        """Whether access was denied after anybody last saw anything."""
        return denied_since(self.last_denied_at, self.last_observed_at)


@dataclass(frozen=True)
class Matrix:
    """`rows` pairs each party with its cells, one per kind of `kinds`; None where it promised nothing of the kind."""

    axis: str
    kinds: list[CommitmentKind]
    rows: list[tuple[Party, list[tuple[CommitmentKind, Cell | None]]]]


FIELDS = {
    "timeliness": "timeliness",
    "finding": "standing__finding",
    "implementation": "standing__implementation",
    "contestation": "standing__contestation",
}


def matrix(
    commitments: CommitmentQuerySet, *, axis: str, now: datetime, party: Party | None = None, archive: bool = False
) -> Matrix:
    """Count these commitments by obligor and kind; two queries. With `party`, its row alone, because the counts of
    its co-obligors would speak of shared commitments only."""
    chosen = Commitment.objects.filter(pk__in=commitments.order_by().values("pk"))
    counted = (
        chosen.filter(party_roles__capacity=Capacity.OBLIGOR)
        .with_timeliness(now)
        .order_by()
        .values_list("party_roles__party", "kind", FIELDS[axis])
        .annotate(count=Count("pk"), observed=Max("standing__last_observed_at"), denied=Max("standing__last_denied_at"))
    )
    cells: dict[int, dict[str, Cell]] = defaultdict(lambda: defaultdict(lambda: Cell(axis, archive)))
    for party_id, kind, value, count, observed, denied in counted:
        if party is None or party_id == party.pk:
            cells[party_id][kind].add("" if value is None else str(value), count, observed, denied)
    used = {kind for by_kind in cells.values() for kind in by_kind}
    kinds = [kind for kind in CommitmentKind if kind.value in used]
    parties = Party.objects.filter(pk__in=cells).order_by("name")
    return Matrix(axis, kinds, [(one, [(kind, cells[one.pk].get(kind.value)) for kind in kinds]) for one in parties])
