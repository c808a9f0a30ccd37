"""Ten times the rows add no query to any page of the desk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.actions.promises import promise_quantity
from commitments.actions.registers import add_provision, add_provision_text, add_site, register_agreement
from commitments.models import Commitment, User
from monitoring.actions.delivery import address
from monitoring.actions.scan import scan
from monitoring.actions.statements import record_statement
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


def widen(world: World, times: int) -> None:
    """Add so many of everything that a page lists."""
    now = timezone.now()
    by = {"by": world.administrator, "at": now}
    for number in range(times):
        key = f"{world.counter}-{number}"
        provision = add_provision(agreement=world.agreement, article=f"Article {key}", **by)
        add_provision_text(provision=provision, version="signed", text="Words.", source="made up", **by)
        site = add_site(mission=world.mission, key=key, name=f"Ford {key}", latitude=40, longitude=46, **by)
        register_agreement(
            mission=world.mission, reference=f"A{key}", title="Another", zone="UTC", source="made up", **by
        )
        commitment = world.commitment(
            obligors=(world.north, world.south),
            provision=provision,
            site=site,
            verification_interval_days=3,
            watched_from=now - timedelta(days=30),
            at=now,
        )
        world.deadline(commitment, due=now - timedelta(days=number + 1), at=now)
        quantity = promise_quantity(commitment=commitment, category="artillery", amount=9, **by)
        seen = [world.observation(commitment, at=now, latitude=40.0, longitude=46.0)]
        world.approved(commitment, observations=seen, quantities={quantity: 4}, at=now)
        burden(world, commitment.reference)


def burden(world: World, reference: str) -> None:
    """A denial of access, two statements and an open draft more on one commitment."""
    now = timezone.now()
    commitment = Commitment.objects.select_related("mission", "agreement").get(
        mission=world.mission, reference=reference
    )
    world.observation(
        commitment,
        at=now,
        sighting="no_access",
        access="denied",
        access_reason="closed",
        counts={},
        latitude=40.0,
        longitude=46.0,
    )
    for about in (commitment, None):
        record_statement(
            agreement=commitment.agreement,
            commitment=about,
            party=world.north,
            kind="denial",
            stated_on=now.date(),
            text="No.",
            source="made up",
            by=world.analyst,
            at=now,
        )
    world.draft(commitment, at=now)


def lapse_and_tell(world: World) -> None:
    now = timezone.now() + timedelta(days=4)
    scan(now=now)
    address(now=now)


def queries(client: Client, page: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"/m/valley/{page}").status_code == 200
    return [one["sql"] for one in asked.captured_queries]


@pytest.mark.parametrize("page", PAGES)
def test_ten_times_the_rows_add_no_query(world: World, as_user: Callable[[User], Client], page: str) -> None:
    client = as_user(world.analyst)
    widen(world, 1)
    lapse_and_tell(world)
    queries(client, page)
    before = queries(client, page)
    widen(world, 10)
    for _ in range(10):
        burden(world, "NV-01")
    lapse_and_tell(world)
    after = queries(client, page)
    assert len(after) <= len(before), "\n".join(tables(after))


def tables(asked: list[str]) -> list[str]:
    """Which tables were asked in which order, short enough to read when the test fails."""
    return [sql.partition(" FROM ")[2][:60] or sql[:60] for sql in asked]


@pytest.mark.parametrize(("page", "most"), [("overview", 45), ("commitments", 24), ("commitments/NV-01", 36)])
def test_a_page_asks_a_bounded_number_of_questions(
    world: World, as_user: Callable[[User], Client], page: str, most: int
) -> None:
    widen(world, 2)
    lapse_and_tell(world)
    assert len(queries(as_user(world.analyst), page)) <= most
