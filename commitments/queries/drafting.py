"""A time limit that is not entered yet, worked out among all that its agreement sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from commitments.agreement_file.limits import read_limit
from commitments.agreement_file.reading import stored
from commitments.agreement_file.rules import Known, receipts_in
from commitments.models import Agreement, Commitment, TimeLimit
from commitments.queries.terms import limit_table, terms_of
from commitments.rules.treaty.items import Item
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Limit, Promise, Terms


@dataclass(frozen=True)
class Draft:
    """A limit as its table reads, and every date that it gives."""

    limit: Limit
    items: list[Item]


def known_in(terms: Terms) -> Known:
    """What a rule of this agreement may refer to."""
    return Known(
        zone=terms.zone,
        milestones=set(terms.events),
        limits={promise.reference: [limit.key for limit in promise.limits] for promise in terms.promises},
        receipts=set(terms.receipts),
    )


def drafted(commitment: Commitment, table: dict[str, Any], *, now: datetime) -> Draft:
    """The limit of a table such as an agreement file has, with its dates at `now`.

    Raises FileError where the table cannot be read, TermsError where it cannot be worked out among the others.
    """
    terms = terms_of(commitment.agreement)
    promise = terms.by_reference[commitment.reference]
    limit = read(commitment.agreement, promise, terms, table)
    others = tuple(one for one in promise.limits if one.key != limit.key)
    added = replace(promise, limits=(*others, limit))
    whole = replace(terms, promises=tuple(added if one is promise else one for one in terms.promises))
    here = (commitment.reference, limit.key)
    return Draft(limit, [item for item in resolve(whole, now=now) if (item.commitment, item.limit) == here])


def read(agreement: Agreement, promise: Promise, terms: Terms, table: dict[str, Any]) -> Limit:
    """The limit that a table says, read as an agreement file is. Raises FileError."""
    known = known_in(terms)
    known.receipts |= receipts_in(table)
    if isinstance(table.get("key"), str):
        known.limits[promise.reference].append(table["key"])
    return read_limit(stored(table, f"{agreement.reference} {promise.reference}"), known, list(promise.obligors))


def table_of(row: TimeLimit) -> dict[str, Any]:
    """A limit on record as an agreement file writes it."""
    return limit_table(row, list(row.readings.all()), row.acts.all())


def same_as(row: TimeLimit, limit: Limit) -> bool:
    """Whether a limit on record is this very one, so that the same form sent twice sets one."""
    if row.struck_at is not None:
        return False
    terms = terms_of(row.commitment.agreement)
    kept = read(row.commitment.agreement, terms.by_reference[row.commitment.reference], terms, table_of(row))
    return replace(kept, acts=()) == limit
