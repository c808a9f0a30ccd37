"""Limits in a file: a rule with its meaning, its other readings, and the acts on it."""

from dataclasses import replace
from typing import cast, get_args
from zoneinfo import available_timezones

from commitments.agreement_file.reading import Table, suggestion
from commitments.agreement_file.rules import Known, read_count, read_rule
from commitments.rules.treaty.terms import Act, ActKind, Limit, LimitKind, On, Reading, Renewal, Repeat, Rule, Share

KINDS = get_args(LimitKind)
ZONES = frozenset(available_timezones())


def read_limit(row: Table, known: Known, obligors: list[str]) -> Limit:
    """One [[commitment.limit]]. Raises FileError for anything that the format does not have."""
    known = replace(known, zone=read_zone(row, known.zone))
    kind = cast(LimitKind, row.word("kind", KINDS, "complete_by"))
    obligor = row.text("obligor", "")
    if obligor:
        row.among("obligor", obligor, obligors)
    adopted = Reading(
        key="adopted",
        rule=read_rule(row, known),
        words=row.text("reading", ""),
        source=row.text("source"),
        reason=row.text("adopted_because", ""),
    )
    others = [_other_reading(other, known) for other in row.tables("other_reading")]
    limit = Limit(
        key=row.text("key", "limit"),
        kind=kind,
        readings=(adopted, *others),
        adopted="adopted",
        zone=known.zone,
        label=row.text("label", ""),
        obligor=obligor or None,
        repeat=_repeat(row, known),
        renewal=_renewal(row),
        share=_share(row),
        extendable=row.yes("extendable", True),
        cap=_rule_in(row, "not_later_than", known),
        acts=tuple(_acts(row, known, {other.key for other in others})),
    )
    row.finish()
    return limit


def read_zone(row: Table, default: str | None = None) -> str:
    """An IANA time zone."""
    zone = row.text("zone", "") if default else row.text("zone")
    if zone and zone not in ZONES:
        near = suggestion(zone, ZONES)
        raise row.wrong("zone", f"is {zone!r}, which is no IANA time zone; {near}one is Europe/Sarajevo")
    return zone or cast(str, default)


def _rule_in(row: Table, key: str, known: Known) -> Rule | None:
    """A rule in an inline table, or a bare day."""
    if key not in row:
        return None
    if not isinstance(row.content[key], dict):
        return On(row.day(key))
    part = row.table(key)
    rule = read_rule(part, known)
    part.finish()
    return rule


def _repeat(row: Table, known: Known) -> Repeat | None:
    if "every" not in row:
        return None
    amount, unit = read_count(row, "every")
    times = row.number("times", None)
    if times is not None and times < 1:
        raise row.wrong("times", "is at least 1")
    return Repeat(amount, unit, until=_rule_in(row, "until", known), times=times)


def _renewal(row: Table) -> Renewal | None:
    if "renews" not in row:
        return None
    amount, unit = read_count(row, "renews")
    notice_amount, notice_unit = read_count(row, "notice")
    return Renewal(amount, unit, notice_amount, notice_unit, row.day("notice_given", None))


def _share(row: Table) -> Share | None:
    percent, amount = row.number("percent", None), row.number("amount", None)
    if percent is None and amount is None:
        return None
    if percent is not None and not 0 < percent <= 100:
        raise row.wrong("percent", "is a share of the baseline from 1 to 100, in all and not since the last tranche")
    return Share(percent, amount, row.text("of", ""), per_period=row.yes("per_period", False))


def _other_reading(row: Table, known: Known) -> Reading:
    words = row.text("words")
    reading = Reading(
        key=row.text("key", words),
        rule=read_rule(row, known),
        words=words,
        source=row.text("source"),
        reason=row.text("reason_not_adopted", ""),
    )
    row.finish()
    return reading


def _acts(row: Table, known: Known, readings: set[str]) -> list[Act]:
    acts = []
    for kind in get_args(ActKind):
        for act in row.tables(kind):
            acts.append(_act(act, kind, known, readings))
            act.finish()
    return acts


def _act(row: Table, kind: ActKind, known: Known, readings: set[str]) -> Act:
    to: Rule | None = None
    lengthen = None
    reading = None
    if kind == "extension":
        to = _rule_in(row, "to", known)
        lengthen = read_count(row, "by") if "by" in row else None
        if (to is None) == (lengthen is None):
            raise row.wrong("to", 'or `by` (such as "2 weeks") says until when: give one of the two')
    if kind == "adoption":
        reading = row.among("reading", row.text("reading"), readings | {"adopted"})
    return Act(
        kind=kind,
        on=row.day("granted_on"),
        by=row.text("granted_by"),
        reason=row.text("reason"),
        source=row.text("source"),
        to=to,
        lengthen=lengthen,
        reading=reading,
    )
