"""Every page of the desk opens for whom it should, with every state alive."""

from collections.abc import Callable

import pytest
from django.test import Client

from commitments.models import User
from tests.desk.rich import enrich
from tests.factories import World

pytestmark = pytest.mark.django_db
PAGES = (
    "overview",
    "commitments",
    "commitments/NV-01",
    "agreements",
    "agreements/NV",
    "flags",
    "notices",
    "points.geojson",
)


@pytest.mark.parametrize("page", PAGES)
def test_the_desk_opens_every_page(world: World, as_user: Callable[[User], Client], page: str) -> None:
    enrich(world)
    for role in ("verifier", "analyst", "administrator"):
        assert as_user(world.people[role]).get(f"/m/valley/{page}").status_code == 200
