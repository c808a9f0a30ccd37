"""The agreement itself, its parties, places, milestones and provisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from commitments.actions import events, registers
from commitments.actions.keeping import keep
from commitments.actions.loading.loading import Loading
from commitments.actions.loading.showing import moment
from commitments.agreement_file import contents
from commitments.agreement_file.reading import FileError
from commitments.models import Agreement, AgreementParty, Milestone, Party, Provision, ProvisionText, Site
from commitments.queries.terms import happened, kept
from commitments.rules.treaty import words
from commitments.rules.treaty.terms import Happened


def enter_agreement(loading: Loading) -> None:
    said = loading.document.agreement
    row = Agreement.objects.filter(mission=loading.mission, reference=said.reference).first()
    if row is None:
        with loading.explaining(f"agreement {said.reference}", "agreement"):
            row = registers.register_agreement(
                mission=loading.mission,
                reference=said.reference,
                title=said.title,
                zone=said.zone,
                summary=said.summary,
                source=said.source,
                is_fictional=said.fictional,
                **loading.stamp,
            )
        loading.is_new = True
        loading.added(f"agreement {said.reference} {said.title}")
    loading.agreement = row
    loading.differs(f"agreement {row.reference} zone", row.zone, said.zone)
    loading.words(
        f"agreement {row.reference}",
        row,
        title=said.title,
        summary=said.summary,
        source=said.source,
        is_fictional=said.fictional,
    )


def enter_parties(loading: Loading) -> None:
    held = {(role.party_id, role.role): role for role in loading.agreement.party_roles.select_related("party")}
    for said in loading.document.parties:
        # Parties stand in an order of their own, so a refusal names the party and no line.
        with loading.explaining(f"party {said.slug}"):
            if said.adhered_on and not said.roles:
                raise _refused(loading, said, "`adhered_on` is kept with a role in the agreement; say which in `roles`")
            loading.parties[said.slug] = party = _party(loading, said)
            for role in said.roles:
                _role(loading, said, party, role, held.pop((party.pk, role), None))
    for row in held.values():
        loading.only_on_record(f"party {row.party.slug} as {row.get_role_display()}")


def _party(loading: Loading, said: contents.Party) -> Party:
    """The party of this slug, or the one that it was merged into."""
    parent = loading.parties.get(said.parent)
    row = Party.objects.filter(slug=said.slug).select_related("merged_into", "parent").first()
    if row and row.merged_into:
        return row.merged_into
    if row:
        loading.words(
            f"party {said.slug}",
            row,
            name=said.name,
            short_name=said.short_name,
            kind=said.kind,
            parent=parent,
            note=said.note,
        )
        return row
    if twin := Party.objects.filter(name__iexact=said.name, merged_into=None).first():
        raise _refused(loading, said, f"is called {said.name!r}, which on record is {twin.slug!r}; give it that slug")
    loading.added(f"party {said.slug} {said.name}")
    return registers.register_party(
        slug=said.slug,
        name=said.name,
        short_name=said.short_name,
        kind=said.kind,
        parent=parent,
        note=said.note,
        **loading.stamp,
    )


def _refused(loading: Loading, said: contents.Party, why: str) -> FileError:
    return FileError(f"{loading.source.name}: party {said.slug}: {why}.")


def _role(loading: Loading, said: contents.Party, party: Party, role: str, row: AgreementParty | None) -> None:
    what = f"party {said.slug} as {role.replace('_', ' ')}"
    if row is None:
        registers.add_party_role(
            agreement=loading.agreement,
            party=party,
            role=role,
            adhered_on=said.adhered_on,
            source=said.source,
            **loading.stamp,
        )
        loading.added(f"{what}{_since(said.adhered_on)}")
    elif row.adhered_on is None and said.adhered_on:
        row.adhered_on, row.source = said.adhered_on, said.source
        keep(row=row, **loading.stamp)
        loading.added(f"{what}{_since(said.adhered_on)}")
    else:
        if said.adhered_on is None and row.adhered_on:
            loading.only_on_record(f"{what}{_since(row.adhered_on)}")
        else:
            loading.differs(f"{what} adheres from", row.adhered_on, said.adhered_on)
        loading.words(what, row, source=said.source)


def _since(day: date | None) -> str:
    return f", adhering from {words.day(day)}" if day else ""


def enter_sites(loading: Loading) -> None:
    """Places belong to the mission, so those of other agreements are nobody's business here."""
    for number, said in enumerate(loading.document.sites):
        fields: dict[str, Any] = {
            "name": said.name,
            "latitude": said.latitude,
            "longitude": said.longitude,
            "precision_m": said.precision_m,
            "zone_note": said.zone_note,
            "source": said.source,
        }
        with loading.explaining(f"site {said.key}", "site", number):
            row = Site.objects.filter(mission=loading.mission, key=said.key).first()
            if row:
                loading.words(f"site {said.key}", row, **fields)
            else:
                row = registers.add_site(mission=loading.mission, key=said.key, **fields, **loading.stamp)
                loading.added(f"site {said.key} {said.name}")
        loading.sites[said.key] = row


