"""The administration site: mission administrators only, behind the same sign-in as everything else."""

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

OWN_APPS = frozenset({"commitments", "monitoring"})
View = Callable[..., HttpResponseBase]


class HoldfastAdmin(AdminSite):
    """Open to active staff who administer a mission, and to superusers. For everybody else it is not there.

    Whatever it refuses answers 404, so that a foreign object cannot be told from a missing one.
    """

    site_header = "Holdfast administration"
    site_title = "Holdfast"
    index_title = "Missions, parties and agreements"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        from commitments.admin.scope import may_administer

        return may_administer(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Registers of other packages know nothing of missions, so they are not shown here."""
        models: Iterable[Any] = model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        own = [model for model in models if model._meta.app_label in OWN_APPS]
        if own:
            super().register(own, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inside = super().admin_view(_nothing_to_learn(view), cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request.get_full_path())
            if not self.has_permission(request) or _has_nul(request):
                raise Http404
            response: HttpResponseBase = inside(request, *args, **kwargs)
            return response

        return update_wrapper(guarded, inside)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        # `r/<type>/<id>` would answer for any object of any mission.
        urls: list[Any] = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        for url in urls:
            callback = getattr(url, "callback", None)
            if callback is not None and "login_url" in vars(callback):
                callback.login_url = settings.LOGIN_URL
        return urls

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one sign-in, with its rate limits and second factors."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
        onward = wanted if safe else reverse("admin:index")
        if not request.user.is_authenticated:
            return _to_sign_in(onward)
        if not self.has_permission(request):
            raise Http404
        return redirect(onward)

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        logout(request)
        return redirect(settings.LOGIN_URL)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")


class HoldfastAdminConfig(AdminConfig):
    default_site = "config.admin.HoldfastAdmin"


def _nothing_to_learn(view: View) -> View:
    """A refusal says no more than that there is nothing here."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as refused:
            raise Http404 from refused

    return update_wrapper(inner, view)


def _to_sign_in(onward: str) -> HttpResponse:
    # Imported here: it needs the registry of models, which is not complete when the apps are being named.
    from django.contrib.auth.views import redirect_to_login

    return redirect_to_login(onward, resolve_url(settings.LOGIN_URL))


def _has_nul(request: HttpRequest) -> bool:
    """PostgreSQL holds no NUL, so an address with one names nothing."""
    return "\x00" in request.path or any("\x00" in text for pair in request.GET.lists() for text in (pair[0], *pair[1]))
