"""Coordinates as people type them: decimal degrees, with a sign or a hemisphere."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DEGREES = re.compile(r"(?P<sign>[-+\u2212]?)(?P<number>[0-9]{1,3}(?:[.,][0-9]{0,12})?) ?°? ?(?P<half>[NSEWnsew]?)")


class DegreesField(forms.CharField):
    """WGS 84 degrees as a float. `halves` are the positive and the negative hemisphere, such as `NS`."""

    def __init__(self, *, limit: int, halves: str, example: str, **options: Any) -> None:
        self.limit, self.halves, self.example = limit, halves, example
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return self._degrees(typed) if typed else None

    def _degrees(self, typed: str) -> float:
        read = DEGREES.fullmatch(typed)
        half = read["half"].upper() if read else ""
        if read is None or half not in {"", *self.halves} or (half and read["sign"]):
            raise ValidationError(
                _("Type decimal degrees, such as %(example)s.") % {"example": self.example}, code="unreadable"
            )
        degrees = float(read["number"].replace(",", "."))
        if degrees > self.limit:
            raise ValidationError(
                _("Degrees here go from −%(limit)s to %(limit)s; you typed %(typed)s.")
                % {"limit": self.limit, "typed": typed},
                code="off_earth",
            )
        return -degrees if read["sign"] in {"-", "\u2212"} or half == self.halves[1] else degrees
