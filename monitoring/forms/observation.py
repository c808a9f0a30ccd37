"""The form of an observation. It fills in what the server knows, and leaves every judgement to the monitor.

Nothing that somebody will rely on has a default: what happened, access, means, directness and both grades each take
one tap, with “cannot be judged” among the grades. A prefilled grade would be the form's opinion under a person's name.
"""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment
from monitoring.actions.observations import Seen
from monitoring.forms.coordinates import DegreesField
from monitoring.forms.counts import PREFIX, Counter, counters
from monitoring.forms.moments import observed_at
from monitoring.forms.precision import PrecisionSelect
from monitoring.forms.text import PlainText, readable
from monitoring.models.vocabulary import (
    Access,
    Credibility,
    Directness,
    Means,
    PlacePrecision,
    Reliability,
    Sighting,
    TimePrecision,
)

NARRATIVE_LIMIT = 20_000
REASON_LIMIT = 2_000
PLACE_LIMIT = 160
DAY_IS_ENOUGH = {TimePrecision.DAY, TimePrecision.NOT_STATED}


def one_of(vocabulary: Any, label: Any, choose: Any, **options: Any) -> forms.ChoiceField:
    """A question with one answer from a closed vocabulary, one tap each."""
    words = {"required": choose, "invalid_choice": gettext_lazy("“%(value)s” is not one of the answers. Choose one.")}
    return forms.ChoiceField(
        label=label, choices=vocabulary.listed, widget=forms.RadioSelect, error_messages=words, **options
    )


