"""Fifty deaths at random points, over a PostgreSQL that dies too: `python -m tests.clock.killing FOLDER SEED`.

A program of its own, because Django's connection must lead to a server that may be stopped; `test_kills` starts it.
Two workers and the timetable scan without pause while somebody moves a chain of limits to and fro. After each death
what is kept must be what the facts give, as of one instant; at the end nothing may be lost and nothing twice.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import django
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection, connections, transaction

DEATHS = {"worker": 7, "worker-2": 5, "beat": 5, "mover": 11, "postgres": 22}
LAPSES = 60
CHAIN, PROMISES = 40, 4
PATIENCE = 60.0


def main(folder: Path, seed: int) -> None:
    from tests.clock.own_postgres import own_postgres

    print(f"seed {seed}", flush=True)
    with own_postgres(folder) as server:
        os.environ |= server.environment | {"DJANGO_SETTINGS_MODULE": "config.settings"}
        django.setup()
        call_command("migrate", database="owner", interactive=False, verbosity=0)

        from tests.clock.engine import engine

        beside = folder / "engine"
        beside.mkdir()
        with engine(beside, scan_seconds=0.15) as machine:
            Killing(server, machine, folder, random.Random(seed)).run()


class Killing:
    """The whole course. Everything that Django must be ready for is imported here."""

    def __init__(self, server: object, machine: object, folder: Path, chance: random.Random) -> None:
        self.server, self.machine, self.chance = server, machine, chance
        self.diary = folder / "diary"
        self.mover: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        self.prepare()
        victims = [name for name, times in DEATHS.items() for _ in range(times)]
        self.chance.shuffle(victims)
        try:
            for number, victim in enumerate(victims, start=1):
                self.everybody_works()
                self.lapse()
                wait = self.chance.uniform(0, 0.5)
                time.sleep(wait)
                self.kill(victim)
                self.compare()
                print(f"{number:2} {victim} after {wait:.3f} s", flush=True)
            self.everybody_works()
            self.come_to_rest()
        finally:
            self.kill("mover")
        self.count()

    # --- what happens ---------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        from django.utils import timezone

        from commitments.models import Membership
        from tests.clock.chains import chain_of_limits
        from tests.factories import make_world

        now = timezone.now()
        self.world = make_world("quiet", reference="QUIET", at=now - timedelta(days=90))
        moving = make_world("moving", reference="MOVING", at=now - timedelta(days=90))
        Membership.objects.exclude(role="analyst").delete()
        # Half of it lies in the past: a day to and fro closes flags and asks for others.
        chain_of_limits(moving, CHAIN, commitments=PROMISES, at=now - timedelta(days=CHAIN // 2))
        self.lapsed = 0

    def everybody_works(self) -> None:
        self.machine.start("worker", "worker-2", "beat")  # type: ignore[attr-defined]
        if self.mover is None:
            command = [sys.executable, "-m", "tests.clock.mover", str(self.diary)]
            self.mover = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def lapse(self) -> None:
        """Some at once in the past, some over the next moments, in an agreement that nobody moves."""
        from django.utils import timezone

        from tests.clock.lapses import lapsing

        due = timezone.now() - timedelta(milliseconds=300)
        lapsing(self.world, LAPSES, due=due, apart=timedelta(milliseconds=10))
        self.lapsed += LAPSES

    def kill(self, victim: str) -> None:
        if victim == "postgres":
            self.server.stop_immediately()  # type: ignore[attr-defined]
            connections.close_all()
            self.server.start()  # type: ignore[attr-defined]
        elif victim == "mover":
            if self.mover is not None:
                self.mover.kill()
                self.mover.wait()
                self.mover = None
        else:
            self.machine.kill(victim)  # type: ignore[attr-defined]

    # --- what must be true ----------------------------------------------------------------------------------------

    def compare(self) -> None:
        """What is kept is what the facts give, in one snapshot, whatever goes on meanwhile."""
        from django.utils import timezone

        from commitments.actions.timetable import differences as moved
        from commitments.models import Commitment, Milestone, RecordEntry
        from monitoring.actions.standing import differences

        answered = len(self.diary.read_text().splitlines()) if self.diary.exists() else 0
        with transaction.atomic():
            connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            agreement = Milestone.objects.select_related("agreement__mission").get(key="signature").agreement
            found = [
                *differences(list(Commitment.objects.select_related("mission"))),
                *moved(agreement, at=timezone.now()),
            ]
            recorded = RecordEntry.objects.filter(verb="milestone recorded").count()
        assert found == [], found
        assert recorded >= answered, f"{answered} acts were answered for, {recorded} are on record"

    def come_to_rest(self) -> None:
        from django.utils import timezone

        from monitoring.models import Alarm, Delivery, Heartbeat, Notice

        self.kill("mover")
        began = timezone.now()
        wait_for(lambda: not Alarm.objects.filter(at__lte=timezone.now()).exists(), "everything is flagged")
        wait_for(lambda: not Notice.objects.filter(addressed_at=None).exists(), "every notice is addressed")
        for name in ("worker", "beat"):
            alive = Heartbeat.objects.filter(name=name, at__gt=began)
            wait_for(alive.exists, f"a sign of life of {name}, which nobody has started again by hand")
        # The claims of the dead run out after minutes; they do now.
        Delivery.objects.filter(next_attempt_at__isnull=False).update(next_attempt_at=timezone.now())
        wait_for(lambda: not Delivery.objects.filter(channel="email", sent_at=None).exists(), "every mail is sent")

    def count(self) -> None:
        from django.db.models import F

        from monitoring.models import Delivery, Flag, Notice

        self.compare()
        quiet = Flag.objects.filter(commitment__agreement__reference="QUIET", kind="overdue")
        late = quiet.values("deadline").distinct().count()
        assert quiet.count() == late == self.lapsed, f"{quiet.count()} flags on {late} of {self.lapsed} deadlines"
        assert not quiet.exclude(lapsed_at=F("deadline__due_at")).exists()
        raised = Notice.objects.filter(kind="flag_raised")
        assert raised.count() == raised.values("flag").distinct().count() == Flag.objects.count()
        for channel in ("in_app", "email"):
            assert Delivery.objects.filter(channel=channel).count() == Flag.objects.count(), channel
        assert not Delivery.objects.filter(gave_up_at__isnull=False).exists()
        print(f"{Flag.objects.count()} flags, {self.lapsed} of them on deadlines that nobody moved", flush=True)


def wait_for(what: Callable[[], object], name: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with suppress(OperationalError, InterfaceError):
            if what():
                return
        assert time.monotonic() < until, f"not within {PATIENCE:.0f} s: {name}"
        time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
