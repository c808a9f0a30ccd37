"""The steps by which a file enters a mission, in one transaction."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commitments.actions.loading.deeds import enter_deeds, enter_receipts
from commitments.actions.loading.limits import enter_limits
from commitments.actions.loading.loading import Loading, explaining
from commitments.actions.loading.promises import enter_commitments
from commitments.actions.loading.surroundings import (
    enter_agreement,
    enter_milestones,
    enter_parties,
    enter_provisions,
    enter_sites,
)
from commitments.actions.timetable import at_once, hold
from commitments.agreement_file.document import Document
from commitments.agreement_file.reading import Source
from commitments.models import Agreement, Mission, User
from commitments.signals import agreement_brought_in

# Each may speak of what those before it entered.
STEPS = (
    *(enter_parties, enter_sites, enter_milestones, enter_provisions),
    *(enter_commitments, enter_limits, enter_receipts, enter_deeds),
)


def bring_in(
    document: Document, source: Source, *, mission: Mission, by: User | None, at: datetime, update: bool = False
) -> Loading:
    """Add to the mission what the file has and the record lacks, and note whatever differs.

    Other words are taken over only with `update`. A date that differs is never taken over: then nothing of the file
    is written, and the loading's `refused` says why. Raises FileError for what an action or the database refuses.
    """
    loading = Loading(document, source, mission, by, at, update)
    try:
        with transaction.atomic():
            _enter(loading)
    except _Refused:
        pass
    return loading


class _Refused(Exception):
    """Undoes the transaction of a file that would move a date."""


def _enter(loading: Loading) -> None:
    enter_agreement(loading)
    agreement = loading.agreement
    hold(agreement)
    what = f"agreement {agreement.reference}"
    with explaining(loading.source, (), what), at_once(agreement, **loading.stamp) as moved:
        for step in STEPS:
            step(loading)
        agreement_brought_in.send(Agreement, loading=loading)
        if loading.refused:
            raise _Refused
    loading.moved = moved
