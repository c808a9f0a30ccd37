"""Time limits: a new one is set, one on record is held against the file and gains acts and other readings."""

from __future__ import annotations

import json

from commitments.actions import limits
from commitments.actions.loading.loading import Loading
from commitments.actions.loading.meeting import Key, meet
from commitments.agreement_file.writing import rule_table, shape_table
from commitments.models import Act, Commitment, Reading, TimeLimit
from commitments.rules.treaty import words
from commitments.rules.treaty.terms import Limit
from commitments.rules.treaty.terms import Reading as TreatyReading

BY_AN_ACT = (
    "A limit on record is never rewritten: record an extension or another act on it; or strike it out with a reason "
    "and give the file's limit another key."
)
BY_ADOPTION = (
    "A reading on record is never rewritten: give the file's reading another key, and adopt it by an act if the "
    "mission counts by it from now on."
)
BY_ANOTHER_ACT = "An act on record is never rewritten: record another act that sets it right."
NEVER_REWRITTEN = "an act is never rewritten"


def enter_limits(loading: Loading) -> None:
    for number, said in enumerate(loading.document.commitments):
        commitment = loading.commitments[said.reference]
        held = {row.key: row for row in commitment.limits.all()}
        for position, limit in enumerate(said.promise.limits):
            what = f"limit {said.reference}/{limit.key}"
            with loading.explaining(what, "commitment", number, "limit", position):
                _enter(loading, what, commitment, limit, held.pop(limit.key, None))
        for row in held.values():
            if row.struck_at is None:
                loading.only_on_record(f"limit {said.reference}/{row.key}")


def _enter(loading: Loading, what: str, commitment: Commitment, limit: Limit, row: TimeLimit | None) -> None:
    if row is None:
        limits.set_limits(agreement=loading.agreement, limits=[(commitment, limit)], **loading.stamp)
        loading.added(what)
    elif row.struck_at:
        loading.only_on_record(f"{what} was struck out ({row.struck_why})")
    else:
        _compare(loading, what, limit, row)
        _compare_readings(loading, what, limit, row)
        _compare_acts(loading, what, limit, row)


def _compare(loading: Loading, what: str, limit: Limit, row: TimeLimit) -> None:
    obligor = loading.parties[limit.obligor] if limit.obligor else None
    loading.differs(f"{what} kind", row.get_kind_display(), limit.kind.replace("_", " ").capitalize(), BY_AN_ACT)
    loading.differs(f"{what} obligor", row.obligor, obligor, BY_AN_ACT)
    loading.differs(f"{what} zone", row.zone, limit.zone or loading.zone, BY_AN_ACT)
    loading.differs(f"{what} may be extended", row.extendable, limit.extendable, BY_AN_ACT)
    loading.differs(f"{what} shape", row.shape, shape_table(limit), BY_AN_ACT)
    loading.words(what, row, label=limit.label)


def _compare_readings(loading: Loading, what: str, limit: Limit, row: TimeLimit) -> None:
    held = {reading.key: reading for reading in row.readings.all()}
    first = next(reading.key for reading in held.values() if reading.is_adopted)
    loading.differs(f"{what} adopted reading", first, limit.adopted, BY_ADOPTION)
    for reading in limit.readings:
        known = held.pop(reading.key, None)
        named = f"{what} reading {reading.key}" if len(limit.readings) > 1 else what
        if known is None:
            _keep_reading(loading, named, row, reading)
            continue
        loading.differs(f"{named} rule", known.rule, rule_table(reading.rule), BY_ADOPTION)
        loading.words(named, known, words=reading.words, source=reading.source, reason=reading.reason)
    for key in held:
        loading.only_on_record(f"{what} reading {key}")


def _keep_reading(loading: Loading, what: str, row: TimeLimit, reading: TreatyReading) -> None:
    other = Reading(
        key=reading.key,
        rule=rule_table(reading.rule),
        words=reading.words,
        source=reading.source,
        reason=reading.reason,
    )
    limits.keep_reading(limit=row, reading=other, **loading.stamp)
    loading.added(what)


def _compare_acts(loading: Loading, what: str, limit: Limit, row: TimeLimit) -> None:
    wanted = [limits.act_row(row, act) for act in limit.acts]
    met = meet(row.acts.all(), wanted, exact=_exactly, about=_about)
    for known, said in met.same:
        for name in ("reason", "source"):
            was, now = getattr(known, name), getattr(said, name)
            if was != now:
                loading.reworded(f"{what} {_named(said)} {name}", was, now, why_it_stays=NEVER_REWRITTEN)
    for known, said in met.other:
        was, now = ({"granted_by": one.granted_by, **one.content} for one in (known, said))
        loading.differs(f"{what} {_named(said)}", was, now, BY_ANOTHER_ACT)
    for said in met.new:
        limits.record_act(act=said, **loading.stamp)
        loading.added(f"{what} {_named(said)} by {said.granted_by}: {said.reason}")
    for known in met.gone:
        loading.only_on_record(f"{what} {_named(known)} by {known.granted_by}")


def _exactly(act: Act) -> Key:
    return (*_about(act), act.granted_by, json.dumps(act.content, sort_keys=True))


def _about(act: Act) -> Key:
    return act.kind, act.granted_on, act.content.get("period", "")


def _named(act: Act) -> str:
    return f"{act.kind} of {words.day(act.granted_on)}"
