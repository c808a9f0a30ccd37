"""Working a file's limits out while it is read, so that what cannot be worked out is refused with its line."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from commitments.agreement_file.reading import FileError, Table
from commitments.rules.treaty.items import Node, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Limit, On, Reading, Terms

EARLY = datetime(1600, 1, 1, tzinfo=UTC)
"""Before every date of a file: of what has no end, one item is enough to check."""
HARMLESS = (Reading("any", On(date(2000, 1, 1))),)


def check(terms: Terms, file: Table) -> None:
    """Raises FileError for limits that are counted from each other, and for any that has no point in time."""
    complaint = _complaint(terms)
    if complaint is None:
        return
    nodes = [(promise.reference, limit.key) for promise in terms.promises for limit in promise.limits]
    # All limits up to the faulty one must be out of the way before the rest can be worked out.
    number = bisect_left(range(len(nodes) + 1), True, key=lambda count: _works(terms, nodes[:count]))
    if number > len(nodes):
        raise FileError(f"{file.source.name}: {complaint}.")
    reference, key = nodes[number - 1]
    said = complaint.removeprefix(f"{reference} {key}: ")
    raise FileError(f"{_place(nodes[number - 1], terms, file)}: commitment {reference} limit {key}: {said}.")


def _complaint(terms: Terms) -> str | None:
    try:
        resolve(terms, now=EARLY)
    except TermsError as error:
        return str(error)
    return None


def _works(terms: Terms, without: Sequence[Node]) -> bool:
    """Whether the terms can be worked out once these limits are replaced by a plain day."""
    out = set(without)

    def plain(reference: str, limit: Limit) -> Limit:
        return Limit(limit.key, limit.kind, HARMLESS) if (reference, limit.key) in out else limit

    promises = [
        replace(promise, limits=tuple(plain(promise.reference, limit) for limit in promise.limits))
        for promise in terms.promises
    ]
    return _complaint(replace(terms, promises=tuple(promises))) is None


def _place(node: Node, terms: Terms, file: Table) -> str:
    number, promise = next((n, one) for n, one in enumerate(terms.promises) if one.reference == node[0])
    position = [limit.key for limit in promise.limits].index(node[1])
    return file.source.place(("commitment", number, "limit", position, "after"))
