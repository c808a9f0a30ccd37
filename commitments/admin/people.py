"""Accounts of the people who share a mission with the administrator."""

from typing import Any

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from commitments.admin import scope
from commitments.admin.base import Register
from commitments.models import Membership, User


@admin.register(User)
class UserAdmin(Register):
    """Members are added on their mission's page. An address never changes: it is how a password is asked for."""

    fields = ("email", "name", "is_active", "is_staff", "date_joined", "last_login", "roles")
    list_display = ("name", "email", "roles", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "email")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        mine = Membership.objects.filter(mission__in=scope.missions(request)).select_related("mission")
        return scope.users(request).prefetch_related(Prefetch("memberships", queryset=mine, to_attr="roles_here"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """When somebody comes and goes is their own missions' affair: inviting a person must not tell it."""
        theirs = obj is not None and (obj == request.user or self._is_wholly_theirs(request, obj))
        return tuple(name for name in self.fields if theirs or name not in ("date_joined", "last_login"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = ("email", "is_staff", "date_joined", "last_login", "roles")
        return fixed if obj and self._is_wholly_theirs(request, obj) else (*fixed, "name", "is_active")

    def _is_wholly_theirs(self, request: HttpRequest, user: User) -> bool:
        """Nobody may lock out, or rename, a person who also belongs to a mission of others."""
        elsewhere = user.memberships.exclude(mission__in=scope.missions(request)).exists()
        return request.user.is_superuser or not (elsewhere or user.is_superuser or user == request.user)

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user: Any) -> str:
        return ", ".join(f"{one.get_role_display()} in {one.mission}" for one in user.roles_here)
