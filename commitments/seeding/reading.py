"""Reading seed files: every value by its key, every error with its file and key.

A `Table` is one TOML table that remembers where it stands. Each reader takes a key out; `finish` then refuses what
nobody asked for, so that a misspelt key is an error and not a fact that quietly goes missing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError

from commitments.models.vocabulary import Words

MISSING = object()


class SeedError(Exception):
    """A seed file that cannot be loaded. The text is one sentence that names the file and the key."""


class Table:
    """One table of a seed file. `where` says which one, as in `minsk-2015.toml, commitment 2`."""

    def __init__(self, content: dict[str, Any], where: str) -> None:
        self.content = dict(content)
        self.where = where

    def take(self, key: str, kinds: type | tuple[type, ...], what: str, default: Any = MISSING) -> Any:
        """The value of a key, which must be of these Python types; `what` names them to the author."""
        value = self.content.pop(key, MISSING)
        if value is MISSING:
            if default is MISSING:
                raise self.wrong(key, f"is missing; it takes {what}")
            return default
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

    def word(self, key: str, vocabulary: type[Words], default: Any = MISSING) -> str:
        """One of the words of a vocabulary."""
        value = self.text(key, default)
        if value not in vocabulary.values and value != default:
            raise self.wrong(key, f"is {value!r}; it may be {', '.join(vocabulary.values)}")
        return value

    def table(self, key: str) -> Table:
        content = self.take(key, dict, f"a table, [{key}]")
        return Table(content, f"{self.where}, {key}")

    def tables(self, key: str) -> list[Table]:
        """The tables of an array, [[key]]; an absent one is empty."""
        rows = self.take(key, list, f"tables, [[{key}]]", [])
        if not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key, f"takes tables, [[{key}]]")
        return [Table(row, f"{self.where}, {key} {_named(row, number)}") for number, row in enumerate(rows, start=1)]

    def finish(self) -> None:
        """Refuse every key that nobody took."""
        for key in self.content:
            raise self.wrong(key, "is not a key that this table has; check its spelling")

    def wrong(self, key: str, what: str) -> SeedError:
        return SeedError(f"{self.where}: `{key}` {what}.")

    @contextmanager
    def explaining(self) -> Iterator[None]:
        """Say of a fact that an action or the database refuses in which table it stands."""
        try:
            yield
        except ValidationError as error:
            raise SeedError(f"{self.where}: {' '.join(error.messages)}") from error
        except DatabaseError as error:
            refusal = str(error).splitlines()[0]
            raise SeedError(f"{self.where}: the database refuses it ({refusal}).") from error


def read(path: Path) -> Table:
    """The whole of a TOML file. Raises SeedError when it is not there or not TOML."""
    try:
        with path.open("rb") as file:
            return Table(tomllib.load(file), path.name)
    except OSError as error:
        raise SeedError(f"{path}: cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"{path}: is not TOML: {error}.") from error


def _named(row: dict[str, Any], number: int) -> str:
    for key in ("reference", "key", "slug", "email", "article", "version"):
        if isinstance(row.get(key), str):
            return str(row[key])
    return str(number)
