"""Reading a TOML file: every value by its key, every error with its file, line and a suggestion.

A `Table` is one TOML table that remembers where it stands. Each reader takes a key out; `finish` then refuses what
nobody asked for, so that a misspelt key is an error and not a fact that quietly goes missing.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from commitments.agreement_file import positions
from commitments.agreement_file.dates import Dates, NoDate, instant_in

MISSING: Any = object()
MOST = 2_000_000_000
KEY = re.compile(r"[^\s/]+")
AT_LINE = re.compile(r" ?\(at (?:line (\d+), column \d+|end of document)\)")
SLIP = re.compile("Invalid value|Illegal character|Expected newline")
WRITTEN_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d))?)?")


class FileError(Exception):
    """A file that cannot be read as an agreement. The text is one sentence with file, line, key and a way on.

    `path` leads to the key that is wrong and `what` says so without naming the file, for whoever shows it elsewhere.
    """

    def __init__(self, said: str, path: positions.Path = (), what: str = "") -> None:
        super().__init__(said)
        self.path, self.what = path, what or said


@dataclass
class Source:
    """A file's name, the line of each of its keys, how its dates are read, and the keys that were asked of each table.

    `asked` goes by the names of the tables alone, such as `("commitment", "limit")`.
    """

    name: str
    lines: dict[positions.Path, int] = field(default_factory=dict)
    dates: Dates = field(default_factory=Dates)
    asked: dict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))

    def line(self, path: positions.Path) -> int | None:
        return positions.line_of(self.lines, path)

    def place(self, path: positions.Path) -> str:
        line = self.line(path)
        return f"{self.name}:{line}" if line else self.name


class Table:
    """One table of a file. `where` names it to a reader, as in `commitment MI15-02`."""

    def __init__(self, content: dict[str, Any], source: Source, path: positions.Path = (), where: str = "") -> None:
        self.content = dict(content)
        self.source = source
        self.path = path
        self.where = where
        self.asked = source.asked[tuple(part for part in path if isinstance(part, str))]

    @property
    def line(self) -> int | None:
        """Where the table begins; None for a stored one."""
        return self.source.line(self.path)

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def take(self, key: str, kinds: type | tuple[type, ...], what: str, default: Any = MISSING) -> Any:
        """The value of a key, which must be of these Python types; `what` names them to the author."""
        self.asked.add(key)
        value = self.content.pop(key, MISSING)
        if value is MISSING:
            if default is MISSING:
                raise self._missing(key, what)
            return default
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
            raise self.wrong(key, f"takes {what}, not {short(value)}")
        return value

    def text(self, key: str, default: Any = MISSING) -> str:
        value: str = self.take(key, str, "a text in quotes", default)
        if default is MISSING and not value.strip():
            raise self.wrong(key, "is empty")
        if value and "\0" in value:
            raise self.wrong(key, "holds a NUL character, which no text has")
        return value

    def number(self, key: str, default: Any = MISSING, *, least: int = 0) -> Any:
        value = self.take(key, int, "a whole number", default)
        if value is not default and not least <= value <= MOST:
            raise self.wrong(key, f"takes a whole number from {least} to {MOST}, not {value}")
        return value

    def decimal(self, key: str, default: Any = MISSING, *, most: float) -> Any:
        """A number no further from 0 than `most`."""
        value = self.take(key, (float, int), "a number", default)
        if value is not default and not -most <= value <= most:
            raise self.wrong(key, f"takes a number from -{most:g} to {most:g}, not {value}")
        return value

    def yes(self, key: str, default: bool) -> bool:
        return bool(self.take(key, bool, "true or false", default))

    def texts(self, key: str) -> list[str]:
        """A list of different texts; an absent one is empty."""
        values: list[str] = self.take(key, list, "a list of texts", [])
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(key, "takes a list of texts")
        for value in values:
            if values.count(value) > 1:
                raise self.wrong(key, f"holds {value!r} twice")
        return values

    def names(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """A list of what the file introduces elsewhere."""
        return tuple(self.among(key, value, known) for value in self.texts(key))

    def name(self, key: str, known: Collection[str], default: Any = MISSING) -> str:
        """What the file introduces elsewhere, by its key."""
        value = self.text(key, default)
        return value if value == default else self.among(key, value, known)

    def key(self, key: str) -> str:
        """One word, by which the rest of the file may speak of this table."""
        value = self.text(key)
        if not KEY.fullmatch(value):
            raise self.wrong(key, f"is {value!r}; what others refer to is one word, without blanks or slashes")
        return value

    def word(self, key: str, words: Collection[str], default: Any = MISSING) -> str:
        """One of the words of a vocabulary; spaces and underscores are the same to a reader."""
        value = self.text(key, default)
        if value == default:
            return value
        return self.among(key, value.replace(" ", "_"), words, shown=value)

    def words(self, key: str, words: Collection[str]) -> tuple[str, ...]:
        """A list of such words."""
        return tuple(self.among(key, value.replace(" ", "_"), words, shown=value) for value in self.texts(key))

    def among(self, key: str, value: str, known: Collection[str], *, shown: str = "") -> str:
        """The value, if it is known; else an error with the nearest that is."""
        if value not in known:
            options = ", ".join(sorted(known)) or "nothing, since the file introduces none"
            raise self.wrong(key, f"is {short(shown or value)}; {suggestion(value, known)}it may be {options}")
        return value

    def day(self, key: str, default: Any = MISSING) -> Any:
        """A calendar day."""
        value = self.date(key, "a day such as 2020-11-25", default)
        if isinstance(value, datetime):
            raise self.wrong(key, f"takes a day without a time, not {value}")
        return value

    def moment(self, key: str, default: Any = MISSING) -> Any:
        """When something happened: a day, or the instant in UTC where the hour is known."""
        value = self.date(key, "a day such as 2020-11-25, or a time such as 2020-11-25T13:00:00", default)
        if not isinstance(value, datetime):
            return value
        return self.dated(key, instant_in, value, self.source.dates.zone)

    def date(self, key: str, what: str, default: Any = MISSING) -> Any:
        """A day or a time as it is written; relative ones are counted."""
        value = self.take(key, (date, str), what, default)
        return value if value is default else self.dated(key, self.source.dates.read, value)

    def dated[**P, T](self, key: str, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a reader of dates makes of a value; its complaint becomes this key's."""
        try:
            return read(*args, **kwargs)
        except NoDate as error:
            raise self.wrong(key, str(error)) from None

    def table(self, key: str, default: Any = MISSING) -> Any:
        content = self.take(key, dict, f"a table, [{self.header(key)}]", default)
        return (
            content
            if content is default
            else Table(content, self.source, (*self.path, key), f"{self.where} {key}".strip())
        )

    def tables(self, key: str) -> list[Table]:
        """The tables of an array, [[key]]; an absent one is empty."""
        rows = self.content.get(key, [])
        if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
            raise self.wrong(key, f"takes tables: each begins with [[{self.header(key)}]], in double brackets")
        self.take(key, list, "tables", [])
        return [
            Table(row, self.source, (*self.path, key, number), f"{self.where} {key} {_named(row, number + 1)}".strip())
            for number, row in enumerate(rows)
        ]

    def header(self, key: str) -> str:
        """What stands in the brackets above a table in this one: `commitment.limit`."""
        return ".".join(part for part in (*self.path, key) if isinstance(part, str))

    def belongs(self, key: str, other: str) -> None:
        """Refuse a key that means nothing without another one."""
        if key in self and other not in self:
            raise self.wrong(key, f"means nothing without `{other}`")

    def finish(self) -> None:
        """Refuse every key that nobody took."""
        for key in self.content:
            keys = self.asked - set(self.content)
            near = suggestion(key, keys) or f"it may have {', '.join(sorted(keys))}"
            raise self.wrong(key, f"is not a key that this table has; {near}")

    def wrong(self, key: str, what: str, *, at: str = "") -> FileError:
        """The error for a key; `at` names another key where it stands in its place."""
        named = f"{self.where}: " if self.where else ""
        path, said = (*self.path, at or key), f"`{key}` {what.rstrip('; ')}.".replace("?.", "?")
        return FileError(f"{self.source.place(path)}: {named}{said}", path, said)

    def _missing(self, key: str, what: str) -> FileError:
        near = get_close_matches(key, self.content, n=1, cutoff=0.7)
        meant = f" (did you mean it by {near[0]!r}?)" if near else ""
        return self.wrong(key, f"is missing; it takes {what}{meant}", at=near[0] if near else "")


