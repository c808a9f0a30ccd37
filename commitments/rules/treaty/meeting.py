from commitments.rules.treaty.items import Item
from commitments.rules.treaty.states import Met, met
from commitments.rules.treaty.terms import Done, Terms


def fulfilled(item: Item, terms: Terms) -> Met | None:
    done = terms.done.get(item.commitment, Done())
    deed = done.own.get(item.obligor or "", done)
    if item.kind in ("start_by", "not_before"):
        return met(deed.started or deed.completed, item.zone)
    return met(deed.completed, item.zone)
