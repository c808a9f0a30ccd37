"""A small agreement, what the command says of it, and every row that there is."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

VALLEY = Path(__file__).parent / "valley.toml"

Load = Callable[..., list[str]]


@pytest.fixture
def load(tmp_path: Path, world: object) -> Load:
    """Run `load_agreement` on the valley's file with changes to its text; what it says, line by line.

    A refusal is the last line.
    """

    def run(*changes: tuple[str, str], **options: object) -> list[str]:
        text = VALLEY.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) >= 1, f"{old!r} does not stand in the file"
            text = text.replace(old, new, 1)
        file = tmp_path / "changed.toml"
        file.write_text(text, encoding="utf-8")
        out = StringIO()
        try:
            call_command("load_agreement", file, **{"mission": "valley", "stdout": out, **options})
        except CommandError as refused:
            return [*out.getvalue().splitlines(), _sentence(refused)]
        return out.getvalue().splitlines()

    return run


def _sentence(refused: CommandError) -> str:
    assert refused.returncode == 1
    return str(refused)


def marked(lines: list[str], mark: str) -> list[str]:
    return [line for line in lines if line.startswith(f"{mark} ")]
