"""What acts do to the items of a limit: one act after another, each laid on every item before the next is taken up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from commitments.rules.treaty.terms import Act, After, At, AtMilestone, First, Last, Limit, On, Rule
from tests.rules.oracle.clocks import DAY, clock
from tests.rules.oracle.days import ordinal
from tests.rules.oracle.spots import PENDING, Refused, Spot, View, day_of, earliest, moved, seconds, spot


@dataclass
class Card:
    """An item while acts are being laid on it. `bare` says where a rule leads without any act."""

    key: tuple[str, str, str, str]
    view: View
    rule: Rule
    first: Spot
    bare: Callable[[Rule], Spot]
    due: Spot = PENDING
    laid: list[Act] = field(default_factory=list)
    stopped: Act | None = None
    waived: bool = False

    def __post_init__(self) -> None:
        self.due = self.first


def reading(limit: Limit, key: str | None) -> Rule:
    return next((one.rule for one in limit.readings if one.key == key), limit.readings[0].rule)


def capped(point: Spot, limit: Limit, view: View) -> Spot:
    return earliest([point, spot(limit.cap, view)]) if limit.cap else point


def lay(limit: Limit, cards: list[Card], gone: list[Act] | None = None) -> None:
    """Lay a limit's acts on the items of one obligor, in the order of their days. Raises Refused.

    Terms that renew themselves are laid one by one: what moved one of them is `gone` for the next.
    """
    halted: list[Card] = []
    for act in sorted(limit.acts, key=lambda act: day_of(act.on)):
        for_all = not act.period
        touched = [card for card in cards if card.key[3] == act.period]
        if for_all:
            touched = halted if act.kind == "resumption" else [card for card in cards if _open_to(act, card)]
            touched = [card for card in touched if card.key[3]][:1] if act.kind == "extension" else touched
            touched += [card for card in cards if not card.key[3] and card not in touched]
            if limit.renewal and act.kind in ("extension", "suspension", "adoption"):
                touched = [] if any(act is one for one in gone) else touched
                gone += [act] * bool(touched)
            halted = touched if act.kind == "suspension" else halted
        for card in touched:
            _lay(act, limit, card)
            card.laid.append(act)


def _open_to(act: Act, card: Card) -> bool:
    return act.kind == "adoption" or not _lapsed(card.due, act, card.view)


def _lapsed(due: Spot, act: Act, view: View) -> bool:
    """Whether the time was up when the day of the act began in the agreement's zone."""
    return due.at is not None and due.at <= clock(view.terms.zone).begin(day_of(act.on))


def _lay(act: Act, limit: Limit, card: Card) -> None:
    if act.kind in ("extension", "suspension") and not limit.extendable:
        raise Refused("not extendable")
    running = [one.kind for one in card.laid if one.kind in ("suspension", "resumption")][-1:] != ["suspension"]
    match act.kind:
        case "extension":
            new = _extended(card.due, act, limit, card.view)
            if _later(new, card.due):
                card.due = new
            elif card.due.sure == "fixed" and _stood_fast(act, limit, card):
                raise Refused("not later")
        case "waiver":
            card.waived = True
        case "suspension":
            if not running:
                raise Refused("suspended already")
            card.stopped = None if _lapsed(card.due, act, card.view) else act
        case "resumption":
            if running:
                raise Refused("not suspended")
            if card.stopped:
                card.due = capped(_resumed(card.due, card.stopped, act, card.view), limit, card.view)
            card.stopped = None
        case "adoption":
            card.rule = reading(limit, act.reading)
            _replay(limit, card)


def _replay(limit: Limit, card: Card) -> None:
    """What was granted on the reading before is granted on this one, as far as it makes it later."""
    card.due, card.stopped = card.bare(card.rule), None
    for act in card.laid:
        if act.kind == "extension":
            new = _extended(card.due, act, limit, card.view)
            card.due = new if _later(new, card.due) else card.due
        elif act.kind == "suspension":
            card.stopped = None if _lapsed(card.due, act, card.view) else act
        elif act.kind == "resumption" and card.stopped:
            card.due = capped(_resumed(card.due, card.stopped, act, card.view), limit, card.view)
            card.stopped = None


def _extended(due: Spot, act: Act, limit: Limit, view: View) -> Spot:
    return capped(spot(act.to, view) if act.to else moved(due, *act.lengthen, view), limit, view)


def _later(new: Spot, old: Spot) -> bool:
    return new.at is None or old.at is None or new.at > old.at


def _stood_fast(act: Act, limit: Limit, card: Card) -> bool:
    """Whether everything that the date rests on was known on the day of the act."""
    rules = [card.rule, limit.cap, *(one.to for one in card.laid)]
    return all(_known(rule, act, card.view) for rule in rules if rule)


def _known(rule: Rule, act: Act, view: View) -> bool:
    match rule:
        case First(of) | Last(of):
            return all(_known(part, act, view) for part in of)
        case At() | On():
            return True
        case After(AtMilestone(key)):
            when = view.terms.events[key].happened
            if isinstance(when, datetime):
                return clock(view.terms.zone).shown(seconds(when)) // DAY <= day_of(act.on)
            return when is not None and day_of(when) <= day_of(act.on)
    return False


def _resumed(due: Spot, stop: Act, again: Act, view: View) -> Spot:
    """What was left when it stopped, or when the count began if that was later, from the moment on which it goes on."""
    if due.at is None:
        return PENDING
    stopped, resumed = day_of(stop.on), day_of(again.on)
    how, began = due.since or ("day", stopped)
    if how == "instant":
        begins = clock(view.terms.zone).begin
        left = due.at - max(begins(stopped), began)
        shown = clock(view.zone).shown(max(due.at, begins(resumed) + left))
        return replace(due, at=max(due.at, begins(resumed) + left), day=shown // DAY, clock=(view.zone, shown))
    nominal = due.clock[1] // DAY if due.clock else due.day
    left_from = max(stopped, began)
    if resumed <= left_from:
        return due
    day = ordinal(resumed, nominal - left_from + 1)
    return moved(due, day - nominal, "days", view)