class ObservationForm(forms.Form):
    """What a monitor answers about one commitment. `seen()` gives the answers once the form is valid."""

    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sighting = one_of(Sighting, gettext_lazy("What happened?"), gettext_lazy("Choose what happened."))
    access = one_of(
        Access,
        gettext_lazy("Could you go everywhere you needed to?"),
        gettext_lazy("Say whether you could go everywhere you needed to."),
    )
    access_reason = PlainText(
        label=gettext_lazy("Who refused, and what did they say?"),
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say who refused access and why, in a few words.")},
    )
    means = one_of(Means, gettext_lazy("How do you know?"), gettext_lazy("Choose how you know."))
    directness = one_of(Directness, gettext_lazy("First hand?"), gettext_lazy("Say whether you perceived it yourself."))
    event_date = forms.DateField(
        label=gettext_lazy("Date"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": gettext_lazy("Give the day on which it happened."),
            "invalid": gettext_lazy("Give the day as year-month-day, such as 2026-05-20."),
        },
    )
    event_time = forms.TimeField(
        label=gettext_lazy("Time"),
        required=False,
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": gettext_lazy("Give the time as hours and minutes, such as 14:05.")},
    )
    event_precision = forms.ChoiceField(label=gettext_lazy("How exact is the time?"), choices=TimePrecision.listed)
    place_name = PlainText(label=gettext_lazy("Place"), limit=PLACE_LIMIT, required=False)
    latitude = DegreesField(
        label=gettext_lazy("Latitude"), limit=90, halves="NS", example="40.1234", required=False, max_length=40
    )
    longitude = DegreesField(
        label=gettext_lazy("Longitude"), limit=180, halves="EW", example="46.1234", required=False, max_length=40
    )
    place_precision = forms.ChoiceField(
        label=gettext_lazy("How exact is the place?"), choices=PlacePrecision.listed, widget=PrecisionSelect
    )
    narrative = PlainText(
        label=gettext_lazy("What you saw"),
        limit=NARRATIVE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    reliability = one_of(
        Reliability,
        gettext_lazy("How reliable is the source?"),
        gettext_lazy("Grade the source from A to F. F means that it cannot be judged."),
    )
    credibility = one_of(
        Credibility,
        gettext_lazy("How credible is the information?"),
        gettext_lazy("Grade the information from 1 to 6. 6 means that it cannot be judged."),
    )

    def __init__(
        self,
        sent: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        commitment: Commitment,
        now: datetime,
    ) -> None:
        self.zone, self.now = commitment.mission.zone, now
        self.counters: list[Counter] = counters(commitment.quantities.all())
        self.sent = readable(sent) if sent is not None else QueryDict()
        super().__init__(self.sent if sent is not None else None, files, initial=_known(commitment, now))
        self.fields.update({counter.name: counter.field() for counter in self.counters})
        self.fields["access"].widget.choices = [
            (Access.GRANTED.value, _("Yes")),
            (Access.RESTRICTED.value, _("Not everywhere")),
        ]
        if self.is_bound:
            denied = self.data.get("sighting") == Sighting.NO_ACCESS
            self.fields["access"].required = not denied
            self.fields["access_reason"].required = denied or self.data.get("access") == Access.RESTRICTED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_what_would_be_lost()
        self._number_of_form(cleaned)
        self._moment(cleaned)
        self._coordinates(cleaned)
        self._agreement_of_answers(cleaned)
        return cleaned

    def seen(self) -> Seen:
        """The answers of a valid form."""
        answers = self.cleaned_data
        denied = answers["sighting"] == Sighting.NO_ACCESS
        access = Access.DENIED.value if denied else answers["access"]
        return Seen(
            sighting=answers["sighting"],
            event_at=answers["event_at"],
            event_precision=answers["event_precision"],
            means=answers["means"],
            directness=answers["directness"],
            reliability=answers["reliability"],
            credibility=answers["credibility"],
            access=access,
            access_reason=answers["access_reason"],
            latitude=answers["latitude"],
            longitude=answers["longitude"],
            place_precision=answers["place_precision"],
            place_name=answers["place_name"],
            narrative=answers["narrative"],
            counts={(counter.category, counter.detail): count for counter, count in self._counted(answers)},
        )

    @property
    def number(self) -> UUID:
        """The identity of a valid form: two posts with the same number are one observation."""
        number: UUID = self.cleaned_data["client_id"]
        return number

    def renumber(self) -> None:
        """Give the form a new identity, so that sending it again is another observation."""
        self.sent["client_id"] = str(uuid4())

    @property
    def own_counters(self) -> list[BoundField]:
        return [self[counter.name] for counter in self.counters if counter.is_own]

    @property
    def other_counters(self) -> list[BoundField]:
        return [self[counter.name] for counter in self.counters if not counter.is_own]

    @property
    def counts_others(self) -> bool:
        """Whether something was typed, or is wrong, among the other kinds: they then stay in sight."""
        return any(field.errors or field.value() not in (None, "") for field in self.other_counters)

    @property
    def has_coordinates(self) -> bool:
        return any(self[name].errors or self[name].value() for name in ("latitude", "longitude"))

    def _counted(self, cleaned: dict[str, Any]) -> Iterator[tuple[Counter, int]]:
        for counter in self.counters:
            if (count := cleaned.get(counter.name)) is not None:
                yield counter, count

    def _refuse_what_would_be_lost(self) -> None:
        """A field that nobody reads and an answer given twice would vanish without a word."""
        if self.files:
            self.add_error(None, _("This form takes no files. Type what they say, and keep them yourself."))
        known = {counter.name for counter in self.counters}
        for name, given in self.sent.lists():
            if name.startswith(PREFIX) and name not in known and any(given):
                self.add_error(None, _unknown_kind(name, ", ".join(given)))
            elif name in self.fields and len(set(given)) > 1:
                self.add_error(name, _("This arrived with more than one answer. Give one."))

    def _number_of_form(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("client_id") is None:
            self.errors.pop("client_id", None)
            self.add_error(None, _("The form had lost its own number, and has a new one now. Send it again."))

    def _moment(self, cleaned: dict[str, Any]) -> None:
        day, clock = cleaned.get("event_date"), cleaned.get("event_time")
        if day is None or "event_time" in self.errors:
            return
        if clock is None and cleaned.get("event_precision") not in DAY_IS_ENOUGH:
            self.add_error("event_time", _("Give the time, or say that only the day is known."))
            return
        try:
            # Without a time the day's first minute stands: it never says that something was seen later than it was.
            cleaned["event_at"] = observed_at(day, clock or time.min, self.zone, now=self.now)
        except ValidationError as refusal:
            self.add_error("event_date", refusal)

    def _coordinates(self, cleaned: dict[str, Any]) -> None:
        for given, missing in (("latitude", "longitude"), ("longitude", "latitude")):
            if cleaned.get(given) is not None and cleaned.get(missing) is None and missing not in self.errors:
                self.add_error(missing, _("Give both latitude and longitude, or neither."))

    def _agreement_of_answers(self, cleaned: dict[str, Any]) -> None:
        sighting = cleaned.get("sighting")
        some = [counter for counter, count in self._counted(cleaned) if count > 0]
        if sighting in {Sighting.SEEN, Sighting.NOTHING} and cleaned.get("access") == Access.DENIED:
            self.add_error("access", _("If access was denied, choose “Access denied” above."))
        if sighting == Sighting.SEEN:
            if not some and not cleaned.get("narrative") and "narrative" not in self.errors:
                self.add_error("narrative", _("Say what you saw: count it above, or describe it here."))
            return
        for counter in some if sighting else []:
            self.add_error(counter.name, _("You counted some here. Choose “Saw something” above, or clear the count."))


def _known(commitment: Commitment, now: datetime) -> dict[str, Any]:
    """What the server knows without asking: the number of the form, the time here, the site's name."""
    here = now.astimezone(ZoneInfo(commitment.mission.zone))
    return {
        "client_id": uuid4(),
        "event_date": here.date(),
        "event_time": here.time().replace(second=0, microsecond=0),
        "event_precision": TimePrecision.TEN_MINUTES,
        "place_name": commitment.site.name if commitment.site else "",
        "place_precision": PlacePrecision.NOT_STATED,
    }


def _unknown_kind(name: str, value: str) -> str:
    return _("“%(kind)s” (%(count)s) is not a kind that can be counted here. Count it under another kind.") % {
        "kind": name.removeprefix(PREFIX).replace("_", " ")[:60],
        "count": value[:20],
    }
