"""Thousands lapse at one instant: four workers share them, and one that is killed takes nothing with it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from commitments.models import Membership
from monitoring.models import Alarm, Flag
from tests.clock.crowds import crowd, everybody_works, fall_due, shared_by, standing
from tests.clock.engine import engine, wait_until
from tests.factories import World
from tests.live import LIVE

pytestmark = [LIVE, pytest.mark.processes]

SIZE = 10_000


def test_four_workers_share_what_lapses_at_once_and_the_death_of_one_loses_nothing(
    world: World, tmp_path: Path
) -> None:
    Membership.objects.all().delete()
    deadlines = crowd(world, SIZE)
    with engine(tmp_path, scan_seconds=0.5, deliver_seconds=3600) as machine:
        everybody_works(machine)
        at = timezone.now() + timedelta(seconds=4)
        fall_due(deadlines, at=at)
        wait_until(Flag.objects.filter(lapsed_at=at).exists, "the first batch")
        machine.kill("worker-2")
        wait_until(lambda: not Alarm.objects.exists(), "nothing is left, though nobody looks at the queue again")
        wait_until(lambda: timezone.now() > at + timedelta(seconds=6), "several more scans")
    assert standing(at) == (SIZE, SIZE)
    assert Flag.objects.values("deadline").distinct().count() == SIZE
    assert shared_by(at) > 1, "more than one worker looked at its clock and raised some"
