"""How long the overview takes, beside the statements that it cannot do without."""

from datetime import timedelta

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from monitoring.actions.scan import scan
from tests.benchmarks.measure import Result, beside
from tests.benchmarks.wsgi import answer, cookies_of, environ
from tests.factories import World, make_world

KINDS = (
    "ceasefire",
    "disarmament",
    "heavy_equipment_withdrawal",
    "prisoner_release",
    "demining",
    "humanitarian_access",
)


def furnish(world: World, size: int) -> None:
    """`size` commitments: a third late, a third due, a third without a date; each seen twice, every fourth reported."""
    now = timezone.now()
    for number in range(size):
        party = world.north if number % 2 else world.south
        commitment = world.commitment(kind=KINDS[number % len(KINDS)], obligors=(party,), at=now - timedelta(days=90))
        if number % 3:
            days = -number % 30 if number % 3 == 1 else number % 30 + 1
            world.deadline(commitment, due=now + timedelta(days=days if number % 3 == 2 else -days - 1), at=now)
        seen = [world.observation(commitment, at=now - timedelta(days=days)) for days in (9, 2)]
        if number % 4 == 0:
            world.approved(commitment, observations=seen, at=now - timedelta(days=1))
    scan(now=now)


def run(*, size: int = 100, repeats: int = 50) -> Result:
    """The whole page for an analyst, over `size` commitments."""
    world = make_world()
    furnish(world, size)
    cookies, _ = cookies_of(world.analyst)
    address = reverse("overview", args=[world.slug])
    application = WSGIHandler()

    def ours() -> None:
        status, body = answer(application, environ(address, cookies=cookies))
        assert (status, b"<main" in body) == (200, True)

    with CaptureQueriesContext(connection) as asked:
        ours()
    needed = [query["sql"] for query in asked.captured_queries if query["sql"].startswith(("SELECT", "WITH"))]
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as raw:

        def floor() -> None:
            with raw.cursor() as cursor:
                for statement in needed:
                    cursor.execute(statement.encode())
                    cursor.fetchall()

        return beside(
            "dashboard",
            f"the overview of a mission with {size} commitments, whole page",
            f"its own {len(needed)} SELECT statements through psycopg, rows fetched and thrown away",
            size=size,
            repeats=repeats,
            ours=ours,
            floor=floor,
        )
