"""A home of its own for every test that starts servers."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.services.clean import forget_home
from config.services.home import Home, furnish
from tests.services.starting import Demo, free_port


def a_home() -> Iterator[Home]:
    """Made where every account may pass, and removed with everything that still runs in it."""
    path = Path(tempfile.mkdtemp(prefix="holdfast-test-"))
    path.chmod(0o711)
    home = furnish(Home(path))
    try:
        yield home
    finally:
        for room in (home.room("test"), home):
            forget_home(room)
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Home]:
    yield from a_home()


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    """A demo that is ready, shared by the tests of one file."""
    for home in a_home():
        with Demo(home, free_port()) as running:
            running.await_line("ready ")
            yield running
