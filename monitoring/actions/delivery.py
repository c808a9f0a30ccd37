"""Sending mail: deliveries are claimed, sent, and only then marked as sent.

At least once to send: a crash between sending and marking sends again. At most once shown: one row per notice,
person and channel. A digest is one mail of all that has come due for a person and mission, claimed and marked whole.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from commitments.models import Membership
from monitoring.actions.addressing import address
from monitoring.actions.mails import mail, message
from monitoring.models import Delivery, NoticePreference
from monitoring.rules.backoff import MOST_ATTEMPTS, wait_after
from monitoring.rules.pace import DIGESTS, NEVER, after_quiet

__all__ = ["BATCH", "CLAIM", "address", "claim", "claim_digests", "deliver", "message"]

logger = logging.getLogger(__name__)

BATCH = 10
# A claim is a promise to try soon. If the worker dies with it, the delivery is tried again after this. It outlasts
# a whole batch against a mail server that answers nothing before its timeout.
CLAIM = timedelta(minutes=5)
CHOSEN = NoticePreference.objects.filter(
    membership__user=OuterRef("recipient"), membership__mission=OuterRef("notice__mission")
)


def deliver(*, now: datetime, batch: int = BATCH) -> int:
    """Try one batch of what waits. Returns how many were tried: 0 means that nothing waits now.

    One batch, because a claim is dated by `now`: a long run would make claims that are over before they begin.
    """
    address(now=now)
    mails = [[delivery] for delivery in claim(now=now, batch=batch)] + claim_digests(now=now, batch=batch)
    for deliveries in mails:
        _send(deliveries, now=now)
    return sum(map(len, mails))


@transaction.atomic
def claim(*, now: datetime, batch: int = BATCH) -> Sequence[Delivery]:
    """Take single mails whose time has come; nobody else gets them until the claim runs out."""
    due = Delivery.objects.filter(~Exists(CHOSEN.filter(pace__in=DIGESTS)), next_attempt_at__lte=now)
    return _take(due.order_by("next_attempt_at", "pk")[:batch], now=now)


@transaction.atomic
def claim_digests(*, now: datetime, batch: int = BATCH) -> list[list[Delivery]]:
    """Take, for up to so many people, everything that has come due for them: a list for each mail.

    Whoever holds a person's preference has the whole of their digest, so that two workers never split it.
    """
    due = Delivery.objects.filter(
        recipient=OuterRef("membership__user"),
        notice__mission=OuterRef("membership__mission"),
        next_attempt_at__lte=now,
    )
    wanted = NoticePreference.objects.filter(Exists(due), pace__in=DIGESTS).order_by("pk")
    held = wanted.select_for_update(skip_locked=True, of=("self",))[:batch]
    digests = Delivery.objects.filter(Exists(CHOSEN.filter(pk__in=[one.pk for one in held])), next_attempt_at__lte=now)
    taken = sorted(_take(digests, now=now), key=_whose)
    return [list(deliveries) for _whom, deliveries in groupby(taken, key=_whose)]


def _whose(delivery: Delivery) -> tuple[str, int]:
    return str(delivery.recipient_id), delivery.notice.mission_id


def _take(due: QuerySet[Delivery], *, now: datetime) -> Sequence[Delivery]:
    """Claim those of the due deliveries that may go out now; end those that nobody wants or can be helped with."""
    rows = list(due.select_for_update(skip_locked=True, of=("self",)).values_list("pk", "attempts"))
    ids = {pk for pk, _attempts in rows}
    # Every attempt ended with the worker's own death, which no `except` sees: this mail must not kill it for ever.
    spent = {pk for pk, attempts in rows if attempts >= MOST_ATTEMPTS}
    left, declined = _for_people_who_left(ids), _for_people_who_want_none(ids)
    for ended, why in ((spent, "never came back"), (left, "no longer a member"), (declined, "wants no mail")):
        _give_up(ended, now=now, why=why)
    ids -= spent | left | declined
    ids -= _wait_out_quiet_hours(ids, now=now)
    Delivery.objects.filter(pk__in=ids).update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    return list(
        Delivery.objects.filter(pk__in=ids)
        .select_related(
            "recipient",
            "notice__mission",
            "notice__flag__commitment",
            "notice__flag__deadline",
            "notice__flag__report",
            "notice__report__commitment",
        )
        .order_by("pk")
    )


def _for_people_who_left(ids: Iterable[int]) -> set[int]:
    """Deliveries whose person is out of the mission since they were made: a mail server may be down for days."""
    member = Membership.objects.filter(
        user=OuterRef("recipient"), mission=OuterRef("notice__mission"), user__is_active=True
    )
    return set(Delivery.objects.filter(~Exists(member), pk__in=ids).values_list("pk", flat=True))


def _for_people_who_want_none(ids: Iterable[int]) -> set[int]:
    """Deliveries that were made at the very moment when their person said so."""
    return set(Delivery.objects.filter(Exists(CHOSEN.filter(pace=NEVER)), pk__in=ids).values_list("pk", flat=True))


def _wait_out_quiet_hours(ids: Iterable[int], *, now: datetime) -> set[int]:
    """Put off what a late worker or a retry would send into somebody's night. Returns what waits on."""
    chosen = NoticePreference.objects.filter(
        quiet_from__isnull=False,
        membership__user__deliveries__in=ids,
        membership__mission__notices__deliveries__in=ids,
    )
    resting: set[int] = set()
    for preference in chosen.select_related("membership__mission").distinct():
        ends = after_quiet(now, preference.wish)
        if ends > now:
            member = preference.membership
            rows = Delivery.objects.filter(pk__in=ids, recipient=member.user_id, notice__mission=member.mission_id)
            theirs = set(rows.values_list("pk", flat=True))
            Delivery.objects.filter(pk__in=theirs).update(next_attempt_at=ends)
            resting |= theirs
    return resting


def _give_up(ids: Iterable[int], *, now: datetime, why: str) -> None:
    Delivery.objects.filter(pk__in=ids).update(next_attempt_at=None, gave_up_at=now, last_error=why)


def _send(deliveries: Sequence[Delivery], *, now: datetime) -> None:
    try:
        mail(deliveries).send()
    except Exception as error:
        for delivery in deliveries:
            _put_off(delivery, error, now=now)
        return
    # It went out, whatever somebody else made of it since this claim ran out.
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries], sent_at=None).update(
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
