"""Ctrl-C, SIGTERM and a closed terminal, noticed between steps and never in the middle of one."""

import os
import signal
import time
from types import FrameType

import psutil

STARTED_BY = "HOLDFAST_STARTED_BY"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Somebody asked for the end."""


class Stop:
    """Remembers that the end was asked for, and how often."""

    def __init__(self) -> None:
        self._received: list[int] = []
        self._starter = _starter()

    def listen(self) -> "Stop":
        """From now on, signals are remembered instead of breaking whatever is going on."""
        for number in SIGNALS:
            # Whoever started us with `nohup` wants us to outlive the terminal.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask)
        return self

    def pause(self, seconds: float) -> None:
        """Wait; raises Stopped as soon as the end is asked for."""
        until = time.monotonic() + seconds
        self.check()
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, 0.05))
            self.check()

    def check(self) -> None:
        """Raise Stopped if the end was asked for."""
        if self.asked:
            raise Stopped

    @property
    def asked(self) -> bool:
        """Whether the end was asked for, by a signal or by the death of the program that started this one."""
        return bool(self._received) or self._deserted

    @property
    def terminations(self) -> int:
        """Requests that a terminal has not sent to our own children as well."""
        return sum(number != signal.SIGINT for number in self._received) + self._deserted

    @property
    def hurried(self) -> bool:
        """Whether somebody asked twice."""
        return len(self._received) > 1

    @property
    def _deserted(self) -> bool:
        return self._starter is not None and not self._starter.is_running()

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._received.append(number)


def inherited() -> dict[str, str]:
    """Our environment for those we start, without the name of who started us."""
    return {name: value for name, value in os.environ.items() if name != STARTED_BY}


def _starter() -> psutil.Process | None:
    """The `make` that started this run: it may be killed without passing the signal on."""
    try:
        return psutil.Process(int(os.environ.get(STARTED_BY, "")))
    except (ValueError, psutil.Error):
        return None
