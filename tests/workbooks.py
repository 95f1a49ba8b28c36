"""Workbooks for the tests: a valid one made from our own template, then poked cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from domain.period import Period
from etl.template import FIGURE_COLUMNS, FIGURES, FIRST_ROW, TASK_COLUMNS, TASKS, find_form, write_template
from store.warehouse import Warehouse

LETTER = {column.name: "ABCDEFGHIJKLM"[index] for index, column in enumerate(FIGURE_COLUMNS)}
TASK_LETTER = {column.name: "ABCDEFGHIJKLM"[index] for index, column in enumerate(TASK_COLUMNS)}


@dataclass
class Book:
    """A workbook of ours in memory."""

    book: Workbook

    def row(self, code: str, sheet: str = FIGURES) -> int:
        letter = (LETTER if sheet == FIGURES else TASK_LETTER)["code"]
        page = self.book[sheet]
        return next(line for line in range(FIRST_ROW, page.max_row + 1) if page[f"{letter}{line}"].value == code)

    def cell(self, code: str, column: str = "value") -> str:
        return f"{LETTER[column]}{self.row(code)}"

    def poke(self, code: str, entered: object, column: str = "value", number_format: str | None = None) -> str:
        """Writes into the row of a measure and returns the address."""
        address = self.cell(code, column)
        self.book[FIGURES][address] = entered
        if number_format:
            self.book[FIGURES][address].number_format = number_format
        return address

    def poke_task(self, task_id: str, **entered: object) -> dict[str, str]:
        line = self.row(task_id, TASKS)
        places = {column: f"{TASK_LETTER[column]}{line}" for column in entered}
        for column, value in entered.items():
            self.book[TASKS][places[column]] = value
        return places

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def blank(warehouse: Warehouse, unit_id: str = "tran-lieu", period: str = "2026Q3", plan_id: str = "tranlieu-79") -> Book:
    with warehouse.cursor() as cursor:
        return Book(load_workbook(io.BytesIO(write_template(cursor, find_form(cursor, plan_id, unit_id, Period.parse(period))))))


def valid(warehouse: Warehouse, poke: Callable[[Book], object] | None = None, **form: str) -> Book:
    """A workbook that passes: one rate by its parts, one rate as it is, one count."""
    book = blank(warehouse, **form)
    book.poke("bang-rong-1gb", 850, "numerator")
    book.poke("bang-rong-1gb", 1000, "denominator")
    book.poke("5g-dia-ban", 71.5)
    book.poke("sang-kien", 2)
    if poke:
        poke(book)
    return book
