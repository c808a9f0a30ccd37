"""What an agreement file tells beyond the promises themselves: what parties say."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.actions.loading import Loading
from commitments.actions.loading.meeting import Key, meet
from commitments.rules.treaty import words
from monitoring.actions.statements import record_statement
from monitoring.models import Statement

NEVER_REWRITTEN = "what was said is never rewritten"


def enter_statements(loading: Loading) -> None:
    """Record the file's statements that are not on record yet, and note those that differ or stand there alone."""
    held = Statement.objects.filter(agreement=loading.agreement).select_related("party", "commitment")
    met = meet(held, _said(loading), exact=lambda one: (*_about(one), one.text), about=_about)
    for known, said in met.same:
        if known.source != said.source:
            loading.reworded(f"{_named(said)} source", known.source, said.source, why_it_stays=NEVER_REWRITTEN)
    for known, said in met.other:
        loading.reworded(_named(said), known.text, said.text, why_it_stays=NEVER_REWRITTEN)
    for said in met.new:
        with loading.explaining(_named(said), "statement"):
            _record(loading, said)
        loading.added(_named(said))
    for known in met.gone:
        loading.only_on_record(_named(known))


def _said(loading: Loading) -> Iterator[Statement]:
    for said in loading.document.statements:
        yield Statement(
            agreement=loading.agreement,
            commitment=loading.commitments.get(said.commitment),
            party=loading.parties[said.party],
            kind=said.kind,
            stated_on=said.stated_on,
            text=said.text,
            source=said.source,
        )


def _record(loading: Loading, said: Statement) -> None:
    if loading.by is None:
        raise ValidationError(_("somebody records a statement; say who enters the file."))
    record_statement(
        agreement=said.agreement,
        commitment=said.commitment,
        party=said.party,
        kind=said.kind,
        stated_on=said.stated_on,
        text=said.text,
        source=said.source,
        by=loading.by,
        at=loading.at,
    )


def _about(said: Statement) -> Key:
    return said.commitment_id, said.party_id, said.kind, said.stated_on


def _named(said: Statement) -> str:
    on = f" on {said.commitment.reference}" if said.commitment else ""
    return f"{said.get_kind_display().lower()} by {said.party.slug} of {words.day(said.stated_on)}{on}"
