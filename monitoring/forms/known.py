"""The day of which a reader asks what was due as the mission knew it then."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from monitoring.forms.moving import day_field


class KnownForm(forms.Form):
    """`today` is the day in the agreement's zone: nobody knows yet what will be known later."""

    known = day_field(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_known(self) -> date | None:
        day: date | None = self.cleaned_data["known"]
        if day and day > self.today:
            raise ValidationError(_("That day is still to come. Ask of today or of a day before."))
        return day

    @property
    def day(self) -> date | None:
        """The asked day; None where none was asked, or what was asked is none."""
        return self.cleaned_data["known"] if self.is_bound and self.is_valid() else None
