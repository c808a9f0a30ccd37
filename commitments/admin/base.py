"""What every register in the administration shares: its scope, its way of saving, and its history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.actions import keeping
from commitments.admin import scope
from commitments.admin.history import history_page
from commitments.admin.names import name_fields
from commitments.admin.typed import InlineFormSet, ModelAdmin, TabularInline
from commitments.models import Party, User

ASKED_BY_THE_MARGIN = frozenset({"", "exact", "id__exact", "isnull"})
"""How the filters in a list's margin ask about the field that they name."""


class InScope:
    """Choices and rights follow the missions that the reader administers, not rows of permissions."""

    readonly = False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        rows = scope.scoped(scope.related_model(db_field), request)
        if rows.model is Party:
            rows = rows.filter(merged_into=None)
        kwargs.setdefault("queryset", rows)
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and hasattr(field.widget, "can_delete_related"):
            field.widget.can_delete_related = False  # what others lean on is not deleted from beside a choice
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return scope.may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.readonly and scope.may_administer(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.readonly and scope.may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not self.readonly and scope.may_administer(request)


class Register(InScope, ModelAdmin):
    """One register. Every save goes through an action; nothing that the record leans on can be deleted."""

    view_on_site = False
    actions_on_top = True
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False
    # Their histories are told on this one's history page.
    told_with: tuple[type[Model], ...] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(pk__in=scope.scoped(self.model, request).values("pk")) if self.model is not Party else rows

    def has_module_permission(self, request: HttpRequest) -> bool:
        return scope.may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or not keeping.leans_on(obj)

    def get_actions(self, request: HttpRequest, action_location: Any = ActionLocation.CHANGE_LIST) -> dict[str, Any]:
        actions = super().get_actions(request, action_location=action_location)
        actions.pop("delete_selected", None)  # what goes, goes one by one and with its own page
        return actions

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only the filters in the margin, and nothing beyond them: a lookup through a relation could ask, letter by
        letter, about other missions' rows and people's passwords."""
        named = {one[0] if isinstance(one, tuple | list) else one for one in self.get_list_filter(request)}
        field, _found, rest = lookup.partition("__")
        return field in named and rest in ASKED_BY_THE_MARGIN

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def zone_for(self, request: HttpRequest, object_id: str | None) -> str | None:
        """The zone in which this page writes and reads times."""
        return None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        zone = self.zone_for(request, object_id) or "UTC"
        with timezone.override(zone):
            context = {**(extra_context or {}), "times_in": zone}
            try:
                response = super().changeform_view(request, object_id, form_url, context)
            except IntegrityError:
                # Two people, or one person twice, at the same moment; the form had checked what it could.
                messages.error(request, _("Somebody saved the same thing a moment before, so nothing was saved here."))
                return redirect(request.get_full_path())
            except ValidationError as refusal:
                # The rows were well formed, and yet the dates that rest on them could not be worked out any more.
                messages.error(request, " ".join(refusal.messages))
                return redirect(request.get_full_path())
            if isinstance(response, TemplateResponse):
                response.render()
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        keeping.keep(row=obj, by=person(request), at=clock(request))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        by, at = person(request), clock(request)
        for row in formset.deleted_objects:
            self.remove_part(row, by=by, at=at)
        for row in [*formset.new_objects, *(row for row, _changed in formset.changed_objects)]:
            self.keep_part(row, by=by, at=at)

    def keep_part(self, row: Any, *, by: User, at: datetime) -> None:
        keeping.keep(row=row, by=by, at=at)

    def remove_part(self, row: Any, *, by: User, at: datetime) -> None:
        keeping.remove(row=row, by=by, at=at)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        keeping.remove(row=obj, by=person(request), at=clock(request))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        return history_page(self, request, row)


class ReadOnly(Register):
    """Shown, never touched: these rows come from the field and the desk, and the database keeps them as they are."""

    readonly = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.model._meta.fields]


class PartsFormSet(InlineFormSet):
    """Refuses to drop a row that the record leans on, in words."""

    # A forged count of rows must not keep the server busy; no agreement has as many provisions.
    max_num, absolute_max = 300, 400

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The factory sets its own numbers on the class that it makes.
        self.max_num, self.absolute_max = PartsFormSet.max_num, PartsFormSet.absolute_max
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name_fields(form)

    def clean(self) -> None:
        super().clean()
        stored = [form.instance for form in self.deleted_forms if not form.instance._state.adding]
        wrong = [
            _("%(row)s stays: the record leans on it (%(what)s). Take the mark off “Delete?”.")
            % {"row": row, "what": ", ".join(leaning)}
            for row in stored
            if (leaning := keeping.leans_on(row))
        ]
        if wrong:
            raise ValidationError(wrong)


class Parts(InScope, TabularInline):
    """Rows that belong to the one above them."""

    extra = 0
    formset = PartsFormSet
    show_change_link = False


def person(request: HttpRequest) -> User:
    """Who is doing this; the site has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def clock(request: HttpRequest) -> datetime:
    """One instant for everything that one request changes."""
    at: datetime | None = getattr(request, "_at", None)
    if at is None:
        at = request._at = timezone.now()  # type: ignore[attr-defined]
    return at
