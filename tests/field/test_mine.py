"""*My commitments*: the order, the words, and a page that costs the same with ten times the rows."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commitments.models import Commitment, User
from monitoring.templatetags.desk import due_by_day
from tests.factories import World
from tests.field.answers import text_of

SignIn = Callable[[User], Client]
NOON = datetime(2026, 5, 20, 8, 0, tzinfo=UTC)
"""Noon in Baku."""


def listed(answer: HttpResponse) -> list[Commitment]:
    return [commitment for commitment, _obligors in answer.context["commitments"]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOON + timedelta(hours=3), "due today"),
        (datetime(2026, 5, 20, 20, 0, tzinfo=UTC), "due today"),
        (datetime(2026, 5, 20, 20, 1, tzinfo=UTC), "due tomorrow"),
        (datetime(2026, 5, 21, 20, 0, tzinfo=UTC), "due tomorrow"),
        (datetime(2026, 6, 30, 20, 0, tzinfo=UTC), "due in 41 days"),
    ],
)
def test_what_is_to_come_is_counted_in_the_missions_own_days(due: datetime, words: str) -> None:
    assert due_by_day(due, "Asia/Baku", NOON) == words


@pytest.mark.django_db
def test_late_comes_first_then_due_then_unseen_for_longest(world: World, as_user: SignIn) -> None:
    now = timezone.now()
    month = {"at": now - timedelta(days=30)}
    watched = {"term": "standing", "verification_interval_days": 7, **month}
    seen_lately = world.commitment(title="seen lately", watched_from=now - timedelta(days=30), **watched)
    unseen = world.commitment(title="unseen", watched_from=now - timedelta(days=20), **watched)
    soon, late, later = (world.commitment(title=title, **month) for title in ("soon", "late", "latest"))
    world.deadline(soon, due=now + timedelta(hours=30), **month)
    world.deadline(late, due=now - timedelta(days=2), **month)
    world.deadline(later, due=now - timedelta(days=12, minutes=1), **month)
    world.observation(seen_lately, at=now - timedelta(days=2))
    closed = {"sighting": "no_access", "access": "denied", "access_reason": "gate", "counts": {}}
    world.observation(late, at=now - timedelta(days=1), **closed)

    answer = as_user(world.monitor).get("/m/valley/mine")
    assert listed(answer) == [later, late, soon, unseen, seen_lately]
    page = text_of(answer)
    for words in (
        "12 days past due",
        "2 days past due",
        "never seen access denied 1 day ago",
        "never seen, due every 7 days",
        "last seen 2 days ago",
    ):
        assert words in page
    assert page.count("Northern Command") == 5
    assert f'href="/m/valley/commitments/{late.reference}/observe"' in answer.content.decode()


@pytest.mark.django_db
def test_the_search_finds_by_reference_words_and_party_and_offers_the_way_back(world: World, as_user: SignIn) -> None:
    mines = world.commitment(title="Clear the mines", obligors=(world.south,))
    guns = world.commitment(title="Withdraw guns")
    client = as_user(world.monitor)
    for words, found in (("MINES", [mines]), (guns.reference, [guns]), ("river", [mines]), ("\0", [mines, guns])):
        answer = client.get("/m/valley/mine", {"q": words}, headers={"HX-Request": "true"})
        assert listed(answer) == found
        assert "<html" not in answer.content.decode()
    assert "Nothing found" in text_of(client.get("/m/valley/mine", {"q": "zzz", "page": "1e999"}))


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/m/valley/mine", "/m/valley/observations"])
def test_ten_times_the_rows_adds_no_query(world: World, as_user: SignIn, path: str) -> None:
    client = as_user(world.verifier)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    def add(number: int) -> None:
        for _ in range(number):
            world.observation(world.commitment(obligors=(world.north, world.south)), at=timezone.now())

    add(2)
    client.get(path)
    few = queries()
    add(18)
    assert queries() == few


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "status"), [("verifier", 200), ("analyst", 404), ("administrator", 404)])
def test_who_has_such_a_list(world: World, as_user: SignIn, role: str, status: int) -> None:
    assert as_user(world.people[role]).get("/m/valley/mine").status_code == status


@pytest.mark.django_db
def test_an_archive_says_that_nothing_is_observed(world: World, as_user: SignIn) -> None:
    world.commitment()
    world.mission.is_archive = True
    world.mission.save()
    answer = as_user(world.monitor).get("/m/valley/mine")
    assert "This is an archive: nothing is observed here" in text_of(answer)
    assert "/observe" not in answer.content.decode()
