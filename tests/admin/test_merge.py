"""Merging duplicates moves everything that can move, rewrites nothing that was said, and deletes no party."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from commitments.actions.parties import merge_parties
from commitments.actions.registers import add_party_role, register_party
from commitments.models import AgreementParty, Commitment, CommitmentParty, Deadline, Party, RecordEntry, Standing, User
from monitoring.actions.standing import differences
from monitoring.actions.statements import record_statement
from monitoring.models import Statement, VerificationReport
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
LIST = "admin:commitments_party_changelist"


@pytest.fixture
def double(world: World) -> Party:
    return register_party(slug="nc", name="N. Command", kind="armed_formation", by=world.administrator, at=NOW)


def agree() -> None:
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []


def say(world: World, commitment: Commitment, party: Party, kind: str, day: int) -> Statement:
    return record_statement(
        agreement=world.agreement, commitment=commitment, party=party, kind=kind, stated_on=date(2026, 5, day),
        text="…", source="radio", by=world.analyst, at=NOW,
    )  # fmt: skip


def test_everything_moves_and_the_duplicate_stays(world: World, double: Party) -> None:
    add_party_role(
        agreement=world.agreement, party=double, role="signatory", by=None, at=NOW, adhered_on=date(2026, 2, 1)
    )
    add_party_role(agreement=world.agreement, party=double, role="witness", by=None, at=NOW)
    body = register_party(slug="unit", name="Unit", kind="other", by=None, at=NOW, parent=double)
    both = world.commitment(obligors=(world.north, double))
    its = world.commitment(obligors=(double, world.south))
    world.deadline(its, due=NOW + timedelta(days=1), obligor=double)
    report = world.approved(its, obligor=double, implementation=3, completed_at=NOW - timedelta(hours=1))
    draft = world.draft(its, obligor=double)
    assert Deadline.objects.get().met_at is not None

    merge_parties(duplicates=[double], target=world.north, by=world.administrator, at=NOW)

    double.refresh_from_db()
    body.refresh_from_db()
    assert (double.merged_into, body.parent) == (world.north, world.north)
    assert not AgreementParty.objects.filter(party=double).exists()
    roles = AgreementParty.objects.filter(party=world.north).values_list("role", flat=True)
    assert sorted(roles) == ["signatory", "witness"]
    assert not CommitmentParty.objects.filter(party=double).exists()
    assert CommitmentParty.objects.filter(commitment=both).count() == 1
    assert set(its.parties.all()) == {world.north, world.south}
    assert Deadline.objects.get().obligor == world.north
    # The approved report keeps its words, and still meets the limit that is the target's now.
    assert VerificationReport.objects.get(pk=report.pk).obligor == double
    assert VerificationReport.objects.get(pk=draft.pk).obligor == world.north
    assert Deadline.objects.get().met_by == report.reference
    entries = RecordEntry.objects.filter(verb="party merged", subject="nc", by=world.administrator)
    assert {entry.mission for entry in entries} == {None, world.mission}
    agree()


def test_two_names_of_one_party_do_not_dispute_with_each_other(world: World, double: Party) -> None:
    commitment = world.commitment()
    say(world, commitment, world.north, "claim", 1)
    denial = say(world, commitment, double, "denial", 2)
    assert Standing.objects.get().contestation == "disputed"
    merge_parties(duplicates=[double], target=world.north, by=world.administrator, at=NOW)
    assert Standing.objects.get().contestation == "denied"
    assert Statement.objects.get(pk=denial.pk).party == double
    agree()


def test_a_chain_of_merges_ends_at_the_last(world: World, double: Party) -> None:
    third = register_party(slug="third", name="Third", kind="other", by=None, at=NOW)
    merge_parties(duplicates=[third], target=double, by=world.administrator, at=NOW)
    merge_parties(duplicates=[double], target=world.north, by=world.administrator, at=NOW)
    assert set(Party.objects.filter(merged_into=world.north)) == {double, third}
    with pytest.raises(ValidationError, match="stays"):
        merge_parties(duplicates=[world.north], target=double, by=world.administrator, at=NOW)
    with pytest.raises(ValidationError, match="merged before"):
        merge_parties(duplicates=[double], target=world.south, by=world.administrator, at=NOW)


def test_the_page_shows_what_moves_and_waits_for_a_choice(world: World, double: Party, admin: Client) -> None:
    world.commitment(obligors=(double,))
    picked = {"action": "merge", "_selected_action": [double.pk, world.north.pk]}
    page = admin.post(reverse(LIST), picked)
    words = page.content.decode()
    assert page.status_code == 200
    assert "N. Command (nc, Armed formation)" in words
    assert "Parts in commitments: 1" in words
    again = admin.post(reverse(LIST), {**picked, "merge": "1"}).content.decode()
    assert "Choose the party that stays" in again
    for target in ("999", "x", world.south.pk):
        admin.post(reverse(LIST), {**picked, "merge": "1", "target": target})
        assert not Party.objects.exclude(merged_into=None).exists()
    answer = admin.post(reverse(LIST), {**picked, "merge": "1", "target": world.north.pk}, follow=True)
    assert "merged into Northern Command" in answer.content.decode()
    assert Party.objects.get(pk=double.pk).merged_into == world.north
    asked = {"app_label": "commitments", "model_name": "commitmentparty", "field_name": "party", "term": "command"}
    assert len(admin.get("/admin/autocomplete/", asked).json()["results"]) == 1


def test_nobody_merges_what_another_mission_relies_on(
    world: World, other_world: World, double: Party, admin: Client, as_user: Callable[[User], Client]
) -> None:
    other_world.commitment(obligors=(double,))
    picked = {
        "action": "merge",
        "_selected_action": [double.pk, world.north.pk],
        "merge": "1",
        "target": world.north.pk,
    }
    answer = admin.post(reverse(LIST), picked, follow=True).content.decode()
    assert "a mission that you do not administer" in answer
    assert "coast" not in answer
    assert not Party.objects.exclude(merged_into=None).exists()
    root = User.objects.create_superuser("root@holdfast.example", "correct horse battery staple", name="Root")
    as_user(root).post(reverse(LIST), picked)
    assert Party.objects.get(pk=double.pk).merged_into == world.north


def test_one_party_alone_cannot_be_merged(world: World, admin: Client) -> None:
    picked = {"action": "merge", "_selected_action": [world.north.pk]}
    assert "at least two parties" in admin.post(reverse(LIST), picked, follow=True).content.decode()
