"""Starts our commands as a person would, and looks at what they leave."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from config.services.account import place_outside
from config.services.home import PROJECT, Home
from config.services.postgres import processes_over
from config.services.stopping import STARTED_BY

START_SECONDS = 300
DECIDED_BY_THE_TEST = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "HOLDFAST_ENV", "PORT", STARTED_BY}


def environment(home: Home | Path, **more: str) -> dict[str, str]:
    """This run's environment without its servers."""
    path = home.path if isinstance(home, Home) else home
    kept = {name: value for name, value in os.environ.items() if name not in DECIDED_BY_THE_TEST}
    return {**kept, "HOLDFAST_HOME": str(path), **more}


def finished(module: str, *arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run one of our commands to its end."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=env,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=START_SECONDS,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processes_of(home: Home) -> list[str]:
    """Command lines of everything that still runs for a home, found by more than its own records."""
    found = {process for room in (home, home.room("test")) for process in servers_of(room)}
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE and belongs(process, home):
                found.add(process)
    return [" ".join(process.cmdline()) for process in found if process.pid != os.getpid()]


def servers_of(room: Home) -> list[psutil.Process]:
    return [
        process for place in (room.path / "postgres", place_outside(room)) for process in processes_over(place / "data")
    ]


def belongs(process: psutil.Process, home: Home) -> bool:
    """By its environment, or by the folder it works in: Redis writes its title over its environment."""
    return process.environ().get("HOLDFAST_HOME") == str(home.path) or Path(process.cwd()).is_relative_to(home.path)


def wait_until(what: str, holds: object, seconds: float = 30) -> None:
    """Wait for a condition; fails with its name."""
    assert callable(holds)
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.1)


class Demo:
    """`make demo` without the make."""

    def __init__(self, home: Home, port: int) -> None:
        self.home, self.port = home, port
        self.output = home.path / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.services.demo"],
                env=environment(home, PORT=str(port)),
                cwd=PROJECT,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.end(signal.SIGTERM)

    @property
    def said(self) -> str:
        return self.output.read_text()

    def lines(self, start: str) -> list[str]:
        return [line for line in self.said.splitlines() if line.startswith(start)]

    def await_line(self, start: str) -> None:
        wait_until(
            f"a line {start!r}", lambda: self.lines(start) or self.process.poll() is not None, seconds=START_SECONDS
        )
        assert self.lines(start), self.said

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)
