"""What a person reads while things start."""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass


@dataclass
class Step:
    """One line of progress; whoever does the step may say how it went."""

    result: str = "done"


def say(text: str) -> None:
    """Print a line now. A closed terminal or pipe is no reason to leave processes behind."""
    with suppress(OSError):
        print(text, flush=True)


def complain(text: str) -> None:
    """Print a line for whoever looks for errors."""
    with suppress(OSError):
        print(text, file=sys.stderr, flush=True)


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Time a step and print its line when it is done; a failed step prints nothing but its error."""
    began, current = time.monotonic(), Step()
    yield current
    say(f"  {name:<24}{current.result:<42}{time.monotonic() - began:6.1f} s")


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns in plain text, as wide as their longest entry."""
    lines = [list(heads), *[list(row) for row in rows]]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
