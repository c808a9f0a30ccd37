"""What happened: milestones, receipts, and what the obligors of a commitment did."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import cast, get_args

from commitments.agreement_file import words
from commitments.agreement_file.contents import Deed, Milestone, Receipt, SourcedDelivery, SourcedProgress
from commitments.agreement_file.periods import periods_of
from commitments.agreement_file.reading import Table
from commitments.agreement_file.surroundings import keys
from commitments.rules.treaty.calendar import civil_day
from commitments.rules.treaty.terms import Basis, Delivery, Event, Happened, Limit, Progress


def read_milestones(rows: list[Table]) -> tuple[Milestone, ...]:
    keys(rows, "key")
    return tuple(_milestone(row) for row in rows)


def _milestone(row: Table) -> Milestone:
    key = row.key("key")
    event = Event(
        key=key,
        name=row.text("name"),
        de_jure=row.moment("de_jure", None),
        de_facto=row.moment("de_facto", None),
        adopted=cast(Basis, row.word("counts_from", get_args(Basis), "de_jure")),
    )
    milestone = Milestone(event, row.word("kind", words.MILESTONE_KINDS, "other"), row.text("source"))
    row.finish()
    return milestone


def read_receipts(rows: list[Table]) -> tuple[Receipt, ...]:
    return tuple(_receipt(row) for row in rows)


def _receipt(row: Table) -> Receipt:
    receipt = Receipt(row.text("of"), row.moment("at"), row.text("source"))
    row.finish()
    return receipt


def by_what(receipts: Collection[Receipt], zone: str) -> dict[str, tuple[Happened, ...]]:
    """The receipts of each thing, in the order in which they came."""
    found: dict[str, list[Happened]] = defaultdict(list)
    for receipt in receipts:
        found[receipt.of].append(receipt.at)
    return {of: tuple(sorted(times, key=lambda when: _in_time(when, zone))) for of, times in found.items()}


def _in_time(when: Happened, zone: str) -> tuple[str, str]:
    """By day, and on one day those first of which no hour is known."""
    if isinstance(when, datetime):
        return civil_day(when, zone).isoformat(), when.isoformat()
    return when.isoformat(), ""


def read_span(row: Table, zone: str) -> tuple[Happened | None, Happened | None]:
    """`started` and `completed`, which cannot come before it."""
    started, completed = row.moment("started", None), row.moment("completed", None)
    if started is not None and completed is not None and _ended_before(started, completed, zone):
        raise row.wrong("completed", f"is {completed}, before it `started` on {started}")
    return started, completed


def _ended_before(started: Happened, completed: Happened, zone: str) -> bool:
    if isinstance(started, datetime) and isinstance(completed, datetime):
        return completed < started
    days = [civil_day(one, zone) if isinstance(one, datetime) else one for one in (started, completed)]
    return days[1] < days[0]


def read_deed(row: Table, obligors: Collection[str], zone: str) -> Deed:
    obligor = row.name("obligor", obligors)
    started, completed = read_span(row, zone)
    if started is None and completed is None:
        raise row.wrong("completed", "or `started` says when it was done; where nothing was, there is no deed")
    deed = Deed(obligor, started, completed, row.text("source"))
    row.finish()
    return deed


def read_progress(row: Table, obligors: Collection[str], names: dict[str, str]) -> SourcedProgress:
    progress = Progress(
        on=row.moment("on"),
        amount=row.number("amount", least=1),
        of=quantity_named(row.text("of", ""), row, names),
        obligor=row.name("obligor", obligors, "") or None,
    )
    sourced = SourcedProgress(progress, row.text("source"))
    row.finish()
    return sourced


def quantity_named(of: str, row: Table, names: dict[str, str]) -> str:
    """The quantity that `of` speaks of: by its name or its category; the only one where it says nothing."""
    if not of:
        only = set(names.values())
        if len(only) > 1:
            raise row.wrong("of", f"is missing: say of which quantity, {', '.join(sorted(only))}")
        return only.pop() if only else ""
    return names[row.among("of", of, names)]


def read_delivery(row: Table, obligors: Collection[str], limits: Collection[Limit]) -> SourcedDelivery:
    named = {limit.key: limit for limit in limits}
    key = row.name("limit", named)
    delivery = Delivery(
        limit=key,
        period=periods_of(named[key]).read(row),
        on=row.moment("on"),
        obligor=row.name("obligor", obligors, "") or None,
    )
    sourced = SourcedDelivery(delivery, row.text("source"))
    row.finish()
    return sourced
