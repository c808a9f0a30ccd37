"""How exact a place is. The device's own accuracy can choose the answer, and everybody sees which."""

from typing import Any

from django import forms

from monitoring.models.vocabulary import PlacePrecision


class PrecisionSelect(forms.Select):
    """Each answer carries the metres that it stands for."""

    def create_option(self, name: str, value: Any, *args: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **options)
        if metres := PlacePrecision(value).metres:
            option["attrs"]["data-metres"] = str(metres)
        return option
