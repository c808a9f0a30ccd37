"""Very many deadlines that fall due at one instant, and workers that share them, one of whom may be killed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.db import connection
from django.utils import timezone

from commitments.models import Deadline
from monitoring.models import Alarm, Flag, Heartbeat, Notice
from tests.clock.engine import Engine, wait_until
from tests.clock.lapses import bare_deadline, bare_limit
from tests.factories import World

WORKERS = ("worker", "worker-2", "worker-3", "worker-4")


def crowd(world: World, size: int) -> Sequence[Deadline]:
    """As many deadlines of one commitment; `fall_due` says when."""
    limit = bare_limit(world.commitment(), "crowd")
    far = timezone.now() + timedelta(days=400)
    return Deadline.objects.bulk_create([bare_deadline(limit, str(n), far) for n in range(size)], batch_size=2000)


def fall_due(deadlines: Sequence[Deadline], *, at: datetime) -> None:
    """All of them at this instant; that they come near was flagged long ago."""
    Deadline.objects.filter(limit=deadlines[0].limit_id).update(due_at=at, first_due_at=at)
    first = deadlines[0].commitment
    Alarm.objects.bulk_create(
        [
            Alarm(at=at, kind="overdue", mission_id=first.mission_id, commitment=first, deadline=one)
            for one in deadlines
        ],
        batch_size=2000,
    )


def everybody_works(machine: Engine) -> None:
    """Four workers and the timetable, all of them past their start."""
    log = machine.application.home.log / "worker.log"
    new = [name for name in WORKERS if name not in machine.children]
    ready = _times_ready(log) + len(new)
    machine.start(*WORKERS, "beat")
    wait_until(lambda: _times_ready(log) >= ready, "four workers")
    began = timezone.now()
    wait_until(Heartbeat.objects.filter(name="beat", at__gt=began).exists, "the timetable")


def _times_ready(log: Path) -> int:
    """Every worker says so in the same log."""
    return log.read_text(errors="replace").count(" ready.") if log.exists() else 0


def standing(at: datetime) -> tuple[int, int]:
    """Flags that fell due at this instant, and their notices."""
    flags = Flag.objects.filter(lapsed_at=at, kind="overdue")
    return flags.count(), Notice.objects.filter(fell_due_at=at).count()


def shared_by(at: datetime) -> int:
    """How many transactions raised the flags of this instant: each worker's batches are its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT noticed_at) FROM monitoring_flag WHERE lapsed_at = %s", [at])
        return int(cursor.fetchone()[0])
