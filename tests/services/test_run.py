"""One command beside real servers."""

import json
import signal
import stat
import subprocess
import sys
from pathlib import Path

from config.services.home import PROJECT, Home
from tests.services.starting import environment, finished, processes_of, wait_until

RUN = "config.services.run"
LOOK = """
import json, os, psycopg, redis
asked = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = current_user"
names = ("DATABASE_URL", "DATABASE_OWNER_URL")
rights = {name: psycopg.connect(os.environ[name]).execute(asked).fetchone() for name in names}
answered = redis.Redis.from_url(os.environ["REDIS_URL"]).ping()
print(json.dumps({"rights": rights, "redis": answered, "env": os.environ["HOLDFAST_ENV"]}))
"""


def test_the_command_finds_two_roles_and_redis_and_nothing_stays(home: Home) -> None:
    ran = finished(RUN, "--", sys.executable, "-c", LOOK, env=environment(home))
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout.splitlines()[-1])
    assert seen["rights"] == {"DATABASE_URL": [False] * 4, "DATABASE_OWNER_URL": [False, True, False, False]}
    assert seen["redis"] is True
    assert seen["env"] == "test"
    assert processes_of(home) == []
    assert stat.S_IMODE(home.room("test").keys.stat().st_mode) == 0o600


def test_the_exit_code_is_the_commands(home: Home) -> None:
    assert finished(RUN, "--", "sh", "-c", "exit 7", env=environment(home)).returncode == 7
    assert processes_of(home) == []


def test_a_command_that_does_not_exist(home: Home) -> None:
    ran = finished(RUN, "--", "no-such-command", env=environment(home))
    assert ran.returncode == 1
    assert ran.stderr == "There is no command 'no-such-command'.\n"
    assert processes_of(home) == []


def beside(home: Home, script: str) -> subprocess.Popen[bytes]:
    """A run that goes on."""
    return subprocess.Popen(
        [sys.executable, "-m", RUN, "--", "sh", "-c", script],
        env=environment(home),
        cwd=PROJECT,
        start_new_session=True,
    )


def test_runs_share_the_servers_and_the_last_one_stops_them(home: Home, tmp_path: Path) -> None:
    first = beside(home, f"touch {tmp_path}/first; until [ -e {tmp_path}/go ]; do sleep 0.1; done")
    wait_until("the first command", (tmp_path / "first").exists)
    (tmp_path / "look.py").write_text(LOOK)
    looks_late = f"until [ -e {tmp_path}/end ]; do sleep 0.1; done; {sys.executable} {tmp_path}/look.py"
    second = beside(home, f"touch {tmp_path}/second; {looks_late}")
    wait_until("the second command", (tmp_path / "second").exists)
    (tmp_path / "go").touch()
    assert first.wait(timeout=20) == 0
    (tmp_path / "end").touch()
    assert second.wait(timeout=20) == 0, "the first run took the servers with it"
    assert processes_of(home) == []


def test_sigterm_reaches_the_command_and_the_servers_end(home: Home, tmp_path: Path) -> None:
    run = beside(home, f"trap 'touch {tmp_path}/told; exit 0' TERM; touch {tmp_path}/runs; while :; do sleep 0.1; done")
    wait_until("the command", (tmp_path / "runs").exists)
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=20) == 0
    assert (tmp_path / "told").exists()
    assert processes_of(home) == []


def test_a_run_after_kill_nine_takes_over_what_was_left(home: Home, tmp_path: Path) -> None:
    killed = beside(home, f"touch {tmp_path}/runs; sleep 1")
    wait_until("the command", (tmp_path / "runs").exists)
    killed.kill()
    killed.wait()
    assert finished(RUN, "--", sys.executable, "-c", LOOK, env=environment(home)).returncode == 0
    wait_until("everything ended", lambda: processes_of(home) == [])
