"""Working a file's limits out while it is read, so that what cannot be worked out is refused with its line."""

from datetime import UTC, datetime

from commitments.agreement_file.reading import FileError, Table
from commitments.rules.treaty.items import TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Terms

EARLY = datetime(1600, 1, 1, tzinfo=UTC)
"""Before every date of a file: of what has no end, one item is enough to check."""


def check(terms: Terms, file: Table) -> None:
    """Raises FileError for limits that are counted from each other, and for one that has no point in time."""
    try:
        resolve(terms, now=EARLY)
    except TermsError as error:
        raise _located(error, terms, file) from error


def _located(error: TermsError, terms: Terms, file: Table) -> FileError:
    if error.node is None:
        return FileError(f"{file.source.name}: {error}.")
    reference, key = error.node
    for number, promise in enumerate(terms.promises):
        keys = [limit.key for limit in promise.limits]
        if promise.reference == reference and key in keys:
            place = file.source.place(("commitment", number, "limit", keys.index(key), "after"))
            return FileError(f"{place}: commitment {reference} limit {key}: {error}.")
    return FileError(f"{file.source.name}: {error}.")
