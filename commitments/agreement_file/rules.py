"""Rules in a file: `at`, `on`, `after` with `count` or `day`, `with`, `first_of`, `last_of`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast, get_args

from commitments.agreement_file.dates import comes_twice, refuse_skipped
from commitments.agreement_file.reading import Table, suggestion
from commitments.agreement_file.zones import read_zone
from commitments.rules.treaty.calendar import Unit, zone_info
from commitments.rules.treaty.terms import (
    After,
    Anchor,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    Boundary,
    First,
    Last,
    On,
    Rule,
    With,
)

COUNT = re.compile(r"(\d{1,5}) (hour|day|week|month|year)s?")
UNITS = "hours, days, weeks, months, years"
ACTUAL = re.compile(r"(start|completion) of (\S+)")
END = re.compile(r"end of ([^\s/]+)(?:/(\S+))?")
RECEIPT = re.compile(r"each receipt of (.+)")
OWN_ADHERENCE = "own adherence"
ANCHORS = {OWN_ADHERENCE, "start of …", "completion of …", "end of …", "each receipt of …"}
"""What can stand after `after` besides a milestone, as an error shows it."""
RULE_KEYS = ("at", "on", "after", "with", "first_of", "last_of")
SEVERAL = ("first_of", "last_of")
MOST_NESTED = 8
"""Rules in rules: deeper than any clause, and far from where Python's stack would end."""
BOUNDARIES = {*get_args(Boundary), "same_hour"}


@dataclass
class Known:
    """What a file has introduced, so that a reference to anything else can be refused with a suggestion."""

    zone: str
    milestones: set[str] = field(default_factory=set)
    limits: dict[str, list[str]] = field(default_factory=dict)
    receipts: set[str] = field(default_factory=set)


def receipts_in(stored: object) -> set[str]:
    """The things whose receipt a stored rule, or anything that holds rules, counts from; none need have come yet."""
    if isinstance(stored, dict):
        after = stored.get("after")
        found = RECEIPT.fullmatch(after) if isinstance(after, str) else None
        return receipts_in(list(stored.values())) | ({found[1]} if found else set())
    return set().union(*map(receipts_in, stored)) if isinstance(stored, list) else set()


def read_rule(row: Table, known: Known, *, without: str = "") -> Rule:
    """Exactly one rule out of a table. Raises FileError where there is none, more than one, or an unknown name.

    `without` says what to write where the text gives no rule.
    """
    given = [key for key in RULE_KEYS if key in row]
    if len(given) != 1:
        found = f"it has {' and '.join(given)}" if given else f"it has none of them; {without}"
        raise row.wrong(given[0] if given else "on", f"or one of the others says when: {', '.join(RULE_KEYS)}; {found}")
    reader: Reader = _READERS[given[0]]
    return reader(row, known)


def rule_in(row: Table, key: str, known: Known) -> Rule | None:
    """A rule in an inline table, or a bare day or time; None where the key is absent."""
    if key not in row:
        return None
    if isinstance(row.content[key], dict):
        part: Table = row.table(key)
        rule = read_rule(part, known)
        part.finish()
        return rule
    when: date | datetime = row.date(key, "a day such as 2020-11-25, or a rule such as { after = ..., count = ... }")
    return at_time(row, key, when, known, None) if isinstance(when, datetime) else On(when)


def read_count(row: Table, key: str) -> tuple[int, Unit]:
    """An amount and a unit such as "30 days"."""
    text = row.text(key)
    found = COUNT.fullmatch(text)
    if found is None or not int(found[1]):
        raise row.wrong(key, f'takes a whole number and one of {UNITS}, such as "30 days", not {text!r}')
    return int(found[1]), cast(Unit, f"{found[2]}s")


def boundary(row: Table, default: Boundary = "by") -> Boundary:
    word = row.word("boundary", BOUNDARIES, default)
    return cast(Boundary, "at" if word == "same_hour" else word)


