"""Limits in a file: a rule with its meaning, its other readings, and what belongs to the whole limit."""

from dataclasses import replace
from typing import cast, get_args

from commitments.agreement_file.acts import read_acts
from commitments.agreement_file.periods import periods_of
from commitments.agreement_file.reading import Table
from commitments.agreement_file.rules import RULE_KEYS, Known, read_count, read_rule, rule_in
from commitments.agreement_file.zones import read_zone
from commitments.rules.treaty.terms import Limit, LimitKind, Reading, Renewal, Repeat, Share

KINDS = get_args(LimitKind)
COMPANIONS = (
    ("until", "every"),
    ("times", "every"),
    ("per_period", "every"),
    ("notice", "renews"),
    ("notice_given", "renews"),
    ("clocks", "at"),
    ("count", "after"),
    ("day", "after"),
)
ADOPTED = "adopted"
"""The key of the reading that stands in the limit's own table, unless `reading_key` gives it another."""


def read_limit(row: Table, known: Known, obligors: list[str]) -> Limit:
    """One [[commitment.limit]]. Raises FileError for anything that the format does not have."""
    known = replace(known, zone=read_zone(row, default=known.zone))
    for key, other in COMPANIONS:
        row.belongs(key, other)
    kind = cast(LimitKind, row.word("kind", KINDS, "complete_by"))
    readings = _no_readings(row) if row.yes("undated", False) else _readings(row, known)
    extendable = row.yes("extendable", True)
    limit = Limit(
        key=row.key("key") if "key" in row else "limit",
        kind=kind,
        readings=readings,
        adopted=readings[0].key if readings else None,
        zone=known.zone,
        label=row.text("label", ""),
        obligor=row.name("obligor", obligors, "") or None,
        share=_share(row),
        repeat=_repeat(row, known),
        renewal=_renewal(row, kind),
        extendable=extendable,
        cap=rule_in(row, "not_later_than", known),
    )
    acts = read_acts(row, known, {one.key for one in readings}, periods_of(limit), extendable=extendable)
    if limit.repeat and limit.renewal:
        raise row.wrong("renews", "and `every` exclude each other: a term renews itself, or something comes again")
    row.finish()
    return replace(limit, acts=acts)


def _no_readings(row: Table) -> tuple[Reading, ...]:
    for key in (*RULE_KEYS, "source"):
        if key in row:
            raise row.wrong(key, "goes with a date, and `undated = true` says that the text sets none")
    return ()


def _readings(row: Table, known: Known) -> tuple[Reading, ...]:
    """The adopted reading first, then the others."""
    adopted = Reading(
        key=row.text("reading_key", ADOPTED),
        rule=read_rule(row, known, without="where the text sets no date, write undated = true"),
        words=row.text("reading", ""),
        source=row.text("source"),
        reason=row.text("adopted_because", ""),
    )
    readings = [adopted]
    for other in row.tables("other_reading"):
        readings.append(_other_reading(other, known, {one.key for one in readings}))
    if len(readings) > 1 and not adopted.reason.strip():
        raise row.wrong(
            "adopted_because", "is missing: other readings stand beside this one, so say why it was adopted"
        )
    return tuple(readings)


def _other_reading(row: Table, known: Known, before: set[str]) -> Reading:
    words = row.text("words")
    reading = Reading(
        key=row.text("key", words),
        rule=read_rule(row, known),
        words=words,
        source=row.text("source"),
        reason=row.text("reason_not_adopted", ""),
    )
    if reading.key in before:
        raise row.wrong("key", f"is {reading.key!r} twice in this limit; give each reading its own")
    row.finish()
    return reading


def _repeat(row: Table, known: Known) -> Repeat | None:
    if "every" not in row:
        return None
    amount, unit = read_count(row, "every")
    return Repeat(amount, unit, until=rule_in(row, "until", known), times=row.number("times", None, least=1))


def _renewal(row: Table, kind: LimitKind) -> Renewal | None:
    if "renews" not in row:
        return None
    if kind != "term_ends":
        raise row.wrong("renews", 'is for a term: write kind = "term ends"')
    amount, unit = read_count(row, "renews")
    notice_amount, notice_unit = read_count(row, "notice")
    for key, one in (("renews", unit), ("notice", notice_unit)):
        if one == "hours":
            raise row.wrong(key, "is counted in days or longer: a term ends on a day")
    return Renewal(amount, unit, notice_amount, notice_unit, row.day("notice_given", None))


def _share(row: Table) -> Share | None:
    percent, amount = row.number("percent", None, least=1), row.number("amount", None, least=1)
    if percent is None and amount is None:
        return None
    if percent is not None and percent > 100:
        raise row.wrong("percent", "is a share of the baseline from 1 to 100, in all and not since the last tranche")
    if percent is not None and amount is not None:
        raise row.wrong("amount", "and `percent` say the same thing in two ways: give one of them")
    return Share(percent, amount, row.text("of", ""), per_period=row.yes("per_period", False))
