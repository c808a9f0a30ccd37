"""Keeps processes running: says which one died and why, and starts it again, later each time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.services.errors import Refusal
from config.services.processes import Child, end, last_lines
from config.services.progress import complain, say
from config.services.stopping import Stop

LONGEST_WAIT = 30.0
# A process that has run this long has recovered; its earlier deaths no longer count.
RECOVERED = 60.0
DEATHS_IN_A_ROW = 6


@dataclass
class Kept:
    """A process that has to run, and how to start it again."""

    child: Child
    restart: Callable[[], Child]
    deaths: int = 0
    since: float = 0.0
    due: float | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.child.name


def watch(kept: Sequence[Kept], stop: Stop) -> None:
    """Run until the end is asked for (Stopped), or until a process cannot be kept running (Refusal)."""
    for one in kept:
        one.since = time.monotonic()
    while True:
        for one in kept:
            attend(one, now=time.monotonic())
        stop.pause(0.25)


def attend(one: Kept, *, now: float) -> None:
    """Look at one process: note its death, or start it again when that is due. `now` is monotonic seconds."""
    if one.due is not None:
        if now >= one.due:
            start_again(one)
    elif not one.child.alive:
        note_death(one, now=now)


def note_death(one: Kept, *, now: float) -> None:
    """Report it and decide when it starts again."""
    one.deaths = 1 if now - one.since > RECOVERED else one.deaths + 1
    # Its own children may outlive it, and a worker without its leader must not go on working.
    end([one.child], patience=0)
    complain(f"{one.name} died. The end of {one.child.log}:")
    complain("\n".join(f"  | {line}" for line in last_lines(one.child.log)))
    if one.deaths >= DEATHS_IN_A_ROW:
        raise Refusal(f"{one.name} died {one.deaths} times in a row; the reason is in {one.child.log}.")
    wait = min(2.0 ** (one.deaths - 1), LONGEST_WAIT)
    complain(f"{one.name} starts again in {wait:.0f} s.")
    one.due = now + wait


def start_again(one: Kept) -> None:
    """Start it; a server that cannot start counts as another death."""
    one.due = None
    try:
        one.child = one.restart()
        say(f"{one.name} started again.")
    except Refusal as refusal:
        complain(str(refusal))
    one.since = time.monotonic()
