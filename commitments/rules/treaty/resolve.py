"""From an agreement's terms and facts to its dated items, each worked out once, after those it is counted from.

What has not happened is never guessed: a limit counted from it is **pending**, or a **projection** where the awaited
step has a limit of its own. Commitments that wait for each other are shown as a **deadlock**. Limits counted from each
other are a fault in the terms and raise TermsError.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from commitments.rules.treaty.anchors import Variant, at
from commitments.rules.treaty.deeds import met
from commitments.rules.treaty.docket import Docket
from commitments.rules.treaty.errors import TermsError, saying
from commitments.rules.treaty.items import Book, Item, Node, Point, pending
from commitments.rules.treaty.moves import Moving, Place, moved, reading_of
from commitments.rules.treaty.order import all_parts, note_parties, order, parts
from commitments.rules.treaty.periods import Series, notice_of, numbers, repeated
from commitments.rules.treaty.points import point
from commitments.rules.treaty.terms import (
    After,
    AtEachReceipt,
    AtMilestone,
    Limit,
    Promise,
    Reading,
    Renewal,
    Repeat,
    Terms,
)

MOST_ITEMS = 20_000
"""Of one agreement, because any fact works all of them out while somebody waits for the page."""


def resolve(terms: Terms, *, now: datetime) -> list[Item]:
    """Every dated item of the agreement, in the order of its commitments.

    `now` is an aware instant: it ends lists that have no end (the first item after it is the last one given) and says
    which term of a self-renewing one is running. It decides nothing else. Raises TermsError.
    """
    book, count = opened(terms, now), 0
    for group in order(book):
        _work_out(book, group)
        count += sum(len(book.found[node]) for node in group)
        if count > MOST_ITEMS:
            most = max(book.found, key=lambda node: len(book.found[node]))
            raise TermsError(
                f"{terms.reference} gives more than {MOST_ITEMS:,} dates, most of them by {' '.join(most)}; "
                "a longer step or an end would help"
            )
    return [_in_its_deadlock(book, node, item) for node in book.limits for item in book.found[node]]


def opened(terms: Terms, now: datetime) -> Book:
    """The terms, with what is known of them before anything is worked out."""
    book = Book(terms, now)
    note_parties(book)
    return book


def _work_out(book: Book, group: list[Node]) -> None:
    """One limit, or those that wait for each other: what one of them has without the rest may give the rest a date."""
    for _ in group:
        before = {node: [item.due for item in book.found.get(node, ())] for node in group}
        for node in group:
            book.found[node] = _of_limit(book, node)
        if len(group) == 1 or before == {node: [item.due for item in book.found[node]] for node in group}:
            return


def _of_limit(book: Book, node: Node) -> list[Item]:
    with saying(" ".join(node)):
        # One too many is enough to be refused for, however many there would be.
        return list(islice(_items(book, *book.limits[node]), MOST_ITEMS + 1))


def _in_its_deadlock(book: Book, node: Node, item: Item) -> Item:
    """Commitments that wait for each other say so on every item; limits that do, where they are left without a date."""
    waiting = book.stuck.get(node[0], ()) or (() if item.due.certainty == "fixed" else book.waiting.get(node, ()))
    return replace(item, deadlock=waiting) if waiting else item


def _items(book: Book, promise: Promise, limit: Limit) -> Iterator[Item]:
    if not limit.readings:
        return
    docket = Docket(limit, book.terms.zone)
    for variant in _variants(book, promise, limit):
        if limit.renewal:
            yield from _terms(book, promise, limit, limit.renewal, variant, docket)
        elif limit.repeat:
            yield from _periods(book, promise, limit, Series(book, limit, limit.repeat, variant), docket)
        else:
            yield _once(book, promise, limit, variant, docket)


def _once(book: Book, promise: Promise, limit: Limit, variant: Variant, docket: Docket) -> Item:
    def place(reading: Reading, variant: Variant) -> Point:
        return point(book, limit, reading.rule, variant)

    item = _placed(_item(promise, limit, variant), place(reading_of(limit, limit.adopted), variant))
    return _finished(book, item, limit, variant, place, docket)


def _periods(book: Book, promise: Promise, limit: Limit, series: Series, docket: Docket) -> Iterator[Item]:
    base = _item(promise, limit, series.variant)
    for number, item in repeated(series, base, reading_of(limit, limit.adopted)):
        yield _finished(book, item, limit, series.variant, partial(series.place, number), docket)


def _terms(
    book: Book, promise: Promise, limit: Limit, renewal: Renewal, variant: Variant, docket: Docket
) -> Iterator[Item]:
    """Each term with its notice date, as far as the running one. Notice given in time ends the list, and so does a cap,
    at which the next term would end no later than the one before.

    Later terms are counted from where the first is counted from, or from the last that an act has moved.
    """
    base = _item(promise, limit, variant)
    series = Series(book, limit, Repeat(renewal.amount, renewal.unit), variant)
    term = _once(book, promise, limit, variant, docket)
    place: Callable[[int], Point] = partial(series.place, reading=reading_of(limit, limit.adopted), variant=variant)
    for number in numbers(renewal.amount, renewal.unit):
        yield term
        notice = notice_of(term, renewal)
        if notice is None:
            return
        yield notice
        end = at(term.due)
        if renewal.ends_with(notice.due.day) or term.suspended or end > book.now:
            return
        if term.due.at != term.first.at:
            place = partial(series.place_after, term.due, number)
        there = place(number + 1)
        if there.at is not None and there.at <= end:
            return
        following = _placed(replace(base, period=_numbered(variant, number + 2)), there)
        term = _with_acts(book, following, limit, variant, lambda *_, there=there: there, docket)


def _variants(book: Book, promise: Promise, limit: Limit) -> Iterator[Variant]:
    """One for each obligor where each one's own adherence counts, one for each receipt, else one for all."""
    terms, zone = book.terms, limit.zone or book.terms.zone
    receipts = set(_receipts(limit))
    if len(receipts) > 1:
        several = " and ".join(sorted(receipts))
        raise TermsError(f"it is counted from each receipt of {several} at once; use two limits")
    for obligor in book.parties.get((promise.reference, limit.key), (limit.obligor,)):
        variant = Variant(zone, limit.kind, obligor, adherence=terms.adhered.get(obligor or ""))
        if not receipts:
            yield variant
        for key in receipts:
            received = sorted(terms.receipts.get(key, ()), key=lambda when: met(when, zone).earliest)
            for number, receipt in enumerate(received, start=1):
                yield replace(variant, receipt=receipt, number=number)


