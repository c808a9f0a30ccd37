"""Holdfast's own processes: the one-off commands that prepare the database, and the three that stay."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.services.errors import Refusal
from config.services.home import PROJECT, Home
from config.services.processes import Child, end, forget, last_lines, start
from config.services.progress import table
from config.services.stopping import Stop

MANAGE = (sys.executable, str(PROJECT / "manage.py"))
ONE_OFF = ("migrate", "createcachetable", "seed", "collectstatic")
STAYING = ("web", "worker", "beat")


@dataclass(frozen=True)
class Application:
    """The application in one environment."""

    home: Home
    env: Mapping[str, str]
    port: int

    def start(self, name: str) -> Child:
        """Start the web server, the worker or the timetable."""
        return start(name, self._command(name), home=self.home, env=self.env)

    def begin(self, command: str, *arguments: str) -> Child:
        """Start a management command."""
        return start(command, [*MANAGE, command, *arguments], home=self.home, env=self.env)

    def _command(self, name: str) -> Sequence[str]:
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        return {
            "web": [
                *[sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"],
                *["--port", str(self.port), "--workers", "2", "--blocking-threads", "4"],
                *["--workers-kill-timeout", "5", "config.wsgi:application"],
            ],
            "worker": [*celery, "worker", "--loglevel", "info", "--concurrency", "2", "--without-mingle"],
            "beat": [*celery, "beat", "--loglevel", "info", "--pidfile="],
        }[name]


def finish(child: Child, stop: Stop) -> None:
    """Wait for a management command; its failure is told in its own last words."""
    try:
        while child.alive:
            stop.pause(0.05)
        if child.process.wait() != 0:
            words = (last_lines(child.log, 1) or ["it said nothing"])[0]
            raise Refusal(f"`manage.py {child.name}` failed: {words} (more in {child.log})")
    finally:
        end([child], patience=2)
        forget(Home(child.log.parent.parent), child.name)


def static_fingerprint() -> str:
    """Changes whenever a static file of the project or an installed package changes."""
    digest = hashlib.sha256((PROJECT / "uv.lock").read_bytes())
    for folder in sorted(PROJECT.glob("static")) + sorted(PROJECT.glob("*/static")):
        for file in sorted(folder.rglob("*")):
            found = file.stat()
            digest.update(f"{file.relative_to(PROJECT)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def account_table(application: Application) -> str:
    """Who may sign in to the demo, and with what."""
    finished = subprocess.run(
        [*MANAGE, "seed", "--accounts"],
        env=dict(application.env),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=False,
    )
    try:
        accounts = json.loads(finished.stdout)
        rows = [[str(one[key]) for key in ("role", "email", "password", "mission")] for one in accounts]
    except (ValueError, KeyError, TypeError) as error:
        said = (finished.stderr.strip().splitlines() or ["no list"])[-1]
        raise Refusal(f"`manage.py seed --accounts` gave no list of accounts: {said}") from error
    return table(["role", "e-mail", "password", "mission"], rows)
