"""Short ways to write terms in tables."""

from dataclasses import replace
from datetime import UTC, date, datetime

from commitments.rules.treaty.items import Item
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.states import State, state
from commitments.rules.treaty.terms import (
    AtMilestone,
    Done,
    Event,
    Happened,
    Limit,
    Promise,
    Reading,
    Rule,
    Terms,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SIGNED = AtMilestone("signature")


def limit(rule: Rule, key: str = "complete", **fields: object) -> Limit:
    """A limit with a single reading."""
    return Limit(key=key, readings=(Reading("text", rule),), **fields)


def promise(*limits: Limit, reference: str = "XX-01", **fields: object) -> Promise:
    return Promise(reference, limits=limits, **fields)


def terms(zone: str, *promises: Promise, done: dict[str, Done] | None = None, **events: Happened | None) -> Terms:
    """Terms whose milestones are named after their keys: `transfer_of_authority=date(1995, 12, 20)`."""
    named = {key: Event(key, key.replace("_", " "), de_jure=when) for key, when in events.items()}
    return Terms("XX", zone, promises, named, done or {})


def with_done(given: Terms, **done: Done) -> Terms:
    """The same terms with deeds: `XX_01=Done(...)`."""
    return replace(given, done={reference.replace("_", "-"): deed for reference, deed in done.items()})


def days(given: Terms, now: datetime = NOW) -> list[date | None]:
    return [item.due.day for item in resolve(given, now=now)]


def only(given: Terms, now: datetime = NOW) -> Item:
    (item,) = resolve(given, now=now)
    return item


def states(given: Terms, now: datetime) -> list[State]:
    return [state(item, given, now) for item in resolve(given, now=now)]


def utc(text: str) -> datetime:
    """`2026-05-01T12:00` in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
