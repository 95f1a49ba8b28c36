"""The user's own workbook back, with each wrong cell coloured and commented and a sheet that lists every problem with a link to it.

Changes nothing but that: marks are put into the package itself (marks/). Where its XML is of a form not handled there, openpyxl writes it
anew first, which keeps values, formulas and formats but not every drawing. An .xls, .xlsb or .ods file comes back as an .xlsx copy of its
values, for no library writes those. Finding problems is checks.py's business.
"""

from __future__ import annotations

import io

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet.worksheet import Worksheet

from etl.books import open_book
from etl.books.grid import Grid
from etl.books.safety import family_of
from etl.marks import SHEET, NotPatchable, mark_workbook
from etl.problems import Problem

__all__ = ["SHEET", "annotate", "annotated_name"]
_OWN = ("xlsx", "xlsm")


def annotated_name(file_name: str) -> str:
    """The name the marked workbook goes by: its own, in a format it can be written in."""
    stem, _, ending = file_name.rpartition(".")
    return file_name if ending.casefold() in _OWN else f"{stem or ending}.xlsx"


def annotate(content: bytes, problems: list[Problem], file_name: str = "") -> bytes:
    """The same workbook with its problems marked."""
    if family_of(content, file_name) != "xlsx":
        return mark_workbook(_copy(open_book(content, file_name)), problems)
    try:
        return mark_workbook(content, problems)
    except NotPatchable:
        return mark_workbook(_anew(content, file_name), problems)


def _anew(content: bytes, file_name: str) -> bytes:
    """The workbook in the form openpyxl writes; the copy of its values where openpyxl cannot read it either."""
    try:
        return _saved(load_workbook(io.BytesIO(content), keep_vba=file_name.casefold().endswith(".xlsm"), rich_text=True))
    except Exception:  # it raises many kinds on what other programs write, and the user is still to see what to correct
        return _copy(open_book(content, file_name))


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _copy(grids: list[Grid]) -> bytes:
    """The values of a workbook that cannot be written back as it is, where they stood."""
    book = Workbook()
    if grids:
        book.remove(book.worksheets[0])
    some_visible = any(not grid.hidden for grid in grids)
    for grid in grids:
        sheet = book.create_sheet(grid.name)
        sheet.sheet_state = "hidden" if grid.hidden and some_visible else "visible"
        for row, line in enumerate(grid.values, 1):
            for column, value in enumerate(line, 1):
                if value not in (None, ""):
                    _write_plainly(sheet, row, column, value)
        for row, column in grid.percent:
            sheet.cell(row, column).number_format = "0.##%"
    return _saved(book)


def _write_plainly(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if cell.data_type == "f":
        cell.data_type = "s"  # what people typed never becomes a formula
