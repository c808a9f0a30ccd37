"""Acts on a limit in a file: who moved, suspended, resumed, waived or read it anew, when, and why."""

from itertools import pairwise
from typing import cast, get_args

from commitments.agreement_file.periods import Periods
from commitments.agreement_file.reading import Table
from commitments.agreement_file.rules import Known, read_count, rule_in
from commitments.rules.treaty.terms import Act, ActKind

KINDS = get_args(ActKind)
Row = tuple[Table, ActKind]


def read_acts(limit: Table, known: Known, readings: set[str], periods: Periods, *, extendable: bool) -> tuple[Act, ...]:
    """The acts on one limit in the order of their days, and on one day in the order of the file.

    Each stands under its kind, such as [[commitment.limit.extension]], or as [[commitment.limit.act]] with its `kind`.
    """
    found: list[tuple[Table, Act]] = []
    for rows in _lists(limit):
        done = [(row, _act(row, kind, known, readings, periods)) for row, kind in rows]
        _refuse_disorder(done)
        found += done
    found.sort(key=lambda one: (one[1].on, one[0].line or 0))
    for row, act in found:
        if act.kind in {"extension", "suspension"} and not extendable:
            raise row.wrong("granted_on", f"dates the {act.kind}, but `extendable = false`: the text excludes it")
    _refuse_loose_ends(found)
    return tuple(act for _, act in found)


def _lists(limit: Table) -> list[list[Row]]:
    mixed = [(row, cast(ActKind, row.word("kind", KINDS))) for row in limit.tables("act")]
    return [mixed, *([(row, kind) for row in limit.tables(kind)] for kind in KINDS)]


def _act(row: Table, kind: ActKind, known: Known, readings: set[str], periods: Periods) -> Act:
    to = rule_in(row, "to", known) if kind == "extension" else None
    lengthen = read_count(row, "by") if kind == "extension" and "by" in row else None
    if kind == "extension" and (to is None) == (lengthen is None):
        raise row.wrong("to", 'or `by` (such as "2 weeks") says until when: give one of the two')
    act = Act(
        kind=kind,
        on=row.day("granted_on"),
        by=row.text("granted_by"),
        reason=row.text("reason"),
        source=row.text("source"),
        to=to,
        lengthen=lengthen,
        reading=row.name("reading", readings) if kind == "adoption" else None,
        period=periods.read(row, ""),
    )
    row.finish()
    return act


def _refuse_disorder(acts: list[tuple[Table, Act]]) -> None:
    for (_, before), (row, act) in pairwise(acts):
        if act.on < before.on:
            raise row.wrong("granted_on", f"is {act.on}, before the act that it follows, of {before.on}")


def _refuse_loose_ends(acts: list[tuple[Table, Act]]) -> None:
    """What is resumed was suspended, and what is suspended stands still until it is resumed."""
    suspended: dict[str, bool] = {}
    for row, act in acts:
        was = suspended.get(act.period, suspended.get("", False))
        if act.kind == "suspension" and was:
            raise row.wrong("granted_on", f"is {act.on}, when the limit was already suspended and not resumed")
        if act.kind == "resumption" and not was:
            raise row.wrong("granted_on", f"is {act.on}, when the limit was not suspended")
        if act.kind in {"suspension", "resumption"}:
            suspended[act.period] = act.kind == "suspension"
