"""The clock: one statement that flags what has lapsed by `now`, exactly once, and writes its notices with it.

A row is looked at when its `wake_at` has come, and rests once flagged. Several scans at once share the work
(SKIP LOCKED); the unique constraint on flags has the last word. Extending or reporting sets `wake_at` anew.
"""

from datetime import datetime

from django.db import connection, transaction

BATCH = 5000

SCAN = """
WITH passed AS (
    SELECT d.id AS deadline_id, d.commitment_id, c.mission_id, c.reference, d.wake_at AS lapsed_at
    FROM commitments_deadline d JOIN commitments_commitment c ON c.id = d.commitment_id
    WHERE d.wake_at <= %(now)s
    ORDER BY d.wake_at LIMIT %(batch)s
    FOR UPDATE OF d SKIP LOCKED
), passed_rest AS (
    UPDATE commitments_deadline d SET wake_at = NULL FROM passed WHERE d.id = passed.deadline_id
), unseen AS (
    SELECT s.commitment_id, s.mission_id, c.reference, s.wake_at AS lapsed_at
    FROM commitments_standing s JOIN commitments_commitment c ON c.id = s.commitment_id
    WHERE s.wake_at <= %(now)s
    ORDER BY s.wake_at LIMIT %(batch)s
    FOR UPDATE OF s SKIP LOCKED
), unseen_rest AS (
    UPDATE commitments_standing s SET wake_at = NULL FROM unseen WHERE s.commitment_id = unseen.commitment_id
), lapsed AS (
    SELECT gen_random_uuid() AS id, mission_id, commitment_id, deadline_id, 'overdue' AS kind, reference, lapsed_at
    FROM passed
    UNION ALL
    SELECT gen_random_uuid(), mission_id, commitment_id, NULL, 'verification_lapsed', reference, lapsed_at
    FROM unseen
), raised AS (
    INSERT INTO monitoring_flag (id, mission_id, commitment_id, deadline_id, kind, lapsed_at, noticed_at)
    SELECT id, mission_id, commitment_id, deadline_id, kind, lapsed_at, %(now)s FROM lapsed
    ON CONFLICT DO NOTHING
    RETURNING id, mission_id, kind, lapsed_at
), told AS (
    INSERT INTO monitoring_notice (id, mission_id, kind, flag_id, fell_due_at, created_at)
    SELECT gen_random_uuid(), mission_id, 'flag_raised', id, lapsed_at, %(now)s FROM raised
), entered AS (
    INSERT INTO commitments_recordentry (uuid, mission_id, at, verb, subject, content)
    SELECT gen_random_uuid(), raised.mission_id, %(now)s, 'flag raised', lapsed.reference,
           jsonb_build_object('flag', raised.id, 'kind', raised.kind, 'lapsed_at', raised.lapsed_at)
    FROM raised JOIN lapsed USING (id)
)
SELECT (SELECT count(*) FROM raised), (SELECT count(*) FROM lapsed)
"""


def scan(*, now: datetime, batch: int = BATCH) -> int:
    """Flag everything that lapsed by `now`, in transactions of at most `batch` deadlines. Returns the flags raised."""
    raised = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SCAN, {"now": now, "batch": batch})
            flags, looked_at = map(int, cursor.fetchone())
        raised += flags
        if looked_at < batch:
            return raised
