"""A file's whole timetable as terms and facts: what `manage.py deadlines FILE` works from."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast, get_args
from zoneinfo import ZoneInfo

from commitments.agreement_file.limits import read_limit, read_zone
from commitments.agreement_file.reading import Table
from commitments.agreement_file.rules import Known
from commitments.rules.treaty.terms import Basis, Done, Event, Happened, Limit, Promise, Terms

TERMS = ("time_limit", "no_agreed_deadline", "standing")

# What a table may also hold, which bears on no date.
BESIDE = {
    "file": {"site", "statement"},
    "agreement": {"mission", "summary", "source", "fictional"},
    "party": {"name", "kind", "parent", "roles", "note", "source"},
    "milestone": {"kind", "day_only", "source"},
    "receipt": {"source"},
    "provision": {"article", "heading", "text", "source"},
    "commitment": {
        *("title", "kind", "provision", "towards", "guaranteed_by", "text", "source", "site", "zone_note", "quantity"),
        *("verification_interval_days", "watched_from", "started_source", "completed_source"),
    },
}


@dataclass(frozen=True)
class Timetable:
    """The terms, and what else a reader wants beside the dates."""

    title: str
    terms: Terms
    titles: dict[str, str]
    how_limited: dict[str, str]


def read_timetable(file: Table) -> Timetable:
    """Everything that bears on time in an agreement file.

    Raises FileError, with its line, for a key that the format does not have and a name that the file never introduces.
    """
    agreement = file.table("agreement")
    zone = read_zone(agreement)
    reference, title = agreement.text("reference"), agreement.text("title")
    milestones, receipts = file.tables("milestone"), file.tables("receipt")
    commitments, parties = file.tables("commitment"), file.tables("party")
    for provision in file.tables("provision"):
        _finish(provision, "provision")
    _finish(agreement, "agreement")
    _finish(file, "file")

    events = {event.key: event for event in (_event(row, zone) for row in milestones)}
    received = _receipts(receipts, zone)
    known = Known(
        zone=zone,
        milestones=set(events),
        limits={row.content.get("reference", ""): _keys(row) for row in commitments},
        receipts=set(received),
    )
    adhered, names = _parties(parties, zone)
    promises: list[Promise] = []
    done, titles, how = {}, {}, {}
    for row in commitments:
        titles[row.content.get("reference", "")] = row.content.get("title", "")
        promise = _promise(row, known, set(names))
        promises.append(promise)
        how[promise.reference] = row.word("term", TERMS, "time_limit" if promise.limits else "no_agreed_deadline")
        done[promise.reference] = Done(_when(row, "started", zone), _when(row, "completed", zone))
        _finish(row, "commitment")
    return Timetable(
        title, Terms(reference, zone, tuple(promises), events, done, adhered, received, names), titles, how
    )


def _finish(row: Table, kind: str) -> None:
    """Leave aside what the table may also hold, and refuse the rest."""
    for key in BESIDE[kind]:
        row.asked.add(key)
        row.content.pop(key, None)
    row.finish()


def _keys(row: Table) -> list[str]:
    """The limits' keys, looked at ahead of reading them, so that a limit may be counted from a later one."""
    rows: Any = row.content.get("limit", [])
    return [limit.get("key", "limit") for limit in rows if isinstance(limit, dict)] if isinstance(rows, list) else []


def _promise(row: Table, known: Known, parties: set[str]) -> Promise:
    reference = row.text("reference")
    obligors = row.texts("obligors")
    for obligor in obligors:
        row.among("obligors", obligor, parties)
    limits: list[Limit] = []
    for limit_row in row.tables("limit"):
        limit = read_limit(limit_row, known, obligors)
        if any(limit.key == other.key for other in limits):
            raise limit_row.wrong("key", f"is {limit.key!r} twice in this commitment; give each limit its own")
        limits.append(limit)
    return Promise(reference=reference, obligors=tuple(obligors), limits=tuple(limits))


def _parties(rows: list[Table], zone: str) -> tuple[dict[str, Happened], dict[str, str]]:
    adhered: dict[str, Happened] = {}
    names: dict[str, str] = {}
    for row in rows:
        slug, when = row.text("slug"), _when(row, "adhered_on", zone)
        names[slug] = row.text("short_name", "") or row.content.get("name", slug)
        if when is not None:
            adhered[slug] = when
        _finish(row, "party")
    return adhered, names


def _event(row: Table, zone: str) -> Event:
    event = Event(
        key=row.text("key"),
        name=row.text("name"),
        de_jure=_when(row, "de_jure", zone),
        de_facto=_when(row, "de_facto", zone),
        adopted=cast(Basis, row.word("counts_from", get_args(Basis), "de_jure")),
    )
    _finish(row, "milestone")
    return event


def _when(row: Table, key: str, zone: str) -> Happened | None:
    value = row.moment(key, None)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=ZoneInfo(zone))
    return cast(Happened | None, value)


def _receipts(rows: list[Table], zone: str) -> dict[str, tuple[Happened, ...]]:
    found: dict[str, list[Happened]] = defaultdict(list)
    for row in rows:
        when = _when(row, "at", zone)
        if when is None:
            raise row.wrong("at", "is missing; it takes a day such as 2020-11-25, or a time")
        found[row.text("of")].append(when)
        _finish(row, "receipt")
    return {key: tuple(sorted(values, key=str)) for key, values in found.items()}
