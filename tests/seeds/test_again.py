"""Seeding a second time changes no row, also days later and after people have worked with it."""

from datetime import timedelta

from django.db import connection

from commitments.models import Mission, User
from monitoring.models import Statement
from tests.seeds.conftest import AT, Seeded


def dump() -> dict[str, tuple[int, str]]:
    """Every table's rows, counted and hashed."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t")  # noqa: S608
            found[table] = cursor.fetchone()
        return found


def test_a_second_run_changes_no_row(seeded: Seeded) -> None:
    before = dump()
    assert before["monitoring_observation"][0] > 80
    seeded.again(AT + timedelta(seconds=90))
    assert dump() == before


def test_days_later_the_exercise_keeps_its_first_day(seeded: Seeded) -> None:
    before = dump()
    seeded.again(AT + timedelta(days=5))
    assert dump() == before
    assert "kept as it was first played" in seeded.said[-1]


def test_what_people_changed_stays(seeded: Seeded) -> None:
    Mission.objects.filter(slug="karabakh-2023").update(name="Renamed")
    user = User.objects.get(email="analyst@demo.example")
    user.set_password("another long password")
    user.save()
    before = dump()
    seeded.again(AT + timedelta(days=1))
    assert dump() == before
    assert user.check_password("another long password")


def test_accounts_can_sign_in_and_one_administers(seeded: Seeded) -> None:
    for user in User.objects.all():
        assert user.check_password("holdfast-demo-only")
        assert not user.is_superuser
    assert [user.email for user in User.objects.filter(is_staff=True)] == ["administrator@demo.example"]


def test_the_administrator_enters_what_is_seeded(seeded: Seeded) -> None:
    real = Statement.objects.filter(mission__is_exercise=False)
    assert {one.recorded_by.email for one in real} == {"administrator@demo.example"}
