"""An act on a limit: who moved, suspended, resumed or waived it, or read it anew, when, and why."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.actions.limits import act_on
from commitments.actions.timetable import Moved
from commitments.agreement_file.writing import act_table
from commitments.models import Act, Deadline, Reading, User
from commitments.models.vocabulary import LimitAct
from commitments.rules.treaty.calendar import Unit
from commitments.rules.treaty.terms import Act as TreatyAct
from commitments.rules.treaty.terms import ActKind, At, Boundary, On, Rule
from monitoring.forms.moments import instant
from monitoring.forms.moving import LONGEST, MovingForm, day_field, hour_field, source_field

MOST = 9_999
UNITS = [
    ("hours", gettext_lazy("hours")),
    ("days", gettext_lazy("days")),
    ("weeks", gettext_lazy("weeks")),
    ("months", gettext_lazy("months")),
    ("years", gettext_lazy("years")),
]
HOW = [
    ("day", gettext_lazy("to a day")),
    ("hour", gettext_lazy("to an hour")),
    ("longer", gettext_lazy("by so much")),
]
ENDS = [("by", gettext_lazy("ends with that day")), ("before", gettext_lazy("ends as that day begins"))]
NEEDS = {"day": ("until",), "hour": ("until", "until_time"), "longer": ("amount", "unit")}


def kinds_for(deadline: Deadline, others: list[Reading]) -> list[tuple[str, Any]]:
    """The acts that this deadline is open to now. The rules have the last word on each."""
    suspended = deadline.is_suspended
    is_open = {
        LimitAct.EXTENSION: deadline.limit.extendable and not suspended and deadline.due_at is not None,
        LimitAct.SUSPENSION: deadline.limit.extendable and not suspended,
        LimitAct.RESUMPTION: suspended,
        LimitAct.WAIVER: not deadline.is_waived,
        LimitAct.ADOPTION: bool(others),
    }
    return [(kind.value, kind.label) for kind, yes in is_open.items() if yes]


class ActForm(MovingForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What was done"), choices=LimitAct.listed, widget=forms.RadioSelect, initial="extension"
    )
    granted_by = forms.CharField(
        label=gettext_lazy("By whom"),
        max_length=160,
        help_text=gettext_lazy("The body or the parties with the power to move this limit."),
    )
    granted_on = day_field(label=gettext_lazy("On which day"))
    how = forms.ChoiceField(
        label=gettext_lazy("Extended"), choices=HOW, widget=forms.RadioSelect, required=False, initial="day"
    )
    until = day_field(label=gettext_lazy("New last day"), required=False)
    boundary = forms.ChoiceField(label=gettext_lazy("How the day counts"), choices=ENDS, required=False, initial="by")
    until_time = hour_field(label=gettext_lazy("New hour"))
    amount = forms.IntegerField(
        label=gettext_lazy("Longer by"),
        min_value=1,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Of what"), choices=UNITS, required=False, initial="days")
    reading = forms.ChoiceField(label=gettext_lazy("The reading that is adopted"), required=False)
    covers = forms.ChoiceField(
        label=gettext_lazy("Which period"),
        choices=[("one", gettext_lazy("this one")), ("rest", gettext_lazy("this one and all later ones"))],
        widget=forms.RadioSelect,
        required=False,
        initial="one",
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason given"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = source_field(required=False)

    def __init__(self, *args: Any, deadline: Deadline, readings: list[Reading], now: datetime, **kwargs: Any) -> None:
        self.deadline = deadline
        agreement = deadline.commitment.agreement
        super().__init__(*args, agreement=agreement, zone=deadline.zone, now=now, **kwargs)
        beside = {other["key"] for other in deadline.others}
        self.others = [one for one in readings if one.key in beside]
        self.in_force = in_force = next((one for one in readings if one.key not in beside), None)
        choice = cast(forms.ChoiceField, self.fields["reading"])
        choice.choices = [(one.key, str(one)) for one in readings]
        choice.widget.choices = [(one.key, str(one)) for one in self.others]
        self.offered = kinds_for(deadline, self.others)
        # Every act can be asked for, so that the rules say why one is refused; only those that make sense are shown.
        cast(forms.ChoiceField, self.fields["kind"]).widget.choices = self.offered
        self.fields["until_time"].help_text = self.fields["until"].help_text = _("In %(zone)s.") % {"zone": self.zone}
        to_the_hour = deadline.due_at is not None and deadline.ends_on is None
        bounds = in_force.rule.get("boundary") if in_force else None
        self.initial.setdefault("how", "hour" if to_the_hour and bounds != "before" else "day")
        self.initial.setdefault("boundary", "before" if bounds == "before" else "by")
        if self.offered and self.initial.get("kind") not in dict(self.offered):
            self.initial["kind"] = self.offered[0][0]
        if not deadline.period:
            del self.fields["covers"]

    def stand(self) -> str:
        deadline = self.deadline
        due = deadline.due_at.isoformat() if deadline.due_at else "-"
        return f"{due} {deadline.limit.acts.count()}"

    def refuse_what_moved(self) -> None:
        self.deadline.refresh_from_db(fields=["due_at"])
        super().refuse_what_moved()
        adopted = self.cleaned_data["reading"] if self.cleaned_data["kind"] == LimitAct.ADOPTION else None
        if adopted and self.in_force and adopted == self.in_force.key:
            raise ValidationError({"reading": _("That reading is in force already. Choose another.")})

    def clean_granted_on(self) -> date:
        day: date = self.cleaned_data["granted_on"]
        if day > self.today:
            raise ValidationError(_("That day is still to come. Record it once it is granted."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("kind") == LimitAct.EXTENSION:
            self._extension(cleaned)
        if cleaned.get("kind") == LimitAct.ADOPTION and not cleaned.get("reading") and "reading" not in self.errors:
            self.add_error("reading", _("Choose the reading that is adopted."))
        return cleaned

    def _extension(self, cleaned: dict[str, Any]) -> None:
        how = cleaned["how"] = cleaned.get("how") or self.initial["how"]
        for name in NEEDS.get(how, ()):
            if cleaned.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("This is needed to say until when it is extended."))
        if how == "hour" and cleaned.get("until") and cleaned.get("until_time"):
            try:
                instant(cleaned["until"], cleaned["until_time"], self.zone)
            except ValidationError as error:
                self.add_error("until_time", error)

    def act(self) -> TreatyAct:
        """What was typed, as the action takes it. Call it on a valid form."""
        cleaned = self.cleaned_data
        kind = cast(ActKind, cleaned["kind"])
        how = cleaned["how"] if kind == "extension" else ""
        return TreatyAct(
            kind=kind,
            on=cleaned["granted_on"],
            by=cleaned["granted_by"],
            reason=cleaned["reason"],
            source=cleaned["source"],
            to=_until(cleaned) if how in {"day", "hour"} else None,
            lengthen=(cleaned["amount"], cast(Unit, cleaned["unit"])) if how == "longer" else None,
            reading=cleaned["reading"] if kind == "adoption" else None,
            period="" if kind == "adoption" or cleaned.get("covers") == "rest" else self.deadline.period,
        )

    def recorded(self) -> bool:
        act = self.act()
        return Act.objects.filter(
            limit=self.deadline.limit,
            kind=act.kind,
            granted_by=act.by,
            granted_on=act.on,
            reason=act.reason,
            content=act_table(act),
        ).exists()

    def perform(self, *, by: User, at: datetime) -> list[Moved]:
        return act_on(limit=self.deadline.limit, act=self.act(), by=by, at=at)


def _until(cleaned: dict[str, Any]) -> Rule:
    day: date = cleaned["until"]
    hour: time | None = cleaned["until_time"] if cleaned["how"] == "hour" else None
    return On(day, cast(Boundary, cleaned.get("boundary") or "by")) if hour is None else At(day, hour)
