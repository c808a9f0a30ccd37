"""A member who tries to become somebody else by taking an address."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from commitments.actions.registers import invite
from commitments.models import User
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


@pytest.mark.parametrize("wanted", ["verifier@valley.example", "soon.invited@coast.example"])
def test_nobody_gives_themselves_another_address(
    world: World, other_world: World, as_user: SignIn, wanted: str
) -> None:
    """An address is how an administrator gives a role: it must not be somebody else's before it is invited."""
    page, monitor = reverse("account_email"), as_user(world.monitor)
    assert monitor.get(page).status_code == 200
    for action in ("action_add", "action_primary"):
        monitor.post(page, {"email": wanted, action: "1"})
    own = EmailAddress.objects.filter(user=world.monitor)
    assert [one.email for one in own] == ["monitor@valley.example"]
    world.monitor.refresh_from_db()
    assert world.monitor.email == "monitor@valley.example"
    if "coast" in wanted:
        member = invite(
            email=wanted, name="", mission=other_world.mission, role="verifier", by=other_world.administrator, at=NOW
        )
        assert member.user != world.monitor


def test_the_only_address_cannot_be_taken_off(world: World, as_user: SignIn) -> None:
    page, monitor = reverse("account_email"), as_user(world.monitor)
    monitor.get(page)
    monitor.post(page, {"email": world.monitor.email, "action_remove": "1"})
    assert EmailAddress.objects.filter(user=world.monitor, email=world.monitor.email).exists()
    world.monitor.refresh_from_db()
    assert world.monitor.email == "monitor@valley.example"
