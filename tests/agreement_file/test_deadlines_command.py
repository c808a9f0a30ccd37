"""`manage.py deadlines FILE`: dates with their arithmetic, and refusals with their line and a suggestion."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

MOSCOW = Path(__file__).parent / "moscow-1994.toml"


def run(file: Path, **options: Any) -> str:
    out = StringIO()
    call_command("deadlines", file, stdout=out, **options)
    return out.getvalue()


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
    assert "1994-05-19 24:00 Europe/Moscow  =  1994-05-19T20:00Z" in said
    assert "complete by [anchor pending] (projected)" in said
    assert "start of MO94-01 at the latest 19 May 1994 + 5 days = 24 May 1994" in said


def test_as_json_it_says_the_same() -> None:
    given = json.loads(run(MOSCOW, at="1994-05-20T00:00Z", json=True))
    assert [row["day"] for row in given["deadlines"]] == ["1994-05-19", "1994-05-24", "1994-05-29", "1994-06-08"]
    assert [row["certainty"] for row in given["deadlines"]] == ["fixed", "projected", "projected", "projected"]


def test_a_step_that_ends_early_moves_the_later_ones_forward(tmp_path: Path) -> None:
    early = 'title = "A working group meets and finishes"\nstarted = 1994-05-16\ncompleted = 1994-05-18'
    file = changed(tmp_path, 'title = "A working group meets and finishes"', early)
    days = [row["day"] for row in json.loads(run(file, at="1994-05-20", json=True))["deadlines"]]
    assert days == ["1994-05-19", "1994-05-21", "1994-05-23", "1994-06-02"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('after = "signature"', 'after = "signatur"', "changed.toml:26: .*did you mean 'signature'?"),
        ('count = "10 days"', 'cuont = "10 days"', "did you mean 'cuont'?"),
        ('count = "10 days"', 'count = "ten days"', 'such as "30 days"'),
        ('kind = "start by"', 'kind = "strat by"', "changed.toml:25: .*did you mean 'start_by'?"),
        ("obligors =", "obligers =", "changed.toml:21: .*did you mean 'obligors'?"),
        ('"sides"]', '"sidse"]', "did you mean 'sides'?"),
        ("completion of MO94-01", "completion of MO94-10", "did you mean 'MO94-0"),
        ('zone = "Europe/Moscow"', 'zone = "Europe/Mosow"', "did you mean 'Europe/Moscow'?"),
        ("1994-05-14\n", "1994-02-30\n", "line 16"),
        ('count = "5 days"\n', 'count = "5 days"\non = 1994-05-19\n', "it has on and after"),
        ('key = "complete"', 'key = "start"', "twice in this commitment"),
        ('after = "start of MO94-02"', 'after = "end of MO94-02/complete"', "counted from each other"),
        ('after = "start of MO94-02"', 'after = "end of MO94-01"', "MO94-01/start, MO94-01/complete"),
    ],
)
def test_it_refuses_with_line_and_suggestion(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(CommandError, match=said):
        run(changed(tmp_path, old, new))


def test_a_file_that_is_not_there_or_not_text_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="not UTF-8"):
        run(tmp_path / "binary.toml")
    with pytest.raises(CommandError, match="--at takes an instant"):
        run(MOSCOW, at="yesterday")
