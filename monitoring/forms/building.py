"""A time limit built from its parts, and another reading of one: forms that write what an agreement file would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.limits import strike
from commitments.actions.timetable import Moved
from commitments.agreement_file.contents import quantity_name
from commitments.agreement_file.reading import FileError
from commitments.models import Commitment, Party, TimeLimit, User
from commitments.models.vocabulary import LimitKind
from monitoring.forms.acts import MOST, UNITS
from monitoring.forms.moving import LONGEST, MovingForm, day_field, source_field
from monitoring.forms.rules import FIELDS as RULE_FIELDS
from monitoring.forms.rules import Named, Plain, RuleForm, counted

COMBINED = [
    ("", gettext_lazy("one rule alone")),
    ("first_of", gettext_lazy("whichever comes first of two")),
    ("last_of", gettext_lazy("whichever comes last of two")),
]
WHOLE_DAYS = [unit for unit in UNITS if unit[0] != "hours"]


def amount_field(label: Any, most: int = MOST) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )


class LimitForm(forms.Form):
    """What belongs to a limit beside its rules."""

    key = forms.SlugField(
        label=gettext_lazy("Key"),
        max_length=40,
        help_text=gettext_lazy("A word by which other limits can speak of it, such as complete or report."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What the text asks for"), choices=LimitKind.listed, initial="complete_by"
    )
    label = forms.CharField(label=gettext_lazy("How people call it"), max_length=160, required=False)
    obligor = forms.ChoiceField(label=gettext_lazy("Whom it binds"), required=False)
    zone = forms.CharField(
        label=gettext_lazy("Time zone in which its days end"),
        max_length=64,
        help_text=gettext_lazy("An IANA name, such as Europe/Sarajevo."),
    )
    combined = forms.ChoiceField(
        label=gettext_lazy("Of how many rules it is made"), choices=COMBINED, widget=forms.RadioSelect, required=False
    )
    every = amount_field(gettext_lazy("Comes again every"))
    every_unit = forms.ChoiceField(label=gettext_lazy("Of what"), choices=UNITS, initial="weeks", required=False)
    times = amount_field(gettext_lazy("So many times"))
    until = day_field(label=gettext_lazy("Until"), required=False)
    renews = amount_field(gettext_lazy("The term renews itself by"))
    renews_unit = forms.ChoiceField(label=gettext_lazy("Of what"), choices=WHOLE_DAYS, initial="years", required=False)
    notice = amount_field(gettext_lazy("Unless notice is given before its end by"))
    notice_unit = forms.ChoiceField(label=gettext_lazy("Of what"), choices=WHOLE_DAYS, initial="months", required=False)
    percent = amount_field(gettext_lazy("Percent of the baseline, in all"), most=MOST)
    amount = amount_field(gettext_lazy("Or an amount"), most=2_000_000_000)
    of = forms.ChoiceField(label=gettext_lazy("Of what was promised"), required=False)
    per_period = forms.BooleanField(label=gettext_lazy("in each period anew"), required=False)
    extendable = forms.BooleanField(
        label=gettext_lazy("the text lets it be extended or suspended"), required=False, initial=True
    )
    reading = forms.CharField(
        label=gettext_lazy("How the clause is read"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = source_field(max_length=LONGEST)
    adopted_because = forms.CharField(
        label=gettext_lazy("Why this reading was adopted"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("Needed as soon as another reading stands beside it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, commitment: Commitment, obligors: list[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("zone", commitment.agreement.zone)
        cast(forms.ChoiceField, self.fields["obligor"]).choices = [
            ("", _("all obligors")),
            *((party.slug, party.name) for party in obligors),
        ]
        names = [quantity_name(one.category, one.detail) for one in commitment.quantities.all()]
        cast(forms.ChoiceField, self.fields["of"]).choices = [("", _("all of it")), *((name, name) for name in names)]

    def table(self) -> Plain:
        """The limit's own keys. Call it on a valid form."""
        cleaned = self.cleaned_data
        said = {name: cleaned[name] for name in ("key", "kind", "label", "zone", "extendable", "reading", "source")}
        said["adopted_because"] = cleaned["adopted_because"]
        for name in ("obligor", "times", "percent", "amount", "of", "per_period"):
            if cleaned[name]:
                said[name] = cleaned[name]
        for name in ("every", "renews", "notice"):
            if cleaned[name]:
                said[name] = counted(cleaned[name], cleaned[f"{name}_unit"] or "weeks")
        if cleaned["until"]:
            said["until"] = cleaned["until"].isoformat()
        return said


