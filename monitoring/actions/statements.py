"""Keeping what a party says, beside the findings and apart from them."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
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
    form_id: UUID | None = None,
) -> Statement:
    """Keep one statement, attributed and dated. It may bear on contestation, never on a finding.

    `form_id` is made with the form: sent twice, the first statement is returned. With other words it raises
    ValidationError, and the first one stays as it was.
    """
    said = Statement(
        pk=form_id or uuid4(),
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
    statement, kept_now = _keep(said)
    if not kept_now:
        return statement
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
        settle([commitment], at=at, why=_("statement by %(party)s") % {"party": party})
    return statement


SAME = (
    "agreement_id",
    "commitment_id",
    "party_id",
    "kind",
    "stated_on",
    "text",
    "source",
    "language",
    "is_paraphrase",
    "recorded_by_id",
)


def _keep(said: Statement) -> tuple[Statement, bool]:
    """The statement that stands under this form's id, and whether it was kept just now."""
    try:
        with transaction.atomic():
            said.save(force_insert=True)
    except IntegrityError:
        first = Statement.objects.filter(pk=said.pk).first()
        if first is None:
            raise
        if any(getattr(first, name) != getattr(said, name) for name in SAME):
            raise ValidationError(
                _("This form was sent before with other words, and those were kept. Open a new form to add another.")
            ) from None
        return first, False
    return said, True
