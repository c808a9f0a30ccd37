"""The dated items of an agreement, found by working everything out again and again until nothing moves any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from commitments.rules.treaty.terms import (
    Act,
    After,
    AtAdherence,
    AtEachReceipt,
    First,
    Last,
    Limit,
    Promise,
    Rule,
    Terms,
)
from tests.rules.oracle.clocks import DAY
from tests.rules.oracle.days import civil, ordinal
from tests.rules.oracle.spots import PENDING, Refused, Spot, View, day_of, earliest, moved, seconds, sequence, spot


@dataclass(frozen=True)
class Found:
    """What the oracle says of one item."""

    key: tuple[str, str, str, str]
    kind: str
    first: Spot
    due: Spot
    waived: bool = False


Board = dict[tuple[str, str], list[Found] | Refused]
"""What is known so far, by commitment and limit."""


def foretell(terms: Terms, now: datetime) -> list[Found]:
    """Every item in the order of the commitments. Raises Refused."""
    limits = {
        (promise.reference, limit.key): (promise, limit) for promise in terms.promises for limit in promise.limits
    }
    board: Board = {node: _unknown(node) if limit.readings else [] for node, (_, limit) in limits.items()}
    for _ in range(len(limits) + 2):
        before = dict(board)
        for node, (promise, limit) in limits.items():
            board[node] = _worked_out(promise, limit, terms, now, board)
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


def _worked_out(promise: Promise, limit: Limit, terms: Terms, now: datetime, board: Board) -> list[Found] | Refused:
    try:
        views = _views(promise, limit, terms, _ends(terms, board))
        return [item for view, period in views for item in _items(promise, limit, view, period, seconds(now))]
    except Refused as refused:
        return _Same(str(refused))


class _Same(Refused):
    """A refusal that is equal to another with the same words, so that the board can come to rest."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and str(other) == str(self)

    __hash__ = Refused.__hash__


def _ends(terms: Terms, board: Board):
    """Where limits end by what is on the board; a refused one has no end yet."""
    kinds = {(promise.reference, limit.key): limit.kind for promise in terms.promises for limit in promise.limits}

    def ends(commitment: str, key: str | None, kind: str) -> list[tuple[Spot, bool]]:
        nodes = [(commitment, key)] if key else [n for n, k in kinds.items() if n[0] == commitment and k == kind]
        found = [board[node] for node in nodes]
        return [(item.due, item.waived) for items in found if not isinstance(items, Refused) for item in items]

    return ends


def _views(promise: Promise, limit: Limit, terms: Terms, ends) -> Iterator[tuple[View, str]]:
    view = View(terms, limit.zone or terms.zone, limit.kind, limit.obligor, 0, ends)
    anchors = [anchor for reading in limit.readings for anchor in _anchors(reading.rule)]
    receipts = [anchor.key for anchor in anchors if isinstance(anchor, AtEachReceipt)]
    if not limit.readings:
        return
    if receipts:
        for which in range(len(terms.receipts.get(receipts[0], ()))):
            yield replace(view, receipt=which), str(which + 1)
    elif any(isinstance(anchor, AtAdherence) for anchor in anchors) and not limit.obligor:
        for obligor in promise.obligors:
            yield replace(view, obligor=obligor), ""
    else:
        yield view, ""


def _anchors(rule: Rule) -> Iterator[object]:
    if isinstance(rule, First | Last):
        for part in rule.of:
            yield from _anchors(part)
    elif isinstance(rule, After):
        yield rule.anchor


def _items(promise: Promise, limit: Limit, view: View, receipt: str, now: int) -> Iterator[Found]:
    named = (promise.reference, limit.key, view.obligor or "")
    rule = _rule(limit, limit.adopted)
    if limit.renewal:
        yield from _terms(named, limit, rule, view, now)
        return
    if not limit.repeat:
        yield _moved((*named, receipt), limit, capped(spot(rule, view), limit, view), view)
        return
    for count, point in enumerate(_periods(limit, rule, view, now), 1):
        period = f"{receipt}.{count}" if receipt else str(count)
        yield _moved((*named, period), limit, point, view)


def _rule(limit: Limit, key: str | None) -> Rule:
    return next((reading.rule for reading in limit.readings if reading.key == key), limit.readings[0].rule)


def capped(point: Spot, limit: Limit, view: View) -> Spot:
    return earliest([point, spot(limit.cap, view)]) if limit.cap else point


def _periods(limit: Limit, rule: Rule, view: View, now: int) -> Iterator[Spot]:
    repeat = limit.repeat
    until = spot(repeat.until, view) if repeat.until else PENDING
    for count, bare in enumerate(sequence(rule, (repeat.amount, repeat.unit), view), 1):
        point = capped(bare, limit, view)
        if until.at is not None and point.at is not None and point.at > until.at:
            return
        yield point
        endless = repeat.times is None and until.at is None
        if point.at is None or count == repeat.times or (endless and point.at > now):
            return


def _terms(named: tuple[str, str, str], limit: Limit, rule: Rule, view: View, now: int) -> Iterator[Found]:
    renewal = limit.renewal
    for count, end in enumerate(sequence(rule, (renewal.amount, renewal.unit), view), 1):
        yield Found((*named, str(count)), "term_ends", end, end)
        if end.at is None:
            return
        day = moved(Spot(end.at, end.day, end.sure, edge="by"), -renewal.notice_amount, renewal.notice_unit, view)
        notice = replace(day, sure=end.sure)
        yield Found((*named, str(count)), "notice_by", notice, notice)
        in_time = renewal.notice_given is not None and day_of(renewal.notice_given) <= notice.day
        if in_time or end.at > now:
            return


def _moved(key: tuple[str, str, str, str], limit: Limit, first: Spot, view: View) -> Found:
    """The item after the acts on it, one day after another."""
    due, since, waived = first, None, False
    for act in sorted((act for act in limit.acts if act.period in ("", key[3])), key=lambda act: day_of(act.on)):
        match act.kind:
            case "extension":
                due = _extended(due, act, limit, view)
            case "adoption":
                due = capped(spot(_rule(limit, act.reading), view), limit, view)
            case "waiver":
                waived = True
            case "suspension":
                since = day_of(act.on)
            case "resumption":
                due, since = capped(_resumed(due, since, day_of(act.on), view), limit, view), None
    return Found(key, limit.kind, first, due, waived)


def _extended(due: Spot, act: Act, limit: Limit, view: View) -> Spot:
    if not limit.extendable:
        raise Refused("not extendable")
    after = capped(spot(act.to, view) if act.to else moved(due, *act.lengthen, view), limit, view)
    if due.at is not None and after.at is not None and after.at <= due.at:
        raise Refused("not later")
    return after


def _resumed(due: Spot, stopped: int, again: int, view: View) -> Spot:
    """The days that were left when it stopped, counted one by one from the day on which it goes on."""
    if due.at is None:
        return PENDING
    nominal = due.clock[1] // DAY if due.clock else due.day
    day = ordinal(again, nominal - stopped + 1)
    return moved(due, day - nominal, "days", view)


def told(at: int | None) -> str:
    """An instant for people."""
    if at is None:
        return "unknown"
    year, month, day = civil(at // DAY)
    rest = at % DAY
    return f"{year}-{month:02}-{day:02} {rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}Z"
