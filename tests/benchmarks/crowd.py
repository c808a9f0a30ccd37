"""Ten thousand deadlines at the same instant, four workers, one of them killed: until every flag and notice stands."""

import os
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from commitments.models import Membership
from monitoring.models import Flag
from tests.benchmarks.million import raw_connection
from tests.benchmarks.told import Told
from tests.clock.crowds import crowd, everybody_works, fall_due, shared_by, standing
from tests.clock.engine import Engine, engine, wait_until
from tests.factories import make_world

COUNT = "SELECT (SELECT count(*) FROM monitoring_flag WHERE lapsed_at = %(at)s), count(*) FROM monitoring_notice"


def run(*, size: int = 10_000, repeats: int = 5) -> Told:
    """From the instant at which they fall due, where the timetable wakes twice a second."""
    world = make_world()
    Membership.objects.all().delete()
    lines = []
    deadlines = crowd(world, size)
    with (
        tempfile.TemporaryDirectory() as folder,
        engine(Path(folder), scan_seconds=0.5, deliver_seconds=3600) as machine,
    ):
        for turn in range(1, repeats + 1):
            everybody_works(machine)
            at = timezone.now() + timedelta(seconds=5)
            fall_due(deadlines, at=at)
            seconds = _until_all_stand(machine, at, turn * size, size)
            wait_until(lambda at=at: standing(at) == (size, size), "the same when counted again")
            lines.append(
                f"{seconds:.2f} s, in {shared_by(at)} scans, one worker killed (load {os.getloadavg()[0]:.1f})"
            )
            machine.end()
    return Told(f"crowd of {size:,}", tuple(lines))


def _until_all_stand(machine: Engine, at: datetime, notices: int, size: int) -> float:
    """Seconds from `at`. A worker is killed as the first flags stand."""
    killed = False
    with raw_connection(autocommit=True) as onlooker:
        while True:
            flags, told = onlooker.execute(COUNT, {"at": at}).fetchone() or (0, 0)
            if flags and not killed:
                machine.kill("worker-2")
                killed = True
            if flags >= size and told >= notices:
                break
            assert timezone.now() < at + timedelta(seconds=60), f"{flags} flags, {told} notices"
            time.sleep(0.01)
        seconds = (timezone.now() - at).total_seconds()
    assert Flag.objects.count() == notices, "each exactly once"
    return seconds
