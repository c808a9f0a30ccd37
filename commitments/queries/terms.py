"""An agreement's whole timetable out of the database: what was promised, and what has happened, as the rules see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload
from uuid import UUID

from commitments.agreement_file.contents import quantity_name
from commitments.agreement_file.limits import read_limit
from commitments.agreement_file.reading import stored
from commitments.agreement_file.rules import Known, receipts_in
from commitments.models import (
    Act,
    Agreement,
    AgreementParty,
    Commitment,
    CommitmentParty,
    Deed,
    Milestone,
    Quantity,
    Reading,
    Receipt,
    TimeLimit,
)
from commitments.models.vocabulary import Basis, Capacity, DeedKind
from commitments.rules.treaty.calendar import civil_day, day_begins
from commitments.rules.treaty.terms import (
    Delivery,
    Done,
    Event,
    Happened,
    Limit,
    Progress,
    Promise,
    Ratio,
    Terms,
)
from commitments.rules.treaty.terms import Quantity as TreatyQuantity


def terms_of(agreement: Agreement, rows: Rows | None = None) -> Terms:
    """The terms and facts of an agreement; a fixed number of queries, however many limits it sets.

    Raises FileError, in words, for a stored rule that names what is no longer there.
    """
    rows = rows or rows_of(agreement)
    commitments = rows.commitments.values()
    milestones = list(agreement.milestones.all())
    receipts = _receipts(agreement)
    known = Known(
        zone=agreement.zone,
        milestones={milestone.key for milestone in milestones},
        limits={one.reference: [limit.key for limit in rows.in_force[one.pk]] for one in commitments},
        receipts=set(receipts) | receipts_in([[row.rule for row in several] for several in rows.readings.values()]),
    )
    roles = list(agreement.party_roles.select_related("party"))
    return Terms(
        reference=agreement.reference,
        zone=agreement.zone,
        promises=tuple(_promise(commitment, rows, known) for commitment in commitments),
        events={milestone.key: _event(milestone, agreement.zone) for milestone in milestones},
        done={one.reference: _done(rows.deeds[one.pk], agreement.zone) for one in commitments},
        adhered=_adhered(roles),
        receipts=receipts,
        names={role.party.slug: role.party.label for role in roles},
    )


def limit_table(limit: TimeLimit, readings: Sequence[Reading], acts: Iterable[Act]) -> dict[str, Any]:
    """The limit as an agreement file writes it, with its readings and acts."""
    adopted = next(reading for reading in readings if reading.is_adopted)
    table: dict[str, Any] = {
        "key": limit.key,
        "kind": limit.kind,
        "label": limit.label,
        "zone": limit.zone,
        "extendable": limit.extendable,
        **({"obligor": limit.obligor.slug} if limit.obligor else {}),
        **limit.shape,
        **adopted.rule,
        "reading_key": adopted.key,
        "reading": adopted.words,
        "source": adopted.source,
        "adopted_because": adopted.reason,
        "other_reading": [
            {
                "key": one.key,
                "words": one.words,
                "source": one.source,
                "reason_not_adopted": one.reason,
                **one.rule,
            }
            for one in readings
            if not one.is_adopted
        ],
    }
    for act in acts:
        table.setdefault(act.kind, []).append(_act_table(act))
    return table


def counted_from(agreement: Agreement) -> Counter[str]:
    """How many limits count from each anchor of an agreement, by the anchor as a rule names it."""
    rules = Reading.objects.filter(limit__commitment__agreement=agreement, limit__struck_at=None)
    used = {(limit, anchor) for limit, rule in rules.values_list("limit", "rule") for anchor in _anchors(rule)}
    return Counter(anchor for _limit, anchor in used)


def _anchors(rule: dict[str, Any]) -> Iterator[str]:
    """What a stored rule counts from, its parts included."""
    if "after" in rule:
        yield rule["after"]
    for part in (*rule.get("first_of", ()), *rule.get("last_of", ())):
        yield from _anchors(part)


def happened(at: datetime | None, *, day_only: bool, zone: str) -> Happened | None:
    """An instant, or its civil day where only the day is known."""
    if at is None:
        return None
    return civil_day(at, zone) if day_only else at


@overload
def kept(when: Happened, zone: str) -> tuple[datetime, bool]: ...
@overload
def kept(when: Happened | None, zone: str) -> tuple[datetime | None, bool]: ...
def kept(when: Happened | None, zone: str) -> tuple[datetime | None, bool]:
    """The same as columns hold it: the instant, a day's first one in the zone, and whether only the day is known."""
    if when is None or isinstance(when, datetime):
        return when, when is None
    return day_begins(when, zone), True


@dataclass(frozen=True)
class Rows:
    """The agreement's commitments and limits, struck ones among them, and what belongs to each, by their ids.

    Grouped here and not prefetched: for each of a thousand limits a prefetch makes managers that nobody needs.
    """

    commitments: dict[int, Commitment]
    limits: dict[UUID, TimeLimit]
    in_force: dict[int, list[TimeLimit]]
    readings: dict[UUID, list[Reading]]
    acts: dict[UUID, list[Act]]
    deeds: dict[int, list[Deed]]
    quantities: dict[int, list[Quantity]]
    obligors: dict[int, list[str]]


