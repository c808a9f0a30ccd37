"""How much: shares of a baseline, quotas of a period, and releases in a ratio. What is unknown stays unknown."""

from collections.abc import Iterable
from dataclasses import dataclass

from commitments.rules.treaty.deeds import met
from commitments.rules.treaty.items import Item
from commitments.rules.treaty.terms import Happened, Progress, Promise, Share, Terms


@dataclass(frozen=True)
class Shortfall:
    """What was required, what was done, what is missing. `required` and `missing` are None without a baseline."""

    of: str
    required: int | None
    done: int
    missing: int | None
    words: str


def shortfall(item: Item, terms: Terms) -> Shortfall | None:
    """How an item stands against its share: in all so far, or within its own period. None for one without a share."""
    if item.share is None:
        return None
    of = _of(item.share, terms.by_reference[item.commitment])
    required, asked = _required(item.share, of, terms.by_reference[item.commitment])
    return _held_against(required, sum(one.amount for one in counted(item, terms)), of, asked)


def reached(item: Item, terms: Terms) -> Happened | None:
    """When the item's share was reached by counting; None while it is not, and always without a baseline."""
    if item.share is None:
        return None
    promise = terms.by_reference[item.commitment]
    required, _ = _required(item.share, _of(item.share, promise), promise)
    if required is None:
        return None
    so_far = 0
    for one in sorted(counted(item, terms), key=lambda one: met(one.on, item.zone).latest):
        so_far += one.amount
        if so_far >= required:
            return one.on
    return None


def counted(item: Item, terms: Terms) -> list[Progress]:
    """The progress that counts for an item: its own things, its own obligor's, and in a period only what fell in it.

    What nobody in particular did counts for all of them together, and for a single one only where there is no other.
    """
    promise, done = terms.by_reference[item.commitment], terms.done.get(item.commitment)
    if item.share is None or done is None:
        return []
    of = _of(item.share, promise)
    own = [one for one in done.progress if _speaks_of(one, of, promise) and _by(one, item.obligor, promise)]
    if not (item.share.per_period and item.period):
        return own
    due, opens = item.due.at, item.opens
    if due is None or opens is None:
        return []
    spans = [(one, met(one.on, item.zone)) for one in own]
    return [one for one, span in spans if span.by(due) and not span.by(opens)]


def owed(commitment: str, terms: Terms) -> Shortfall | None:
    """What a reciprocal release has to give now for what the other side has given; None where there is no ratio.

    Only whole steps of the other side oblige, and nothing here has a date of its own.
    """
    promise = terms.by_reference[commitment]
    ratio = promise.ratio
    if ratio is None:
        return None
    there = _done(ratio.commitment, ratio.of, terms)
    # Without a step that can be counted nothing is ever owed, rather than everything at once.
    steps = max(0, there) // ratio.for_each if ratio.for_each > 0 else 0
    asked = (
        f"{ratio.amount} for each {ratio.for_each} of {ratio.commitment}: "
        f"{there} done there = {_steps(steps)} = {steps * ratio.amount} owed here"
    )
    return _held_against(steps * ratio.amount, _done(commitment, ratio.of, terms), ratio.of, asked)


def _held_against(required: int | None, done: int, of: str, asked: str) -> Shortfall:
    if required is None:
        return Shortfall(of, None, done, None, f"{asked}; {done} done")
    missing = max(0, required - done)
    return Shortfall(of, required, done, missing, f"{asked}; {done} done, {missing or 'none'} missing")


def _required(share: Share, of: str, promise: Promise) -> tuple[int | None, str]:
    """The amount that a share asks for, in whole things, and how it came about."""
    things = f" {of}" if of else ""
    when = " in this period" if share.per_period else ""
    if share.amount is not None:
        return share.amount, f"{share.amount}{things}{when}"
    percent = share.percent or 0
    baseline = next((one.baseline for one in promise.quantities if one.of == of), None)
    if baseline is None:
        return None, f"{percent} % of{things or ' it'}{when}, of which no baseline is known, so no amount follows"
    required = -(-baseline * percent // 100)
    rounded = ", in whole ones" if baseline * percent % 100 else ""
    return required, f"{percent} % of {baseline}{things}{when} = {required}{rounded}"


def _of(share: Share, promise: Promise) -> str:
    """What the share is counted in: what it says, else the only thing that was promised."""
    return share.of or _only_thing(promise)


def _only_thing(promise: Promise) -> str:
    return promise.quantities[0].of if len(promise.quantities) == 1 else ""


def _speaks_of(one: Progress, of: str, promise: Promise) -> bool:
    return (one.of or _only_thing(promise)) == of


def _by(one: Progress, obligor: str | None, promise: Promise) -> bool:
    return obligor is None or one.obligor == obligor or (one.obligor is None and len(promise.obligors) <= 1)


def _done(commitment: str, of: str, terms: Terms) -> int:
    done, promise = terms.done.get(commitment), terms.by_reference.get(commitment)
    if done is None or promise is None:
        return 0
    of = of or _only_thing(promise)
    total = sum(one.amount for one in done.progress if _speaks_of(one, of, promise))
    if done.completed is None:
        return total
    return max(total, _promised(one.amount for one in promise.quantities if one.of == of))


def _promised(amounts: Iterable[int | None]) -> int:
    return sum(amount for amount in amounts if amount is not None)


def _steps(count: int) -> str:
    return f"{count} whole {'step' if count == 1 else 'steps'}"
