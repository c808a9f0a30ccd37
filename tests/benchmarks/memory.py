"""How much memory a worker takes while it flags a thousand, ten thousand and a hundred thousand deadlines."""

import tempfile
from pathlib import Path

import psutil
from kombu import Connection

from monitoring.models import Flag
from monitoring.tasks import scan
from tests.benchmarks.million import fill, lapse, raw_connection
from tests.benchmarks.overdue import at_rest
from tests.benchmarks.told import Told
from tests.clock.engine import Engine, engine, wait_until
from tests.factories import make_world


def run(*, size: int = 100_000) -> Told:
    """A hundredth, a tenth and the whole of `size`, each by a worker of its own."""
    lines = []
    fill(make_world(), waiting=0, lapsing=size)
    for lapsing in (size // 100, size // 10, size):
        lapse(lapsing)
        lines.append(f"{lapsing:7,} flagged: {_most(lapsing):.1f} MB at most in any process of the worker")
    return Told("memory", tuple(lines))


def _most(lapsing: int) -> float:
    with (
        tempfile.TemporaryDirectory() as folder,
        engine(Path(folder), scan_seconds=3600, deliver_seconds=3600) as machine,
        raw_connection(autocommit=True) as onlooker,
        Connection(machine.redis.url) as broker,
    ):
        machine.start("worker")
        scan.apply_async(connection=broker)
        wait_until(lambda: Flag.objects.count() == lapsing, "all flagged", seconds=120)
        wait_until(lambda: at_rest(onlooker, machine), "the notices are addressed, too", seconds=120)
        return max(map(high_water, _processes(machine)))


def _processes(machine: Engine) -> list[psutil.Process]:
    leader = psutil.Process(machine.children["worker"].process.pid)
    return [leader, *leader.children(recursive=True)]


def high_water(process: psutil.Process) -> float:
    """The most memory that a process ever held, in megabytes (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")) / 1024
