"""Reading a TOML file: every value by its key, every error with its file, line and a suggestion.

A `Table` is one TOML table that remembers where it stands. Each reader takes a key out; `finish` then refuses what
nobody asked for, so that a misspelt key is an error and not a fact that quietly goes missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from commitments.agreement_file import positions

MISSING: Any = object()


class FileError(Exception):
    """A file that cannot be read as an agreement. The text is one sentence with file, line, key and a way on."""


@dataclass
class Source:
    """A file's name and the line of each of its keys. Stored tables are JSON, so their dates are texts in ISO 8601."""

    name: str
    lines: dict[positions.Path, int] = field(default_factory=dict)
    dates_are_texts: bool = False

    def place(self, path: positions.Path) -> str:
        line = positions.line_of(self.lines, path)
        return f"{self.name}:{line}" if line else self.name


class Table:
    """One table of a file. `where` names it to a reader, as in `commitment MI15-02`."""

    def __init__(self, content: dict[str, Any], source: Source, path: positions.Path = (), where: str = "") -> None:
        self.content = dict(content)
        self.source = source
        self.path = path
        self.where = where
        self.asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def take(self, key: str, kinds: type | tuple[type, ...], what: str, default: Any = MISSING) -> Any:
        """The value of a key, which must be of these Python types; `what` names them to the author."""
        self.asked.add(key)
        value = self.content.pop(key, MISSING)
        if value is MISSING:
            if default is MISSING:
                raise self.wrong(key, f"is missing; it takes {what}{self._misspelt(key)}")
            return default
        if kinds in (date, datetime) and isinstance(value, str) and self.source.dates_are_texts:
            value = _dated(value)
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            raise self.wrong(key, f"takes {what}, not {value!r}")
        return value

    def text(self, key: str, default: Any = MISSING) -> str:
        value: str = self.take(key, str, "a text in quotes", default)
        if default is MISSING and not value.strip():
            raise self.wrong(key, "is empty")
        return value

    def number(self, key: str, default: Any = MISSING) -> Any:
        return self.take(key, int, "a whole number", default)

    def decimal(self, key: str, default: Any = MISSING) -> Any:
        return self.take(key, (float, int), "a number", default)

    def yes(self, key: str, default: bool) -> bool:
        return bool(self.take(key, bool, "true or false", default))

    def texts(self, key: str) -> list[str]:
        """A list of texts; an absent one is empty."""
        values: list[str] = self.take(key, list, "a list of texts", [])
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "takes a list of texts")
        return values

    def word(self, key: str, words: Collection[str], default: Any = MISSING) -> str:
        """One of the words of a vocabulary; spaces and underscores are the same to a reader."""
        value = self.text(key, default)
        if value == default:
            return value
        return self.among(key, value.replace(" ", "_"), words, shown=value)

    def among(self, key: str, value: str, known: Collection[str], *, shown: str = "") -> str:
        """The value, if it is known; else an error with the nearest that is."""
        if value not in known:
            options = ", ".join(sorted(known)) or "nothing, since the file introduces none"
            raise self.wrong(key, f"is {shown or value!r}; {suggestion(value, known)}it may be {options}")
        return value

    def day(self, key: str, default: Any = MISSING) -> Any:
        """A calendar day."""
        value = self.take(key, date, "a day such as 2020-11-25", default)
        if isinstance(value, datetime):
            raise self.wrong(key, f"takes a day without a time, not {value}")
        return value

    def moment(self, key: str, default: Any = MISSING) -> Any:
        """A day, or a day with its time on the agreement's clocks, or with an offset of its own."""
        return self.take(key, date, "a day such as 2020-11-25, or a time such as 2020-11-25T13:00:00", default)

    def table(self, key: str, default: Any = MISSING) -> Any:
        content = self.take(key, dict, f"a table, [{key}]", default)
        return (
            content
            if content is default
            else Table(content, self.source, (*self.path, key), f"{self.where} {key}".strip())
        )

    def tables(self, key: str) -> list[Table]:
        """The tables of an array, [[key]]; an absent one is empty."""
        rows = self.take(key, list, f"tables, [[{key}]]", [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key, f"takes tables, [[{key}]]")
        return [
            Table(row, self.source, (*self.path, key, number), f"{self.where} {key} {_named(row, number + 1)}".strip())
            for number, row in enumerate(rows)
        ]

    def finish(self) -> None:
        """Refuse every key that nobody took."""
        for key in self.content:
            near = suggestion(key, self.asked - set(self.content))
            raise self.wrong(key, f"is not a key that this table has{'; ' + near if near else ''}")

    def wrong(self, key: str, what: str) -> FileError:
        named = f"{self.where}: " if self.where else ""
        return FileError(
            f"{self.source.place((*self.path, key))}: {named}`{key}` {what.rstrip('; ')}.".replace("?.", "?")
        )

    def _misspelt(self, key: str) -> str:
        near = get_close_matches(key, self.content, n=1, cutoff=0.7)
        return f" (did you mean it by {near[0]!r}?)" if near else ""


def suggestion(value: str, known: Iterable[str]) -> str:
    """`did you mean 'signature'? `, or nothing where nothing is near."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}? " if near else ""


def read(path: Path) -> Table:
    """The whole of a TOML file. Raises FileError when it is not there or not TOML."""
    try:
        return parse(path.read_text("utf-8"), path.name)
    except OSError as error:
        raise FileError(f"{path}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: is not UTF-8 text ({error.reason} at byte {error.start}).") from error


def parse(text: str, name: str) -> Table:
    """The same from text; `name` stands for the file in errors."""
    try:
        return Table(tomllib.loads(text), Source(name, positions.positions(text)))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FileError(f"{name}: is not TOML: {error}.") from error


def stored(content: dict[str, Any], name: str) -> Table:
    """A table that was kept as JSON; `name` stands for it in errors."""
    return Table(content, Source(name, dates_are_texts=True))


def _dated(text: str) -> Any:
    """The day or time of an ISO 8601 text; the text itself where it is none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2020-11-25") else datetime.fromisoformat(text)
    except ValueError:
        return text


def _named(row: dict[str, Any], number: int) -> str:
    for key in ("reference", "key", "slug", "email", "article", "version"):
        if isinstance(row.get(key), str):
            return str(row[key])
    return str(number)