def at_time(row: Table, key: str, when: datetime, known: Known, clocks: str | None) -> At:
    """A time on the limit's clocks, on other ones that the file names, or with an offset of its own."""
    zone = clocks or known.zone
    if when.tzinfo is None:
        row.dated(key, refuse_skipped, when, zone)
        return At(when.date(), when.time(), clocks)
    local = when.astimezone(zone_info(zone)).replace(tzinfo=None)
    if comes_twice(local, zone):
        # The offset says which of the two hours is meant, and only clocks that never jump can keep that.
        clocks, local = "UTC", when.astimezone(UTC).replace(tzinfo=None)
    return At(local.date(), local.time(), clocks)


def _at(row: Table, known: Known) -> Rule:
    clocks = read_zone(row, "clocks") if "clocks" in row else None
    when: date | datetime = row.date("at", "a time such as 2023-09-20T13:00:00")
    if not isinstance(when, datetime):
        raise row.wrong("at", f"takes a time such as {when}T13:00:00; a whole day is due `on` it")
    return at_time(row, "at", when, known, clocks)


def _on(row: Table, known: Known) -> Rule:
    bounds = boundary(row)
    if bounds == "at":
        raise row.wrong("boundary", "keeps the anchor's hour, and a day `on` which something is due has none; use `at`")
    return On(row.day("on"), bounds)


def _after(row: Table, known: Known) -> Rule:
    anchor = _anchor(row, row.text("after"), known)
    if "day" in row and "count" in row:
        raise row.wrong("day", "and `count` are two ways to count: `day` counts the anchor's own day, `count` does not")
    if "day" in row:
        number = row.number("day")
        if number < 1:
            raise row.wrong("day", "counts from 1: day 1 is the anchor's own day")
        return After(anchor, number, "days", boundary(row), ordinal=True)
    if "count" not in row:
        near = suggestion("count", row.content) or suggestion("day", row.content)
        raise row.wrong(
            "after", f'needs `count` (such as "30 days") or `day` (7, say, where the anchor is day 1); {near}'
        )
    amount, unit = read_count(row, "count")
    if unit == "hours" and "boundary" in row:
        raise row.wrong("boundary", "bounds a day, and hours end at an hour: leave it out")
    return After(anchor, amount, unit, boundary(row))


def _with(row: Table, known: Known) -> Rule:
    reference, _, key = row.text("with").partition("/")
    _limit(row, "with", reference, key, known)
    return With(reference, key or None)


def _several(row: Table, known: Known) -> tuple[Rule, ...]:
    key = "first_of" if "first_of" in row else "last_of"
    if sum(part in SEVERAL for part in row.path) >= MOST_NESTED:
        raise row.wrong(key, f"stands in others more than {MOST_NESTED} deep, which nobody could follow")
    given = row.content[key]
    if not (isinstance(given, list) and len(given) > 1 and all(isinstance(one, dict) for one in given)):
        raise row.wrong(key, 'takes two rules or more: [{ on = 2020-11-25 }, { after = "…", count = "30 days" }]')
    rules = []
    for part in row.tables(key):
        rules.append(read_rule(part, known))
        part.finish()
    return tuple(rules)


def _anchor(row: Table, text: str, known: Known) -> Anchor:
    if found := ACTUAL.fullmatch(text):
        row.among("after", found[2], known.limits.keys())
        return AtActual("start" if found[1] == "start" else "completion", found[2])
    if found := END.fullmatch(text):
        return AtEndOf(found[1], _limit(row, "after", found[1], found[2] or "", known))
    if found := RECEIPT.fullmatch(text):
        return AtEachReceipt(row.among("after", found[1], known.receipts))
    if text == OWN_ADHERENCE:
        return AtAdherence()
    return AtMilestone(row.among("after", text, known.milestones | ANCHORS))


def _limit(row: Table, key: str, reference: str, limit: str, known: Known) -> str:
    row.among(key, reference, known.limits.keys())
    limits = known.limits[reference]
    if limit:
        return row.among(key, limit, limits, shown=f"{reference}/{limit}")
    if key == "after" and len(limits) != 1:
        raise row.wrong(
            key, f"must say which limit of {reference}: {', '.join(f'{reference}/{one}' for one in limits)}"
        )
    return limits[0] if limits else ""


Reader = Callable[[Table, Known], Rule]

_READERS: dict[str, Reader] = {
    "at": _at,
    "on": _on,
    "after": _after,
    "with": _with,
    "first_of": lambda row, known: First(_several(row, known)),
    "last_of": lambda row, known: Last(_several(row, known)),
}
