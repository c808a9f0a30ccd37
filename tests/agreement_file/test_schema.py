"""docs/agreement.schema.json, for editors, knows exactly the keys that the reader asks for, and the same words."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from commitments.agreement_file import words
from commitments.agreement_file.document import read_document
from commitments.agreement_file.reading import parse
from tests.agreement_file.manual import PAGE, examples

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "agreement.schema.json").read_text("utf-8"))
SEEDS = [*sorted(ROOT.glob("seeds/agreements/*.toml")), *sorted(ROOT.glob("seeds/exercises/*.agreement.toml"))]
NOW = datetime(2026, 5, 20, tzinfo=UTC)
VALIDATOR = Draft7Validator(SCHEMA)
NAMED = (("`", "`"), ("[", "]`"), ("[", "]]`"), (".", "]`"), (".", "]]`"))
RULE = set(SCHEMA["definitions"]["rule"]["properties"])


def texts() -> Iterator[tuple[str, str]]:
    for path in SEEDS:
        yield path.name, path.read_text("utf-8")
    for example in examples():
        yield f"agreement-format.md:{example.line}", example.text


def plain(value: Any) -> Any:
    """What an editor holds against the schema: dates as their own text."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def meant(node: dict[str, Any]) -> dict[str, Any]:
    """The definition that a node points at, through references and alternatives; a list's is that of its elements."""
    while True:
        if "$ref" in node:
            node = SCHEMA["definitions"][node["$ref"].rsplit("/", 1)[1]]
        elif "allOf" in node:
            node = node["allOf"][0]
        elif "anyOf" in node:
            node = next(one for one in node["anyOf"] if one.get("$ref", "").endswith("/rule"))
        elif node.get("type") == "array":
            node = node["items"]
        else:
            return node


def asked() -> dict[tuple[str, ...], set[str]]:
    """The keys that the reader asked of each table, over every file there is."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, text in texts():
        table = parse(text, name, today=NOW)
        read_document(table)
        for path, keys in table.source.asked.items():
            found[path] |= keys
    return found


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("name", "text"), list(texts()), ids=lambda value: value[:40])
def test_what_the_reader_accepts_is_valid(name: str, text: str) -> None:
    faults = [fault.message for fault in VALIDATOR.iter_errors(plain(tomllib.loads(text)))]
    assert faults == []


def test_reader_and_schema_know_the_same_keys_of_the_same_tables() -> None:
    by_definition: dict[int, tuple[dict[str, Any], set[str]]] = {}
    for path, keys in asked().items():
        node = SCHEMA
        for name in path:
            node = meant(node["properties"][name])
        by_definition.setdefault(id(node), (node, set()))[1].update(keys)
    tables = [one for one in SCHEMA["definitions"].values() if one.get("type") == "object"]
    assert len(by_definition) == len(tables) + 1, "every table is read in some file"
    for node, keys in by_definition.values():
        own = set(node["properties"])
        # One function reads every rule, so a key of rules that is asked for anywhere is asked for everywhere.
        rule = RULE if "first_of" in own else set()
        assert own >= rule
        assert keys - rule == own - rule
        assert node["additionalProperties"] is False
    assert set.union(*(keys for node, keys in by_definition.values() if "first_of" in node["properties"])) >= RULE


@pytest.mark.parametrize(
    ("table", "key", "listed"),
    [
        ("party", "kind", words.PARTY_KINDS),
        ("milestone", "kind", words.MILESTONE_KINDS),
        ("commitment", "kind", words.COMMITMENT_KINDS),
        ("commitment", "term", words.TERMS),
        ("quantity", "category", words.EQUIPMENT),
        ("statement", "kind", words.STATEMENT_KINDS),
    ],
)
def test_its_words_are_those_of_the_reader(table: str, key: str, listed: tuple[str, ...]) -> None:
    offered = SCHEMA["definitions"][table]["properties"][key]["enum"]
    assert {word.replace(" ", "_") for word in offered} == set(listed)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('after = "signature"', 'aftre = "signature"'),
        ('kind = "start by"', 'kind = "strat by"'),
        ('count = "5 days"', 'count = "five days"'),
        ('title = "Separate the forces"\n', ""),
        ('after = "signature"', 'after = "signature"\non = 1994-05-19'),
        ("adhered_on = 1994-05-14", "adhered_on = 14"),
    ],
)
def test_it_marks_faults(old: str, new: str) -> None:
    text = (ROOT / "seeds" / "agreements" / "moscow-1994.toml").read_text("utf-8")
    assert old in text
    assert not VALIDATOR.is_valid(plain(tomllib.loads(text.replace(old, new, 1))))


def test_the_page_names_every_key() -> None:
    page = PAGE.read_text("utf-8")
    tables = [SCHEMA, *SCHEMA["definitions"].values()]
    keys = {key for table in tables for key in table.get("properties", {})}
    assert [key for key in sorted(keys) if not any(f"{before}{key}{after}" in page for before, after in NAMED)] == []
