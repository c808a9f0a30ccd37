"""Commitments in a file: the promise, its limits and quantities, and what was done of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from commitments.agreement_file import words
from commitments.agreement_file.contents import Commitment, Deed, Quantity, quantity_name
from commitments.agreement_file.facts import quantity_named, read_deed, read_delivery, read_progress, read_span
from commitments.agreement_file.limits import read_limit
from commitments.agreement_file.reading import Table
from commitments.agreement_file.rules import Known
from commitments.rules.treaty import terms
from commitments.rules.treaty.terms import Done, Happened, Limit, Promise, Ratio


@dataclass(frozen=True)
class Introduced:
    """What the rest of the file introduces, for commitments to refer to."""

    known: Known
    parties: Collection[str]
    sites: Collection[str]
    provisions: Collection[str]


def read_commitment(row: Table, file: Introduced) -> Commitment:
    """One [[commitment]] with everything under it."""
    reference = row.key("reference")
    obligors = row.names("obligors", file.parties)
    if not obligors:
        raise row.wrong("obligors", "is missing: a promise is somebody's; it takes a list of parties")
    quantities = _quantities(row.tables("quantity"))
    names = _names(quantities)
    limits = _limits(row.tables("limit"), file.known, obligors, names)
    zone = file.known.zone
    started, completed = read_span(row, zone)
    deeds = _deeds(row.tables("deed"), obligors, zone)
    progress = tuple(read_progress(one, obligors, names) for one in row.tables("progress"))
    delivered = tuple(read_delivery(one, obligors, limits) for one in row.tables("delivery"))
    title = row.text("title")
    commitment = Commitment(
        reference=reference,
        title=title,
        kind=row.word("kind", words.COMMITMENT_KINDS),
        term=_term(row, limits),
        text=row.text("text"),
        source=row.text("source"),
        promise=Promise(
            reference=reference,
            title=title,
            obligors=obligors,
            limits=limits,
            prohibition=row.yes("prohibition", False),
            waits_for=_others(row, reference, file.known),
            quantities=tuple(terms.Quantity(one.name, one.amount, one.baseline) for one in quantities),
            ratio=_ratio(row, reference, file.known, names),
        ),
        done=Done(
            started=started,
            completed=completed,
            own={deed.obligor: Done(deed.started, deed.completed) for deed in deeds},
            progress=tuple(one.progress for one in progress),
            delivered=tuple(one.delivery for one in delivered),
        ),
        provision=row.name("provision", file.provisions, ""),
        towards=row.names("towards", file.parties),
        guaranteed_by=row.names("guaranteed_by", file.parties),
        site=row.name("site", file.sites, ""),
        zone_note=row.text("zone_note", ""),
        observe_every_days=row.number("observe_every_days", None, least=1),
        watched_from=row.moment("watched_from", None),
        quantities=quantities,
        started_source=_deed_source(row, "started", started),
        completed_source=_deed_source(row, "completed", completed),
        deeds=deeds,
        progress=progress,
        delivered=delivered,
    )
    row.finish()
    return commitment


def limit_keys(row: Table) -> list[str]:
    """The limits' keys, looked at ahead of reading them, so that a limit may be counted from a later one."""
    rows = row.content.get("limit", [])
    tables = [limit for limit in rows if isinstance(limit, dict)] if isinstance(rows, list) else []
    return [key for limit in tables if isinstance(key := limit.get("key", "limit"), str)]


def _limits(rows: list[Table], known: Known, obligors: Collection[str], names: dict[str, str]) -> tuple[Limit, ...]:
    limits: list[Limit] = []
    for row in rows:
        found = f"is {row.content['key']!r} twice" if "key" in row else "is missing"
        limit = read_limit(row, known, list(obligors))
        if any(limit.key == other.key for other in limits):
            raise row.wrong("key", f"{found} in this commitment; give each limit its own")
        if limit.share:
            limit = replace(limit, share=replace(limit.share, of=quantity_named(limit.share.of, row, names)))
        limits.append(limit)
    return tuple(limits)


def _term(row: Table, limits: Collection[Limit]) -> str:
    dated = any(limit.readings for limit in limits)
    term = row.word("term", words.TERMS, "time_limit" if dated else "no_agreed_deadline")
    if term == "time_limit" and not dated:
        raise row.wrong("term", "is a time limit, and no [[commitment.limit]] says which")
    if term == "no_agreed_deadline" and dated:
        raise row.wrong("term", "says that no deadline was agreed, and a [[commitment.limit]] gives one")
    return term


def _others(row: Table, reference: str, known: Known) -> tuple[str, ...]:
    others = row.names("waits_for", known.limits.keys())
    if reference in others:
        raise row.wrong("waits_for", "names the commitment itself")
    return others


def _ratio(row: Table, reference: str, known: Known, names: dict[str, str]) -> Ratio | None:
    part: Table | None = row.table("ratio", None)
    if part is None:
        return None
    ratio = Ratio(
        amount=part.number("amount", least=1),
        for_each=part.number("for_each", least=1),
        commitment=part.name("commitment", known.limits.keys()),
        of=names[part.among("of", of, names)] if (of := part.text("of", "")) else "",
    )
    if ratio.commitment == reference:
        raise part.wrong("commitment", "names the commitment itself")
    part.finish()
    return ratio


def _quantities(rows: list[Table]) -> tuple[Quantity, ...]:
    found: list[Quantity] = []
    for row in rows:
        category, detail = row.word("category", words.EQUIPMENT), row.text("detail", "")
        quantity = Quantity(
            name=quantity_name(category, detail),
            category=category,
            detail=detail,
            amount=row.number("amount", None),
            baseline=row.number("baseline", None),
            source=row.text("source"),
        )
        if any(quantity.name == other.name for other in found):
            raise row.wrong("detail", f"leaves two quantities called {quantity.name!r}; tell them apart by it")
        row.finish()
        found.append(quantity)
    return tuple(found)


def _names(quantities: Collection[Quantity]) -> dict[str, str]:
    """Every word by which a quantity may be called, and its name: also its category where it is the only one of it."""
    names = {one.name: one.name for one in quantities}
    for one in quantities:
        if [other.category for other in quantities].count(one.category) == 1:
            names.setdefault(one.category, one.name)
            names.setdefault(one.category.replace("_", " "), one.name)
    return names


def _deeds(rows: list[Table], obligors: Collection[str], zone: str) -> tuple[Deed, ...]:
    deeds: list[Deed] = []
    for row in rows:
        deed = read_deed(row, obligors, zone)
        if any(deed.obligor == other.obligor for other in deeds):
            raise row.wrong("obligor", f"is {deed.obligor!r} twice; one deed says when each started and completed")
        deeds.append(deed)
    return tuple(deeds)


def _deed_source(row: Table, deed: str, when: Happened | None) -> str:
    key = f"{deed}_source"
    if when is None:
        if key in row:
            raise row.wrong(key, f"is the source of `{deed}`, which is not given")
        return ""
    return row.text(key)
