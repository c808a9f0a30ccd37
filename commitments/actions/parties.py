"""Merging duplicates of a party. Nothing is deleted: the duplicate stays and says what it was merged into."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from pghistory.models import Event

from commitments.actions.keeping import way_to_mission
from commitments.actions.record import record
from commitments.actions.timetable import recompute
from commitments.models import (
    Agreement,
    AgreementParty,
    Commitment,
    CommitmentParty,
    Deadline,
    Mission,
    Party,
    TimeLimit,
    User,
)
from commitments.signals import commitments_changed, party_merged

MOVED: dict[type[models.Model], Any] = {
    AgreementParty: _lazy("roles in agreements"),
    CommitmentParty: _lazy("parts in commitments"),
    TimeLimit: _lazy("time limits"),
    Deadline: _lazy("deadlines"),
    Party: _lazy("its bodies and earlier duplicates"),
}


@dataclass(frozen=True)
class Use:
    """How many rows of one kind name a party. Those that do not move are read as the target's from then on."""

    what: str
    count: int
    moves: bool


@transaction.atomic
def merge_parties(*, duplicates: Sequence[Party], target: Party, by: User, at: datetime) -> None:
    """Give the target every role, commitment, limit and body of the duplicates.

    What was said and found is never rewritten: statements and reports keep the name they were recorded under, and
    count as the target's. Raises ValidationError when the target is a duplicate itself.
    """
    ids = [party.pk for party in duplicates]
    rows = {row.pk: row for row in Party.objects.select_for_update().filter(pk__in=[*ids, target.pk]).order_by("pk")}
    target = rows[target.pk]
    if target.pk in ids or target.merged_into_id:
        raise ValidationError(_("Choose one party that stays, and at least one other that is merged into it."))
    for duplicate in (rows[pk] for pk in ids):
        if duplicate.merged_into_id:
            raise ValidationError(_("%(party)s was merged before."), params={"party": duplicate})
        _merge(duplicate, target, by=by, at=at)


def uses_of(party: Party) -> list[Use]:
    """Everything that names this party, in words and numbers."""
    found = [
        Use(str(MOVED.get(model, model._meta.verbose_name_plural)), rows.count(), model in MOVED)
        for model, rows in _naming(party)
    ]
    return [use for use in found if use.count]


def missions_naming(parties: Iterable[Party]) -> set[int]:
    """The missions in which any of these parties plays a part."""
    found: set[int] = set()
    for party in parties:
        for model, rows in _naming(party):
            if way := way_to_mission(model):
                found |= set(rows.values_list(way, flat=True))
    return found


def _naming(party: Party) -> Iterable[tuple[Any, Any]]:
    for relation in Party._meta.related_objects:
        model: Any = relation.related_model
        if not issubclass(model, Event) and not relation.many_to_many:
            yield model, model._base_manager.filter(**{relation.field.name: party.pk})


def _merge(duplicate: Party, target: Party, *, by: User, at: datetime) -> None:
    missions = Mission.objects.filter(pk__in=missions_naming([duplicate]))
    bound = Q(party_roles__party=duplicate) | Q(limits__obligor=duplicate) | Q(deadlines__obligor=duplicate)
    touched = list(Commitment.objects.filter(bound).distinct().select_related("mission").order_by("pk"))
    moved = [f"{use.what}: {use.count}" for use in uses_of(duplicate) if use.moves]
    _move_roles(AgreementParty, duplicate, target, ("agreement_id", "role"))
    _move_roles(CommitmentParty, duplicate, target, ("commitment_id", "capacity"))
    TimeLimit.objects.filter(obligor=duplicate).update(obligor=target)
    Deadline.objects.filter(obligor=duplicate).update(obligor=target)
    _move_bodies(duplicate, target)
    duplicate.merged_into = target
    duplicate.save()
    said: dict[str, Any] = {"into": target.slug, "moved": moved}
    for mission in (None, *missions):
        record("party merged", subject=duplicate.slug, mission=mission, by=by, at=at, **said)
    record("party took over a duplicate", subject=target.slug, mission=None, by=by, at=at, duplicate=duplicate.slug)
    party_merged.send(Party, duplicate=duplicate, target=target, by=by, at=at)
    for agreement in Agreement.objects.filter(commitments__in=touched).distinct().order_by("pk"):
        recompute(agreement, by=by, at=at, why=_("party merged"))
    if touched:
        commitments_changed.send(Commitment, commitments=touched, at=at, why=_("party merged"))


def _move_roles(model: Any, duplicate: Party, target: Party, same: tuple[str, ...]) -> None:
    """A role that the target plays already is kept once, with the earlier knowledge of when it began."""
    held = {tuple(getattr(row, name) for name in same): row for row in model.objects.filter(party=target)}
    for row in model.objects.filter(party=duplicate):
        twin = held.get(tuple(getattr(row, name) for name in same))
        if twin is None:
            row.party = target
            row.save()
            continue
        if isinstance(row, AgreementParty) and twin.adhered_on is None and row.adhered_on:
            twin.adhered_on, twin.source = row.adhered_on, row.source
            twin.save()
        row.delete()


def _move_bodies(duplicate: Party, target: Party) -> None:
    if target.parent_id == duplicate.pk:
        target.parent = duplicate.parent
        target.save()
    for body in Party.objects.filter(parent=duplicate).exclude(pk=target.pk):
        body.parent = target
        body.save()
    for earlier in Party.objects.filter(merged_into=duplicate):
        earlier.merged_into = target
        earlier.save()
