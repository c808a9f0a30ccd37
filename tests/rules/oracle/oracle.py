"""The dated items of an agreement, found by working everything out again and again until nothing moves any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import count as count_up
from itertools import islice

from commitments.rules.treaty.terms import Act, AtEachReceipt, Limit, Promise, Rule, Terms
from tests.rules.oracle.acts import Card, capped, lay, reading
from tests.rules.oracle.clocks import DAY
from tests.rules.oracle.days import civil
from tests.rules.oracle.looks import looks_of, parties
from tests.rules.oracle.spots import PENDING, End, Refused, Spot, View, day_of, later, moved, seconds, sequence, spot


@dataclass(frozen=True)
class Found:
    """What the oracle says of one item."""

    key: tuple[str, str, str, str]
    kind: str
    first: Spot
    due: Spot
    waived: bool = False
    stopped: bool = False
    last: bool = False
    """Of terms that renew themselves: that this one does not."""


Board = dict[tuple[str, str], list[Found] | Refused]
"""What is known so far, by commitment and limit."""


def foretell(terms: Terms, now: datetime) -> list[Found]:
    """Every item in the order of the commitments. Raises Refused."""
    limits = {
        (promise.reference, limit.key): (promise, limit) for promise in terms.promises for limit in promise.limits
    }
    board: Board = {node: _unknown(node) if limit.readings else [] for node, (_, limit) in limits.items()}
    alone = parties(terms)
    for _ in range(len(limits) + 2):
        before = dict(board)
        for node, (promise, limit) in limits.items():
            board[node] = _worked_out(promise, limit, alone.get(node, (limit.obligor,)), terms, now, board)
        if board == before:
            break
    else:
        raise AssertionError("the oracle did not come to rest")
    for found in board.values():
        if isinstance(found, Refused):
            raise found
    return [item for node in limits for item in board[node]]


def _unknown(node: tuple[str, str]) -> list[Found]:
    return [Found((*node, "", ""), "", PENDING, PENDING)]


def _worked_out(
    promise: Promise, limit: Limit, whom: tuple[str | None, ...], terms: Terms, now: datetime, board: Board
) -> list[Found] | Refused:
    try:
        groups = _views(limit, whom, terms, _ends(terms, board)) if limit.readings else ()
        return [item for views in groups for item in _items(promise, limit, views, seconds(now))]
    except Refused as refused:
        return _Same(str(refused))


class _Same(Refused):
    """A refusal that is equal to another with the same words, so that the board can come to rest."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and str(other) == str(self)

    __hash__ = Refused.__hash__


def _ends(terms: Terms, board: Board):
    """Where limits end by what is on the board; a refused one has no end yet."""
    kinds = {(promise.reference, limit.key): limit for promise in terms.promises for limit in promise.limits}

    def ends(commitment: str, key: str | None, kind: str, obligor: str | None) -> list[End]:
        of = [(node, limit) for node, limit in kinds.items() if node[0] == commitment]
        meant = [(node, limit) for node, limit in of if (limit.key == key if key else limit.kind == kind)]
        return [end for node, limit in meant for end in _end(limit, board[node], obligor)]

    return ends


def _end(limit: Limit, items: list[Found] | Refused, obligor: str | None) -> Iterator[End]:
    """Every end of one limit. Standing still and coming again without end are no ends, and a term may renew itself."""
    found = [] if isinstance(items, Refused) else items
    if obligor and limit.obligor not in (None, obligor):
        once = False
    else:
        once = not limit.repeat and not any(isinstance(one, AtEachReceipt) for one in looks_of(limit))
    own = [item for item in found if obligor and item.key[2] == obligor] or found
    may_renew = limit.renewal and not any(item.last for item in own)
    for item in own:
        spot = item.due
        if item.stopped or (limit.repeat and limit.repeat.times is None and limit.repeat.until is None):
            spot = PENDING
        elif may_renew and spot.at is not None:
            spot = replace(spot, sure="projected")
        if item.kind in ("", limit.kind):
            yield End(spot, item.waived, once)


