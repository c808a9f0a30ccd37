"""The way back: rules and limits as the tables that a file has, in plain JSON, so that a database can hold them.

`stored` in `reading` and `read_limit` in `limits` turn them into the same rules again; a test goes both ways.
"""

from typing import Any

from commitments.rules.treaty.calendar import Unit
from commitments.rules.treaty.terms import (
    Act,
    After,
    Anchor,
    At,
    AtActual,
    AtAdherence,
    AtEachReceipt,
    AtEndOf,
    AtMilestone,
    First,
    Limit,
    On,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Share,
    With,
)

Plain = dict[str, Any]


def limit_table(limit: Limit) -> Plain:
    """A whole [[commitment.limit]]: the adopted reading in its own table, the others and the acts beside it."""
    others = [_other_reading(one) for one in limit.readings if one.key != limit.adopted]
    acts = [stored_act(act) for act in limit.acts]
    return {
        "key": limit.key,
        "kind": limit.kind,
        **_unless(label=(limit.label, ""), obligor=(limit.obligor, None), zone=(limit.zone, None)),
        **_unless(extendable=(limit.extendable, True), undated=(not limit.readings, False)),
        **shape_table(limit),
        **next((_adopted(one) for one in limit.readings if one.key == limit.adopted), {}),
        **({"other_reading": others} if others else {}),
        **({"act": acts} if acts else {}),
    }


def stored_act(act: Act) -> Plain:
    """A whole [[commitment.limit.act]]."""
    return {
        "kind": act.kind,
        "granted_on": act.on.isoformat(),
        "granted_by": act.by,
        "reason": act.reason,
        "source": act.source,
        **act_table(act),
    }


def rule_table(rule: Rule) -> Plain:
    """One rule: `{"after": "signature", "count": "30 days"}`."""
    match rule:
        case At():
            return {"at": f"{rule.day.isoformat()}T{rule.hour.isoformat()}", **_unless(clocks=(rule.zone, None))}
        case On():
            return {"on": rule.day.isoformat(), **_unless(boundary=(rule.boundary, "by"))}
        case After():
            counted: Plain = {"day": rule.amount} if rule.ordinal else {"count": count(rule.amount, rule.unit)}
            return {"after": _anchor(rule.anchor), **counted, **_unless(boundary=(rule.boundary, "by"))}
        case With():
            return {"with": f"{rule.commitment}/{rule.limit}" if rule.limit else rule.commitment}
        case First():
            return {"first_of": [rule_table(part) for part in rule.of]}
    return {"last_of": [rule_table(part) for part in rule.of]}


def shape_table(limit: Limit) -> Plain:
    """What a limit has beside its readings and acts: how it repeats, renews itself, is shared out, and is capped."""
    found: Plain = {}
    if limit.repeat:
        found |= _repeat(limit.repeat)
    if limit.renewal:
        found |= _renewal(limit.renewal)
    if limit.share:
        found |= _share(limit.share)
    if limit.cap is not None:
        found["not_later_than"] = rule_table(limit.cap)
    return found


def act_table(act: Act) -> Plain:
    """What an act does: `{"to": {"on": "2020-11-25"}}`, `{"by": "2 weeks"}`, `{"reading": "second-day"}`."""
    return {
        **({"to": rule_table(act.to)} if act.to is not None else {}),
        **({"by": count(*act.lengthen)} if act.lengthen else {}),
        **_unless(reading=(act.reading, None), period=(act.period, "")),
    }


def count(amount: int, unit: Unit) -> str:
    """`30 days`, `1 month`."""
    return f"{amount} {unit[:-1] if amount == 1 else unit}"


def _adopted(reading: Reading) -> Plain:
    return {
        **rule_table(reading.rule),
        **_unless(
            reading_key=(reading.key, "adopted"), reading=(reading.words, ""), adopted_because=(reading.reason, "")
        ),
        "source": reading.source,
    }


def _other_reading(reading: Reading) -> Plain:
    return {
        "key": reading.key,
        "words": reading.words,
        **rule_table(reading.rule),
        "source": reading.source,
        **_unless(reason_not_adopted=(reading.reason, "")),
    }


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case AtMilestone():
            return anchor.key
        case AtActual():
            return f"{anchor.what} of {anchor.commitment}"
        case AtEndOf():
            return f"end of {anchor.commitment}/{anchor.limit}"
        case AtEachReceipt():
            return f"each receipt of {anchor.key}"
        case AtAdherence():
            return "own adherence"


def _repeat(repeat: Repeat) -> Plain:
    until = {"until": rule_table(repeat.until)} if repeat.until is not None else {}
    return {"every": count(repeat.amount, repeat.unit), **until, **_unless(times=(repeat.times, None))}


def _renewal(renewal: Renewal) -> Plain:
    given = renewal.notice_given
    return {
        "renews": count(renewal.amount, renewal.unit),
        "notice": count(renewal.notice_amount, renewal.notice_unit),
        **({"notice_given": given.isoformat()} if given else {}),
    }


def _share(share: Share) -> Plain:
    return _unless(
        percent=(share.percent, None),
        amount=(share.amount, None),
        of=(share.of, ""),
        per_period=(share.per_period, False),
    )


def _unless(**given: tuple[Any, Any]) -> Plain:
    """Only what is not its own default."""
    return {name: value for name, (value, default) in given.items() if value != default}
