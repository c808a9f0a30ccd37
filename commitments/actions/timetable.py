"""Bringing an agreement's deadlines into line with its facts, exactly where a fact moved them.

The whole agreement is worked out anew, since a chain may lead anywhere in it; what is written is only what differs.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from commitments.actions import bulk
from commitments.actions.record import entry
from commitments.agreement_file.reading import FileError
from commitments.models import (
    Agreement,
    Commitment,
    Deadline,
    Deed,
    DueDate,
    Party,
    Timetable,
    User,
)
from commitments.models.vocabulary import Certainty
from commitments.queries.terms import Rows, rows_of, terms_of
from commitments.rules.treaty.amounts import shortfall
from commitments.rules.treaty.calendar import day_begins, day_ends
from commitments.rules.treaty.deeds import begun, met
from commitments.rules.treaty.items import Item, Point, TermsError
from commitments.rules.treaty.meeting import fulfilled
from commitments.rules.treaty.resolve import resolve
from commitments.rules.treaty.terms import Reading, Terms
from commitments.signals import commitments_changed

COMPUTED = (
    *("first_due_at", "first_ends_on", "due_at", "ends_on", "certainty", "arithmetic", "later", "others"),
    *("is_suspended", "is_waived", "amounts", "met_at", "met_by"),
)
DATED = ("due_at", "ends_on", "certainty", "is_suspended", "is_waived")
MOST_REASONS = 3
Key = tuple[str, str, str, str, str]
"""Commitment reference, limit key, kind, obligor slug or "", period."""


@dataclass(frozen=True)
class Moved:
    """One deadline whose date, or whose hold on its obligors, is not what it was. `before` is None for a new one."""

    deadline: Deadline
    before: dict[str, Any] | None


def hold(agreement: Agreement) -> Timetable:
    """Keep everybody else from changing what this agreement's dates rest on until the transaction ends.

    It is held before any deadline or standing, so that two changes at once wait for each other in one order.
    """
    Timetable.objects.get_or_create(agreement=agreement)
    return Timetable.objects.select_for_update(no_key=True).get(pk=agreement.pk)


@contextmanager
def at_once(agreement: Agreement, *, by: User | None, at: datetime) -> Iterator[list[Moved]]:
    """Let many facts be recorded, and work the dates out once when all of them stand: one alone may not make sense yet.

    The list holds what moved after the block has ended. Nothing is worked out where nothing asked for it, nor after
    an error.
    """
    moved: list[Moved] = []
    reasons: list[str] = []
    token = _postponed.set({**_postponed.get({}), agreement.pk: reasons})
    try:
        yield moved
    finally:
        _postponed.reset(token)
    if reasons:
        moved += recompute(agreement, by=by, at=at, why=_together(reasons))


_postponed: ContextVar[dict[int, list[str]]] = ContextVar("postponed")
"""Why the dates of agreements, by their ids, have to be worked out when their block ends."""


def _together(reasons: Sequence[str]) -> str:
    several = list(dict.fromkeys(reasons))
    more = len(several) - MOST_REASONS
    return "; ".join(several[:MOST_REASONS] + ([_("and %(count)s more") % {"count": more}] if more > 0 else []))


@transaction.atomic
def recompute(agreement: Agreement, *, by: User | None, at: datetime, why: str) -> list[Moved]:
    """Work the agreement's dates out from its facts, write those that differ, and tell whoever listens.

    Returns what moved. Raises ValidationError where the terms cannot be worked out; nothing is kept then.
    """
    postponed = _postponed.get({}).get(agreement.pk)
    if postponed is not None:
        postponed.append(why)
        return []
    timetable = hold(agreement)
    wanted, terms = _wanted(agreement, at)
    kept = _kept(agreement, wanted.rows)
    new = [_apply(one, item, terms, wanted) for one, item in _new(wanted, kept)]
    changed, before = _changed(kept, wanted, terms)
    bulk.insert(new)
    bulk.update(changed, COMPUTED)
    _turn(timetable, wanted)
    moved = [Moved(deadline, None) for deadline in new]
    moved += [Moved(one, before[one.pk]) for one in changed if _dates(before[one.pk]) != _dates(vars(one))]
    _remember(agreement, moved, by=by, at=at, why=why)
    _tell(agreement, [*new, *changed], at=at, why=why)
    return moved


def _tell(agreement: Agreement, deadlines: Iterable[Deadline], *, at: datetime, why: str) -> None:
    touched = {deadline.commitment_id: deadline.commitment for deadline in deadlines}
    for commitment in touched.values():
        commitment.mission = agreement.mission
    if touched:
        commitments_changed.send(Commitment, commitments=[touched[pk] for pk in sorted(touched)], at=at, why=why)


def differences(agreement: Agreement, *, at: datetime) -> Iterator[str]:
    """Every place where a kept deadline differs from what the facts give, named in words. Changes nothing."""
    wanted, terms = _wanted(agreement, at)
    kept = _kept(agreement, wanted.rows)
    for key in wanted.items.keys() - kept.keys():
        yield f"{_named(key)}: the facts give a deadline that is not kept"
    for key, deadline in kept.items():
        before = _computed(deadline)
        for name, was in before.items():
            now = getattr(_bring(deadline, wanted.items.get(key), terms, wanted), name)
            if was != now:
                yield f"{_named(key)} {name}: kept {was!r}, facts give {now!r}"


@dataclass(frozen=True)
class _Wanted:
    """What the facts give: items by key, and what rows are needed to write them down."""

    rows: Rows
    items: dict[Key, Item]
    parties: dict[str, Party]
    deeds: dict[str, list[Deed]]
    turn_at: datetime | None


def _wanted(agreement: Agreement, at: datetime) -> tuple[_Wanted, Terms]:
    try:
        rows = rows_of(agreement)
        terms = terms_of(agreement, rows)
        items = resolve(terms, now=at)
    except (FileError, TermsError) as error:
        raise ValidationError(_("The dates cannot be worked out: %(why)s") % {"why": error}) from error
    named = {item.obligor for item in items if item.obligor}
    deeds: dict[str, list[Deed]] = {}
    for deed in Deed.objects.filter(commitment__agreement=agreement, withdrawn_at=None).select_related("commitment"):
        deeds.setdefault(deed.commitment.reference, []).append(deed)
    return (
        _Wanted(
            rows=rows,
            items={_key(item): item for item in items},
            parties={party.slug: party for party in Party.objects.filter(slug__in=named)},
            deeds=deeds,
            turn_at=_turn_at(items, terms, at),
        ),
        terms,
    )


def _turn_at(items: Sequence[Item], terms: Terms, at: datetime) -> datetime | None:
    """When the first list without an end needs its next item: as its last one falls due."""
    endless = {
        (promise.reference, limit.key)
        for promise in terms.promises
        for limit in promise.limits
        if limit.renewal or (limit.repeat and limit.repeat.until is None and limit.repeat.times is None)
    }
    last: dict[tuple[str, str, str], datetime] = {}
    for item in items:
        if (item.commitment, item.limit) in endless and item.due.at is not None:
            name = (item.commitment, item.limit, item.obligor or "")
            last[name] = max(item.due.at, last.get(name, item.due.at))
    return min((moment for moment in last.values() if moment > at), default=None)


def _key(item: Item) -> Key:
    return (item.commitment, item.limit, item.kind, item.obligor or "", item.period)


def _kept(agreement: Agreement, rows: Rows) -> dict[Key, Deadline]:
    kept = {}
    for deadline in Deadline.objects.filter(commitment__agreement=agreement).select_related("obligor").order_by("pk"):
        deadline.limit, deadline.commitment = rows.limits[deadline.limit_id], rows.commitments[deadline.commitment_id]
        kept[
            deadline.commitment.reference,
            deadline.limit.key,
            deadline.kind,
            deadline.obligor.slug if deadline.obligor else "",
            deadline.period,
        ] = deadline
    return kept


def _new(wanted: _Wanted, kept: Container[Key]) -> Iterator[tuple[Deadline, Item]]:
    """A deadline, still without its dates, for each item that has none."""
    commitments = wanted.rows.commitments
    limits = {(commitments[limit.commitment_id].reference, limit.key): limit for limit in wanted.rows.limits.values()}
    for key, item in wanted.items.items():
        if key not in kept:
            limit = limits[item.commitment, item.limit]
            commitment = commitments[limit.commitment_id]
            yield Deadline(limit=limit, commitment=commitment, kind=item.kind, period=item.period), item


def _changed(
    kept: dict[Key, Deadline], wanted: _Wanted, terms: Terms
) -> tuple[list[Deadline], dict[Any, dict[str, Any]]]:
    changed, before = [], {}
    for key, deadline in kept.items():
        was = _computed(deadline)
        _bring(deadline, wanted.items.get(key), terms, wanted)
        if was != _computed(deadline):
            changed.append(deadline)
            before[deadline.pk] = was
    return changed, before


def _bring(deadline: Deadline, item: Item | None, terms: Terms, wanted: _Wanted) -> Deadline:
    """The deadline as its item says, or as one that the text no longer asks for."""
    if item is not None:
        return _apply(deadline, item, terms, wanted)
    deadline.due_at = deadline.ends_on = None
    deadline.certainty = Certainty.WITHDRAWN
    return deadline


def _apply(deadline: Deadline, item: Item, terms: Terms, wanted: _Wanted) -> Deadline:
    deadline.obligor = wanted.parties.get(item.obligor or "")
    deadline.first_due_at, deadline.first_ends_on = item.first.at, last_day(item.first, item)
    deadline.due_at, deadline.ends_on = item.due.at, last_day(item.due, item)
    deadline.certainty = item.due.certainty
    deadline.arithmetic = _arithmetic(item)
    deadline.later = [_shown(step.point, item) for step in item.steps]
    deadline.others = [{**_reading(reading), **_shown(point, item)} for reading, point in item.others]
    deadline.is_suspended, deadline.is_waived = item.suspended is not None, item.waived is not None
    deadline.amounts = _amounts(item, terms)
    _meet(deadline, item, terms, wanted.deeds.get(item.commitment, []))
    return deadline


def _meet(deadline: Deadline, item: Item, terms: Terms, deeds: Sequence[Deed]) -> None:
    if item.kind == "not_before":
        sign = begun(terms, item.commitment, item.obligor)
        span = met(sign, item.zone) if sign is not None else None
        in_favour = span is not None and not (item.due.at and span.before(item.due.at))
        later = in_favour
    else:
        span = fulfilled(item, terms)
        later = span is not None and item.due.at is not None and not span.by(item.due.at)
    if span is None:
        deadline.met_at, deadline.met_by = None, ""
        return
    # Of a deed known only by its day, the end of that day counts where it was not yet in time, or no longer too early.
    deadline.met_at = span.latest if later else span.earliest
    named = [deed for deed in deeds if span.earliest <= deed.happened_at <= span.latest]
    deadline.met_by = next((deed.report or deed.source for deed in reversed(named)), item.commitment)


def _amounts(item: Item, terms: Terms) -> dict[str, int | None] | None:
    stands = shortfall(item, terms)
    return None if stands is None else asdict(stands)


def last_day(point: Point, item: Item) -> Any:
    """The day with which a point ends; None where it ends at an hour."""
    if point.at is None or point.day is None:
        return None
    if item.kind == "not_before" and point.at == day_begins(point.day, item.zone):
        return point.day
    return point.day if point.at == day_ends(point.day, item.zone) else None


def _shown(point: Point, item: Item) -> dict[str, Any]:
    last = last_day(point, item)
    return {
        "arithmetic": point.words,
        "at": point.at.isoformat() if point.at else None,
        "ends_on": last.isoformat() if last else None,
        "certainty": point.certainty,
    }


def _reading(reading: Reading) -> dict[str, str]:
    return {"key": reading.key, "words": reading.words, "source": reading.source, "reason": reading.reason}


def _arithmetic(item: Item) -> str:
    if item.deadlock:
        waiting = " → ".join((*item.deadlock, item.deadlock[0]))
        return _("%(words)s. Each waits for the other: %(waiting)s") % {"words": item.first.words, "waiting": waiting}
    return item.first.words


def _computed(deadline: Deadline) -> dict[str, Any]:
    return {name: getattr(deadline, name) for name in COMPUTED}


def _dates(values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[name] for name in DATED)


def _turn(timetable: Timetable, wanted: _Wanted) -> None:
    if timetable.turn_at != wanted.turn_at:
        timetable.turn_at = wanted.turn_at
        timetable.save(update_fields=["turn_at"])


def _remember(agreement: Agreement, moved: Sequence[Moved], *, by: User | None, at: datetime, why: str) -> None:
    bulk.insert(
        [
            DueDate(
                deadline_id=one.deadline.pk,
                known_at=at,
                why=why,
                arithmetic=one.deadline.later[-1]["arithmetic"] if one.deadline.later else one.deadline.arithmetic,
                **{name: getattr(one.deadline, name) for name in DATED},
            )
            for one in moved
        ]
    )
    bulk.insert(
        [
            entry(
                "deadline set" if one.before is None else "deadline moved",
                subject=one.deadline.commitment.reference,
                mission=agreement.mission,
                by=by,
                at=at,
                deadline=one.deadline.limit.key,
                period=one.deadline.period,
                before=one.before["due_at"] if one.before else None,
                due_at=one.deadline.due_at,
                certainty=str(one.deadline.certainty),
                why=why,
            )
            for one in moved
        ]
    )


def _named(key: Key) -> str:
    return " ".join(part for part in key if part)
