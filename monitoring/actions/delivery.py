"""Telling people: notices become deliveries, deliveries are claimed, sent, and only then marked as sent.

At least once to send: a crash between sending and marking sends again. At most once shown: one row per notice,
person and channel.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string

from monitoring.models import Delivery
from monitoring.models.vocabulary import Channel
from monitoring.rules.backoff import wait_after

logger = logging.getLogger(__name__)

BATCH = 100
# A claim is a promise to try soon. If the worker dies with it, the delivery is tried again after this.
CLAIM = timedelta(minutes=2)

# Who is told what: the desk hears of flags, monitors of what nobody observed, a decision's other verifiers of a
# report that waits, its author of one that came back.
ADDRESS = """
WITH waiting AS (
    SELECT n.id, n.mission_id, n.kind, n.report_id, f.kind AS flag_kind
    FROM monitoring_notice n LEFT JOIN monitoring_flag f ON f.id = n.flag_id
    WHERE n.addressed_at IS NULL
    ORDER BY n.created_at LIMIT %(batch)s
    FOR UPDATE OF n SKIP LOCKED
), addressed AS (
    UPDATE monitoring_notice n SET addressed_at = %(now)s FROM waiting WHERE n.id = waiting.id
), people AS (
    SELECT w.id AS notice_id, m.user_id
    FROM waiting w JOIN commitments_membership m ON m.mission_id = w.mission_id
    LEFT JOIN monitoring_verificationreport r ON r.id = w.report_id
    WHERE CASE w.kind
        WHEN 'flag_raised' THEN m.role IN ('analyst', 'verifier', 'administrator')
                                OR (w.flag_kind = 'verification_lapsed' AND m.role = 'monitor')
        WHEN 'report_submitted' THEN m.role = 'verifier' AND m.user_id <> r.author_id
        ELSE m.user_id = r.author_id
    END
), made AS (
    INSERT INTO monitoring_delivery (notice_id, recipient_id, channel, next_attempt_at, sent_at)
    SELECT notice_id, user_id, 'email', %(now)s, NULL::timestamptz FROM people
    UNION ALL
    SELECT notice_id, user_id, 'in_app', NULL, %(now)s FROM people
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM waiting
"""


def address(*, now: datetime, batch: int = 1000) -> int:
    """Give every new notice its deliveries. What is shown on the page needs no sending. Returns the notices addressed."""
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ADDRESS, {"now": now, "batch": batch})
            count: int = cursor.fetchone()[0]
        total += count
        if count < batch:
            return total


def deliver(*, now: datetime, batch: int = BATCH) -> int:
    """Send what waits, at most `batch` at a time until nothing does. Returns how many were sent."""
    address(now=now)
    sent = 0
    while claimed := claim(now=now, batch=batch):
        sent += sum(_send(delivery, now=now) for delivery in claimed)
    return sent


@transaction.atomic
def claim(*, now: datetime, batch: int = BATCH) -> Sequence[Delivery]:
    """Take deliveries whose time has come; nobody else gets them until the claim runs out."""
    waiting = Delivery.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at")[:batch]
    ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=ids).update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    return list(
        Delivery.objects.filter(pk__in=ids)
        .select_related(
            "recipient",
            "notice__mission",
            "notice__flag__commitment",
            "notice__flag__deadline",
            "notice__report__commitment",
        )
        .order_by("pk")
    )


def _send(delivery: Delivery, *, now: datetime) -> bool:
    try:
        if delivery.channel == Channel.EMAIL:
            message(delivery).send()
    except Exception as error:
        _put_off(delivery, error, now=now)
        return False
    Delivery.objects.filter(pk=delivery.pk).update(sent_at=now, next_attempt_at=None, last_error="")
    return True


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    wait = wait_after(delivery.attempts)
    # The class of the error is enough to act on; its text may hold an address or a password.
    logger.warning("delivery %s failed on attempt %s: %s", delivery.pk, delivery.attempts, type(error).__name__)
    Delivery.objects.filter(pk=delivery.pk).update(
        last_error=type(error).__name__,
        next_attempt_at=now + wait if wait else None,
        gave_up_at=None if wait else now,
    )


def message(delivery: Delivery) -> EmailMessage:
    """The mail: that something waits and where, never what was seen or by whom."""
    context = {"notice": delivery.notice, "mission": delivery.notice.mission, "recipient": delivery.recipient}
    subject, body = (render_to_string(f"mail/notice_{part}.txt", context).strip() for part in ("subject", "body"))
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[delivery.recipient.email])
