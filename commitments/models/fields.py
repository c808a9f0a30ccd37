"""Small pieces that every model shares: words as constraints, zones that exist, paired fields."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

ZONES = frozenset(available_timezones())


def validate_zone(name: str) -> None:
    """Raise ValidationError unless the name is an IANA time zone."""
    if name not in ZONES:
        raise ValidationError(
            _("“%(name)s” is not an IANA time zone. Try one such as Asia/Baku."), params={"name": name}
        )


def within(field: str, values: Sequence[Any], *, name: str) -> models.CheckConstraint:
    """The database refuses a word that the vocabulary does not have."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


def together(*fields: str, name: str) -> models.CheckConstraint:
    """Half-decided facts are refused: all of the nullable fields are set, or none is."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=none | every, name=name)
