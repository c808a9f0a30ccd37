"""Who is told what: notices become deliveries to people and to webhooks, each dated by when it may go out."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from monitoring.models import Notice, NoticePreference
from monitoring.rules.duty import ON_DUTY
from monitoring.rules.pace import when_to_send

# A flag is told to those whose duty it is, and at once to analysts and administrators for whom the mission set no
# wait; told on, it goes to that step's people who have not heard of it yet, unless it has ended. A report that waits
# is told to its mission's other verifiers, as is one that waits too long; one that came back to its author. The rest is
# for webhooks alone.
ADDRESS = """
WITH waiting AS (
    SELECT n.id, n.mission_id, n.kind, n.step, n.flag_id, COALESCE(n.report_id, f.report_id) AS report_id,
           f.kind AS flag_kind, f.closed_at
    FROM monitoring_notice n LEFT JOIN monitoring_flag f ON f.id = n.flag_id
    WHERE n.addressed_at IS NULL
    ORDER BY n.created_at LIMIT %(batch)s
    FOR UPDATE OF n SKIP LOCKED
), addressed AS (
    UPDATE monitoring_notice n SET addressed_at = %(now)s FROM waiting WHERE n.id = waiting.id
), wishes AS (
    SELECT * FROM unnest(%(members)s::bigint[], %(moments)s::timestamptz[]) AS w (membership_id, send_at)
), people AS (
    SELECT w.id AS notice_id, m.user_id, CASE WHEN wishes IS NULL THEN %(now)s ELSE wishes.send_at END AS send_at
    FROM waiting w JOIN commitments_membership m ON m.mission_id = w.mission_id
    JOIN commitments_user u ON u.id = m.user_id AND u.is_active
    LEFT JOIN monitoring_escalation e ON e.mission_id = w.mission_id
    LEFT JOIN monitoring_verificationreport r ON r.id = w.report_id
    LEFT JOIN wishes ON wishes.membership_id = m.id
    WHERE CASE w.kind
        WHEN 'flag_raised' THEN m.user_id IS DISTINCT FROM r.author_id AND (
            COALESCE((%(on_duty)s::jsonb -> w.flag_kind) ? m.role, false)
            OR (m.role = 'analyst' AND e.analysts_after_hours IS NULL)
            OR (m.role = 'administrator' AND e.administrators_after_hours IS NULL))
        WHEN 'flag_escalated' THEN m.role = w.step AND w.closed_at IS NULL AND NOT EXISTS (
            SELECT FROM monitoring_delivery d JOIN monitoring_notice told ON told.id = d.notice_id
            WHERE told.flag_id = w.flag_id AND d.recipient_id = m.user_id)
        WHEN 'report_submitted' THEN m.role = 'verifier' AND m.user_id <> r.author_id
        WHEN 'report_returned' THEN m.user_id = r.author_id
        ELSE false
    END
), made AS (
    INSERT INTO monitoring_delivery (notice_id, recipient_id, channel, next_attempt_at, sent_at)
    SELECT notice_id, user_id, 'email', send_at, NULL::timestamptz FROM people WHERE send_at IS NOT NULL
    UNION ALL
    SELECT notice_id, user_id, 'in_app', NULL, %(now)s FROM people
    ON CONFLICT DO NOTHING
), hooked AS (
    INSERT INTO monitoring_webhookdelivery (id, webhook_id, notice_id, next_attempt_at)
    SELECT gen_random_uuid(), h.id, w.id, %(now)s
    FROM waiting w JOIN monitoring_webhook h ON h.mission_id = w.mission_id
    WHERE h.paused_at IS NULL AND h.events ? w.kind
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM waiting
"""


def address(*, now: datetime, batch: int = 1000) -> int:
    """Give every new notice its deliveries; what is shown on the page needs no sending.

    Returns the number of notices addressed.
    """
    on_duty = json.dumps({kind: sorted(roles) for kind, roles in ON_DUTY.items()})
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            wishes = list(_wishes(now))
            cursor.execute(
                ADDRESS,
                {
                    "now": now,
                    "batch": batch,
                    "on_duty": on_duty,
                    "members": [member for member, _moment in wishes],
                    "moments": [moment for _member, moment in wishes],
                },
            )
            count: int = cursor.fetchone()[0]
        total += count
        if count < batch:
            return total


def _wishes(now: datetime) -> Iterable[tuple[int, datetime | None]]:
    """When a mail that is written now may go out to each member who chose; None for those who want no mail."""
    missions = Notice.objects.filter(addressed_at=None).values("mission")
    chosen = NoticePreference.objects.filter(membership__mission__in=missions)
    for preference in chosen.select_related("membership__mission"):
        yield preference.membership_id, when_to_send(now, preference.wish)
