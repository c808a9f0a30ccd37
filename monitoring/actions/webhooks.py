"""Webhooks as an administrator keeps them. Neither the secret nor the whole address is ever put on record."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from commitments.actions.record import record
from commitments.models import Mission, User
from monitoring.actions.sealing import seal
from monitoring.models import Webhook, WebhookDelivery


@transaction.atomic
def register_webhook(
    *, mission: Mission, name: str, url: str, events: Sequence[str], by: User | None, at: datetime
) -> tuple[Webhook, str]:
    """Begin to tell an address of these kinds of event. Returns the webhook and its secret, which is shown only now."""
    secret = _new_secret()
    webhook = Webhook.objects.create(
        mission=mission, name=name, url=url, events=list(events), sealed_secret=seal(secret), ready_at=at
    )
    _record(webhook, "webhook registered", by=by, at=at)
    return webhook, secret


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, name: str, url: str, events: Sequence[str], by: User | None, at: datetime
) -> Webhook:
    """Another name, address or choice of events. What waits goes to the new address."""
    webhook.name, webhook.url, webhook.events = name, url, list(events)
    webhook.save(update_fields=["name", "url", "events"])
    _record(webhook, "webhook changed", by=by, at=at)
    return webhook


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: User | None, at: datetime) -> str:
    """A new secret from the next post on; the former one signs nothing any more."""
    secret = _new_secret()
    webhook.sealed_secret = seal(secret)
    webhook.save(update_fields=["sealed_secret"])
    _record(webhook, "webhook secret renewed", by=by, at=at)
    return secret


@transaction.atomic
def pause_webhook(*, webhook: Webhook, by: User | None, at: datetime) -> None:
    """Post nothing there. What waits stays; what happens meanwhile is not kept for it."""
    if webhook.paused_at is None:
        webhook.paused_at = at
        webhook.save(update_fields=["paused_at"])
        _record(webhook, "webhook paused", by=by, at=at)


@transaction.atomic
def resume_webhook(*, webhook: Webhook, by: User | None, at: datetime) -> None:
    """Post there again, beginning with what waited."""
    if webhook.paused_at is not None:
        webhook.paused_at, webhook.ready_at = None, at
        webhook.save(update_fields=["paused_at", "ready_at"])
        _record(webhook, "webhook resumed", by=by, at=at)


@transaction.atomic
def send_again(*, deliveries: Sequence[WebhookDelivery], by: User | None, at: datetime) -> int:
    """Post deliveries that were sent or given up once more, under the same ids. Returns how many will be."""
    ids = [delivery.pk for delivery in deliveries]
    ended = WebhookDelivery.objects.filter(pk__in=ids, next_attempt_at=None).select_for_update(of=("self",))
    rows = list(ended.select_related("webhook__mission"))
    WebhookDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        next_attempt_at=at, sent_at=None, gave_up_at=None, attempts=0
    )
    for row in rows:
        _record(row.webhook, "webhook delivery sent again", by=by, at=at, delivery=row.pk)
    return len(rows)


def _new_secret() -> str:
    return f"hfs_{secrets.token_urlsafe(32)}"


def _record(webhook: Webhook, verb: str, *, by: User | None, at: datetime, **content: object) -> None:
    # Some addresses carry a key of their own, so the record has the host alone.
    said = {"host": urlsplit(webhook.url).hostname, "events": webhook.events, **content}
    record(verb, subject=webhook.name, mission=webhook.mission, by=by, at=at, **said)
