"""Every address × every role × every method, page and fragment: who is let in, and what the others are told."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse

from tests.access.cast import METHODS, MISSING, Things, everybody, furnish, knock, page
from tests.access.routes import Route, all_routes
from tests.access.table import ELSEWHERE, MEMBERS, MISSION, row_for
from tests.factories import World

pytestmark = pytest.mark.django_db

ROUTES = list(all_routes())
IN_MISSION = [route for route in ROUTES if route.name in MISSION]
OUTSIDE = [route for route in ROUTES if route.name not in MISSION]


@pytest.fixture
def here(world: World) -> Things:
    return furnish(world)


@pytest.fixture
def elsewhere(other_world: World) -> Things:
    return furnish(other_world, reports_before=3)


@pytest.fixture
def cast(here: Things, elsewhere: Things) -> dict[str, Client]:
    return everybody(here.world, elsewhere.world)


def asked(routes: list[Route]) -> Iterator[tuple[Route, str, bool]]:
    """Every route by every method, as a page and as a fragment."""
    for route in routes:
        for method in METHODS:
            for fragment in (False, True):
                yield route, method, fragment


def sign_in_is_shown(response: HttpResponseBase) -> bool:
    """A page leads to sign-in by a redirect, a fragment by htmx's own."""
    doors = (resolve_url(settings.LOGIN_URL), reverse("admin:login"))
    return response.headers.get("Location", response.headers.get("HX-Redirect", "")).startswith(doors)


def test_the_table_knows_every_address_and_no_other() -> None:
    unknown = [route.name for route in ROUTES if row_for(route.name) is None]
    assert unknown == [], "say in tests/access/table.py who may open these"
    gone = set(MISSION) - {route.name for route in ROUTES}
    assert gone == set(), "the table names addresses that are gone"


def test_every_address_under_a_mission_is_in_the_missions_part_of_the_table() -> None:
    assert [route.name for route in OUTSIDE if "slug" in route.arguments] == []


def test_no_address_carries_a_row_number() -> None:
    named = {argument for route in IN_MISSION for argument in route.arguments}
    assert named <= {"slug", "reference", "key", "pk", "number", "version"}
    assert [route.pattern for route in IN_MISSION if "<int:pk>" in route.pattern or "<int:id>" in route.pattern] == []


