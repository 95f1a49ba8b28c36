"""The user's own workbook comes back with its problems marked, and nothing else changed."""

from __future__ import annotations

import io

from openpyxl import load_workbook

from etl.annotate import SHEET, annotate
from etl.books import open_book
from etl.read import identity_of
from etl.submit import load, preview
from etl.template import FIGURES, TASKS
from store.warehouse import Warehouse
from tests.workbooks import Book, valid


def _wrong(warehouse: Warehouse) -> Book:
    book = valid(warehouse)
    book.poke("5g-dia-ban", "=cmd|' /C calc'!A0")
    book.poke("ho-so-suc-khoe", "khoảng 50")
    book.poke("dn-doi-moi", "=10+5")
    return book


def test_wrong_cells_are_coloured_commented_and_listed_with_links(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))
    for problem in problems:
        cell = back[FIGURES][problem.cell]
        assert cell.fill.fgColor.rgb.endswith("F6C7C3") and problem.message in cell.comment.text
    listed = back[SHEET]
    assert [listed.cell(line, 3).value for line in range(2, listed.max_row + 1)] == [problem.cell for problem in problems]
    assert listed["C2"].hyperlink.location == f"'{FIGURES}'!{problems[0].cell}"


def test_nothing_else_in_the_file_changes(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))
    marked = {problem.cell for problem in problems}
    for name in (FIGURES, TASKS):
        for row in book.book[name].iter_rows():
            for cell in row:
                other = back[name][cell.coordinate]
                assert (other.value, other.number_format, other.protection.locked) == (
                    cell.value,
                    cell.number_format,
                    cell.protection.locked,
                )
                if cell.coordinate not in marked:
                    assert (other.fill.fgColor.rgb, other.comment) == (cell.fill.fgColor.rgb, None)


def test_the_marked_workbook_corrected_goes_through(warehouse: Warehouse) -> None:
    book = _wrong(warehouse)
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    back = Book(load_workbook(io.BytesIO(annotate(book.bytes(), problems))))
    for code, right in (("5g-dia-ban", 71), ("ho-so-suc-khoe", 50), ("dn-doi-moi", 15)):
        back.poke(code, right)
    again = annotate(back.bytes(), [])
    assert identity_of(open_book(again))["unit"] == "tran-lieu"
    assert load(warehouse, back.bytes(), "f.xlsx", by="an").submission_id


def test_what_was_entered_is_listed_as_text_never_as_a_formula(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", "'=1+1 khoảng")
    book.poke("ho-so-suc-khoe", "+5 khoảng")
    problems = preview(warehouse, book.bytes(), "f.xlsx").checked.problems
    listed = load_workbook(io.BytesIO(annotate(book.bytes(), problems)))[SHEET]
    assert all(cell.data_type != "f" for row in listed.iter_rows() for cell in row)
