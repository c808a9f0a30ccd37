"""Who PostgreSQL runs as: it refuses to run as root, so root starts it as `nobody`."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from config.services.errors import Refusal
from config.services.home import Home
from config.services.processes import Account

STATE = Path("/var/lib")
STATE_ELSEWHERE = Path("/var/tmp")  # noqa: S108 (only where there is no /var/lib; checked before use)


def postgres_account() -> Account | None:
    """`nobody` when we are root, else our own account (None)."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def can_enter(folder: Path, account: Account) -> bool:
    """Whether that account reaches a folder; asked of the system, which knows modes, lists and mounts."""
    asked = subprocess.run(
        ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
        user=account.uid,
        group=account.gid,
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def place_outside(home: Home) -> Path:
    """The same folder for the same home, every time, where every account may pass.

    Under /var/lib rather than /var/tmp, whose old files are swept away.
    """
    state = STATE if STATE.is_dir() else STATE_ELSEWHERE
    return state / f"holdfast-{hashlib.sha256(str(home.path).encode()).hexdigest()[:12]}"


def cluster_place(home: Home, account: Account | None) -> Path:
    """Where the cluster lives: in the home, or outside it when its account cannot get there."""
    inside = home.path / "postgres"
    if account is None or can_enter(home.path, account):
        return made(inside)
    return made(place_outside(home))


def made(place: Path) -> Path:
    """A folder that is ours and that others may pass through but not list."""
    place.mkdir(mode=0o711, exist_ok=True)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise Refusal(f"{place} belongs to somebody else; move it away, or choose another HOLDFAST_HOME.")
    place.chmod(0o711)
    return place


def reachable_programs(package: Path, place: Path, account: Account | None) -> Path:
    """PostgreSQL's programs where its account may run them: as installed, else a copy beside the data."""
    if account is None or can_enter(package / "pginstall" / "bin", account):
        return package / "pginstall" / "bin"
    return copied(package, place / "programs") / "pginstall" / "bin"


def copied(package: Path, place: Path) -> Path:
    """A copy of the package and of the libraries beside it, made whole or not at all."""
    stamp = place / "made-from"
    source = f"{package} {(package / 'pginstall' / 'bin' / 'postgres').stat().st_mtime_ns}"
    if not stamp.exists() or stamp.read_text() != source:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o755, parents=True)
        for folder in (package, *package.parent.glob(f"{package.name}.libs")):
            shutil.copytree(folder, place / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        stamp.write_text(source)
    return place / package.name
