"""The two pages of the register of parties that Django does not bring: the import and the merge."""

from dataclasses import dataclass, field
from typing import Any

import tablib
from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from import_export.tmp_storages import CacheStorage

from commitments.actions.parties import merge_parties, missions_naming, uses_of
from commitments.admin import scope
from commitments.admin.base import clock, person
from commitments.admin.party_file import COLUMNS, LARGEST, LINE, read
from commitments.admin.party_import import PartyResource
from commitments.models import Party
from commitments.models.vocabulary import PartyKind

SALT = "party import"
ONE_HOUR = 3600


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("List of parties (CSV in UTF-8, or XLSX)"), max_length=200)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 1 MB. Split the list into several files."))
        return file


@dataclass
class PreviewRow:
    number: int
    state: str
    cells: list[str]
    wrong: list[tuple[str, str]] = field(default_factory=list)
    twin: str = ""


def import_page(register: Any, request: HttpRequest) -> HttpResponse:
    """First the file and a preview of every row; then, on the second word, the parties."""
    if "confirm" in request.POST:
        return _import_confirmed(register, request)
    form = FileForm(request.POST or None, request.FILES or None) if request.method == "POST" else FileForm()
    if request.method != "POST" or not form.is_valid():
        return _page(register, request, form)
    file = form.cleaned_data["file"]
    content = file.read()
    try:
        preview = _run(request, read(file.name, content), dry_run=True)
    except ValidationError as refused:
        form.add_error("file", refused)
        return _page(register, request, form)
    token = "" if any(row.state == "wrong" for row in preview) else _kept(request, file.name, content)
    return _page(register, request, form, preview=preview, token=token)


def _import_confirmed(register: Any, request: HttpRequest) -> HttpResponse:
    try:
        name, stored, user = signing.loads(request.POST["confirm"], salt=SALT, max_age=ONE_HOUR)
    except (signing.BadSignature, ValueError, TypeError):
        name = stored = user = ""
    content = CacheStorage(name=stored, read_mode="rb").read() if stored and user == str(person(request).pk) else None
    if not content:
        form = FileForm()
        messages.error(request, _("This preview has expired, and nothing was imported. Choose the file again."))
        return _page(register, request, form)
    try:
        preview = _run(request, read(name, content), dry_run=False)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return _page(register, request, FileForm())
    if any(row.state == "wrong" for row in preview):
        messages.error(request, _("The parties have changed since the preview, so nothing was imported. See below."))
        return _page(register, request, FileForm(), preview=preview)
    CacheStorage(name=stored).remove()
    new = sum(row.state == "new" for row in preview)
    words = ngettext("%(new)s party was registered", "%(new)s parties were registered", new)
    twins = _("%(count)s duplicates were left as they are.") % {"count": len(preview) - new}
    messages.success(request, f"{words % {'new': new}}; {twins}")
    return redirect("admin:commitments_party_changelist")


def _kept(request: HttpRequest, name: str, content: bytes) -> str:
    """The file waits for the second word; only who sent it can say it."""
    storage = CacheStorage()
    storage.save(content)
    return signing.dumps([name, storage.name, str(person(request).pk)], salt=SALT)


def _run(request: HttpRequest, rows: tablib.Dataset, *, dry_run: bool) -> list[PreviewRow]:
    result = PartyResource(at=clock(request)).import_data(
        rows, dry_run=dry_run, raise_errors=False, rollback_on_validation_errors=True, user=person(request)
    )
    if result.base_errors:
        why = type(result.base_errors[0].error).__name__
        raise ValidationError(_("This list cannot be registered (%(why)s). Nothing was written."), params={"why": why})
    return [_preview(row) for row in result.rows]


def _preview(row: Any) -> PreviewRow:
    values = row.row_values
    number = int(values[LINE])
    cells = [str(values.get(name, "")) for name in COLUMNS]
    if row.validation_error:
        said = row.validation_error
        wrong = said.message_dict if hasattr(said, "error_dict") else {"": said.messages}
        listed = [(name.replace("__all__", ""), " ".join(words)) for name, words in wrong.items()]
        return PreviewRow(number, "wrong", cells, listed)
    if row.errors:
        why = type(row.errors[0].error).__name__
        return PreviewRow(number, "wrong", cells, [("", _("This row cannot be registered (%s).") % why)])
    if row.is_skip():
        return PreviewRow(number, "duplicate", cells, twin=values.get("duplicate_of", ""))
    return PreviewRow(number, "new", cells)


def _page(
    register: Any, request: HttpRequest, form: FileForm, *, preview: list[PreviewRow] | None = None, token: str = ""
) -> HttpResponse:
    rows = preview or []
    context = {
        **register.admin_site.each_context(request),
        "title": _("Import parties"),
        "opts": Party._meta,
        "form": form,
        "columns": COLUMNS,
        "kinds": PartyKind.choices,
        "preview": rows,
        "wrong": [row for row in rows if row.state == "wrong"],
        "new": sum(row.state == "new" for row in rows),
        "duplicates": sum(row.state == "duplicate" for row in rows),
        "token": token,
    }
    status = 422 if form.errors or context["wrong"] else 200
    return TemplateResponse(request, "admin/parties/import.html", context, status=status)


def merge_page(register: Any, request: HttpRequest, parties: Any) -> HttpResponse | None:
    """Which one stays, and what moves to it. None once it is done: the list shows the result."""
    chosen = list(parties.filter(merged_into=None).order_by("name")[:50])
    refused = _why_not(request, chosen)
    if refused:
        messages.error(request, refused)
        return None
    target = next((party for party in chosen if str(party.pk) == request.POST.get("target")), None)
    if "merge" in request.POST and target:
        duplicates = [party for party in chosen if party != target]
        try:
            merge_parties(duplicates=duplicates, target=target, by=person(request), at=clock(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None
        merged = ", ".join(party.name for party in duplicates)
        messages.success(request, _("%(merged)s: merged into %(target)s.") % {"merged": merged, "target": target})
        return None
    context = {
        **register.admin_site.each_context(request),
        "title": _("Merge duplicates"),
        "opts": Party._meta,
        "choices": [(party, uses_of(party)) for party in chosen],
        "undecided": "merge" in request.POST,
    }
    return TemplateResponse(request, "admin/parties/merge.html", context)


def _why_not(request: HttpRequest, parties: list[Party]) -> str:
    if len(parties) < 2:
        return _("Choose at least two parties that have not been merged before.")
    foreign = missions_naming(parties) - set(scope.missions(request).values_list("pk", flat=True))
    if foreign:
        return _(
            "One of these parties also plays a part in a mission that you do not administer, so nothing was merged. "
            "Ask somebody who administers both."
        )
    return ""
