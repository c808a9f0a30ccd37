"""Lists without an end get their next item as the last one falls due, also after the clock was down for weeks."""

from datetime import date, timedelta

import pytest

from commitments.actions.limits import set_limit
from commitments.actions.timetable import differences
from commitments.actions.turning import turn
from commitments.models import Commitment, Deadline, Reading, Timetable
from commitments.rules.treaty.terms import Limit, On, Repeat
from commitments.rules.treaty.terms import Reading as TreatyReading
from monitoring.actions.scan import scan
from monitoring.models import Flag
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

WEEK = timedelta(weeks=1)


def weekly_report(world: World, *, first: date) -> Commitment:
    commitment = world.commitment()
    limit = Limit(
        key="weekly",
        kind="report_by",
        zone="UTC",
        readings=(TreatyReading("adopted", On(first), source="made up"),),
        repeat=Repeat(1, "weeks"),
    )
    set_limit(commitment=commitment, limit=limit, by=None, at=NOW)
    return commitment


def missed(commitment: Commitment) -> list[str]:
    flags = Flag.objects.filter(commitment=commitment, kind="recurring_missed").order_by("lapsed_at")
    return [flag.deadline.period for flag in flags.select_related("deadline")]


def test_each_turn_gives_the_next_item_and_each_missed_one_is_flagged_once(world: World) -> None:
    commitment = weekly_report(world, first=NOW.date())
    assert Deadline.objects.filter(commitment=commitment).count() == 1
    for week in range(1, 4):
        now = NOW + week * WEEK
        assert turn(now=now) == 1
        assert turn(now=now) == 0, "nothing turns twice"
        scan(now=now)
        assert missed(commitment) == [str(number) for number in range(1, week + 1)]
    assert Deadline.objects.filter(commitment=commitment, due_at__gt=now).count() == 1
    assert list(differences(world.agreement, at=now)) == []


def test_after_five_weeks_down_every_missed_item_is_made_and_flagged(world: World) -> None:
    commitment = weekly_report(world, first=NOW.date())
    now = NOW + 4 * WEEK + timedelta(days=1)
    assert turn(now=now) == 1
    scan(now=now)
    assert missed(commitment) == ["1", "2", "3", "4", "5"]
    assert scan(now=now + timedelta(minutes=1)) == 0


def test_one_that_cannot_be_worked_out_keeps_nobody_waiting(
    world: World, other_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    broken = weekly_report(world, first=NOW.date())
    sound = weekly_report(other_world, first=NOW.date() + timedelta(days=1))
    Reading.objects.filter(limit__commitment=broken).update(
        rule={"after": "a milestone that is gone", "count": "1 day"}
    )
    assert turn(now=NOW + WEEK) == 1
    assert Deadline.objects.filter(commitment=sound).count() == 2
    assert Timetable.objects.get(agreement=world.agreement).turn_at <= NOW + WEEK, "it is tried again"
    assert f"agreement {world.agreement.pk} could not be turned" in caplog.text
