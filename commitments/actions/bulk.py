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
    " WHERE kept.id = new.id"
)


def insert(rows: Sequence[Model]) -> None:
    """Add rows. Where the database counts the keys up, the rows are not told theirs."""
    if rows:
        counted_up = rows[0].pk is None
        _send(INSERT, rows, [one for one in _fields(rows) if not (one.primary_key and counted_up)])


def update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """Write these fields of rows that are kept already."""
    if rows:
        _send(UPDATE, rows, [one for one in _fields(rows) if one.primary_key or one.name in names])


def _fields(rows: Sequence[Model]) -> Sequence[Field[Any, Any]]:
    return rows[0]._meta.concrete_fields


def _send(statement: str, rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> None:
    names = [field.attname for field in fields]
    composed = sql.SQL(statement).format(
        table=sql.Identifier(rows[0]._meta.db_table),
        columns=sql.SQL(", ").join(map(sql.Identifier, names)),
        changes=sql.SQL(", ").join(
            sql.SQL("{0} = new.{0}").format(sql.Identifier(field.attname)) for field in fields if not field.primary_key
        ),
    )
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS):
            values = [{name: getattr(row, name) for name in names} for row in rows[start : start + ROWS]]
            # Instants, dates and keys are what `str` makes of them: PostgreSQL reads that.
            cursor.execute(composed, [json.dumps(values, default=str, ensure_ascii=False)])
