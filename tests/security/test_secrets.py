"""Passwords and keys stay out of logs, whatever fails."""

import time
from pathlib import Path

import pytest

from config.services.application import Application
from config.services.home import Home, furnish
from config.services.processes import end
from tests.security.production import COMPLETE, PASSWORDS, run
from tests.servers import environment_over


@pytest.mark.processes
def test_worker_and_timetable_without_servers_complain_without_secrets(tmp_path: Path) -> None:
    env = environment_over("nowhere", **{**COMPLETE, "HOLDFAST_ENV": "test"})
    application = Application(furnish(Home(tmp_path)), env, 0)
    children = [application.start(name) for name in ("worker", "beat")]
    try:
        until = time.monotonic() + 40
        while time.monotonic() < until and not all(child.log.stat().st_size > 200 for child in children):
            time.sleep(0.1)
        time.sleep(1)
    finally:
        end(children, patience=5)
    said = "".join(child.log.read_text() for child in children)
    assert len(said) > 200, "they said nothing, so nothing was tried"
    assert [secret for secret in PASSWORDS if secret in said] == []


@pytest.mark.parametrize("command", ["check", "migrate", "standing"])
def test_commands_that_fail_tell_no_secret(command: str) -> None:
    finished = run("manage.py", command, *(["--check"] if command == "standing" else []))
    assert [secret for secret in PASSWORDS if secret in finished.stdout + finished.stderr] == []
