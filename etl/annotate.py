"""The user's own workbook back, with each wrong cell coloured and commented and a sheet that lists every problem with a link to it.

Writes nothing but marks: values, formulas and formats of the user's cells stay. Finding problems is checks.py's business.
"""

from __future__ import annotations

import io

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from etl.problems import Problem

SHEET = "Cần sửa"
_FILL = {"error": PatternFill("solid", fgColor="F6C7C3"), "warning": PatternFill("solid", fgColor="FBE3B5")}
_HEADINGS = (("Mức", 11), ("Trang", 14), ("Ô", 8), ("Đã ghi", 22), ("Vì sao", 52), ("Cách sửa", 52))


def annotate(content: bytes, problems: list[Problem]) -> bytes:
    """The same workbook with its problems marked."""
    book = load_workbook(io.BytesIO(content))
    if SHEET in book.sheetnames:
        del book[SHEET]  # our own list of an earlier round
    for problem in problems:
        if _can_be_marked(book, problem):
            _mark(book[problem.sheet], problem)
    _list(book, problems)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


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
