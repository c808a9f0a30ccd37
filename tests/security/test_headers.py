"""Headers of every page that answers, found through the same walk as access."""

import pytest
from django.test import Client

from tests.access.cast import furnish, knock
from tests.access.routes import all_routes
from tests.access.table import MISSION
from tests.factories import World
from tests.live import signed_in

pytestmark = pytest.mark.django_db


def directives(header: str) -> dict[str, list[str]]:
    return {words[0]: words[1:] for part in header.split(";") if (words := part.split())}


def test_every_answer_carries_the_strict_policy_and_is_kept_by_no_cache(world: World) -> None:
    things, wrong = furnish(world), []
    for who in ("monitor", "verifier", "administrator"):
        client = signed_in(world.people[who])
        for route in all_routes():
            if route.name not in MISSION:
                continue
            response = knock(client, "GET", route.path(things.arguments(MISSION[route.name].of)))
            policy = directives(response.headers.get("Content-Security-Policy", ""))
            good = (
                policy.get("default-src") == ["'none'"]
                and policy.get("script-src") == policy.get("style-src") == ["'self'"]
                and policy.get("frame-ancestors") == policy.get("base-uri") == ["'none'"]
                and policy.get("form-action") == ["'self'"]
                and response.headers.get("X-Frame-Options") == "DENY"
                and response.headers.get("X-Content-Type-Options") == "nosniff"
                and response.headers.get("Referrer-Policy") == "same-origin"
                and "Content-Security-Policy-Report-Only" not in response.headers
                and ("private" in response.headers["Cache-Control"] or "no-store" in response.headers["Cache-Control"])
            )
            if not good:
                wrong.append(f"{who} {route.name}: {dict(response.headers)}")
    assert not wrong, "\n".join(wrong)


def test_nothing_inline_and_nothing_evaluated_anywhere_in_the_policy(client: Client) -> None:
    policy = client.get("/accounts/login/").headers["Content-Security-Policy"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:"} & set(
        policy.replace(";", " ").split()
    )


@pytest.mark.parametrize("path", ["/nowhere", "/m/nowhere/overview", "/static/nowhere.css"])
def test_what_is_missing_is_guarded_too(world: World, path: str) -> None:
    response = signed_in(world.analyst).get(path)
    assert response.status_code == 404
    assert "Content-Security-Policy" in response.headers