def rows_of(agreement: Agreement) -> Rows:
    """Every row that the terms of an agreement are made of."""
    limits = list(TimeLimit.objects.filter(commitment__agreement=agreement).select_related("obligor").order_by("key"))
    readings = Reading.objects.filter(limit__commitment__agreement=agreement, limit__struck_at=None)
    acts = Act.objects.filter(limit__commitment__agreement=agreement, limit__struck_at=None)
    deeds = Deed.objects.filter(commitment__agreement=agreement, withdrawn_at=None).select_related("obligor", "limit")
    obligors = CommitmentParty.objects.filter(commitment__agreement=agreement, capacity=Capacity.OBLIGOR)
    return Rows(
        commitments={row.pk: row for row in Commitment.objects.filter(agreement=agreement).order_by("reference")},
        limits={row.pk: row for row in limits},
        in_force=_grouped((row.commitment_id, row) for row in limits if row.struck_at is None),
        readings=_grouped((row.limit_id, row) for row in readings.order_by("position")),
        acts=_grouped((row.limit_id, row) for row in acts.order_by("granted_on", "recorded_at", "id")),
        deeds=_grouped((row.commitment_id, row) for row in deeds.order_by("happened_at", "id")),
        quantities=_grouped(
            (row.commitment_id, row)
            for row in Quantity.objects.filter(commitment__agreement=agreement).order_by("category", "detail")
        ),
        obligors=_grouped(obligors.order_by("party__name").values_list("commitment_id", "party__slug")),
    )


def _grouped[K, V](pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for parent, row in pairs:
        found[parent].append(row)
    return found


def _promise(commitment: Commitment, rows: Rows, known: Known) -> Promise:
    obligors = rows.obligors[commitment.pk]
    reciprocity = commitment.reciprocity
    ratio = reciprocity.get("ratio")
    return Promise(
        reference=commitment.reference,
        title=commitment.title,
        obligors=tuple(obligors),
        limits=tuple(_limit(limit, commitment, rows, known) for limit in rows.in_force[commitment.pk]),
        prohibition=commitment.is_prohibition,
        waits_for=tuple(reciprocity.get("waits_for", ())),
        quantities=tuple(
            TreatyQuantity(quantity_name(one.category, one.detail), one.amount, one.baseline)
            for one in rows.quantities[commitment.pk]
        ),
        ratio=Ratio(**ratio) if ratio else None,
    )


def _limit(limit: TimeLimit, commitment: Commitment, rows: Rows, known: Known) -> Limit:
    obligors = rows.obligors[commitment.pk]
    named = obligors if limit.obligor is None else [*obligors, limit.obligor.slug]
    table = limit_table(limit, rows.readings[limit.pk], rows.acts[limit.pk])
    return read_limit(stored(table, f"{commitment.reference} {limit.key}"), known, named)


def _act_table(act: Act) -> dict[str, Any]:
    return {
        **act.content,
        "granted_by": act.granted_by,
        "granted_on": act.granted_on.isoformat(),
        "reason": act.reason,
        "source": act.source or "not stated",
    }


def _event(milestone: Milestone, zone: str) -> Event:
    return Event(
        key=milestone.key,
        name=milestone.name,
        de_jure=happened(milestone.de_jure_at, day_only=milestone.de_jure_day_only, zone=zone),
        de_facto=happened(milestone.de_facto_at, day_only=milestone.de_facto_day_only, zone=zone),
        adopted="de_jure" if milestone.adopted == Basis.DE_JURE else "de_facto",
    )


def _done(deeds: Sequence[Deed], zone: str) -> Done:
    whole = _start_and_completion([deed for deed in deeds if deed.obligor is None], zone)
    own = defaultdict(list)
    for deed in deeds:
        if deed.obligor is not None:
            own[deed.obligor.slug].append(deed)
    return Done(
        **whole,
        own={slug: Done(**_start_and_completion(theirs, zone)) for slug, theirs in own.items()},
        progress=tuple(
            Progress(_when(deed, zone), deed.amount or 0, deed.category, _whose(deed))
            for deed in deeds
            if deed.kind == DeedKind.PROGRESS
        ),
        delivered=tuple(
            Delivery(deed.limit.key, deed.period, _when(deed, zone), _whose(deed))
            for deed in deeds
            if deed.kind == DeedKind.DELIVERY and deed.limit
        ),
    )


def _start_and_completion(deeds: Iterable[Deed], zone: str) -> dict[str, Any]:
    names = {DeedKind.START.value: "started", DeedKind.COMPLETION.value: "completed"}
    return {names[deed.kind]: _when(deed, zone) for deed in deeds if deed.kind in names}


def _when(deed: Deed, zone: str) -> Happened:
    when = happened(deed.happened_at, day_only=deed.day_only, zone=zone)
    assert when is not None  # noqa: S101 - the column is not null
    return when


def _whose(deed: Deed) -> str | None:
    return deed.obligor.slug if deed.obligor else None


def _adhered(roles: Iterable[AgreementParty]) -> dict[str, Happened]:
    """The first day on which each party adheres in any of its roles."""
    found: dict[str, Happened] = {}
    for role in roles:
        if role.adhered_on is not None:
            known = found.get(role.party.slug, role.adhered_on)
            found[role.party.slug] = min(known, role.adhered_on)
    return found


def _receipts(agreement: Agreement) -> dict[str, tuple[Happened, ...]]:
    found: dict[str, list[Happened]] = defaultdict(list)
    for receipt in Receipt.objects.filter(agreement=agreement).order_by("happened_at"):
        when = happened(receipt.happened_at, day_only=receipt.day_only, zone=agreement.zone)
        if when is not None:
            found[receipt.of].append(when)
    return {of: tuple(times) for of, times in found.items()}
