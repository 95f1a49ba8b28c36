"""The blank workbook: the right rows for the reporter, prefilled, protected but for its input cells."""

from __future__ import annotations

import pytest
from openpyxl.workbook.workbook import Workbook

from domain.period import Period
from etl.submit import load
from etl.template import FIGURES, FIRST_ROW, HEADER_ROW, HELP, IDENTITY, TASKS, CannotMakeForm, find_form
from store.warehouse import Warehouse
from tests.workbooks import LETTER, blank, valid

HEADINGS = ["STT", "Chỉ tiêu", "ĐVT", "Cách ghi", "Mục tiêu", "Kỳ trước", "Kỳ này", "Tử số", "Mẫu số", "Ước", "Ghi chú", "Minh chứng"]


def codes(book: Workbook) -> list[str]:
    sheet = book[FIGURES]
    return [sheet[f"{LETTER['code']}{line}"].value for line in range(FIRST_ROW, sheet.max_row + 1)]


def test_a_ward_gets_every_measure_once(warehouse: Warehouse) -> None:
    book = blank(warehouse).book
    assert [cell.value for cell in book[FIGURES][HEADER_ROW]][:12] == HEADINGS
    assert len(codes(book)) == len(set(codes(book))) == 47
    assert book.sheetnames == [FIGURES, TASKS, HELP, IDENTITY]
    assert book[IDENTITY].sheet_state == "hidden"


def test_a_department_gets_what_it_leads(warehouse: Warehouse) -> None:
    police = codes(blank(warehouse, "tran-lieu/cong-an").book)
    assert "chu-ky-so-nguoi-dan" in police and "chu-ky-so-truong-thanh" not in police


def test_both_rows_that_share_a_measure_show_their_targets(warehouse: Warehouse) -> None:
    book = blank(warehouse)
    asked = book.book[FIGURES][book.cell("dvctt-toan-trinh", "target")].value
    assert asked.split("\n") == [
        "Phụ lục 1, dòng 1.2: 90 % (đến 2030)",
        "Phụ lục 2, dòng 22: 100 % (đến 2030)",
        "Chủ trì: Trung tâm Phục vụ hành chính công",
    ]


def test_only_input_cells_are_open(warehouse: Warehouse) -> None:
    sheet = blank(warehouse).book[FIGURES]
    assert sheet.protection.sheet
    open_columns = {cell.column_letter for row in sheet.iter_rows(min_row=FIRST_ROW) for cell in row if not cell.protection.locked}
    assert open_columns == {LETTER[name] for name in ("value", "numerator", "denominator", "estimate", "note", "evidence")}
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9


def test_the_last_figure_is_prefilled(warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse, period="2026Q2").bytes(), "q2.xlsx", by="an")
    book = blank(warehouse, period="2026Q3")
    assert book.book[FIGURES][book.cell("5g-dia-ban", "previous")].value == 71.5


@pytest.mark.parametrize(
    ("plan", "unit", "period", "said"),
    [
        ("khong-co", "tran-lieu", "2026Q3", "Không có kế hoạch «khong-co»"),
        ("tranlieu-79", "khong-co", "2026Q3", "Không có đơn vị «khong-co»"),
        ("tranlieu-79", "uong-bi", "2026Q3", "không thuộc phạm vi kế hoạch 79/KH-UBND"),
        ("tranlieu-79", "tran-lieu", "2026M07", "không phải là quý"),
    ],
)
def test_an_impossible_form_is_refused_in_words(warehouse: Warehouse, plan: str, unit: str, period: str, said: str) -> None:
    with warehouse.cursor() as cursor, pytest.raises(CannotMakeForm, match=said):
        find_form(cursor, plan, unit, Period.parse(period))
