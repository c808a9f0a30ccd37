"""A number that opens a list is as long as the list."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from random import Random

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import User
from monitoring.actions.scan import scan
from monitoring.actions.statements import record_statement
from tests.factories import World

pytestmark = pytest.mark.django_db
KINDS = ("ceasefire", "demining", "prisoner_release")
AXES = ("timeliness", "finding", "implementation", "contestation")


def scatter(world: World, seed: int, size: int = 14) -> None:
    """Commitments in random states, the same for the same seed."""
    dice, now = Random(seed), timezone.now()
    for _ in range(size):
        commitment = world.commitment(
            kind=dice.choice(KINDS),
            obligors=dice.choice([(world.north,), (world.south,), (world.north, world.south)]),
            term=dice.choice(["time_limit", "standing", "no_agreed_deadline"]),
            verification_interval_days=dice.choice([None, 3]),
            watched_from=now - timedelta(days=dice.choice([1, 20])),
            at=now,
        )
        if commitment.term == "time_limit":
            world.deadline(commitment, due=now + timedelta(days=dice.choice([-9, -1, 2, 30])), at=now)
        if dice.random() < 0.4:
            world.observation(commitment, at=now - timedelta(days=dice.choice([0, 9])))
        if dice.random() < 0.4:
            world.observation(
                commitment,
                at=now - timedelta(days=dice.choice([1, 6, 8])),
                sighting="no_access",
                access="denied",
                access_reason="closed",
                counts={},
            )
        if dice.random() < 0.4:
            record_statement(
                agreement=world.agreement,
                commitment=commitment,
                party=dice.choice([world.north, world.south]),
                kind=dice.choice(["claim", "denial", "dispute", "acknowledgement"]),
                stated_on=now.date(),
                text="Words.",
                source="made up",
                by=world.analyst,
                at=now,
            )
        if dice.random() < 0.4:
            world.approved(
                commitment, finding=dice.choice(["non_compliant", "inconclusive", "partly_compliant"]), at=now
            )
    scan(now=now)


def links_with_numbers(page: str) -> Iterator[tuple[str, int]]:
    """Every link that shows a number in bold, with that number."""
    for href, inside in re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.S):
        number = re.search(r"<b>(?:<svg.*?</svg>)?(\d+)</b>", inside, re.S)
        if number:
            yield unescape(href), int(number[1])


def length(client: Client, address: str) -> int:
    """How many commitments a list says it holds, held against the rows it shows over all its pages."""
    page = client.get(address)
    said = int(re.search(r"<h2>(\d+) of \d+ commitments?</h2>", page.content.decode())[1])
    more = range(2, page.context["page"].paginator.num_pages + 1)
    pages = [page, *(client.get(f"{address}&page={number}") for number in more)]
    rows = sum(len(each.context["rows"]) for each in pages)
    assert rows == said
    return said


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("narrowed", ["", "agreement=NV", "party=north", "kind=ceasefire", "party=south&kind=demining"])
def test_every_number_opens_a_list_of_that_length(
    world: World, other_world: World, as_user: Callable[[User], Client], seed: int, narrowed: str
) -> None:
    scatter(world, seed)
    scatter(other_world, seed + 100, size=5)
    client = as_user(world.analyst)
    for axis in AXES:
        page = client.get(f"/m/valley/overview?axis={axis}&{narrowed}").content.decode()
        found = [(href, number) for href, number in links_with_numbers(page) if "/commitments" in href]
        assert len(found) >= 5
        assert found == [(href, length(client, href)) for href, _number in found]


def test_the_matrix_speaks_of_its_own_mission(
    world: World, other_world: World, as_user: Callable[[User], Client]
) -> None:
    scatter(other_world, 1)
    page = as_user(world.analyst).get("/m/valley/overview")
    assert page.context["matrix"].rows == []
    assert page.context["counts"].total == 0
