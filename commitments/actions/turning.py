"""Lists without an end: the next item is made as the last one falls due."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.timetable import recompute
from commitments.models import Timetable

logger = logging.getLogger(__name__)


def turn(*, now: datetime) -> int:
    """Give each agreement whose list has run out by `now` its next items, those missed meanwhile among them.

    Each in a transaction of its own: one whose terms cannot be worked out is logged and keeps nobody else waiting.
    Returns how many agreements were turned; those that somebody else holds are theirs.
    """
    turned = 0
    for pk in Timetable.objects.filter(turn_at__lte=now).order_by("turn_at").values_list("pk", flat=True):
        try:
            turned += _turn(pk, now)
        except Exception:
            logger.exception("the timetable of agreement %s could not be turned", pk)
    return turned


@transaction.atomic
def _turn(pk: int, now: datetime) -> bool:
    waiting = Timetable.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=pk, turn_at__lte=now)
    timetable = waiting.first()
    if timetable is None:
        return False
    recompute(timetable.agreement, by=None, at=now, why=_("the next item of a list without an end"))
    return True
