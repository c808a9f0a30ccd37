"""From an agreement's terms and facts to its dated items, each worked out once, after those it is counted from.

What has not happened is never guessed: a limit counted from it is **pending**, or a **projection** where the awaited
step has a limit of its own. Commitments that wait for each other are shown as a **deadlock**. Limits counted from each
other are a fault in the terms and raise TermsError.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from commitments.rules.treaty.items import Book, Item, working_out
from commitments.rules.treaty.moves import moved, reading_of
from commitments.rules.treaty.order import order, parts, rules_of
from commitments.rules.treaty.periods import renewed, repeated
from commitments.rules.treaty.points import Variant, point
from commitments.rules.treaty.terms import After, AtAdherence, AtEachReceipt, Limit, Promise, Terms


def resolve(terms: Terms, *, now: datetime) -> list[Item]:
    """Every dated item of the agreement, in the order of its commitments.

    `now` is an aware instant: it ends lists that have no end (the first item after it is the last one given) and says
    which term of a self-renewing one is running. It decides nothing else. Raises TermsError.
    """
    book = Book(terms, now)
    for node in order(book):
        with working_out(node):
            book.found[node] = list(_items(book, *book.limits[node]))
    return [item for node in book.limits for item in book.found[node]]


def _items(book: Book, promise: Promise, limit: Limit) -> Iterator[Item]:
    if not limit.readings:
        return
    for variant in _variants(book.terms, promise, limit):
        base = _item(book, promise, limit, variant)
        if limit.renewal:
            yield from renewed(book, limit, limit.renewal, variant, base)
        elif limit.repeat:
            yield from repeated(book, limit, limit.repeat, variant, base)
        else:
            yield base


def _variants(terms: Terms, promise: Promise, limit: Limit) -> Iterator[Variant]:
    """One for each obligor where each one's own adherence counts, one for each receipt, else one for all."""
    zone = limit.zone or terms.zone
    anchors = [part.anchor for rule in rules_of(limit) for part in parts(rule) if isinstance(part, After)]
    receipts = [anchor.key for anchor in anchors if isinstance(anchor, AtEachReceipt)]
    if any(isinstance(anchor, AtAdherence) for anchor in anchors):
        for obligor in (limit.obligor,) if limit.obligor else promise.obligors:
            yield Variant(zone, limit.kind, obligor=obligor, adherence=terms.adhered.get(obligor))
    elif receipts:
        for number, receipt in enumerate(terms.receipts.get(receipts[0], ()), start=1):
            yield Variant(zone, limit.kind, obligor=limit.obligor, receipt=receipt, number=number)
    else:
        yield Variant(zone, limit.kind, obligor=limit.obligor)


def _item(book: Book, promise: Promise, limit: Limit, variant: Variant) -> Item:
    adopted = reading_of(limit, limit.adopted)
    first = point(book, limit, adopted.rule, variant)
    item = Item(
        commitment=promise.reference,
        limit=limit.key,
        kind=limit.kind,
        label=limit.label,
        obligor=variant.obligor,
        period=str(variant.number) if variant.number else "",
        first=first,
        due=first,
        zone=variant.zone,
        adopted=adopted,
        share=limit.share,
        deadlock=book.deadlocked.get((promise.reference, limit.key), ()),
    )
    return _with_other_readings(book, moved(book, item, limit, variant), limit, variant)


def _with_other_readings(book: Book, item: Item, limit: Limit, variant: Variant) -> Item:
    beside = [reading for reading in limit.readings if reading is not item.adopted]
    return replace(item, others=tuple((one, point(book, limit, one.rule, variant)) for one in beside))
