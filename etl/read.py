"""A workbook of ours to rows of cells with addresses. Judges nothing: what a cell means is checks.py's business.

A value keeps its cell until it is stored, and after. A formula counts by the value its program stored with it; one without is noted.
Which program wrote the file is etl/books' business, what a stranger's file means match.py's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.names import clean, fold
from etl.books.grid import Cell, Grid, letter
from etl.problems import NotOurWorkbook
from etl.template import FIGURE_COLUMNS, FIGURES, IDENTITY, MARK, TASK_COLUMNS, TASKS, Column
from etl.wide import UNIT_COLUMN, UNIT_NAME_COLUMN, WIDE

MAX_HEADER_ROWS = 30
NO_UNIT = "?"
"""The unit of a row that holds figures and names no unit."""
UNMATCHED = "?"
"""Stands before the text of a row nobody has said the measure of."""


@dataclass(slots=True)
class Line:
    """One row of a sheet, or one unit and measure of a wide one: the cells that say something by column name, and every column's place.

    `unit_id` and `period` are empty where the workbook's own unit and quarter are meant.
    """

    sheet: str
    number: int
    cells: dict[str, Cell]
    places: dict[str, int] = field(default_factory=dict)
    code: str = ""
    unit_id: str = ""
    period: str = ""
    hidden: bool = False

    def __getitem__(self, column: str) -> Cell:
        return self.cells.get(column) or Cell(self.sheet, self.number, self.places.get(column, 1), None)


@dataclass(frozen=True)
class Filled:
    """A filled workbook: what it says it is, its rows, the columns it lacks, and totals to be compared."""

    identity: dict[str, str]
    figures: list[Line]
    tasks: list[Line]
    missing: list[tuple[str, str]] = field(default_factory=list)
    totals: list[Line] = field(default_factory=list)


def identity_of(grids: list[Grid]) -> dict[str, str]:
    """What a workbook of ours says of itself on its hidden sheet; nothing for a stranger's."""
    sheet = sheet_named(grids, IDENTITY)
    if sheet is None:
        return {}
    return {str(sheet.value(row, 1)): str(sheet.value(row, 2) or "") for row in range(1, sheet.height + 1) if sheet.value(row, 1)}


def sheet_named(grids: list[Grid], name: str) -> Grid | None:
    """The sheet of a name, spelled with composed or decomposed letters."""
    return next((grid for grid in grids if clean(grid.name) == name), None)


def read_report(grids: list[Grid]) -> Filled:
    """The rows of a quarterly or wide workbook made from our forms; `NotOurWorkbook` says what else it is."""
    identity = identity_of(grids)
    if identity.get("kind") == "wide":
        return _read_wide(grids, identity)
    if identity.get("kind") == "scale":
        raise NotOurWorkbook("Tệp này là thang điểm thi đua, không phải báo cáo. Nạp tệp ở trang «Thi đua».")
    if identity.get("kind") != "quarter":
        raise NotOurWorkbook("Trang nhận dạng của tệp không nói đây là báo cáo quý. Tải lại biểu mẫu rồi chép số liệu sang.")
    missing: list[tuple[str, str]] = []
    figures = list(rows_under(sheet_named(grids, FIGURES), FIGURES, FIGURE_COLUMNS, missing))
    tasks = list(rows_under(sheet_named(grids, TASKS), TASKS, TASK_COLUMNS, missing))
    return Filled(identity, figures, tasks, missing)


def rows_under(grid: Grid | None, name: str, columns: tuple[Column, ...], missing: list[tuple[str, str]]) -> Iterator[Line]:
    """The rows below the row of headings; columns that are not there go to `missing`."""
    if grid is None:
        missing.append((name, columns[0].heading))
        return
    header, places = find_header(grid, columns)
    missing.extend((name, column.heading) for column in columns if column.name not in places)
    if any(column.name not in places for column in columns):
        return
    for number in range(header + 1, grid.height + 1):
        cells = grid.filled_cells(number, places)
        code = cells.pop("code", None)
        yield Line(grid.name, number, cells, places, str(code.value or "").strip() if code else "", hidden=number in grid.hidden_rows)


def find_header(grid: Grid, columns: tuple[Column, ...]) -> tuple[int, dict[str, int]]:
    """The row that holds most of the headings, and where each stands."""
    names = {fold(column.heading): column.name for column in columns}
    best: tuple[int, dict[str, int]] = (0, {})
    for number, row in enumerate(grid.values[:MAX_HEADER_ROWS], 1):
        places: dict[str, int] = {}
        for index, heading in enumerate(row, 1):
            name = names.get(fold(heading)) if isinstance(heading, str) else None
            if name:
                places.setdefault(name, index)
        if len(places) > len(best[1]):
            best = (number, places)
    return best


# -- the wide workbook -----------------------------------------------------------------------------------------------------


def _read_wide(grids: list[Grid], identity: dict[str, str]) -> Filled:
    grid = sheet_named(grids, WIDE)
    if grid is None:
        return Filled(identity, [], [], [(WIDE, "Đơn vị")])
    codes = _code_row(grid)
    columns, astray = _wide_columns(grid, codes)
    if not columns or astray:
        return Filled(identity, [], [], [(WIDE, heading) for heading in astray or [MARK]])
    filled = Filled(identity, [], [])
    for number in range(codes + 2, grid.height + 1):
        unit_id = str(grid.value(number, UNIT_COLUMN) or "").strip()
        total = not unit_id and is_total(fold(str(grid.value(number, UNIT_NAME_COLUMN) or "")))
        into = filled.totals if total else filled.figures
        into.extend(line for line in _wide_lines(grid, number, unit_id, columns, codes) if unit_id or says_something(line))
    return filled


def _code_row(grid: Grid) -> int:
    """The hidden row of measure codes: the last one marked as such."""
    return max((row for row in range(1, MAX_HEADER_ROWS) if grid.value(row, UNIT_COLUMN) == MARK), default=0)


def _wide_columns(grid: Grid, codes: int) -> tuple[dict[int, dict[str, int]], list[str]]:
    """By the column of a measure's code: where its value and parts stand. And the codes that are gone from above a column."""
    columns: dict[int, dict[str, int]] = {}
    astray: list[str] = []
    last = 0
    for index in range(UNIT_COLUMN + 1, len(grid.values[codes - 1]) + 1 if codes else 0):
        code, part = grid.value(codes, index), grid.value(codes + 1, index)
        if code:
            last, columns[index] = index, {"value": index}
        elif part in ("numerator", "denominator") and last and part not in columns[last]:
            columns[last][str(part)] = index
        elif part:
            astray.append(f"{MARK} ({letter(index)}{codes})")
    return columns, astray


def _wide_lines(grid: Grid, number: int, unit_id: str, columns: dict[int, dict[str, int]], codes: int) -> Iterator[Line]:
    for code_column, places in columns.items():
        code = str(grid.value(codes, code_column) or "").strip()
        cells = grid.filled_cells(number, places)
        placed = places | {"code": code_column}
        yield Line(grid.name, number, cells, placed, code, unit_id or NO_UNIT, hidden=number in grid.hidden_rows)


def says_something(line: Line) -> bool:
    """Whether anything stands in the cells people fill in."""
    return bool(line.cells)


_TOTALS = ("tong so", "tong cong", "cong", "tong", "toan tinh", "toan thanh pho", "toan phuong", "toan xa")


def is_total(label: str) -> bool:
    """Whether a row's folded label says that it adds others up."""
    return label.strip(" :.") in _TOTALS or label.startswith(("tong so ", "tong cong "))
