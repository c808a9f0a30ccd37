"""What happened lately, read from the record, as sentences with the way to the thing itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from commitments.models import Agreement, Commitment, Mission, Party, RecordEntry
from commitments.querysets import CommitmentQuerySet
from monitoring.models import Observation, VerificationReport

# The registers' own entries are for the administration; the desk reads what moves a commitment.
OBSERVED = "observation logged"
REPORTED = ("report submitted", "report approved", "report returned", "correction begun")
SAID = "statement recorded"
ACTS = ("deadline extended", "deadline suspended", "resumption recorded", "waiver recorded", "adoption recorded")
VERBS = (
    OBSERVED,
    *REPORTED,
    SAID,
    *ACTS,
    "milestone recorded",
    "receipt recorded",
    "start recorded",
    "completion recorded",
    "delivery recorded",
    "limit set",
    "limit struck out",
    "flag raised",
    "flag closed",
    "flag reopened",
)


@dataclass(frozen=True)
class Item:
    """One entry with what it speaks of. `about` is the commitment's reference, or the entry's own subject; `address`
    is the page of that commitment or agreement, empty where the mission has neither."""

    entry: RecordEntry
    about: str
    address: str
    observation: Observation | None = None
    report: VerificationReport | None = None
    party: Party | None = None


def feed(
    mission: Mission, *, since: datetime, commitments: CommitmentQuerySet | None = None, most: int = 10
) -> list[Item]:
    """The newest entries of a mission after `since`, newest first; six queries. With `commitments`, only theirs."""
    entries = (
        RecordEntry.objects.filter(mission=mission, verb__in=VERBS, at__gt=since)
        .annotate(about=Coalesce(Cast(KT("content__commitment"), TextField()), F("subject"), output_field=TextField()))
        .order_by("-id")
    )
    if commitments is not None:
        entries = entries.filter(about__in=commitments.order_by().values("reference"))
    found = list(entries[:most])
    seen = Observation.objects.filter(mission=mission).in_bulk(_uuids(found, "observation"))
    reports = VerificationReport.objects.filter(mission=mission).in_bulk(_uuids(found, "report"))
    parties = Party.objects.in_bulk(
        {str(entry.content["party"]) for entry in found if entry.verb == SAID and "party" in entry.content},
        field_name="slug",
    )
    addresses = _addresses(mission, {entry.about for entry in found})
    return [
        Item(
            entry,
            entry.about,
            addresses.get(entry.about, ""),
            observation=seen.get(_uuid(entry, "observation")) if entry.verb == OBSERVED else None,
            report=reports.get(_uuid(entry, "report")),
            party=parties.get(str(entry.content.get("party"))),
        )
        for entry in found
    ]


def _addresses(mission: Mission, subjects: set[str]) -> dict[str, str]:
    """Where each subject can be read. A milestone's subject opens with its agreement's reference."""
    agreements = {subject: subject.partition(" ")[0] for subject in subjects}
    own = set(
        Agreement.objects.filter(mission=mission, reference__in=agreements.values()).values_list("reference", flat=True)
    )
    bound = Commitment.objects.filter(mission=mission, reference__in=subjects).values_list("reference", flat=True)
    found = {
        subject: reverse("agreement", args=[mission.slug, reference])
        for subject, reference in agreements.items()
        if reference in own
    }
    return found | {reference: reverse("commitment", args=[mission.slug, reference]) for reference in bound}


def _uuids(entries: Sequence[RecordEntry], name: str) -> Iterable[UUID]:
    return {pk for entry in entries if (pk := _uuid(entry, name))}


def _uuid(entry: RecordEntry, name: str) -> UUID | None:
    value = entry.content.get(name)
    return UUID(value) if isinstance(value, str) else None
