"""How pressing a commitment is, in the words of somebody who has to drive there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Commitment, CommitmentParty
from commitments.models.vocabulary import Capacity
from commitments.querysets import CommitmentQuerySet
from commitments.rules.timeliness import Timeliness
from commitments.templatetags.when import days_words


@dataclass(frozen=True)
class Pressing:
    """One row of *My commitments*. `words` replaces the tag's word where an amount can be said; empty where not."""

    commitment: Commitment
    obligors: str
    words: str
    is_unseen_too_long: bool
    was_denied_since: bool


def with_obligors(commitments: CommitmentQuerySet) -> CommitmentQuerySet:
    """The same list with the names that `pressing` reads, in one query however long it is."""
    obligors = CommitmentParty.objects.filter(capacity=Capacity.OBLIGOR).select_related("party")
    return commitments.select_related("standing").prefetch_related(
        Prefetch("party_roles", queryset=obligors.order_by("party__name"), to_attr="obligor_roles")
    )


def pressing(commitment: Commitment, *, zone: str, now: datetime) -> Pressing:
    """A row, from a commitment that came through `with_timeliness` and `with_obligors`."""
    standing = commitment.standing
    return Pressing(
        commitment=commitment,
        obligors=", ".join(role.party.name for role in commitment.obligor_roles),  # type: ignore[attr-defined]
        words=amount_in_words(commitment.timeliness, standing.due_at, zone=zone, now=now),  # type: ignore[attr-defined]
        is_unseen_too_long=standing.observe_by is not None and standing.observe_by <= now,
        was_denied_since=_later(standing.last_denied_at, standing.last_observed_at),
    )


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def amount_in_words(timeliness: str, due: datetime | None, *, zone: str, now: datetime) -> str:
    """`12 days past due`, `due tomorrow`, `due in 40 days`; days are those of the zone's calendar.

    A limit that ends with a day is kept as the next midnight, so the last day is the one a moment earlier.
    """
    if due is None:
        return ""
    if timeliness == Timeliness.OVERDUE:
        return _("%(length)s past due") % {"length": days_words(now - due)}
    last_day = (due - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date()
    days = (last_day - now.astimezone(ZoneInfo(zone)).date()).days
    if days <= 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": days}
