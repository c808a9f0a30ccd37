"""Timetable and worker as real processes: what lapses is posted, signed, without anybody's doing."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from monitoring.actions.escalation import set_waits
from monitoring.actions.webhooks import register_webhook
from monitoring.models import Flag, Notice, WebhookDelivery
from monitoring.rules.signing import signature
from tests.clock.engine import engine, wait_until
from tests.clock.lapses import lapsing
from tests.factories import World
from tests.live import LIVE
from tests.telling.receiver import receiving

pytestmark = [LIVE, pytest.mark.processes]


def test_what_lapses_is_posted_and_told_on_by_the_timetable(world: World, tmp_path: Path) -> None:
    now = timezone.now()
    with receiving() as receiver:
        events = ["flag_raised", "flag_escalated"]
        _webhook, secret = register_webhook(
            mission=world.mission, name="archive", url=receiver.url, events=events, by=None, at=now
        )
        set_waits(mission=world.mission, analysts=1, administrators=None, by=None, at=now)
        lapsing(world, 3, due=now - timedelta(seconds=1))
        with engine(tmp_path, HOLDFAST_WEBHOOKS_INSIDE="true", HOLDFAST_ESCALATE_SECONDS="0.5") as machine:
            machine.start()
            wait_until(lambda: len(receiver.posts) == 3, "three flags are posted")
            Flag.objects.update(
                noticed_at=timezone.now() - timedelta(hours=2), lapsed_at=timezone.now() - timedelta(hours=3)
            )
            wait_until(lambda: len(receiver.posts) == 6, "and told on")
            wait_until(lambda: not WebhookDelivery.objects.filter(sent_at=None).exists(), "all of it is marked")
    assert Notice.objects.filter(step="analyst").count() == 3
    for one in receiver.posts:
        signed = signature(secret, int(one.headers["holdfast-timestamp"]), one.body)
        assert one.headers["holdfast-signature"] == signed
    assert sorted(one.event["event"] for one in receiver.posts) == ["flag_escalated"] * 3 + ["flag_raised"] * 3
