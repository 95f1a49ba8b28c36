"""Whole tables: what there is, rows in an order of their own, copies and comparisons; and the facts about the installation itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyarrow.parquet import write_table as write_parquet

from store.tables import Cursor, Row, column_types, one, records


def tables(cursor: Cursor) -> list[str]:
    found = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name").fetchall()
    return [str(name) for (name,) in found]


def whole_table(cursor: Cursor, table: str) -> tuple[dict[str, str], list[Row]]:
    """The column types and all rows of a table, in an order that depends on their content only."""
    return column_types(cursor, table), records(cursor.execute(f'FROM "{table}" ORDER BY ALL'))


def is_demonstration(cursor: Cursor) -> bool:
    return bool(cursor.execute("SELECT 1 FROM setting WHERE key = 'demonstration' AND value = 'true'").fetchall())


def copy_to_parquet(cursor: Cursor, table: str, path: Path) -> int:
    """Writes a table as Parquet with its own column types; returns the number of rows."""
    relation = cursor.execute(f'SELECT * FROM "{table}" ORDER BY ALL').to_arrow_table()
    write_parquet(relation, path)
    return int(relation.num_rows)


def same_table(left: Cursor, right: Cursor, table: str) -> bool:
    """Whether two warehouses hold the same rows in a table, repeated rows counted."""
    return _digest(left, table) == _digest(right, table)


def _digest(cursor: Cursor, table: str) -> list[tuple[Any, ...]]:
    if table not in tables(cursor):
        return []
    columns = tuple(column_types(cursor, table).items())
    sums = cursor.execute(f'SELECT count(*), sum(hash(row_of)), bit_xor(hash(row_of)) FROM "{table}" AS row_of').fetchall()
    return [columns, *sums]


def setting(cursor: Cursor, key: str) -> str | None:
    """What was set under a key last."""
    found = one(cursor, "SELECT value FROM setting WHERE key = ?", [key])
    return found["value"] if found else None


def thresholds(cursor: Cursor) -> list[Row]:
    """The thresholds the scorecard uses."""
    return records(cursor.execute("FROM method ORDER BY key"))
