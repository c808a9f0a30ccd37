"""A whole agreement file, read once and checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from commitments.agreement_file.checking import check
from commitments.agreement_file.contents import (
    Agreement,
    Commitment,
    Milestone,
    Party,
    Provision,
    Receipt,
    Site,
    Statement,
)
from commitments.agreement_file.facts import by_what, read_milestones, read_receipts
from commitments.agreement_file.promises import Introduced, limit_keys, read_commitment
from commitments.agreement_file.reading import Table
from commitments.agreement_file.rules import Known, receipts_in
from commitments.agreement_file.surroundings import (
    keys,
    read_agreement,
    read_parties,
    read_provisions,
    read_sites,
    read_statements,
)
from commitments.rules.treaty.terms import Happened, Terms


@dataclass(frozen=True)
class Document:
    """A whole file. Parties stand after those they belong to, all else in the order of the file.

    `begins` is set in an exercise alone: the instant from which its story is told.
    """

    agreement: Agreement
    terms: Terms
    parties: tuple[Party, ...] = ()
    sites: tuple[Site, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    provisions: tuple[Provision, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    statements: tuple[Statement, ...] = ()
    begins: Happened | None = None

    @cached_property
    def named(self) -> dict[str, Commitment]:
        """The commitments by reference."""
        return {one.reference: one for one in self.commitments}


def read_document(file: Table) -> Document:
    """Everything in an agreement file.

    Raises FileError with its line for a key that the format does not have, a name that the file never introduces, a
    value that cannot be, and limits that cannot be worked out.
    """
    dates = file.source.dates
    if "begins" not in file:
        dates.today = None  # only an exercise counts its days
    agreement = read_agreement(file.table("agreement"))
    dates.zone = agreement.zone
    begins = file.moment("begins", None)
    parties = read_parties(file.tables("party"))
    sites = read_sites(file.tables("site"))
    milestones = read_milestones(file.tables("milestone"))
    receipts = read_receipts(file.tables("receipt"))
    provisions = read_provisions(file.tables("provision"))
    rows = file.tables("commitment")
    references = keys(rows, "reference")
    slugs = [party.slug for party in parties]
    introduced = Introduced(
        known=Known(
            zone=agreement.zone,
            milestones={milestone.event.key for milestone in milestones},
            limits={str(row.content.get("reference", "")): limit_keys(row) for row in rows},
            receipts=_countable({receipt.of for receipt in receipts}, rows),
        ),
        parties=slugs,
        sites=[site.key for site in sites],
        provisions=[provision.article for provision in provisions],
    )
    commitments = tuple(read_commitment(row, introduced) for row in rows)
    for row, one in zip(rows, commitments, strict=True):
        _refuse_other_things(row, one, commitments)
    statements = read_statements(file.tables("statement"), slugs, references)
    file.finish()
    terms = _terms(agreement, commitments, milestones, parties, receipts)
    check(terms, file)
    return Document(agreement, terms, parties, sites, milestones, receipts, provisions, commitments, statements, begins)


def _countable(received: set[str], rows: Collection[Table]) -> set[str]:
    """What a limit may await the receipt of: also what has not come yet, unless something came that none awaits.

    Then one of the two names is a slip.
    """
    awaited = receipts_in([row.content for row in rows])
    return received if received - awaited else received | awaited


def _refuse_other_things(row: Table, one: Commitment, commitments: Collection[Commitment]) -> None:
    """A ratio counts the same things on both sides."""
    ratio = one.promise.ratio
    if ratio is None:
        return
    (other,) = [other for other in commitments if other.reference == ratio.commitment]
    here, there = ({quantity.name for quantity in side.quantities} for side in (one, other))
    if ratio.of and ratio.of not in there:
        raise row.wrong("ratio", f"counts {ratio.of!r}, and {other.reference} has no quantity of that name")
    if not ratio.of and not len(here) == len(there) == 1:
        raise row.wrong("ratio", "needs `of`: it is counted in the one quantity that both commitments name")


def _terms(
    agreement: Agreement,
    commitments: Collection[Commitment],
    milestones: Collection[Milestone],
    parties: Collection[Party],
    receipts: Collection[Receipt],
) -> Terms:
    return Terms(
        reference=agreement.reference,
        zone=agreement.zone,
        promises=tuple(one.promise for one in commitments),
        events={one.event.key: one.event for one in milestones},
        done={one.reference: one.done for one in commitments},
        adhered={party.slug: party.adhered_on for party in parties if party.adhered_on is not None},
        receipts=by_what(receipts, agreement.zone),
        names={party.slug: party.short_name or party.name for party in parties},
    )
