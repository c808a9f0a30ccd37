"""Each row of a list of parties: checked, compared with what is there, and registered through the action."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from import_export import fields, resources, widgets

from commitments.actions.registers import register_party
from commitments.admin.party_file import COLUMNS, LINE
from commitments.models import Party
from commitments.models.vocabulary import PartyKind

FORMULA = {"note": "=@", "*": "=+-@"}


class KindWidget(widgets.CharWidget):  # type: ignore[misc]
    """The word or its label, in any case."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        wanted = str(value or "").strip().lower().replace("-", " ")
        for kind in PartyKind:
            if wanted in (kind.value, kind.value.replace("_", " "), str(kind.label).lower()):
                return str(kind.value)
        raise ValueError(
            _("“%(kind)s” is not a kind of party. Use one of: %(kinds)s.")
            % {"kind": str(value)[:60], "kinds": ", ".join(PartyKind.values)}
        )


class ParentWidget(widgets.Widget):  # type: ignore[misc]
    """A party by its slug: one that is there, or one that stands earlier in the same file."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Party | None:
        slug = str(value or "").strip()
        if not slug:
            return None
        parent = Party.objects.filter(slug=slug).select_related("merged_into").first()
        if parent is None:
            raise ValueError(
                _("There is no party “%(slug)s”. Put the parent in an earlier row, or register it first.")
                % {"slug": slug[:60]}
            )
        return parent.merged_into or parent

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.slug if value else ""


class PartyResource(resources.ModelResource):  # type: ignore[misc]
    """What the library does row by row; what is ours are the words, the duplicates and the action."""

    kind = fields.Field(attribute="kind", column_name="kind", widget=KindWidget())
    parent = fields.Field(attribute="parent", column_name="parent", widget=ParentWidget())

    class Meta:
        model = Party
        fields = COLUMNS
        import_id_fields = ("slug",)
        use_transactions = True
        report_skipped = True
        clean_model_instances = True
        skip_diff = True
        store_row_values = True

    def __init__(self, *, at: Any) -> None:
        super().__init__()
        self.at = at

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        wrong = {}
        for name in [name for name in row if name != LINE]:
            row[name] = cell = str(row[name]).strip()
            if "\x00" in cell:
                wrong[name] = _("holds a character (NUL) that no text has. Delete it.")
            elif cell[:1] and cell[0] in FORMULA.get(name, FORMULA["*"]):
                wrong[name] = _(
                    "begins with “%(sign)s”: a formula, or what a spreadsheet takes for one. Type it as text."
                ) % {"sign": cell[0]}
        if wrong:
            raise ValidationError(wrong)

    def get_instance(self, instance_loader: Any, row: Any) -> None:
        """Nothing that is there is ever changed by a list."""

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        row["duplicate_of"] = _twin(row)
        return bool(row["duplicate_of"])

    def save_instance(self, instance: Party, is_create: bool, row: Any, **kwargs: Any) -> None:
        register_party(
            slug=instance.slug,
            name=instance.name,
            kind=instance.kind,
            by=kwargs["user"],
            at=self.at,
            short_name=instance.short_name,
            parent=instance.parent,
            note=instance.note,
        )

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """The library would set the table's sequence, which is neither needed nor the application's to do."""


def _twin(row: dict[str, Any]) -> str:
    """In words, the party that is there already; empty for a new one."""
    slug, name = row.get("slug", ""), row.get("name", "")
    same = Party.objects.filter(slug=slug).select_related("merged_into").first() if slug else None
    if same and same.merged_into:
        return _("the slug “%(slug)s” was merged into %(into)s") % {"slug": slug, "into": same.merged_into}
    if same:
        return _("the slug “%(slug)s” is taken by %(name)s") % {"slug": slug, "name": same.name}
    named = Party.objects.filter(name__iexact=name, merged_into=None).first() if name else None
    return _("%(name)s is there under the slug “%(slug)s”") % {"name": named.name, "slug": named.slug} if named else ""
