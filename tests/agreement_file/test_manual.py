"""docs/agreement-format.md says what happens: every example is read and prints what stands below it."""

from datetime import UTC, datetime

import pytest

from commitments.agreement_file import words
from commitments.agreement_file.document import read_document
from commitments.agreement_file.printing import lines
from commitments.agreement_file.reading import FileError, parse
from commitments.agreement_file.timetable import timetable
from commitments.rules.treaty.states import State
from tests.agreement_file.manual import PAGE, Example, examples

NOW = datetime(2026, 5, 20, tzinfo=UTC)


def test_the_page_has_an_example_for_every_shape() -> None:
    page = PAGE.read_text("utf-8")
    assert all(f"\n### {number}. " in page for number in range(1, 24))
    assert len(examples()) > 25


def test_the_refusal_on_the_page_is_what_such_a_slip_gets() -> None:
    dayton = PAGE.parents[1] / "seeds" / "agreements" / "dayton-1995.toml"
    slip = dayton.read_text("utf-8").replace('after = "signature"', 'after = "signatur"')
    with pytest.raises(FileError) as caught:
        read_document(parse(slip, dayton.name))
    assert str(caught.value) in PAGE.read_text("utf-8").splitlines()


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"line {example.line}")
def test_an_example_prints_what_the_page_says(example: Example) -> None:
    document = read_document(parse(example.text, "example.toml", today=NOW))
    printed = [line.strip() for line in lines(timetable(document, NOW))]
    promised = [line.strip() for line in example.prints.splitlines() if line.strip()]
    assert promised, "no output stands below the example"
    where = 0
    for line in promised:
        assert line in printed[where:], line
        where = printed.index(line, where) + 1


@pytest.mark.parametrize(
    "listed",
    [words.PARTY_KINDS, words.PARTY_ROLES, words.MILESTONE_KINDS, words.COMMITMENT_KINDS, words.TERMS,
     words.EQUIPMENT, words.STATEMENT_KINDS, [state.value for state in State]],
    ids=lambda listed: listed[0],
)  # fmt: skip
def test_the_page_names_every_word(listed: list[str]) -> None:
    page = " ".join(PAGE.read_text("utf-8").split())
    missing = [word for word in listed if word.replace("_", " ") not in page]
    assert missing == []


def test_the_page_names_every_key_of_the_json() -> None:
    page = PAGE.read_text("utf-8").split("## As JSON")[1]
    documents = [read_document(parse(one.text, "example.toml", today=NOW)) for one in examples()]
    keys = set().union(*(keys_in(timetable(document, NOW)) for document in documents))
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def keys_in(value: object) -> set[str]:
    """Every key of every object in it."""
    if isinstance(value, list):
        return set().union(*(keys_in(one) for one in value))
    return set(value).union(*(keys_in(one) for one in value.values())) if isinstance(value, dict) else set()
