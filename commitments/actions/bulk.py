"""Thousands of rows in one statement, sent as one JSON document that PostgreSQL takes apart.

Django's own bulk writes make an expression of each value of each row, which for a chain of a thousand limits takes
longer than working it out.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

ROWS = 5000

INSERT = "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_recordset(NULL::{table}, %s)"
UPDATE = (
    "UPDATE {table} AS kept SET {changes} FROM jsonb_populate_recordset(NULL::{table}, %s) AS new"
    " WHERE kept.{key} = new.{key}"
)


def insert(rows: Sequence[Model]) -> None:
    """Add rows that have no key yet or make their own. What the database counts up, the rows are not told."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [field for field in meta.concrete_fields if rows[0].pk is not None or not field.primary_key]
    columns = sql.SQL(", ").join([sql.Identifier(field.column) for field in fields])
    _send(sql.SQL(INSERT).format(table=sql.Identifier(meta.db_table), columns=columns), rows, fields)


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are kept already."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [field for field in meta.concrete_fields if field.name in names]
    changes = sql.SQL(", ").join([sql.SQL("{0} = new.{0}").format(sql.Identifier(field.column)) for field in fields])
    statement = sql.SQL(UPDATE).format(
        table=sql.Identifier(meta.db_table), changes=changes, key=sql.Identifier(meta.pk.column)
    )
    _send(statement, rows, [meta.pk, *fields])


def _send(statement: sql.Composed, rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> None:
    named = [(field.column, field.attname) for field in fields]
    with connection.cursor() as cursor:
        # As text: inside a request the history's own layer reads every statement before it is sent.
        text = statement.as_string(cursor.connection)
        for start in range(0, len(rows), ROWS):
            values = [{column: getattr(row, name) for column, name in named} for row in rows[start : start + ROWS]]
            # Instants, dates and keys are what `str` makes of them: PostgreSQL reads that.
            cursor.execute(text, [json.dumps(values, default=str, ensure_ascii=False)])