def _views(limit: Limit, whom: tuple[str | None, ...], terms: Terms, ends) -> Iterator[list[tuple[View, str]]]:
    """For each obligor that stands alone, or for all at once: one view, or one for each receipt."""
    receipts = [anchor.key for anchor in looks_of(limit) if isinstance(anchor, AtEachReceipt)]
    for obligor in whom:
        view = View(terms, limit.zone or terms.zone, limit.kind, obligor, 0, ends)
        if receipts:
            received = range(len(terms.receipts.get(receipts[0], ())))
            yield [(replace(view, receipt=which), str(which + 1)) for which in received]
        else:
            yield [(view, "")]


def _items(promise: Promise, limit: Limit, views: list[tuple[View, str]], now: int) -> Iterator[Found]:
    rule = reading(limit, limit.adopted)
    if limit.renewal:
        gone: list[Act] = []
        for view, receipt in views:
            yield from _terms((promise.reference, limit.key, view.obligor or ""), receipt, limit, rule, view, now, gone)
        return
    cards: list[Card] = []
    for view, receipt in views:
        named = (promise.reference, limit.key, view.obligor or "")
        if not limit.repeat:
            bare = partial(_once, limit, view)
            cards.append(Card((*named, receipt), view, rule, bare(rule), bare))
            continue
        for count, point in enumerate(_periods(limit, rule, view, now), 1):
            period = f"{receipt}.{count}" if receipt else str(count)
            cards.append(Card((*named, period), view, rule, point, partial(_nth, count, limit, view)))
    lay(limit, cards)
    for card in cards:
        yield Found(card.key, limit.kind, card.first, card.due, card.waived, card.stopped is not None)


def _once(limit: Limit, view: View, rule: Rule) -> Spot:
    return capped(spot(rule, view), limit, view)


def _nth(count: int, limit: Limit, view: View, rule: Rule) -> Spot:
    """Where another reading leads in this period."""
    step = (limit.repeat.amount, limit.repeat.unit)
    return capped(next(islice(sequence(rule, step, view), count - 1, None), PENDING), limit, view)


def _periods(limit: Limit, rule: Rule, view: View, now: int) -> Iterator[Spot]:
    """As many as the text says, or until its end or its cap, as far as these are certain; else as far as the next."""
    repeat = limit.repeat
    stops = [spot(end, view) for end in (repeat.until, limit.cap) if end]
    end = min((stop.at for stop in stops if stop.sure == "fixed" and stop.at is not None), default=None)
    for count, bare in enumerate(sequence(rule, (repeat.amount, repeat.unit), view), 1):
        if end is not None and bare.at is not None and bare.at > end:
            return
        yield bare
        endless = repeat.times is None and end is None
        if bare.at is None or count == repeat.times or (endless and bare.at > now):
            return


def _terms(
    named: tuple[str, str, str], receipt: str, limit: Limit, rule: Rule, view: View, now: int, gone: list[Act]
) -> Iterator[Found]:
    """One term after another: from the anchor of the first, until an act moves one and the next begin from there."""
    renewal = limit.renewal
    step = (renewal.amount, renewal.unit)
    ends, before = sequence(rule, step, view), None
    for count in count_up(1):
        first = capped(next(ends, PENDING), limit, view)
        if before is not None and first.at is not None and first.at <= before:
            return
        period = f"{receipt}.{count}" if receipt else str(count)
        bare = partial(_once, limit, view) if count == 1 else partial(_always, first)
        card = Card((*named, period), view, rule, first, bare)
        lay(limit, [card], gone)
        end = card.due
        if end.at != first.at:
            ends = islice(later(end, step, view), 1, None)
        day = Spot(end.at, end.day, end.sure, "by", view.zone)
        notice = replace(moved(day, -renewal.notice_amount, renewal.notice_unit, view), sure=end.sure)
        given = renewal.notice_given is not None and notice.day is not None
        in_time = given and day_of(renewal.notice_given) <= notice.day
        yield Found((*named, period), "term_ends", first, end, card.waived, card.stopped is not None, in_time)
        if end.at is None:
            return
        yield Found((*named, f"{period} notice"), "notice_by", notice, notice)
        before = end.at
        if in_time or card.stopped or end.at > now:
            return


def _always(there: Spot, _: Rule) -> Spot:
    """A later term is counted from the one before, whatever the reading."""
    return there


def told(at: int | None) -> str:
    """An instant for people."""
    if at is None:
        return "unknown"
    year, month, day = civil(at // DAY)
    rest = at % DAY
    return f"{year}-{month:02}-{day:02} {rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}Z"
