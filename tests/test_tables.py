"""Tables to take along: what a reader sees, what a spreadsheet opens, and nothing that runs."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from report.tables import Table
from ui.chart import file_name

EVIL = '=HYPERLINK("http://x","<b>y</b>")'
TABLE = Table(
    "Tình hình",
    ("Kế hoạch 79/KH-UBND", "Kỳ: Quý III/2026"),
    ("Tên", "Giá trị", "Ngày"),
    [("Chữ ký số", Decimal("53.4900"), date(2026, 9, 30)), (EVIL, None, None), ("Số lượng", 1234, None)],
)


def test_a_page_shows_comma_decimals_vietnamese_days_and_a_dash_for_nothing() -> None:
    page = TABLE.as_html()
    for part in ("53,49", "30/09/2026", "1.234", ">–<", "data-head='Giá trị'", "<caption>Tình hình</caption>"):
        assert part in page
    assert "<b>y</b>" not in page


def test_csv_is_for_programs_and_runs_nothing() -> None:
    lines = list(csv.reader(io.StringIO(TABLE.as_csv().decode("utf-8-sig"))))
    assert lines[0] == ["Tên", "Giá trị", "Ngày"]
    assert lines[1] == ["Chữ ký số", "53.49", "2026-09-30"]
    assert lines[2][0] == "'" + EVIL


def test_xlsx_proves_itself_and_keeps_numbers_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(TABLE.as_xlsx())).active
    assert [sheet.cell(line, 1).value for line in (1, 2, 3)] == ["Tình hình", "Kế hoạch 79/KH-UBND", "Kỳ: Quý III/2026"]
    assert [cell.value for cell in sheet[5]] == ["Tên", "Giá trị", "Ngày"]
    assert sheet["B6"].value == 53.49 and sheet["C6"].value.date() == date(2026, 9, 30)
    assert (sheet["A7"].value, sheet["A7"].data_type) == (EVIL, "s")
    assert sheet.freeze_panes == "A6"


def test_files_say_yes_and_no_and_round_what_was_computed() -> None:
    table = Table("T", (), ("Năm", "Ước", "Số"), [(2026, True, 46.123456), (2025, False, Decimal("0.7857")), (2024, None, 1234567)])
    lines = list(csv.reader(io.StringIO(table.as_csv().decode("utf-8-sig"))))
    assert lines[1:] == [["2026", "có", "46.12"], ["2025", "không", "0.7857"], ["2024", "", "1234567"]]
    sheet = load_workbook(io.BytesIO(table.as_xlsx())).active
    assert [cell.value for cell in sheet["B"][-3:]] == ["có", "không", None]
    assert [(cell.value, cell.number_format) for cell in sheet["C"][-3:]] == [
        (46.12, "#,##0.##"),
        (0.7857, "#,##0.####"),
        (1234567, "#,##0"),
    ]
    assert {cell.number_format for cell in sheet["A"][-3:]} == {"0"}
    assert sheet.auto_filter.ref == "A3:C6"
    assert ">2026<" in table.as_html(), "nobody groups a year by thousands"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Minh chứng: «thi đua», năm 2026 (Đợt 1/2)", "minh-chung-thi-dua-nam-2026-dot-1-2"),
        ("≥ %", "bang-so-lieu"),
        ("x " * 60, "x-" * 29 + "x"),
    ],
)
def test_the_name_of_a_file_is_plain(title: str, name: str) -> None:
    assert file_name(title) == name


def test_a_title_that_looks_like_a_formula_stays_a_title() -> None:
    sheet = load_workbook(io.BytesIO(Table("=1+1", (), ("=a",), [("=b",)]).as_xlsx())).active
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value is not None} == {"s"}
