"""What a party says, as the desk records it."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Agreement, Party
from monitoring.forms.moments import within_reach
from monitoring.models.vocabulary import StatementKind

LONGEST_TEXT = 20_000
LANGUAGE_TAG = RegexValidator(
    r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", gettext_lazy("Give a language tag such as en, hy, az or ru.")
)


class StatementForm(forms.Form):
    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    party = forms.ChoiceField(
        label=gettext_lazy("Who said it"),
        help_text=gettext_lazy("Parties to this agreement."),
        error_messages={"invalid_choice": gettext_lazy("That is no party to this agreement. Choose one of the list.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What kind of statement"),
        choices=StatementKind.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("It may make the commitment contested. It never changes a finding."),
    )
    stated_on = forms.DateField(
        label=gettext_lazy("Said on"),
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        validators=[within_reach],
        error_messages={"invalid": gettext_lazy("Give a date as day, month and year, such as 2026-11-09.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What was said"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5})
    )
    wording = forms.ChoiceField(
        label=gettext_lazy("These are"),
        choices=[("paraphrase", gettext_lazy("our words for it")), ("wording", gettext_lazy("its own words"))],
        initial="paraphrase",
        widget=forms.RadioSelect,
    )
    language = forms.CharField(
        label=gettext_lazy("Language of this text"),
        initial="en",
        max_length=12,
        validators=[LANGUAGE_TAG],
        help_text=gettext_lazy("A language tag, such as en, hy, az or ru."),
        widget=forms.TextInput(attrs={"class": "short", "autocapitalize": "off", "spellcheck": "false"}),
    )
    source = forms.CharField(
        label=gettext_lazy("Where it can be checked"),
        max_length=2_000,
        help_text=gettext_lazy("Letter, broadcast or publication, with its date; an address if there is one."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, agreement: Agreement, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today: date = now.astimezone(ZoneInfo(agreement.zone)).date()
        self.parties = {party.slug: party for party in agreement.parties.order_by("name").distinct()}
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is, above
        field.choices = [("", _("choose")), *((slug, party.name) for slug, party in self.parties.items())]
        self.initial.setdefault("form_id", uuid4())

    def clean_stated_on(self) -> date:
        day: date = self.cleaned_data["stated_on"]
        if day > self.today:
            raise ValidationError(_("That day is still to come. Give the day on which it was said."))
        return day

    def said(self) -> dict[str, Any]:
        """What was typed, as the action takes it. Call it on a valid form."""
        cleaned = self.cleaned_data
        party: Party = self.parties[cleaned["party"]]
        same = ("kind", "stated_on", "text", "language", "source", "form_id")
        return {
            "party": party,
            "is_paraphrase": cleaned["wording"] == "paraphrase",
            **{name: cleaned[name] for name in same},
        }
