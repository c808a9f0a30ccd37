"""What a flag goes through: raised once, told once, closed and opened again by what moves its deadline."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet

from monitoring.actions.delivery import deliver
from monitoring.actions.reports import approve_report, submit_report
from monitoring.actions.scan import scan
from monitoring.models import Flag, Notice
from tests.clock.chains import chain_of_limits, sign_later
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DESK = 4


def raised() -> QuerySet[Notice]:
    """What people are told; that a flag closes or opens again is for other systems alone."""
    return Notice.objects.filter(kind="flag_raised")


def kinds(**of: object) -> list[tuple[str, bool]]:
    """The flags in their order, and whether each is open."""
    return [(flag.kind, flag.closed_at is None) for flag in Flag.objects.filter(**of).order_by("lapsed_at", "kind")]


def test_what_stays_late_for_a_month_is_told_once_and_not_every_day(world: World) -> None:
    world.deadline(world.commitment(), due=NOW)
    for number in range(31):
        now = NOW + number * DAY
        scan(now=now)
        while deliver(now=now):
            pass
    assert kinds() == [("overdue", True)]
    assert Notice.objects.count() == 1
    assert len(mail.outbox) == DESK


def test_a_clock_that_was_down_for_ten_days_says_only_what_is_true_now(world: World) -> None:
    world.deadline(world.commitment(at=NOW - 30 * DAY), due=NOW, at=NOW - 30 * DAY)
    assert scan(now=NOW - 8 * DAY) == 0
    assert scan(now=NOW + 2 * DAY) == 1
    flag = Flag.objects.get()
    assert (flag.kind, flag.lapsed_at, flag.noticed_at) == ("overdue", NOW, NOW + 2 * DAY)


def test_a_deadline_comes_near_and_then_passes(world: World) -> None:
    world.deadline(world.commitment(at=NOW - 30 * DAY), due=NOW, at=NOW - 30 * DAY)
    assert scan(now=NOW - 7 * DAY) == 1
    assert kinds() == [("due_soon", True)]
    assert scan(now=NOW) == 1
    assert kinds() == [("due_soon", False), ("overdue", True)]
    assert Flag.objects.get(kind="due_soon").closed_why == "the deadline passed"


def test_an_extension_closes_a_flag_and_its_own_end_raises_another(world: World) -> None:
    deadline = world.deadline(world.commitment(), due=NOW)
    scan(now=NOW)
    world.extend(deadline, to=NOW + 10 * DAY, at=NOW + DAY)
    assert kinds(kind="overdue") == [("overdue", False)]
    scan(now=NOW + 3 * DAY)
    assert kinds(closed_at=None) == [("due_soon", True)]
    scan(now=NOW + 10 * DAY)
    assert kinds(closed_at=None) == [("overdue", True)]
    lapsed = Flag.objects.filter(kind="overdue").order_by("lapsed_at").values_list("lapsed_at", flat=True)
    assert list(lapsed) == [NOW, NOW + 10 * DAY]
    assert raised().count() == Flag.objects.count() == 3


def test_a_date_that_comes_back_opens_the_same_flag_and_tells_nobody_again(world: World) -> None:
    signature = chain_of_limits(world, 1, commitments=1, at=NOW)
    now = NOW + 5 * DAY
    scan(now=now)
    sign_later(signature, days=30, at=now)
    assert kinds() == [("overdue", False)]
    sign_later(signature, days=-30, at=now)
    assert kinds() == [("overdue", True)]
    assert scan(now=now + DAY) == 0
    assert raised().count() == 1


def test_a_draft_clears_nothing_and_an_approval_does(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW)
    scan(now=NOW)
    done = {"finding": "compliant", "implementation": 3, "completed_at": NOW - DAY}
    report = world.draft(commitment, at=NOW + DAY, **done)
    assert kinds() == [("overdue", True)]
    submit_report(report=report, by=world.verifier, at=NOW + DAY)
    assert kinds() == [("overdue", True)]
    approve_report(report=report, by=world.verifier2, at=NOW + 2 * DAY)
    assert kinds() == [("overdue", False)]
    assert scan(now=NOW + 30 * DAY) == 0


def test_a_report_that_nobody_decides_is_flagged_once_and_its_decision_ends_that(world: World) -> None:
    world.mission.decide_within_days = 3
    world.mission.save()
    commitment = world.commitment()
    report = world.draft(commitment)
    submit_report(report=report, by=world.verifier, at=NOW)
    assert scan(now=NOW + 3 * DAY - timedelta(microseconds=1)) == 0
    for number in range(3, 20):
        scan(now=NOW + number * DAY)
    flag = Flag.objects.get()
    assert (flag.kind, flag.report, flag.deadline, flag.lapsed_at) == ("report_awaiting", report, None, NOW + 3 * DAY)
    approve_report(report=report, by=world.verifier2, at=NOW + 20 * DAY)
    assert kinds() == [("report_awaiting", False)]


def test_an_interval_that_lapses_is_flagged_once_and_an_observation_starts_the_next(world: World) -> None:
    commitment = world.commitment(verification_interval_days=7, watched_from=NOW)
    for number in range(7, 14):
        scan(now=NOW + number * DAY)
    assert kinds() == [("verification_lapsed", True)]
    seen_at = NOW + 14 * DAY
    world.observation(commitment, at=seen_at, event_at=seen_at)
    assert kinds() == [("verification_lapsed", False)]
    assert scan(now=seen_at + 7 * DAY) == 1
    assert kinds() == [("verification_lapsed", False), ("verification_lapsed", True)]


def test_in_an_archive_no_clock_runs(world: World) -> None:
    world.mission.is_archive = True
    world.mission.save()
    world.deadline(world.commitment(), due=NOW)
    assert scan(now=NOW + DAY) == 0
