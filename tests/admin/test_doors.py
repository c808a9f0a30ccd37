"""Who may open the administration, and what everybody else is told: that it is not there."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.contrib import admin as django_admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import add_provision, add_site, register_party
from commitments.models import RecordEntry, User
from monitoring.actions import addressing
from monitoring.actions.escalation import set_waits
from monitoring.actions.scan import scan
from monitoring.actions.statements import record_statement
from monitoring.actions.webhooks import register_webhook
from monitoring.models import Flag, Observation, Statement, VerificationReport, WebhookDelivery
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def furnished(world: World) -> dict[type[Model], Model]:
    """One row of every register, in this world's mission."""
    from datetime import timedelta

    commitment = world.commitment()
    world.deadline(commitment, due=NOW - timedelta(hours=2), obligor=world.north)
    provision = add_provision(agreement=world.agreement, article="1", by=None, at=NOW)
    site = add_site(mission=world.mission, key="bridge", name=f"Bridge of {world.slug}", by=None, at=NOW)
    record_statement(
        agreement=world.agreement,
        party=world.north,
        kind="claim",
        stated_on=NOW.date(),
        text="It is done.",
        source="a letter",
        by=world.analyst,
        at=NOW,
        commitment=commitment,
    )
    world.approved(commitment)
    scan(now=NOW)
    waits = set_waits(mission=world.mission, analysts=24, administrators=None, by=None, at=NOW)
    webhook, _secret = register_webhook(
        mission=world.mission,
        name=f"Archive of {world.slug}",
        url="https://hooks.example/in",
        events=["flag_raised"],
        by=None,
        at=NOW,
    )
    addressing.address(now=NOW)
    posted = WebhookDelivery.objects.get(webhook=webhook)
    rows = (world.mission, world.north, world.agreement, provision, commitment, site, world.monitor)
    rows = (*rows, waits, webhook, posted)
    read = [
        model._default_manager.filter(mission=world.mission).latest("pk")
        for model in (RecordEntry, Observation, Statement, VerificationReport, Flag)
    ]
    return {type(row): row for row in (*rows, *read)}


def registered() -> list[type[Model]]:
    return sorted(django_admin.site._registry, key=lambda model: model._meta.label)


def pages(model: type[Model], row: Model | None) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    if row is None:
        return [reverse(f"{name}_changelist")]
    return [reverse(f"{name}_{page}", args=[row.pk]) for page in ("change", "history", "delete")]


def test_every_register_of_ours_is_covered_and_no_other_is_shown(world: World) -> None:
    assert set(registered()) == set(furnished(world))


def test_the_administrator_opens_every_page(world: World, admin: Client) -> None:
    for model, row in furnished(world).items():
        change, history, _delete = pages(model, row)
        for address in (*pages(model, None), change, history):
            assert admin.get(address).status_code == 200, address
    assert admin.get(reverse("admin:index")).status_code == 200
    for name in ("mission", "party", "agreement", "provision", "commitment", "site"):
        assert admin.get(reverse(f"admin:commitments_{name}_add")).status_code == 200, name


@pytest.mark.parametrize("role", ["monitor", "verifier", "analyst"])
def test_other_roles_find_nothing_there(world: World, as_user: SignIn, role: str) -> None:
    client = as_user(world.people[role])
    missing = client.get("/no/such/page").content
    addresses = [
        address for model, row in furnished(world).items() for address in (*pages(model, None), *pages(model, row))
    ]
    for address in (
        *addresses,
        "/admin/",
        "/admin/login/",
        "/admin/autocomplete/",
        "/admin/jsi18n/",
        "/admin/nothing/",
    ):
        for answer in (client.get(address), client.post(address, {"action": "merge"})):
            assert (answer.status_code, answer.content) == (404, missing), address


