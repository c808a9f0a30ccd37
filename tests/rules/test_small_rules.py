"""Roles, references and the waits between attempts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.models.vocabulary import MemberRole
from commitments.rules.references import ALPHABET, new_reference
from commitments.rules.roles import MAY, Role, may
from monitoring.rules.backoff import LONGEST_WAIT, MOST_ATTEMPTS, wait_after

# One line per verb, so that a change of anybody's rights is a change of this page.
RIGHTS = {
    "read": "monitor verifier analyst administrator",
    "observe": "monitor verifier",
    "read_observations": "verifier analyst administrator",
    "read_reports": "verifier analyst administrator",
    "read_overview": "verifier analyst administrator",
    "draft_report": "verifier",
    "decide_report": "verifier",
    "record_statement": "verifier analyst administrator",
    "extend_deadline": "verifier administrator",
    "administer": "administrator",
}


def test_rights_are_exactly_these() -> None:
    assert {verb: set(words.split()) for verb, words in RIGHTS.items()} == {
        verb: {str(role) for role in roles} for verb, roles in MAY.items()
    }


@pytest.mark.parametrize("verb", sorted(RIGHTS))
def test_who_may(verb: str) -> None:
    assert {role for role in Role if may(role, verb)} == set(RIGHTS[verb].split())


def test_roles_of_the_rule_and_of_the_register_are_the_same_words() -> None:
    assert set(Role) == set(MemberRole.values)


def test_a_verb_nobody_defined_is_a_fault_and_never_a_yes() -> None:
    with pytest.raises(KeyError):
        may(Role.ADMINISTRATOR, "anything")


def test_a_role_nobody_defined_may_nothing() -> None:
    assert not any(may("owner", verb) for verb in MAY)


@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=3))
def test_a_reference_can_be_read_out_and_is_never_the_same(prefix: str) -> None:
    one, two = new_reference(prefix), new_reference(prefix)
    assert one != two
    start, four, more = one.split("-")
    assert (start, len(four), len(more)) == (prefix, 4, 4)
    assert set(four + more) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OILU")


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1920), (8, None), (9, None)],
)
def test_the_wait_doubles_and_ends(attempts: int, seconds: int | None) -> None:
    assert wait_after(attempts) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.integers(0, MOST_ATTEMPTS - 2))
def test_a_wait_never_shrinks_and_never_passes_the_longest(attempts: int) -> None:
    now, later = wait_after(attempts), wait_after(attempts + 1)
    assert now is not None
    assert later is not None
    assert now <= later <= LONGEST_WAIT
