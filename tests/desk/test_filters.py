"""Filters live in the address: the same with and without scripts, closed to other missions, clear when wrong."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commitments.actions.registers import add_site, register_agreement, register_party
from commitments.models import User
from tests.desk.test_counts import scatter
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def references(page: bytes) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/m/valley/commitments/([A-Z0-9-]+)"', page.decode())


@pytest.mark.parametrize(
    "query",
    [
        "",
        "agreement=NV&party=north",
        "timeliness=overdue",
        "finding=none&order=-reference",
        "implementation=2",
        "contestation=contested&kind=ceasefire",
        "unobserved=1&order=seen",
        "access=denied",
        "seen=never",
        "q=promise+1&order=-due",
    ],
)
def test_htmx_and_plain_pages_show_the_same_rows(world: World, as_user: Callable[[User], Client], query: str) -> None:
    scatter(world, 7, size=30)
    client = as_user(world.analyst)
    plain = client.get(f"/m/valley/commitments?{query}")
    part = client.get(f"/m/valley/commitments?{query}", headers=HTMX)
    assert references(part.content) == references(plain.content) != []
    assert b"<!doctype" in plain.content
    assert b"<!doctype" not in part.content
    assert "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("page", ["overview", "flags"])
def test_other_pages_answer_htmx_with_a_part_of_themselves(
    world: World, as_user: Callable[[User], Client], page: str
) -> None:
    scatter(world, 7)
    client = as_user(world.analyst)
    part = client.get(f"/m/valley/{page}", headers=HTMX).content.decode()
    plain = client.get(f"/m/valley/{page}").content.decode()
    links = set(re.findall(r'href="(/m/valley/commitments/[^"]+)"', plain))
    assert links == set(re.findall(r'href="(/m/valley/commitments/[^"]+)"', part)) != set()
    assert "<!doctype" not in part


@pytest.mark.parametrize(
    "query",
    [
        "timeliness=tomorrow",
        "party=nobody",
        "kind=%00",
        "q=%00",
        "q=" + "x" * 101,
        "agreement=CO",
        "implementation=9",
        "implementation=1e999",
        "order=password",
        "unobserved=2",
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_filter_that_is_not_known_shows_no_list_and_says_so(
    world: World, other_world: World, as_user: Callable[[User], Client], query: str, headers: dict[str, str]
) -> None:
    scatter(world, 3, size=3)
    answer = as_user(world.analyst).get(f"/m/valley/commitments?{query}", headers=headers)
    assert answer.status_code == 422
    assert references(answer.content) == []
    assert b"error-summary" in answer.content
    assert b"Your other filters are kept" in answer.content


@pytest.mark.parametrize("page", ["0", "-1", "1e999", "%00", "99999999999999999999", "x"])
def test_a_page_number_that_is_none_shows_a_page(world: World, as_user: Callable[[User], Client], page: str) -> None:
    scatter(world, 3, size=3)
    assert as_user(world.analyst).get(f"/m/valley/commitments?page={page}").status_code == 200


@pytest.mark.parametrize("word", ["Secret", "CO-01", "Hidden Harbour"])
def test_search_finds_nothing_of_another_mission(
    world: World, other_world: World, as_user: Callable[[User], Client], word: str
) -> None:
    site = add_site(mission=other_world.mission, key="h", name="Hidden Harbour", by=other_world.administrator, at=NOW)
    other_world.commitment(title="Secret promise", site=site)
    world.commitment(title="Open promise")
    assert len(as_user(other_world.analyst).get(f"/m/coast/commitments?q={word}").context["rows"]) == 1
    answer = as_user(world.analyst).get(f"/m/valley/commitments?q={word}")
    assert answer.context["rows"] == []
    assert b"0 of 1 commitment" in answer.content


@pytest.mark.parametrize("words", ["nv-01", "artillery", "ford", "beyond artill", "100%", "50_"])
def test_search_reads_reference_title_and_place(world: World, as_user: Callable[[User], Client], words: str) -> None:
    site = add_site(mission=world.mission, key="f", name="Upper Ford", by=world.administrator, at=NOW)
    world.commitment(title="Withdraw artillery beyond line B: 100% and 50_", site=site)
    world.commitment(title="Something else")
    found = as_user(world.analyst).get("/m/valley/commitments", {"q": words})
    assert [row.commitment.reference for row in found.context["rows"]] == ["NV-01"]


def test_choices_name_only_what_the_mission_has(
    world: World, other_world: World, as_user: Callable[[User], Client]
) -> None:
    hidden = register_party(slug="hidden", name="Hidden Formation", kind="other", by=None, at=NOW)
    register_agreement(
        mission=other_world.mission,
        reference="XX",
        title="Hidden agreement",
        zone="UTC",
        source="made up",
        by=None,
        at=NOW,
    )
    other_world.commitment(obligors=(hidden,))
    world.commitment()
    for page in ("overview", "commitments", "flags"):
        assert b"Hidden" not in as_user(world.analyst).get(f"/m/valley/{page}").content


def test_rows_are_pressing_first_unless_asked_otherwise(world: World, as_user: Callable[[User], Client]) -> None:
    now = timezone.now()
    for days in (30, 2, -1, -9):
        world.deadline(world.commitment(at=now), due=now + timedelta(days=days), at=now)
    client = as_user(world.monitor)
    assert references(client.get("/m/valley/commitments").content) == ["NV-04", "NV-03", "NV-02", "NV-01"]
    assert references(client.get("/m/valley/commitments?order=reference").content)[0] == "NV-01"
    assert references(client.get("/m/valley/commitments?order=-due").content)[0] == "NV-01"
