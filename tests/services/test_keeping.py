"""Which processes are ours, and what happens when one dies."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest

from config.services import processes
from config.services.errors import Refusal
from config.services.home import Home
from config.services.keys import secret
from config.services.ports import is_free, kept_port
from config.services.supervisor import DEATHS_IN_A_ROW, LONGEST_WAIT, RECOVERED, Kept, attend

SLEEPS = ["sleep", "600"]


def test_a_recorded_number_that_is_somebody_elses_by_now_is_left_alone(home: Home) -> None:
    stranger = subprocess.Popen(SLEEPS)
    try:
        long_ago = psutil.Process(stranger.pid).create_time() - 3600
        (home.run / "web.pid").write_text(json.dumps({"pid": stranger.pid, "started": long_ago}))
        assert processes.end_leftovers(home, ["web"]) == []
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_leftover_is_ended(home: Home) -> None:
    child = processes.start("web", SLEEPS, home=home)
    assert processes.end_leftovers(home, ["web"]) == ["web"]
    assert not child.alive
    assert processes.leftover(home, "web") is None


def test_what_a_dead_leader_had_started_is_ended_too(home: Home) -> None:
    child = processes.start("worker", ["sh", "-c", "sleep 600 & echo $!; wait"], home=home)
    while not child.log.read_text().strip():
        time.sleep(0.02)
    member = psutil.Process(int(child.log.read_text()))
    child.process.kill()
    child.process.wait()
    assert member.is_running()
    processes.end_leftovers(home, ["worker"])
    psutil.wait_procs([member], timeout=5)
    assert not processes.alive(member)


def test_a_process_that_will_not_go_is_killed_in_time(home: Home) -> None:
    stubborn = [
        sys.executable,
        "-c",
        "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(600)",
    ]
    child = processes.start("web", stubborn, home=home)
    while not child.log.read_text():
        time.sleep(0.02)
    began = time.monotonic()
    processes.end([child], patience=0.5)
    assert not child.alive
    assert 0.5 <= time.monotonic() - began < 5


def test_restarts_come_later_each_time_and_end(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Deaths one after the other: 1, 2, 4 … seconds, never more than the longest wait, and then a refusal."""

    def dies() -> processes.Child:
        child = processes.start("beat", ["sh", "-c", "echo no clock; exit 3"], home=home)
        child.process.wait()
        return child

    kept, now, waits = Kept(dies(), dies), 1000.0, []
    kept.since = now
    for _ in range(DEATHS_IN_A_ROW - 1):
        attend(kept, now=now)
        assert kept.due is not None
        waits.append(kept.due - now)
        attend(kept, now=kept.due - 0.01)
        assert kept.due is not None, "it started before its time"
        now = kept.due
        attend(kept, now=now)
        kept.since = now
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert max(waits) <= LONGEST_WAIT
    with pytest.raises(Refusal, match=f"beat died {DEATHS_IN_A_ROW} times in a row"):
        attend(kept, now=now)
    assert "  | no clock" in capsys.readouterr().err


def test_a_death_long_after_the_last_one_counts_as_the_first(home: Home) -> None:
    child = processes.start("beat", ["true"], home=home)
    child.process.wait()
    kept = Kept(child, lambda: child, deaths=4, since=0.0)
    attend(kept, now=RECOVERED + 1)
    assert kept.deaths == 1


def test_secrets_stay_and_only_their_owner_reads_them(home: Home) -> None:
    assert secret(home, "word") == secret(home, "word")
    assert secret(home, "word") != secret(home, "other")
    assert home.keys.stat().st_mode & 0o077 == 0


def test_a_port_is_kept_until_somebody_else_has_it(home: Home) -> None:
    port = kept_port(home, "redis_port")
    assert kept_port(home, "redis_port") == port
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert kept_port(home, "redis_port") != port


def test_a_full_log_is_kept_once(home: Home) -> None:
    log = home.log / "web.log"
    with log.open("wb") as file:
        os.truncate(file.fileno(), processes.LOG_BYTES + 1)
    child = processes.start("web", ["echo", "again"], home=home, stop_signal=signal.SIGTERM)
    child.process.wait()
    assert log.read_text() == "again\n"
    assert (home.log / "web.old.log").exists()
