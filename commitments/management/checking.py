"""Holding the deadlines on record against their facts, one agreement after the other."""

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from commitments.actions.timetable import differences
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
