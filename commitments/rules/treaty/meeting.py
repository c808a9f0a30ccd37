"""When an item was met, given what was really done."""

from commitments.rules.treaty.amounts import reached
from commitments.rules.treaty.deeds import Met, deed, earliest, latest, met
from commitments.rules.treaty.items import Item, TermsError
from commitments.rules.treaty.terms import Happened, Promise, Terms


def fulfilled(item: Item, terms: Terms) -> Met | None:
    """The span in which the item was met, in UTC; None while it is not, and for what nobody can meet.

    A period is met by its own delivery or, where it asks for an amount, by reaching that amount within it. A share is
    met when its amount is reached, or with the whole. A limit of one obligor is met by that obligor's deed.
    """
    when = _when(item, terms)
    return None if when is None else met(when, item.zone)


def _when(item: Item, terms: Terms) -> Happened | None:
    promise, limit = terms.by_limit.get((item.commitment, item.limit), (None, None))
    if promise is None or limit is None:
        raise TermsError(f"{item.commitment} {item.limit} is not a limit of {terms.reference}")
    if item.kind in {"not_before", "term_ends"}:
        return None
    if item.kind == "notice_by" and limit.renewal is not None:
        return limit.renewal.notice_given if limit.renewal.ends_with(item.due.day) else None
    ways = [_delivered(item, promise, terms), reached(item, terms), _completed(item, promise, terms)]
    return earliest([way for way in ways if way is not None], item.zone)


def _delivered(item: Item, promise: Promise, terms: Terms) -> Happened | None:
    """What this very item asked for, by its obligor, or by all of them where it binds all."""
    done = terms.done.get(item.commitment)
    if done is None:
        return None
    given = [one for one in done.delivered if (one.limit, one.period) == (item.limit, item.period)]
    own = [earliest([one.on for one in given if one.obligor == whom], item.zone) for whom in promise.obligors]
    if item.obligor is not None:
        mine = earliest([one.on for one in given if one.obligor == item.obligor], item.zone)
        if mine is not None:
            return mine
    whole = earliest([one.on for one in given if one.obligor is None], item.zone)
    if whole is not None or item.obligor in promise.obligors:
        return whole
    each = [one for one in own if one is not None]
    return latest(each, item.zone) if own and len(each) == len(own) else None


def _completed(item: Item, promise: Promise, terms: Terms) -> Happened | None:
    """The deed that settles the item without speaking of it: none for a single period, nor for a report beside it."""
    if item.period:
        return None
    if item.kind == "start_by":
        return deed(terms, item.commitment, "start", item.obligor)
    nothing_else = all(limit.kind == item.kind for limit in promise.limits)
    if item.kind == "complete_by" or nothing_else:
        return deed(terms, item.commitment, "completion", item.obligor)
    return None
