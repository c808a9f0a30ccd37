"""Counters: one per kind of equipment that a commitment names, and one for every other kind."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.models import Quantity
from commitments.models.vocabulary import EquipmentCategory

PREFIX = "count_"
MOST = 100_000_000


@dataclass(frozen=True)
class Counter:
    """One kind to count. `is_own` says that the commitment itself names it."""

    category: str
    detail: str
    label: str
    is_own: bool

    @property
    def name(self) -> str:
        """The field's name. Made from the words, so that a form opened before an edit still means the same."""
        mark = hashlib.sha256(self.detail.encode()).hexdigest()[:8] if self.detail else ""
        return PREFIX + "_".join(filter(None, [self.category, mark]))

    def field(self) -> forms.IntegerField:
        return forms.IntegerField(
            label=self.label,
            required=False,
            min_value=0,
            max_value=MOST,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages={
                "invalid": _("Type a whole number, such as 2, or leave it empty."),
                "min_value": _("A count is never below 0. Leave it empty if you did not count."),
                "max_value": _("That is more than this form takes (100 million). Check the number."),
            },
        )


def counters(quantities: Iterable[Quantity]) -> list[Counter]:
    """The commitment's own kinds first, then the rest of the vocabulary."""
    own = [Counter(quantity.category, quantity.detail, str(quantity), is_own=True) for quantity in quantities]
    plain = {counter.category for counter in own if not counter.detail}
    others = [
        Counter(value, "", str(label), is_own=False) for value, label in EquipmentCategory.choices if value not in plain
    ]
    return own + others