def test_staff_without_a_mission_and_closed_accounts_find_nothing(world: World, as_user: SignIn) -> None:
    world.analyst.is_staff = True
    world.analyst.save()
    assert as_user(world.analyst).get("/admin/").status_code == 404
    client = as_user(world.administrator)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=world.administrator.pk).update(is_staff=False)
    assert client.get("/admin/").status_code == 404


def test_signed_out_people_are_led_to_the_one_sign_in(world: World) -> None:
    for address in ("/admin/", "/admin/commitments/party/", "/admin/login/", "/admin/commitments/party/import/"):
        answer = Client().get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith(reverse("account_login")), address
    assert Client().get("/admin/login/?next=https://elsewhere.example/").headers["Location"].endswith("next=/admin/")


def test_another_missions_rows_answer_as_missing_ones_do(world: World, other_world: World, as_user: SignIn) -> None:
    foreign = furnished(other_world)
    client = as_user(world.administrator)
    missing = client.get("/admin/commitments/site/999999/change/")
    assert missing.status_code == 404
    for model, row in foreign.items():
        if model is type(world.north):
            continue  # parties are shared
        for address in pages(model, row):
            for answer in (client.get(address), client.post(address, {"post": "yes"})):
                assert (answer.status_code, answer.content) == (404, missing.content), address


def test_lists_counts_filters_and_search_know_only_the_own_mission(
    world: World, other_world: World, admin: Client
) -> None:
    own, foreign = furnished(world), furnished(other_world)
    for model, row in foreign.items():
        listing = admin.get(pages(model, None)[0])
        shown = set(listing.context["cl"].queryset.values_list("pk", flat=True))
        assert own[model].pk in shown, model
        if model is not type(world.north):
            assert row.pk not in shown, model
        assert other_world.mission.name not in listing.content.decode(), model
        assert other_world.agreement.title not in listing.content.decode(), model
    found = admin.get("/admin/commitments/commitment/?q=CO-01")
    assert found.context["cl"].result_count == 0


def test_lookups_through_relations_are_refused(world: World, other_world: World, admin: Client) -> None:
    furnished(other_world)
    for query in (
        "commitments__title__startswith=Promise",
        "commitment_roles__commitment__mission__slug=coast",
        "agreement_roles__agreement__title__startswith=C",
        "note__contains=a",
    ):
        assert admin.get(f"/admin/commitments/party/?{query}").status_code == 400, query


def test_choices_and_autocomplete_offer_only_the_own_mission(world: World, other_world: World, admin: Client) -> None:
    furnished(world), furnished(other_world)
    for name in ("commitment", "agreement", "provision", "site"):
        page = admin.get(reverse(f"admin:commitments_{name}_add")).content.decode()
        for word in (other_world.mission.name, other_world.agreement.title, "Bridge of coast"):
            assert word not in page, (name, word)
    asked = {"app_label": "commitments", "model_name": "commitmentparty", "field_name": "party", "term": ""}
    offered = admin.get("/admin/autocomplete/", asked).json()["results"]
    assert {one["text"] for one in offered} == {"Northern Command", "River Front"}
    people = admin.get("/admin/autocomplete/", {**asked, "model_name": "membership", "field_name": "user"}).json()
    assert {one["id"] for one in people["results"]} == {str(person.pk) for person in world.people.values()}
    sites = admin.get("/admin/autocomplete/", {**asked, "model_name": "commitment", "field_name": "site"}).json()
    assert {one["text"] for one in sites["results"]} == {"Bridge of valley"}
    for wrong in ({**asked, "term": "a\x00b"}, {**asked, "model_name": "nothing"}, {**asked, "field_name": "slug"}):
        assert admin.get("/admin/autocomplete/", wrong).status_code == 404, wrong


def test_view_on_site_would_answer_for_any_object_and_so_is_gone(world: World, admin: Client) -> None:
    assert admin.get(f"/admin/r/1/{world.mission.pk}/").status_code == 404


