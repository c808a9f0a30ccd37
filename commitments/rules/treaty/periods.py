"""Limits that come again: every so often, or as terms that renew themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from commitments.rules.treaty import words
from commitments.rules.treaty.anchors import Variant
from commitments.rules.treaty.calendar import Unit
from commitments.rules.treaty.items import Book, Item, Point, TermsError
from commitments.rules.treaty.points import evaluate, shifted, under_cap
from commitments.rules.treaty.terms import After, Limit, Reading, Renewal, Repeat, Rule

MOST_PERIODS = 10_000
"""Of one limit: a day each for 27 years. Every one of them is written anew when the limit moves."""


class Series:
    """The points of a limit that comes again, each counted from the anchor and not from the one before, so that
    nothing drifts."""

    def __init__(self, book: Book, limit: Limit, repeat: Repeat, variant: Variant) -> None:
        self.book, self.limit, self.repeat, self.variant = book, limit, repeat, variant
        self.starts: dict[tuple[Rule, Variant], Point] = {}

    def place(self, number: int, reading: Reading, variant: Variant) -> Point:
        """Where another reading leads in a period, under the cap; the first is number 0."""
        return under_cap(self.book, self.limit, self.bare(number, reading, variant), variant)

    def bare(self, number: int, reading: Reading, variant: Variant) -> Point:
        """Where a reading leads by itself. A cap ends the periods of a list, rather than gather them all on its day."""
        rule, amount, unit = reading.rule, self.repeat.amount * number, self.repeat.unit
        stepped = _stepped(rule, amount, unit) if number else rule
        if stepped is not None:
            return evaluate(self.book, stepped, variant)
        if (rule, variant) not in self.starts:
            self.starts[rule, variant] = evaluate(self.book, rule, variant)
        start = self.starts[rule, variant]
        return shifted(start, amount, unit, variant.kind, variant.zone) if start.at else start

    def place_after(self, moved: Point, which: int, number: int) -> Point:
        """Where a period leads that is counted from another one, which was moved."""
        amount, variant = self.repeat.amount * (number - which), self.variant
        there = shifted(moved, amount, self.repeat.unit, variant.kind, variant.zone)
        return under_cap(self.book, self.limit, there, variant)

    def end(self) -> datetime | None:
        """The instant after which nothing comes any more: the end in the text or its cap, whichever comes first.

        One that is still open ends nothing yet.
        """
        ends = [evaluate(self.book, rule, self.variant) for rule in (self.repeat.until, self.limit.cap) if rule]
        return min((end.at for end in ends if end.at is not None and end.certainty == "fixed"), default=None)


def numbers(amount: int, unit: Unit, times: int | None = None) -> Iterator[int]:
    """As many numbers from 0 as there can be periods. Raises TermsError beyond what anybody could read."""
    if amount < 1:
        raise TermsError(f"it comes again every {words.count(amount, unit)}; a step is at least 1")
    if times is not None and times <= MOST_PERIODS:
        yield from range(times)
        return
    if times is None:
        yield from range(MOST_PERIODS)
    raise TermsError(f"it comes again more than {MOST_PERIODS:,} times; a longer step or an end would help")


def repeated(series: Series, base: Item, reading: Reading) -> Iterator[tuple[int, Item]]:
    """One item a period, with its number from 0: all of them where the text says how many or until when, else as far
    as the first that is still to come."""
    end, before = series.end(), None
    repeat = series.repeat
    endless = repeat.times is None and end is None
    for number in numbers(repeat.amount, repeat.unit, repeat.times):
        there = series.bare(number, reading, series.variant)
        if end is not None and there.at is not None and there.at > end:
            return
        opens = series.bare(-1, reading, series.variant).at if number == 0 else before
        name = f"{base.period}.{number + 1}" if base.period else str(number + 1)
        yield number, replace(base, period=name, first=there, due=there, opens=opens)
        before = there.at
        if there.at is None or (endless and there.at > series.book.now):
            return


def _stepped(rule: Rule, amount: int, unit: Unit) -> Rule | None:
    """The same rule so much later, counted from its own anchor; None where there is none or the units do not add up."""
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


def notice_of(term: Item, renewal: Renewal) -> Item | None:
    """By when notice must be given that a term shall be its last; None while the term's end is unknown."""
    if term.due.day is None:
        return None
    day = replace(term.due, boundary="by", zone=term.zone)
    there = shifted(day, -renewal.notice_amount, renewal.notice_unit, "notice_by", term.zone)
    return replace(
        term, kind="notice_by", period=f"{term.period} notice", first=there, due=there, steps=(), others=(), share=None
    )
