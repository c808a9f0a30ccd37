"""Many deadlines at once, as the scan finds them."""

from datetime import datetime, timedelta

from commitments.models import Commitment, Deadline
from monitoring.actions.standing import settle
from tests.factories import World


def lapsing(world: World, count: int, *, due: datetime, apart: timedelta = timedelta(), key: str = "d") -> Commitment:
    """A commitment with that many deadlines, the first at `due`, each `apart` from the one before."""
    commitment = world.commitment(at=due - timedelta(days=1))
    moments = [due + number * apart for number in range(count)]
    Deadline.objects.bulk_create(
        Deadline(
            commitment=commitment,
            key=f"{key}{number}",
            at_instant=moment,
            boundary="instant",
            zone="Asia/Baku",
            arithmetic="in a test",
            first_due_at=moment,
            due_at=moment,
        )
        for number, moment in enumerate(moments)
    )
    settle(commitment, at=due - timedelta(days=1), why="set")
    return commitment