def test_signed_out_every_address_leads_to_sign_in_and_shows_nothing(here: Things) -> None:
    client, shown = Client(), []
    for route, method, fragment in asked(IN_MISSION):
        row = MISSION[route.name]
        response = knock(client, method, route.path(here.arguments(row.of)), fragment=fragment)
        status, _, body = page(response)
        if not sign_in_is_shown(response) or b"Secret" in body or status not in {200, 302}:
            shown.append(f"{method} {route.name} fragment={fragment}: {status}")
    assert not shown, "\n".join(shown)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_a_member_opens_what_the_table_says_and_nothing_else(here: Things, cast: dict[str, Client], who: str) -> None:
    wrong = []
    for route, method, fragment in asked(IN_MISSION):
        row = MISSION[route.name]
        status = knock(cast[who], method, route.path(here.arguments(row.of)), fragment=fragment).status_code
        refused = status in {404, 405} if method not in {"GET", "HEAD"} else status == 404
        good = status in {200, 204, 302, 303, 304, 400, 405, 409, 422} if who in row.who else refused
        if not good:
            wrong.append(f"{method} {route.name} fragment={fragment}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_what_a_member_may_open_answers_by_some_method(here: Things, cast: dict[str, Client], who: str) -> None:
    closed = []
    for route in IN_MISSION:
        row = MISSION[route.name]
        path = route.path(here.arguments(row.of))
        answers = {knock(cast[who], method, path).status_code for method in ("GET", "POST")}
        if who in row.who and answers <= {404, 405}:
            closed.append(f"{route.name}: {answers}")
    assert not closed, "\n".join(closed)


@pytest.mark.parametrize("who", [*(f"other {role}" for role in sorted(MEMBERS)), "staff", "stranger"])
def test_another_missions_page_is_the_page_of_a_missing_one(here: Things, cast: dict[str, Client], who: str) -> None:
    """The whole mission is as if it were not there: same status, same headers, same bytes."""
    told_apart = []
    for route, method, fragment in asked(IN_MISSION):
        row = MISSION[route.name]
        arguments = here.arguments(row.of)
        theirs = page(knock(cast[who], method, route.path(arguments), fragment=fragment))
        missing = page(knock(cast[who], method, route.path({**arguments, "slug": "nowhere"}), fragment=fragment))
        if theirs != missing or theirs[0] not in ({404} if method in {"GET", "HEAD"} else {404, 405}):
            told_apart.append(f"{method} {route.name} fragment={fragment}: {theirs[0]}, missing {missing[0]}")
    assert not told_apart, "\n".join(told_apart)


@pytest.mark.parametrize("who", sorted(MEMBERS))
def test_another_missions_thing_under_ones_own_address_is_the_page_of_a_missing_one(
    here: Things, elsewhere: Things, cast: dict[str, Client], who: str
) -> None:
    told_apart = []
    for route, method, fragment in asked([route for route in IN_MISSION if MISSION[route.name].of != "mission"]):
        of = MISSION[route.name].of
        slug = {"slug": here.world.slug}
        theirs = page(knock(cast[who], method, route.path({**elsewhere.arguments(of), **slug}), fragment=fragment))
        missing = page(knock(cast[who], method, route.path({**MISSING[of], **slug}), fragment=fragment))
        if theirs != missing or theirs[0] not in ({404} if method in {"GET", "HEAD"} else {404, 405}):
            told_apart.append(f"{method} {route.name} fragment={fragment}: {theirs[0]}, missing {missing[0]}")
    assert not told_apart, "\n".join(told_apart)


def test_no_page_shows_anything_of_another_mission(here: Things, elsewhere: Things, cast: dict[str, Client]) -> None:
    marks = [elsewhere.world.slug, elsewhere.world.mission.name, "Secret of coast", "Narrative of coast"]
    marks += [person.email for person in elsewhere.world.people.values()]
    leaks = []
    for who in MEMBERS:
        for route in IN_MISSION:
            body = page(knock(cast[who], "GET", route.path(here.arguments(MISSION[route.name].of))))[2].decode()
            leaks += [f"{who} at {route.name}: {mark}" for mark in marks if mark in body]
    assert not leaks, "\n".join(leaks)


def outside_path(route: Route) -> str:
    values = {
        "object_id": "1",
        "content_type_id": "1",
        "app_label": "commitments",
        "key": "abc",
        "uidb36": "1",
        "pk": 1,
        "url": "nowhere",
    }
    return route.path({name: values.get(name, "1") for name in route.arguments})


@pytest.mark.parametrize("fragment", [False, True], ids=["page", "fragment"])
def test_signed_out_only_the_way_in_and_the_signs_of_life_answer(db: None, fragment: bool) -> None:
    client, shown = Client(), []
    for route in OUTSIDE:
        row = row_for(route.name)
        assert row is not None
        if "signed_out" in row.who:
            continue
        for method in METHODS:
            response = knock(client, method, outside_path(route), fragment=fragment)
            if not sign_in_is_shown(response):
                shown.append(f"{method} {route.name}: {response.status_code}")
    assert not shown, "\n".join(shown)


def test_the_administration_has_no_sign_in_of_its_own(db: None) -> None:
    """One door, with its limits and second factors."""
    response = Client().get(reverse("admin:login"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(resolve_url(settings.LOGIN_URL))


def test_only_a_missions_administrator_finds_an_administration(cast: dict[str, Client]) -> None:
    """For everybody else it is the page of something missing."""
    wrong = []
    for route in OUTSIDE:
        if not route.name.startswith(("admin:", "admin/")) or route.name == "admin:logout":
            continue
        for who in sorted(set(cast) - {"administrator", "other administrator", "signed_out"}):
            for method in ("GET", "POST"):
                status = knock(cast[who], method, outside_path(route)).status_code
                if status != 404:
                    wrong.append(f"{who} {method} {route.name}: {status}")
    assert not wrong, "\n".join(wrong)


def test_nothing_anywhere_answers_500(cast: dict[str, Client]) -> None:
    broken = []
    for route in OUTSIDE:
        for who in ("signed_out", "monitor", "administrator"):
            for method in ("GET", "POST", "PUT"):
                status = knock(cast[who], method, outside_path(route)).status_code
                if status >= 500 and route.name != "health_ready":
                    broken.append(f"{who} {method} {route.name}: {status}")
    assert not broken, "\n".join(broken)


def test_the_table_has_no_row_that_lets_nobody_in() -> None:
    assert [name for name, row in {**MISSION, **ELSEWHERE}.items() if not row.who] == []
