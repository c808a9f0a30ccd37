"""Telling people: notices become deliveries, deliveries are claimed, sent, and only then marked as sent.

At least once to send: a crash between sending and marking sends again. At most once shown: one row per notice,
person and channel.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse

from commitments.models import Membership
from monitoring.models import Delivery, Notice
from monitoring.rules.backoff import MOST_ATTEMPTS, wait_after

logger = logging.getLogger(__name__)

BATCH = 10
# A claim is a promise to try soon. If the worker dies with it, the delivery is tried again after this. It outlasts
# a whole batch against a mail server that answers nothing before its timeout.
CLAIM = timedelta(minutes=5)

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
    JOIN commitments_user u ON u.id = m.user_id AND u.is_active
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
    """Give every new notice its deliveries; what is shown on the page needs no sending.

    Returns the number of notices addressed.
    """
    total = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(ADDRESS, {"now": now, "batch": batch})
            count: int = cursor.fetchone()[0]
        total += count
        if count < batch:
            return total


def deliver(*, now: datetime, batch: int = BATCH) -> int:
    """Try one batch of what waits. Returns how many were tried: 0 means that nothing waits now.

    One batch, because a claim is dated by `now`: a long run would make claims that are over before they begin.
    """
    address(now=now)
    claimed = claim(now=now, batch=batch)
    for delivery in claimed:
        _send(delivery, now=now)
    return len(claimed)


@transaction.atomic
def claim(*, now: datetime, batch: int = BATCH) -> Sequence[Delivery]:
    """Take deliveries whose time has come; nobody else gets them until the claim runs out."""
    waiting = Delivery.objects.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "pk")[:batch]
    rows = list(waiting.select_for_update(skip_locked=True).values_list("pk", "attempts"))
    # Every attempt ended with the worker's own death, which no `except` sees: this mail must not kill it for ever.
    _give_up([pk for pk, attempts in rows if attempts >= MOST_ATTEMPTS], now=now, why="never came back")
    left = _for_people_who_left([pk for pk, _attempts in rows])
    _give_up(left, now=now, why="no longer a member")
    ids = [pk for pk, attempts in rows if attempts < MOST_ATTEMPTS and pk not in left]
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


def _for_people_who_left(ids: Sequence[int]) -> set[int]:
    """Deliveries whose person is out of the mission since they were made: a mail server may be down for days."""
    member = Membership.objects.filter(
        user=OuterRef("recipient"), mission=OuterRef("notice__mission"), user__is_active=True
    )
    return set(Delivery.objects.filter(~Exists(member), pk__in=ids).values_list("pk", flat=True))


def _give_up(ids: Iterable[int], *, now: datetime, why: str) -> None:
    Delivery.objects.filter(pk__in=ids).update(next_attempt_at=None, gave_up_at=now, last_error=why)


def _send(delivery: Delivery, *, now: datetime) -> None:
    try:
        message(delivery).send()
    except Exception as error:
        _put_off(delivery, error, now=now)
        return
    # It went out, whatever somebody else made of it since this claim ran out.
    Delivery.objects.filter(pk=delivery.pk, sent_at=None).update(
        sent_at=now, next_attempt_at=None, gave_up_at=None, last_error=""
    )


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    wait = wait_after(delivery.attempts)
    # The class of the error is enough to act on; its text may hold an address or a password.
    logger.warning("delivery %s failed on attempt %s: %s", delivery.pk, delivery.attempts, type(error).__name__)
    # Only the holder of the claim puts it off: another attempt may have sent it meanwhile.
    Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, sent_at=None, gave_up_at=None).update(
        last_error=type(error).__name__,
        next_attempt_at=now + wait if wait else None,
        gave_up_at=None if wait else now,
    )


def message(delivery: Delivery) -> EmailMessage:
    """The mail: that something waits and where, never what was seen or by whom."""
    notice = delivery.notice
    context = {"notice": notice, "mission": notice.mission, "link": settings.BASE_URL + where(notice)}
    subject, body = (render_to_string(f"mail/notice_{part}.txt", context).strip() for part in ("subject", "body"))
    return EmailMessage(subject=" ".join(subject.split()), body=body, to=[delivery.recipient.email])


def where(notice: Notice) -> str:
    """The address of the page that shows what the notice is about."""
    if notice.report:
        return reverse("report", args=[notice.mission.slug, notice.report.number, notice.report.version])
    assert notice.flag is not None  # noqa: S101 - the database holds a notice to one of the two
    return reverse("commitment", args=[notice.mission.slug, notice.flag.commitment.reference])
