"""The rule and its SQL, driven by one table of cases, at the edges where they could part."""

from datetime import timedelta

import pytest

from commitments.models import Commitment, Standing
from commitments.rules.timeliness import Clockwork, Timeliness, timeliness
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
INSTANT = timedelta(microseconds=1)
WEEK = timedelta(days=7)
CASES = [
    ("an instant before it falls due", INSTANT, Timeliness.DUE_SOON),
    ("at the instant itself", timedelta(0), Timeliness.OVERDUE),
    ("an instant after", -INSTANT, Timeliness.OVERDUE),
    ("exactly a week ahead", WEEK, Timeliness.DUE_SOON),
    ("a week and an instant ahead", WEEK + INSTANT, Timeliness.UPCOMING),
    ("years late", -timedelta(days=4000), Timeliness.OVERDUE),
    ("years ahead", timedelta(days=4000), Timeliness.UPCOMING),
    *(
        (f"nothing open, {settled}", None, settled)
        for settled in Timeliness
        if settled not in {"overdue", "due_soon", "upcoming"}
    ),
]


@pytest.mark.parametrize(("name", "ahead", "expected"), CASES, ids=[case[0] for case in CASES])
def test_rule_and_sql_say_the_same(world: World, name: str, ahead: timedelta | None, expected: Timeliness) -> None:
    settled = expected if ahead is None else Timeliness.MET_ON_TIME
    due = NOW + ahead if ahead is not None else None
    commitment = world.commitment()
    Standing.objects.filter(pk=commitment.pk).update(due_at=due, settled=settled)

    assert timeliness(Clockwork(due, settled), NOW) == expected
    assert Commitment.objects.with_timeliness(NOW).get().timeliness == expected
