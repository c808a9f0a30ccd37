"""Commitments: who promised what to whom, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.db.models import Prefetch, QuerySet

from commitments.actions import promises
from commitments.actions.keeping import keep
from commitments.actions.loading.loading import Loading
from commitments.agreement_file import contents
from commitments.agreement_file.reading import FileError
from commitments.models import Commitment, CommitmentParty, Deed, Party, Quantity, TimeLimit
from commitments.models.vocabulary import Capacity, Term
from commitments.queries.terms import kept


def enter_commitments(loading: Loading) -> None:
    held = {row.reference: row for row in _on_record(loading)}
    for number, said in enumerate(loading.document.commitments):
        what = f"commitment {said.reference}"
        with loading.explaining(what, "commitment", number):
            row = held.pop(said.reference, None)
            if row is None:
                row = _add(loading, said)
                loading.added(f"{what} {said.title}")
            elif row.agreement_id != loading.agreement.pk:
                where, theirs = loading.source.place(("commitment", number, "reference")), row.agreement.reference
                raise FileError(f"{where}: {what} is on record under {theirs}; give it another reference.")
            else:
                _compare(loading, said, row)
            for quantity in said.quantities:
                _quantity(loading, said, quantity, row)
            _only_on_record(loading, said, row)
        loading.commitments[said.reference] = row
    for row in held.values():
        if row.agreement_id == loading.agreement.pk:
            loading.only_on_record(f"commitment {row.reference} {row.title}")


def _on_record(loading: Loading) -> QuerySet[Commitment]:
    """The mission's commitments with all that the later steps compare, in a fixed number of queries."""
    limits = TimeLimit.objects.select_related("obligor").prefetch_related("readings", "acts")
    deeds = Deed.objects.filter(withdrawn_at=None).select_related("obligor", "limit")
    return (
        Commitment.objects.filter(mission=loading.mission)
        .select_related("mission", "agreement", "provision", "site")
        .prefetch_related(
            "party_roles__party", "quantities", Prefetch("limits", limits), Prefetch("deeds", deeds, to_attr="holding")
        )
    )


def _add(loading: Loading, said: contents.Commitment) -> Commitment:
    parties = {capacity: [loading.parties[slug] for slug in slugs] for capacity, slugs in _capacities(said)}
    return promises.register_commitment(
        agreement=loading.agreement,
        reference=said.reference,
        term=said.term,
        obligors=parties[Capacity.OBLIGOR],
        beneficiaries=parties[Capacity.BENEFICIARY],
        guarantors=parties[Capacity.GUARANTOR],
        reciprocity=_reciprocity(said),
        **_watch(loading, said),
        **_words(loading, said),
        **loading.stamp,
    )


def _compare(loading: Loading, said: contents.Commitment, row: Commitment) -> None:
    what = f"commitment {said.reference}"
    gains_a_limit = row.term == Term.NO_AGREED_DEADLINE and said.term == Term.TIME_LIMIT and not row.limits.all()
    if gains_a_limit:
        row.term = said.term
        keep(row=row, **loading.stamp)
        loading.added(f"{what}: a time limit, where none was agreed")
    loading.differs(f"{what} term", row.term, said.term)
    _compare_parties(loading, said, row)
    if said.promise.waits_for or said.promise.ratio:
        if not row.reciprocity:
            row.reciprocity = _reciprocity(said)
            keep(row=row, **loading.stamp)
            loading.added(f"{what}: what it waits for")
        loading.differs(f"{what} waits for", row.reciprocity, _reciprocity(said))
    elif row.reciprocity:
        loading.only_on_record(f"{what}: what it waits for")
    watch = _watch(loading, said) if said.watched_from or not said.observe_every_days else {}
    loading.words(what, row, **watch, **_words(loading, said))


def _words(loading: Loading, said: contents.Commitment) -> dict[str, Any]:
    return {
        "title": said.title,
        "kind": said.kind,
        "text": said.text,
        "source": said.source,
        "provision": loading.provisions.get(said.provision),
        "site": loading.sites.get(said.site),
        "zone_note": said.zone_note,
        "is_prohibition": said.promise.prohibition,
    }


