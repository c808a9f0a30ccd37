"""Processes: started with a log and a record, found again by their record, ended with everything they started."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from config.services.home import PROJECT, Home

LOG_BYTES = 5_000_000
PATIENCE = 10.0
# psutil works a start time out from the boot time, which moves a little when the clock is set.
SAME_START = 5.0


@dataclass(frozen=True)
class Account:
    """The operating-system account a process runs under, when it is not our own."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    """One running process, the leader of its own session."""

    name: str
    process: psutil.Process
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return alive(self.process)


def start(
    name: str,
    argv: Sequence[str],
    *,
    home: Home,
    env: Mapping[str, str] | None = None,
    account: Account | None = None,
    stdin: str | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    cwd: Path = PROJECT,
    shown: bool = False,
) -> Child:
    """Start a process in a session of its own, so that the terminal's Ctrl-C reaches only who may end it.

    What it says goes to its log; with `shown`, its standard output goes where ours does.
    """
    log = fresh_log(home.log / f"{name}.log")
    with log.open("ab") as output:
        process = psutil.Popen(
            list(argv),
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=None if shown else output,
            stderr=output,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
    record(home, name, process)
    if stdin is not None:
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(stdin.encode())
    return Child(name, process, log, stop_signal)


def alive(process: psutil.Process) -> bool:
    """Whether a process runs; a dead child that nobody has waited for does not."""
    if isinstance(process, psutil.Popen):
        return process.poll() is None
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def end(children: Sequence[Child], *, patience: float = PATIENCE) -> None:
    """End processes together: ask, wait no longer than `patience` seconds, then insist, with all they started."""
    for child in children:
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            child.process.send_signal(child.stop_signal)
    until = time.monotonic() + patience
    while any(child.alive for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        kill_group(child.process.pid)
        with suppress(psutil.Error, subprocess.TimeoutExpired):
            child.process.wait(timeout=5)


def kill_group(leader: int) -> None:
    """Kill what is left of a session's first process group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def fresh_log(path: Path) -> Path:
    """A log that never grows without end: a full one is kept once, under another name."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old.log"))
    return path


def last_lines(path: Path, count: int = 12) -> list[str]:
    """The end of a log."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20_000))
        return file.read().decode(errors="replace").splitlines()[-count:]
    return []


def record(home: Home, name: str, process: psutil.Process) -> None:
    """Note who was started and when: a number alone could be somebody else's tomorrow."""
    (home.run / f"{name}.pid").write_text(json.dumps({"pid": process.pid, "started": process.create_time()}))


def forget(home: Home, name: str) -> None:
    """Drop the record of a process that has ended."""
    (home.run / f"{name}.pid").unlink(missing_ok=True)


def leftover(home: Home, name: str) -> Child | None:
    """The process an earlier run recorded under that name, if it still runs and is the same one."""
    try:
        noted = json.loads((home.run / f"{name}.pid").read_text())
        process = psutil.Process(int(noted["pid"]))
        if abs(process.create_time() - float(noted["started"])) < SAME_START and alive(process):
            return Child(name, process, home.log / f"{name}.log")
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        pass
    return None


def end_leftovers(home: Home, names: Sequence[str]) -> list[str]:
    """End what an earlier run left running under those names, and say which."""
    found = [child for name in names if (child := leftover(home, name))]
    orphans = [group for name in names if (group := orphaned_group(home, name))]
    end(found, patience=5)
    for group in orphans:
        kill_group(group)
    for name in names:
        forget(home, name)
    return [child.name for child in found]


def orphaned_group(home: Home, name: str) -> int | None:
    """The group of a recorded leader that died before the processes it had started.

    While such a group has members, its number is given to no new process.
    """
    try:
        noted = json.loads((home.run / f"{name}.pid").read_text())
        leader, started = int(noted["pid"]), float(noted["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if psutil.pid_exists(leader):
        return None
    members = [process for process in psutil.process_iter() if group_of(process.pid) == leader]
    if not members or any(_start_of(process) < started - SAME_START for process in members):
        return None
    return leader


def group_of(pid: int) -> int | None:
    """The process group of a process, if it still runs."""
    try:
        return os.getpgid(pid)
    except (ProcessLookupError, PermissionError):
        return None


def _start_of(process: psutil.Process) -> float:
    try:
        return float(process.create_time())
    except psutil.Error:
        return float("inf")
