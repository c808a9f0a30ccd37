"""On which line of a TOML file each table, key and element stands, so that an error can say where to look.

The text has been parsed before, so this reads TOML that is known to be well formed, and only keeps the way to each
value.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""The way to a value: names of tables, positions in arrays from 0, and the key at the end."""

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
SPACE = re.compile(r"[ \t]*")
KEY = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|[A-Za-z0-9_-]+")
TEXT = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r"|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'", re.DOTALL
)
PLAIN = re.compile(r"[^,\]}\n#]*")


def positions(text: str) -> dict[Path, int]:
    """Line numbers from 1 for every table, key and element of an array."""
    scan = _Scan(text.replace("\r\n", "\n"))
    scan.file()
    return scan.found


def line_of(found: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None


class _Scan:
    """One walk through the text: `at` is the character that comes next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.breaks = [position for position, letter in enumerate(text) if letter == "\n"]
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}

    def file(self) -> None:
        table: Path = ()
        while self._blank():
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        line = self._line()
        is_array = self._take("[[")
        if not is_array:
            self._take("[")
        path = self._enter(self._names(), is_array)
        self._take("]]" if is_array else "]")
        self.found.setdefault(path, line)
        self.found.setdefault(path[:-1] if is_array else path, line)
        return path

    def _enter(self, names: list[str], is_array: bool) -> Path:
        """The path of a header: each part that is an array of tables stands at its newest element."""
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if position == len(names) - 1 and is_array:
                self.counts[path] = self.counts.get(path, -1) + 1
            if path in self.counts:
                path = (*path, self.counts[path])
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for name in self._names():
            path = (*path, name)
            self.found.setdefault(path, line)
        self._take("=")
        self._value(path)

    def _value(self, path: Path) -> None:
        self._blank()
        if self._next("["):
            self._array(path)
        elif self._next("{"):
            self._inline(path)
        else:
            self._match(TEXT) or self._match(PLAIN)

    def _array(self, path: Path) -> None:
        self._take("[")
        number = 0
        while self._blank() and not self._take("]"):
            self.found[(*path, number)] = self._line()
            self._value((*path, number))
            self._blank()
            self._take(",")
            number += 1

    def _inline(self, path: Path) -> None:
        self._take("{")
        while self._blank() and not self._take("}"):
            self._pair(path)
            self._blank()
            self._take(",")

    def _names(self) -> list[str]:
        names = []
        while True:
            self._match(SPACE)
            names.append(_name(self._match(KEY)))
            self._match(SPACE)
            if not self._take("."):
                return names

    def _blank(self) -> bool:
        """Go past blanks, line ends and remarks; False at the end of the text."""
        self._match(BLANK)
        return self.at < len(self.text)

    def _next(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _take(self, mark: str) -> bool:
        there = self._next(mark)
        self.at += len(mark) if there else 0
        return there

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found[0]

    def _line(self) -> int:
        return bisect_right(self.breaks, self.at - 1) + 1


def _name(key: str) -> str:
    """A key without its quotes and escapes."""
    return next(iter(tomllib.loads(f"{key}=0"))) if key[:1] in {'"', "'"} else key
