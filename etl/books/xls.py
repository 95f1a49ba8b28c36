"""Sheets of an .xls workbook (Excel 5 to 2003), by xlrd with all it knows of formats and fonts.

xlrd keeps its own counsel about damage: whatever it raises is the caller's to turn into a sentence. Macros are never looked at.
"""

from __future__ import annotations

import datetime
import io
from typing import Any

import xlrd
from openpyxl.styles.numbers import is_timedelta_format
from xlrd import xldate

from domain.oldfonts import decode_runs
from etl.books.grid import Grid
from etl.books.xlsx import scales_by_hundred

_LAST_WHOLE = 2**53
"""Beyond it a float has no units any more."""


class _Nowhere(io.StringIO):
    """xlrd tells every oddity of a damaged file; nobody reads it."""

    def write(self, text: str) -> int:
        return len(text)


def read_xls(content: bytes) -> list[Grid]:
    """Every worksheet; raises where the file is damaged, `ValueError("encrypted")` where it has a password."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=_Nowhere())
    except xlrd.XLRDError as error:
        raise ValueError("encrypted") from error if "encrypted" in str(error) else error
    return [_grid(book, sheet) for sheet in book.sheets()]


def whole(number: float) -> int | float:
    """62 for 62.0: what a person typed without decimals has none."""
    return int(number) if abs(number) < _LAST_WHOLE and number == int(number) else number


def moment(number: float, datemode: int) -> datetime.datetime | datetime.time | int | float:
    """Excel's day number as a date, or as a time of day below one. What lies outside its calendar stays a number."""
    if number < 0:
        return whole(number)
    try:
        when: datetime.datetime = xldate.xldate_as_datetime(number, datemode)
    except (OverflowError, ValueError):
        return whole(number)
    return when.time() if number < 1 else when


def trim(values: list[list[Any]]) -> None:
    """Drops blank cells at the end of each row and blank rows at the end of the sheet."""
    for line in values:
        while line and line[-1] is None:
            line.pop()
    while values and not values[-1]:
        values.pop()


def keep_hidden_within(grid: Grid) -> None:
    """Forgets hidden rows and columns after the last value: a sheet may hide its million empty rows."""
    width = max(map(len, grid.values), default=0)
    grid.hidden_rows = {row for row in grid.hidden_rows if row <= grid.height}
    grid.hidden_columns = {column for column in grid.hidden_columns if column <= width}


def _grid(book: Any, sheet: Any) -> Grid:
    grid = Grid(sheet.name, [], hidden=sheet.visibility != 0)
    for row in range(sheet.nrows):
        grid.values.append([_value(book, sheet, grid, row, column) for column in range(sheet.row_len(row))])
    trim(grid.values)
    grid.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    grid.hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    keep_hidden_within(grid)
    grid.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    return grid


def _value(book: Any, sheet: Any, grid: Grid, row: int, column: int) -> Any:
    """The cell's value; what else is known of it goes into the grid's marks."""
    kind, value, place = sheet.cell_type(row, column), sheet.cell_value(row, column), (row + 1, column + 1)
    if kind == xlrd.XL_CELL_TEXT:
        return _text(book, sheet, grid, row, column)
    if kind == xlrd.XL_CELL_NUMBER:
        if scales_by_hundred(_number_format(book, sheet, row, column)):
            grid.percent.add(place)
        return whole(value)
    if kind == xlrd.XL_CELL_DATE:
        lasts = value >= 1 and is_timedelta_format(_number_format(book, sheet, row, column))
        return whole(value) if lasts else moment(value, book.datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        grid.errors.add(place)
        return xlrd.error_text_from_code.get(value, "#N/A")
    return None


def _number_format(book: Any, sheet: Any, row: int, column: int) -> str:
    known = book.format_map.get(book.xf_list[sheet.cell_xf_index(row, column)].format_key)
    return known.format_str if known else ""


def _text(book: Any, sheet: Any, grid: Grid, row: int, column: int) -> str | None:
    text: str = sheet.cell_value(row, column)
    font = book.font_list[book.xf_list[sheet.cell_xf_index(row, column)].font_index].name
    starts = [(0, font)] + [(at, book.font_list[index].name) for at, index in sheet.rich_text_runlist_map.get((row, column), [])]
    ends = [at for at, _ in starts[1:]] + [len(text)]
    plain = decode_runs((text[at:end], name) for (at, name), end in zip(starts, ends, strict=True))
    if plain != text:
        grid.decoded.add((row + 1, column + 1))
    return plain or None
