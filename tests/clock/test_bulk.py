"""Rows that are written as one JSON document come back as they were."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commitments.actions import bulk
from commitments.actions.record import entry
from commitments.models import Deadline, RecordEntry
from tests.clock.lapses import bare_deadline, bare_limit
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

ODD = "“nine” 'o clock' % \\ \n ґ"


def test_inserted_rows_come_back_whole(world: World) -> None:
    limit = bare_limit(world.commitment(), "l")
    due = NOW + timedelta(microseconds=1)
    whole = bare_deadline(limit, ODD, due, ends_on=date(2026, 5, 20), later=[{"arithmetic": ODD}], amounts={"due": 3})
    empty = bare_deadline(limit, "none", None, amounts=None)
    with CaptureQueriesContext(connection) as asked:
        bulk.insert([whole, empty])
    assert len(asked) == 1
    for one in (whole, empty):
        kept = Deadline.objects.get(pk=one.pk)
        names = [field.attname for field in Deadline._meta.concrete_fields]
        assert {name: getattr(kept, name) for name in names} == {name: getattr(one, name) for name in names}
    assert Deadline.objects.filter(amounts__isnull=True).get() == empty, "no JSON null in place of nothing"


def test_keys_that_the_database_counts_up_are_its_own(world: World) -> None:
    before = RecordEntry.objects.count()
    said = {"subject": "NV", "mission": world.mission, "by": None, "at": NOW, "words": ODD}
    bulk.insert([entry("tried", **said) for _ in range(3)])
    assert RecordEntry.objects.count() == before + 3
    assert RecordEntry.objects.filter(verb="tried").first().content == {"words": ODD}


def test_an_update_touches_the_named_fields_of_the_named_rows(world: World) -> None:
    limit = bare_limit(world.commitment(), "l")
    rows = [bare_deadline(limit, str(number), NOW) for number in range(3)]
    bulk.insert(rows)
    for row in rows[:2]:
        row.due_at, row.arithmetic = NOW + timedelta(days=1), "not to be written"
    bulk.update(rows[:2], ["due_at"])
    kept = Deadline.objects.order_by("period")
    assert [row.due_at for row in kept] == [NOW + timedelta(days=1)] * 2 + [NOW]
    assert {row.arithmetic for row in kept} == {"in a test"}


def test_nothing_to_write_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        bulk.insert([])
        bulk.update([], ["due_at"])
    assert len(asked) == 0
