"""How a member wants to be told, as a form that works without scripts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models.fields import validate_zone
from monitoring.models import NoticePreference
from monitoring.models.vocabulary import Pace

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
NO_QUIET = [("", gettext_lazy("no quiet hours")), *HOURS]


def whole(value: str) -> int | None:
    return int(value) if value else None


class PreferenceForm(forms.Form):
    """`zone` is the mission's: the digest's hour is read in it, and so are quiet hours that name no other."""

    pace = forms.ChoiceField(label=gettext_lazy("Mail about notices"), choices=Pace.choices, widget=forms.RadioSelect)
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the daily or weekly mail"), choices=HOURS, coerce=int
    )
    digest_weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day of the weekly mail"), choices=list(WEEKDAYS.items()), coerce=int
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("Quiet from"), choices=NO_QUIET, coerce=whole, empty_value=None, required=False
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("until"), choices=NO_QUIET, coerce=whole, empty_value=None, required=False
    )
    quiet_zone = forms.CharField(
        label=gettext_lazy("Time zone of the quiet hours"),
        required=False,
        max_length=64,
        validators=[validate_zone],
        widget=forms.TextInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, preference: NoticePreference, zone: str, **kwargs: Any) -> None:
        kept = {name: getattr(preference, name) for name in self.base_fields}
        super().__init__(*args, **{"initial": kept, **kwargs})
        self.fields["digest_hour"].help_text = _("In %(zone)s.") % {"zone": zone}
        self.fields["quiet_from"].help_text = _("Mail that falls in them waits until they end, also past midnight.")
        self.fields["quiet_zone"].help_text = _(
            "An IANA time zone such as Europe/Vienna; empty for the mission's, %(zone)s."
        ) % {"zone": zone}

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (begins is None) != (ends is None) and not {"quiet_from", "quiet_until"} & set(self.errors):
            raise ValidationError(
                {"quiet_from" if begins is None else "quiet_until": _("Give both ends of the quiet hours, or neither.")}
            )
        if begins is not None and begins == ends:
            raise ValidationError(
                {"quiet_until": _("Quiet hours end at another hour than they begin. For no mail at all, say so above.")}
            )
        return cleaned
