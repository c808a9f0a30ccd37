"""One agreement from its file: parties and their roles, sites, milestones, provisions, commitments."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commitments.actions import promises, registers
from commitments.models import Agreement, Commitment, Milestone, Mission, Party, Provision, Site, User
from commitments.models.vocabulary import (
    Basis,
    CommitmentKind,
    EquipmentCategory,
    MilestoneKind,
    PartyKind,
    PartyRole,
    Term,
)
from commitments.seeding.calendar import Calendar
from commitments.seeding.limits import load_deadline
from commitments.seeding.reading import Table


@dataclass
class Loaded:
    """An agreement and what its file calls by a key."""

    agreement: Agreement
    calendar: Calendar
    by: User
    at: datetime
    is_new: bool
    parties: dict[str, Party] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    milestones: dict[str, Milestone] = field(default_factory=dict)
    provisions: dict[str, Provision] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    def named[T](self, table: Table, key: str, known: dict[str, T], name: str) -> T:
        """What `name` stands for; SeedError when the file never introduced it."""
        if name not in known:
            raise table.wrong(key, f"names {name!r}, which this file does not introduce")
        return known[name]

    def optional[T](self, table: Table, key: str, known: dict[str, T]) -> T | None:
        name = table.text(key, "")
        return self.named(table, key, known, name) if name else None

    def party_list(self, table: Table, key: str) -> list[Party]:
        return [self.named(table, key, self.parties, name) for name in table.texts(key)]

    @property
    def stamp(self) -> dict[str, Any]:
        """Who seeds and when, as every action asks."""
        return {"by": self.by, "at": self.at}


def load_agreement(table: Table, *, by: User, at: datetime, today: datetime | None = None) -> Loaded:
    """Enter the agreement of a file. What is there already stays as it is.

    `today` is the instant that relative dates count from, for an exercise; None refuses them. `table` keeps what
    is no part of the agreement itself, such as statements.
    """
    loaded = _agreement(table.table("agreement"), by=by, at=at, today=today)
    for row in table.tables("party"):
        _party(row, loaded)
    for row in table.tables("site"):
        _site(row, loaded)
    for row in table.tables("milestone"):
        _milestone(row, loaded)
    for position, row in enumerate(table.tables("provision"), start=1):
        _provision(row, loaded, position)
    for row in table.tables("commitment"):
        _commitment(row, loaded)
    return loaded


def _agreement(row: Table, *, by: User, at: datetime, today: datetime | None) -> Loaded:
    slug, reference, zone = row.text("mission"), row.text("reference"), row.text("zone")
    mission = Mission.objects.filter(slug=slug).first()
    if mission is None:
        raise row.wrong("mission", f"is {slug!r}, which no file of missions opens")
    is_new = not Agreement.objects.filter(mission=mission, reference=reference).exists()
    with row.explaining():
        agreement = registers.register_agreement(
            mission=mission,
            reference=reference,
            title=row.text("title"),
            zone=zone,
            summary=row.text("summary"),
            source=row.text("source"),
            is_fictional=row.yes("fictional", False),
            by=by,
            at=at,
        )
    row.finish()
    return Loaded(agreement=agreement, calendar=Calendar(zone, today), by=by, at=at, is_new=is_new)


def _party(row: Table, loaded: Loaded) -> None:
    slug, source = row.text("slug"), row.text("source")
    adhered_on = loaded.calendar.day(row, "adhered_on", None)
    with row.explaining():
        party = registers.register_party(
            slug=slug,
            name=row.text("name"),
            short_name=row.text("short_name", ""),
            kind=row.word("kind", PartyKind),
            parent=loaded.optional(row, "parent", loaded.parties),
            note=row.text("note", ""),
            **loaded.stamp,
        )
        for role in row.texts("roles"):
            if role not in PartyRole.values:
                raise row.wrong("roles", f"holds {role!r}; it may hold {', '.join(PartyRole.values)}")
            registers.add_party_role(
                agreement=loaded.agreement,
                party=party,
                role=role,
                adhered_on=adhered_on,
                source=source,
                **loaded.stamp,
            )
    row.finish()
    loaded.parties[slug] = party


def _site(row: Table, loaded: Loaded) -> None:
    key = row.text("key")
    with row.explaining():
        loaded.sites[key] = registers.add_site(
            mission=loaded.agreement.mission,
            key=key,
            name=row.text("name"),
            latitude=row.decimal("latitude", None),
            longitude=row.decimal("longitude", None),
            precision_m=row.number("precision_m", None),
            zone_note=row.text("zone_note", ""),
            source=row.text("source"),
            **loaded.stamp,
        )
    row.finish()


def _milestone(row: Table, loaded: Loaded) -> None:
    key = row.text("key")
    with row.explaining():
        loaded.milestones[key] = registers.add_milestone(
            agreement=loaded.agreement,
            key=key,
            kind=row.word("kind", MilestoneKind),
            name=row.text("name"),
            de_jure_at=loaded.calendar.instant(row, "de_jure", None),
            de_facto_at=loaded.calendar.instant(row, "de_facto", None),
            adopted=row.word("counts_from", Basis),
            day_only=row.yes("day_only", True),
            source=row.text("source"),
            **loaded.stamp,
        )
    row.finish()


def _provision(row: Table, loaded: Loaded, position: int) -> None:
    article = row.text("article")
    provision = registers.add_provision(
        agreement=loaded.agreement,
        article=article,
        heading=row.text("heading"),
        position=position,
        **loaded.stamp,
    )
    loaded.provisions[article] = provision
    for text in row.tables("text"):
        with text.explaining():
            registers.add_provision_text(
                provision=provision,
                version=text.text("version"),
                language=text.text("language", "en"),
                text=text.text("text"),
                is_paraphrase=text.yes("paraphrase", True),
                source=text.text("source"),
                **loaded.stamp,
            )
        text.finish()
    row.finish()


def _commitment(row: Table, loaded: Loaded) -> None:
    reference = row.text("reference")
    interval = row.number("observe_every_days", None)
    watched_from = loaded.calendar.instant(row, "watched_from", None) or (loaded.at if interval else None)
    with row.explaining():
        commitment = promises.register_commitment(
            agreement=loaded.agreement,
            reference=reference,
            title=row.text("title"),
            kind=row.word("kind", CommitmentKind),
            term=row.word("term", Term),
            provision=loaded.optional(row, "provision", loaded.provisions),
            obligors=loaded.party_list(row, "obligors"),
            beneficiaries=loaded.party_list(row, "towards"),
            guarantors=loaded.party_list(row, "guaranteed_by"),
            site=loaded.optional(row, "site", loaded.sites),
            zone_note=row.text("zone_note", ""),
            text=row.text("text"),
            source=row.text("source"),
            verification_interval_days=interval,
            watched_from=watched_from,
            **loaded.stamp,
        )
    loaded.commitments[reference] = commitment
    for quantity in row.tables("quantity"):
        _quantity(quantity, commitment, loaded)
    for deadline in row.tables("deadline"):
        load_deadline(
            deadline,
            commitment,
            calendar=loaded.calendar,
            milestones=loaded.milestones,
            parties=loaded.parties,
            **loaded.stamp,
        )
    row.finish()


def _quantity(row: Table, commitment: Commitment, loaded: Loaded) -> None:
    # An amount's source is the provision's; only a baseline is declared elsewhere and keeps its own.
    source = row.text("source")
    baseline = row.number("baseline", None)
    with row.explaining():
        promises.promise_quantity(
            commitment=commitment,
            category=row.word("category", EquipmentCategory),
            detail=row.text("detail", ""),
            amount=row.number("amount", None),
            baseline=baseline,
            baseline_source=source if baseline is not None else "",
            **loaded.stamp,
        )
    row.finish()
