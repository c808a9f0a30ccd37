"""What a scan reads where nothing has lapsed: its one query, with the plan and the buffers that PostgreSQL counted."""

import re
import time
from collections.abc import Iterator

from django.db import connection
from django.test.utils import CaptureQueriesContext

from monitoring.actions.scan import FIRST, scan
from tests.benchmarks.million import NOW, fill, lapse, tidy
from tests.benchmarks.told import Told
from tests.factories import make_world

AT_MOST = 10
AUTOVACUUM_SECONDS = 180


def run(*, size: int = 100_000, waiting: int = 1_000_000) -> Told:
    """With `waiting` open deadlines, and right after `size` more have lapsed, until autovacuum has been."""
    fill(make_world(), waiting=waiting, lapsing=size)
    return Told("idle", tuple(_lines(size, waiting)))


def _lines(size: int, waiting: int) -> Iterator[str]:
    with CaptureQueriesContext(connection) as asked:
        assert scan(now=NOW) == 0
    yield f"{waiting:,} open, nothing due: {len(asked)} query"
    yield from plan()
    lapse()
    tidy("monitoring_flag", "monitoring_notice")
    assert scan(now=NOW) == size
    ended = time.monotonic()
    yield f"right after {size:,} lapsed: {buffers()} buffers, then {buffers()}"
    while buffers() > AT_MOST and time.monotonic() < ended + AUTOVACUUM_SECONDS:
        time.sleep(1)
    yield f"{time.monotonic() - ended:.0f} s later: {buffers()} buffers"


def plan() -> list[str]:
    """The plan as it was carried out."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) {FIRST}")
        return [f"  {line}" for (line,) in cursor.fetchall()]


def buffers() -> int:
    """Pages touched in carrying it out, found in memory or read."""
    whole = next(line for line in plan() if "Buffers:" in line)
    return sum(int(count) for count in re.findall(r"(?:hit|read)=(\d+)", whole))
