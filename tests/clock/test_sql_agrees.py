"""The rule in Python and the statements in SQL read the same table of cases, and must say the same."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from commitments.models import Commitment, Deadline, Standing
from commitments.rules.timeliness import clockwork
from monitoring.actions.scan import scan
from monitoring.actions.standing import settle
from monitoring.models import Flag
from tests.clock.lapses import bare_deadline, bare_limit
from tests.factories import NOW, World
from tests.rules.timeliness_cases import CASES, Case

pytestmark = pytest.mark.django_db


def kept(world: World, case: Case) -> tuple[Commitment, Sequence[Deadline]]:
    """The case as rows: its limits as deadlines, and its clockwork in the read model."""
    commitment = world.commitment()
    limit = bare_limit(commitment, "complete")
    deadlines = [
        bare_deadline(
            limit,
            str(number),
            one.due_at,
            met_at=one.met_at,
            met_by="R-1" if one.met_at else "",
            is_suspended=one.suspended,
            is_waived=one.waived,
        )
        for number, one in enumerate(case.limits)
    ]
    Deadline.objects.bulk_create(deadlines)
    settle([commitment], at=NOW, why="set")
    work = clockwork(case.limits)
    assert Standing.objects.filter(pk=commitment.pk, due_at=work.due_at, settled=work.settled.value).exists()
    return commitment, deadlines


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
    scan(now=NOW)
    assert set(Flag.objects.filter(kind="overdue").values_list("deadline_id", flat=True)) == expected
    assert scan(now=NOW) == 0


def test_the_scan_reads_the_clock_it_is_given(world: World) -> None:
    """Nothing in the statement asks the database for the time."""
    world.deadline(world.commitment(), due=NOW)
    scan(now=NOW - timedelta(microseconds=1))
    assert not Flag.objects.filter(kind="overdue").exists()
    assert scan(now=NOW) == 1
    assert Flag.objects.get(kind="overdue").noticed_at == NOW