def _receipts(limit: Limit) -> Iterator[str]:
    for part in all_parts(limit):
        if isinstance(part, After) and isinstance(part.anchor, AtEachReceipt):
            yield part.anchor.key


def _item(promise: Promise, limit: Limit, variant: Variant) -> Item:
    nowhere = pending("")
    return Item(
        commitment=promise.reference,
        limit=limit.key,
        kind=limit.kind,
        label=limit.label,
        obligor=variant.obligor,
        period=_numbered(variant, 1) if limit.renewal else str(variant.number or ""),
        first=nowhere,
        due=nowhere,
        zone=variant.zone,
        adopted=reading_of(limit, limit.adopted),
        share=limit.share,
    )


def _numbered(variant: Variant, number: int) -> str:
    return f"{variant.number}.{number}" if variant.number else str(number)


def _placed(item: Item, there: Point) -> Item:
    return replace(item, first=there, due=there)


def _finished(book: Book, item: Item, limit: Limit, variant: Variant, place: Place, docket: Docket) -> Item:
    """The item after the acts that concern it, with what the other readings and the other basis give beside it."""
    item = _with_acts(book, item, limit, variant, place, docket)
    others = [(one, place(one, variant)) for one in limit.readings if one is not item.adopted]
    return replace(item, others=(*others, *_on_the_other_basis(book, item, limit, variant, place)))


def _with_acts(book: Book, item: Item, limit: Limit, variant: Variant, place: Place, docket: Docket) -> Item:
    return moved(Moving(book, limit, variant, place), item, docket)


def _on_the_other_basis(
    book: Book, item: Item, limit: Limit, variant: Variant, place: Place
) -> Iterator[tuple[Reading, Point]]:
    """Where the limit would lie if the milestones that it counts from were taken at their other time."""
    if item.adopted is None:
        return
    rules = [item.adopted.rule, *([limit.cap] if limit.cap is not None else [])]
    anchors = [part.anchor for rule in rules for part in parts(rule) if isinstance(part, After)]
    events = [book.terms.events.get(anchor.key) for anchor in anchors if isinstance(anchor, AtMilestone)]
    two = [one for one in events if one is not None and one.happened_beside not in {None, one.happened}]
    if two:
        named = " and ".join(f"the {one.beside.replace('_', ' ')} time of {one.name}" for one in two)
        reading = Reading(two[0].beside, item.adopted.rule, words=f"counted from {named}")
        yield reading, place(reading, replace(variant, other_basis=True))
