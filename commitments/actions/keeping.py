"""Rows of a register, kept and removed by hand: each change leaves a record and brings the standing into line."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from pghistory.models import Event

from commitments.actions.record import record
from commitments.actions.timetable import recompute
from commitments.models import (
    Agreement,
    AgreementParty,
    Commitment,
    CommitmentParty,
    Milestone,
    Mission,
    Party,
    Provision,
    ProvisionText,
    Quantity,
    Reading,
    Site,
    Standing,
    TimeLimit,
    Timetable,
    User,
)
from commitments.queries.terms import counted_from
from commitments.signals import commitments_changed

ADDED = {
    Mission: "mission opened",
    Party: "party registered",
    Agreement: "agreement registered",
    Commitment: "commitment registered",
}
# What belongs to a row and goes with it. Whatever else leans on the row keeps it from being removed.
PARTS: dict[type[Model], frozenset[type[Model]]] = {
    Agreement: frozenset({AgreementParty, Provision, Milestone, Timetable}),
    Provision: frozenset({ProvisionText}),
    Commitment: frozenset({CommitmentParty, Quantity, Standing}),
}

# From a row to its mission, shortest way first.
WAYS = {
    "mission": "mission",
    "agreement": "agreement__mission",
    "commitment": "commitment__mission",
    "provision": "provision__agreement__mission",
    "limit": "limit__commitment__mission",
    "deadline": "deadline__commitment__mission",
    "observation": "observation__mission",
    "report": "report__mission",
    "webhook": "webhook__mission",
}


@transaction.atomic
def keep(*, row: Model, by: User | None, at: datetime) -> None:
    """Save one row as it stands, with what it was before. A row that did not change leaves no trace.

    The caller has validated it. What dates rest on brings them into line. Raises ValidationError where they could not
    be worked out any more.
    """
    adding = row._state.adding
    changes = {} if adding else _changes(row)
    if not adding and not changes:
        return
    row.save()
    kind = str(row._meta.verbose_name)
    verb = ADDED.get(type(row), f"{kind} added") if adding else f"{kind} changed"
    record(verb, subject=subject_of(row), mission=mission_of(row), by=by, at=at, changes=_listed(changes))
    _follow(row, by=by, at=at, why=verb)
    _tell(_touched(row, changes), at=at, why=verb)


@transaction.atomic
def remove(*, row: Model, by: User | None, at: datetime) -> None:
    """Take a row away that nothing leans on yet.

    Raises ValidationError that names what leans on it.
    """
    if leaning := leans_on(row):
        raise ValidationError(
            _("%(row)s cannot be removed: the record leans on it (%(what)s)."),
            params={"row": row, "what": ", ".join(leaning)},
        )
    subject, mission = subject_of(row), mission_of(row)
    touched = [] if isinstance(row, Commitment) else list(_touched(row, {}))
    verb = f"{row._meta.verbose_name} removed"
    record(verb, subject=subject, mission=mission, by=by, at=at, was=str(row))
    row.delete()
    _follow(row, by=by, at=at, why=verb)
    _tell(touched, at=at, why=verb)


def leans_on(row: Model) -> list[str]:
    """What of the record would be lost or orphaned with this row, in words; empty for one that may go."""
    found: list[str] = []
    if isinstance(row, Milestone) and (limits := counted_from(row.agreement)[row.key]):
        found.append(f"{limits} {TimeLimit._meta.verbose_name_plural if limits > 1 else TimeLimit._meta.verbose_name}")
    parts = PARTS.get(type(row), frozenset())
    for relation in row._meta.related_objects:
        model: Any = relation.related_model
        if issubclass(model, Event):
            continue
        rows = model._base_manager.filter(**{relation.field.name: row.pk})
        if model in parts:
            found += [words for part in rows for words in leans_on(part)]
        elif count := rows.count():
            found.append(f"{count} {model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name}")
    return found


def subject_of(row: Model) -> str:
    """The public reference under which the record speaks of this row."""
    match row:
        case Mission() | Party():
            return row.slug
        case Agreement() | Commitment():
            return row.reference
        case AgreementParty():
            return f"{row.agreement.reference} {row.party.slug}"
        case Provision():
            return f"{row.agreement.reference} {row.article}"
        case ProvisionText():
            return subject_of(row.provision)
        case Milestone():
            return f"{row.agreement.reference} {row.key}"
        case CommitmentParty() | Quantity() | TimeLimit():
            return row.commitment.reference
        case Reading():
            return row.limit.commitment.reference
        case Site():
            return row.key
        case User():
            return row.email
    return str(row)[:120]


def mission_of(row: Model) -> Mission | None:
    """The mission whose record speaks of this row; None for what all missions share."""
    match row:
        case Mission():
            return row
        case Agreement() | Commitment() | Site():
            return row.mission
        case AgreementParty() | Provision() | Milestone():
            return row.agreement.mission
        case ProvisionText():
            return row.provision.agreement.mission
        case CommitmentParty() | Quantity() | TimeLimit():
            return row.commitment.mission
        case Reading():
            return row.limit.commitment.mission
    return getattr(row, "mission", None)


def way_to_mission(model: type[Model]) -> str | None:
    """The lookup that leads from a row of this model to its mission; None for what all missions share."""
    for name, way in WAYS.items():
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return way
    return None


def _changes(row: Model) -> dict[str, tuple[Any, Any]]:
    stored = type(row)._base_manager.filter(pk=row.pk).values().first() or {}
    now = {name: getattr(row, name) for name in stored}
    return {name: (was, now[name]) for name, was in stored.items() if was != now[name]}


def _listed(changes: dict[str, tuple[Any, Any]]) -> list[list[Any]]:
    return [[name, was, now] for name, (was, now) in changes.items()]


def _touched(row: Model, changes: dict[str, tuple[Any, Any]]) -> Iterable[Commitment]:
    match row:
        case Mission() if "is_archive" in changes:
            return row.commitments.select_related("mission").order_by("pk")
        case Commitment():
            return [row]
        case CommitmentParty() | Quantity():
            return [row.commitment]
    return []


def _follow(row: Model, *, by: User | None, at: datetime, why: str) -> None:
    """Dates rest on zones, milestones, adherence, obligors and baselines, and show the words of their readings."""
    match row:
        case Agreement() if row.pk:
            recompute(row, by=by, at=at, why=why)
        case AgreementParty() | Milestone() if row.agreement.pk:
            recompute(row.agreement, by=by, at=at, why=why)
        case CommitmentParty() | Quantity():
            recompute(row.commitment.agreement, by=by, at=at, why=why)
        case Reading():
            recompute(row.limit.commitment.agreement, by=by, at=at, why=why)


def _tell(commitments: Iterable[Commitment], *, at: datetime, why: str) -> None:
    if rows := list(commitments):
        commitments_changed.send(Commitment, commitments=rows, at=at, why=why)
