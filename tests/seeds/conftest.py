"""The seeds entered once for this folder, in a transaction that is rolled back after it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from commitments.models import Commitment, Deadline
from monitoring.seeding.files import seed_everything

FOLDER = Path(settings.BASE_DIR) / "seeds"
AT = datetime(2026, 6, 10, 14, 37, 21, tzinfo=UTC)


@dataclass
class Seeded:
    """What the progress lines said, and when it was."""

    at: datetime = AT
    said: list[str] = field(default_factory=list)

    def commitment(self, reference: str, now: datetime = AT) -> Commitment:
        return Commitment.objects.with_timeliness(now).select_related("standing", "mission").get(reference=reference)

    def deadline(self, reference: str, key: str = "complete", period: str = "") -> Deadline:
        rows = Deadline.objects.select_related("limit")
        return rows.get(commitment__reference=reference, limit__key=key, period=period)

    def again(self, at: datetime) -> None:
        seed_everything(FOLDER, at=at, say=self.said.append)


# Tests that are marked for the database run before those that are not, so nothing else runs inside this transaction.
@pytest.fixture(scope="package")
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Seeded]:
    world = Seeded()
    with django_db_blocker.unblock(), transaction.atomic():
        world.again(AT)
        yield world
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def nothing_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test changes in the seeded world, the next does not see."""
    if "seeded" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("seeded")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
