"""The order in which limits can be worked out: each after those that it is counted from.

Limits look at other limits, and at deeds; a deed that is not done looks at the limits that say when it is due, and a
start at the completions that it waits for. Limits that look at each other alone are a fault in the terms. A circle
that runs through a deed is a deadlock: the parties wait for each other, until one of them moves.
"""

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from commitments.rules.treaty.amounts import owed
from commitments.rules.treaty.circles import groups
from commitments.rules.treaty.errors import TermsError, saying
from commitments.rules.treaty.items import Book, Node
from commitments.rules.treaty.terms import (
    After,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    First,
    Last,
    Limit,
    LimitKind,
    Promise,
    Rule,
    With,
)

Vertex = Node | AtActual


def order(book: Book) -> Iterator[list[Node]]:
    """Every limit after its needs, in one pass; those of a deadlock together. Raises TermsError for a circle of limits.

    Fills the book with who waits for whom.
    """
    needs: dict[Vertex, list[Vertex]] = {}
    for node, (promise, limit) in book.limits.items():
        with saying(" ".join(node)):
            needs[node] = list(_needs(book, promise, limit))
    _refuse_circle({node: [need for need in needs[node] if not isinstance(need, AtActual)] for node in book.limits})
    for promise in book.promises.values():
        for deed in (AtActual("start", promise.reference), AtActual("completion", promise.reference)):
            with saying(promise.reference):
                needs[deed] = [] if book.deed(deed) is not None else list(_awaits(book, promise, deed))
    for group in groups(needs):
        if len(group) > 1:
            _note_deadlock(book, needs, group)
        if limits := [one for one in group if not isinstance(one, AtActual)]:
            yield limits


def _needs(book: Book, promise: Promise, limit: Limit) -> Iterator[Vertex]:
    for part in all_parts(limit):
        if isinstance(part, With):
            yield from book.nodes(part.commitment, part.limit, "complete_by")
        elif isinstance(part, After) and isinstance(part.anchor, AtEndOf):
            yield from book.nodes(part.anchor.commitment, part.anchor.limit, None)
        elif isinstance(part, After) and isinstance(part.anchor, AtActual):
            book.promise(part.anchor.commitment)
            whom = book.parties.get((promise.reference, limit.key)) or (limit.obligor,)
            if any(book.deed(part.anchor, one) is None for one in whom):
                yield part.anchor


def _awaits(book: Book, promise: Promise, deed: AtActual) -> Iterator[Vertex]:
    yield from awaited(book, deed)
    if deed.what == "completion":
        yield AtActual("start", promise.reference)
        yield from _until_the_other_moves(book, promise)
    else:
        for reference in promise.waits_for:
            book.promise(reference)
            yield AtActual("completion", reference)


def _until_the_other_moves(book: Book, promise: Promise) -> Iterator[Vertex]:
    """A release in a ratio waits for the other side's whenever it has given all that it owes so far."""
    if promise.ratio is not None:
        book.promise(promise.ratio.commitment)
        now_owed = owed(promise.reference, book.terms)
        if now_owed is not None and not now_owed.missing:
            yield AtActual("completion", promise.ratio.commitment)


def _note_deadlock(book: Book, needs: dict[Vertex, list[Vertex]], group: list[Vertex]) -> None:
    inside = set(group)
    names = dict.fromkeys(one.commitment if isinstance(one, AtActual) else one[0] for one in group)
    waiting = tuple(sorted(names, key=list(names).index, reverse=True))
    for one in group:
        if not isinstance(one, AtActual):
            book.waiting[one] = waiting
        elif any(isinstance(need, AtActual) and need.commitment != one.commitment and need in inside
                 for need in needs[one]):  # fmt: skip
            book.stuck[one.commitment] = waiting


def awaited(book: Book, anchor: AtActual, obligor: str | None = None) -> list[Node]:
    """The limits that say when a deed is due once and for all: for one obligor, those that bind it."""
    kind: LimitKind = "start_by" if anchor.what == "start" else "complete_by"
    limits = [limit for limit in book.promise(anchor.commitment).limits if limit.kind == kind]
    binding = [limit for limit in limits if obligor is None or limit.obligor in {None, obligor}]
    return [(anchor.commitment, limit.key) for limit in binding if limit.repeat is None and not _each_receipt(limit)]


def _each_receipt(limit: Limit) -> bool:
    return any(isinstance(part, After) and isinstance(part.anchor, AtEachReceipt) for part in all_parts(limit))


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


def all_parts(limit: Limit) -> Iterator[Rule]:
    for rule in rules_of(limit):
        yield from parts(rule)


def note_parties(book: Book) -> None:
    """Which limits are worked out for each obligor alone, and for which: those counted from each one's own adherence,
    and what the same obligors owe counted from such a limit in turn."""
    users: dict[Node, list[Node]] = {}
    reached: list[Node] = []
    for node, (promise, limit) in book.limits.items():
        anchors = [part for part in all_parts(limit) if isinstance(part, After | With)]
        if any(isinstance(part, After) and isinstance(part.anchor, AtAdherence) for part in anchors):
            book.parties[node] = (limit.obligor,) if limit.obligor else promise.obligors
            reached.append(node)
        with saying(" ".join(node)):
            for source in (one for part in anchors for one in _sources(book, part)):
                users.setdefault(source, []).append(node)
    while reached:
        source = reached.pop()
        for node in users.get(source, ()):
            promise, limit = book.limits[node]
            whom = (limit.obligor,) if limit.obligor else promise.obligors
            if node not in book.parties and whom and set(whom) <= set(book.parties[source]):
                book.parties[node] = whom
                reached.append(node)


def _sources(book: Book, part: After | With) -> Iterable[Node]:
    if isinstance(part, With):
        return book.nodes(part.commitment, part.limit, "complete_by")
    if isinstance(part.anchor, AtEndOf):
        return book.nodes(part.anchor.commitment, part.anchor.limit, None)
    return awaited(book, part.anchor) if isinstance(part.anchor, AtActual) else ()


def _refuse_circle(needs: dict[Node, list[Node]]) -> None:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        around = " → ".join(f"{reference} {key}" for reference, key in error.args[1])
        raise TermsError(f"these limits are counted from each other, so none of them has a date: {around}") from None
