"""Figures typed in the browser, written into our own form: from there on they are a workbook like any other, with cells to point to."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from etl.template import FIGURE_COLUMNS, FIGURES, FIRST_ROW, write_template
from store.reads import Form
from store.tables import Cursor

TYPED = tuple(column.name for column in FIGURE_COLUMNS if column.entered)
"""The columns people type in."""


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
