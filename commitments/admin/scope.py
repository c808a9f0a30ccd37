"""Whose rows an administrator sees: those of the missions that they administer, and what all missions share."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.filters import RelatedFieldListFilter
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest

from commitments.actions.keeping import way_to_mission
from commitments.models import Membership, Mission, Party, User
from commitments.models.vocabulary import MemberRole


def may_administer(request: HttpRequest) -> bool:
    """Whether this is an active administrator of at least one mission, or a superuser. Asked once per request."""
    answer: bool | None = getattr(request, "_may_administer", None)
    if answer is None:
        user = request.user
        staff = isinstance(user, User) and user.is_active and user.is_staff
        answer = staff and (user.is_superuser or missions(request).exists())
        request._may_administer = answer  # type: ignore[attr-defined]
    return answer


def missions(request: HttpRequest) -> QuerySet[Mission]:
    """The missions that the reader administers."""
    user = request.user
    if isinstance(user, User) and user.is_superuser and user.is_active:
        return Mission.objects.all()
    own = Membership.objects.filter(user=user.pk, role=MemberRole.ADMINISTRATOR)
    return Mission.objects.filter(pk__in=own.values("mission"))


def users(request: HttpRequest) -> QuerySet[User]:
    """The people who share a mission with the administrator."""
    if request.user.is_superuser:
        return User.objects.all()
    return User.objects.filter(pk__in=Membership.objects.filter(mission__in=missions(request)).values("user"))


def scoped(model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """All rows of a model that this administrator may see or choose from."""
    if model is Mission:
        return missions(request)
    if model is User:
        return users(request)
    rows: QuerySet[Any] = model._default_manager.all()
    if model is Party:
        return rows
    way = way_to_mission(model)
    # A model that nobody has said how to limit shows nothing.
    return rows.filter(**{f"{way}__in": missions(request)}) if way else rows.none()


class ScopedFilter(RelatedFieldListFilter):
    """A filter in the list's margin that offers only what the reader may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        related: type[Model] = field.related_model
        return [(row.pk, str(row)) for row in scoped(related, request)]


def related_model(field: Field[Any, Any]) -> type[Model]:
    """The model that a foreign key leads to."""
    model = field.related_model
    assert isinstance(model, type)  # noqa: S101 - resolved once the registry of models is complete
    return model
