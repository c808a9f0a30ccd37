"""How long it takes to flag what lapsed, through queue and worker, beside one statement that somebody wrote by hand."""

import tempfile
import time
from pathlib import Path

import psycopg
from kombu import Connection

from monitoring.actions.scan import scan as flag
from monitoring.tasks import scan
from tests.benchmarks.measure import Result, beside
from tests.benchmarks.million import NOW, fill, lapse, raw_connection
from tests.clock.engine import Engine, engine, wait_until
from tests.factories import make_world

BY_HAND = """
WITH rung AS (
    DELETE FROM monitoring_alarm WHERE at <= %(now)s RETURNING mission_id, commitment_id, deadline_id, kind, at
), raised AS (
    INSERT INTO monitoring_flag (id, mission_id, commitment_id, deadline_id, kind, lapsed_at, noticed_at)
    SELECT gen_random_uuid(), mission_id, commitment_id, deadline_id, kind, at, %(now)s FROM rung
    RETURNING id, mission_id, commitment_id, kind, lapsed_at
), told AS (
    INSERT INTO monitoring_notice (id, mission_id, kind, flag_id, fell_due_at, created_at)
    SELECT gen_random_uuid(), mission_id, 'flag_raised', id, lapsed_at, %(now)s FROM raised
), entered AS (
    INSERT INTO commitments_recordentry (uuid, mission_id, at, verb, subject, content)
    SELECT gen_random_uuid(), r.mission_id, %(now)s, 'flag raised', c.reference,
           jsonb_build_object('flag', r.id, 'kind', r.kind, 'lapsed_at', r.lapsed_at)
    FROM raised r JOIN commitments_commitment c ON c.id = r.commitment_id
)
SELECT count(*) FROM raised
"""
FIRST = "SELECT at FROM monitoring_alarm ORDER BY at LIMIT 1"


def run(*, size: int = 1000, repeats: int = 10, waiting: int = 1_000_000) -> Result:
    """`size` deadlines lapse before each turn, `waiting` do not."""
    fill(make_world(), waiting=waiting, lapsing=size)
    with (
        tempfile.TemporaryDirectory() as folder,
        engine(Path(folder), scan_seconds=3600, deliver_seconds=3600) as machine,
        raw_connection() as raw,
        raw_connection(autocommit=True) as onlooker,
        Connection(machine.redis.url) as broker,
    ):
        machine.start("worker")
        wait_until(lambda: onlooker.execute("SELECT FROM monitoring_heartbeat").fetchone() is not None, "the worker")

        def ours() -> None:
            # The task reads the clock, which is past NOW; the deadlines that wait are later than both.
            scan.apply_async(connection=broker)
            while something_lapsed(onlooker):
                time.sleep(0.002)

        def by_hand() -> None:
            with raw.transaction():
                raised = raw.execute(BY_HAND, {"now": NOW}).fetchone()
            assert raised == (size,), raised

        def before() -> None:
            wait_until(lambda: at_rest(onlooker, machine), "the notices of the turn before are addressed")
            lapse()

        return beside(
            "overdue",
            f"{size:,} of {waiting + size:,} open deadlines lapse: queue, worker, flags, notices, entries, commits",
            "one statement through psycopg that deletes and inserts the same rows",
            size=size,
            repeats=repeats,
            ours=ours,
            floor=by_hand,
            before=before,
            warm=1,
            asking=lambda: flag(now=NOW),
        )


def something_lapsed(onlooker: psycopg.Connection) -> bool:
    row = onlooker.execute(FIRST).fetchone()
    return row is not None and row[0] <= NOW


def at_rest(onlooker: psycopg.Connection, machine: Engine) -> bool:
    """Nothing waits in the queue, and nobody has asked PostgreSQL for anything for a while."""
    row = onlooker.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        " AND (state <> 'idle' OR state_change > clock_timestamp() - interval '0.5 seconds')"
    ).fetchone()
    return row == (0,) and machine.redis.waiting() == 0
