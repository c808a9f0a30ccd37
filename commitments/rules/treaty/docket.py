"""Which acts concern which item of a limit that has several."""

from collections.abc import Collection
from datetime import date

from commitments.rules.treaty.calendar import day_begins
from commitments.rules.treaty.items import Item, Point
from commitments.rules.treaty.terms import Act, Limit


class Docket:
    """A limit's acts, handed out to its items in the order of their dates.

    An act that names a period concerns that period. One that names none concerns what had not fallen due on its day,
    as the acts before it left it: a waiver or a suspension all of it, an extension only the first, since it moves one
    date. Of terms that renew themselves only a waiver concerns every later one, because those are counted from the end
    of the one that the other acts move. Another reading is another reading of all.
    """

    def __init__(self, limit: Limit, zone: str) -> None:
        self.limit, self.zone = limit, zone
        self.acts = sorted(limit.acts, key=lambda act: act.on)
        self.taken: set[tuple[int, str | None]] = set()
        self.stopped_by = _suspensions(self.acts)

    def concerns(self, number: int, item: Item, earlier: Collection[int]) -> bool:
        """Whether the act of this number concerns an item as it stands after those earlier acts that concern it."""
        act = self.acts[number]
        if act.period or not item.period:
            return act.period in {"", item.period}
        if act.kind == "adoption":
            return self.limit.renewal is None or self._first(number, item)
        if act.kind == "resumption" and number in self.stopped_by:
            return self.stopped_by[number] in earlier
        if ran_out(item.due, act.on, self.zone):
            return False
        if act.kind == "extension" or (act.kind == "suspension" and self.limit.renewal is not None):
            return self._first(number, item)
        return True

    def _first(self, number: int, item: Item) -> bool:
        mine = (number, item.obligor)
        first = mine not in self.taken
        self.taken.add(mine)
        return first


def ran_out(due: Point, on: date, zone: str) -> bool:
    """Whether a date had passed as this day began in the agreement's zone; what has no date yet has not."""
    return due.at is not None and due.at <= day_begins(on, zone)


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
