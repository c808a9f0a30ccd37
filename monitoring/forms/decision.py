"""A second verifier's decision on a submitted report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_REASON = 5_000


class DecisionForm(forms.Form):
    """Approve, or return with a reason. `read` is the submission that the decider had on the page."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=[
            ("approve", gettext_lazy("Approve: it stands as it is")),
            ("return", gettext_lazy("Return it to the author")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Mandatory when you return it: it tells the author what to change."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    read = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("decision") == "return" and not cleaned.get("reason") and "reason" not in self.errors:
            raise ValidationError({"reason": _("Say why you return it, so that the author knows what to change.")})
        return cleaned
