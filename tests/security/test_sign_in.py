"""Getting in: slowly for those who guess, with a fresh session, and out only on purpose."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from commitments.models import User
from tests.factories import PASSWORD, World
from tests.live import signed_in

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db: None) -> None:
    cache.clear()


def attempt(client: Client, email: str, password: str, **more: str) -> int:
    return client.post(LOGIN, {"login": email, "password": password, **more}).status_code


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_password_opens_and_the_wrong_one_does_not(world: World) -> None:
    right, wrong = Client(), Client()
    assert attempt(right, world.monitor.email, PASSWORD) == 302
    attempt(wrong, world.monitor.email, "not that one at all")
    assert is_in(right)
    assert not is_in(wrong)


def test_guessing_is_stopped_even_when_a_guess_is_right(world: World) -> None:
    client = Client()
    for _ in range(20):
        attempt(client, world.monitor.email, "not that one at all")
    attempt(client, world.monitor.email, PASSWORD)
    assert not is_in(client)


def test_guessing_at_many_accounts_from_one_place_is_stopped_too(world: World) -> None:
    client = Client()
    for number in range(40):
        attempt(client, f"nobody{number}@valley.example", "not that one at all")
    attempt(client, world.monitor.email, PASSWORD)
    assert not is_in(client)


def test_an_unknown_address_gets_the_answer_of_a_wrong_password(world: World) -> None:
    unknown = Client().post(LOGIN, {"login": "nobody@valley.example", "password": "x" * 20})
    wrong = Client().post(LOGIN, {"login": world.monitor.email, "password": "x" * 20})
    assert unknown.status_code == wrong.status_code
    assert unknown.context["form"].errors == wrong.context["form"].errors


def test_a_session_from_before_sign_in_is_worth_nothing_after(world: World) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert attempt(client, world.monitor.email, PASSWORD) == 302
    assert client.session.session_key != planted
    fixed = Client()
    fixed.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert not is_in(fixed)


def test_sign_out_is_a_post_and_ends_the_session_on_the_server(world: World) -> None:
    client = signed_in(world.monitor)
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get("/accounts/logout/")
    assert is_in(client), "a link or a picture on another site cannot sign anybody out"
    client.post("/accounts/logout/")
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = kept
    assert stolen.get("/").status_code == 302


def test_forms_of_other_sites_are_refused_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(LOGIN, {"login": world.monitor.email, "password": PASSWORD})
    assert response.status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "next_", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_leads_nowhere_else(world: World, next_: str) -> None:
    response = Client().post(LOGIN, {"login": world.monitor.email, "password": PASSWORD, "next": next_})
    assert "evil" not in response.headers.get("Location", "")
    assert "javascript" not in response.headers.get("Location", "")


def test_nobody_signs_themselves_up(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@valley.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="new@valley.example").exists()


def test_who_may_no_longer_sign_in_is_out_at_once(world: World) -> None:
    client = signed_in(world.analyst)
    User.objects.filter(pk=world.analyst.pk).update(is_active=False)
    assert client.get("/m/valley/overview").headers["Location"].startswith(LOGIN)
    assert attempt(Client(), world.analyst.email, PASSWORD) != 200 or not is_in(client)


def test_who_loses_the_role_loses_the_mission_at_once(world: World) -> None:
    client = signed_in(world.analyst)
    world.membership("analyst").delete()
    assert client.get("/m/valley/overview").status_code == 404


def test_passwords_are_kept_as_argon2(db: None) -> None:
    assert User.objects.create_user("kept@valley.example", PASSWORD, name="kept").password.startswith("argon2$argon2id")
