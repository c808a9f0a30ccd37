"""What a webhook is told: references and times, never what was seen, found or by whom."""

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from monitoring.actions.mails import where
from monitoring.models import WebhookDelivery


def body_of(delivery: WebhookDelivery) -> bytes:
    """The event as JSON in UTF-8, the same at every attempt. `docs/webhooks.md` describes each field."""
    return json.dumps(_event(delivery), ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _event(delivery: WebhookDelivery) -> dict[str, Any]:
    notice = delivery.notice
    about = notice.flag or notice.report
    event: dict[str, Any] = {
        "id": str(delivery.pk),
        "event": notice.kind,
        "mission": notice.mission.slug,
        "commitment": about.commitment.reference if about else None,
        "happened_at": _instant(notice.fell_due_at),
        "url": settings.BASE_URL + where(notice),
    }
    if notice.flag:
        event["flag"] = {
            "id": str(notice.flag.pk),
            "kind": notice.flag.kind,
            "lapsed_at": _instant(notice.flag.lapsed_at),
            "deadline": notice.flag.deadline.limit.key if notice.flag.deadline else None,
            "step": notice.step,
        }
    if report := notice.report or (notice.flag and notice.flag.report):
        event["report"] = {"reference": report.reference, "version": report.version}
    return event


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
