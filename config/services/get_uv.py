"""Prints the path of `uv`: the one on PATH, else the one that uv.lock pins, fetched into the home's `bin`.

Runs before anything is installed: any Python from 3.8, nothing but the standard library.
"""

from __future__ import annotations

import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PACKAGE = re.compile(r'^\[\[package\]\]\nname = "uv"\n.*?(?=^\[\[package\]\]|\Z)', re.MULTILINE | re.DOTALL)
VERSION = re.compile(r'^version = "([^"]+)"', re.MULTILINE)
WHEEL = re.compile(r'url = "([^"]+/uv-[^"/]+-py3-none-([^"/]+)\.whl)", hash = "sha256:([0-9a-f]{64})"')


def main() -> None:
    """Print one path, or one sentence and exit 1."""
    try:
        print(on_path() or kept() or fetched())
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        sys.exit(f"uv is not installed and could not be fetched: {error}. Install uv, or repair that, and try again.")


def on_path() -> str | None:
    """The machine's own uv, if it runs: a version manager may leave a name that does not."""
    found = shutil.which("uv")
    return found if found and runs(found) else None


def runs(program: str | Path) -> bool:
    """Whether a program is able to say its version."""
    try:
        return subprocess.call([str(program), "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def kept() -> Path | None:
    """The uv of the pinned version that an earlier run fetched."""
    return target() if target().exists() and runs(target()) else None


def target() -> Path:
    """Where a fetched uv goes; the version in its name makes a new pin fetch a new one."""
    home = Path(os.environ.get("HOLDFAST_HOME") or PROJECT / ".holdfast").expanduser()
    return home.absolute() / "bin" / f"uv-{version()}" / "uv"


def version() -> str:
    """The pinned version."""
    found = VERSION.search(pinned())
    if not found:
        raise ValueError("uv.lock does not say which version")
    return found.group(1)


def pinned() -> str:
    """The part of uv.lock that is about uv."""
    found = PACKAGE.search((PROJECT / "uv.lock").read_text(encoding="utf-8"))
    if not found:
        raise ValueError("uv.lock does not name it")
    return found.group(0)


def fetched() -> Path:
    """Download the wheel for this machine, check it against the lock, and keep its program."""
    url, digest = wheel_here()
    sys.stderr.write(f"Fetching uv into {target().parent}\n")
    with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 (the address stands in uv.lock)
        content = answer.read()
    if hashlib.sha256(content).hexdigest() != digest:
        raise ValueError("what arrived is not what uv.lock pins")
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        member = next((name for name in wheel.namelist() if name.endswith("/scripts/uv")), None)
        if member is None:
            raise ValueError("the wheel holds no program")
        return put(wheel.read(member))


def put(program: bytes) -> Path:
    """Write the program whole, so that an interrupted run leaves none rather than half of one."""
    target().parent.mkdir(parents=True, exist_ok=True)
    descriptor, beside = tempfile.mkstemp(dir=str(target().parent))
    with os.fdopen(descriptor, "wb") as file:
        file.write(program)
    os.chmod(beside, 0o755)  # noqa: S103 (a program)
    os.replace(beside, str(target()))
    return target()


def wheel_here() -> tuple[str, str]:
    """Address and hash of the wheel for this system and processor."""
    for url, tags, digest in WHEEL.findall(pinned()):
        if suits(tags, system_tag(), processor_tag()):
            return url, digest
    raise ValueError(f"uv.lock has none for {platform.system()} on {platform.machine()}")


def suits(tags: str, system: str, processor: str) -> bool:
    """Whether one of a wheel's platform tags is for that system and processor."""
    return any(tag.startswith(system) and tag.endswith("_" + processor) for tag in tags.split("."))


def system_tag() -> str:
    """How wheels call this system."""
    if platform.system() == "Darwin":
        return "macosx"
    return "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"


def processor_tag() -> str:
    """How wheels call this processor."""
    machine = platform.machine().lower()
    if platform.system() == "Darwin":
        return {"aarch64": "arm64"}.get(machine, machine)
    return {"amd64": "x86_64", "arm64": "aarch64", "armv8l": "armv7l"}.get(machine, machine)


if __name__ == "__main__":
    main()
