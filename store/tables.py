"""Rows into tables: the one way Python rows reach DuckDB. Values travel as text and are cast by the column's own type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

Row = dict[str, Any]
Cursor = duckdb.DuckDBPyConnection


def column_types(cursor: Cursor, table: str) -> dict[str, str]:
    found = cursor.execute(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? AND schema_name = 'main' AND NOT internal "
        "ORDER BY column_index",
        [table],
    ).fetchall()
    return {str(name): str(kind) for name, kind in found}


_TYPES: dict[str, dict[str, str]] = {}
"""Column types by table: the schema is part of the program, so they are asked for once."""


def insert_rows(cursor: Cursor, table: str, rows: Sequence[Row]) -> None:
    """Adds rows to a table; a column no row names becomes its default, an empty text becomes null."""
    if not rows:
        return
    if table not in _TYPES:
        _TYPES[table] = column_types(cursor, table)
    types = _TYPES[table]
    columns = [name for name in types if any(name in row for row in rows)]
    picks = ", ".join(f'unnest(${place}::VARCHAR[])::{types[name]} AS "{name}"' for place, name in enumerate(columns, 1))
    values = [[_as_text(row.get(name)) for row in rows] for name in columns]
    cursor.execute(f'INSERT INTO "{table}" BY NAME SELECT {picks}', values)


def records(cursor: Cursor) -> list[Row]:
    """The result of the last query as a list of rows."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _as_text(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def one(cursor: Cursor, query: str, values: Sequence[Any]) -> Row | None:
    """The first row a query finds."""
    found = records(cursor.execute(query, values))
    return found[0] if found else None
