"""What cannot start says why in one sentence and ends with 1."""

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from config.services.home import Home
from tests.services.starting import environment, finished, free_port, processes_of

NOBODY_LISTENS = "postgres://someone:secret-word@127.0.0.1:1/none"


def sentence(env: dict[str, str]) -> str:
    """What the demo says when it refuses; checks that it says only that."""
    refused = finished("config.services.demo", env=env)
    assert refused.returncode == 1, refused.stdout + refused.stderr
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert "Traceback" not in refused.stdout
    return refused.stderr


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"PORT": "http"}, "PORT is 'http'"),
        ({"PORT": "0"}, "PORT is '0'"),
        ({"PORT": "65536"}, "PORT is '65536'"),
        ({"DATABASE_URL": NOBODY_LISTENS}, "DATABASE_URL: PostgreSQL at 127.0.0.1:1/none cannot be used"),
        ({"DATABASE_URL": "mysql://somewhere/x"}, "DATABASE_URL must begin with postgres://"),
        ({"DATABASE_OWNER_URL": NOBODY_LISTENS}, "DATABASE_OWNER_URL is set and DATABASE_URL is not"),
        ({"REDIS_URL": "redis://:secret-word@127.0.0.1:1/0"}, "REDIS_URL: Redis at 127.0.0.1:1/0 cannot be used"),
        ({"REDIS_URL": "nonsense"}, "REDIS_URL: Redis at"),
    ],
)
def test_a_setting_that_cannot_work(home: Home, changes: dict[str, str], expected: str) -> None:
    said = sentence(environment(home, **{"PORT": str(free_port()), **changes}))
    assert expected in said
    assert "secret-word" not in said
    assert processes_of(home) == []


def test_a_port_in_use(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is in use" in sentence(environment(home, PORT=str(port)))
    assert processes_of(home) == []


@pytest.mark.parametrize("unwritable", [lambda tmp: tmp / "file" / "home", lambda tmp: Path("/proc/holdfast")])
def test_a_folder_that_cannot_be_written(tmp_path: Path, unwritable: Callable[[Path], Path]) -> None:
    """Neither can be written by anybody, root included."""
    (tmp_path / "file").write_text("not a folder")
    said = sentence(environment(unwritable(tmp_path)))
    assert f"The folder {unwritable(tmp_path)} cannot be written" in said
    assert "HOLDFAST_HOME" in said


def test_damaged_keys_are_not_replaced(home: Home) -> None:
    home.keys.write_text('{"postgres_port": ')
    assert "keys.json is damaged" in sentence(environment(home, PORT=str(free_port())))
    assert home.keys.read_text() == '{"postgres_port": '


def test_data_of_another_version_is_left_alone(home: Home) -> None:
    data = home.path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    assert "was written by PostgreSQL 12" in sentence(environment(home, PORT=str(free_port())))
    assert (data / "PG_VERSION").read_text() == "12\n"