def test_rows_from_the_field_and_the_desk_cannot_be_touched(world: World, admin: Client) -> None:
    rows = furnished(world)
    for model in (RecordEntry, Observation, Statement, VerificationReport, Flag):
        change, _history, delete = pages(model, rows[model])
        add = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        for address in (delete, add):
            assert admin.get(address).status_code == 404, address
            assert admin.post(address, {"post": "yes"}).status_code == 404, address
        assert admin.post(change, {"narrative": "other", "text": "other"}).status_code == 404
        assert "_save" not in admin.get(change).content.decode()


def test_nul_and_huge_numbers_in_an_address_name_nothing(world: World, admin: Client) -> None:
    register_party(slug="x", name="X", kind="other", by=None, at=NOW)
    for address in (
        "/admin/commitments/party/?q=%00",
        "/admin/commitments/party/?kind__exact=%00",
        "/admin/commitments/party/99999999999999999999999/change/",
        "/admin/commitments/party/%00/change/",
        "/admin/commitments/user/not-a-uuid/change/",
        "/admin/monitoring/flag/1/history/",
        "/admin/commitments/agreement/?mission__id__exact=99999999999999999999999",
        "/admin/commitments/agreement/?mission__id__exact=x",
        "/admin/commitments/party/?p=x&o=9.9.9",
        "/admin/commitments/party/?p=99999999",
    ):
        assert admin.get(address).status_code in (200, 302, 400, 404), address


class Inline(HTMLParser):
    """Finds what the content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = dict(attrs)
        if tag == "style" or (tag == "script" and not at.get("src") and at.get("type") != "application/json"):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in at if name == "style" or name.startswith("on")]
        self.found += [f"{tag} {name}" for name, value in at.items() if (value or "").startswith("javascript:")]


def test_no_page_needs_an_inline_script_or_style(world: World, admin: Client) -> None:
    addresses = [
        "/admin/",
        "/admin/commitments/",
        "/admin/commitments/party/import/",
        "/admin/commitments/party/?q=nobody",
    ]
    for model, row in furnished(world).items():
        addresses += [*pages(model, None), *pages(model, row)]
        addresses += [f"{pages(model, row)[0]}?_popup=1"]
    addresses += [f"/admin/commitments/{name}/add/" for name in ("mission", "party", "agreement", "commitment", "site")]
    seen = 0
    for address in addresses:
        answer = admin.get(address)
        if answer.status_code == 404:
            continue
        seen += 1
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        reader = Inline()
        reader.feed(answer.content.decode())
        assert reader.found == [], address
    assert seen > 35


def test_lists_ask_no_more_questions_for_more_rows(world: World, admin: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    furnished(world)
    before = {}
    for model in registered():
        with CaptureQueriesContext(connection) as asked:
            assert admin.get(pages(model, None)[0]).status_code == 200
        before[model] = len(asked)
    for number in range(10):
        commitment = world.commitment()
        world.observation(commitment)
        world.approved(commitment)
        record_statement(
            agreement=world.agreement, party=world.south, kind="denial", stated_on=NOW.date(), text="No.",
            source="radio", by=world.analyst, at=NOW, commitment=commitment,
        )  # fmt: skip
        add_site(mission=world.mission, key=f"s{number}", name=f"S{number}", by=None, at=NOW)
        add_provision(agreement=world.agreement, article=f"9.{number}", by=None, at=NOW)
        register_party(slug=f"p{number}", name=f"P{number}", kind="other", parent=world.north, by=None, at=NOW)
        world.deadline(commitment, due=NOW, key=f"k{number}")
    scan(now=NOW)
    for model in registered():
        with CaptureQueriesContext(connection) as asked:
            admin.get(pages(model, None)[0])
        assert len(asked) <= before[model], (model, [query["sql"] for query in asked])


def test_signing_out_ends_the_session(world: World, admin: Client) -> None:
    assert admin.get("/admin/logout/").status_code == 405
    assert admin.post("/admin/logout/").status_code == 302
    assert re.search("/accounts/login", admin.get("/admin/").headers["Location"])
