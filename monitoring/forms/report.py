"""The form that a verifier writes a report in."""

from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment, Party
from commitments.models.vocabulary import Capacity, Finding, Implementation, StandardOfProof
from monitoring.actions.reports import Findings
from monitoring.forms.moments import latest_it_can_have_been, within_reach
from monitoring.forms.report_evidence import names_of, promised_in_words
from monitoring.models import Observation

LONGEST_TEXT = 20_000
MOST_PIECES = 10_000_000
NO_DATE = gettext_lazy("Give a date as day, month and year, such as 2026-11-09.")


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[within_reach],
        error_messages={"invalid": NO_DATE},
    )


def hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


def text(label: Any, help_text: Any = "", *, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReportForm(forms.Form):
    """A bounded conclusion over named observations. Days are read in the agreement's zone.

    A draft may be half-written; `then=submit` asks for everything that a second person needs to decide.
    """

    form_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    observations = forms.MultipleChoiceField(
        label=gettext_lazy("The observations it rests on"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("One chosen observation does not belong to this commitment. Choose again.")
        },
    )
    finding = forms.ChoiceField(
        label=gettext_lazy("Finding"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the finding, if need be “inconclusive”.")},
        help_text=gettext_lazy("Unable to verify is a finding of its own: a closed gate never counts as compliance."),
    )
    standard_of_proof = forms.ChoiceField(
        label=gettext_lazy("Standard of proof that the evidence reaches"),
        choices=StandardOfProof.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the standard of proof that the evidence reaches.")},
    )
    implementation = forms.TypedChoiceField(
        label=gettext_lazy("How far it is carried out"),
        choices=Implementation.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how far it is carried out.")},
        help_text=gettext_lazy("Full goes with the day of completion, and only Full does."),
    )
    started_on = day(gettext_lazy("Started on"))
    started_time = hour(gettext_lazy("Hour, if known"))
    completed_on = day(gettext_lazy("Completed on"))
    completed_time = hour(gettext_lazy("Hour, if known"))
    obligor = forms.ChoiceField(
        label=gettext_lazy("About which obligor"),
        required=False,
        help_text=gettext_lazy("A report about one obligor meets no other's deadline."),
    )
    conclusion = text(
        gettext_lazy("Conclusion"),
        gettext_lazy(
            "Say no more than the observations show, and bound it by place and time: "
            "“no indication of further movement at the three sites visited on 4 and 5 May”."
        ),
    )
    reasoning = text(
        gettext_lazy("Reasoning"),
        gettext_lazy("How the observations lead to the conclusion, and what speaks against it."),
        rows=6,
    )
    limits_on_access = text(
        gettext_lazy("Limits on access"),
        gettext_lazy("What could not be seen, and why. Filled in from the denials and restrictions on record."),
    )

    def __init__(
        self,
        *args: Any,
        commitment: Commitment,
        observations: list[Observation],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = commitment.agreement.zone
        self.now = now
        self.by_reference = {one.reference: one for one in observations}
        self.obligors = _obligors(commitment)
        self.promised = names_of(list(commitment.quantities.order_by("category", "detail")))
        self._choices("observations", [(one.reference, one) for one in observations])
        self._choices("obligor", [("", _("all of them together")), *((one.slug, one.name) for one in self.obligors)])
        if len(self.obligors) < 2:
            del self.fields["obligor"]
        for name, quantity in self.promised.items():
            self.fields[name] = forms.IntegerField(
                label=str(quantity),
                help_text=promised_in_words(quantity),
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        self.initial.setdefault("form_id", uuid4())

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - both are, above
        field.choices = choices

    @property
    def quantity_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.promised]

    @property
    def submitting(self) -> bool:
        """Whether the writer wants a second person to decide now."""
        return self.data.get("then") == "submit"

    @property
    def made_as(self) -> UUID | None:
        """The id that was made with this form; two submits of one form carry the same."""
        return self.cleaned_data.get("form_id")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self._instants()
        self._completion(cleaned)
        if self.submitting:
            self._whole(cleaned)
        return cleaned

    def _instants(self) -> None:
        for name in ("started", "completed"):
            try:
                self.cleaned_data[f"{name}_at"] = self._instant(name)
            except ValidationError as error:
                self.add_error(f"{name}_time", error)

    def _instant(self, name: str) -> datetime | None:
        on: date | None = self.cleaned_data.get(f"{name}_on")
        clock: time | None = self.cleaned_data.get(f"{name}_time")
        if on is None:
            if clock and f"{name}_on" not in self.errors:
                raise ValidationError(_("Give the day that this hour belongs to, or leave the hour out."))
            return None
        moment = latest_it_can_have_been(on, clock, self.zone, now=self.now)
        if moment > self.now:
            self.add_error(f"{name}_on", _("That is still to come. A report speaks of what has happened."))
        return moment

    def _completion(self, cleaned: dict[str, Any]) -> None:
        level, started, completed = (cleaned.get(name) for name in ("implementation", "started_at", "completed_at"))
        full = level == Implementation.FULL
        if full and completed is None and not self.errors.keys() & {"completed_on", "completed_time"}:
            self.add_error("completed_on", _("Full means that it is complete. Say on which day it was."))
        if level is not None and not full and completed is not None:
            self.add_error("completed_on", _("Only Full goes with a day of completion. Choose Full, or leave it out."))
        if level == Implementation.NOT_INITIATED and started is not None:
            self.add_error("started_on", _("Not initiated means that it has not started. Leave the day out."))
        if started and completed and started > completed:
            if cleaned.get("started_time") is None and cleaned["started_on"] == cleaned["completed_on"]:
                cleaned["started_at"] = completed
            else:
                self.add_error("started_on", _("It cannot have started after it was completed. Check both days."))

    def _whole(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("observations") and "observations" not in self.errors:
            self.add_error("observations", _("A report rests on at least one observation. Choose one."))
        for name, message in (
            ("conclusion", _("Say what the observations show.")),
            ("reasoning", _("Say how the observations lead there, so that a second person can follow.")),
        ):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, message)

    def findings(self) -> Findings:
        """What was written, as the action takes it. Call it on a valid form."""
        cleaned = self.cleaned_data
        amounts = {quantity: cleaned.get(name) for name, quantity in self.promised.items()}
        return Findings(
            finding=cleaned["finding"],
            implementation=cleaned["implementation"],
            standard_of_proof=cleaned["standard_of_proof"],
            conclusion=cleaned["conclusion"],
            reasoning=cleaned["reasoning"],
            limits_on_access=cleaned["limits_on_access"],
            observations=[self.by_reference[reference] for reference in cleaned["observations"]],
            obligor=next((one for one in self.obligors if one.slug == cleaned.get("obligor")), None),
            started_at=cleaned.get("started_at"),
            completed_at=cleaned.get("completed_at"),
            quantities={quantity: amount for quantity, amount in amounts.items() if amount is not None},
        )


def _obligors(commitment: Commitment) -> list[Party]:
    roles = commitment.party_roles.filter(capacity=Capacity.OBLIGOR).select_related("party")
    return [role.party for role in roles]
