"""Contestation: what the parties' own words make of a promise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.contestation import Contestation, contestation

KINDS = ("claim", "denial", "acknowledgement", "dispute", "pledge")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "uncontested"),
        (["pledge"], "uncontested"),
        (["claim"], "claimed"),
        (["claim", "claim"], "claimed"),
        (["acknowledgement"], "acknowledged"),
        (["claim", "acknowledgement"], "acknowledged"),
        (["denial"], "denied"),
        (["denial", "denial"], "denied"),
        (["denial", "pledge"], "denied"),
        (["claim", "denial"], "disputed"),
        (["acknowledgement", "denial"], "disputed"),
        (["dispute"], "disputed"),
        (["dispute", "acknowledgement"], "disputed"),
    ],
)
def test_parties_words_taken_together(said: list[str], expected: str) -> None:
    assert contestation(said) == expected


@given(st.lists(st.sampled_from(KINDS), max_size=8))
def test_who_speaks_first_does_not_matter_and_a_pledge_adds_nothing(said: list[str]) -> None:
    assert contestation(said) == contestation(said[::-1]) == contestation([*said, "pledge"])


@given(st.lists(st.sampled_from(KINDS), max_size=8))
def test_a_denial_is_never_talked_away(said: list[str]) -> None:
    assert contestation([*said, "denial"]) in {Contestation.DENIED, Contestation.DISPUTED}
