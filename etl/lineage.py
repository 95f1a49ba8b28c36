"""Back from a figure to its workbook: the row a cell stands in and the headings above it, as they were filled.

Reads the original bytes only. Which cell is behind a figure is store's business, how it looks report's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from domain.names import fold
from domain.numbers import format_number
from etl.books import open_book
from etl.books.grid import Grid
from etl.problems import NotOurWorkbook
from etl.template import FIGURE_COLUMNS

MAX_HEADER_ROWS = 30
MAX_HEADINGS = 4
MAX_COLUMNS = 14
NEAR = 3
"""How many columns beside the cell, and at the left edge, a very wide sheet shows."""
PARTS = {fold(column.heading): column.name for column in FIGURE_COLUMNS if column.name in ("numerator", "denominator")}


@dataclass(frozen=True)
class Excerpt:
    """A row of a sheet around one cell. The texts of `headings` (by row) and of `line` run beside `letters`.

    `here` is the cell's place among them; `parts` are the places of numerator and denominator, where headings beside it say so;
    `left_out` counts the columns of a very wide sheet that are not shown.
    """

    sheet: str
    cell: str
    letters: tuple[str, ...]
    headings: tuple[tuple[int, tuple[str, ...]], ...]
    row: int
    line: tuple[str, ...]
    here: int
    parts: dict[str, int]
    left_out: int

    @property
    def part_cells(self) -> tuple[str, ...]:
        """The cells of numerator and denominator, where both are known."""
        names = ("numerator", "denominator")
        return tuple(f"{self.letters[self.parts[name]]}{self.row}" for name in names) if all(name in self.parts for name in names) else ()

    @property
    def cell_only(self) -> Excerpt:
        """The cell and those of its numerator and denominator under their headings, without what else the row says."""
        kept = sorted({self.here, *self.parts.values()})
        place = {old: new for new, old in enumerate(kept)}

        def pick(texts: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(texts[old] for old in kept)

        return replace(
            self,
            letters=pick(self.letters),
            headings=tuple((number, pick(texts)) for number, texts in self.headings),
            line=pick(self.line),
            here=place[self.here],
            parts={name: place[old] for name, old in self.parts.items()},
            left_out=0,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in the cell itself."""
        return not self.line[self.here]


def excerpt(content: bytes, sheet: str, cell: str) -> Excerpt | None:
    """The row of a cell under its headings, without hidden and empty columns; None where the file cannot show it."""
    grid = next((grid for grid in _grids(content) if grid.name == sheet), None)
    if grid is None:
        return None
    row, column = coordinate_to_tuple(cell)
    above = heading_rows(grid, row, column)
    every = _columns(grid, [*above, row], column)
    columns = every if len(every) <= MAX_COLUMNS else [one for one in every if one in every[:NEAR] or abs(one - column) <= NEAR]
    headings = tuple((number, tuple(_shown(grid, number, place) for place in columns)) for number in above)
    return Excerpt(
        sheet,
        cell,
        tuple(get_column_letter(place) for place in columns),
        headings,
        row,
        tuple(_shown(grid, row, place) for place in columns),
        columns.index(column),
        _parts(headings[-1][1] if headings else (), columns.index(column)),
        len(every) - len(columns),
    )


def heading_rows(grid: Grid, row: int, column: int) -> list[int]:
    """The rows of headings above a cell: of those with text in its column the one with most text (the first of equals), and the rows
    with text right above that one."""
    best, most = None, 0
    for number in range(1, min(row, MAX_HEADER_ROWS + 1, grid.height + 1)):
        texts = sum(_is_text(value) for value in grid.values[number - 1])
        if _heads(grid, number, column) and texts > most:
            best, most = number, texts
    if best is None:
        return []
    first = best
    while best - first < MAX_HEADINGS - 1 and _heads(grid, first - 1, column):
        first -= 1
    return list(range(first, best + 1))


def _heads(grid: Grid, row: int, column: int) -> bool:
    return row not in grid.hidden_rows and _is_text(grid.value(row, column))


def _parts(heading: tuple[str, ...], here: int) -> dict[str, int]:
    """Where numerator and denominator stand, right of the cell."""
    beside = range(here + 1, min(here + NEAR, len(heading)))
    return {PARTS[fold(heading[place])]: place for place in beside if fold(heading[place]) in PARTS}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _columns(grid: Grid, rows: list[int], column: int) -> list[int]:
    """The columns that say something in these rows, and the cell's own."""
    width = max(column, *(len(grid.values[row - 1]) for row in rows if row <= grid.height), 1)
    said = {place for place in range(1, width + 1) if any(_shown(grid, row, place) for row in rows)}
    return sorted((said - grid.hidden_columns) | {column})


def _shown(grid: Grid, row: int, column: int) -> str:
    """What a reader sees in a cell, numbers in the Vietnamese form."""
    value = grid.value(row, column)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Đúng" if value else "Sai"
    if isinstance(value, (int, float)):
        return f"{format_number(value * 100)}%" if (row, column) in grid.percent else format_number(value)
    if isinstance(value, (date, datetime)):
        return value.strftime("%d/%m/%Y")
    return str(value).strip()


def _grids(content: bytes) -> list[Grid]:
    try:
        return open_book(content)
    except NotOurWorkbook:  # taken in by an older program, or damaged since: there is nothing to show
        return []
