"""The parts of a rule, as a form asks for them, and the table that an agreement file would have for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.rules.treaty.terms import Terms
from monitoring.forms.acts import MOST, UNITS
from monitoring.forms.moving import day_field, hour_field

RECEIPT = "each receipt of"
ORDINAL = "ordinal"
SAYS = [
    ("on", gettext_lazy("on or by a day")),
    ("at", gettext_lazy("at an hour of a day")),
    ("after", gettext_lazy("so much after something")),
    ("with", gettext_lazy("together with another commitment")),
]
BOUNDARIES = [
    ("by", gettext_lazy("by: ends with that day")),
    ("on", gettext_lazy("on: ends with that day")),
    ("until", gettext_lazy("until: ends with that day")),
    ("before", gettext_lazy("before: ends as that day begins")),
    ("same hour", gettext_lazy("at the hour of what it counts from")),
]
COUNTED = [*UNITS, (ORDINAL, gettext_lazy("– the day of this number, the first being the day itself"))]
FIELDS = {
    "on": "day",
    "at": "hour",
    "after": "anchor",
    "count": "amount",
    "day": "amount",
    "boundary": "boundary",
    "with": "together",
}
"""Which field holds what a key of the table says."""

Plain = dict[str, Any]
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Named:
    """What a rule can be counted from, or fall due with, in the words of an agreement file."""

    anchors: Choices
    together: Choices


def named_in(terms: Terms, things: Sequence[str]) -> Named:
    """Everything that this agreement has for a rule to speak of. `things` are what can be received."""
    promises = terms.promises
    limits = [(f"{one.reference}/{limit.key}", limit.label) for one in promises for limit in one.limits]
    deeds = [(f"{what} of {one.reference}", one.title) for one in promises for what in ("start", "completion")]
    received = [(f"{RECEIPT} {thing}", "") for thing in things]
    return Named(
        anchors=[
            ("", _("choose")),
            (_("Milestones"), [(key, event.name) for key, event in terms.events.items()]),
            (_("What is really done"), [_option(*deed) for deed in deeds]),
            (_("The end of another limit"), [_option(f"end of {name}", label) for name, label in limits]),
            (_("Receipts"), [*(_option(*one) for one in received), (RECEIPT, _("each receipt of something else"))]),
            (_("Parties"), [("own adherence", _("each obligor’s own adherence"))]),
        ],
        together=[
            ("", _("choose")),
            *(_option(one.reference, one.title) for one in promises),
            *(_option(*limit) for limit in limits),
        ],
    )


def _option(value: str, words: str) -> tuple[str, str]:
    return value, f"{value} {words}".strip()


class RuleForm(forms.Form):
    """One rule. Which of the fields it needs depends on what it says; the rest is not looked at."""

    says = forms.ChoiceField(label=gettext_lazy("It falls"), choices=SAYS, widget=forms.RadioSelect, initial="after")
    day = day_field(label=gettext_lazy("Day"), required=False)
    hour = hour_field(label=gettext_lazy("Hour"))
    amount = forms.IntegerField(
        label=gettext_lazy("How much"),
        min_value=1,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Of what"), choices=COUNTED, initial="days", required=False)
    anchor = forms.ChoiceField(label=gettext_lazy("Counted from"), required=False)
    thing = forms.CharField(label=gettext_lazy("What is received"), max_length=120, required=False)
    boundary = forms.ChoiceField(
        label=gettext_lazy("How the text bounds the day"), choices=BOUNDARIES, initial="by", required=False
    )
    together = forms.ChoiceField(label=gettext_lazy("With which commitment"), required=False)

    def __init__(self, *args: Any, named: Named, optional: str = "", **kwargs: Any) -> None:
        """`optional` is how the absence of this rule reads; empty where there must be one."""
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["anchor"]).choices = named.anchors
        cast(forms.ChoiceField, self.fields["together"]).choices = named.together
        if optional:
            says = cast(forms.ChoiceField, self.fields["says"])
            says.required, says.choices = False, [("", optional), *SAYS]
            self.initial.setdefault("says", "")

    def clean(self) -> Plain:
        cleaned = self.cleaned_data
        needed: dict[str, tuple[tuple[str, Any], ...]] = {
            "on": (("day", _("Give the day.")),),
            "at": (("day", _("Give the day.")), ("hour", _("Give the hour."))),
            "after": (("amount", _("Say how much.")), ("anchor", _("Choose what it is counted from."))),
            "with": (("together", _("Choose the commitment.")),),
        }
        for name, words in needed.get(cleaned.get("says", ""), ()):
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, words)
        if cleaned.get("says") == "after" and cleaned.get("anchor") == RECEIPT and not cleaned.get("thing", "").strip():
            self.add_error("thing", _("Name what is received."))
        return cleaned

    def table(self) -> Plain:
        """The rule as a file has it; empty where there is none. Call it on a valid form."""
        cleaned = self.cleaned_data
        match cleaned["says"]:
            case "on":
                return {"on": cleaned["day"].isoformat(), **self._boundary()}
            case "at":
                return {"at": f"{cleaned['day'].isoformat()}T{cleaned['hour'].isoformat()}"}
            case "after":
                return {"after": self._anchor(), **self._counted()}
            case "with":
                return {"with": cleaned["together"]}
        return {}

    def wrong(self, key: str, what: str) -> None:
        """Show what the reader says of a key of the table beside the field that holds it."""
        self.add_error(FIELDS.get(key, "says"), what)

    def _anchor(self) -> str:
        anchor: str = self.cleaned_data["anchor"]
        return f"{RECEIPT} {self.cleaned_data['thing'].strip()}" if anchor == RECEIPT else anchor

    def _counted(self) -> Plain:
        amount, unit = self.cleaned_data["amount"], self.cleaned_data["unit"] or "days"
        if unit == ORDINAL:
            return {"day": amount, **self._boundary()}
        return {"count": counted(amount, unit), **(self._boundary() if unit != "hours" else {})}

    def _boundary(self) -> Plain:
        bounds = self.cleaned_data.get("boundary") or "by"
        return {} if bounds == "by" else {"boundary": bounds}


def counted(amount: int, unit: str) -> str:
    """`30 days`, `1 month`."""
    return f"{amount} {unit[:-1] if amount == 1 else unit}"
