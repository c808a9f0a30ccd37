"""Timing two ways of doing the same, turn by turn, and counting what the first one asks of the database."""

import gc
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Milliseconds."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Result:
    """One benchmark. `ratio` is ours over the floor, at the median."""

    name: str
    what: str
    floor_is: str
    size: int
    repeats: int
    ours: Times
    floor: Times
    ratio: float
    queries: int

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "machine": machine()}

    def as_text(self) -> str:
        return (
            f"{self.name}: {self.what}\n"
            f"  beside {self.floor_is}\n"
            f"  size {self.size}, {self.repeats} turns each, {self.queries} queries\n"
            f"  ours   p50 {self.ours.p50:9.2f} ms   p95 {self.ours.p95:9.2f} ms\n"
            f"  floor  p50 {self.floor.p50:9.2f} ms   p95 {self.floor.p95:9.2f} ms\n"
            f"  ratio  {self.ratio:.2f}"
        )


def beside(
    name: str,
    what: str,
    floor_is: str,
    *,
    size: int,
    repeats: int,
    ours: Work,
    floor: Work,
    before: Work = lambda: None,
    warm: int = 3,
    asking: Work | None = None,
) -> Result:
    """Run both in turn, `before` each turn, after a few turns that do not count.

    `asking` is what queries are counted in, where `ours` asks them in another process.
    """
    times: dict[str, list[float]] = {"ours": [], "floor": []}
    for turn in range(warm + repeats):
        # The order changes, so that neither always finds the caches that the other warmed.
        for label, work in [("ours", ours), ("floor", floor)][:: 1 if turn % 2 else -1]:
            before()
            spent = timed(work)
            if turn >= warm:
                times[label].append(spent)
    before()
    queries = counted(asking or ours)
    summary = {label: summarised(spent) for label, spent in times.items()}
    ratio = round(summary["ours"].p50 / summary["floor"].p50, 2)
    return Result(name, what, floor_is, size, repeats, summary["ours"], summary["floor"], ratio, queries)


def timed(work: Work) -> float:
    """Milliseconds of one turn, without the collector's pauses."""
    gc.collect()
    gc.disable()
    try:
        began = perf_counter()
        work()
        return (perf_counter() - began) * 1000
    finally:
        gc.enable()


def counted(work: Work) -> int:
    """How many statements one turn sends."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return sum(1 for query in asked.captured_queries if not _bracket(query["sql"]))


def _bracket(statement: str) -> bool:
    return statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT"))


def summarised(spent: list[float]) -> Times:
    return Times(round(median(spent), 3), round(quantiles(spent, n=20, method="inclusive")[18], 3))


def machine() -> dict[str, object]:
    """What a reader needs to compare. The load tells whether anything else was running."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (server,) = cursor.fetchone()
    return {
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "postgresql": str(server).split()[0],
    }
