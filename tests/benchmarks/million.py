"""A table of open deadlines as large as one likes, and as many that lapse, again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connection, connections

from commitments.models import Commitment, Membership, TimeLimit
from tests.factories import World

# By the machine's clock, because a worker reads it, too.
NOW = datetime.now(UTC)
COMMITMENTS = 1000

# Deadlines that fall due one after the other, in turn for each limit, and the alarm of each.
DEADLINES = """
INSERT INTO commitments_deadline (
    id, limit_id, commitment_id, kind, period, first_due_at, due_at, certainty, arithmetic, later, others, is_suspended,
    is_waived, met_by
)
SELECT gen_random_uuid(), limits.id, limits.commitment_id, 'complete_by', %(name)s || number,
       %(start)s + number * %(apart)s, %(start)s + number * %(apart)s, 'fixed', 'benchmark', '[]', '[]', false,
       false, ''
FROM generate_series(1, %(size)s) AS number
JOIN (SELECT id, commitment_id, row_number() OVER (ORDER BY key) AS place FROM commitments_timelimit) AS limits
  ON limits.place = number %% %(limits)s + 1
"""
ALARMS = """
INSERT INTO monitoring_alarm (mission_id, commitment_id, deadline_id, kind, at)
SELECT c.mission_id, d.commitment_id, d.id, 'overdue', d.due_at
FROM commitments_deadline d JOIN commitments_commitment c ON c.id = d.commitment_id
WHERE d.period LIKE %(name)s || '%%'
LIMIT %(most)s
"""


def fill(world: World, *, waiting: int, lapsing: int) -> None:
    """`waiting` open deadlines with their alarms, from a day after NOW on, and `lapsing` without theirs, before it.

    Nobody is a member, so that notices are addressed and no mail is sent.
    """
    Membership.objects.all().delete()
    commitments = Commitment.objects.bulk_create(
        Commitment(
            mission=world.mission,
            agreement=world.agreement,
            reference=f"{world.agreement.reference}-{number:05}",
            title=f"Promise {number}",
            kind="demining",
            term="time_limit",
        )
        for number in range(COMMITMENTS)
    )
    TimeLimit.objects.bulk_create(
        TimeLimit(commitment=one, key=f"l{number:05}", zone="UTC") for number, one in enumerate(commitments)
    )
    with checked_afterwards("commitments_deadline", "monitoring_alarm"):
        _deadlines("later", waiting, NOW + timedelta(days=1), timedelta(minutes=1))
        _deadlines("now", lapsing, NOW, timedelta(milliseconds=-1))
        with connection.cursor() as cursor:
            cursor.execute(ALARMS, {"name": "later", "most": None})
    tidy("commitments_deadline", "monitoring_alarm")


@contextmanager
def checked_afterwards(*tables: str) -> Iterator[None]:
    """Foreign keys of these tables are taken away and put back, so that millions of rows are checked at once."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
            [list(tables)],
        )
        keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _deadlines(name: str, size: int, start: datetime, apart: timedelta) -> None:
    values = {"name": name, "size": size, "start": start, "apart": apart, "limits": COMMITMENTS}
    with connection.cursor() as cursor:
        cursor.execute(DEADLINES, values)


def lapse(most: int | None = None) -> None:
    """Everything as before the first scan: no flag, notice or entry, and those that lapse have their alarms; or at
    most so many of them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE monitoring_flag, commitments_recordentry CASCADE")
    with connection.cursor() as cursor:
        cursor.execute(ALARMS, {"name": "now", "most": most})
    tidy("monitoring_alarm")


def tidy(*tables: str) -> None:
    """What autovacuum does by and by."""
    with connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")


def raw_connection(**more: object) -> psycopg.Connection:
    """psycopg alone, as the application's role."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    return psycopg.connect(**{**parameters, **more})
