"""Limits that come again: every so often, or as terms that renew themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from commitments.rules.treaty import words
from commitments.rules.treaty.calendar import Unit, day_ends, plus
from commitments.rules.treaty.items import Book, Item, Point
from commitments.rules.treaty.moves import shifted
from commitments.rules.treaty.points import Variant, evaluate, point
from commitments.rules.treaty.terms import After, At, Limit, On, Renewal, Repeat, Rule

MOST_PERIODS = 5000
FURTHEST = timedelta(days=3660)


def repeated(book: Book, limit: Limit, repeat: Repeat, variant: Variant, base: Item) -> Iterator[Item]:
    """One item a period: all of them where the text says how many or until when, else as far as the next one."""
    until = evaluate(book, repeat.until, variant).at if repeat.until else None
    for number in range(MOST_PERIODS if repeat.times is None else repeat.times):
        item = _period(book, limit, repeat, variant, base, number)
        at = item.due.at
        if until is not None and at is not None and at > until:
            return
        yield item
        endless = repeat.times is None and until is None
        if at is None or at > book.now + (timedelta(0) if endless else FURTHEST):
            return


def _period(book: Book, limit: Limit, repeat: Repeat, variant: Variant, base: Item, number: int) -> Item:
    """The item of one period, counted from the anchor and not from the period before, so that nothing drifts."""
    name = f"{base.period}.{number + 1}" if base.period else str(number + 1)
    if number == 0 or base.first.day is None or base.adopted is None:
        return replace(base, period=name)
    rule = _stepped(base.adopted.rule, repeat.amount * number, repeat.unit)
    if rule is None:
        there = shifted(replace(base, due=base.first), repeat.amount * number, repeat.unit)
    else:
        there = point(book, limit, rule, variant)
    return replace(base, period=name, first=there, due=there, steps=(), others=())


def _stepped(rule: Rule, amount: int, unit: Unit) -> Rule | None:
    """The same rule so much later, counted from its own beginning; None where the units do not add up."""
    if isinstance(rule, On | At):
        return None if unit == "hours" else replace(rule, day=plus(rule.day, amount, unit))
    if not isinstance(rule, After) or rule.ordinal:
        return None
    if rule.unit == unit:
        return replace(rule, amount=rule.amount + amount)
    both: tuple[tuple[Unit, Unit, int], ...] = (("weeks", "days", 7), ("years", "months", 12))
    for whole, part, size in both:
        if {rule.unit, unit} == {whole, part}:
            total = rule.amount * (size if rule.unit == whole else 1) + amount * (size if unit == whole else 1)
            return replace(rule, amount=total, unit=part)
    return None


def renewed(book: Book, limit: Limit, renewal: Renewal, variant: Variant, base: Item) -> Iterator[Item]:
    """Each term with its notice date, as far as the running one. Notice given in time ends the list."""
    for number in range(MOST_PERIODS):
        item = replace(base, period=str(number + 1))
        if number:
            term = shifted(base, renewal.amount * number, renewal.unit)
            item = replace(item, first=term, due=term, steps=(), others=())
        yield item
        notice = _notice(item, renewal)
        if notice is None:
            return
        yield replace(item, kind="notice_by", first=notice, due=notice, steps=(), others=())
        in_time = renewal.notice_given is not None and notice.day is not None and renewal.notice_given <= notice.day
        if in_time or (item.due.at is not None and item.due.at > book.now):
            return


def _notice(item: Item, renewal: Renewal) -> Point | None:
    if item.due.day is None:
        return None
    day = plus(item.due.day, -renewal.notice_amount, renewal.notice_unit)
    before = words.count(renewal.notice_amount, renewal.notice_unit)
    shown = f"{words.day(item.due.day)} − {before} = {words.day(day)}, end of day {item.zone}"
    return Point(day_ends(day, item.zone), day, item.due.certainty, shown)
