"""Telling on: a flag that stays open is told to analysts and then to administrators, after the mission's own waits."""

from datetime import datetime

from django.db import connection, transaction

from commitments.actions.record import record
from commitments.models import Mission, User
from monitoring.models import Escalation

# The wait counts from when the flag was noticed, because nobody could act on it before.
TELL_ON = """
WITH told_on AS (
    INSERT INTO monitoring_notice (id, mission_id, kind, step, flag_id, fell_due_at, created_at)
    SELECT gen_random_uuid(), f.mission_id, 'flag_escalated', s.step, f.id,
           f.noticed_at + make_interval(hours => s.hours), %(now)s
    FROM monitoring_escalation e
    JOIN commitments_mission m ON m.id = e.mission_id AND NOT m.is_archive
    CROSS JOIN LATERAL (VALUES ('analyst', e.analysts_after_hours::int),
                               ('administrator', e.administrators_after_hours::int)) AS s (step, hours)
    -- What only comes near is nobody's failure to act.
    JOIN monitoring_flag f ON f.mission_id = e.mission_id AND f.closed_at IS NULL AND f.kind <> 'due_soon'
         AND f.noticed_at <= %(now)s - make_interval(hours => s.hours)
    WHERE NOT EXISTS (SELECT FROM monitoring_notice n WHERE n.flag_id = f.id AND n.step = s.step)
    ON CONFLICT DO NOTHING
    RETURNING 1
)
SELECT count(*) FROM told_on
"""


def escalate(*, now: datetime) -> int:
    """Write a notice for every flag and step whose wait is over, once each. Returns how many there were.

    Safe to repeat and to run several times at once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TELL_ON, {"now": now})
        return int(cursor.fetchone()[0])


@transaction.atomic
def set_waits(
    *, mission: Mission, analysts: int | None, administrators: int | None, by: User | None, at: datetime
) -> Escalation:
    """Say after how many hours a mission tells on what stays open; None means as soon as it is raised."""
    waits = {"analysts_after_hours": analysts, "administrators_after_hours": administrators}
    escalation, _made = Escalation.objects.update_or_create(mission=mission, defaults=waits)
    record("escalation set", subject=str(escalation)[:120], mission=mission, by=by, at=at, **waits)
    return escalation
