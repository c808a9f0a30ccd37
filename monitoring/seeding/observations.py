"""Observations of an exercise."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from commitments.models import Commitment, Site, User
from commitments.models.vocabulary import EquipmentCategory
from commitments.seeding.agreements import Loaded
from commitments.seeding.reading import Table
from monitoring.actions.observations import Seen, log_observation
from monitoring.models.vocabulary import (
    Access,
    Credibility,
    Directness,
    Means,
    PlacePrecision,
    Reliability,
    Sighting,
    TimePrecision,
)
from monitoring.seeding.clock import Event
from monitoring.seeding.people import Cast

# Degrees by which a team stands off the site's own point, so that a map shows each sighting apart.
SPREAD = 0.02


def observation_events(row: Table, loaded: Loaded, cast: Cast) -> Iterator[Event]:
    """One observation for each time in `at`: a routine watch sees the same thing on many days."""
    commitment = loaded.named(row, "on", loaded.commitments, row.text("on"))
    by = cast.person(row, "by")
    times = loaded.calendar.instants(row, "at")
    minutes_before = row.number("minutes_before", 25)
    site = loaded.optional(row, "site", loaded.sites)
    fields = _fields(row)
    row.finish()
    for at in times:
        form = uuid5(NAMESPACE_URL, f"{row.where} {at.isoformat()}")
        seen = Seen(event_at=at - timedelta(minutes=minutes_before), **_place(site, form), **fields)
        yield Event(at, _logging(commitment, seen, form, by))


def _logging(commitment: Commitment, seen: Seen, form: UUID, by: User) -> Any:
    def act(moment: datetime) -> None:
        log_observation(commitment=commitment, seen=seen, client_id=form, by=by, at=moment)

    return act


def _fields(row: Table) -> dict[str, Any]:
    grade = row.text("grade")
    if len(grade) != 2 or grade[0] not in Reliability.values or grade[1] not in Credibility.values:
        raise row.wrong("grade", f"takes a letter A–F and a figure 1–6, such as B2, not {grade!r}")
    counts = row.table("counts") if "counts" in row.content else None
    return {
        "sighting": row.word("sighting", Sighting, Sighting.SEEN.value),
        "event_precision": row.word("time_precision", TimePrecision, TimePrecision.TEN_MINUTES.value),
        "means": row.word("means", Means, Means.SAW.value),
        "directness": row.word("directness", Directness, Directness.DIRECT.value),
        "reliability": grade[0],
        "credibility": grade[1],
        "access": row.word("access", Access, Access.GRANTED.value),
        "access_reason": row.text("access_reason", ""),
        "place_precision": row.word("place_precision", PlacePrecision, PlacePrecision.NEAR.value),
        "place_name": row.text("place", ""),
        "narrative": row.text("narrative"),
        "counts": _counts(counts) if counts else {},
    }


def _counts(table: Table) -> dict[tuple[str, str], int]:
    for category in table.content:
        if category not in EquipmentCategory.values:
            raise table.wrong(category, f"is no equipment category; it may be {', '.join(EquipmentCategory.values)}")
    return {(category, ""): table.number(category) for category in list(table.content)}


def _place(site: Site | None, form: UUID) -> dict[str, Any]:
    if site is None or site.latitude is None or site.longitude is None:
        return {}
    near = Random(form.int)  # noqa: S311 - the same place for the same observation, not a secret
    return {
        "latitude": round(site.latitude + near.uniform(-SPREAD, SPREAD), 4),
        "longitude": round(site.longitude + near.uniform(-SPREAD, SPREAD), 4),
    }
