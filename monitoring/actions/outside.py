"""One POST to an address that somebody else named: checked, pinned, bounded, and never led elsewhere.

The name is resolved once and the connection goes to the very address that was checked, so that a name which answers
differently a moment later gains nothing. The standard library is enough: no proxies, no redirects, no pools.
"""

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Timer
from urllib.parse import SplitResult, urlsplit

from monitoring.rules.addresses import is_public

PAUSE_SECONDS = 5.0  # for the connection, and between any two parts of the answer
WHOLE_SECONDS = 10.0  # for everything after the connection stands
MOST_ADDRESSES = 2
MOST_BYTES = 1_000


class AddressRefused(Exception):
    """The name leads to no public address, or the URL is not one that may be posted to."""


class TookTooLong(Exception):
    """The answer had not come when the time for the whole exchange was over."""


@dataclass(frozen=True)
class Answer:
    """`text` is the beginning of what the other side said, as far as it can be kept."""

    status: int
    text: str

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300


def post(url: str, body: bytes, headers: Mapping[str, str], *, inside: bool = False) -> Answer:
    """Send the body; the status and the beginning of the answer come back.

    `inside` lets http and addresses that are not public pass. Raises AddressRefused, TookTooLong, OSError (with
    ssl.SSLError and TimeoutError), or http.client.HTTPException.
    """
    parts = urlsplit(url)
    if parts.hostname is None or parts.scheme not in (("http", "https") if inside else ("https",)):
        raise AddressRefused
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with _open(parts.hostname, port, inside=inside) as opened, _cut_after(WHOLE_SECONDS, opened) as was_cut:
        try:
            with _wire(parts.scheme, parts.hostname, opened) as wire:
                answer = _exchange(wire, parts, port, body, headers)
        except (OSError, http.client.HTTPException) as error:
            if was_cut.is_set():
                raise TookTooLong from error
            raise
        # Half an answer reads like a whole one when the connection ends.
        if was_cut.is_set():
            raise TookTooLong
        return answer


def _exchange(wire: socket.socket, parts: SplitResult, port: int, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Over a connection that is open already: it is never opened again under the same name."""
    connection = http.client.HTTPConnection(str(parts.hostname), port)
    connection.sock, connection.auto_open = wire, 0
    # The Host header leaves the scheme's usual port out.
    connection.default_port = 443 if parts.scheme == "https" else 80
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", path, body, dict(headers))
    with connection.getresponse() as response:
        return Answer(response.status, _kept(response.read(MOST_BYTES)))


def _open(host: str, port: int, *, inside: bool) -> socket.socket:
    """A connection to the first of the name's public addresses that takes one."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_kind, address in found]
    allowed = [address for address in addresses if inside or is_public(address)][:MOST_ADDRESSES]
    refusal: Exception = AddressRefused()
    for address in allowed:
        try:
            return socket.create_connection((address, port), timeout=PAUSE_SECONDS)
        except OSError as error:
            refusal = error
    raise refusal


def _wire(scheme: str, host: str, opened: socket.socket) -> socket.socket:
    """The connection itself, or the encrypted one inside it; the certificate must be the name's."""
    if scheme == "http":
        return opened
    return ssl.create_default_context().wrap_socket(opened, server_hostname=host)


@contextmanager
def _cut_after(seconds: float, opened: socket.socket) -> Iterator[Event]:
    """End the exchange from the side when its time is over: every wait on the connection then comes back at once.

    A second handle on the connection does it, because encrypting takes the first one away.
    """
    was_cut = Event()
    with opened.dup() as handle:

        def cut() -> None:
            was_cut.set()
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)

        over = Timer(seconds, cut)
        over.daemon = True
        over.start()
        try:
            yield was_cut
        finally:
            over.cancel()
            over.join()


def _kept(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)[:MOST_BYTES]
