"""Asks the running application whether it is ready."""

import http.client
import json
import time
from collections.abc import Sequence

from config.services.errors import Refusal
from config.services.ports import LOOPBACK
from config.services.processes import Child, last_lines
from config.services.stopping import Stop

READY_SECONDS = 120.0


def ask(port: int, path: str) -> tuple[int, str]:
    """Status and body; status 0 when nobody answers. Asked directly: a proxy has no business on loopback."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def await_ready(port: int, children: Sequence[Child], stop: Stop) -> None:
    """Wait until the web server is alive and everything behind it is ready."""
    until, answer = time.monotonic() + READY_SECONDS, (0, "")
    for path in ("/health/live", "/health/ready"):
        while (answer := ask(port, path))[0] != 200:
            refuse_dead(children)
            if time.monotonic() > until:
                raise Refusal(f"{path} was not well after {READY_SECONDS:.0f} s: {summary(*answer)}")
            stop.pause(0.1)


def refuse_dead(children: Sequence[Child]) -> None:
    """A process that dies before it was ever ready will not do better the second time."""
    for child in children:
        if not child.alive:
            words = (last_lines(child.log, 1) or ["it said nothing"])[0]
            raise Refusal(f"{child.name} ended while starting: {words} (more in {child.log})")


def summary(status: int, body: str) -> str:
    """The answer in one line."""
    if not status:
        return f"no answer ({body})."
    try:
        return f"status {status}, {json.dumps(json.loads(body))}."
    except ValueError:
        return f"status {status}."
