"""What a report can rest on: the commitment's observations as cards to choose from, and what they say of access."""

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from commitments.models import Commitment, Quantity
from monitoring.models import Observation, VerificationReport
from monitoring.models.vocabulary import Access

OFFERED = 100


def observations_of(
    commitment: Commitment, report: VerificationReport | None, *, chosen: Sequence[str] = (), everything: bool = False
) -> list[Observation]:
    """The newest observations, newest first, with whatever the report rests on or was chosen on the way here."""
    rows = commitment.observations.prefetch_related("quantities").order_by("-event_at", "-received_at")
    if everything:
        return list(rows)
    offered = list(rows[:OFFERED])
    known = [one.pk for one in offered]
    readable = [reference for reference in chosen if "\x00" not in reference]
    wanted = Q(reference__in=readable) | Q(bases__report=report) if report else Q(reference__in=readable)
    return offered + list(rows.filter(wanted).exclude(pk__in=known).distinct())


def limits_on_access(observations: Iterable[Observation]) -> str:
    """A first text for the report's limits on access: one line for each denial or restriction, oldest first."""
    closed = [one for one in observations if one.access != Access.GRANTED]
    return "\n".join(
        _("%(date)s: access %(access)s, %(reason)s (%(reference)s)")
        % {
            "date": f"{one.event_at.day} {one.event_at:%b %Y}",
            "access": str(one.get_access_display()).lower(),
            "reason": " ".join(one.access_reason.split()),
            "reference": one.reference,
        }
        for one in sorted(closed, key=lambda one: one.event_at)
    )


def promised_in_words(quantity: Quantity) -> str:
    """What was promised and against what. An unknown baseline is said, never counted with."""
    amount = _("amount not stated") if quantity.amount is None else _("%d promised") % quantity.amount
    if quantity.baseline is None:
        return _("%(amount)s, baseline not declared") % {"amount": amount}
    return _("%(amount)s, of a declared %(baseline)d") % {"amount": amount, "baseline": quantity.baseline}


def names_of(quantities: Sequence[Quantity]) -> dict[str, Quantity]:
    """A form field's name for each promised quantity: by what it is, because row numbers stay inside."""
    names: dict[str, Quantity] = {}
    for quantity in quantities:
        nth = sum(other.category == quantity.category for other in names.values())
        names[f"verified_{quantity.category}" + (f"_{nth + 1}" if nth else "")] = quantity
    return names
