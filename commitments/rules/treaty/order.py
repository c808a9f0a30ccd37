"""The order in which limits can be worked out: each after those that it is counted from."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from commitments.rules.treaty.items import Book, Node, TermsError
from commitments.rules.treaty.terms import After, AtActual, AtEndOf, First, Last, Limit, LimitKind, Rule, With

Needs = dict[Node, dict[Node, bool]]
"""For every limit, the limits that it is counted from: True where only the lack of a deed makes it look there."""


def order(book: Book) -> list[Node]:
    """Every limit after its needs, in one pass. Raises TermsError where limits are counted from each other."""
    needs: Needs = {node: dict(_needs(book, limit)) for node, (_, limit) in book.limits.items()}
    _refuse_circle({node: [need for need, soft in given.items() if not soft] for node, given in needs.items()})
    while True:
        try:
            return list(TopologicalSorter({node: list(given) for node, given in needs.items()}).static_order())
        except CycleError as error:
            _cut(book, needs, error.args[1])


def _cut(book: Book, needs: Needs, circle: list[Node]) -> None:
    """Commitments that wait for each other's deeds stand still together: say so, and work out the rest."""
    waiting = tuple(dict.fromkeys(reference for reference, _ in reversed(circle)))
    for node in circle:
        for need, soft in list(needs[node].items()):
            if soft and need in circle:
                del needs[node][need]
                book.deadlocked[node] = waiting


def _needs(book: Book, limit: Limit) -> Iterator[tuple[Node, bool]]:
    for rule in rules_of(limit):
        for part in parts(rule):
            if isinstance(part, With):
                yield from ((node, False) for node in book.nodes(part.commitment, part.limit, "complete_by"))
            elif isinstance(part, After) and isinstance(part.anchor, AtEndOf):
                yield from ((node, False) for node in book.nodes(part.anchor.commitment, part.anchor.limit, None))
            elif isinstance(part, After) and isinstance(part.anchor, AtActual):
                yield from ((node, True) for node in awaited(book, part.anchor))


def awaited(book: Book, anchor: AtActual) -> list[Node]:
    """The limits that say when an undone deed is due; none where it is done."""
    kind: LimitKind = "start_by" if anchor.what == "start" else "complete_by"
    if book.deed(anchor) is not None:
        return []
    return book.nodes(anchor.commitment, None, kind)


def rules_of(limit: Limit) -> Iterator[Rule]:
    """Every rule that a limit mentions: its readings, its acts, its cap, its end."""
    yield from (reading.rule for reading in limit.readings)
    yield from (act.to for act in limit.acts if act.to is not None)
    if limit.cap is not None:
        yield limit.cap
    if limit.repeat is not None and limit.repeat.until is not None:
        yield limit.repeat.until


def parts(rule: Rule) -> Iterator[Rule]:
    """A rule without its First and Last."""
    if isinstance(rule, First | Last):
        for part in rule.of:
            yield from parts(part)
    else:
        yield rule


def _refuse_circle(needs: dict[Node, list[Node]]) -> None:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        around = " → ".join(f"{reference} {key}" for reference, key in error.args[1])
        said = f"these limits are counted from each other, so none of them has a date: {around}"
        raise TermsError(said, error.args[1][0]) from None
