"""Requests through the application's own WSGI entry, with every middleware and no network."""

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory

from commitments.models import User
from tests.live import signed_in


def answer(application: WSGIHandler, environ: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body, read to the end and closed as a server would."""
    status: list[int] = []
    response = application(environ, lambda line, headers, *rest: status.append(int(line.split()[0])))
    try:
        return status[0], b"".join(response)
    finally:
        response.close()


def environ(path: str, *, cookies: dict[str, str], form: dict[str, object] | None = None) -> dict[str, Any]:
    """A GET, or a POST of a form."""
    body = urlencode(form or {}).encode()
    return {
        "REQUEST_METHOD": "GET" if form is None else "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def cookies_of(user: User) -> tuple[dict[str, str], str]:
    """A session and a form token of this user."""
    client: Client = signed_in(user)
    request = RequestFactory().get("/")
    token = get_token(request)
    secret = request.META["CSRF_COOKIE"]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: secret}, token
