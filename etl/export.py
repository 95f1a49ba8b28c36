"""A table out of the warehouse, as a file other programs read: csv, parquet, xlsx or json.

json is a list of records, one a row: decimals are numbers, dates ISO, true/false and null. In csv an apostrophe stands before text that a
spreadsheet would run as a formula.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from domain.names import harmless
from store import reads
from store.tables import Cursor, Row


class CannotExport(Exception):
    """No such table or form of file; the message says which there are."""


def export_table(cursor: Cursor, table: str, path: Path) -> int:
    """Writes a whole table and returns its number of rows."""
    known = reads.tables(cursor)
    if table not in known:
        raise CannotExport(f"Không có bảng «{table}». Các bảng: {', '.join(known)}.")
    if not path.parent.is_dir():
        raise CannotExport(f"Không có thư mục «{path.parent}».")
    if path.is_dir():
        raise CannotExport(f"«{path}» là thư mục, cần tên tệp.")
    form = path.suffix.lower()
    if form == ".parquet":
        return reads.copy_to_parquet(cursor, table, path)
    write = _WRITERS.get(form)
    if write is None:
        raise CannotExport(f"Không xuất được dạng «{form or path.name}». Tên tệp phải kết thúc bằng .csv, .parquet, .xlsx hoặc .json.")
    columns, rows = reads.whole_table(cursor, table)
    write(path, list(columns), rows)
    return len(rows)


def _write_json(path: Path, columns: list[str], rows: list[Row]) -> None:
    records = [{name: _json_value(row[name]) for name in columns} for row in rows]
    path.write_text(json.dumps(records, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_csv(path: Path, columns: list[str], rows: list[Row]) -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_csv_value(row[name]) for name in columns] for row in rows)


def _write_xlsx(path: Path, columns: list[str], rows: list[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Dữ liệu")
    sheet.append(columns)
    for row in rows:
        sheet.append([_xlsx_cell(sheet, row[name]) for name in columns])
    book.save(path)


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _csv_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    # text is written as text whatever it begins with: what people typed never becomes a formula
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


_WRITERS: dict[str, Callable[[Path, list[str], list[Row]], None]] = {
    ".json": _write_json,
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
}
