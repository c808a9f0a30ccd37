"""What every form that moves dates has: the stand that its reader saw, a source, and what it does."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.timetable import Moved
from commitments.models import Agreement, User
from commitments.rules.treaty.calendar import day_begins
from monitoring.forms.moments import instant, within_reach

LONGEST = 2_000
WHERE = {
    "label": gettext_lazy("Where it can be checked"),
    "max_length": LONGEST,
    "help_text": gettext_lazy("Letter, minutes or publication, with its date."),
}


def source_field(**options: Any) -> forms.CharField:
    """Where it is written, as every form here asks for it."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **{**WHERE, **options})


def day_field(**options: Any) -> forms.DateField:
    """A day of the agreement's calendar."""
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        validators=[within_reach],
        **options,
    )


def hour_field(**options: Any) -> forms.TimeField:
    """An hour on the agreement's clocks."""
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M"),
        **{"required": False, **options},
    )


class MovingForm(forms.Form):
    """A form whose answer moves dates of one agreement.

    `seen` is how things stood on the page: who acts must have seen what the act changes.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, *args: Any, agreement: Agreement, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreement, self.zone, self.now = agreement, zone, now
        self.today: date = now.astimezone(ZoneInfo(zone)).date()
        self.initial.setdefault("seen", self.stand())

    def stand(self) -> str:
        """How things stand now, in a form that can be compared."""
        return ""

    def recorded(self) -> bool:
        """Whether exactly this is on record already, because the same form came twice."""
        return False

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        """Do it. Call it on a valid form, while the agreement is held."""
        raise NotImplementedError

    def refuse_what_moved(self) -> None:
        """Raises ValidationError where somebody else changed what stood on the page."""
        seen = self.cleaned_data.get("seen")
        if seen and seen != self.stand():
            raise ValidationError(
                _("Somebody else moved this while you were writing. Read above how it stands now, then decide.")
            )

    def refused(self, refusal: ValidationError) -> None:
        """Show an action's refusal, beside the field that it names where there is one."""
        by_field = getattr(refusal, "error_dict", None)
        for name, errors in (by_field or {None: refusal}).items():
            self.add_error(name if name in self.fields else None, errors)

    def happened(self, day: str, hour: str) -> datetime | None:
        """The instant of a day and an hour that were asked for; the day's first where the hour is not known.

        What is wrong with it stands beside its field, and None comes back.
        """
        on: date | None = self.cleaned_data.get(day)
        clock: time | None = self.cleaned_data.get(hour)
        if on is None:
            return None
        try:
            moment = instant(on, clock, self.zone) if clock is not None else day_begins(on, self.zone)
        except ValidationError as error:
            self.add_error(hour, error)
            return None
        if on > self.today or (clock is not None and moment > self.now):
            self.add_error(day, _("That is still to come. Record it once it has happened."))
            return None
        return moment
