"""Signs of life for whoever watches the server. Numbers only: nothing here names a person or a promise."""

from datetime import datetime

import redis
from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.database import application_owns_tables
from monitoring.models import Delivery, Heartbeat, Notice

LATE_AFTER_SECONDS = 180


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """What the process needs answers too. 503 when something does not; seconds throughout."""
    now = timezone.now()
    parts = {"database": _database(), "redis": _redis()}
    state: dict[str, object] = dict(parts)
    alive = all(parts.values())
    if parts["database"]:
        ages = {f"{name}_heartbeat_age": _age(name, now) for name in ("worker", "beat")}
        state |= ages | {"unsent_notices": _unsent(), "separate_database_roles": not application_owns_tables()}
        alive = alive and all(age is not None and age <= LATE_AFTER_SECONDS for age in ages.values())
    return JsonResponse({"status": "ok" if alive else "not ready", **state}, status=200 if alive else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        client = redis.Redis.from_url(current_app.conf.broker_url, socket_timeout=2, socket_connect_timeout=2)
        with client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _age(name: str, now: datetime) -> float | None:
    heartbeat = Heartbeat.objects.filter(name=name).first()
    return round((now - heartbeat.at).total_seconds(), 1) if heartbeat else None


def _unsent() -> int:
    waiting = Delivery.objects.filter(next_attempt_at__isnull=False).count()
    return waiting + Notice.objects.filter(addressed_at__isnull=True).count()
