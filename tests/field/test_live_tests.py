"""The ground that browser and thread tests stand on: rows are committed, and gone for the next test."""

import pytest
from django.db import connections

from commitments.models import RecordEntry
from monitoring.models import Observation
from tests.factories import World
from tests.live import LIVE

pytestmark = LIVE


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_empty_tables(world: World, turn: int) -> None:
    world.observation(world.commitment())
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM monitoring_observation")
        assert cursor.fetchone() == (1,), "another connection sees the row, so it is committed"
    assert Observation.objects.count() == 1
    assert RecordEntry.objects.filter(verb="observation logged").count() == 1
