"""What one was told: shown as new until seen, once; and only one's own."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from commitments.models import User
from monitoring.actions.delivery import address
from monitoring.actions.scan import scan
from monitoring.models import Delivery
from tests.factories import World

pytestmark = pytest.mark.django_db
Sign = Callable[[User], Client]
HERE = "/m/valley/notices"


def lapse(world: World, count: int = 3) -> None:
    now = timezone.now()
    for day in range(1, count + 1):
        world.deadline(world.commitment(at=now), due=now - timedelta(days=day), at=now - timedelta(days=9))
    scan(now=now)
    address(now=now)


def seen(user: User) -> list[bool]:
    rows = Delivery.objects.filter(recipient=user, channel="in_app").order_by("-notice__fell_due_at")
    return [row.seen_at is not None for row in rows]


def test_reading_marks_nothing_and_a_button_marks_all(world: World, as_user: Sign) -> None:
    lapse(world)
    client = as_user(world.analyst)
    assert client.get(HERE).content.count(b'class="unread"') == 3
    assert seen(world.analyst) == [False] * 3
    assert client.post(HERE).status_code == 302
    assert client.get(HERE).content.count(b'class="unread"') == 0
    assert seen(world.verifier) == [False] * 3


def test_the_first_time_stays_and_unseen_come_first(world: World, as_user: Sign) -> None:
    lapse(world)
    client = as_user(world.analyst)
    newest = Delivery.objects.filter(recipient=world.analyst, channel="in_app").order_by("-notice__fell_due_at")[0]
    client.post(HERE, {"notice": newest.notice_id})
    newest.refresh_from_db()
    first = newest.seen_at
    assert [one.pk for one in client.get(HERE).context["page"]][-1] == newest.pk
    client.post(HERE)
    newest.refresh_from_db()
    assert newest.seen_at == first


@pytest.mark.parametrize("forged", ["not-a-uuid", "\x00", "1", str(uuid4())])
def test_a_forged_notice_changes_nothing(world: World, as_user: Sign, forged: str) -> None:
    lapse(world, 1)
    assert as_user(world.analyst).post(HERE, {"notice": forged}).status_code == 302
    assert seen(world.analyst) == [False]


def test_another_persons_notice_stays_new(world: World, as_user: Sign) -> None:
    lapse(world, 1)
    theirs = Delivery.objects.get(recipient=world.verifier, channel="in_app")
    Delivery.objects.filter(recipient=world.analyst).delete()
    as_user(world.analyst).post(HERE, {"notice": theirs.notice_id})
    assert seen(world.verifier) == [False]
