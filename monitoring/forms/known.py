"""The day of which a reader asks what was due as the mission knew it then."""

from datetime import date

from django import forms

from monitoring.forms.moving import day_field


class KnownForm(forms.Form):
    known = day_field(required=False)

    @property
    def day(self) -> date | None:
        """The asked day; None where none was asked, or what was asked is none."""
        return self.cleaned_data["known"] if self.is_bound and self.is_valid() else None
