"""The overview's poll: nothing new means 304, anything new means the board, and nobody gets another's answer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import User
from tests.factories import World

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
ADDRESS = "/m/valley/overview"


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets the clock to so many seconds after a noon."""

    def after(seconds: int) -> None:
        moment = datetime(2026, 5, 20, 12, tzinfo=UTC) + timedelta(seconds=seconds)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    after(0)
    return after


def test_nothing_new_is_not_sent_again(
    world: World, as_user: Callable[[User], Client], noon: Callable[[int], None]
) -> None:
    client = as_user(world.analyst)
    first = client.get(ADDRESS, headers=HTMX)
    assert first.status_code == 200
    noon(40)
    again = client.get(ADDRESS, headers={**HTMX, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_new_entry_or_a_new_minute_is_sent(
    world: World, as_user: Callable[[User], Client], noon: Callable[[int], None]
) -> None:
    client = as_user(world.analyst)
    tag = client.get(ADDRESS, headers=HTMX).headers["ETag"]
    commitment = world.commitment()
    changed = client.get(ADDRESS, headers={**HTMX, "If-None-Match": tag})
    assert changed.status_code == 200
    noon(61)
    assert client.get(ADDRESS, headers={**HTMX, "If-None-Match": changed.headers["ETag"]}).status_code == 200
    assert commitment.reference.encode() in client.get(ADDRESS, headers=HTMX).content


def test_another_mission_changes_nothing(
    world: World, other_world: World, as_user: Callable[[User], Client], noon: Callable[[int], None]
) -> None:
    client = as_user(world.analyst)
    tag = client.get(ADDRESS, headers=HTMX).headers["ETag"]
    other_world.commitment()
    assert client.get(ADDRESS, headers={**HTMX, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("other", ["page", "query", "person"])
def test_a_tag_fits_one_page_one_query_and_one_person(
    world: World, as_user: Callable[[User], Client], noon: Callable[[int], None], other: str
) -> None:
    client = as_user(world.verifier)
    tag = client.get(ADDRESS, headers=HTMX).headers["ETag"]
    asked = {
        "page": lambda: client.get(ADDRESS, headers={"If-None-Match": tag}),
        "query": lambda: client.get(f"{ADDRESS}?axis=finding", headers={**HTMX, "If-None-Match": tag}),
        "person": lambda: as_user(world.verifier2).get(ADDRESS, headers={**HTMX, "If-None-Match": tag}),
    }[other]()
    assert asked.status_code == 200


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
@pytest.mark.parametrize(
    "address",
    [
        "overview",
        "commitments",
        "commitments/NV-01",
        "agreements",
        "agreements/NV",
        "flags",
        "notices",
        "points.geojson",
    ],
)
def test_strangers_and_missing_things_answer_404_alike(
    world: World, other_world: World, as_user: Callable[[User], Client], headers: dict[str, str], address: str
) -> None:
    world.commitment()
    stranger = as_user(other_world.analyst)
    refused = stranger.get(f"/m/valley/{address}", headers=headers)
    missing = stranger.get(f"/m/nowhere/{address}", headers=headers)
    assert (refused.status_code, missing.status_code) == (404, 404)
    assert stranger.post(f"/m/valley/{address}", headers=headers).status_code in {404, 405}
    assert b"Mission valley" not in refused.content


@pytest.mark.parametrize("address", ["overview", "flags"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_a_monitor_finds_no_desk(
    world: World, as_user: Callable[[User], Client], address: str, headers: dict[str, str]
) -> None:
    assert as_user(world.monitor).get(f"/m/valley/{address}", headers=headers).status_code == 404


def test_the_feed_begins_at_the_last_visit(
    world: World, as_user: Callable[[User], Client], noon: Callable[[int], None]
) -> None:
    client, commitment = as_user(world.analyst), world.commitment()
    world.observation(commitment, at=timezone.now())
    first = client.get(ADDRESS)
    assert first.context["since"] is None
    assert len(first.context["feed"]) == 1
    noon(3600)
    for second in (0, 20, 40):
        client.get(ADDRESS, headers=HTMX)
        noon(3600 + second)
    world.observation(commitment, at=timezone.now())
    again = client.get(ADDRESS)
    assert again.context["since"] == datetime(2026, 5, 20, 12, tzinfo=UTC)
    assert len(again.context["feed"]) == 1
    assert b"Since your last visit" in again.content
