"""Whatever stands in a file, what comes out is a document or one sentence: never a traceback."""

import random
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.agreement_file.document import read_document
from commitments.agreement_file.positions import Path as Way
from commitments.agreement_file.positions import positions
from commitments.agreement_file.printing import lines
from commitments.agreement_file.reading import FileError, Table, parse, read
from commitments.agreement_file.timetable import timetable
from commitments.rules.treaty.items import TermsError
from tests.agreement_file.manual import examples

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 5, 20, tzinfo=UTC)
SEEDS = [
    path.read_text("utf-8")
    for path in [*sorted(ROOT.glob("seeds/agreements/*.toml")), *sorted(ROOT.glob("seeds/exercises/*.agreement.toml"))]
]
TEXTS = [*SEEDS, *(example.text for example in examples())]
VALUES = ["true", "-1", "0", "99999999999999999999", "1e400", "nan", '""', '"\\u0000"', '"9999 years"', '"99999 days"',
          "[]", "{}", "[[]]", "[{}]", "[1]", '["north", 1]', "{ on = 2026-01-01 }", "2026-01-01", "2999-12-31",
          "1600-01-01", "0001-01-01", "9999-12-31T23:59:59-12:00", "2026-01-01T00:00:00.123456+05:45", "07:32:00",
          '"own adherence"', '"day -30"', '"day 999999"', '"in 999999 hours"', '"1 hour"', '"72 hours"',
          '"each receipt of x"', '"Pacific/Apia"', '"same hour"', '"not before"', '"term ends"']  # fmt: skip


def refusal(reading: Callable[[], Table]) -> str:
    """Read, work out and print: the one sentence of a refusal, or nothing. Anything else that is raised is a fault."""
    try:
        document = read_document(reading())
        list(lines(timetable(document, NOW)))
    except (FileError, TermsError) as error:  # the command makes one sentence of both
        return str(error)
    return ""


def survives(reading: Callable[[], Table]) -> None:
    said = refusal(reading)
    assert "\n" not in said
    assert len(said) < 2000


def survives_as(text: str) -> None:
    survives(lambda: parse(text, "fuzz.toml", today=NOW))


def altered(text: str, seed: int, changes: int) -> str:
    """The text with lines left out, doubled, moved, cut, or given another value."""
    chance, rows = random.Random(seed), text.splitlines()
    for _ in range(changes):
        at = chance.randrange(len(rows))
        match chance.randrange(6):
            case 0:
                del rows[at]
            case 1:
                rows.insert(at, rows[at])
            case 2:
                rows.insert(at, rows.pop(chance.randrange(len(rows))))
            case 3:
                rows[at] = rows[at][: chance.randrange(len(rows[at]) + 1)]
            case 4 | 5 if "=" in rows[at]:
                rows[at] = f"{rows[at].split('=')[0]}= {chance.choice(VALUES)}"
        if not rows:
            return ""
    return "\n".join(rows) + "\n"


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32), st.integers(1, 4))
def test_altered_lines_are_read_or_refused(text: str, seed: int, changes: int) -> None:
    survives_as(altered(text, seed, changes))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32), st.binary(min_size=1, max_size=4))
def test_altered_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, text: str, seed: int, new: bytes
) -> None:
    raw = text.encode()
    at = random.Random(seed).randrange(len(raw))
    file = tmp_path_factory.getbasetemp() / "fuzz.toml"
    file.write_bytes(raw[:at] + new + raw[at + len(new) :])
    survives(lambda: read(file, today=NOW))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("[]{}\".=,#\\ \n'ab1-:T") | st.characters(), max_size=60))
def test_any_text_is_toml_or_refused(text: str) -> None:
    survives_as(text)


def paths_in(value: object, path: Way = ()) -> Iterator[Way]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        yield (*path, key)
        yield from paths_in(one, (*path, key))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 2**32))
def test_every_key_of_a_file_has_a_line(text: str, seed: int) -> None:
    text = altered(text, seed, 2)
    try:
        content = tomllib.loads(text)
    except ValueError:
        return
    found = positions(text)

    def walk(value: object, path: tuple[str | int, ...]) -> None:
        assert not path or path in found
        for key, one in (
            value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else [])
        ):
            walk(one, (*path, key))

    walk(content, ())


def test_brackets_without_end_are_refused() -> None:
    survives_as("a = " + "[" * 100_000)
    survives_as("a = " + "{b=" * 100_000)
