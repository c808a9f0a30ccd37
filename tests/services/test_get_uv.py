"""uv for a machine that has none, from whatever address the lock names."""

import hashlib
import http.server
import io
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.services import get_uv
from config.services.home import PROJECT

PROGRAM = b"#!/bin/sh\necho uv 9.9.9\n"
LINUX = "manylinux_2_17_{m}.manylinux2014_{m}"


def wheel() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("uv-9.9.9.data/scripts/uv", PROGRAM)
    return buffer.getvalue()


@dataclass
class Bare:
    """A project whose lock names a server of this test, and a machine without uv."""

    path: Path
    asked: list[str]

    def lock(self, digest: str) -> None:
        tags = f"{get_uv.system_tag()}_1_{get_uv.processor_tag()}"
        address = f"http://127.0.0.1:{self.port}/uv-9.9.9-py3-none-{tags}.whl"
        (self.path / "uv.lock").write_text(
            '[[package]]\nname = "other"\nversion = "1"\n\n[[package]]\nname = "uv"\nversion = "9.9.9"\nwheels = [\n'
            f'    {{ url = "{address}", hash = "sha256:{digest}", size = 1 }},\n]\n'
        )

    port: int = 0

    def run(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", str(self.path / "config/services/get_uv.py")],
            env={"PATH": str(self.path / "empty"), "HOME": str(self.path)},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Bare]:
    machine = Bare(tmp_path, [])

    class Index(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            machine.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(wheel())

        def log_message(self, format: str, *args: object) -> None:
            pass

    (tmp_path / "config/services").mkdir(parents=True)
    shutil.copy(PROJECT / "config/services/get_uv.py", tmp_path / "config/services")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        machine.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield machine
        server.shutdown()


def test_it_is_fetched_once_and_kept_in_the_project(bare: Bare) -> None:
    bare.lock(hashlib.sha256(wheel()).hexdigest())
    first, second = bare.run(), bare.run()
    assert first.stdout.strip() == str(bare.path / ".holdfast/bin/uv-9.9.9/uv") == second.stdout.strip()
    assert len(bare.asked) == 1
    assert os.access(first.stdout.strip(), os.X_OK)


def test_another_content_than_the_lock_pins_is_refused(bare: Bare) -> None:
    bare.lock("0" * 64)
    refused = bare.run()
    assert refused.returncode == 1
    assert "not what uv.lock pins" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not list(bare.path.glob(".holdfast/bin/*/uv"))


def test_a_lock_without_uv_is_told(bare: Bare) -> None:
    (bare.path / "uv.lock").write_text('[[package]]\nname = "other"\nversion = "1"\n')
    refused = bare.run()
    assert refused.returncode == 1
    assert "uv.lock does not name it" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("tags", "system", "processor", "fits"),
    [
        (LINUX.format(m="x86_64"), "manylinux", "x86_64", True),
        (LINUX.format(m="x86_64"), "musllinux", "x86_64", False),
        (LINUX.format(m="aarch64") + ".musllinux_1_1_aarch64", "musllinux", "aarch64", True),
        ("manylinux_2_17_ppc64le.manylinux2014_ppc64le", "manylinux", "ppc64", False),
        ("macosx_11_0_arm64", "macosx", "arm64", True),
        ("macosx_10_12_x86_64", "macosx", "arm64", False),
        ("win_amd64", "manylinux", "x86_64", False),
    ],
)
def test_which_wheel_suits(tags: str, system: str, processor: str, fits: bool) -> None:
    assert get_uv.suits(tags, system, processor) is fits


def test_the_projects_own_lock_has_one_for_this_machine() -> None:
    address, digest = get_uv.wheel_here()
    assert address.endswith(".whl")
    assert len(digest) == 64
