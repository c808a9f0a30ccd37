"""What PostgreSQL itself says of the tables, asked as their owner."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import connections

RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def owner_rows(statement: str, *parameters: object) -> list[tuple[object, ...]]:
    """Ask the catalogue."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, parameters or None)
        return list(cursor.fetchall())


def application_role() -> str:
    return str(settings.DATABASES["default"]["USER"])


def tables() -> set[str]:
    rows = owner_rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return {str(name) for (name,) in rows}


def rights_of_the_application() -> dict[str, set[str]]:
    """What the application role may do to each table, however it came by the right."""
    asked = ", ".join(f"has_table_privilege(%s, c.oid, '{right}')" for right in RIGHTS)
    rows = owner_rows(
        f"SELECT c.relname, {asked} FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'",  # noqa: S608 (a fixed list of words)
        *[application_role()] * len(RIGHTS),
    )
    return {str(row[0]): {right for right, held in zip(RIGHTS, row[1:], strict=True) if held} for row in rows}


@dataclass(frozen=True)
class Constraint:
    table: str
    name: str
    definition: str


def check_constraints() -> list[Constraint]:
    rows = owner_rows(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    return [Constraint(*map(str, row)) for row in rows]


def triggers() -> dict[str, set[str]]:
    """Enabled triggers by table; those of foreign keys left out."""
    rows = owner_rows(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    )
    found: dict[str, set[str]] = {}
    for table, name in rows:
        found.setdefault(str(table), set()).add(str(name))
    return found


@cache
def timestamp_columns() -> frozenset[tuple[str, str, str]]:
    rows = owner_rows(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND (data_type LIKE 'timestamp%%' OR data_type LIKE 'time %%')"
    )
    return frozenset((str(table), str(column), str(kind)) for table, column, kind in rows)
