"""Logging an observation: one form, one row, one receipt, however often it is sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commitments.actions.record import plain, record
from commitments.models import Commitment, User
from commitments.rules.references import new_reference
from monitoring.actions.standing import settle
from monitoring.models import Observation, ObservedQuantity

Counted = tuple[str, str]
"""An equipment category and its detail (threshold or type, may be empty)."""


@dataclass(frozen=True)
class Seen:
    """What the monitor says. `event_at` is an aware instant; coordinates are WGS 84 degrees, both or neither."""

    sighting: str
    event_at: datetime
    event_precision: str
    means: str
    directness: str
    reliability: str
    credibility: str
    access: str = "granted"
    access_reason: str = ""
    latitude: float | None = None
    longitude: float | None = None
    place_precision: str = "not_stated"
    place_name: str = ""
    narrative: str = ""
    counts: Mapping[Counted, int] = field(default_factory=dict)

    def digest(self) -> str:
        """SHA-256 of the content, the same for the same words and numbers."""
        content = {name: plain(value) for name, value in asdict(self).items() if name != "counts"}
        content["counts"] = sorted([*key, count] for key, count in self.counts.items())
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class SentBefore(Exception):
    """The same form was sent before with other content. `first` is the observation that was kept then."""

    def __init__(self, first: Observation) -> None:
        super().__init__(f"sent before as {first.reference}")
        self.first = first


def log_observation(*, commitment: Commitment, seen: Seen, client_id: UUID, by: User, at: datetime) -> Observation:
    """Keep an observation and return it; its reference and `received_at` are the receipt.

    Raises ValidationError in an archive, where nobody observes any more.

    The same `client_id` from the same person with the same content returns the first one again. With other
    content it raises SentBefore, and the first one stays as it was.
    """
    if commitment.mission.is_archive:
        raise ValidationError(_("This mission is an archive. Nothing is observed here any more."))
    try:
        return _keep(commitment, seen, client_id, by=by, at=at)
    except IntegrityError:
        first = Observation.objects.filter(observer=by, client_id=client_id).first()
        if first is None:
            raise
        if first.content_hash != seen.digest() or first.commitment_id != commitment.pk:
            raise SentBefore(first) from None
        return first


@transaction.atomic
def _keep(commitment: Commitment, seen: Seen, client_id: UUID, *, by: User, at: datetime) -> Observation:
    fields = {name: value for name, value in vars(seen).items() if name != "counts"}
    observation = Observation.objects.create(
        client_id=client_id,
        reference=new_reference("O"),
        mission=commitment.mission,
        commitment=commitment,
        observer=by,
        content_hash=seen.digest(),
        received_at=at,
        **fields,
    )
    ObservedQuantity.objects.bulk_create(
        ObservedQuantity(observation=observation, category=category, detail=detail, count=count)
        for (category, detail), count in seen.counts.items()
    )
    record(
        "observation logged",
        subject=observation.reference,
        mission=commitment.mission,
        by=by,
        at=at,
        observation=observation.pk,
        commitment=commitment.reference,
        content_hash=observation.content_hash,
    )
    settle([commitment], at=at, why=_("observed: %(reference)s") % {"reference": observation.reference})
    return observation
