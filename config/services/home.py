"""The one folder where everything lives that a run leaves behind."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.services.errors import Refusal

PROJECT = Path(__file__).resolve().parents[2]

# What fetching uv and a Python may have put there before anything else.
FETCHED_BEFORE = {"bin", "python"}


@dataclass(frozen=True)
class Home:
    """HOLDFAST_HOME and its rooms."""

    path: Path

    @property
    def log(self) -> Path:
        """One log per process."""
        return self.path / "log"

    @property
    def run(self) -> Path:
        """Which processes were started, so that a later run finds them."""
        return self.path / "run"

    @property
    def keys(self) -> Path:
        """Generated secrets and remembered ports."""
        return self.path / "keys.json"

    @property
    def mail(self) -> Path:
        """Where the demo puts the mail that it would have sent."""
        return self.path / "mail"

    @property
    def static(self) -> Path:
        """Collected static files."""
        return self.path / "static"

    @property
    def marker(self) -> Path:
        """Stands in a folder that was made for Holdfast and may be removed whole."""
        return self.path / "made-by-holdfast"

    def room(self, name: str) -> "Home":
        """A home of its own inside this one."""
        return Home(self.path / name)


def chosen_home(environ: Mapping[str, str] = os.environ) -> Home:
    """The home that HOLDFAST_HOME names, else `.holdfast` in the project."""
    return Home(Path(environ.get("HOLDFAST_HOME") or PROJECT / ".holdfast").expanduser().absolute())


def furnish(home: Home) -> Home:
    """Create the home's folders, or say why they cannot be written."""
    try:
        home.path.mkdir(parents=True, exist_ok=True)
        if not [entry for entry in home.path.iterdir() if entry.name not in FETCHED_BEFORE]:
            home.marker.touch()
        for folder in (home.log, home.run, home.mail):
            folder.mkdir(exist_ok=True)
        probe = home.run / "probe"
        probe.write_text("can be written\n")
        probe.unlink()
    except OSError as error:
        raise Refusal(
            f"The folder {home.path} cannot be written ({error.strerror}); "
            "set HOLDFAST_HOME to a folder on a disk that can, and try again."
        ) from error
    return home
