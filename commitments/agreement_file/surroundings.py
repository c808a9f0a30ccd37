"""What stands around the promises: the agreement, its parties, places and provisions, and what parties say."""

from collections.abc import Collection, Iterable
from graphlib import CycleError, TopologicalSorter

from commitments.agreement_file import words
from commitments.agreement_file.contents import Agreement, Party, Provision, Site, Statement, Text
from commitments.agreement_file.reading import Table
from commitments.agreement_file.zones import read_zone


def read_agreement(row: Table) -> Agreement:
    agreement = Agreement(
        reference=row.key("reference"),
        title=row.text("title"),
        zone=read_zone(row),
        source=row.text("source"),
        summary=row.text("summary", ""),
        fictional=row.yes("fictional", False),
        mission=row.text("mission", ""),
    )
    row.finish()
    return agreement


def read_parties(rows: list[Table]) -> tuple[Party, ...]:
    """Every party after the one that it belongs to."""
    slugs = keys(rows, "slug")
    parties = [_party(row, slugs) for row in rows]
    found = {party.slug: party for party in parties}
    order = TopologicalSorter({party.slug: [party.parent] if party.parent else [] for party in parties})
    try:
        return tuple(found[slug] for slug in order.static_order())
    except CycleError as error:
        row = rows[parties.index(found[error.args[1][0]])]
        raise row.wrong("parent", f"leads back to itself: {' → '.join(error.args[1])}") from None


def _party(row: Table, slugs: Collection[str]) -> Party:
    name = row.text("name")
    party = Party(
        slug=row.key("slug"),
        name=name,
        short_name=row.text("short_name", ""),
        kind=row.word("kind", words.PARTY_KINDS),
        source=row.text("source"),
        parent=row.name("parent", slugs, ""),
        note=row.text("note", ""),
        roles=row.words("roles", words.PARTY_ROLES),
        adhered_on=row.day("adhered_on", None),
    )
    row.finish()
    return party


def read_sites(rows: list[Table]) -> tuple[Site, ...]:
    keys(rows, "key")
    return tuple(_site(row) for row in rows)


def _site(row: Table) -> Site:
    site = Site(
        key=row.key("key"),
        name=row.text("name"),
        source=row.text("source"),
        latitude=row.decimal("latitude", None, most=90),
        longitude=row.decimal("longitude", None, most=180),
        precision_m=row.number("precision_m", None, least=1),
        zone_note=row.text("zone_note", ""),
    )
    if (site.latitude is None) != (site.longitude is None):
        raise row.wrong("latitude", "and `longitude` belong together: give both or neither")
    row.finish()
    return site


def read_provisions(rows: list[Table]) -> tuple[Provision, ...]:
    keys(rows, "article")
    return tuple(_provision(row) for row in rows)


def _provision(row: Table) -> Provision:
    texts = row.tables("text")
    provision = Provision(row.text("article"), row.text("heading"), tuple(_text(text) for text in texts))
    versions = [(text.version, text.language) for text in provision.texts]
    for number, (version, language) in enumerate(versions):
        if (version, language) in versions[:number]:
            raise texts[number].wrong("version", f"is {version!r} in {language!r} twice in this provision")
    row.finish()
    return provision


def _text(row: Table) -> Text:
    text = Text(
        version=row.text("version"),
        language=row.text("language", "en"),
        text=row.text("text"),
        paraphrase=row.yes("paraphrase", True),
        source=row.text("source"),
    )
    row.finish()
    return text


def read_statements(rows: list[Table], parties: Collection[str], references: Collection[str]) -> tuple[Statement, ...]:
    return tuple(_statement(row, parties, references) for row in rows)


def _statement(row: Table, parties: Collection[str], references: Collection[str]) -> Statement:
    statement = Statement(
        party=row.name("party", parties),
        kind=row.word("kind", words.STATEMENT_KINDS),
        stated_on=row.day("stated_on"),
        text=row.text("text"),
        source=row.text("source"),
        commitment=row.name("commitment", references, ""),
    )
    row.finish()
    return statement


def keys(rows: Iterable[Table], key: str) -> set[str]:
    """The keys that the tables give themselves, looked at ahead of reading them. Refuses the second of one key."""
    found: set[str] = set()
    for row in rows:
        value = row.content.get(key)
        if isinstance(value, str) and value in found:
            raise row.wrong(key, f"is {value!r} a second time in this file; give each its own")
        if isinstance(value, str):
            found.add(value)
    return found
