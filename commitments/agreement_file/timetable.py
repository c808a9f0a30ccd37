"""An agreement's deadlines at one instant as plain data: what `manage.py deadlines --json` prints.

`docs/agreement-format.md` describes every key for those who read it with a program.
"""

from datetime import UTC, date, datetime
from typing import Any

from commitments.agreement_file.contents import Commitment
from commitments.agreement_file.document import Document
from commitments.rules.treaty import words
from commitments.rules.treaty.amounts import Shortfall, owed, shortfall
from commitments.rules.treaty.calendar import zone_info
from commitments.rules.treaty.items import Item, Point, Step
from commitments.rules.treaty.knowing import known_on
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import state
from commitments.rules.treaty.terms import Act, Done, Event, Happened, Reading, Terms
from commitments.rules.treaty.undated import Undated, undated

Plain = dict[str, Any]


def timetable(document: Document, now: datetime, day: date | None = None) -> Plain:
    """Every commitment with its dated items, at an aware instant; with a `day` as it was known at the end of that day.

    Raises TermsError where an item cannot be worked out.
    """
    terms = known_on(document.terms, day) if day else document.terms
    items = resolve(terms, now=now)
    return {
        "agreement": {
            "reference": document.agreement.reference,
            "title": document.agreement.title,
            "zone": document.agreement.zone,
        },
        "at": _instant(now),
        "known_on": day.isoformat() if day else None,
        "milestones": [_milestone(event, document.agreement.zone) for event in terms.events.values()],
        "commitments": [_commitment(one, terms) for one in document.commitments],
        "deadlines": [_item(item, terms, now) for item in items],
        "undated": [_undated(one, document, terms) for one in undated(terms, now)],
    }


def _milestone(event: Event, zone: str) -> Plain:
    return {
        "key": event.key,
        "name": event.name,
        "de_jure": _happened(event.de_jure, zone),
        "de_facto": _happened(event.de_facto, zone),
        "counts_from": event.adopted,
    }


def _commitment(one: Commitment, terms: Terms) -> Plain:
    done, ratio = terms.done.get(one.reference, Done()), owed(one.reference, terms)
    return {
        "reference": one.reference,
        "title": one.title,
        "term": one.term,
        "prohibition": one.promise.prohibition,
        "obligors": list(one.promise.obligors),
        "waits_for": list(one.promise.waits_for),
        "owed": _amounts(ratio) if ratio else None,
        "started": _happened(done.started, terms.zone),
        "completed": _happened(done.completed, terms.zone),
        "deeds": [
            {
                "obligor": obligor,
                "whom": terms.names.get(obligor, obligor),
                "started": _happened(own.started, terms.zone),
                "completed": _happened(own.completed, terms.zone),
            }
            for obligor, own in done.own.items()
        ],
    }


def _undated(one: Undated, document: Document, terms: Terms) -> Plain:
    """What has no day on which it is due. A standing duty that is no prohibition has no age to speak of either."""
    duty = document.named[one.commitment].term == "standing" and not terms.by_reference[one.commitment].prohibition
    return {
        "commitment": one.commitment,
        "limit": one.limit,
        "label": terms.by_limit[(one.commitment, one.limit)][1].label if one.limit else "",
        "state": "standing obligation" if duty else one.state.value,
        "since": _happened(one.since, terms.zone),
        "days": None if duty else one.days,
        "arithmetic": "a standing obligation: it has no date" if duty else one.words,
        "deadlock": list(one.deadlock),
    }


def _item(item: Item, terms: Terms, now: datetime) -> Plain:
    _, limit = terms.by_limit[(item.commitment, item.limit)]
    first = limit.adopted
    return {
        "commitment": item.commitment,
        "limit": item.limit,
        "kind": item.kind,
        "label": item.label,
        "period": item.period,
        "obligor": item.obligor,
        "whom": terms.names.get(item.obligor, item.obligor) if item.obligor else None,
        "state": state(item, terms, now).value,
        "certainty": item.due.certainty,
        **_point(item.due, item.zone),
        "zone": item.zone,
        "first": _point(item.first, item.zone),
        "arithmetic": item.first.words,
        "later": [_step(step, item.zone) for step in item.steps],
        "suspended": _act(item.suspended) if item.suspended else None,
        "waived": _act(item.waived) if item.waived else None,
        "share": _share(item, terms),
        "deadlock": list(item.deadlock),
        "reading": _adopted(item, first) if item.adopted else None,
        "other_readings": [
            {
                **_reading(reading),
                "reason_not_adopted": "" if reading.key == first else reading.reason,
                "was_adopted_because": reading.reason if reading.key == first else "",
                **_point(point, item.zone),
                "arithmetic": point.words,
            }
            for reading, point in item.others
        ],
    }


def _point(point: Point, zone: str) -> Plain:
    return {
        "local": local(point, zone),
        "utc": _instant(point.at) if point.at else None,
        "day": point.day.isoformat() if point.day else None,
    }


def local(point: Point, zone: str) -> str | None:
    """The instant on the limit's own clocks; the end of a day is 24:00 of that day, not 00:00 of the next."""
    if point.at is None:
        return None
    there = point.at.astimezone(zone_info(zone))
    if point.day is not None and point.day < there.date():
        return f"{point.day} 24:00 {zone}"
    return f"{there:%Y-%m-%d %H:%M} {zone}"


def _step(step: Step, zone: str) -> Plain:
    return {**_act(step.act), **_point(step.point, zone), "arithmetic": step.point.words}


def _act(act: Act) -> Plain:
    return {
        "act": act.kind,
        "granted_on": act.on.isoformat(),
        "granted_by": act.by,
        "reason": act.reason,
        "source": act.source,
    }


def _adopted(item: Item, first: str | None) -> Plain:
    """The reading that holds, and why: in its own words, or in those of the act that adopted it later."""
    assert item.adopted  # noqa: S101 - the caller asked
    later = [step.act.reason for step in item.steps if step.act.kind == "adoption"]
    because = item.adopted.reason if item.adopted.key == first else later[-1]
    return {**_reading(item.adopted), "adopted_because": because}


def _reading(reading: Reading) -> Plain:
    return {"key": reading.key, "words": reading.words, "source": reading.source}


def _share(item: Item, terms: Terms) -> Plain | None:
    """What the item asks for in numbers, and what is missing; both null where no baseline is known."""
    share, stands = item.share, shortfall(item, terms)
    if share is None or stands is None:
        return None
    return {"percent": share.percent, "per_period": share.per_period, **_amounts(stands)}


def _amounts(stands: Shortfall) -> Plain:
    return {
        "of": stands.of,
        "required": stands.required,
        "done": stands.done,
        "missing": stands.missing,
        "arithmetic": stands.words,
    }


def _happened(when: Happened | None, zone: str) -> str | None:
    if isinstance(when, datetime):
        return words.hour(when, zone)
    return words.day(when) if when else None


def _instant(at: datetime) -> str:
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ" if at.second else "%Y-%m-%dT%H:%MZ")
