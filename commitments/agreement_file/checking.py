"""Working a file's limits out while it is read, so that what cannot be worked out is refused with its line."""

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime

from commitments.agreement_file.positions import Path
from commitments.agreement_file.reading import FileError, Table
from commitments.rules.treaty.items import Node, TermsError
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Limit, On, Reading, Terms

EARLY = datetime(1600, 1, 1, tzinfo=UTC)
"""Before every date of a file: of what has no end, one item is enough to check."""
HARMLESS = (Reading("any", On(date(2000, 1, 1))),)


def check(terms: Terms, file: Table) -> None:
    """Raises FileError for limits that are counted from each other, and for any that has no point in time."""
    if not _complaint(terms):
        return
    nodes = list(terms.by_limit)
    # All limits up to the last faulty one must be out of the way before the rest can be worked out.
    count = bisect_left(range(len(nodes) + 1), True, key=lambda count: not _complaint(_plain(terms, nodes[:count])))
    if count > len(nodes):
        raise FileError(f"{file.source.name}: {_complaint(terms)}.")
    rest, (reference, key) = _plain(terms, nodes[: count - 1]), nodes[count - 1]
    said = _complaint(rest).removeprefix(f"{reference} {key}: ")
    place = file.source.place(_path(terms, rest, (reference, key)))
    raise FileError(f"{place}: commitment {reference} limit {key}: {said}.")


def _complaint(terms: Terms) -> str:
    """Why the terms cannot be worked out; empty where they can."""
    try:
        resolve(terms, now=EARLY)
    except TermsError as error:
        return str(error)
    return ""


def _plain(terms: Terms, nodes: Collection[Node]) -> Terms:
    """The same terms with a plain day in place of these limits."""
    out = {node: Limit(node[1], terms.by_limit[node][1].kind, HARMLESS) for node in nodes}
    return _with(terms, out)


def _with(terms: Terms, changed: dict[Node, Limit]) -> Terms:
    promises = [
        replace(one, limits=tuple(changed.get((one.reference, limit.key), limit) for limit in one.limits))
        for one in terms.promises
    ]
    return replace(terms, promises=tuple(promises))


def _path(terms: Terms, rest: Terms, node: Node) -> Path:
    """The way to what is at fault in a limit: to the first act that cannot be, else to what it is counted after."""
    promise, limit = terms.by_limit[node]
    way: Path = ("commitment", terms.promises.index(promise), "limit", promise.limits.index(limit))
    for number, act in enumerate(limit.acts):
        before, so_far = limit.acts[:number], limit.acts[: number + 1]
        if _complaint(_with(rest, {node: replace(limit, acts=so_far)})):
            if _complaint(_with(rest, {node: replace(limit, acts=before)})):
                break
            return (*way, act.kind, sum(one.kind == act.kind for one in before))
    return (*way, "after")
