"""What is written back is what was read: every rule, act and limit survives being kept as JSON."""

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.agreement_file.acts import read_acts
from commitments.agreement_file.limits import read_limit
from commitments.agreement_file.periods import Periods, periods_of
from commitments.agreement_file.reading import Table, parse, stored
from commitments.agreement_file.rules import Known, read_rule
from commitments.agreement_file.writing import act_table, limit_table, rule_table, shape_table, stored_act
from commitments.rules.treaty.calendar import zone_info
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
    Last,
    Limit,
    On,
    Reading,
    Renewal,
    Repeat,
    Rule,
    Share,
    With,
)

ZONE = "Europe/Kyiv"
KNOWN = Known(
    zone=ZONE,
    milestones={"signature", "transfer-of-authority"},
    limits={"XX-01": ["complete"], "XX-02": ["start", "complete"]},
    receipts={"a list of prisoners"},
)
OBLIGORS = ["north", "river"]
SEVERAL = Periods(several=True)

days = st.dates(date(1700, 1, 1), date(2900, 1, 1))
text = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=12).filter(
    str.strip
)
counts = st.tuples(st.integers(1, 9999), st.sampled_from(["days", "weeks", "months", "years"]))
bounds = st.sampled_from(["by", "on", "until", "before"])
ZONES = ["UTC", "Asia/Baku", "Europe/Kyiv", "America/Santiago"]
zones = st.sampled_from([None, *ZONES])


def exists(rule: At) -> bool:
    """Whether all these clocks showed this hour; a file cannot say one that they skipped."""
    firsts = [datetime.combine(rule.day, rule.hour, zone_info(zone)) for zone in ZONES]
    return all(first.utcoffset() >= first.replace(fold=1).utcoffset() for first in firsts)  # type: ignore[operator]


instants = st.builds(At, days, st.times().map(lambda one: one.replace(microsecond=0)), zones).filter(exists)
anchors: st.SearchStrategy[Anchor] = st.one_of(
    st.builds(AtMilestone, st.sampled_from(sorted(KNOWN.milestones))),
    st.builds(AtActual, st.sampled_from(["start", "completion"]), st.sampled_from(["XX-01", "XX-02"])),
    st.sampled_from([AtEndOf("XX-01", "complete"), AtEndOf("XX-02", "start"), AtAdherence()]),
    st.just(AtEachReceipt("a list of prisoners")),
)
counted = st.one_of(
    st.builds(lambda anchor, one, bound: After(anchor, *one, bound), anchors, counts, st.one_of(bounds, st.just("at"))),
    st.builds(lambda anchor, amount: After(anchor, amount, "hours"), anchors, st.integers(1, 999)),
    st.builds(lambda anchor, day, bound: After(anchor, day, "days", bound, True), anchors, st.integers(1, 99), bounds),
)
single = st.one_of(
    instants,
    st.builds(On, days, bounds),
    counted,
    st.sampled_from([With("XX-01", "complete"), With("XX-02", "start")]),
)


def several(parts: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    lists = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(First, lists), st.builds(Last, lists))


rules: st.SearchStrategy[Rule] = st.recursive(single, several, max_leaves=5)
extensions = st.one_of(st.fixed_dictionaries({"to": rules}), st.fixed_dictionaries({"lengthen": counts}))
contents = st.one_of(
    st.tuples(st.just("extension"), extensions),
    st.tuples(st.just("waiver"), st.just({})),
    st.tuples(st.just("adoption"), st.just({"reading": "main"})),
)


@st.composite
def acts(draw: st.DrawFn, periods: Periods = SEVERAL) -> tuple[Act, ...]:
    """Acts in the order of their days; many on one and the same."""
    on, found = draw(days), []
    for kind, content in draw(st.lists(contents, max_size=4)):
        on += timedelta(days=draw(st.integers(0, 1)))
        period = draw(st.sampled_from(["", "2"] if periods.several and periods.times != 1 else [""]))
        found.append(Act(kind, on, draw(text), draw(text), draw(text), period=period, **content))
    return tuple(found)


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    adopted = Reading("main", draw(rules), draw(st.sampled_from(["", "so"])), draw(text), "because")
    others = [Reading(f"other-{n}", draw(rules), draw(text), draw(text), draw(st.sampled_from(["", "why"])))
              for n in range(draw(st.integers(0, 2)))]  # fmt: skip
    extendable = draw(st.booleans())
    shape = draw(st.sampled_from(["plain", "repeated", "renewed"]))
    amount, unit = draw(counts)
    repeat = Repeat(amount, unit, draw(st.none() | rules), draw(st.none() | st.integers(1, 99)))
    renewal = Renewal(amount, unit, *draw(counts), draw(st.none() | days))
    shares = st.builds(Share, st.integers(1, 100), st.none(), st.sampled_from(["", "artillery"]))
    quotas = st.builds(Share, st.none(), st.integers(1, 9999), st.just(""), st.booleans())
    limit = Limit(
        key=draw(st.sampled_from(["complete", "start"])),
        kind="term_ends" if shape == "renewed" else draw(st.sampled_from(["complete_by", "start_by", "not_before"])),
        readings=(adopted, *others),
        adopted="main",
        zone=draw(zones) or ZONE,
        label=draw(st.sampled_from(["", "Guns are gone"])),
        obligor=draw(st.sampled_from([None, *OBLIGORS])),
        repeat=repeat if shape == "repeated" else None,
        renewal=renewal if shape == "renewed" else None,
        share=draw(st.none() | shares | (quotas if shape == "repeated" else st.nothing())),
        extendable=extendable,
        cap=draw(st.none() | rules),
    )
    given_acts = draw(acts(periods_of(limit)))
    return replace(limit, acts=tuple(act for act in given_acts if extendable or act.kind != "extension"))


