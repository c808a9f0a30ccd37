"""`make demo`, with everything real, from the first line to the last process."""

import signal

import psutil
import psycopg
import pytest

from config.services.health import ask
from config.services.home import Home
from config.services.postgres import Cluster
from config.services.processes import leftover
from tests.services.starting import Demo, environment, finished, free_port, processes_of, wait_until

pytestmark = pytest.mark.processes


def pid_of(home: Home, name: str) -> int:
    child = leftover(home, name)
    assert child is not None, f"{name} does not run"
    return int(child.process.pid)


def is_ready(demo: Demo) -> bool:
    return ask(demo.port, "/health/ready")[0] == 200


def test_it_says_ready_once_and_shows_who_may_sign_in(demo: Demo) -> None:
    assert demo.lines("ready ") == [f"ready http://127.0.0.1:{demo.port}"]
    after = demo.said.partition("ready ")[2]
    assert "password" in after
    assert "monitor" in after
    assert "verifier" in after
    assert is_ready(demo)


def test_web_and_worker_run_under_the_role_that_may_not_change_tables(demo: Demo) -> None:
    with psycopg.connect(Cluster(demo.home).urls.application) as connection:
        roles = connection.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'holdfast'"
        ).fetchall()
        assert roles == [("holdfast",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE django_session")


def test_a_second_one_in_the_same_home_is_refused(demo: Demo) -> None:
    second = finished("config.services.demo", env=environment(demo.home, PORT=str(demo.port)))
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.startswith("A demo is already running")
    assert second.stderr.count("\n") == 1
    assert is_ready(demo)


def test_a_worker_that_dies_is_reported_and_started_again(demo: Demo) -> None:
    first = pid_of(demo.home, "worker")
    psutil.Process(first).kill()
    demo.await_line("worker started again")
    assert "worker died. The end of" in demo.said
    assert pid_of(demo.home, "worker") != first


def test_a_database_that_dies_is_started_again_and_the_pages_recover(demo: Demo) -> None:
    psutil.Process(pid_of(demo.home, "postgresql")).kill()
    demo.await_line("postgresql started again")
    wait_until("ready again", lambda: is_ready(demo))


def test_after_kill_nine_the_next_one_recovers_and_keeps_the_data(demo: Demo) -> None:
    with psycopg.connect(Cluster(demo.home).urls.application) as connection:
        connection.execute("INSERT INTO django_session VALUES ('kept-through-kill', 'x', now() + interval '1 day')")
    demo.end(signal.SIGKILL)
    assert processes_of(demo.home), "nothing was left to recover from"

    with Demo(demo.home, demo.port) as second:
        second.await_line("ready ")
        assert "An earlier demo was killed" in second.said
        with psycopg.connect(Cluster(demo.home).urls.application) as connection:
            row = connection.execute("SELECT 1 FROM django_session WHERE session_key = 'kept-through-kill'").fetchone()
        assert row == (1,)
        assert second.end(signal.SIGINT) == 0
    assert processes_of(demo.home) == []


def test_sigterm_in_the_middle_of_a_start_leaves_nothing(home: Home) -> None:
    demo = Demo(home, free_port())
    demo.await_line("  Redis")
    assert demo.end(signal.SIGTERM) == 0
    assert processes_of(home) == []
