"""Errors of a seed file: one sentence with the file and the key, nothing of that file kept, exit 1."""

import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from commitments.actions.deadlines import suspend
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from commitments.models import Agreement, User
from commitments.seeding.calendar import Calendar
from commitments.seeding.reading import SeedError, Table, read
from monitoring.seeding.files import seed_everything
from tests.factories import NOW, World
from tests.seeds.conftest import AT, FOLDER

REAL = """
[agreement]
reference = "ZZ"
mission = "archive"
title = "A small agreement"
zone = "Europe/Kyiv"
summary = "One promise."
source = "made up for a test"

[[party]]
slug = "one-side"
name = "One side"
kind = "state"
roles = ["signatory"]
source = "made up for a test"

[[commitment]]
reference = "ZZ-01"
title = "A promise"
kind = "ceasefire"
term = "time_limit"
obligors = ["one-side"]
text = "Something."
source = "made up for a test"

[[commitment.deadline]]
key = "complete"
kind = "complete_by"
on = 2015-03-01
source = "made up for a test"
"""

WRONG = {
    'title = "A small agreement"': ("", "agreement: `title` is missing"),
    'zone = "Europe/Kyiv"': ('zone = "Europe/Kyiv"\ncolour = "red"', "`colour` is not a key"),
    'kind = "ceasefire"': ('kind = "truce"', "commitment ZZ-01: `kind` is 'truce'; it may be ceasefire,"),
    'obligors = ["one-side"]': ('obligors = ["other"]', "`obligors` names 'other', which this file does not introduce"),
    "on = 2015-03-01": ('on = "day -3"', "deadline complete: `on` takes 2020-11-25, not 'day -3'"),
    'on = 2015-03-01\nsource = "made up': ('source = "made up', "give one of the three"),
    'mission = "archive"': ('mission = "attic"', "`mission` is 'attic', which no file of missions opens"),
    'roles = ["signatory"]': ('roles = ["spy"]', "`roles` holds 'spy'; it may hold signatory"),
    'text = "Something."': ('text = ""', "commitment ZZ-01: `text` is empty"),
    'name = "One side"': ("name = 7", "party one-side: `name` takes a text in quotes, not 7"),
    "[agreement]": ("[agreement", "is not TOML"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agreements").mkdir()
    shutil.copy(FOLDER / "missions.toml", tmp_path)
    return tmp_path


@pytest.mark.django_db
@pytest.mark.parametrize("was", WRONG)
def test_an_error_names_file_and_key_and_keeps_nothing_of_the_file(folder: Path, was: str) -> None:
    becomes, sentence = WRONG[was]
    assert was in REAL
    (folder / "agreements" / "wrong.toml").write_text(REAL.replace(was, becomes, 1))
    with pytest.raises(CommandError) as refusal:
        call_command("seed", folder=folder, stdout=io.StringIO())
    assert sentence in str(refusal.value)
    assert "wrong.toml" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert refusal.value.returncode == 1
    assert not Agreement.objects.exists()
    assert User.objects.count() == 6, "the files before it are kept"


@pytest.mark.django_db
def test_the_same_file_without_the_error_is_loaded(folder: Path) -> None:
    (folder / "agreements" / "right.toml").write_text(REAL)
    seed_everything(folder, at=AT, say=lambda line: None)
    assert Agreement.objects.get().commitments.get().deadlines.get().due_at == datetime(2015, 3, 1, 22, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_what_the_database_refuses_is_told_with_its_table(folder: Path) -> None:
    long = REAL.replace('title = "A promise"', f'title = "{"x" * 300}"')
    (folder / "agreements" / "long.toml").write_text(long)
    with pytest.raises(SeedError, match=r"long\.toml, commitment ZZ-01"):
        seed_everything(folder, at=AT, say=lambda line: None)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="cannot be read"):
        read(tmp_path / "missions.toml")


@pytest.mark.django_db
def test_production_is_refused_unless_meant(folder: Path, settings: pytest.FixtureRequest) -> None:
    settings.IN_PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="--yes-really"):
        call_command("seed", folder=folder, stdout=io.StringIO())
    assert not User.objects.exists()
    call_command("seed", "--yes-really", folder=folder, stdout=io.StringIO())
    assert User.objects.exists()


def test_accounts_are_listed_without_a_database() -> None:
    out = io.StringIO()
    call_command("seed", "--accounts", stdout=out)
    accounts = json.loads(out.getvalue())
    assert [set(account) for account in accounts] == [{"role", "email", "password", "mission"}] * 6


def test_days_and_times_count_from_the_first_seeding() -> None:
    today = datetime(2026, 3, 1, 23, 50, 40, tzinfo=UTC)
    calendar = Calendar("Asia/Baku", today)
    table = Table(
        {"a": "day 0", "b": "day -1, 09:30", "c": "2 hours ago", "d": "in 3 minutes", "e": ["day 1, 00:00"]}, "here"
    )
    assert calendar.day(table, "a").isoformat() == "2026-03-02", "it is the next day already in Baku"
    assert calendar.instant(table, "b") == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    assert calendar.instant(table, "c") == today - timedelta(hours=2)
    assert calendar.instant(table, "d") == datetime(2026, 3, 1, 23, 54, tzinfo=UTC)
    assert calendar.instants(table, "e") == [datetime(2026, 3, 2, 20, 0, tzinfo=UTC)]
    for words in ("day", "day 3rd", "yesterday", "3 days ago", "day 0, 9:30"):
        with pytest.raises(SeedError, match="here: `f` takes"):
            calendar.instant(Table({"f": words}, "here"), "f")


def test_a_suspended_limit_makes_nobody_late_and_is_suspended_once(world: World) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW + timedelta(days=1))
    act = {"granted_by": "Contact Group", "granted_on": NOW.date(), "reason": "floods", "by": world.verifier, "at": NOW}
    suspension = suspend(deadline=deadline, **act)

    deadline.refresh_from_db()
    assert (deadline.suspended_at, deadline.wake_at, suspension.from_due_at) == (NOW, None, deadline.due_at)
    later = NOW + timedelta(days=9)
    assert type(commitment).objects.with_timeliness(later).get().timeliness == "suspended"
    with pytest.raises(ValidationError, match="still binds"):
        suspend(deadline=deadline, **act)
