"""Redis may vanish: people go on working, the health page says so, and the clock catches up afterwards."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from monitoring.models import Flag, Heartbeat, Observation
from tests.clock.engine import engine, wait_until
from tests.clock.visitor import Visitor
from tests.factories import PASSWORD, World
from tests.field.answers import answers, form_url
from tests.live import LIVE

pytestmark = [LIVE, pytest.mark.processes]


def heard_again() -> Callable[[], bool]:
    """Whether the worker has given a sign of life since now."""
    now = timezone.now()
    return lambda: Heartbeat.objects.get(name="worker").at > now + timedelta(seconds=1)


def test_without_redis_people_sign_in_and_log_and_afterwards_the_flags_come(world: World, tmp_path: Path) -> None:
    commitment = world.commitment()
    # Wake-ups come thick and fast, so that some are on their way at any moment Redis chooses to leave.
    with engine(tmp_path, scan_seconds=0.05) as machine:
        machine.start("web", "worker", "beat")
        visitor = Visitor(machine.application.port)
        wait_until(lambda: visitor.get("/health/ready")[0] == 200, "everything is ready", seconds=90)

        for _ in range(3):
            machine.redis.stop()
            machine.redis.start()
            wait_until(heard_again(), "the worker, each time Redis comes back")
        machine.redis.stop()
        visitor.send("/accounts/login/", login=world.monitor.email, password=PASSWORD)
        status, page = visitor.send(form_url(world, commitment), **answers())
        observation = Observation.objects.get()
        assert (status, observation.reference in page) == (200, True), "the receipt"
        status, body = visitor.get("/health/ready")
        state = json.loads(body)
        assert (status, state["redis"], state["database"]) == (503, False, True)

        deadline = world.deadline(commitment, due=timezone.now() - timedelta(seconds=1), at=timezone.now())
        machine.redis.start()
        wait_until(Flag.objects.exists, "the flag, once Redis is back", seconds=90)
        wait_until(lambda: visitor.get("/health/ready")[0] == 200, "everything is ready again")
        assert all(child.alive for child in machine.children.values()), "nobody had to be started again"
    assert Flag.objects.get().deadline == deadline
