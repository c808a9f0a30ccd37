"""What stands in an agreement file, as plain data, each part with its source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commitments.rules.treaty.terms import Delivery, Done, Event, Happened, Progress, Promise


@dataclass(frozen=True)
class Agreement:
    """What it is called, and the zone in which its days end. `mission` is the slug of the mission that keeps it."""

    reference: str
    title: str
    zone: str
    source: str
    summary: str = ""
    fictional: bool = False
    mission: str = ""


@dataclass(frozen=True)
class Party:
    slug: str
    name: str
    short_name: str
    kind: str
    source: str
    parent: str = ""
    note: str = ""
    roles: tuple[str, ...] = ()
    adhered_on: date | None = None


@dataclass(frozen=True)
class Site:
    """A place; coordinates in degrees, their precision in metres. A place without coordinates is fine."""

    key: str
    name: str
    source: str
    latitude: float | None = None
    longitude: float | None = None
    precision_m: int | None = None
    zone_note: str = ""


@dataclass(frozen=True)
class Milestone:
    """`event` holds its key, its name, both its times and which of them counts."""

    event: Event
    kind: str
    source: str


@dataclass(frozen=True)
class Receipt:
    """One receipt of something that limits are counted from afresh each time."""

    of: str
    at: Happened
    source: str


@dataclass(frozen=True)
class Text:
    """One version of a provision. `paraphrase` says that it is not the wording."""

    version: str
    language: str
    text: str
    paraphrase: bool
    source: str


@dataclass(frozen=True)
class Provision:
    article: str
    heading: str
    texts: tuple[Text, ...]


def quantity_name(category: str, detail: str) -> str:
    """What shares and progress call a quantity: its detail, such as `100 mm and above`, else its category in words."""
    return detail or category.replace("_", " ")


@dataclass(frozen=True)
class Quantity:
    """How much of what was promised. `name` is what shares and progress call it."""

    name: str
    category: str
    detail: str
    amount: int | None
    baseline: int | None
    source: str


@dataclass(frozen=True)
class Deed:
    """What one obligor did of a commitment that several share."""

    obligor: str
    started: Happened | None
    completed: Happened | None
    source: str


@dataclass(frozen=True)
class SourcedProgress:
    progress: Progress
    source: str


@dataclass(frozen=True)
class SourcedDelivery:
    delivery: Delivery
    source: str


@dataclass(frozen=True)
class Commitment:
    """One promise. `promise` holds its limits and all else that bears on time, `done` what its obligors did.

    `term` is `time_limit`, `no_agreed_deadline` or `standing`.
    """

    reference: str
    title: str
    kind: str
    term: str
    text: str
    source: str
    promise: Promise
    done: Done
    provision: str = ""
    towards: tuple[str, ...] = ()
    guaranteed_by: tuple[str, ...] = ()
    site: str = ""
    zone_note: str = ""
    observe_every_days: int | None = None
    watched_from: Happened | None = None
    quantities: tuple[Quantity, ...] = ()
    started_source: str = ""
    completed_source: str = ""
    deeds: tuple[Deed, ...] = ()
    progress: tuple[SourcedProgress, ...] = ()
    delivered: tuple[SourcedDelivery, ...] = ()


@dataclass(frozen=True)
class Statement:
    """What a party says, about one commitment or the agreement as a whole."""

    party: str
    kind: str
    stated_on: date
    text: str
    source: str
    commitment: str = ""
