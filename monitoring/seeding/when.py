"""When something of a story happened, as an instant: a day alone is its first one."""

from datetime import datetime
from typing import Any

from commitments.agreement_file.reading import MISSING, Table
from commitments.queries.terms import kept


def instant(row: Table, key: str, default: Any = MISSING) -> Any:
    """One instant in UTC, such as `"day -30, 14:05"`, `"3 hours ago"`, `"in 3 minutes"`."""
    when = row.moment(key, default)
    return when if when is default else kept(when, row.source.dates.zone)[0]


def instants(row: Table, key: str) -> list[datetime]:
    """One instant, or a list of them."""
    if not isinstance(row.content.get(key), list):
        return [instant(row, key)]
    return [instant(Table({key: value}, row.source, row.path, row.where), key) for value in row.texts(key)]
