"""Text as people type it, and the few things that are not text at all."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _

LONE_HALVES = dict.fromkeys(range(55296, 57344), "�")


def readable(sent: QueryDict) -> QueryDict:
    """The same answers with halves of broken characters replaced: no page could be sent back that holds them."""
    answers = sent.copy()
    for name in list(answers):
        if name != name.translate(LONE_HALVES):
            answers.setlist(name.translate(LONE_HALVES), answers.pop(name))
    for name, values in answers.lists():
        answers.setlist(name, [value.translate(LONE_HALVES) for value in values])
    return answers


class PlainText(forms.CharField):
    """Text of at most `limit` characters. Line ends count once, whatever the browser makes of them."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(
                _("This has %(length)s characters; %(limit)s fit. Shorten it, or split it over two.")
                % {
                    "length": number_format(len(value), force_grouping=True),
                    "limit": number_format(self.limit, force_grouping=True),
                }
            )
        if "\0" in value:
            raise ValidationError(_("There is an invisible NUL character in this. Type the text again, or remove it."))
