"""What every test may ask for. Servers are real: PostgreSQL with two roles, Redis, Chromium."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from commitments.models import User
from tests.factories import World, make_world
from tests.servers import find_chromium, pytest_collection_finish, pytest_terminal_summary  # noqa: F401 (hooks)

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


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """One test database, made by its owner, whichever role a test asks for.

    The plugin's own fixture makes only what tests name; as most name the application's role alone, whose database
    is the owner's, it would make none and let them run on the real one.
    """
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock():
        made = setup_databases(
            verbosity=verbosity,
            interactive=False,
            aliases={"default", "owner"},
            keepdb=django_db_keepdb and not django_db_createdb,
        )
        names = {connections[alias].settings_dict["NAME"] for alias in connections}
        assert len(names) == 1, f"the two roles would test different databases: {names}"
        assert names.pop().startswith("test_"), "tests never run on a database that holds a record"
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            _end_other_sessions()
            teardown_databases(made, verbosity=verbosity)


def _end_other_sessions() -> None:
    """A live server's thread may hold its session longer than its test, and then the drop is refused.

    Each role ends its own sessions, as neither may end the other's.
    """
    for alias in ("default", "owner"):
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
    connections.close_all()


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def other_world(db: None) -> World:
    return make_world("coast", reference="CO")


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """A signed-in client for a user, without going through the sign-in page."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
