"""The second street with real processes: timetable, scan, flag, outbox, mail."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from monitoring.models import Delivery, Flag, Heartbeat, Notice
from tests.clock.engine import engine, wait_until
from tests.factories import World
from tests.live import LIVE

pytestmark = [LIVE, pytest.mark.processes]


def test_a_lapse_is_flagged_by_the_running_worker_and_told_exactly_once(world: World, tmp_path: Path) -> None:
    with engine(tmp_path) as machine:
        machine.start()
        wait_until(lambda: Heartbeat.objects.count() == 2, "signs of life of worker and timetable")
        deadline = world.deadline(world.commitment(), due=timezone.now() + timedelta(seconds=2), at=timezone.now())
        assert not Flag.objects.exists(), "before its time nothing is late"
        wait_until(Flag.objects.filter(kind="due_soon").exists, "the flag that it comes near")
        wait_until(Flag.objects.filter(kind="overdue").exists, "the flag that it has passed")
        desk = {world.people[name].email for name in ("verifier", "verifier2", "analyst", "administrator")}
        wait_until(lambda: len(machine.mails()) >= 2 * len(desk), "the mails")
        seen = Heartbeat.objects.get(name="beat").at
        wait_until(lambda: Heartbeat.objects.get(name="beat").at > seen + timedelta(seconds=2), "several more wake-ups")

    assert Flag.objects.get(kind="due_soon").closed_at is not None
    flag = Flag.objects.get(kind="overdue")
    assert (flag.deadline, flag.lapsed_at) == (deadline, deadline.due_at)
    assert flag.lapsed_at <= flag.noticed_at <= flag.lapsed_at + timedelta(seconds=10)
    assert Notice.objects.get(flag=flag).fell_due_at == deadline.due_at
    recipients = [line for mail in machine.mails() for line in mail.splitlines() if line.startswith("To: ")]
    assert sorted(recipients) == sorted(2 * [f"To: {address}" for address in desk])
    assert Delivery.objects.filter(channel="in_app").count() == 2 * len(desk)
    assert not Delivery.objects.filter(sent_at__isnull=True).exists()
