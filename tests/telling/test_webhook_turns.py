"""Other systems hear how a flag ends and that it stands again; people read it on the page."""

from datetime import timedelta

import pytest

from monitoring.actions.addressing import address
from monitoring.actions.reports import approve_report, correct_report, submit_report
from monitoring.actions.scan import scan
from monitoring.models import Delivery, Flag, Notice
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Notice.objects.filter(kind__startswith="flag").order_by("fell_due_at").values_list("kind", flat=True))


def test_closing_and_reopening_are_told_once_each_and_mailed_to_nobody(world: World) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(days=1))
    scan(now=NOW)
    first = world.approved(commitment, implementation=3, finding="compliant", completed_at=NOW - timedelta(days=2))
    assert kinds() == ["flag_raised", "flag_closed"]
    second = correct_report(report=first, by=world.verifier, at=NOW)
    second.implementation, second.completed_at, second.finding = 2, None, "partly_compliant"
    second.save()
    submit_report(report=second, by=world.verifier, at=NOW)
    approve_report(report=second, by=world.verifier2, at=NOW + timedelta(minutes=1))
    assert kinds() == ["flag_raised", "flag_closed", "flag_reopened"]
    address(now=NOW + timedelta(minutes=2))
    assert not Delivery.objects.filter(notice__kind__in=["flag_closed", "flag_reopened"]).exists()


def test_what_came_near_is_closed_by_the_clock_as_it_passes_and_told(world: World) -> None:
    world.deadline(world.commitment(), due=NOW + timedelta(days=1))
    scan(now=NOW)
    scan(now=NOW + timedelta(days=2))
    near = Flag.objects.get(kind="due_soon")
    assert near.closed_at == NOW + timedelta(days=2)
    assert Notice.objects.filter(flag=near).order_by("created_at").values_list("kind", flat=True)[1] == "flag_closed"


def test_a_report_that_waits_too_long_is_told_to_everybody_but_its_author(world: World) -> None:
    report = world.draft(world.commitment())
    submit_report(report=report, by=world.verifier, at=NOW)
    scan(now=NOW + timedelta(days=7))
    flag = Flag.objects.get(kind="report_awaiting")
    assert (flag.report, flag.lapsed_at) == (report, NOW + timedelta(days=7))
    address(now=NOW + timedelta(days=7))
    told = {row.recipient for row in Delivery.objects.filter(notice__flag=flag)}
    assert told == {world.verifier2, world.analyst, world.administrator}
