"""Holdfast's own processes: the one-off commands that prepare the database, and the three that stay."""

import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import Refusal
from config.services.home import PROJECT, Home
from config.services.processes import Child, end, forget, last_lines, start
from config.services.progress import table
from config.services.stopping import Stop

ONE_OFF = ("prepare", "collectstatic")
STAYING = ("web", "worker", "beat")


@dataclass(frozen=True)
class Application:
    """The application in one environment."""

    home: Home
    env: Mapping[str, str]
    port: int

    def start(self, name: str) -> Child:
        """Start the web server, the worker or the timetable; none of them is told how to become the owner."""
        env = {key: value for key, value in self.env.items() if key != "DATABASE_OWNER_URL"}
        return start(name, self._command(name), home=self.home, env=env)

    @property
    def accounts(self) -> Path:
        """Where `prepare` notes who may sign in."""
        return self.home.run / "accounts.json"

    def prepare(self) -> Child:
        """Start to bring the database up to date; it shows its own progress."""
        command = [sys.executable, "-m", "config.services.prepare", str(self.accounts)]
        return start("prepare", command, home=self.home, env=self.env, shown=True)

    def collect_static(self) -> Child:
        """Start to collect the static files."""
        command = [sys.executable, str(PROJECT / "manage.py"), "collectstatic", "--noinput", "--verbosity", "0"]
        return start("collectstatic", command, home=self.home, env=self.env)

    def _command(self, name: str) -> Sequence[str]:
        celery = [sys.executable, "-m", "celery", "-A", "config"]
        return {
            "web": [
                *[sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"],
                *["--port", str(self.port), "--workers", "1", "--blocking-threads", "8"],
                *["--workers-kill-timeout", "5", "config.wsgi:application"],
            ],
            "worker": [
                *celery,
                "worker",
                "--loglevel",
                "info",
                "--concurrency",
                "2",
                "--without-mingle",
                "--without-gossip",
            ],
            "beat": [*celery, "beat", "--loglevel", "info", "--pidfile="],
        }[name]


def finish(child: Child, stop: Stop) -> None:
    """Wait for a command that ends by itself; its failure is told in its own last words."""
    try:
        while child.alive:
            stop.pause(0.05)
        if child.process.wait() != 0:
            words = (last_lines(child.log, 1) or ["it said nothing"])[0]
            raise Refusal(f"The step {child.name!r} failed: {words} (more in {child.log})")
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
    try:
        accounts = json.loads(application.accounts.read_text())
        rows = [[str(one[key]) for key in ("role", "email", "password", "mission")] for one in accounts]
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal("`manage.py seed --accounts` gave no list of accounts.") from error
    return table(["role", "e-mail", "password", "mission"], rows)
