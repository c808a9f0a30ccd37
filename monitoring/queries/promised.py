"""How much of what was promised, and how much of it a report holds verified. Unknown never becomes a number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.models import Quantity
from monitoring.models import VerificationReport, VerifiedQuantity


@dataclass(frozen=True)
class Promised:
    """One promised quantity beside what the newest report in force that speaks of it holds verified."""

    quantity: Quantity
    verified: int | None = None
    report: VerificationReport | None = None

    @property
    def in_words(self) -> str:
        """`14 of 20 artillery verified`, `20 artillery promised, none verified yet`, `baseline not declared`."""
        what = mid_sentence(str(self.quantity))
        amount = self.quantity.amount
        if amount is None and self.verified is None:
            return _("%(what)s: amount not stated, %(baseline)s") % {"what": what, "baseline": self._baseline}
        if amount is None:
            return _("%(verified)d %(what)s verified, %(baseline)s") % {
                "verified": self.verified,
                "what": what,
                "baseline": self._baseline,
            }
        if self.verified is None:
            return _("none verified yet of %(amount)d %(what)s") % {"amount": amount, "what": what}
        return _("%(verified)d of %(amount)d %(what)s verified") % {
            "verified": self.verified,
            "amount": amount,
            "what": what,
        }

    @property
    def _baseline(self) -> str:
        if self.quantity.baseline is None:
            return _("baseline not declared")
        return _("declared baseline %(count)d") % {"count": self.quantity.baseline}


def mid_sentence(name: str) -> str:
    """A name as it stands inside a sentence: `artillery 100 mm`, but `MANPADS` and `Uragan` as they are written."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def promised(ids: Iterable[int]) -> dict[int, list[Promised]]:
    """By commitment id; two queries, however many commitments."""
    ids = list(ids)
    verified: dict[int, VerifiedQuantity] = {}
    in_force = VerificationReport.objects.in_force().filter(commitment__in=ids)
    rows = VerifiedQuantity.objects.filter(report__in=in_force).select_related("report")
    for row in rows.order_by("report__decided_at"):
        verified[row.quantity_id] = row
    found: dict[int, list[Promised]] = defaultdict(list)
    for quantity in Quantity.objects.filter(commitment__in=ids):
        row_of = verified.get(quantity.pk)
        found[quantity.commitment_id].append(
            Promised(quantity, row_of.amount, row_of.report) if row_of else Promised(quantity)
        )
    return found


def in_words(promises: list[Promised], *, most: int = 2) -> str:
    """The first of them as one line for a row of a list."""
    words = [promise.in_words for promise in promises[:most]]
    if (rest := len(promises) - most) > 0:
        words.append(ngettext("%(count)d more kind", "%(count)d more kinds", rest) % {"count": rest})
    return "; ".join(words)
