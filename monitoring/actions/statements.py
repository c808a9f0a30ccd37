"""Keeping what a party says, beside the findings and apart from them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions.record import record
from commitments.models import Agreement, Commitment, Party, User
from monitoring.actions.standing import settle
from monitoring.models import Statement


@transaction.atomic
def record_statement(
    *,
    agreement: Agreement,
    party: Party,
    kind: str,
    stated_on: date,
    text: str,
    source: str,
    by: User,
    at: datetime,
    commitment: Commitment | None = None,
    language: str = "en",
    is_paraphrase: bool = True,
) -> Statement:
    """Keep one statement, attributed and dated. It may bear on contestation, never on a finding."""
    statement = Statement.objects.create(
        mission=agreement.mission,
        agreement=agreement,
        commitment=commitment,
        party=party,
        kind=kind,
        stated_on=stated_on,
        text=text,
        source=source,
        language=language,
        is_paraphrase=is_paraphrase,
        recorded_by=by,
        recorded_at=at,
    )
    record(
        "statement recorded",
        subject=commitment.reference if commitment else agreement.reference,
        mission=agreement.mission,
        by=by,
        at=at,
        statement=statement.pk,
        party=party.slug,
        kind=kind,
        stated_on=stated_on,
    )
    if commitment:
        settle(commitment, at=at, why=_("statement by %(party)s") % {"party": party})
    return statement
