"""Locks that the operating system lets go when their holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Held(Exception):
    """Somebody else has the lock."""


@contextmanager
def lock(path: Path, *, wait: bool = False, shared: bool = False) -> Iterator[int]:
    """Hold a lock on a file; the descriptor is never handed to child processes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        take(descriptor, wait=wait, shared=shared)
        yield descriptor
    finally:
        os.close(descriptor)


def take(descriptor: int, *, wait: bool = False, shared: bool = False) -> None:
    """Take or change the lock on an open file; raises Held when somebody else has it and `wait` is off."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise Held from error
