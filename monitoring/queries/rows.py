"""Commitments as the rows of a list: who, how far, and the line from promise to today."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commitments.models import Commitment, CommitmentParty, Membership, Party
from commitments.models.vocabulary import Capacity
from commitments.rules.line import Line
from monitoring.queries.lines import lines, on_one_scale
from monitoring.queries.promised import in_words, promised


@dataclass(frozen=True)
class Row:
    """One commitment with what stands beside it. `commitment` carries its standing and its timeliness."""

    commitment: Commitment
    obligors: list[Party]
    promise: str
    line: Line | None


def rows(commitments: Sequence[Commitment], *, membership: Membership, now: datetime) -> list[Row]:
    """Rows in the given order; nine queries, however many rows. Lines share one scale, but in an archive, where
    promises lie years apart, each has its own."""
    ids = [commitment.pk for commitment in commitments]
    bound, promises = obligors(ids), promised(ids)
    drawn = lines(commitments, membership=membership, now=now)
    if not membership.mission.is_archive:
        drawn = on_one_scale(drawn, now=now)
    return [Row(one, bound[one.pk], in_words(promises[one.pk]), drawn.get(one.pk)) for one in commitments]


def obligors(ids: Iterable[int]) -> dict[int, list[Party]]:
    """The parties that each commitment binds, by name."""
    found: dict[int, list[Party]] = defaultdict(list)
    roles = CommitmentParty.objects.filter(commitment__in=list(ids), capacity=Capacity.OBLIGOR)
    for role in roles.select_related("party").order_by("party__name"):
        found[role.commitment_id].append(role.party)
    return found
