"""Secrets that are generated once and kept, readable by their owner alone."""

import json
import os
import secrets
from pathlib import Path

from config.services.errors import Refusal
from config.services.home import Home


def remembered(home: Home) -> dict[str, str]:
    """Everything kept so far, by name."""
    try:
        kept = json.loads(home.keys.read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        kept = None
    if not isinstance(kept, dict):
        raise Refusal(
            f"{home.keys} is damaged, and without its passwords the data cannot be opened; "
            "put the file back, or run `make clean` to start with no data."
        )
    return {str(name): str(value) for name, value in kept.items()}


def remember(home: Home, name: str, value: str) -> str:
    """Keep a value under a name."""
    write_privately(home.keys, json.dumps({**remembered(home), name: value}, indent=1))
    return value


def secret(home: Home, name: str) -> str:
    """The secret of that name; generated the first time."""
    return remembered(home).get(name) or remember(home, name, secrets.token_urlsafe(36))


def write_privately(path: Path, text: str) -> None:
    """Replace a file whole, mode 0600, so that a crash leaves the old one or the new one."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
