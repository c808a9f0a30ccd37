"""A webhook as an administrator enters it."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.admin.typed import ModelForm
from monitoring.models import Webhook
from monitoring.models.vocabulary import NoticeKind


class WebhookForm(ModelForm):
    events = forms.MultipleChoiceField(
        label=gettext_lazy("Told of"), choices=NoticeKind.choices, widget=forms.CheckboxSelectMultiple
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("It begins with https:// and leads to a public host."),
        widget=forms.TextInput(attrs={"class": "vURLField", "autocapitalize": "off", "spellcheck": "false"}),
    )

    class Meta:
        model = Webhook
        fields = ["mission", "name", "url", "events"]

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        inside = settings.WEBHOOKS_MAY_STAY_INSIDE
        URLValidator(schemes=["https", "http"] if inside else ["https"])(url)
        parts = urlsplit(url)
        if parts.username or parts.password or parts.fragment:
            raise ValidationError(_("Leave user names, passwords and “#” out of the address: they would not be sent."))
        return url

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        mission = self.instance.mission if self.instance.pk else cleaned.get("mission")
        twin = Webhook.objects.filter(mission=mission, name=cleaned.get("name")).exclude(pk=self.instance.pk)
        if mission and twin.exists():
            self.add_error("name", _("This mission has a webhook of that name. Take another."))
        return cleaned
