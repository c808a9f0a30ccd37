"""`manage.py standing`: names every difference, and mends it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.models import Standing
from monitoring.models import Alarm
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db


def run(option: str) -> str:
    out = StringIO()
    call_command("standing", option, stdout=out)
    return out.getvalue()


def test_it_is_silent_where_the_rows_agree(world: World) -> None:
    world.approved(world.commitment())
    assert "Every standing is what its facts give." in run("--check")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("finding", "compliant"),
        ("contestation", "disputed"),
        ("observations", 7),
        ("settled", "met_on_time"),
        ("last_observed_at", NOW),
        ("report_reference", "R-99"),
    ],
)
def test_it_names_a_row_that_was_changed_behind_its_back(world: World, field: str, value: object) -> None:
    commitment = world.commitment()
    world.approved(commitment)
    Standing.objects.filter(commitment=commitment).update(**{field: value})
    out = StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("standing", "--check", stdout=out)
    assert f"{commitment.reference} {field}: kept" in out.getvalue()
    run("--rebuild")
    assert "Every standing" in run("--check")


def test_it_finds_a_missing_row_and_a_clock_that_sleeps(world: World) -> None:
    one, two = world.commitment(), world.commitment()
    world.deadline(two, due=NOW)
    Standing.objects.filter(commitment=one).delete()
    Alarm.objects.all().delete()
    out = StringIO()
    with pytest.raises(CommandError, match="2 differences"):
        call_command("standing", "--check", stdout=out)
    assert f"{one.reference}: no standing kept" in out.getvalue()
    assert f"{two.reference}: no alarm kept for due_soon" in out.getvalue()
