"""The timetable and the worker as real processes over the test's own database, beside a Redis that may be hurt."""

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis
from django.db import connection

from config.services.application import Application
from config.services.home import Home, furnish
from config.services.processes import Child, end, kill_group
from config.services.redis import server_program
from tests.servers import environment_over

PATIENCE = 60.0


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class OwnRedis:
    """A server of this test's own: it may be emptied, stopped and started without hurting anybody else."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                str(server_program()),
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                str(self.folder),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.answers, "Redis answers")

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def waiting(self) -> int:
        """How many wake-ups nobody has taken yet."""
        with redis.Redis.from_url(self.url) as client:
            return int(client.llen("holdfast"))

    def flush(self) -> None:
        """What an operator's slip or a full memory does: everything is gone at once."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


@dataclass
class Engine:
    """Workers and timetable, which can be killed and started again. `worker-2` is another worker."""

    application: Application
    mail: Path
    redis: OwnRedis
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, *names: str) -> None:
        for name in names or ("worker", "beat"):
            if name not in self.children or not self.children[name].alive:
                self.children[name] = self.application.start(name.partition("-")[0])

    def kill(self, *names: str) -> None:
        """SIGKILL, with the processes that the worker forked: no handler runs, nothing is handed back."""
        for name in names or tuple(self.children):
            child = self.children.pop(name)
            kill_group(child.process.pid)
            child.process.wait(timeout=10)

    def end(self) -> None:
        end(list(self.children.values()), patience=5)
        self.children.clear()

    def mails(self) -> list[str]:
        """Every mail sent so far."""
        texts = [path.read_text() for path in sorted(self.mail.glob("*.log"))]
        return [mail for text in texts for mail in text.split("\n" + "-" * 79 + "\n") if mail.strip()]


@contextmanager
def engine(folder: Path, *, scan_seconds: float = 0.5, deliver_seconds: float = 1, **more: str) -> Iterator[Engine]:
    """An engine that is not started yet; whatever was started is ended with the block."""
    mail = folder / "mail"
    mail.mkdir()
    own = OwnRedis(folder)
    own.start()
    env = environment_over(
        str(connection.settings_dict["NAME"]),
        REDIS_URL=own.url,
        HOLDFAST_SCAN_SECONDS=str(scan_seconds),
        HOLDFAST_DELIVER_SECONDS=str(deliver_seconds),
        HOLDFAST_MAIL_DIR=str(mail),
        **more,
    )
    built = Engine(Application(furnish(Home(folder)), env, free_port()), mail, own)
    try:
        yield built
    finally:
        built.end()
        own.stop()


def wait_until(what: Callable[[], object], name: str, *, seconds: float = PATIENCE) -> None:
    """Look again and again; fails with `name` when it does not come true in time."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, f"not within {seconds:.0f} s: {name}"
        time.sleep(0.03)
