"""A workbook to rows of cells with addresses. Judges nothing: what a cell means is checks.py's business.

A value keeps its cell until it is stored, and after. A formula counts by the value its program stored with it; one without is noted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.names import fold
from etl.problems import NotOurWorkbook
from etl.template import FIGURE_COLUMNS, FIGURES, IDENTITY, TASK_COLUMNS, TASKS, Column

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_HEADER_ROWS = 30
MAX_BLANK_ROWS = 200


@dataclass(frozen=True)
class Cell:
    """One cell: where it is, what it shows, and what only the program behind it knows."""

    sheet: str
    address: str
    value: Any
    percent_format: bool = False
    is_date: bool = False
    is_error: bool = False
    formula_without_value: bool = False


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its cells by column name."""

    sheet: str
    number: int
    cells: dict[str, Cell]

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    @property
    def code(self) -> str:
        return str(self["code"].value or "").strip()


@dataclass(frozen=True)
class Filled:
    """A filled workbook of ours: what it says it is, its rows, and the columns it lacks."""

    identity: dict[str, str]
    figures: list[Line]
    tasks: list[Line]
    missing: list[tuple[str, str]]


def read_workbook(content: bytes) -> Filled:
    """Reads a workbook made from our template; `NotOurWorkbook` says what else it is."""
    _refuse_strangers(content)
    shown, typed = _open(content, values=True), _open(content, values=False)
    if IDENTITY not in shown.sheetnames:
        raise NotOurWorkbook(
            "Tệp Excel này không phải biểu mẫu của Tiến độ 57 (không có trang nhận dạng). Tải biểu mẫu rồi chép số liệu sang."
        )
    identity = {str(row[0]): str(row[1]) for row in shown[IDENTITY].iter_rows(max_col=2, values_only=True) if row[0] is not None}
    if identity.get("kind") != "quarter":
        raise NotOurWorkbook("Trang nhận dạng của tệp không nói đây là báo cáo quý. Tải lại biểu mẫu rồi chép số liệu sang.")
    missing: list[tuple[str, str]] = []
    figures = list(_lines(shown, typed, FIGURES, FIGURE_COLUMNS, missing))
    tasks = list(_lines(shown, typed, TASKS, TASK_COLUMNS, missing))
    return Filled(identity, figures, tasks, missing)


def _refuse_strangers(content: bytes) -> None:
    if not content:
        raise NotOurWorkbook("Tệp rỗng. Chọn lại tệp báo cáo.")
    if len(content) > MAX_BYTES:
        raise NotOurWorkbook(f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB, không phải một báo cáo quý.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile:
        raise NotOurWorkbook("Tệp không phải sổ tính Excel (.xlsx). Lưu lại tệp ở dạng «Excel Workbook (.xlsx)».") from None
    if unpacked > MAX_UNPACKED:
        raise NotOurWorkbook("Nội dung nén của tệp quá lớn, không mở để giữ an toàn.")


def _open(content: bytes, *, values: bool) -> Workbook:
    try:
        return load_workbook(io.BytesIO(content), data_only=values)
    except Exception:  # openpyxl raises many kinds on damaged files; all mean the same to the user
        raise NotOurWorkbook("Không mở được tệp: tệp hỏng hoặc không phải sổ tính Excel (.xlsx).") from None


def _lines(shown: Workbook, typed: Workbook, name: str, columns: tuple[Column, ...], missing: list[tuple[str, str]]) -> Iterator[Line]:
    if name not in shown.sheetnames:
        missing.append((name, "STT"))
        return
    header, places = _find_header(shown[name], columns)
    missing.extend((name, column.heading) for column in columns if column.name not in places)
    if any(column.name not in places for column in columns):
        return
    blank = 0
    for number in range(header + 1, shown[name].max_row + 1):
        cells = {column: _cell(shown[name], typed[name], number, index) for column, index in places.items()}
        blank = 0 if any(cell.value is not None or cell.formula_without_value for cell in cells.values()) else blank + 1
        if blank > MAX_BLANK_ROWS:
            return  # a stray cell a million rows down is not a report
        yield Line(name, number, cells)


def _find_header(sheet: Worksheet, columns: tuple[Column, ...]) -> tuple[int, dict[str, int]]:
    """The row that holds most of the headings, and where each stands."""
    names = {fold(column.heading): column.name for column in columns}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_HEADER_ROWS, values_only=True), 1):
        places: dict[str, int] = {}
        for index, heading in enumerate(row, 1):
            name = names.get(fold(heading)) if isinstance(heading, str) else None
            if name:
                places.setdefault(name, index)
        if len(places) > len(best[1]):
            best = (number, places)
    return best


def _scales_by_hundred(number_format: str) -> bool:
    """Whether Excel shows the cell's number a hundredfold: a % that is neither quoted nor escaped."""
    return "%" in re.sub(r'"[^"]*"|\\.', "", number_format)


def _cell(shown: Worksheet, typed: Worksheet, number: int, index: int) -> Cell:
    cell, source = shown.cell(number, index), typed.cell(number, index)
    return Cell(
        shown.title,
        cell.coordinate,
        cell.value,
        percent_format=_scales_by_hundred(cell.number_format or "") and isinstance(cell.value, (int, float)),
        is_date=bool(cell.is_date) and cell.value is not None,
        is_error=cell.data_type == "e",
        formula_without_value=source.data_type == "f" and cell.value is None,
    )
