"""The page on which one says how one is told, and makes and revokes calendars."""

import re

import pytest
from django.test import Client

from monitoring.models import CalendarFeed, NoticePreference
from tests.factories import World
from tests.live import signed_in

pytestmark = pytest.mark.django_db
HERE = "/m/valley/notices/preferences"
OWN, MISSIONS = "/m/valley/notices/calendar", "/m/valley/calendar"
CHOICE = {
    "pace": "daily",
    "digest_hour": "6",
    "digest_weekday": "2",
    "quiet_from": "22",
    "quiet_until": "7",
    "quiet_zone": "Europe/Vienna",
}


def test_a_choice_is_kept_and_shown_again(world: World) -> None:
    client = signed_in(world.monitor)
    assert client.post(HERE, CHOICE).headers["Location"] == HERE
    kept = NoticePreference.objects.get()
    assert (kept.membership.user, kept.pace, kept.digest_hour, kept.digest_weekday) == (world.monitor, "daily", 6, 2)
    assert (kept.quiet_from, kept.quiet_until, kept.quiet_zone) == (22, 7, "Europe/Vienna")
    form = client.get(HERE).context["form"]
    assert (form["pace"].value(), form["quiet_from"].value(), form["quiet_zone"].value()) == (
        "daily",
        22,
        "Europe/Vienna",
    )
    client.post(HERE, {**CHOICE, "pace": "immediate", "quiet_from": "", "quiet_until": "", "quiet_zone": ""})
    kept.refresh_from_db()
    assert (kept.pace, kept.quiet_from, kept.quiet_until, kept.quiet_zone) == ("immediate", None, None, "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"pace": "hourly"}, "pace"),
        ({"digest_hour": "24"}, "digest_hour"),
        ({"digest_weekday": ""}, "digest_weekday"),
        ({"quiet_until": ""}, "quiet_until"),
        ({"quiet_from": ""}, "quiet_from"),
        ({"quiet_until": "22"}, "quiet_until"),
        ({"quiet_zone": "Middle/Earth"}, "quiet_zone"),
        ({"quiet_zone": "../../etc/passwd"}, "quiet_zone"),
        ({"quiet_zone": "a\x00b"}, "quiet_zone"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_lost(world: World, wrong: dict[str, str], said: str) -> None:
    response = signed_in(world.monitor).post(HERE, {**CHOICE, **wrong})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {said}
    assert "There is a problem" in response.content.decode()
    assert not NoticePreference.objects.exists()


def test_the_page_is_found_from_the_notices_and_the_menu(world: World) -> None:
    page = signed_in(world.monitor).get("/m/valley/notices").content.decode()
    assert page.count(f'href="{HERE}"') == 2


def shown(response) -> str:  # type: ignore[no-untyped-def]
    """The address of a calendar as the page shows it."""
    (found,) = set(re.findall(r"http://testserver(/calendar/[\w-]+\.ics)", response.content.decode()))
    return found


def test_the_address_is_shown_once_and_works_without_signing_in(world: World) -> None:
    client = signed_in(world.monitor)
    made = client.post(OWN, {"do": "make"})
    assert made.status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    path = shown(made)
    assert Client().get(path).status_code == 200
    assert "/calendar/" not in client.get(HERE).content.decode().replace("/notices/calendar", "")
    assert path not in str(client.session.items())
    assert path not in str(client.cookies)

    renewed = shown(client.post(OWN, {"do": "make"}))
    assert Client().get(path).status_code == 404
    assert Client().get(renewed).status_code == 200
    client.post(OWN, {"do": "revoke"})
    assert Client().get(renewed).status_code == 404


def test_a_missions_calendar_is_its_administrators_affair(world: World) -> None:
    path = shown(signed_in(world.administrator).post(MISSIONS, {"do": "make"}))
    for role in ("monitor", "verifier", "analyst"):
        client = signed_in(world.people[role])
        assert client.post(MISSIONS, {"do": "revoke"}).status_code == 404
        assert "The mission&#x27;s calendar" not in client.get(HERE).content.decode()
    assert Client().get(path).status_code == 200
    assert "The mission's calendar" in signed_in(world.administrator).get(HERE).content.decode()


def test_somebody_elses_feed_is_left_alone(world: World, other_world: World) -> None:
    signed_in(other_world.monitor).post("/m/coast/notices/calendar", {"do": "make"})
    client = signed_in(world.monitor)
    client.post(OWN, {"do": "revoke"})
    client.post(OWN, {"do": "destroy"})
    client.get(OWN)
    assert CalendarFeed.objects.get().revoked_at is None


def test_a_forged_form_makes_nothing(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.monitor, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in (OWN, HERE):
        assert client.post(path, {"do": "make", **CHOICE}).status_code == 403
    assert not CalendarFeed.objects.exists()
    assert not NoticePreference.objects.exists()
