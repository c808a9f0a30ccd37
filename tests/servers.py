"""Where the tests find what they need of the machine: a browser, and processes of the application.

PostgreSQL and Redis come from the environment: `make test` starts them, see `config.services.run`.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from config.services.application import Application
from config.services.home import Home, furnish
from config.services.processes import Child, end

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHTS_OWN = {
    "linux": (Path.home() / ".cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    "darwin": (Path.home() / "Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
}
HOW_TO_GET_ONE = (
    "Get one: `apt-get install chromium`, or `uv run playwright install chromium`,",
    "or set HOLDFAST_CHROMIUM to the program of a Chromium that you have.",
)


def find_chromium(environ: Mapping[str, str] = os.environ) -> str | None:
    """The Chromium to test in: the one HOLDFAST_CHROMIUM names, the system's, or Playwright's own."""
    if named := environ.get("HOLDFAST_CHROMIUM"):
        return shutil.which(named)
    for name in (*ON_PATH, *ON_MACOS):
        if found := shutil.which(name):
            return found
    folder, pattern = PLAYWRIGHTS_OWN.get(sys.platform, (Path(), ""))
    if own := environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        folder = Path(own)
    return next((str(path) for path in sorted(folder.glob(pattern), reverse=True)), None) if pattern else None


def box(lines: list[str]) -> str:
    """Lines that nobody overlooks."""
    width = max(map(len, lines))
    edge = "#" * (width + 6)
    return "\n".join([edge, *(f"#  {line:<{width}}  #" for line in lines), edge])


def pytest_collection_finish(session: pytest.Session) -> None:
    """Before the first test: without a browser, say which tests will not run."""
    missing = [item.nodeid for item in session.items if "browser" in item.keywords]
    session.config.stash[WITHOUT_BROWSER] = [] if find_chromium() else missing
    _warn(session.config)


def pytest_terminal_summary(config: pytest.Config) -> None:
    """After the last test: say it again, where it is read."""
    _warn(config)


WITHOUT_BROWSER = pytest.StashKey[list[str]]()


def _warn(config: pytest.Config) -> None:
    tests = config.stash.get(WITHOUT_BROWSER, [])
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if not tests or reporter is None:
        return
    files = sorted({f"{name.partition('::')[0]}" for name in tests})
    fate = "FAIL" if os.environ.get("HOLDFAST_BROWSER_REQUIRED") else "DO NOT RUN"
    counted = [f"   {sum(name.startswith(f'{file}::') for name in tests):4}  {file}" for file in files]
    lines = [f"NO CHROMIUM: {len(tests)} browser tests {fate}", *counted, *HOW_TO_GET_ONE]
    reporter.write_line("")
    reporter.write_line(box(lines), red=True, bold=True)


def environment_over(database: str, **more: str) -> dict[str, str]:
    """The environment of this test run with both roles pointed at another database, for child processes."""
    urls = {
        name: urlsplit(os.environ[name])._replace(path=f"/{database}").geturl()
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if name in os.environ
    }
    return {**os.environ, **urls, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def running(name: str, *, home: Path, env: Mapping[str, str], port: int = 0) -> Iterator[Child]:
    """A real `web`, `worker` or `beat` for as long as the block lasts; its log is in `home/log`."""
    child = Application(furnish(Home(home)), env, port).start(name)
    try:
        yield child
    finally:
        end([child], patience=5)
