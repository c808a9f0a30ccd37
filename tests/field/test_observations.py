"""The list of observations and the page of one: who sees which, and filters that live in the address."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import User
from tests.factories import World, make_user, make_world
from tests.field.answers import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST = "/m/valley/observations"


@pytest.fixture
def second(world: World) -> User:
    """Another monitor of the same mission."""
    from commitments.actions.registers import grant_role

    user = make_user("team2@valley.example", name="Team 2")
    grant_role(user=user, mission=world.mission, role="monitor", by=None, at=timezone.now())
    return user


def test_a_monitor_sees_their_own_and_the_desk_all(world: World, second: User, as_user: SignIn) -> None:
    commitment = world.commitment()
    mine, theirs = world.observation(commitment), world.observation(commitment, by=second)
    coast = make_world("coast", reference="CO")
    foreign = coast.observation(coast.commitment())

    for reader, seen in ((world.monitor, {mine}), (second, {theirs}), (world.analyst, {mine, theirs})):
        client = as_user(reader)
        assert set(client.get(LIST).context["page"].object_list) == seen
        for one in (mine, theirs, foreign):
            assert client.get(f"{LIST}/{one.pk}").status_code == (200 if one in seen else 404)
        assert client.get(f"/m/coast/observations/{foreign.pk}").status_code == 404


def test_only_the_observer_reads_a_receipt_and_the_desk_reads_who_it_was(
    world: World, second: User, as_user: SignIn
) -> None:
    observation = world.observation(world.commitment(), by=second, access="restricted", access_reason="Mud")
    own, desk = (text_of(as_user(reader).get(f"{LIST}/{observation.pk}")) for reader in (second, world.analyst))
    assert "The server has it since" in own
    assert "The server has it since" not in desk
    for page in (own, desk):
        for words in (observation.reference, "Team 2", "Mud", "access restricted", "2 Artillery", "A2", "Baku"):
            assert words in page


def test_filters_narrow_the_list(world: World, as_user: SignIn) -> None:
    guns, mines = world.commitment(), world.commitment()
    plain = world.observation(guns, place_name="Old ford")
    denied = world.observation(mines, sighting="no_access", access="denied", access_reason="gate shut", counts={})
    drone = world.observation(mines, means="uav", narrative="From above.")
    client = as_user(world.analyst)
    for query, found in (
        ({}, {plain, denied, drone}),
        ({"commitment": guns.reference.lower()}, {plain}),
        ({"access": "denied"}, {denied}),
        ({"means": "uav"}, {drone}),
        ({"q": "GATE"}, {denied}),
        ({"q": "ford"}, {plain}),
        ({"q": drone.reference}, {drone}),
        ({"q": "gate", "means": "uav"}, set()),
    ):
        answer = client.get(LIST, query)
        assert set(answer.context["page"].object_list) == found, query
        assert "<html" not in client.get(LIST, query, headers={"HX-Request": "true"}).content.decode()
    assert "Nothing matches these filters" in text_of(client.get(LIST, {"q": "zzz"}))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"access": "maybe"}, 422),
        ({"q": "a\0b"}, 422),
        ({"q": "x" * 5000}, 422),
        ({"page": "9" * 5000}, 200),
        ({"page": "-1"}, 200),
        ({"unknown": "field"}, 200),
    ],
)
def test_what_cannot_be_read_is_said(world: World, as_user: SignIn, query: dict[str, str], status: int) -> None:
    world.observation(world.commitment())
    answer = as_user(world.analyst).get(LIST, query)
    assert answer.status_code == status
    assert ("There is a problem" in text_of(answer)) == (status == 422)
