"""Signs of life: for machines, without names, and honest about what is missing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from monitoring.models import Heartbeat
from tests.factories import World

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def beat(seconds_ago: float = 0) -> None:
    for name in ("worker", "beat"):
        Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now() - timedelta(seconds=seconds_ago)})


def test_alive_needs_nothing(client: Client) -> None:
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_says_what_is_behind_it(client: Client, world: World) -> None:
    beat()
    response = client.get("/health/ready")
    state = response.json()
    assert response.status_code == 200
    assert state["status"] == "ok"
    assert state["database"] is True
    assert state["redis"] is True
    assert state["unsent_notices"] == 0
    assert 0 <= state["worker_heartbeat_age"] < 60
    assert 0 <= state["beat_heartbeat_age"] < 60
    assert "no-cache" in response.headers["Cache-Control"] or "no-store" in response.headers["Cache-Control"]


def test_a_silent_worker_makes_it_unready(client: Client) -> None:
    beat(seconds_ago=3600)
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["worker_heartbeat_age"] >= 3600


def test_one_that_never_beat_makes_it_unready(client: Client) -> None:
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["beat_heartbeat_age"] is None


def test_it_says_whether_the_application_has_a_role_of_its_own(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/health/ready").json()["separate_database_roles"] is True
    monkeypatch.setattr("config.database.DEFAULT_DB_ALIAS", "owner")
    assert client.get("/health/ready").json()["separate_database_roles"] is False


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_it_only_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
