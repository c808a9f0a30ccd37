"""One demo per home: who has it, and whether it is about to let go."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config.services.errors import Refusal
from config.services.home import Home
from config.services.keys import write_privately
from config.services.locks import Held, lock
from config.services.progress import say
from config.services.stopping import Stop

# Long enough for a demo whose starter was killed to notice and to stop everything.
PATIENCE = 40.0


@contextmanager
def only_one(home: Home, stop: Stop) -> Iterator[None]:
    """Hold the home; waits for a demo that is stopping and refuses beside one that runs."""
    began, told = time.monotonic(), False
    while True:
        try:
            with lock(home.run / "demo.lock"):
                yield
                return
        except Held:
            waited = time.monotonic() - began
            if waited > 1 and (announced(home).get("state") != "stopping" or waited > PATIENCE):
                raise Refusal(refusal(home)) from None
            if waited > 1 and not told:
                say("Waiting for the demo that is stopping.")
                told = True
        stop.pause(0.2)


def announce(home: Home, **facts: str) -> None:
    """Tell others what the demo in this home is doing."""
    with suppress(OSError):
        write_privately(home.run / "demo.json", json.dumps(facts))


def announced(home: Home) -> dict[str, str]:
    """What the demo in this home said last."""
    try:
        facts = json.loads((home.run / "demo.json").read_text())
    except (OSError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def refusal(home: Home) -> str:
    """One sentence."""
    where = announced(home).get("url", "")
    return (
        f"A demo is already running from {home.path}{f' at {where}' if where else ''}; "
        "stop it with Ctrl-C, or choose another HOLDFAST_HOME and PORT."
    )
