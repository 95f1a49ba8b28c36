"""Figures typed in the browser, written into our own form: from there on they are a workbook like any other, with cells to point to."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from etl.books import open_book
from etl.problems import as_shown
from etl.read import read_report
from etl.template import FIGURE_COLUMNS, FIGURES, FIRST_ROW, write_template
from store.reads import Form
from store.tables import Cursor

TYPED = tuple(column.name for column in FIGURE_COLUMNS if column.entered)
"""The columns people type in."""


def typed_in(content: bytes) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What a filled form is for and what was typed into it, to go on typing."""
    filled = read_report(open_book(content))
    typed = {
        line.code: {name: as_shown(line[name].value) for name in TYPED if line[name].value is not None}
        for line in filled.figures
        if line.code
    }
    return filled.identity, {code: cells for code, cells in typed.items() if cells}


def fill_form(cursor: Cursor, form: Form, typed: dict[str, dict[str, str]]) -> bytes:
    """The form of a plan, reporter and quarter with what was typed, by measure and column. Text stays text, never a formula."""
    book = load_workbook(io.BytesIO(write_template(cursor, form)))
    sheet = book[FIGURES]
    places = {column.name: index for index, column in enumerate(FIGURE_COLUMNS, 1)}
    for line in range(FIRST_ROW, sheet.max_row + 1):
        for name, text in typed.get(str(sheet.cell(line, places["code"]).value), {}).items():
            if name in TYPED and text.strip():
                cell = sheet.cell(line, places[name])
                cell.value, cell.data_type = text.strip(), "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
