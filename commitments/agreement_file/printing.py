"""A timetable as lines for a person: what `manage.py deadlines` prints."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from commitments.rules.treaty import words

Plain = dict[str, Any]


def lines(found: Plain) -> Iterator[str]:
    """The whole timetable, commitment by commitment."""
    agreement = found["agreement"]
    yield f"{agreement['title']} ({agreement['reference']})"
    yield f"at {_utc(found['at'])}, from what the file records as done; days of {agreement['zone']}{_as_known(found)}"
    for milestone in found["milestones"]:
        yield f"    {_milestone(milestone)}"
    for commitment in found["commitments"]:
        yield ""
        yield f"{commitment['reference']}  {commitment['title']}"
        yield from _indented(_commitment(commitment, found))


def _milestone(milestone: Plain) -> str:
    """Both of its times, and which of them counts."""
    counts = milestone["counts_from"]
    beside = "de_facto" if counts == "de_jure" else "de_jure"
    said = f"{milestone['name']}: {milestone[counts] or 'has not happened'}"
    return f"{said}; {beside.replace('_', ' ')} {milestone[beside]}, not counted from" if milestone[beside] else said


def _as_known(found: Plain) -> str:
    return f"; as known on {found['known_on']}" if found["known_on"] else ""


def _commitment(commitment: Plain, found: Plain) -> Iterator[str]:
    own = [item for item in found["deadlines"] if item["commitment"] == commitment["reference"]]
    undated = [one for one in found["undated"] if one["commitment"] == commitment["reference"]]
    yield from _deeds(commitment)
    if commitment["waits_for"]:
        yield f"waits for the completion of {', '.join(commitment['waits_for'])}"
    if commitment["owed"]:
        yield commitment["owed"]["arithmetic"]
    for one in undated:
        name = one["label"] or one["limit"]
        yield f"{name + ': ' if name else ''}{one['arithmetic']} [{one['state']}]"
    for item in own:
        yield from _item(item, own)
    if not own and not undated:
        yield "nothing falls due yet: what starts the count has not happened"


def _deeds(commitment: Plain) -> Iterator[str]:
    for deed in [{"whom": "", **commitment}, *commitment["deeds"]]:
        done = [f"{what} {deed[what]}" for what in ("started", "completed") if deed[what]]
        if done:
            yield f"{deed['whom'] + ': ' if deed['whom'] else ''}{', '.join(done)}"


def _item(item: Plain, beside: list[Plain]) -> Iterator[str]:
    number = f" no. {item['period'].removesuffix(' notice')}" if item["period"] else ""
    whom = f", {item['whom']}" if item["whom"] else ""
    alike = {other["limit"] for other in beside if other["kind"] == item["kind"]}
    name = item["label"] or (item["limit"] if len(alike) > 1 else "")
    label = f": {name}" if name else ""
    certainty = "" if item["certainty"] == "fixed" else f" ({item['certainty']})"
    yield f"{item['kind'].replace('_', ' ')}{number}{whom}{label} [{item['state']}]{certainty}"
    yield from _indented(_details(item))


def _details(item: Plain) -> Iterator[str]:
    if item["utc"]:
        yield f"{item['local']} = {_utc(item['utc'])}"
    yield item["arithmetic"]
    if item["share"]:
        yield item["share"]["arithmetic"]
    for step in item["later"]:
        yield f"→ {step['arithmetic']}"
        yield f"  because {step['reason']} ({step['source']})"
    for name in ("suspended", "waived"):
        if act := item[name]:
            on = words.day(date.fromisoformat(act["granted_on"]))
            yield f"{name} by {act['granted_by']} on {on} because {act['reason']} ({act['source']})"
    if item["deadlock"]:
        yield _deadlock(item["deadlock"])
    yield from _readings(item)


def _deadlock(waiting: list[str]) -> str:
    if len(waiting) == 1:
        return f"deadlock: {waiting[0]} waits for itself, and has not begun"
    return f"deadlock: {' and '.join(waiting)} wait for each other, and none of them has begun"


def _readings(item: Plain) -> Iterator[str]:
    reading = item["reading"]
    if reading and reading["words"]:
        yield f"read as: {reading['words']}{_source(reading)}"
    if reading and reading["adopted_because"]:
        yield f"  adopted because: {reading['adopted_because']}"
    for other in item["other_readings"]:
        yield f"other reading: {other['words']}{_source(other)}"
        yield f"  {other['local'] + ' = ' + _utc(other['utc']) + ': ' if other['utc'] else ''}{other['arithmetic']}"
        if other["reason_not_adopted"]:
            yield f"  not adopted because: {other['reason_not_adopted']}"
        if other["was_adopted_because"]:
            yield f"  adopted at first because: {other['was_adopted_because']}"


def _source(reading: Plain) -> str:
    return f" ({reading['source']})" if reading["source"] else ""


def _indented(given: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in given)


def _utc(instant: str) -> str:
    return instant.replace("T", " ").replace("Z", " UTC")