def short(value: object) -> str:
    """A value as an error shows it: not longer than a line."""
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:77]} …"


def suggestion(value: str, known: Iterable[str]) -> str:
    """`did you mean 'signature'? `, or nothing where nothing is near."""
    near = get_close_matches(value, list(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]!r}? " if near else ""


def read(path: Path, *, today: datetime | None = None) -> Table:
    """The whole of a TOML file. Raises FileError when it is not there or not TOML.

    `today` is the instant that an exercise's days are counted from.
    """
    try:
        return parse(path.read_bytes().decode("utf-8-sig"), path.name, today=today)
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise FileError(f"{path}: is not UTF-8 text ({error.reason} at byte {error.start}).") from error
        raise FileError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from error


def parse(text: str, name: str, *, today: datetime | None = None) -> Table:
    """The same from text; `name` stands for the file in errors."""
    try:
        content = tomllib.loads(text)
        return Table(content, Source(name, positions.positions(text), Dates(today)))
    except RecursionError as error:
        raise FileError(f"{name}: is not TOML: brackets stand in brackets too deep.") from error
    except ValueError as error:
        raise FileError(_not_toml(text, name, str(error))) from error


def stored(content: dict[str, Any], name: str) -> Table:
    """A table that was kept as JSON; `name` stands for it in errors."""
    return Table(content, Source(name, dates=Dates(as_texts=True)))


def _not_toml(text: str, name: str, complaint: str) -> str:
    """The parser's complaint with its line in front, and with a reason where the line holds a date that never was."""
    found = AT_LINE.search(complaint)
    lines = text.splitlines()
    number = int(found[1]) if found and found[1] else len(lines)
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    why = next((why for one in WRITTEN_DATE.finditer(line) if (why := _never_was(one))), "")
    slip = "; a text stands in straight quotes, a day as 2020-11-25" if SLIP.match(complaint) else ""
    said = why or f"is not TOML: {AT_LINE.sub('', complaint)}; the line is {line.strip()[:80]!r}{slip}"
    return f"{name}:{number}: {said}."


def _never_was(found: re.Match[str]) -> str:
    """Why a written date is none: `2015-02-30 is no date: February 2015 has 28 days`; empty where it is one."""
    year, month, day = (int(found[part]) for part in (1, 2, 3))
    if not (year and 1 <= month <= 12):
        return f"{found[0]} is no date: months run from 01 to 12 and years from 0001"
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        return f"{found[0]} is no date: {date(year, month, 1):%B} {year} has {days} days"
    if found[4] and (int(found[4]) > 23 or int(found[5]) > 59 or int(found[6] or 0) > 59):
        return f"{found[0]} is no time: a day runs from 00:00 to 23:59, and its end is the next day's 00:00"
    return ""


def _named(row: dict[str, Any], number: int) -> str:
    for key in ("reference", "key", "slug", "email", "article", "version"):
        if isinstance(row.get(key), str):
            return str(row[key])
    return str(number)
