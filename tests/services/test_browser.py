"""A test run without a browser says so where nobody overlooks it."""

import subprocess
import sys
from pathlib import Path

from config.services.home import PROJECT
from tests.servers import find_chromium
from tests.services.starting import environment

A_TEST = "import pytest\n@pytest.mark.browser\ndef test_in_a_browser(): pass\ndef test_elsewhere(): pass\n"


def pytest_with(chromium: str, folder: Path, **more: str) -> str:
    (folder / "test_one.py").write_text(A_TEST)
    arguments = ["-p", "tests.servers", "-p", "no:django", "-p", "no:cacheprovider", "-c", "/dev/null", str(folder)]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *arguments],
        env=environment(folder, HOLDFAST_CHROMIUM=chromium, **{"HOLDFAST_BROWSER_REQUIRED": "", **more}),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


def test_without_one_a_box_stands_before_and_after(tmp_path: Path) -> None:
    said = pytest_with("/nowhere/chromium", tmp_path)
    assert said.count("NO CHROMIUM: 1 browser tests DO NOT RUN") == 2
    assert said.count("test_one.py  ") == 2
    assert "apt-get install chromium" in said
    assert said.index("NO CHROMIUM") < said.index("100%") < said.rindex("NO CHROMIUM")


def test_where_one_is_required_the_box_says_that_they_fail(tmp_path: Path) -> None:
    assert "1 browser tests FAIL" in pytest_with("/nowhere/chromium", tmp_path, HOLDFAST_BROWSER_REQUIRED="1")


def test_with_one_there_is_no_box(tmp_path: Path) -> None:
    assert "NO CHROMIUM" not in pytest_with(sys.executable, tmp_path)


def test_the_named_one_comes_first() -> None:
    assert find_chromium({"HOLDFAST_CHROMIUM": sys.executable}) == sys.executable
    assert find_chromium({"HOLDFAST_CHROMIUM": "/nowhere/chromium"}) is None
