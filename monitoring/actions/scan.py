"""The clock: one statement that flags what has lapsed by `now`, exactly once, and writes its notices with it.

An alarm is taken away by the transaction that flags it. Several scans at once share the work (SKIP LOCKED); the unique
constraint on flags has the last word. Whatever moves a date rewrites the alarms of its commitment.
"""

from collections.abc import Callable
from datetime import datetime
from time import sleep

from django.db import connection, transaction

# Small enough that several workers share what lapses at one instant, and that what a killed one held is soon redone.
BATCH = 1000
# What others hold is theirs, or comes back when PostgreSQL notices that they died: look again so often, so far apart.
LOOKS, SECONDS_APART = 100, 0.05

# The index gives the first alarm whatever the statistics say; a condition could be answered by reading every row.
FIRST = "SELECT at FROM monitoring_alarm ORDER BY at LIMIT 1"

SCAN = """
WITH rung AS (
    DELETE FROM monitoring_alarm WHERE id = ANY(ARRAY(
        SELECT id FROM monitoring_alarm WHERE at <= %(now)s ORDER BY at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
    ))
    RETURNING mission_id, commitment_id, deadline_id, report_id, kind, at, then_kind, then_at
), rearmed AS (
    INSERT INTO monitoring_alarm (mission_id, commitment_id, deadline_id, report_id, kind, at)
    SELECT mission_id, commitment_id, deadline_id, report_id, then_kind, then_at FROM rung WHERE then_at > %(now)s
), lapsed AS (
    -- That a deadline comes near is no news once it has passed.
    SELECT gen_random_uuid() AS id, mission_id, commitment_id, deadline_id, report_id,
           CASE WHEN then_at <= %(now)s THEN then_kind ELSE kind END AS kind,
           CASE WHEN then_at <= %(now)s THEN then_at ELSE at END AS lapsed_at
    FROM rung
), raised AS (
    INSERT INTO monitoring_flag
        (id, mission_id, commitment_id, deadline_id, report_id, kind, lapsed_at, noticed_at)
    SELECT id, mission_id, commitment_id, deadline_id, report_id, kind, lapsed_at, %(now)s FROM lapsed
    ON CONFLICT DO NOTHING
    RETURNING id, mission_id, commitment_id, deadline_id, kind, lapsed_at
), over AS (
    UPDATE monitoring_flag f SET closed_at = %(now)s, closed_why = 'the deadline passed'
    FROM raised r
    WHERE f.deadline_id = r.deadline_id AND f.kind = 'due_soon' AND f.closed_at IS NULL AND r.kind <> 'due_soon'
    RETURNING f.id, f.mission_id
), told AS (
    INSERT INTO monitoring_notice (id, mission_id, kind, flag_id, fell_due_at, created_at)
    SELECT gen_random_uuid(), mission_id, 'flag_raised', id, lapsed_at, %(now)s FROM raised
    UNION ALL
    SELECT gen_random_uuid(), mission_id, 'flag_closed', id, %(now)s, %(now)s FROM over
), entered AS (
    INSERT INTO commitments_recordentry (uuid, mission_id, at, verb, subject, content)
    SELECT gen_random_uuid(), r.mission_id, %(now)s, 'flag raised', c.reference,
           jsonb_build_object('flag', r.id, 'kind', r.kind, 'lapsed_at', r.lapsed_at)
    FROM raised r JOIN commitments_commitment c ON c.id = r.commitment_id
)
SELECT (SELECT count(*) FROM raised), (SELECT count(*) FROM rung)
"""


def scan(*, now: datetime, batch: int = BATCH, call_others: Callable[[], None] | None = None) -> int:
    """Flag everything that lapsed by `now`, in transactions of at most `batch` alarms. Returns the flags raised here.

    Ends when nothing is left, and not when others hold the rest, for they may die of it; gives up on what stays held
    for seconds. `call_others` is called once, after a full batch: there is work for more than one.
    """
    raised = looks = 0
    while looks < LOOKS and _something_lapsed(now):
        flags, rung = _ring(now, batch)
        raised += flags
        if rung:
            looks = 0
        else:
            looks += 1
            sleep(SECONDS_APART)
        if rung == batch and call_others:
            call_others()
            call_others = None
    return raised


def _something_lapsed(now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(FIRST)
        row = cursor.fetchone()
    return row is not None and row[0] <= now


def _ring(now: datetime, batch: int) -> tuple[int, int]:
    """One batch in a transaction of its own: how many flags it raised, how many alarms it took away."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCAN, {"now": now, "batch": batch})
        flags, rung = cursor.fetchone()
    return int(flags), int(rung)
