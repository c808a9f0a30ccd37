"""Observations of an exercise."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from commitments.agreement_file.reading import Table
from commitments.models import Commitment, Site, User
from commitments.models.vocabulary import EquipmentCategory
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
from monitoring.seeding.scene import Scene
from monitoring.seeding.when import instants

# Degrees by which a team stands off the site's own point, so that a map shows each sighting apart.
SPREAD = 0.02


def observation_events(row: Table, scene: Scene) -> Iterator[Event]:
    """One observation for each time in `at`: a routine watch sees the same thing on many days."""
    commitment = scene.commitment(row, "on")
    by = scene.person(row, "by")
    times = instants(row, "at")
    minutes_before = row.number("minutes_before", 25)
    site = scene.sites.get(row.name("site", scene.sites, ""))
    fields = _fields(row)
    row.finish()
    for at in times:
        form = uuid5(NAMESPACE_URL, f"{row.source.name} {row.where} {at.isoformat()}")
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
    counts: Table | None = row.table("counts", None)
    return {
        "sighting": row.word("sighting", Sighting.values, Sighting.SEEN.value),
        "event_precision": row.word("time_precision", TimePrecision.values, TimePrecision.TEN_MINUTES.value),
        "means": row.word("means", Means.values, Means.SAW.value),
        "directness": row.word("directness", Directness.values, Directness.DIRECT.value),
        "reliability": grade[0],
        "credibility": grade[1],
        "access": row.word("access", Access.values, Access.GRANTED.value),
        "access_reason": row.text("access_reason", ""),
        "place_precision": row.word("place_precision", PlacePrecision.values, PlacePrecision.NEAR.value),
        "place_name": row.text("place", ""),
        "narrative": row.text("narrative"),
        "counts": _counts(counts) if counts else {},
    }


def _counts(table: Table) -> dict[tuple[str, str], int]:
    categories = [table.among(key, key, EquipmentCategory.values) for key in table.content]
    return {(category, ""): table.number(category) for category in categories}


def _place(site: Site | None, form: UUID) -> dict[str, Any]:
    if site is None or site.latitude is None or site.longitude is None:
        return {}
    near = Random(form.int)  # noqa: S311 - the same place for the same observation, not a secret
    return {
        "latitude": round(site.latitude + near.uniform(-SPREAD, SPREAD), 4),
        "longitude": round(site.longitude + near.uniform(-SPREAD, SPREAD), 4),
    }
