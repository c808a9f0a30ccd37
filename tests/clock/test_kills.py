"""Nothing is lost and nothing is said twice, however worker, timetable and queue die."""

import random
import subprocess
import sys
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
from monitoring.models import Alarm, Delivery, Flag, Heartbeat, Notice
from tests.clock.engine import Engine, engine, wait_until
from tests.clock.lapses import lapsing
from tests.factories import World
from tests.live import LIVE

pytestmark = [LIVE, pytest.mark.processes]

KILLS, FLUSHES, DEADLINES = 10, 5, 500
BOUND = 600


def scans_waiting_for_a_lock() -> int:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%%WITH rung AS%%'"
            " AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def notices_locked() -> Iterator[None]:
    """Nobody can write a notice meanwhile, so a scan waits between its flags and their notices."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("LOCK TABLE monitoring_notice IN SHARE ROW EXCLUSIVE MODE")
        yield


def fifty_lapse(world: World) -> None:
    """Half of them at once, the others over the next half second."""
    half_a_second = timedelta(milliseconds=500)
    lapsing(world, DEADLINES // KILLS, due=timezone.now() - half_a_second, apart=timedelta(milliseconds=20))


def die_in_the_middle_of_a_scan(machine: Engine, world: World) -> None:
    with notices_locked():
        fifty_lapse(world)
        wait_until(scans_waiting_for_a_lock, "a scan in the middle of its work")
        machine.kill()


def die_at_any_moment(machine: Engine, world: World) -> None:
    fifty_lapse(world)
    time.sleep(random.uniform(0, 1))
    machine.kill()


def test_ten_kills_and_five_flushes_lose_nothing_and_repeat_nothing(world: World, tmp_path: Path) -> None:
    Membership.objects.filter(mission=world.mission).exclude(role="analyst").delete()
    late = Flag.objects.filter(kind="overdue")
    with engine(tmp_path, scan_seconds=0.3) as machine:
        for number in range(KILLS):
            machine.start()
            if number % (KILLS // FLUSHES) == 1:
                machine.redis.flush()
            die = die_at_any_moment if number % 2 else die_in_the_middle_of_a_scan
            die(machine, world)
        machine.start()
        wait_until(lambda: not Alarm.objects.exists(), "every lapse is flagged", seconds=90)
        wait_until(lambda: not Notice.objects.filter(addressed_at=None).exists(), "every notice is shown")
        beat = Heartbeat.objects.get(name="beat").at
        wait_until(lambda: Heartbeat.objects.get(name="beat").at > beat + timedelta(seconds=2), "more scans")

    assert late.count() == late.values("deadline").distinct().count() == DEADLINES
    assert all(flag.lapsed_at == flag.deadline.due_at for flag in late.select_related("deadline"))
    told = Flag.objects.count()
    raised = Notice.objects.filter(kind="flag_raised")
    assert raised.count() == raised.values("flag").distinct().count() == told
    assert Delivery.objects.filter(channel="in_app").count() == told
    assert not Delivery.objects.filter(gave_up_at__isnull=False).exists()
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []


def test_fifty_deaths_of_everybody_at_random_points_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    """PostgreSQL dies as well, so all of it happens in a program over a server of its own: see `killing`."""
    seed = random.randrange(1_000_000)
    command = [sys.executable, "-m", "tests.clock.killing", str(tmp_path), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=BOUND, check=False)
    print(done.stdout)
    assert done.returncode == 0, f"seed {seed}\n{done.stdout}\n{done.stderr[-3000:]}"
