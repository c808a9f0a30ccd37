"""Recording what parties say: attributed, dated, beside the findings."""

from uuid import uuid4

import pytest
from django.urls import reverse

from commitments.actions.registers import register_party
from commitments.models import Standing
from monitoring.models import Statement
from tests.factories import NOW, World
from tests.findings.conftest import SignIn

pytestmark = pytest.mark.django_db


def typed(**changes: str) -> dict[str, str]:
    return {
        "party": "north",
        "kind": "denial",
        "stated_on": "2026-05-19",
        "text": "No gun of ours stands south of the line.",
        "wording": "wording",
        "language": "en",
        "source": "broadcast of 19 May",
        **changes,
    }


@pytest.mark.parametrize("role", ["verifier", "analyst", "administrator"])
def test_the_desk_records_a_statement_and_no_finding_moves(world: World, as_user: SignIn, role: str) -> None:
    commitment = world.commitment()
    world.approved(commitment, finding="non_compliant")
    address = reverse("statement_new", args=["valley", commitment.reference])
    answer = as_user(world.people[role]).post(address, typed(), follow=True)
    assert answer.redirect_chain == [(reverse("commitment", args=["valley", commitment.reference]), 302)]
    statement = Statement.objects.get()
    assert (statement.party, statement.commitment, statement.is_paraphrase) == (world.north, commitment, False)
    standing = Standing.objects.get()
    assert (standing.finding, standing.contestation) == ("non_compliant", "denied")


def test_a_statement_on_an_agreement_bears_on_no_single_commitment(world: World, as_user: SignIn) -> None:
    world.commitment()
    address = reverse("agreement_statement_new", args=["valley", "NV"])
    assert "NV Ceasefire of valley" in as_user(world.analyst).get(address).content.decode()
    as_user(world.analyst).post(address, typed(wording="paraphrase"))
    statement = Statement.objects.get()
    assert (statement.agreement, statement.commitment, statement.is_paraphrase) == (world.agreement, None, True)
    assert Standing.objects.get().contestation == "uncontested"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"party": "stranger"}, "no party to this agreement"),
        ({"party": ""}, "required"),
        ({"kind": "shout"}, "shout is not one"),
        ({"stated_on": "2199-01-01"}, "still to come"),
        ({"stated_on": "9999-12-31"}, "Check the year"),
        ({"stated_on": "1e999"}, "Give a date"),
        ({"text": ""}, "required"),
        ({"text": "x" * 10_000_000}, "at most 20000"),
        ({"text": "a\x00b"}, "Null characters"),
        ({"language": "english!"}, "language tag"),
        ({"language": "en\n"}, ""),
        ({"form_id": "7"}, "valid UUID"),
    ],
)
def test_what_is_refused_is_named_and_kept(world: World, as_user: SignIn, changes: dict[str, str], says: str) -> None:
    register_party(slug="stranger", name="Stranger", kind="state", by=None, at=NOW)
    address = reverse("statement_new", args=["valley", world.commitment().reference])
    answer = as_user(world.analyst).post(address, typed(**changes))
    if not says:
        assert Statement.objects.get().language == "en"
        return
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "broadcast of 19 May" in answer.content.decode()
    assert not Statement.objects.exists()


def test_the_same_form_twice_is_one_statement_and_other_words_are_refused(world: World, as_user: SignIn) -> None:
    address = reverse("statement_new", args=["valley", world.commitment().reference])
    client, form_id = as_user(world.analyst), str(uuid4())
    for _ in range(2):
        assert client.post(address, typed(form_id=form_id)).status_code == 302
    answer = client.post(address, typed(form_id=form_id, text="Something else."))
    assert answer.status_code == 422
    assert "sent before with other words" in answer.content.decode()
    assert "Something else." in answer.content.decode()
    assert [one.text for one in Statement.objects.all()] == [typed()["text"]]
