"""The words that a file may use are those of the models."""

import pytest

from commitments.agreement_file import words
from commitments.models import vocabulary
from monitoring.models.vocabulary import StatementKind


@pytest.mark.parametrize(
    ("listed", "choices"),
    [
        (words.PARTY_KINDS, vocabulary.PartyKind),
        (words.PARTY_ROLES, vocabulary.PartyRole),
        (words.MILESTONE_KINDS, vocabulary.MilestoneKind),
        (words.COMMITMENT_KINDS, vocabulary.CommitmentKind),
        (words.TERMS, vocabulary.Term),
        (words.EQUIPMENT, vocabulary.EquipmentCategory),
        (words.STATEMENT_KINDS, StatementKind),
    ],
)
def test_a_vocabulary_is_the_same_in_files_and_models(listed: tuple[str, ...], choices: type[vocabulary.Words]) -> None:
    assert list(listed) == choices.values
