"""Who changed what: the database's own history of a row beside the entries of the record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from pghistory.models import Event

from commitments.actions.keeping import mission_of, subject_of
from commitments.admin import scope
from commitments.models import Agreement, Mission, RecordEntry, User

NEWEST = 300
"""How many of each kind a page shows; older ones stay in the database."""


@dataclass(frozen=True)
class Change:
    field: str
    was: str | None
    now: str


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    what: str
    changes: tuple[Change, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


def history_page(register: Any, request: HttpRequest, row: Model) -> HttpResponse:
    """Newest first; the changes of the rows that belong to this one are told with it."""
    names = Names(request)
    entries = [*_changed(row, register.told_with, names), *_recorded(row, names)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    context = {
        **register.admin_site.each_context(request),
        "title": _("Who changed what: %s") % row,
        "subtitle": None,
        "entries": entries,
        "opts": row._meta,
        "object": row,
        "module_name": str(row._meta.verbose_name_plural),
        "preserved_filters": register.get_preserved_filters(request),
    }
    return TemplateResponse(request, "admin/object_history.html", context)


class Names:
    """People by name, as far as the reader shares a mission with them; asked for once each."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.known: dict[str, str] = {str(user.pk): f"{user} <{user.email}>" for user in scope.users(request)}

    def of(self, user_id: UUID | str | None) -> str:
        if user_id is None:
            return _("a command or the clock")
        return self.known.get(str(user_id), _("somebody who shares no mission with you"))


def _changed(row: Model, parts: Iterable[type[Model]], names: Names) -> Iterable[Entry]:
    own = _event_model(type(row))
    if own:
        yield from _entries(own, own._default_manager.filter(pgh_obj_id=row.pk), names)
    for part in parts:
        event = _event_model(part)
        leading = next((field for field in part._meta.fields if field.related_model is type(row)), None)
        if event and leading:
            yield from _entries(event, event._default_manager.filter(**{leading.attname: row.pk}), names)


def _event_model(model: type[Model]) -> Any:
    return next(
        (
            event
            for event in apps.get_models()
            if issubclass(event, Event) and getattr(event, "pgh_tracked_model", None) is model
        ),
        None,
    )


def _entries(event: Any, events: Any, names: Names) -> Iterable[Entry]:
    newest = list(events.select_related("pgh_context").order_by("-pgh_id")[:NEWEST])
    values = Values(event.pgh_tracked_model, newest)
    before: dict[Any, Any] = {}
    kind = event.pgh_tracked_model._meta.verbose_name
    for one in reversed(newest):
        was = before.get(one.pgh_obj_id)
        before[one.pgh_obj_id] = one
        metadata = one.pgh_context.metadata if one.pgh_context else {}
        yield Entry(
            at=one.pgh_created_at,
            who=names.of(metadata.get("user")),
            what=f"{kind} {_('added') if one.pgh_label == 'insert' else _('changed')}",
            changes=tuple(values.between(was, one)),
        )


class Values:
    """What columns held, in words: choices by their label, rows of other tables by their name."""

    def __init__(self, model: type[Model], events: list[Any]) -> None:
        self.fields: list[Any] = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.rows: dict[str, dict[Any, Any]] = {}
        for field in self.fields:
            if field.related_model:
                keys = {getattr(one, field.attname) for one in events} - {None}
                self.rows[field.name] = field.related_model._base_manager.in_bulk(keys)

    def between(self, was: Any, now: Any) -> Iterable[Change]:
        for field in self.fields:
            new = getattr(now, field.attname)
            old = getattr(was, field.attname) if was else None
            if was and old != new:
                yield Change(str(field.verbose_name), self.words(field, old), self.words(field, new))
            elif not was and new not in (None, "", False, {}):
                yield Change(str(field.verbose_name), None, self.words(field, new))

    def words(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return _("nothing")
        if field.related_model:
            row = self.rows[field.name].get(value)
            # A user's name is not for everybody; the address of the account is enough here.
            return str(row.email if isinstance(row, User) else row) if row else _("something since removed")
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M} UTC"
        if isinstance(value, dict):
            return ", ".join(f"{key}: {part}" for key, part in value.items()) or _("nothing")
        return str(dict(field.flatchoices).get(value, value))


def _recorded(row: Model, names: Names) -> Iterable[Entry]:
    subject = subject_of(row)
    about = Q(subject=subject)
    if isinstance(row, Agreement):
        about |= Q(subject__startswith=subject + " ")
    if isinstance(row, Mission):
        about |= Q(verb__in=["role granted", "membership ended", "account made"])
    rows = RecordEntry.objects.filter(about, mission=mission_of(row)).order_by("-id")[:NEWEST]
    for entry in rows:
        said = tuple((name, str(value)) for name, value in entry.content.items() if name != "changes" and value)
        what = entry.verb if entry.subject == subject else f"{entry.verb}: {entry.subject}"
        yield Entry(at=entry.at, who=names.of(entry.by_id), what=what, said=said)