def enter_milestones(loading: Loading) -> None:
    held = {row.key: row for row in loading.agreement.milestones.select_related("agreement__mission")}
    for number, said in enumerate(loading.document.milestones):
        with loading.explaining(f"milestone {said.event.key}", "milestone", number):
            row = held.pop(said.event.key, None)
            if row:
                _compare_milestone(loading, said, row)
            else:
                row = _add_milestone(loading, said)
        loading.milestones[said.event.key] = row
    for row in held.values():
        loading.only_on_record(f"milestone {row.key}")


def _add_milestone(loading: Loading, said: contents.Milestone) -> Milestone:
    event = said.event
    times = {**_columns(loading, "de_jure", event.de_jure), **_columns(loading, "de_facto", event.de_facto)}
    at = f" {_shown(loading, event.happened)}" if event.happened else ", which has not happened"
    loading.added(f"milestone {event.key}{at}")
    return registers.add_milestone(
        agreement=loading.agreement,
        key=event.key,
        kind=said.kind,
        name=event.name,
        adopted=event.adopted,
        source=said.source,
        **times,
        **loading.stamp,
    )


def _compare_milestone(loading: Loading, said: contents.Milestone, row: Milestone) -> None:
    what, event = f"milestone {row.key}", said.event
    added: dict[str, Any] = {}
    for name, now in (("de_jure", event.de_jure), ("de_facto", event.de_facto)):
        day_only = getattr(row, f"{name}_day_only")
        was = happened(getattr(row, f"{name}_at"), day_only=day_only, zone=loading.zone)
        label = f"{what} {name.replace('_', ' ')}"
        if was is None and now is not None:
            added |= _columns(loading, name, now)
            loading.added(f"{label} {_shown(loading, now)}")
        elif now is None and was is not None:
            loading.only_on_record(f"{label} {_shown(loading, was)}")
        elif was != now:
            loading.differs(label, _shown(loading, was), _shown(loading, now))
    loading.differs(f"{what} counts from", row.adopted, event.adopted)
    loading.words(what, row, kind=said.kind, name=event.name, **({} if added else {"source": said.source}))
    if added:
        events.record_milestone(milestone=row, source=said.source, **added, **loading.stamp)


def _columns(loading: Loading, name: str, when: Happened | None) -> dict[str, Any]:
    at, day_only = kept(when, loading.zone)
    return {f"{name}_at": at, f"{name}_day_only": day_only}


def _shown(loading: Loading, when: Happened | None) -> str:
    return moment(when, loading.zone)


def enter_provisions(loading: Loading) -> None:
    held = {row.article: row for row in loading.agreement.provisions.prefetch_related("texts")}
    for number, said in enumerate(loading.document.provisions):
        with loading.explaining(f"provision {said.article}", "provision", number):
            row = held.pop(said.article, None)
            if row:
                loading.words(f"provision {said.article}", row, heading=said.heading)
            else:
                row = registers.add_provision(
                    agreement=loading.agreement,
                    article=said.article,
                    heading=said.heading,
                    position=number + 1,
                    **loading.stamp,
                )
                loading.added(f"provision {said.article} {said.heading}")
            _texts(loading, said, row)
        loading.provisions[said.article] = row
    for row in held.values():
        loading.only_on_record(f"provision {row.article}")


def _texts(loading: Loading, said: contents.Provision, row: Provision) -> None:
    held: dict[tuple[str, str], ProvisionText] = {(text.version, text.language): text for text in row.texts.all()}
    for text in said.texts:
        what = f"provision {said.article}, {text.version} ({text.language})"
        fields: dict[str, Any] = {"text": text.text, "is_paraphrase": text.paraphrase, "source": text.source}
        known = held.pop((text.version, text.language), None)
        if known:
            loading.words(what, known, **fields)
        else:
            registers.add_provision_text(
                provision=row, version=text.version, language=text.language, **fields, **loading.stamp
            )
            loading.added(what)
    for version, language in held:
        loading.only_on_record(f"provision {said.article}, {version} ({language})")