class BesideForm(RuleForm):
    """Another defensible reading of the clause, with its source and why it was not adopted."""

    words = forms.CharField(label=gettext_lazy("How the clause can be read"), max_length=200, required=False)
    source = source_field(required=False)
    reason_not_adopted = forms.CharField(
        label=gettext_lazy("Why it was not adopted"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> Plain:
        cleaned = super().clean()
        for name, words in (
            ("words", _("Say how the clause can be read.")),
            ("source", _("Say where this reading can be checked.")),
        ):
            if cleaned.get("says") and not cleaned.get(name, "").strip() and name not in self.errors:
                self.add_error(name, words)
        return cleaned

    def table(self) -> Plain:
        rule = super().table()
        names = ("words", "source", "reason_not_adopted")
        return {**rule, **{name: self.cleaned_data[name] for name in names}} if rule else {}

    def wrong(self, key: str, what: str) -> None:
        here = {"key": "words", "words": "words", "source": "source", "reason_not_adopted": "reason_not_adopted"}
        self.add_error(here.get(key) or RULE_FIELDS.get(key, "says"), what)


class ReadingForm(BesideForm):
    """Another reading of a limit that stands, and why the present one was adopted where nobody has said so yet."""

    adopted_because = forms.CharField(
        label=gettext_lazy("Why the present reading was adopted"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, limit: TimeLimit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(reading.is_adopted and reading.reason for reading in limit.readings.all()):
            del self.fields["adopted_because"]


class Builder:
    """All the forms of one limit together: they are valid together, and write one table."""

    def __init__(
        self, data: Any, *, commitment: Commitment, obligors: list[Party], named: Named, rules_of: int = 2
    ) -> None:
        none = _("there is none")
        self.limit = LimitForm(data, commitment=commitment, obligors=obligors)
        self.rule = RuleForm(data, prefix="rule", named=named)
        self.second = RuleForm(data, prefix="second", named=named)
        self.cap = RuleForm(data, prefix="cap", named=named, optional=none)
        self.beside = [
            BesideForm(data, prefix=f"beside{number}", named=named, optional=none) for number in range(rules_of)
        ]

    @property
    def combined(self) -> str:
        """How the two rules make one; empty where there is one alone."""
        if not self.limit.is_bound or not self.limit.is_valid():
            return ""
        return str(self.limit.cleaned_data["combined"])

    def forms(self) -> Iterator[forms.Form]:
        """Those that count."""
        yield self.limit
        yield self.rule
        if self.combined:
            yield self.second
        yield self.cap
        yield from self.beside

    def is_valid(self) -> bool:
        # Every form is asked, so that all that is wrong is said at once.
        answers = [form.is_valid() for form in self.forms()]
        return all(answers)

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms() if form.is_bound)

    def table(self) -> Plain:
        """The limit as an agreement file has it. Call it when all are valid."""
        rule = self.rule.table()
        if self.combined:
            rule = {self.combined: [rule, self.second.table()]}
        cap = self.cap.table()
        beside = [table for form in self.beside if (table := form.table())]
        return {
            **self.limit.table(),
            **rule,
            **({"not_later_than": cap} if cap else {}),
            **({"other_reading": beside} if beside else {}),
        }

    def wrong(self, error: FileError) -> None:
        """Show what the reader says beside the field that it speaks of."""
        first, *rest = error.path or ("",)
        key = str(rest[-1]) if rest else str(first)
        if first in {"first_of", "last_of"} and rest:
            (self.rule if rest[0] == 0 else self.second).wrong(key, error.what)
        elif first == "not_later_than":
            self.cap.wrong(key, error.what)
        elif first == "other_reading" and rest:
            self._written_beside()[cast(int, rest[0])].wrong(key, error.what)
        elif first in RULE_FIELDS:
            self.rule.wrong(str(first), error.what)
        else:
            self.limit.add_error(str(first) if first in self.limit.fields else None, error.what)

    def _written_beside(self) -> list[BesideForm]:
        return [form for form in self.beside if form.table()]


class StrikeForm(MovingForm):
    """Why a limit that was entered in error is struck out."""

    why = forms.CharField(
        label=gettext_lazy("What was wrong with it"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, limit: TimeLimit, **kwargs: Any) -> None:
        self.limit = limit
        super().__init__(*args, agreement=limit.commitment.agreement, zone=limit.zone, **kwargs)

    def recorded(self) -> bool:
        return TimeLimit.objects.filter(pk=self.limit.pk, struck_at__isnull=False).exists()

    def perform(self, *, by: User, at: Any) -> list[Moved]:
        limit = TimeLimit.objects.select_related("commitment__agreement__mission", "commitment__mission").get(
            pk=self.limit.pk
        )
        return strike(limit=limit, why=self.cleaned_data["why"], by=by, at=at)
