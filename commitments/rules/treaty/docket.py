"""Which acts concern which item of a limit that has several."""

from commitments.rules.treaty.items import Item
from commitments.rules.treaty.moves import in_order
from commitments.rules.treaty.terms import Act, Limit


class Docket:
    """A limit's acts, handed out to its items in the order of their dates.

    An act that names a period concerns that period. One that names none concerns what had not fallen due on its day:
    a waiver or a suspension all of it, an extension only the first, since it moves one date. Of terms that renew
    themselves only the running one is ever concerned, because the later ones are counted from its end. Another reading
    is another reading of all.
    """

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.acts = in_order(limit.acts)
        self.taken: set[tuple[int, str | None]] = set()
        self.stopped_by = _suspensions(self.acts)

    def for_item(self, item: Item) -> list[Act]:
        concerned: set[int] = set()
        for number, act in enumerate(self.acts):
            if self._concerns(number, act, item, concerned):
                concerned.add(number)
        return [self.acts[number] for number in sorted(concerned)]

    def _concerns(self, number: int, act: Act, item: Item, concerned: set[int]) -> bool:
        if act.period or not item.period:
            return act.period in {"", item.period}
        if act.kind == "adoption":
            return self.limit.renewal is None or self._first(number, item)
        if act.kind == "resumption" and number in self.stopped_by:
            return self.stopped_by[number] in concerned
        if item.first.day is not None and item.first.day < act.on:
            return False
        if act.kind == "extension" or (act.kind == "suspension" and self.limit.renewal is not None):
            return self._first(number, item)
        return True

    def _first(self, number: int, item: Item) -> bool:
        mine = (number, item.obligor)
        first = mine not in self.taken
        self.taken.add(mine)
        return first


def _suspensions(acts: list[Act]) -> dict[int, int]:
    """For every resumption that names no period, the suspension before it that it ends."""
    found: dict[int, int] = {}
    open_: int | None = None
    for number, act in enumerate(acts):
        if act.period:
            continue
        if act.kind == "suspension":
            open_ = number
        elif act.kind == "resumption" and open_ is not None:
            found[number], open_ = open_, None
    return found
