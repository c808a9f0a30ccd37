"""Holding the deadlines on record against their facts, or bringing them into line, one agreement after the other."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from commitments.actions.timetable import differences, recompute
from commitments.models import Agreement


def differences_on_record(now: datetime) -> Iterator[str]:
    """Every difference in words. Changes nothing. What cannot be worked out any more is a difference, too."""
    for agreement in Agreement.objects.select_related("mission").order_by("pk").iterator(chunk_size=100):
        try:
            with transaction.atomic():
                found = list(differences(agreement, at=now))
        except ValidationError as error:
            found = error.messages
        yield from (f"{agreement.mission.slug} {agreement.reference}: {one}" for one in found)


def rebuild(now: datetime) -> Iterator[str]:
    """Work out every agreement's deadlines anew and write what differs. Yields why, where that cannot be done."""
    for agreement in Agreement.objects.select_related("mission").order_by("pk"):
        try:
            recompute(agreement, by=None, at=now, why="worked out anew from the facts")
        except ValidationError as error:
            yield f"{agreement.mission.slug} {agreement.reference}: {' '.join(error.messages)}"