def _watch(loading: Loading, said: contents.Commitment) -> dict[str, Any]:
    """An interval begins when the file says so, else now: the past cannot be watched any more."""
    days = said.observe_every_days
    watched_from, _day_only = kept(said.watched_from, loading.zone)
    return {"verification_interval_days": days, "watched_from": watched_from or (loading.at if days else None)}


def _reciprocity(said: contents.Commitment) -> dict[str, Any]:
    """As `queries/terms.py` reads it; empty for a promise that waits for nobody."""
    waits_for, ratio = list(said.promise.waits_for), said.promise.ratio
    return {**({"waits_for": waits_for} if waits_for else {}), **({"ratio": asdict(ratio)} if ratio else {})}


def _capacities(said: contents.Commitment) -> Iterable[tuple[Capacity, tuple[str, ...]]]:
    return (
        (Capacity.OBLIGOR, said.promise.obligors),
        (Capacity.BENEFICIARY, said.towards),
        (Capacity.GUARANTOR, said.guaranteed_by),
    )


def _compare_parties(loading: Loading, said: contents.Commitment, row: Commitment) -> None:
    """Whose promise it is decides whose dates there are; towards whom, and under whose guarantee, does not."""
    for capacity, slugs in _capacities(said):
        held = {role.party.slug: role.party for role in row.party_roles.all() if role.capacity == capacity}
        wanted = {party.slug: party for party in (loading.parties[slug] for slug in slugs)}
        what = f"commitment {said.reference}"
        if capacity == Capacity.OBLIGOR:
            loading.differs(f"{what} obligors", ", ".join(sorted(held)), ", ".join(sorted(wanted)))
            continue
        for slug in wanted.keys() - held.keys():
            _take_part(loading, row, wanted[slug], capacity)
            loading.added(f"{what} {capacity.label.lower()} {slug}")
        for slug in held.keys() - wanted.keys():
            loading.only_on_record(f"{what} {capacity.label.lower()} {slug}")


def _take_part(loading: Loading, row: Commitment, party: Party, capacity: Capacity) -> None:
    keep(row=CommitmentParty(commitment=row, party=party, capacity=capacity), **loading.stamp)


def _quantity(loading: Loading, said: contents.Commitment, quantity: contents.Quantity, commitment: Commitment) -> None:
    """An amount's source is the provision's; only a baseline is declared elsewhere and keeps its own."""
    what = f"commitment {said.reference} quantity {quantity.name}"
    baseline_source = quantity.source if quantity.baseline is not None else ""
    row = next((one for one in commitment.quantities.all() if _type_of(one) == _type_of(quantity)), None)
    if row is None:
        promises.promise_quantity(
            commitment=commitment,
            category=quantity.category,
            detail=quantity.detail,
            amount=quantity.amount,
            baseline=quantity.baseline,
            baseline_source=baseline_source,
            **loading.stamp,
        )
        loading.added(what)
        return
    _numbers(loading, what, quantity, row)
    if quantity.baseline is not None and row.baseline == quantity.baseline:
        loading.words(what, row, baseline_source=baseline_source)


def _numbers(loading: Loading, what: str, quantity: contents.Quantity, row: Quantity) -> None:
    """What nobody had declared may be now; a number on record is never replaced."""
    for name in ("amount", "baseline"):
        was, now = getattr(row, name), getattr(quantity, name)
        if was is None and now is not None:
            setattr(row, name, now)
            row.baseline_source = quantity.source if name == "baseline" else row.baseline_source
            keep(row=row, **loading.stamp)
            loading.added(f"{what} {name} {now}")
        elif now is None and was is not None:
            loading.only_on_record(f"{what} {name} {was}")
        else:
            loading.differs(f"{what} {name}", was, now)


def _only_on_record(loading: Loading, said: contents.Commitment, commitment: Commitment) -> None:
    wanted = {_type_of(quantity) for quantity in said.quantities}
    for row in commitment.quantities.all():
        if _type_of(row) not in wanted:
            loading.only_on_record(f"commitment {said.reference} quantity {row}")


def _type_of(quantity: contents.Quantity | Quantity) -> tuple[str, str]:
    return quantity.category, quantity.detail
