"""What the administrator changes goes through actions: recorded, dated, and told to the standing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import add_provision, add_site
from commitments.models import (
    Agreement,
    Commitment,
    CommitmentParty,
    Deadline,
    Membership,
    Milestone,
    Mission,
    Party,
    RecordEntry,
    Site,
    Standing,
    User,
)
from commitments.rules.treaty.terms import After, AtMilestone
from monitoring.actions.scan import scan
from monitoring.actions.standing import differences
from monitoring.models import Alarm, Flag
from tests.admin.conftest import fields_of
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
Fields = dict[str, object]


def address(row: Mission | Party | Agreement | Commitment | Site | User, page: str = "change") -> str:
    return reverse(f"admin:commitments_{type(row).__name__.lower()}_{page}", args=[row.pk])


def save(client: Client, where: str, **changes: object) -> str:
    """Submit the page as it stands with these changes; the page that came back, empty when it was accepted."""
    response = client.post(where, {**fields_of(client, where), **changes})
    assert response.status_code in (200, 302), response.status_code
    return response.content.decode() if response.status_code == 200 else ""


def inline(client: Client, where: str, prefix: str, **values: object) -> Fields:
    """The fields of one more row of an inline."""
    total = int(fields_of(client, where)[f"{prefix}-TOTAL_FORMS"][0])
    rows = {f"{prefix}-{total}-{name}": value for name, value in values.items()}
    return {**rows, f"{prefix}-TOTAL_FORMS": total + 1}


def agree() -> None:
    assert list(differences(list(Commitment.objects.select_related("mission")))) == []


def last(verb: str) -> RecordEntry:
    return RecordEntry.objects.filter(verb=verb).latest("id")


def test_saving_a_page_unchanged_changes_and_records_nothing(world: World, admin: Client) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW)
    before = RecordEntry.objects.count()
    for row in (world.mission, world.north, world.agreement, commitment, world.monitor):
        assert save(admin, address(row)) == "", row
    assert RecordEntry.objects.count() == before


def test_a_change_is_recorded_with_what_was_and_who_did_it(world: World, admin: Client) -> None:
    assert save(admin, address(world.north), note="Also called the Upper Valley Guard.") == ""
    entry = last("party changed")
    assert (entry.subject, entry.by) == ("north", world.administrator)
    assert entry.content["changes"] == [["note", "", "Also called the Upper Valley Guard."]]

    page = admin.get(address(world.north, "history")).content.decode()
    assert "administrator@valley.example" in page
    assert "<del>nothing</del> → <ins>Also called the Upper Valley Guard.</ins>" in page


def test_history_names_nobody_of_other_missions(
    world: World, other_world: World, admin: Client, as_user: SignIn
) -> None:
    assert save(as_user(other_world.administrator), address(world.north), short_name="NC") == ""
    page = admin.get(address(world.north, "history")).content.decode()
    assert "somebody who shares no mission with you" in page
    assert "coast" not in page


def test_history_of_an_agreement_tells_its_parts(world: World, admin: Client) -> None:
    where = address(world.agreement)
    row = inline(admin, where, "milestones", key="force", kind="entry_into_force", name="Entry into force",
                 adopted="de_jure", source="")  # fmt: skip
    assert save(admin, where, **row) == ""
    page = admin.get(address(world.agreement, "history")).content.decode()
    assert "milestone added" in page
    assert "party role added" in page
    assert "administrator@valley.example" in page


def test_archiving_a_mission_stops_its_clock_and_reopening_starts_it(world: World, admin: Client) -> None:
    commitment = world.commitment()
    world.deadline(commitment, due=NOW + timedelta(days=30))
    assert Alarm.objects.exists()
    assert save(admin, address(world.mission), is_archive="on") == ""
    assert not Alarm.objects.exists()
    assert scan(now=NOW + timedelta(days=40)) == 0
    agree()
    values = fields_of(admin, address(world.mission))
    values.pop("is_archive")
    assert admin.post(address(world.mission), values).status_code == 302
    assert Alarm.objects.get().then_at == NOW + timedelta(days=30)
    agree()


def test_a_milestone_s_time_dates_what_is_counted_from_it(world: World, admin: Client) -> None:
    milestone = Milestone.objects.create(
        agreement=world.agreement, key="force", kind="entry_into_force", name="Entry into force", adopted="de_jure"
    )
    commitment = world.commitment()
    world.limited(commitment, rule=After(AtMilestone("force"), 10, "days"))
    deadline = Deadline.objects.get()
    assert (deadline.due_at, deadline.zone) == (None, "Asia/Baku")
    assert "has not happened" in deadline.arithmetic

    where = address(world.agreement)
    refused = save(admin, where, **{"milestones-0-de_jure_at_0": "2026-05-01", "milestones-0-de_jure_at_1": "06:00"})
    assert "A time needs its source" in refused
    assert save(admin, where, **{"milestones-0-de_jure_at_0": "2026-05-01", "milestones-0-de_jure_at_1": "02:00",
                                 "milestones-0-source": "the gazette"}) == ""  # fmt: skip
    milestone.refresh_from_db()
    # Two o'clock in the agreement's zone is the evening before in UTC.
    assert milestone.de_jure_at is not None
    assert milestone.de_jure_at.isoformat() == "2026-04-30T22:00:00+00:00"
    deadline.refresh_from_db()
    assert deadline.due_at is not None
    assert deadline.due_at.isoformat() == "2026-05-11T20:00:00+00:00"
    assert Standing.objects.get().due_at == deadline.due_at
    assert last("milestone recorded").by == world.administrator
    agree()


def test_a_date_never_moves_by_typing_over_it(world: World, admin: Client) -> None:
    commitment = world.commitment()
    deadline = world.deadline(commitment, due=NOW + timedelta(days=3))
    forged = {"limits-0-label": "Out", "limits-0-zone": "UTC", "limits-0-DELETE": "on", "limits-0-shape": "{}"}
    assert save(admin, address(commitment), **forged) == ""
    after = Deadline.objects.select_related("limit").get()
    assert (after.due_at, after.limit.label, after.limit.zone) == (deadline.due_at, "", "UTC")
    assert not RecordEntry.objects.filter(verb__contains="limit changed").exists()


def test_a_new_commitment_takes_its_agreement_s_mission_and_needs_an_obligor(world: World, admin: Client) -> None:
    where = reverse("admin:commitments_commitment_add")
    values = {"agreement": world.agreement.pk, "reference": "NV-90", "title": "Open the road",
              "kind": "humanitarian_access", "term": "standing"}  # fmt: skip
    assert "at least one obligor" in save(admin, where, **values)
    party = inline(admin, where, "party_roles", party=world.north.pk, capacity="obligor")
    assert save(admin, where, **values, **party) == ""
    commitment = Commitment.objects.get(reference="NV-90")
    assert commitment.mission == world.mission
    assert Standing.objects.get(commitment=commitment).settled == "no_agreed_deadline"
    assert last("commitment registered").by == world.administrator
    assert "already exists" in save(admin, where, **values, **party)
    agree()


def test_setting_an_interval_wakes_the_scan(world: World, admin: Client) -> None:
    commitment = world.commitment(term="standing")
    assert "Say from when" in save(admin, address(commitment), verification_interval_days=7)
    began = {"watched_from_0": "2026-05-01", "watched_from_1": "00:00"}
    assert save(admin, address(commitment), verification_interval_days=7, **began) == ""
    assert scan(now=NOW) == 1
    agree()


def test_two_missions_of_one_administrator_do_not_mix(world: World, other_world: World, as_user: SignIn) -> None:
    Membership.objects.create(user=world.administrator, mission=other_world.mission, role="administrator")
    client = as_user(world.administrator)
    site = add_site(mission=other_world.mission, key="s", name="S", by=None, at=NOW)
    provision = add_provision(agreement=other_world.agreement, article="1", by=None, at=NOW)
    where = reverse("admin:commitments_commitment_add")
    party = inline(client, where, "party_roles", party=world.north.pk, capacity="obligor")
    values = {"agreement": world.agreement.pk, "reference": "NV-91", "title": "T", "kind": "ceasefire",
              "term": "standing", **party}  # fmt: skip
    assert "belongs to another mission" in save(client, where, **values, site=site.pk)
    assert "of another agreement" in save(client, where, **values, provision=provision.pk)
    commitment = world.commitment()
    assert "Select a valid choice" in save(client, address(commitment), site=site.pk)


def test_what_the_record_leans_on_stays_and_a_pristine_row_goes(world: World, admin: Client) -> None:
    kept, fresh = world.commitment(), world.commitment()
    world.deadline(kept, due=NOW - timedelta(days=1))
    scan(now=NOW)
    assert admin.get(address(kept, "delete")).status_code == 404
    assert admin.post(address(kept, "delete"), {"post": "yes"}).status_code == 404
    assert Flag.objects.count() == 1
    for row in (world.north, world.agreement):
        assert admin.post(address(row, "delete"), {"post": "yes"}).status_code == 404

    assert admin.get(address(fresh, "delete")).status_code == 200
    assert admin.post(address(fresh, "delete"), {"post": "yes"}).status_code == 302
    assert not Commitment.objects.filter(pk=fresh.pk).exists()
    assert last("commitment removed").subject == fresh.reference
    all_at_once = {"action": "delete_selected", "_selected_action": kept.pk, "post": "yes"}
    admin.post(reverse("admin:commitments_commitment_changelist"), all_at_once)
    assert Commitment.objects.filter(pk=kept.pk).exists()


def test_a_milestone_that_a_limit_is_counted_from_cannot_be_dropped(world: World, admin: Client) -> None:
    milestone = Milestone.objects.create(agreement=world.agreement, key="f", kind="other", name="F", adopted="de_jure")
    world.limited(world.commitment(), rule=After(AtMilestone("f"), 1, "days"))
    refused = save(admin, address(world.agreement), **{"milestones-0-DELETE": "on"})
    assert "the record leans on it (1 time limit)" in refused
    assert Milestone.objects.filter(pk=milestone.pk).exists()


def test_removing_a_party_from_a_commitment_is_recorded(world: World, admin: Client) -> None:
    commitment = world.commitment(obligors=(world.north, world.south))
    assert save(admin, address(commitment), **{"party_roles-0-DELETE": "on"}) == ""
    assert CommitmentParty.objects.filter(commitment=commitment).count() == 1
    assert last("party removed").subject == commitment.reference
    assert "at least one obligor" in save(admin, address(commitment), **{"party_roles-0-DELETE": "on"})


def test_a_party_cannot_stand_under_its_own_body(world: World, admin: Client) -> None:
    assert save(admin, address(world.south), parent=world.north.pk) == ""
    assert "under itself or under one of its own" in save(admin, address(world.north), parent=world.south.pk)


def test_site_needs_both_coordinates_on_earth(world: World, admin: Client) -> None:
    where = reverse("admin:commitments_site_add")
    values = {"mission": world.mission.pk, "key": "s", "name": "S"}
    assert "Give both coordinates" in save(admin, where, **values, latitude="40")
    assert "between -90 and 90" in save(admin, where, **values, latitude="91", longitude="44")
    for wrong in ("1e999", "nan", "x"):
        assert "Enter a number" in save(admin, where, **values, latitude=wrong, longitude="44"), wrong
    assert save(admin, where, **values, latitude="40", longitude="44") == ""
    assert last("site added").by == world.administrator
    other = add_site(mission=world.mission, key="t", name="T", by=None, at=NOW)
    assert "already exists" in save(admin, address(other), key="s")


def test_forms_that_no_page_sent_are_no_failures(world: World, admin: Client) -> None:
    commitment = world.commitment()
    for row in (world.mission, world.agreement, commitment):
        for sent in ({}, {"title": "x"}, {"milestones-TOTAL_FORMS": "9999999"}, {"deadlines-TOTAL_FORMS": "x"}):
            assert admin.post(address(row), sent).status_code in (200, 400), (row, sent)


def test_a_new_address_becomes_a_member_who_asks_for_a_password(world: World, admin: Client) -> None:
    where = address(world.mission)
    total = int(fields_of(admin, where)["memberships-TOTAL_FORMS"][0]) - 1
    row = {f"memberships-{total}-email": "New.Verifier@Valley.example", f"memberships-{total}-name": "Verifier 3",
           f"memberships-{total}-role": "verifier"}  # fmt: skip
    answer = admin.post(where, {**fields_of(admin, where), **row}, follow=True)
    assert "is a member" in answer.content.decode()
    user = User.objects.get(email="new.verifier@valley.example")
    assert not user.has_usable_password()
    assert (user.is_staff, user.name) == (False, "Verifier 3")
    assert Membership.objects.get(user=user).role == "verifier"
    assert last("role granted").by == world.administrator

    Client().post(reverse("account_reset_password"), {"email": user.email})
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_known_people_join_with_the_account_they_have(world: World, other_world: World, admin: Client) -> None:
    where = address(world.mission)
    total = int(fields_of(admin, where)["memberships-TOTAL_FORMS"][0]) - 1
    before = User.objects.count()
    row = {f"memberships-{total}-email": "ANALYST@coast.example", f"memberships-{total}-role": "administrator"}
    assert save(admin, where, **row) == ""
    assert User.objects.count() == before
    assert User.objects.get(pk=other_world.analyst.pk).is_staff
    again = {f"memberships-{total + 1}-email": "analyst@coast.example", f"memberships-{total + 1}-role": "monitor"}
    assert "already listed" in save(admin, where, **{**row, **again})


def member_row(client: Client, where: str, user: User) -> int:
    page = fields_of(client, where)
    pk = str(Membership.objects.get(user=user).pk)
    return next(n for n in range(20) if page.get(f"memberships-{n}-id") == [pk])


def test_the_door_follows_the_role_and_a_mission_keeps_an_administrator(world: World, admin: Client) -> None:
    where = address(world.mission)
    analyst, own = (member_row(admin, where, user) for user in (world.analyst, world.administrator))
    assert "needs an administrator" in save(admin, where, **{f"memberships-{own}-role": "analyst"})
    assert "needs an administrator" in save(admin, where, **{f"memberships-{own}-DELETE": "on"})
    assert save(admin, where, **{f"memberships-{analyst}-role": "administrator"}) == ""
    assert User.objects.get(pk=world.analyst.pk).is_staff
    analyst = member_row(admin, where, world.analyst)
    assert save(admin, where, **{f"memberships-{analyst}-DELETE": "on"}) == ""
    assert not User.objects.get(pk=world.analyst.pk).is_staff
    assert last("membership ended").subject == world.analyst.email


def test_who_opens_a_mission_administers_it(world: World, admin: Client) -> None:
    where = reverse("admin:commitments_mission_add")
    assert save(admin, where, slug="hills", name="Hills", zone="Asia/Tbilisi") == ""
    mission = Mission.objects.get(slug="hills")
    assert Membership.objects.get(mission=mission).user == world.administrator
    assert admin.get(address(mission)).status_code == 200


def test_a_person_of_another_mission_too_is_not_renamed_or_locked_out(
    world: World, other_world: World, admin: Client
) -> None:
    assert save(admin, address(world.monitor), name="Monitor of team 3") == ""
    assert User.objects.get(pk=world.monitor.pk).name == "Monitor of team 3"
    Membership.objects.create(user=world.verifier, mission=other_world.mission, role="monitor")
    for person in (world.verifier, world.administrator):
        values = {**fields_of(admin, address(person)), "name": "Other", "email": "mine@evil.example", "is_staff": "on"}
        values.pop("is_active", None)
        admin.post(address(person), values)
        after = User.objects.get(pk=person.pk)
        assert (after.name, after.email, after.is_active) == (person.name, person.email, True)
        assert "coast" not in admin.get(address(person)).content.decode()
