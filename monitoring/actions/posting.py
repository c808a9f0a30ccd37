"""Posting to webhooks: one delivery at a time for each, claimed, posted, and only then marked, with a log entry.

At least once: a crash between posting and marking posts again, under the same id.
"""

import logging
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from monitoring.actions.events import body_of
from monitoring.actions.outside import Answer, post
from monitoring.actions.sealing import unseal
from monitoring.models import Webhook, WebhookAttempt, WebhookDelivery
from monitoring.rules.backoff import FIRST_WAIT, MOST_ATTEMPTS, wait_after
from monitoring.rules.signing import signature

logger = logging.getLogger(__name__)

# Outlasts the longest exchange: the name's resolution, two addresses and the whole of the answer.
CLAIM = timedelta(minutes=2)


def post_next(*, now: datetime) -> bool:
    """Try the next delivery of the webhook that has waited longest. False: nothing can be posted now."""
    delivery = claim(now=now)
    if delivery is None:
        return False
    if delivery.attempts > MOST_ATTEMPTS:
        _end(delivery, now=now)
    else:
        _attempt(delivery, now=now)
    return True


@transaction.atomic
def claim(*, now: datetime) -> WebhookDelivery | None:
    """Take the webhook and its oldest due delivery. Nobody else posts there until it is done or the claim runs out."""
    due = WebhookDelivery.objects.filter(webhook=OuterRef("pk"), next_attempt_at__lte=now)
    ready = Webhook.objects.filter(Exists(due), paused_at=None, ready_at__lte=now).order_by("ready_at", "pk")
    webhook = ready.select_for_update(skip_locked=True, of=("self",)).first()
    if webhook is None:
        return None
    waiting = webhook.deliveries.filter(next_attempt_at__lte=now).order_by("next_attempt_at", "notice__created_at")
    delivery = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if delivery is None:
        return None
    WebhookDelivery.objects.filter(pk=delivery.pk).update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    Webhook.objects.filter(pk=webhook.pk).update(ready_at=now + CLAIM)
    return WebhookDelivery.objects.select_related(
        "webhook",
        "notice__mission",
        "notice__flag__commitment",
        "notice__flag__deadline__limit",
        "notice__flag__report",
        "notice__report__commitment",
    ).get(pk=delivery.pk)


def _attempt(delivery: WebhookDelivery, *, now: datetime) -> None:
    began = time.monotonic()
    answer, error = _post(delivery, now=now)
    WebhookAttempt.objects.create(
        delivery=delivery,
        at=now,
        took_ms=round((time.monotonic() - began) * 1000),
        status=answer.status if answer else None,
        error=error,
        answer=answer.text if answer else "",
    )
    if answer and answer.accepted:
        _mark_sent(delivery, now=now)
        return
    said = answer.status if answer else error
    logger.warning("webhook delivery %s failed on attempt %s: %s", delivery.pk, delivery.attempts, said)
    _put_off(delivery, now=now)


def _post(delivery: WebhookDelivery, *, now: datetime) -> tuple[Answer | None, str]:
    """The answer, or the class of what went wrong: the text of an error may hold an address with a key in it."""
    body = body_of(delivery)
    try:
        inside = settings.WEBHOOKS_MAY_STAY_INSIDE
        return post(delivery.webhook.url, body, _headers(delivery, body, now), inside=inside), ""
    except Exception as error:
        return None, type(error).__name__


def _headers(delivery: WebhookDelivery, body: bytes, now: datetime) -> dict[str, str]:
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Holdfast-Webhooks",
        "Holdfast-Id": str(delivery.pk),
        "Holdfast-Event": delivery.notice.kind,
        "Holdfast-Timestamp": str(timestamp),
        "Holdfast-Signature": signature(unseal(delivery.webhook.sealed_secret), timestamp, body),
    }


@transaction.atomic
def _mark_sent(delivery: WebhookDelivery, *, now: datetime) -> None:
    WebhookDelivery.objects.filter(pk=delivery.pk, sent_at=None).update(
        sent_at=now, next_attempt_at=None, gave_up_at=None
    )
    _release(delivery, at=now, now=now)


@transaction.atomic
def _put_off(delivery: WebhookDelivery, *, now: datetime) -> None:
    """The delivery waits longer each time; the webhook rests a little, so that it is not asked for every event."""
    wait = wait_after(delivery.attempts)
    if wait is None:
        _end(delivery, now=now)
        return
    _held(delivery).update(next_attempt_at=now + wait)
    _release(delivery, at=now + FIRST_WAIT, now=now)


@transaction.atomic
def _end(delivery: WebhookDelivery, *, now: datetime) -> None:
    _held(delivery).update(next_attempt_at=None, gave_up_at=now)
    _release(delivery, at=now + FIRST_WAIT, now=now)


def _held(delivery: WebhookDelivery) -> QuerySet[WebhookDelivery]:
    """The delivery, as long as this attempt is its newest: another one may have ended it meanwhile."""
    return WebhookDelivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts, sent_at=None, gave_up_at=None)


def _release(delivery: WebhookDelivery, *, at: datetime, now: datetime) -> None:
    """Only this claim is given back, not one that somebody took after it had run out."""
    Webhook.objects.filter(pk=delivery.webhook_id, ready_at=now + CLAIM).update(ready_at=at)
