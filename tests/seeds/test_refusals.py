"""Errors of a seed file: one sentence with the file and the key, nothing of that file kept, exit 1."""

import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from commitments.actions.limits import act_on
from commitments.agreement_file.dates import Dates
from commitments.agreement_file.reading import FileError, Source, Table, read
from commitments.models import Agreement, User
from commitments.rules.treaty.terms import Act
from monitoring.models import Alarm
from monitoring.seeding.files import seed_everything
from monitoring.seeding.when import instant, instants
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

[[commitment.limit]]
key = "complete"
kind = "complete_by"
on = 2015-03-01
source = "made up for a test"
"""

WRONG = {
    'title = "A small agreement"': ("", "wrong.toml:2: agreement: `title` is missing"),
    'zone = "Europe/Kyiv"': ('zone = "Europe/Kyiv"\ncolour = "red"', "wrong.toml:7: agreement: `colour` is not a key"),
    'kind = "ceasefire"': ('kind = "ceasfire"', "commitment ZZ-01: `kind` is 'ceasfire'; did you mean 'ceasefire'?"),
    'obligors = ["one-side"]': ('obligors = ["one-sied"]', "`obligors` is 'one-sied'; did you mean 'one-side'?"),
    "on = 2015-03-01": ('on = "day -3"', "`on` is 'day -3': only an exercise"),
    'on = 2015-03-01\nsource = "made up': ('source = "made up', "says when: at, on, after"),
    'mission = "archive"': (
        'mission = "archiv"',
        "wrong.toml:4: agreement: no mission is 'archiv'; did you mean 'arch",
    ),
    'roles = ["signatory"]': ('roles = ["spy"]', "`roles` is 'spy'; it may be acceding, guarantor"),
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
    with pytest.raises(FileError, match=r"long\.toml:17: commitment ZZ-01: .*too long"):
        seed_everything(folder, at=AT, say=lambda line: None)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
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

    def written(**content: object) -> Table:
        return Table(content, Source("story.toml", dates=Dates(today, zone="Asia/Baku")))

    assert written(a="day 0").day("a").isoformat() == "2026-03-02", "it is the next day already in Baku"
    assert instant(written(b="day -1, 09:30"), "b") == datetime(2026, 3, 1, 5, 30, tzinfo=UTC)
    assert instant(written(c="2 hours ago"), "c") == today - timedelta(hours=2)
    assert instant(written(d="in 3 minutes"), "d") == datetime(2026, 3, 1, 23, 54, tzinfo=UTC)
    assert instants(written(e=["day 1, 00:00", "day 2"]), "e") == [
        datetime(2026, 3, 2, 20, 0, tzinfo=UTC),
        datetime(2026, 3, 3, 20, 0, tzinfo=UTC),
    ]
    for wrong in ("day", "day 3rd", "yesterday", "3 days ago", "day 0, 9:30"):
        with pytest.raises(FileError, match=r"story.toml: `f` takes"):
            instant(written(f=wrong), "f")


def test_a_suspended_limit_makes_nobody_late_and_is_suspended_once(world: World) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW + timedelta(days=1))
    act = Act("suspension", NOW.date(), "Contact Group", "floods", "made up for a test")
    act_on(limit=deadline.limit, act=act, by=world.verifier, at=NOW)

    deadline.refresh_from_db()
    assert deadline.is_suspended
    assert not Alarm.objects.filter(deadline=deadline).exists()
    later = NOW + timedelta(days=9)
    assert type(commitment).objects.with_timeliness(later).get().timeliness == "suspended"
    with pytest.raises(ValidationError, match="suspended"):
        act_on(limit=deadline.limit, act=act, by=world.verifier, at=NOW)
