"""On which line of a TOML file each key stands, so that an error can say where to look."""

import re

Path = tuple[str | int, ...]
"""The way to a value: table names, positions in arrays of tables from 0, and the key at the end."""

HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
KEY = re.compile(r"^\s*(\"[^\"]*\"|'[^']*'|[A-Za-z0-9_-]+)\s*(=|\.)")
LONG_TEXT = ('"""', "'''")


def positions(text: str) -> dict[Path, int]:
    """Line numbers from 1 for every table and key. What stands inside an inline table has the line of its holder."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    inside: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if inside:
            inside = None if line.count(inside) % 2 else inside
            continue
        if header := HEADER.match(line):
            table = _enter(table, header[1] == "[[", _names(header[2]), counts)
            found.setdefault(table, number)
        elif key := KEY.match(line):
            found[(*table, key[1].strip("\"'"))] = number
        inside = next((mark for mark in LONG_TEXT if line.count(mark) % 2), None)
    return found


def line_of(found: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest thing around it."""
    while path:
        if path in found:
            return found[path]
        path = path[:-1]
    return None


def _names(header: str) -> list[str]:
    return [name.strip().strip("\"'") for name in header.split(".")]


def _enter(table: Path, is_array: bool, names: list[str], counts: dict[Path, int]) -> Path:
    """The path of a header: each part that is an array of tables stands at its newest element."""
    path: Path = ()
    for position, name in enumerate(names):
        path = (*path, name)
        if position == len(names) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