def kept(table: dict[str, Any]) -> Table:
    """A table that went through a JSON column."""
    return stored(json.loads(json.dumps(table)), "kept")


@given(rules)
def test_a_rule_survives(rule: Rule) -> None:
    assert read_rule(kept(rule_table(rule)), KNOWN) == rule


@given(acts())
def test_acts_survive_in_their_order(given_acts: tuple[Act, ...]) -> None:
    table = kept({"act": [stored_act(act) for act in given_acts]})
    assert read_acts(table, KNOWN, {"main"}, SEVERAL, extendable=True) == given_acts


@given(limits())
def test_a_whole_limit_survives(limit: Limit) -> None:
    assert read_limit(kept(limit_table(limit)), KNOWN, OBLIGORS) == limit


@given(limits().filter(lambda limit: limit.zone == ZONE))
def test_a_limit_survives_in_columns(limit: Limit) -> None:
    """As a database keeps it: its own words in columns, its shape, its rules and its acts' contents as JSON."""
    adopted, *others = limit.readings
    table = {
        "key": limit.key,
        "kind": limit.kind,
        "label": limit.label,
        "obligor": limit.obligor or "",
        "zone": limit.zone,
        "extendable": limit.extendable,
        **shape_table(limit),
        "reading_key": adopted.key,
        "reading": adopted.words,
        "source": adopted.source,
        "adopted_because": adopted.reason,
        **rule_table(adopted.rule),
        "other_reading": [
            {"key": one.key, "words": one.words, "source": one.source, "reason_not_adopted": one.reason,
             **rule_table(one.rule)}
            for one in others
        ],
        "act": [
            {"kind": act.kind, "granted_on": act.on.isoformat(), "granted_by": act.by, "reason": act.reason,
             "source": act.source, **act_table(act)}
            for act in limit.acts
        ],
    }  # fmt: skip
    assert read_limit(kept(table), KNOWN, OBLIGORS) == limit


def test_a_limit_without_a_rule_survives() -> None:
    limit = Limit("complete", label="as soon as possible", zone=ZONE)
    assert read_limit(kept(limit_table(limit)), KNOWN, OBLIGORS) == limit


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2015-02-15T13:00:00", At(date(2015, 2, 15), time(13))),
        ("2015-02-15T13:00:00+02:00", At(date(2015, 2, 15), time(13))),
        ("2015-02-15T13:00:00+03:00", At(date(2015, 2, 15), time(12))),
        # 25 October 2015 had 03:30 twice in Kyiv; the offset says which.
        ("2015-10-25T03:30:00+03:00", At(date(2015, 10, 25), time(0, 30), "UTC")),
        ("2015-10-25T03:30:00+02:00", At(date(2015, 10, 25), time(1, 30), "UTC")),
    ],
)
def test_an_instant_keeps_what_its_offset_says(written: str, expected: At) -> None:
    rule = read_rule(parse(f"at = {written}", "at.toml"), KNOWN)
    assert rule == expected
    assert read_rule(kept(rule_table(rule)), KNOWN) == rule


def test_acts_under_their_kinds_keep_the_order_of_the_file_on_one_day() -> None:
    head = 'granted_on = 2020-11-15\ngranted_by = "A"\nreason = "b"\nsource = "c"\n'
    kinds = ("suspension", "resumption", "extension", "waiver")
    tables = [f"[[{kind}]]\n{head}{'by = "1 day"' if kind == 'extension' else ''}\n" for kind in kinds]
    table = parse("".join(tables), "acts.toml")
    found = read_acts(table, KNOWN, set(), SEVERAL, extendable=True)
    assert tuple(act.kind for act in found) == kinds
