"""One sheet of a workbook, whatever program wrote it: values by row and column, and what only that program knew about a cell.

Rows and columns count from 1, as people read them. Text in old Vietnamese fonts is already Unicode here. What a cell means is for
others to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

_BLANK = (None, "")
Place = tuple[int, int]
"""Row and column, from 1."""


def letter(column: int) -> str:
    """The letters a column goes by."""
    return str(get_column_letter(column))


class Cell(NamedTuple):
    """One cell: where it is, what it shows, and what only the program behind it knows."""

    sheet: str
    row: int
    column: int
    value: Any
    percent_format: bool = False
    is_error: bool = False
    formula_without_value: bool = False

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def says_something(self) -> bool:
        return self.value is not None or self.formula_without_value


@dataclass
class Grid:
    """One sheet. `values[row - 1][column - 1]` is text, a number, a truth, a date, or nothing (None or ""); rows may differ in length.

    An error cell holds its text (`#DIV/0!`) and stands in `errors`; a formula its program saved no result of holds None and stands in
    `unsaved`; a number shown a hundredfold with a percent sign holds the fraction and stands in `percent`.
    """

    name: str
    values: list[list[Any]]
    hidden: bool = False
    percent: set[Place] = field(default_factory=set)
    errors: set[Place] = field(default_factory=set)
    unsaved: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    """First row, first column, last row, last column."""
    decoded: set[Place] = field(default_factory=set)
    """Cells whose text stood in an old font's codes."""

    @property
    def height(self) -> int:
        return len(self.values)

    def value(self, row: int, column: int) -> Any:
        """What a cell holds; None for a blank one. A whole number is an int, as its writer sees it."""
        try:
            value = self.values[row - 1][column - 1] if row > 0 < column else None
        except IndexError:
            return None
        if isinstance(value, float):
            return int(value) if value.is_integer() else value
        return None if value == "" else value

    def cell(self, row: int, column: int) -> Cell:
        place = (row, column)
        return Cell(self.name, row, column, self.value(row, column), place in self.percent, place in self.errors, place in self.unsaved)

    def filled_cells(self, row: int, places: dict[str, int]) -> dict[str, Cell]:
        """The cells of a row that say something, by the names of their columns. Most cells of a long sheet are blank: none is made."""
        line = self.values[row - 1]
        return {
            name: self.cell(row, column)
            for name, column in places.items()
            if (column <= len(line) and line[column - 1] not in _BLANK) or (row, column) in self.unsaved
        }
