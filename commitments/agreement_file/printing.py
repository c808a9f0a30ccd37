"""A timetable as lines for a person: what `manage.py deadlines` prints."""

from collections.abc import Iterator
from typing import Any

Plain = dict[str, Any]


def lines(found: Plain) -> Iterator[str]:
    """The whole timetable, commitment by commitment."""
    agreement = found["agreement"]
    yield f"{agreement['title']} ({agreement['reference']})"
    yield f"at {_utc(found['at'])}; days of {agreement['zone']}{_as_known(found)}"
    for milestone in found["milestones"]:
        yield f"    {_milestone(milestone)}"
    for commitment in found["commitments"]:
        yield ""
        yield f"{commitment['reference']}  {commitment['title']}"
        yield from _indented(_commitment(commitment, found["deadlines"]))


def _milestone(milestone: Plain) -> str:
    """Both of its times, and which of them counts."""
    counts = milestone["counts_from"]
    beside = "de_facto" if counts == "de_jure" else "de_jure"
    said = f"{milestone['name']}: {milestone[counts] or 'has not happened'}"
    return f"{said}; {beside.replace('_', ' ')} {milestone[beside]}, not counted from" if milestone[beside] else said


def _as_known(found: Plain) -> str:
    return f"; as known on {found['known_on']}" if found.get("known_on") else ""


def _commitment(commitment: Plain, deadlines: list[Plain]) -> Iterator[str]:
    own = [item for item in deadlines if item["commitment"] == commitment["reference"]]
    if commitment["prohibition"]:
        yield "standing prohibition: no day on which it is due; what is observed can breach it"
    elif commitment["term"] == "standing":
        yield "standing obligation: no day on which it is due"
    elif commitment["term"] == "no_agreed_deadline":
        yield f"no agreed deadline{_age(commitment)}; never overdue by itself"
    elif not own:
        yield "nothing falls due yet: what starts the count has not happened"
    if commitment["waits_for"]:
        yield f"waits for the completion of {', '.join(commitment['waits_for'])}"
    for item in own:
        yield from _item(item)


def _age(commitment: Plain) -> str:
    since, days = commitment["open_since"], commitment["open_days"]
    if since is None:
        return ""
    return f", open for {days:,} {'day' if days == 1 else 'days'} since {since['name']} on {since['day']}"


def _item(item: Plain) -> Iterator[str]:
    number = f" no. {item['period']}" if item["period"] else ""
    whom = f", {item['whom']}" if item["whom"] else ""
    label = f": {item['label']}" if item["label"] else ""
    certainty = "" if item["certainty"] == "fixed" else f" ({item['certainty']})"
    yield f"{item['kind'].replace('_', ' ')}{number}{whom}{label} [{item['state']}]{certainty}"
    yield from _indented(_details(item))


def _details(item: Plain) -> Iterator[str]:
    if item["utc"]:
        yield f"{item['local']} = {_utc(item['utc'])}"
    yield item["arithmetic"]
    if item["share"]:
        yield _share(item["share"])
    for step in item["later"]:
        yield f"→ {step['arithmetic']}"
        yield f"  because {step['reason']} ({step['source']})"
    for name in ("suspended", "waived"):
        if act := item[name]:
            yield f"{name} by {act['granted_by']} on {act['granted_on']} because {act['reason']} ({act['source']})"
    if item["deadlock"]:
        yield f"deadlock: {' and '.join(item['deadlock'])} wait for each other, and none of them has begun"
    yield from _readings(item)


def _share(share: Plain) -> str:
    of = f" of {share['of']}" if share["of"] else ""
    if share["per_period"]:
        return f"{share['amount'] or f'{share["percent"]} %'}{of} in this period"
    return f"{f'{share["percent"]} %' if share['percent'] else share['amount']}{of} in all by then"


def _readings(item: Plain) -> Iterator[str]:
    reading = item["reading"]
    if reading and reading["words"]:
        yield f"read as: {reading['words']} ({reading['source']})"
    if reading and reading["reason"]:
        yield f"  adopted because: {reading['reason']}"
    for other in item["other_readings"]:
        yield f"other reading: {other['words']} ({other['source']})"
        yield f"  {other['local'] + ' = ' + _utc(other['utc']) + ': ' if other['utc'] else ''}{other['arithmetic']}"
        if other["reason"]:
            yield f"  not adopted because: {other['reason']}"


def _indented(given: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in given)


def _utc(instant: str) -> str:
    return instant.replace("T", " ").replace("Z", " UTC")
