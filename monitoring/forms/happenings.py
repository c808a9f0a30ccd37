"""What happened, as the desk records it: a milestone, a receipt, a delivery, a start or a completion."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.events import record_deed, record_milestone, record_receipts, withdraw_deed
from commitments.actions.timetable import Moved
from commitments.models import Agreement, Commitment, Deadline, Deed, Milestone, Party, Receipt, User
from commitments.models.vocabulary import Basis, DeedKind
from monitoring.forms.moving import LONGEST, MovingForm, day_field, hour_field, source_field

TIMES = ("de_jure", "de_facto")
STAND = ("de_jure_at", "de_jure_day_only", "de_facto_at", "de_facto_day_only", "adopted")
HOUR_HELP = gettext_lazy("Leave it empty while only the day is known.")


class MilestoneForm(MovingForm):
    """When it happened in law and in fact, and which of the two the mission counts from."""

    de_jure_day = day_field(label=gettext_lazy("In law (de jure): day"), required=False)
    de_jure_hour = hour_field(label=gettext_lazy("Hour"), help_text=HOUR_HELP)
    de_facto_day = day_field(label=gettext_lazy("In fact (de facto): day"), required=False)
    de_facto_hour = hour_field(label=gettext_lazy("Hour"), help_text=HOUR_HELP)
    adopted = forms.ChoiceField(
        label=gettext_lazy("The mission counts from"), choices=Basis.listed, widget=forms.RadioSelect
    )
    source = source_field()

    def __init__(self, *args: Any, milestone: Milestone, now: datetime, **kwargs: Any) -> None:
        self.milestone = milestone
        agreement = milestone.agreement
        super().__init__(*args, agreement=agreement, zone=agreement.zone, now=now, **kwargs)
        for name in TIMES:
            moment: datetime | None = getattr(milestone, f"{name}_at")
            if moment is not None:
                local = moment.astimezone(ZoneInfo(agreement.zone))
                self.initial[f"{name}_day"] = local.date()
                self.initial[f"{name}_hour"] = None if getattr(milestone, f"{name}_day_only") else local.time()
        self.initial["adopted"] = milestone.adopted
        self.initial["source"] = milestone.source

    def stand(self) -> str:
        milestone = self.milestone
        return " ".join(str(getattr(milestone, name)) for name in STAND)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        for name in TIMES:
            if cleaned.get(f"{name}_hour") and not cleaned.get(f"{name}_day") and f"{name}_day" not in self.errors:
                self.add_error(f"{name}_day", _("Give the day of this hour, too."))
            cleaned[f"{name}_at"] = self.happened(f"{name}_day", f"{name}_hour")
            cleaned[f"{name}_day_only"] = cleaned.get(f"{name}_hour") is None
        return cleaned

    def recorded(self) -> bool:
        # Asked of the database: what the page read may have moved while this waited for its turn.
        same = {**self.times(), "source": self.cleaned_data["source"]}
        return Milestone.objects.filter(pk=self.milestone.pk, **same).exists()

    def times(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {name: self.cleaned_data[name] for name in STAND}

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        # The rows of the page stay as they are: a preview takes everything back but what it did to an object.
        milestone = Milestone.objects.select_related("agreement__mission").get(pk=self.milestone.pk)
        return record_milestone(milestone=milestone, by=by, at=at, source=self.cleaned_data["source"], **self.times())

    def refuse_what_moved(self) -> None:
        self.milestone.refresh_from_db(fields=STAND)
        super().refuse_what_moved()


class WhenForm(MovingForm):
    """Something that happened once, on a day, perhaps at a known hour."""

    day = day_field(label=gettext_lazy("On which day"))
    hour = hour_field(label=gettext_lazy("At which hour"), help_text=HOUR_HELP)
    source = source_field()

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        cleaned["happened_at"] = self.happened("day", "hour")
        cleaned["day_only"] = cleaned.get("hour") is None
        return cleaned

    def when(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("happened_at", "day_only", "source")}


class ReceiptForm(WhenForm):
    """One receipt of something that limits are counted from afresh each time."""

    of = forms.ChoiceField(label=gettext_lazy("What was received"))
    field_order = ["of", "day", "hour", "source"]

    def __init__(self, *args: Any, agreement: Agreement, things: list[str], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, agreement=agreement, zone=agreement.zone, now=now, **kwargs)
        cast(forms.ChoiceField, self.fields["of"]).choices = [(thing, thing) for thing in things]

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        receipt = Receipt(of=self.cleaned_data["of"], **self.when())
        return record_receipts(agreement=self.agreement, receipts=[receipt], by=by, at=at)


class DeedForm(WhenForm):
    """A start or a completion that some other source than a report of this mission tells of."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        choices=[(DeedKind.START.value, DeedKind.START.label), (DeedKind.COMPLETION.value, DeedKind.COMPLETION.label)],
        widget=forms.RadioSelect,
    )
    obligor = forms.ChoiceField(label=gettext_lazy("By whom"), required=False)
    field_order = ["kind", "obligor", "day", "hour", "source"]

    def __init__(self, *args: Any, commitment: Commitment, obligors: list[Party], now: datetime, **kwargs: Any) -> None:
        self.commitment, self.obligors = commitment, {party.slug: party for party in obligors}
        agreement = commitment.agreement
        super().__init__(*args, agreement=agreement, zone=agreement.zone, now=now, **kwargs)
        field = cast(forms.ChoiceField, self.fields["obligor"])
        field.choices = [("", _("all obligors")), *((slug, party.name) for slug, party in self.obligors.items())]
        if len(self.obligors) < 2:
            del self.fields["obligor"]

    def deed(self) -> Deed:
        cleaned = self.cleaned_data
        return Deed(
            commitment=self.commitment,
            obligor=self.obligors.get(cleaned.get("obligor") or ""),
            kind=cleaned["kind"],
            **self.when(),
        )

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        return record_deed(deed=self.deed(), by=by, at=at)


class DeliveryForm(WhenForm):
    """What one period of a limit asked for, delivered."""

    def __init__(self, *args: Any, deadline: Deadline, now: datetime, **kwargs: Any) -> None:
        self.deadline = deadline
        super().__init__(*args, agreement=deadline.commitment.agreement, zone=deadline.zone, now=now, **kwargs)

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        deadline = self.deadline
        deed = Deed(
            commitment=deadline.commitment,
            obligor=deadline.obligor,
            kind=DeedKind.DELIVERY,
            limit=deadline.limit,
            period=deadline.period,
            **self.when(),
        )
        return record_deed(deed=deed, by=by, at=at)


class WithdrawalForm(MovingForm):
    """Why a deed on record no longer holds."""

    why = forms.CharField(
        label=gettext_lazy("Why it no longer holds"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, deed: Deed, now: datetime, **kwargs: Any) -> None:
        self.deed = deed
        agreement = deed.commitment.agreement
        super().__init__(*args, agreement=agreement, zone=agreement.zone, now=now, **kwargs)

    def clean(self) -> dict[str, Any]:
        if self.deed.report:
            raise ValidationError(
                _("An approved report says this. Correct %(report)s; what it says then counts.")
                % {"report": self.deed.report}
            )
        return self.cleaned_data

    def recorded(self) -> bool:
        return Deed.objects.filter(pk=self.deed.pk, withdrawn_at__isnull=False).exists()

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        deed = Deed.objects.select_related("commitment__agreement__mission", "commitment__mission", "obligor").get(
            pk=self.deed.pk
        )
        return withdraw_deed(deed=deed, why=self.cleaned_data["why"], by=by, at=at)
