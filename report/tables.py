"""A table somebody takes along: what a chart shows, in rows and columns, as HTML on the page, as csv and as xlsx.

Knows nothing of charts. Every table carries the lines that prove it: plan, unit, period, as of when, and that it is invented where it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from domain.names import harmless
from domain.numbers import format_number
from domain.wording import day
from report.markup import text

_WIDEST, _SHEET, _LINES = 60, 240, 6
"""Letters in the widest column and in all of them, and in how many lines the longest text may stand to fit."""
_TEXT, _PLAIN = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
_RULED = Border(bottom=Side("thin", color="D5DAE0"))
_YEARS = ("Năm", "Giai đoạn")
"""Headings over years, which are numbers nobody groups by thousands."""


@dataclass(frozen=True)
class Table:
    """A title, lines that prove it, headings, and rows of plain values: text, numbers, dates, None for nothing."""

    title: str
    proof: tuple[str, ...]
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Any]]

    def as_html(self) -> str:
        """The table on a page; on a phone each cell carries its heading."""
        head = "".join(f"<th scope='col'{_right(place, self.rows)}>{text(name)}</th>" for place, name in enumerate(self.heads))
        body = "".join(
            "<tr>" + "".join(_cell(name, value) for name, value in zip(self.heads, row, strict=True)) + "</tr>" for row in self.rows
        )
        return (
            f"<table class='td-table td-twin'><caption>{text(self.title)}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )

    def as_csv(self) -> bytes:
        """For other programs: headings and rows only, decimals with a point, days as ISO; no text a spreadsheet would run."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.heads)
        writer.writerows([_plain(value) for value in row] for row in self.rows)
        return out.getvalue().encode("utf-8-sig")

    def as_xlsx(self) -> bytes:
        """For people: title and proof above, one heading row that stays, numbers as numbers."""
        book = Workbook()
        book.active.title = "Bảng số liệu"
        self.onto(book.active)
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()

    def onto(self, sheet: Any, foot: str = "") -> None:
        """The same onto a sheet of a workbook; `foot` stands under every printed page, beside its number."""
        for line in (self.title, *self.proof):
            sheet.append([_clean(line)])
        sheet["A1"].font = Font(bold=True, size=14)
        sheet.append([])
        sheet.append([_clean(name) for name in self.heads])
        top = sheet.max_row
        for cell in sheet[top]:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="12355B")
            cell.alignment = Alignment(wrap_text=True, vertical="center")
        for row in self.rows:
            sheet.append([_clean(value) for value in row])
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":  # what people typed never becomes a formula
                    cell.data_type, cell.quotePrefix = "s", True
                if cell.row > top:
                    cell.number_format = _format(cell.value, self.heads[cell.column - 1])
                    cell.alignment = _TEXT if isinstance(cell.value, str) else _PLAIN
                    cell.border = _RULED
        widths = self._widths()
        for place, wide in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = wide
        for number, row in enumerate([self.heads, *self.rows], top):
            sheet.row_dimensions[number].height = _height(row, widths)
        for number, line in enumerate(self.proof, 2):
            if len(line) > sum(widths) > 0:  # longer than the table is wide: in several lines
                sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(widths))
                sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
                sheet.row_dimensions[number].height = _height([line], [sum(widths)])
        sheet.freeze_panes = sheet.cell(top + 1, 1)
        if self.heads:
            sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(self.heads))}{sheet.max_row}"
        _on_paper(sheet, top, foot)

    def _widths(self) -> list[int]:
        """How wide each column is: as its longest text, but where all together are wider than a printed page can be read, in two lines,
        or three … Numbers and days are never broken."""
        columns = [[_clean(row[place]) for row in self.rows] for place in range(len(self.heads))]
        least = [max(10, *(len(word) + 2 for word in name.split()), *(_breadth(value) for value in column if not isinstance(value, str)))
                 for name, column in zip(self.heads, columns, strict=True)]  # fmt: skip
        longest = [max((len(value) for value in column if isinstance(value, str)), default=0) for column in columns]
        for lines in range(1, _LINES + 1):
            widths = [max(low, min(-(-most // lines) + 2, _WIDEST)) for low, most in zip(least, longest, strict=True)]
            if sum(widths) <= _SHEET:
                break
        return widths


def _breadth(value: Any) -> int:
    return 0 if value is None else len(str(value)) + 2


def _height(values: Sequence[Any], widths: Sequence[int]) -> float:
    """How high a line must be for all its text to be seen."""
    lines = [len(wrap(str(value), max(wide - 1, 1))) for value, wide in zip(values, widths, strict=True) if isinstance(value, str)]
    return min(15.0 * max([1, *lines]), 409.0)


def _on_paper(sheet: Any, top: int, foot: str) -> None:
    """A4, landscape, as wide as the page, the heading on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"{top}:{top}"
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = foot.replace("&", "&&"), "Trang &P/&N"


def shown(value: Any, head: str = "") -> str:
    """A value as a page writes it: comma decimals, Vietnamese days, a dash for nothing; under a heading over years a year."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return format_number(Decimal(str(value)), 2)
    if isinstance(value, (int, Decimal)):
        return str(value) if head.startswith(_YEARS) else format_number(value)
    return day(value) if isinstance(value, date) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _right(place: int, rows: Sequence[Sequence[Any]]) -> str:
    return " class='td-number'" if any(_is_number(row[place]) for row in rows) else ""


def _cell(name: str, value: Any) -> str:
    kind = " class='td-number'" if _is_number(value) else ""
    return f"<td{kind} data-head='{text(name)}'>{text(shown(value, name))}</td>"


def _format(value: Any, head: str) -> str:
    """How a spreadsheet shows a value: days as they are written here; numbers with thousands apart, the decimals they have and no lone
    comma; a year as it is."""
    if isinstance(value, date):
        return "dd/mm/yyyy hh:mm" if isinstance(value, datetime) else "dd/mm/yyyy"
    if not _is_number(value):
        return "General"
    number = Decimal(str(value))
    if head.startswith(_YEARS):
        return "0"
    if number == number.to_integral_value():
        return "#,##0"
    return "#,##0.##" if number == round(number, 2) else "#,##0.####"


def _plain(value: Any) -> Any:
    """A value as csv holds it."""
    value = _clean(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str):
        return harmless(value)
    return value.isoformat() if isinstance(value, date) else value


def _clean(value: Any) -> Any:
    """A value as a file holds it: yes and no in words, what was computed to two decimals, text without what no file may hold."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, float):
        return Decimal(str(value)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
