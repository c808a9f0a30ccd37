"""What the forms of the administration check before an action is called, in words that say what to do."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.admin.typed import ModelForm
from commitments.models import Commitment

EARLIEST, LATEST = 1800, 2200


class Careful(ModelForm):
    """Refuses years in which no calendar arithmetic holds."""

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, date | datetime) and not EARLIEST <= value.year <= LATEST:
                self.add_error(name, _("The year %(year)s cannot be right. Check it.") % {"year": value.year})
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """What cannot be changed still counts: a key is unique within the mission that the page does not ask for."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        settled = {name for name in ("mission", "agreement") if getattr(self.instance, f"{name}_id", None)}
        return excluded - (settled - set(self.fields))

    def same_mission(self, mission_id: int | None, **others: int | None) -> None:
        """What a row leads to lies in its own mission, even for someone who administers two."""
        for name, other in others.items():
            if other is not None and mission_id is not None and other != mission_id:
                self.add_error(name, _("This belongs to another mission. Choose one of the same mission."))


class SiteForm(Careful):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        latitude, longitude = self.cleaned_data.get("latitude"), self.cleaned_data.get("longitude")
        if (latitude is None) != (longitude is None) and not {"latitude", "longitude"} & set(self.errors):
            self.add_error(
                "longitude" if longitude is None else "latitude",
                _("Give both coordinates, or neither: a name without a place is honest."),
            )
        if latitude is not None and not -90 <= latitude <= 90:
            self.add_error("latitude", _("Latitude lies between -90 and 90 degrees."))
        if longitude is not None and not -180 <= longitude <= 180:
            self.add_error("longitude", _("Longitude lies between -180 and 180 degrees."))
        return cleaned


class CommitmentForm(Careful):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name, value in (("provision", self.instance.agreement_id), ("site", self.instance.mission_id)):
                field: Any = self.fields.get(name)
                if field:
                    owner = "agreement" if name == "provision" else "mission"
                    field.queryset = field.queryset.filter(**{owner: value})

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        agreement = self.instance.agreement if self.instance.pk else data.get("agreement")
        provision, site = data.get("provision"), data.get("site")
        if agreement and not self.instance.pk:
            self.instance.mission = agreement.mission
            self._check_reference(agreement.mission_id, data.get("reference"))
        if agreement and provision and provision.agreement_id != agreement.pk:
            self.add_error("provision", _("This provision is of another agreement. Choose one of the same agreement."))
        if agreement and site:
            self.same_mission(agreement.mission_id, site=site.mission_id)
        days = data.get("verification_interval_days")
        if days is not None and not data.get("watched_from") and "watched_from" not in self.errors:
            self.add_error("watched_from", _("Say from when the mission observes it, so that the interval can begin."))
        if days == 0:
            self.add_error(
                "verification_interval_days", _("An interval has at least one day. Leave it empty for none.")
            )
        return cleaned

    def _check_reference(self, mission_id: int, reference: str | None) -> None:
        # The mission is no field of the form, so Django leaves this constraint to the database.
        if Commitment.objects.filter(mission=mission_id, reference=reference).exists():
            self.add_error("reference", _("This reference already exists in the mission. Take the next free one."))


class QuantityForm(Careful):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.cleaned_data.get("baseline") is not None and not self.cleaned_data.get("baseline_source"):
            self.add_error("baseline_source", _("Say who declared this baseline. Leave it empty while it is unknown."))
        return cleaned


class MilestoneForm(Careful):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        data = self.cleaned_data
        de_jure, de_facto = data.get("de_jure_at"), data.get("de_facto_at")
        if (de_jure or de_facto) and not data.get("source") and "source" not in self.errors:
            self.add_error("source", _("A time needs its source: where is it written that this happened?"))
        return cleaned


def plain_name(value: str) -> str:
    """A name without the spaces around it; refuses one that a spreadsheet would run as a formula."""
    name = value.strip()
    if name[:1] in tuple("=+-@"):
        raise ValidationError(
            _("A name does not begin with “%(sign)s”: spreadsheets would run it."), params={"sign": name[0]}
        )
    return name
