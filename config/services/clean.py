"""`make clean`: forget what runs have left, and nothing else."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.services import postgres, redis
from config.services.account import place_outside
from config.services.application import ONE_OFF, STAYING
from config.services.errors import Refusal, as_sentence
from config.services.holder import refusal
from config.services.home import PROJECT, Home, chosen_home
from config.services.locks import Held, lock
from config.services.processes import end_leftovers
from config.services.progress import complain, say
from config.services.run import ROOM

OURS = ("keys.json", "made-by-holdfast", "log", "run", "mail", "static", "postgres", "bin", "python")
CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache", "test-results")


def main() -> int:
    """0, or 1 with one sentence."""
    home = chosen_home()
    try:
        clean(home)
    except Refusal as refused:
        complain(str(refused))
    except OSError as error:
        complain(as_sentence(error))
    else:
        say(f"The data in {home.path} and the project's caches are gone.")
        return 0
    return 1


def clean(home: Home) -> None:
    """End leftovers and remove data, unless something still runs."""
    if home.path.exists():
        require_ours(home)
        room = home.room(ROOM)
        with refused_while_in_use(home, "demo.lock"), refused_while_in_use(room, "users.lock"):
            forget_home(room)
            forget_home(home)
    for name in CACHES:
        shutil.rmtree(PROJECT / name, ignore_errors=True)


def require_ours(home: Home) -> None:
    """Refuse a folder that was somebody's before it became a home: its `log` or `bin` may not be ours."""
    if not home.marker.exists():
        raise Refusal(f"{home.path} was not made by Holdfast; remove by hand what you no longer need there.")


@contextmanager
def refused_while_in_use(home: Home, name: str) -> Iterator[None]:
    """Hold the lock that a run would hold."""
    try:
        with lock(home.run / name):
            yield
    except Held:
        raise Refusal(refusal(home)) from None


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def forget_home(home: Home) -> None:
    """Remove our own rooms by name: the home may be a folder that holds other things."""
    end_leftovers(home, [*STAYING, *ONE_OFF, redis.NAME])
    for place in (home.path / "postgres", place_outside(home)):
        if place.is_dir() and not place.is_symlink():
            postgres.kill_processes_over(place / "data")
            shutil.rmtree(place)
    for name in OURS:
        remove(home.path / name)
    with suppress(OSError):
        home.path.rmdir()


if __name__ == "__main__":
    sys.exit(main())
