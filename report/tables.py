"""A table somebody takes along: what a chart shows, in rows and columns, as HTML on the page, as csv and as xlsx.

Knows nothing of charts. Every table carries the lines that prove it: plan, unit, period, as of when, and that it is invented where it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from domain.names import harmless
from domain.numbers import format_number
from domain.wording import day
from report.markup import text

_WIDEST = 60
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
        sheet = book.active
        sheet.title = "Bảng số liệu"
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
                    if _is_number(cell.value):
                        cell.number_format = _format(cell.value, self.heads[cell.column - 1])
                    cell.alignment = Alignment(wrap_text=isinstance(cell.value, str), vertical="top")
        for place, name in enumerate(self.heads, 1):
            longest = max([len(name), *(len(str(row[place - 1] or "")) for row in self.rows)])
            sheet.column_dimensions[get_column_letter(place)].width = min(max(longest + 2, 10), _WIDEST)
        sheet.freeze_panes = sheet.cell(top + 1, 1)
        if self.heads:
            sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(self.heads))}{sheet.max_row}"
        sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        saved = io.BytesIO()
        book.save(saved)
        return saved.getvalue()


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
    """How a spreadsheet shows a number: thousands apart, the decimals it has and no lone comma; a year as it is."""
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
