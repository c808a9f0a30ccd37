"""What the queue wakes: each task reads the clock and calls one action. Losing a task loses a minute, no more."""

import logging
import time

from celery import shared_task
from celery.signals import beat_init, before_task_publish, worker_ready
from django.db import close_old_connections
from django.utils import timezone
from kombu.exceptions import OperationalError

from commitments.actions import turning
from monitoring.actions import delivery, posting
from monitoring.actions import scan as clock
from monitoring.actions.escalation import escalate as tell_on
from monitoring.models import Heartbeat

logger = logging.getLogger(__name__)

# How many more are called where one finds more than a batch. A call that finds nothing left costs one query.
OTHERS = 3
# A run that still has something to post ends here, and the next one goes on: receivers that are slow on purpose must
# not keep the clock's own wake-ups waiting until they expire.
POSTING_SECONDS = 15


@shared_task(name="monitoring.tasks.scan")
def scan(alone: bool = True) -> None:
    """Flag what has lapsed, with others where there is much, then wake the delivery of its notices."""
    now = timezone.now()
    beat("worker")
    if clock.scan(now=now, call_others=_call_others if alone else None):
        wake(deliver)


def _call_others() -> None:
    for _ in range(OTHERS):
        wake(scan, alone=False)


@shared_task(name="monitoring.tasks.turn")
def turn() -> None:
    """Give lists without an end their next items, then look whether one of them has lapsed already."""
    beat("worker")
    if turning.turn(now=timezone.now()):
        wake(scan)


@shared_task(name="monitoring.tasks.deliver")
def deliver() -> None:
    """Send the notices that wait, batch by batch, each with its own look at the clock."""
    beat("worker")
    while delivery.deliver(now=timezone.now()):
        beat("worker")


@shared_task(name="monitoring.tasks.escalate")
def escalate() -> None:
    """Tell on the flags that stay open, then wake the delivery of these notices."""
    beat("worker")
    if tell_on(now=timezone.now()):
        wake(deliver)


@shared_task(name="monitoring.tasks.post")
def post() -> None:
    """Post what waits for webhooks, one after the other, each with its own look at the clock."""
    beat("worker")
    until = time.monotonic() + POSTING_SECONDS
    while time.monotonic() < until and posting.post_next(now=timezone.now()):
        beat("worker")


def wake(task: object, **arguments: object) -> None:
    """Ask for a task now. If Redis is away, the timetable asks for it again within the minute."""
    try:
        task.apply_async(kwargs=arguments, retry=False)  # type: ignore[attr-defined]
    except (OperationalError, ConnectionError, TimeoutError) as error:
        logger.warning("the queue did not answer (%s); the timetable will ask again", type(error).__name__)


def beat(name: str) -> None:
    """Leave a sign of life that `/health/ready` reads."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )


@worker_ready.connect
def _worker_is_ready(**kwargs: object) -> None:
    beat("worker")


@beat_init.connect
def _timetable_starts(**kwargs: object) -> None:
    # In the timetable's own process, each wake-up it sends is its sign of life; and it begins with one at once.
    before_task_publish.connect(_timetable_wakes, dispatch_uid="timetable_heartbeat")
    wake(turn)
    wake(scan)


def _timetable_wakes(**kwargs: object) -> None:
    # Nobody else looks after this process's connection: one that PostgreSQL's restart broke would stay broken.
    close_old_connections()
    beat("beat")
