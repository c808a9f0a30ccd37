"""What no view should have to think of."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

Handler = Callable[[HttpRequest], HttpResponseBase]


def sign_in_whole_page(get_response: Handler) -> Handler:
    """A fragment that meets a lapsed session leads the whole page to sign-in, and never shows it inside a list."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if _is_fragment(request) and response.status_code == 302 and _leads_to_sign_in(response):
            return HttpResponseClientRedirect(response.headers["Location"])
        return response

    return middleware


def private(get_response: Handler) -> Handler:
    """What a signed-in person sees is kept by no cache on the way."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-cache"
        return response

    return middleware


def _is_fragment(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _leads_to_sign_in(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponse) and response.headers["Location"].startswith(
        resolve_url(settings.LOGIN_URL)
    )
