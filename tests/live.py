"""Tests that need committed rows: a live server, threads, a browser.

The application role may not empty tables, so what such a test leaves is flushed by the owner. `pytestmark = LIVE`
(or `@LIVE`) asks for both; the tests then see and change rows through `default`, as the application does.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Page

from commitments.models import User

LIVE = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}


def signed_in(user: User) -> Client:
    """A client that holds a session of this user, without the sign-in page."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def sign_in(page: Page, base_url: str, user: User) -> None:
    """Give the browser a session of this user; `base_url` is `live_server.url`."""
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base_url}])


def at_once[T](calls: Sequence[Callable[[], T]]) -> list[T]:
    """Run every call in a thread of its own, released together; their answers, in the same order.

    Threads close their database connections, or the flush after the test would wait for them.
    """
    gate = Barrier(len(calls), timeout=30)

    def run(call: Callable[[], T]) -> T:
        try:
            gate.wait()
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
