"""What obligors did and what was received: facts that dates are counted from and met by."""

from __future__ import annotations

from collections.abc import Iterator

from commitments.actions import events
from commitments.actions.loading.loading import Loading
from commitments.actions.loading.meeting import Key, meet
from commitments.actions.loading.showing import moment
from commitments.agreement_file import contents
from commitments.models import Commitment, Deed, Receipt, TimeLimit
from commitments.models.vocabulary import DeedKind
from commitments.queries.terms import happened, kept
from commitments.rules.treaty.terms import Happened

BY_WITHDRAWING = "Withdraw the deed on record with its reason and load the file again, or put the file right."
RECEIPTS_STAY = "A receipt on record stays: put the file right, where both may stand if both came."
NEVER_REWRITTEN = "it is never rewritten"


def enter_receipts(loading: Loading) -> None:
    wanted = [_receipt(loading, said) for said in loading.document.receipts]
    met = meet(loading.agreement.receipts.all(), wanted, exact=_same_receipt, about=lambda receipt: (receipt.of,))
    for known, said in met.same:
        if known.source != said.source:
            what = f"{_named_receipt(loading, said)} source"
            loading.reworded(what, known.source, said.source, why_it_stays=NEVER_REWRITTEN)
    for known, said in met.other:
        loading.differs(str(said), _when(loading, known), _when(loading, said), RECEIPTS_STAY)
    with loading.explaining("receipts", "receipt"):
        events.record_receipts(agreement=loading.agreement, receipts=met.new, **loading.stamp)
    for said in met.new:
        loading.added(_named_receipt(loading, said))
    for known in met.gone:
        loading.only_on_record(_named_receipt(loading, known))


def _receipt(loading: Loading, said: contents.Receipt) -> Receipt:
    at, day_only = kept(said.at, loading.zone)
    return Receipt(of=said.of, happened_at=at, day_only=day_only, source=said.source)


def _same_receipt(receipt: Receipt) -> Key:
    return receipt.of, receipt.happened_at, receipt.day_only


def _named_receipt(loading: Loading, receipt: Receipt) -> str:
    return f"{receipt} {_when(loading, receipt)}"


def enter_deeds(loading: Loading) -> None:
    for number, said in enumerate(loading.document.commitments):
        commitment = loading.commitments[said.reference]
        held: list[Deed] = getattr(commitment, "holding", [])  # none where the commitment itself is new
        met = meet(held, _deeds(loading, said, commitment), exact=_exactly, about=_about)
        for known, deed in met.same:
            if known.source != deed.source:
                what = f"{_named(deed)} source"
                loading.reworded(what, known.source, deed.source, why_it_stays=NEVER_REWRITTEN)
        for known, deed in met.other:
            loading.differs(_named(deed), _done(loading, known), _done(loading, deed), BY_WITHDRAWING)
        if not met.other:
            for deed in met.new:
                with loading.explaining(_named(deed), "commitment", number):
                    events.record_deed(deed=deed, **loading.stamp)
        for deed in met.new:
            loading.added(f"{_named(deed)} {_done(loading, deed)}")
        for known in met.gone:
            loading.only_on_record(f"{_named(known)} {_done(loading, known)}")


def _deeds(loading: Loading, said: contents.Commitment, commitment: Commitment) -> Iterator[Deed]:
    """What the file says was done of one commitment, as rows."""

    def deed(kind: DeedKind, when: Happened, source: str, obligor: str | None = None, **fields: object) -> Deed:
        at, day_only = kept(when, loading.zone)
        whose = loading.parties[obligor] if obligor else None
        return Deed(
            commitment=commitment,
            obligor=whose,
            kind=kind,
            happened_at=at,
            day_only=day_only,
            source=source,
            **fields,
        )

    if said.done.started:
        yield deed(DeedKind.START, said.done.started, said.started_source)
    if said.done.completed:
        yield deed(DeedKind.COMPLETION, said.done.completed, said.completed_source)
    for own in said.deeds:
        if own.started:
            yield deed(DeedKind.START, own.started, own.source, own.obligor)
        if own.completed:
            yield deed(DeedKind.COMPLETION, own.completed, own.source, own.obligor)
    for step in said.progress:
        done = step.progress
        yield deed(DeedKind.PROGRESS, done.on, step.source, done.obligor, amount=done.amount, category=done.of)
    limits = {limit.key: limit for limit in TimeLimit.objects.filter(commitment=commitment)} if said.delivered else {}
    for one in said.delivered:
        given = one.delivery
        limit = limits[given.limit]
        yield deed(DeedKind.DELIVERY, given.on, one.source, given.obligor, limit=limit, period=given.period)


def _exactly(deed: Deed) -> Key:
    return (*_about(deed), deed.happened_at, deed.day_only, deed.amount)


def _about(deed: Deed) -> Key:
    return deed.kind, deed.obligor_id, deed.limit_id, deed.period, deed.category


def _named(deed: Deed) -> str:
    whose = f" by {deed.obligor.slug}" if deed.obligor else ""
    what = f" {deed.limit.key} {deed.period}" if deed.limit else f" {deed.category}".rstrip()
    return f"{deed.get_kind_display().lower()} of {deed.commitment.reference}{what}{whose}"


def _done(loading: Loading, deed: Deed) -> str:
    amount = f"{deed.amount} on " if deed.amount is not None else ""
    return f"{amount}{_when(loading, deed)}"


def _when(loading: Loading, fact: Deed | Receipt) -> str:
    return moment(happened(fact.happened_at, day_only=fact.day_only, zone=loading.zone), loading.zone)
