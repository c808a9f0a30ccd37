"""Many deadlines at once, as the scan finds them."""

from datetime import datetime, timedelta

from commitments.models import Commitment, Deadline, TimeLimit
from monitoring.actions.standing import settle
from tests.factories import World


def lapsing(world: World, count: int, *, due: datetime, apart: timedelta = timedelta(), key: str = "d") -> Commitment:
    """A commitment with that many deadlines, the first at `due`, each `apart` from the one before."""
    commitment = world.commitment(at=due - timedelta(days=1))
    limit = bare_limit(commitment, key)
    Deadline.objects.bulk_create(bare_deadline(limit, str(number), due + number * apart) for number in range(count))
    settle([commitment], at=due - timedelta(days=1), why="set")
    return commitment


def bare_limit(commitment: Commitment, key: str, **fields: object) -> TimeLimit:
    """A limit without a rule: its deadlines are written beside it, because only the clock is tested."""
    return TimeLimit.objects.create(commitment=commitment, key=key, zone="Asia/Baku", **fields)


def bare_deadline(limit: TimeLimit, period: str, due: datetime | None, **fields: object) -> Deadline:
    values = {"kind": "complete_by", "certainty": "fixed" if due else "pending", **fields}
    return Deadline(
        limit=limit,
        commitment=limit.commitment,
        period=period,
        arithmetic="in a test",
        first_due_at=due,
        due_at=due,
        **values,
    )
