"""A flag that stays open is told on, to each step once; one that ended is not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from commitments.actions.registers import grant_role
from monitoring.actions.escalation import escalate, set_waits
from monitoring.actions.scan import scan
from monitoring.models import Delivery, Escalation, Notice
from tests.factories import NOW, World
from tests.live import LIVE, at_once
from tests.telling.lapses import drain, due_of, lapse, mails_to

pytestmark = LIVE
HOUR = timedelta(hours=1)


def waits(world: World, analysts: int | None, administrators: int | None) -> None:
    set_waits(mission=world.mission, analysts=analysts, administrators=administrators, by=None, at=NOW)


def told(world: World) -> dict[str, int]:
    return {role: len(mails_to(world, role)) for role in ("monitor", "verifier", "analyst", "administrator")}


def test_without_waits_everybody_is_told_at_once_and_nothing_is_told_on(world: World) -> None:
    lapse(world)
    drain(NOW)
    assert told(world) == {"monitor": 0, "verifier": 1, "analyst": 1, "administrator": 1}
    assert escalate(now=NOW + 1000 * HOUR) == 0


def test_duty_first_then_analysts_then_administrators(world: World) -> None:
    waits(world, 24, 72)
    flag = lapse(world)
    drain(NOW)
    assert told(world) == {"monitor": 0, "verifier": 1, "analyst": 0, "administrator": 0}
    assert escalate(now=NOW + 24 * HOUR - timedelta(microseconds=1)) == 0
    assert escalate(now=NOW + 24 * HOUR) == 1
    assert escalate(now=NOW + 30 * HOUR) == 0
    drain(NOW + 30 * HOUR)
    assert told(world) == {"monitor": 0, "verifier": 1, "analyst": 1, "administrator": 0}
    assert escalate(now=NOW + 90 * HOUR) == 1
    drain(NOW + 90 * HOUR)
    assert told(world) == {"monitor": 0, "verifier": 1, "analyst": 1, "administrator": 1}
    assert mails_to(world, "analyst") == [f"{flag.commitment.reference}: still open · Mission valley"]
    second = Notice.objects.get(step="administrator")
    assert second.fell_due_at == NOW + 72 * HOUR, "dated when the wait was over, not when that was noticed"
    for _ in range(30):
        escalate(now=NOW + 900 * HOUR)
    drain(NOW + 900 * HOUR)
    assert sum(told(world).values()) == 3


def test_monitors_hear_of_what_nobody_observed(world: World) -> None:
    waits(world, 24, 24)
    world.commitment(term="standing", watched_from=NOW - timedelta(days=30), verification_interval_days=7)
    scan(now=NOW)
    drain(NOW)
    assert told(world) == {"monitor": 1, "verifier": 1, "analyst": 0, "administrator": 0}


def test_one_wait_alone(world: World) -> None:
    waits(world, None, 5)
    lapse(world)
    drain(NOW)
    assert told(world) == {"monitor": 0, "verifier": 1, "analyst": 1, "administrator": 0}
    assert escalate(now=NOW + 5 * HOUR) == 1
    drain(NOW + 5 * HOUR)
    assert told(world)["administrator"] == 1


def test_a_flag_that_ended_is_not_told_on(world: World) -> None:
    waits(world, 24, 72)
    ended, still_open = lapse(world), lapse(world)
    world.approved(ended.commitment, implementation=3, finding="compliant", completed_at=due_of(ended).due_at)
    assert escalate(now=NOW + 24 * HOUR) == 1
    assert Notice.objects.get(step="analyst").flag == still_open


def test_one_that_ends_before_it_is_mailed_goes_to_nobody(world: World) -> None:
    waits(world, 24, None)
    flag = lapse(world)
    drain(NOW)
    escalate(now=NOW + 24 * HOUR)
    world.approved(flag.commitment, implementation=3, finding="compliant", completed_at=due_of(flag).due_at)
    drain(NOW + 24 * HOUR)
    assert told(world)["analyst"] == 0


def test_who_was_told_already_is_not_told_again_when_a_wait_is_set_later(world: World) -> None:
    lapse(world)
    drain(NOW)
    waits(world, 1, 2)
    assert escalate(now=NOW + 9 * HOUR) == 2
    newcomer = world.people["monitor"]
    grant_role(user=newcomer, mission=world.mission, role="analyst", by=None, at=NOW)
    drain(NOW + 9 * HOUR)
    assert told(world) == {"monitor": 1, "verifier": 1, "analyst": 1, "administrator": 1}


def test_other_missions_and_archives_are_left_alone(world: World, other_world: World) -> None:
    waits(world, 1, 1)
    lapse(world), lapse(other_world)
    world.mission.is_archive = True
    world.mission.save()
    assert escalate(now=NOW + 9 * HOUR) == 0
    world.mission.is_archive = False
    world.mission.save()
    assert escalate(now=NOW + 9 * HOUR) == 2
    assert set(Notice.objects.exclude(step=None).values_list("mission", flat=True)) == {world.mission.pk}


def test_at_once_from_several_workers_each_step_is_told_once(world: World) -> None:
    waits(world, 1, 2)
    for _ in range(10):
        lapse(world)
    made = at_once([lambda: escalate(now=NOW + 3 * HOUR)] * 4)
    assert sum(made) == 20
    assert Notice.objects.exclude(step=None).count() == 20


def test_it_is_one_statement_that_reads_the_clock_it_is_given(world: World) -> None:
    waits(world, 1, 2)
    lapse(world)
    with CaptureQueriesContext(connection) as asked:
        assert escalate(now=NOW + HOUR) == 1
    statements = [one["sql"] for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT"))]
    assert len(statements) == 1
    assert "now()" not in statements[0].lower()


def test_the_database_tells_each_step_once(world: World) -> None:
    flag = lapse(world)
    told_on = {"mission": world.mission, "kind": "flag_escalated", "flag": flag, "step": "analyst"}
    Notice.objects.create(**told_on, fell_due_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**told_on, fell_due_at=NOW + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(**{**told_on, "step": None}, fell_due_at=NOW + HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(mission=world.mission, analysts_after_hours=0)


def test_the_mail_names_the_flag_and_nothing_seen(world: World) -> None:
    waits(world, 1, None)
    flag = lapse(world)
    drain(NOW)
    escalate(now=NOW + HOUR)
    drain(NOW + HOUR)
    (one,) = [one for one in mail.outbox if one.to == [world.analyst.email]]
    assert "A flag was raised some time ago and is still open." in one.body
    assert f"/m/valley/commitments/{flag.commitment.reference}" in one.body
    assert Delivery.objects.filter(recipient=world.analyst, channel="in_app", notice__step="analyst").count() == 1
