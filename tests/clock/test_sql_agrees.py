"""The rule in Python and the statements in SQL read the same table of cases, and must say the same."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db.models import Model

from commitments.models import Commitment, Deadline, Milestone, Standing
from commitments.rules.timeliness import TimeLimit, clockwork
from monitoring.actions.scan import scan
from monitoring.actions.standing import wake_for_deadline
from monitoring.models import Flag
from monitoring.queries.facts import Facts
from tests.factories import NOW, World
from tests.rules.timeliness_cases import CASES, Case

pytestmark = pytest.mark.django_db


def kept(world: World, case: Case) -> tuple[Commitment, Sequence[Deadline]]:
    """The case as rows: its limits as deadlines, and its clockwork in the read model."""
    commitment = world.commitment()
    waiting, _ = Milestone.objects.get_or_create(
        agreement=world.agreement, key="arrival", defaults={"kind": "arrival", "name": "Arrival", "adopted": "de_jure"}
    )
    deadlines = [deadline(commitment, waiting, f"d{number}", limit) for number, limit in enumerate(case.limits)]
    for one in deadlines:
        one.wake_at = wake_for_deadline(commitment, one, Facts(deadlines=deadlines))
        one.save(force_insert=True)
    work = clockwork(case.limits)
    Standing.objects.filter(pk=commitment.pk).update(due_at=work.due_at, settled=work.settled.value)
    return commitment, deadlines


def deadline(commitment: Commitment, anchor: Model, key: str, limit: TimeLimit) -> Deadline:
    counted = {"anchor": anchor, "offset_amount": 5, "offset_unit": "days"}
    return Deadline(
        commitment=commitment,
        key=key,
        zone="Asia/Baku",
        arithmetic="in a test",
        first_due_at=limit.due_at,
        due_at=limit.due_at,
        met_at=limit.met_at,
        met_by="R-1" if limit.met_at else "",
        suspended_at=NOW if limit.suspended else None,
        waived_at=NOW if limit.waived else None,
        **({"at_instant": limit.due_at} if limit.due_at else counted),
    )


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_list_says_what_the_rule_says(world: World, case: Case) -> None:
    commitment, _ = kept(world, case)
    assert Commitment.objects.with_timeliness(NOW).get(pk=commitment.pk).timeliness == case.expected


def test_the_scan_flags_exactly_the_open_limits_that_have_passed(world: World) -> None:
    """All cases in one scan, so that one cannot hide behind another."""
    expected = set()
    for case in CASES:
        _, deadlines = kept(world, case)
        expected |= {
            row.pk
            for row, limit in zip(deadlines, case.limits, strict=True)
            if limit.is_open and limit.due_at is not None and limit.due_at <= NOW
        }
    assert scan(now=NOW) == len(expected)
    assert set(Flag.objects.values_list("deadline_id", flat=True)) == expected
    assert scan(now=NOW) == 0


def test_the_scan_reads_the_clock_it_is_given(world: World) -> None:
    """Nothing in the statement asks the database for the time."""
    world.deadline(world.commitment(), due=NOW)
    assert scan(now=NOW - timedelta(microseconds=1)) == 0
    assert scan(now=NOW) == 1
    assert Flag.objects.get().noticed_at == NOW
