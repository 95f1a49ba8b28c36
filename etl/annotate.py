"""The user's own workbook back, with each wrong cell coloured and commented and a sheet that lists every problem with a link to it.

Writes nothing but marks: values, formulas, formats and macros of the user's cells stay. An .xls, .xlsb or .ods file comes back as an
.xlsx copy of its values, for no library writes those. Finding problems is checks.py's business.
"""

from __future__ import annotations

import io

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from etl.books import open_book
from etl.books.grid import Grid
from etl.books.safety import family_of
from etl.problems import Problem

SHEET = "Cần sửa"
_OWN = ("xlsx", "xlsm")
_FILL = {"error": PatternFill("solid", fgColor="F6C7C3"), "warning": PatternFill("solid", fgColor="FBE3B5")}
_HEADINGS = (("Mức", 11), ("Trang", 14), ("Ô", 8), ("Đã ghi", 22), ("Vì sao", 52), ("Cách sửa", 52))


def annotated_name(file_name: str) -> str:
    """The name the marked workbook goes by: its own, in a format it can be written in."""
    stem, _, ending = file_name.rpartition(".")
    return file_name if ending.casefold() in _OWN else f"{stem or ending}.xlsx"


def annotate(content: bytes, problems: list[Problem], file_name: str = "") -> bytes:
    """The same workbook with its problems marked."""
    book = _open(content, file_name)
    if SHEET in book.sheetnames:
        del book[SHEET]  # our own list of an earlier round
    for problem in problems:
        if _can_be_marked(book, problem):
            _mark(book[problem.sheet], problem)
    _list(book, problems)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _open(content: bytes, file_name: str) -> Workbook:
    if family_of(content, file_name) != "xlsx":
        return _copy(open_book(content, file_name))
    return load_workbook(io.BytesIO(content), keep_vba=file_name.casefold().endswith(".xlsm"), rich_text=True)


def _copy(grids: list[Grid]) -> Workbook:
    """The values of a workbook that cannot be written back as it is, where they stood."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.name)
        sheet.sheet_state = "hidden" if grid.hidden else "visible"
        for row, line in enumerate(grid.values, 1):
            for column, value in enumerate(line, 1):
                if value not in (None, ""):
                    _write_plainly(sheet, row, column, value)
        for row, column in grid.percent:
            sheet.cell(row, column).number_format = "0.##%"
    return book


def _write_plainly(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
    if cell.data_type == "f":
        cell.data_type = "s"  # what people typed never becomes a formula


def _can_be_marked(book: Workbook, problem: Problem) -> bool:
    return bool(problem.cell) and problem.sheet in book.sheetnames and book[problem.sheet].sheet_state == "visible"


def _mark(sheet: Worksheet, problem: Problem) -> None:
    cell = sheet[problem.cell]
    cell.fill = _FILL[problem.level]
    said = f"{problem.mark}: {problem.message} {problem.expected}"
    before = f"{cell.comment.text}\n" if cell.comment and cell.comment.text else ""
    cell.comment = Comment(before + said, "Tiến độ 57", width=320, height=140)


def _list(book: Workbook, problems: list[Problem]) -> None:
    sheet = book.create_sheet(SHEET, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    for index, (heading, width) in enumerate(_HEADINGS, 1):
        head = sheet.cell(1, index, heading)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = width
    for line, problem in enumerate(problems, 2):
        told = (problem.mark, problem.sheet, problem.cell, problem.entered, problem.message, problem.expected)
        for index, text in enumerate(told, 1):
            cell = sheet.cell(line, index)
            cell.value, cell.data_type = text, "s"  # what people typed never becomes a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        if _can_be_marked(book, problem):
            link = sheet.cell(line, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{problem.sheet}'!{problem.cell}")
            link.font = Font(underline="single", color="12355B")
    sheet.freeze_panes = "A2"
