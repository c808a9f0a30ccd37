"""An extension of a deadline: who granted it, when, until when, and why."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Act, Deadline
from commitments.rules.treaty.calendar import day_ends
from commitments.rules.treaty.terms import Act as TreatyAct
from commitments.rules.treaty.terms import At, On
from monitoring.forms.moments import instant, within_reach


def runs_to_the_minute(deadline: Deadline) -> bool:
    """Whether the text's limit ends at an hour, not with a day."""
    return deadline.due_at is not None and deadline.ends_on is None


class ExtensionForm(forms.Form):
    granted_by = forms.CharField(
        label=gettext_lazy("Granted by"),
        max_length=160,
        help_text=gettext_lazy("The body or the parties with the power to move this date."),
    )
    granted_on = forms.DateField(
        label=gettext_lazy("Granted on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )
    until = forms.DateField(
        label=gettext_lazy("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
    )
    until_time = forms.TimeField(
        label=gettext_lazy("New hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason given"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(
        label=gettext_lazy("Where it can be checked"),
        max_length=2_000,
        required=False,
        help_text=gettext_lazy("Letter, minutes or publication, with its date."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    # The date that stood on the page: whoever extends must have seen the one that is moved.
    seen_due = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, deadline: Deadline, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline
        self.today: date = now.astimezone(ZoneInfo(deadline.zone)).date()
        self.fields["until"].help_text = _in_words(deadline)
        if not runs_to_the_minute(deadline):
            del self.fields["until_time"]
        self.initial.setdefault("seen_due", deadline.due_at and deadline.due_at.isoformat())

    def clean_granted_on(self) -> date:
        day: date = self.cleaned_data["granted_on"]
        if day > self.today:
            raise ValidationError(_("That day is still to come. Record an extension once it is granted."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if "until" in cleaned and "until_time" not in self.errors:
            self._new_date(cleaned["until"], cleaned.get("until_time"))
        return cleaned

    def _new_date(self, day: date, hour: time | None) -> None:
        zone = self.deadline.zone
        try:
            moment = instant(day, hour, zone) if hour is not None else self._end_of(day)
        except ValidationError as error:
            self.add_error("until_time", error)
            return
        self.cleaned_data["to_due_at"] = moment
        if not self.recorded():
            self._refuse_what_moved(moment)

    def _refuse_what_moved(self, moment: datetime) -> None:
        due, seen = self.deadline.due_at, self.cleaned_data.get("seen_due")
        if due and seen and seen != due:
            raise ValidationError(
                _("Somebody else moved this date while you were writing. Read the present date above, then decide.")
            )
        if due and moment <= due:
            self.add_error("until", _("An extension ends later than the present date. Choose a later day."))

    def recorded(self) -> bool:
        """Whether exactly this act is the deadline's present date already: the same form came twice."""
        cleaned = self.cleaned_data
        same = {name: cleaned.get(name) for name in ("granted_by", "granted_on", "reason")}
        acts = Act.objects.filter(limit=self.deadline.limit, kind="extension", **same)
        return (
            None not in same.values() and self.deadline.due_at == cleaned.get("to_due_at") is not None and acts.exists()
        )

    def _end_of(self, day: date) -> datetime:
        return day_ends(day, self.deadline.zone)

    def act(self) -> TreatyAct:
        """What was typed, as the action takes it. Call it on a valid form."""
        cleaned = self.cleaned_data
        hour = cleaned.get("until_time")
        return TreatyAct(
            kind="extension",
            on=cleaned["granted_on"],
            by=cleaned["granted_by"],
            reason=cleaned["reason"],
            source=cleaned["source"],
            to=On(cleaned["until"]) if hour is None else At(cleaned["until"], hour),
            period=self.deadline.period,
        )


def _in_words(deadline: Deadline) -> str:
    if runs_to_the_minute(deadline):
        return _("In %(zone)s.") % {"zone": deadline.zone}
    return _("It ends with this day in %(zone)s.") % {"zone": deadline.zone}
