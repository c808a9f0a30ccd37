"""How long the scan takes to flag what lapsed, beside the same rows written by hand through psycopg."""

from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connection

from monitoring.actions.scan import scan
from tests.benchmarks.measure import Result, beside
from tests.factories import make_world

START = datetime(2026, 1, 1, tzinfo=UTC)

MANY = """
INSERT INTO commitments_deadline (
    id, commitment_id, key, kind, label, boundary, zone, reading, at_instant, first_due_at, due_at, wake_at,
    arithmetic, met_by
)
SELECT gen_random_uuid(), %(commitment)s, 'd' || gen_random_uuid(), 'complete_by', '', 'instant', 'UTC', '', due, due,
       due, due, 'benchmark', ''
FROM (SELECT %(start)s + number * interval '1 second' AS due FROM generate_series(1, %(size)s) AS number) AS dues
"""

# What anybody would write without a framework: find, insert, insert, insert, put to rest, commit.
BY_HAND = (
    "CREATE TEMPORARY TABLE lapsed ON COMMIT DROP AS"
    " SELECT gen_random_uuid() AS flag_id, d.id AS deadline_id, d.commitment_id, c.mission_id, c.reference, d.wake_at"
    " FROM commitments_deadline d JOIN commitments_commitment c ON c.id = d.commitment_id WHERE d.wake_at <= %(now)s",
    "INSERT INTO monitoring_flag (id, mission_id, commitment_id, deadline_id, kind, lapsed_at, noticed_at)"
    " SELECT flag_id, mission_id, commitment_id, deadline_id, 'overdue', wake_at, %(now)s FROM lapsed",
    "INSERT INTO monitoring_notice (id, mission_id, kind, flag_id, fell_due_at, created_at)"
    " SELECT gen_random_uuid(), mission_id, 'flag_raised', flag_id, wake_at, %(now)s FROM lapsed",
    "INSERT INTO commitments_recordentry (uuid, mission_id, at, verb, subject, content)"
    " SELECT gen_random_uuid(), mission_id, %(now)s, 'flag raised', reference,"
    " jsonb_build_object('flag', flag_id, 'kind', 'overdue', 'lapsed_at', wake_at) FROM lapsed",
    "UPDATE commitments_deadline SET wake_at = NULL WHERE id IN (SELECT deadline_id FROM lapsed)",
)


def run(*, size: int = 1000, repeats: int = 20) -> Result:
    """`size` deadlines lapse before each turn."""
    world = make_world()
    commitment = world.commitment()
    now = START + timedelta(days=400)

    def lapse() -> None:
        with connection.cursor() as cursor:
            cursor.execute(MANY, {"commitment": commitment.pk, "start": START, "size": size})

    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters) as raw:

        def by_hand() -> None:
            with raw.transaction(), raw.cursor() as cursor:
                for statement in BY_HAND:
                    cursor.execute(statement, {"now": now})

        return beside(
            "overdue",
            f"the scan flags {size} deadlines that lapsed, with notices and entries in the record",
            "the same rows written by five plain statements through psycopg",
            size=size,
            repeats=repeats,
            ours=lambda: scan(now=now),
            floor=by_hand,
            before=lapse,
        )
