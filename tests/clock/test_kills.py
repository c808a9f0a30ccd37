"""Nothing is lost and nothing is said twice, however worker, timetable and queue die."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from commitments.models import Commitment, Membership
from monitoring.actions.standing import differences
from monitoring.models import Delivery, Flag, Heartbeat, Notice
from tests.clock.engine import Engine, engine, wait_until
from tests.clock.lapses import lapsing
from tests.factories import World
from tests.live import LIVE

pytestmark = [LIVE, pytest.mark.processes]

KILLS, FLUSHES, DEADLINES = 20, 5, 1000


def scans_waiting_for_a_lock() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%flag raised%%'"
            " AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def held_in_the_middle_of_a_scan() -> Iterator[None]:
    """Flags are inserted, their notices are not: the scan waits for a lock inside its own transaction."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("LOCK TABLE monitoring_notice IN SHARE ROW EXCLUSIVE MODE")
        wait_until(scans_waiting_for_a_lock, "a scan in the middle of its work")
        yield


def one_round(machine: Engine, world: World, number: int) -> None:
    """Fifty lapses, then the worker and the timetable die: in the middle of a scan, or at any moment."""
    machine.start()
    lapsing(world, DEADLINES // KILLS, due=timezone.now() - timedelta(seconds=1), apart=timedelta(milliseconds=25))
    if number % (KILLS // FLUSHES) == 1:
        machine.redis.flush()
    if number % 2:
        time.sleep(random.uniform(0, 1.5))
        machine.kill()
    else:
        with held_in_the_middle_of_a_scan():
            machine.kill()


def test_twenty_kills_and_five_flushes_lose_nothing_and_repeat_nothing(world: World, tmp_path: Path) -> None:
    Membership.objects.filter(mission=world.mission).exclude(role="analyst").delete()
    with engine(tmp_path, scan_seconds=0.3) as machine:
        for number in range(KILLS):
            one_round(machine, world, number)
        machine.start()
        wait_until(lambda: Flag.objects.count() >= DEADLINES, "every lapse is flagged", seconds=90)
        wait_until(lambda: Delivery.objects.filter(channel="in_app").count() >= DEADLINES, "every notice is shown")
        beat = Heartbeat.objects.get(name="beat").at
        wait_until(lambda: Heartbeat.objects.get(name="beat").at > beat + timedelta(seconds=2), "more scans")

    assert Flag.objects.count() == DEADLINES
    assert Flag.objects.values("deadline").distinct().count() == DEADLINES
    assert all(flag.lapsed_at == flag.deadline.due_at for flag in Flag.objects.select_related("deadline"))
    assert Notice.objects.count() == Notice.objects.values("flag").distinct().count() == DEADLINES
    assert Delivery.objects.filter(channel="in_app").count() == DEADLINES
    assert not Delivery.objects.filter(gave_up_at__isnull=False).exists()
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []
