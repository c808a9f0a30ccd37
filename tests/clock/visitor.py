"""Somebody who uses the real web server without a browser."""

import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode


class Visitor:
    """Keeps cookies, follows redirects, and sends the form token that the page carried."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        # No proxy: the server is on this machine.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(urllib.request.Request(self.base + path))  # noqa: S310 (our own server)

    def send(self, path: str, **form: object) -> tuple[int, str]:
        """Open the page, then send its form back."""
        _, page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page[:500]
        body = urlencode({"csrfmiddlewaretoken": token[1], **form}).encode()
        return self._ask(urllib.request.Request(self.base + path, data=body))  # noqa: S310

    def _ask(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""
