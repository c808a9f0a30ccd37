"""Names that a screen reader says, where Django's pages come without."""

from django.forms import BaseForm


def name_fields(form: BaseForm) -> None:
    """Give each field its column's heading as its own name; in a table of fields no label stands beside it."""
    for field in form.fields.values():
        if field.label and not field.widget.is_hidden:
            field.widget.attrs.setdefault("aria-label", str(field.label))
