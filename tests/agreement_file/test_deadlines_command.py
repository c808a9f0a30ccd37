"""`manage.py deadlines FILE`: dates with their arithmetic, and every fault as one sentence."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]
AGREEMENTS = ROOT / "seeds" / "agreements"
MOSCOW = AGREEMENTS / "moscow-1994.toml"
KARABAKH = AGREEMENTS / "karabakh-2020.toml"


def run(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("deadlines", file, stdout=out, **options)
    return out.getvalue()


def items(file: Path, commitment: str, **options: Any) -> list[dict[str, Any]]:
    found = json.loads(run(file, json=True, **options))
    return [row for row in found["deadlines"] if row["commitment"] == commitment]


def changed(folder: Path, old: str, new: str) -> Path:
    text = MOSCOW.read_text()
    assert old in text
    file = folder / "changed.toml"
    file.write_text(text.replace(old, new, 1))
    return file


def test_it_prints_each_date_its_state_and_its_arithmetic() -> None:
    said = run(MOSCOW, at="1994-05-20")
    assert "start by [overdue]" in said
    assert "signature 14 May 1994 + 5 days = 19 May 1994, end of day Europe/Moscow" in said
    assert "1994-05-19 24:00 Europe/Moscow = 1994-05-19 20:00 UTC" in said
    assert "complete by [anchor pending] (projected)" in said
    assert "start of MO94-01 at the latest 19 May 1994 + 5 days = 24 May 1994" in said


def test_a_step_that_ends_early_moves_the_later_ones_forward(tmp_path: Path) -> None:
    early = (
        'started = 1994-05-16\nstarted_source = "minutes"\ncompleted = 1994-05-18\ncompleted_source = "minutes"\n'
        'text = "The group starts'
    )
    file = changed(tmp_path, 'text = "The group starts', early)
    days = [row["day"] for row in json.loads(run(file, at="1994-05-20", json=True))["deadlines"]]
    assert days == ["1994-05-19", "1994-05-21", "1994-05-23", "1994-06-02"]


def test_an_extension_stands_beside_the_first_date_with_who_when_and_why() -> None:
    (item,) = items(KARABAKH, "KB20-06")
    (step,) = item["later"]
    assert (item["first"]["day"], item["day"]) == ("2020-11-15", "2020-11-25")
    assert (step["granted_by"], step["granted_on"]) == ("Azerbaijan", "2020-11-15")
    assert step["reason"] == "state of the roads and the weather"


def test_what_was_due_as_known_on_a_day_forgets_what_came_later() -> None:
    days = [items(KARABAKH, "KB20-06", known_on=day)[0]["day"] for day in ("2020-11-14", "2020-11-15")]
    assert days == ["2020-11-15", "2020-11-25"]
    assert "as known on 2020-11-14" in run(KARABAKH, known_on="2020-11-14")


def test_a_promise_without_a_date_shows_its_age_and_no_due_date() -> None:
    file = AGREEMENTS / "nagorno-karabakh-2023.toml"
    found = json.loads(run(file, at="2023-09-30T12:00+04:00", json=True))
    (disarm,) = [one for one in found["undated"] if one["commitment"] == "NK23-02"]
    assert (disarm["state"], disarm["days"]) == ("no agreed deadline", 10)
    assert items(file, "NK23-02") == []


def test_a_prohibition_has_no_date() -> None:
    said = run(AGREEMENTS / "dayton-1995.toml")
    assert "a standing prohibition: it has no date, and an observation can show a breach" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at": "yesterday"}, "--at takes an instant"),
        ({"at": "0001-01-01T00:00+14:00"}, "--at takes an instant"),
        ({"known_on": "later"}, "--known-on takes a day"),
    ],
)
def test_an_instant_that_is_none_is_refused(options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(MOSCOW, **options)


def test_a_file_that_is_not_there_or_not_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.toml")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path)
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="not UTF-8"):
        run(tmp_path / "binary.toml")


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a shell in which nothing of Holdfast is set up."""
    bare = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    command = [sys.executable, "manage.py", "deadlines", *arguments]
    return subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60, check=False)


def test_it_needs_no_database_and_no_secret(tmp_path: Path) -> None:
    done = alone(str(MOSCOW), "--at", "1994-05-20")
    assert (done.returncode, done.stderr) == (0, "")
    assert "MO94-02  Separate the forces" in done.stdout


def test_a_fault_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    done = alone(str(changed(tmp_path, 'after = "signature"', 'after = "signatur"')))
    assert (done.returncode, done.stdout) == (1, "")
    (said,) = done.stderr.splitlines()
    assert "changed.toml:64: commitment MO94-01 limit start: `after` is 'signatur'; did you mean 'signature'?" in said
