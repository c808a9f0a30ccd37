"""What every test may ask for. Servers are real: PostgreSQL with two roles, Redis, Chromium."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from commitments.models import User
from tests.factories import World, make_world
from tests.servers import find_chromium

CHROMIUM = find_chromium()
# Playwright's own event loop runs in the thread of a browser test, where the ORM is used between steps.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM or os.environ.get("HOLDFAST_BROWSER_REQUIRED"):
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium found; see the box above"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def other_world(db: None) -> World:
    return make_world("coast", reference="CO")


@pytest.fixture
def as_user() -> Iterator[Callable[[User], Client]]:
    """A signed-in client for a user, without going through the sign-in page."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    yield sign_in
