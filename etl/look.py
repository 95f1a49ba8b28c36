"""How the workbooks we hand out look and print: one font, blue headings, yellow cells to write in, A4 landscape, a help sheet, and the
hidden sheet that says what the file is. Which rows and columns they hold is each form's own business.
"""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Times New Roman"
INPUT = PatternFill("solid", fgColor="FFF8E1")
HEAD = PatternFill("solid", fgColor="12355B")
_THIN = Side(style="thin", color="C9CED6")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
A4 = 9


def title(sheet: Worksheet, *lines: str) -> None:
    """The lines above the table, the first one large."""
    for number, text in enumerate(lines, 1):
        cell = sheet.cell(number, 1, text)
        cell.font = Font(name=FONT, size=14 if number == 1 else 11, bold=number == 1)


def head(cell: Cell) -> None:
    cell.font, cell.fill, cell.border = Font(name=FONT, size=11, bold=True, color="FFFFFF"), HEAD, BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def body(cell: Cell, *, numeric: bool = False, entered: bool = False) -> None:
    cell.font, cell.border = Font(name=FONT, size=11), BOX
    cell.alignment = Alignment(horizontal="right" if numeric else None, vertical="top", wrap_text=not numeric)
    if cell.data_type == "f":  # a name that begins with "=" is no formula
        cell.data_type, cell.quotePrefix = "s", True
    if entered:
        cell.fill, cell.protection = INPUT, Protection(locked=False)


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of a width."""
    return sum(max(1, -(-len(part) // max(int(width * 1.15), 1))) for part in text.split("\n"))


def protect(sheet: Worksheet) -> None:
    """Only cells to write in can be written in; columns may still be widened."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def print_landscape(sheet: Worksheet, *, columns: int, last_row: int, repeat: str, first_row: int = 1) -> None:
    """A4 landscape, as wide as the page, the headings on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.oddFooter.center.text = "Trang &P/&N"
    sheet.print_title_rows = repeat
    sheet.print_area = f"A{first_row}:{get_column_letter(columns)}{last_row}"


def write_guide(sheet: Worksheet, lines: tuple[str, ...]) -> None:
    title(sheet, "CÁCH GHI")
    sheet.column_dimensions["A"].width = 110
    for number, text in enumerate(lines, 3):
        cell = sheet.cell(number, 1, text)
        cell.font, cell.alignment = Font(name=FONT, size=12), Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 17.0 * lines_needed(text, 100) + 3
    sheet.protection.sheet = True
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4


def write_identity(sheet: Worksheet, facts: dict[str, str]) -> None:
    for line, (name, text) in enumerate(facts.items(), 1):
        sheet.cell(line, 1, name)
        sheet.cell(line, 2, text)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
