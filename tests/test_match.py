"""A stranger's workbook: suggestions for a person, the match kept for its shape, and figures read by it with their own cells."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from domain.names import fold
from domain.period import Period
from etl.__main__ import main
from etl.books import open_book
from etl.match import (
    IGNORED,
    Layout,
    Match,
    NeedsMatch,
    headings,
    measure_names,
    period_said,
    row_texts,
    shape_of,
    suggest,
    suggest_columns,
    suggest_heading_rows,
    suggest_layout,
    suggest_sheet,
    unit_names,
    unit_texts,
)
from etl.read import is_total
from etl.submit import Preview, load, preview, remember
from store import reads
from store.home import Home
from store.warehouse import Warehouse

ROWS = [
    ("I", "HẠ TẦNG SỐ", None, None, None, None, None),
    (1, "Tỷ lệ phủ sóng 5G trên địa bàn phường", "%", 71.5, None, None, "theo nhà mạng"),
    (2, "Số lượng sáng kiến trong phường được công nhận trong năm", "sáng kiến", 3, None, None, None),
    (3, "Tỷ lệ dân số trưởng thành có chữ ký số hoặc chữ ký điện tử cá nhân", "%", None, 850, 1000, None),
    (None, "Ghi chú: số liệu tổng hợp từ các đơn vị", None, None, None, None, None),
]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    made = Warehouse.own(Home(tmp_path / "home"))
    yield made
    made.close()


def stranger(title: str = "BÁO CÁO QUÝ III NĂM 2026", rows: list[tuple] | None = None, above: int = 0) -> Workbook:
    """A report as offices make them: merged headings over two rows, column numbers, groups, notes."""
    book = Workbook()
    book.active.title = "BC quý"
    sheet = book.active
    sheet.cell(1, 1).value, sheet.cell(2, 1).value = "UBND PHƯỜNG TRẦN LIỄU", title
    top = 4 + above
    for column, text in enumerate(("TT", "Nội dung chỉ tiêu", "Đơn vị tính", "Kết quả", None, None, "Ghi chú"), 1):
        sheet.cell(top, column).value = text
    for column, text in ((4, "Thực hiện"), (5, "Tử số"), (6, "Mẫu số")):
        sheet.cell(top + 1, column).value = text
    sheet.merge_cells(start_row=top, start_column=4, end_row=top, end_column=6)
    for column in (1, 2, 3, 7):
        sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
    for column, text in enumerate(("A", "B", "1", "2", "3", "4", "5"), 1):
        sheet.cell(top + 2, column).value = text
    for line, row in enumerate(rows or ROWS, top + 3):
        for column, value in enumerate(row, 1):
            sheet.cell(line, column).value = value
    return book


def packed(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def agreed(warehouse: Warehouse, content: bytes, layout: Layout = "rows", unit_id: str = "tran-lieu", **changes: object) -> Match:
    """What a person gets who takes every suggestion as it is."""
    grid = suggest_sheet(open_book(content))
    assert grid is not None
    first, last = suggest_heading_rows(grid)
    heads = headings(grid, first, last)
    match = Match(grid.name, first, last, layout, "tranlieu-79", unit_id, suggest_columns(heads), shape=shape_of(grid, first, last))
    with warehouse.cursor() as cursor:
        measures = reads.form_measures(cursor, "tranlieu-79", unit_id, unit_id)
        names = measure_names(reads.indicators(cursor, "tranlieu-79"), measures)
        units = unit_names(reads.bound_units(cursor, "tranlieu-79"))
    found = {
        "measures": {key: one for key, text in row_texts(grid, match).items() if (one := taken(text, names)) is not None},
        "units": {key: one for key, text in unit_texts(grid, match).items() if (one := taken(text, units)) is not None},
    }
    return Match(**(match.as_entry() | found | changes))


def taken(text: str, names: dict[str, str]) -> str | None:
    one, how = suggest(text, names)
    return one if how != "none" else IGNORED if is_total(fold(text)) else None


def shown(warehouse: Warehouse, content: bytes, period: Period | None = None) -> Preview:
    made = preview(warehouse, content, "la.xlsx", period)
    assert isinstance(made, Preview)
    return made


def figures(warehouse: Warehouse, content: bytes) -> dict[str, tuple[str | None, str]]:
    return {row["measure_id"]: (row["value"], row["cell"]) for row in shown(warehouse, content).checked.values}


def found(warehouse: Warehouse, content: bytes) -> set[tuple[str, str]]:
    return {(problem.kind, problem.cell) for problem in shown(warehouse, content).checked.problems}


def test_headings_over_merged_rows_with_column_numbers_are_found(warehouse: Warehouse) -> None:
    [grid] = open_book(packed(stranger()))
    assert suggest_heading_rows(grid) == (4, 6)
    heads = headings(grid, 4, 6)
    assert heads[4] == "Kết quả / Thực hiện" and heads[6] == "Kết quả / Mẫu số"
    assert suggest_columns(heads) == {"title": 2, "value": 4, "numerator": 5, "denominator": 6, "note": 7}
    assert suggest_layout(suggest_columns(heads)) == "rows"


def test_a_workbook_nobody_matched_is_no_report_and_says_where_to_go(warehouse: Warehouse) -> None:
    with pytest.raises(NeedsMatch, match="ghép các cột"):
        preview(warehouse, packed(stranger()), "la.xlsx")


def test_once_matched_figures_come_with_their_cells(warehouse: Warehouse) -> None:
    content = packed(stranger())
    remember(warehouse, agreed(warehouse, content), by="an")
    assert figures(warehouse, content) == {
        "5g-dia-ban": ("71.50", "D8"),
        "sang-kien": ("3", "D9"),
        "chu-ky-so-truong-thanh": ("85.00", "D10"),
    }
    assert found(warehouse, content) == {("period_from_file", "A2")}


def test_the_match_holds_for_the_next_quarter_and_another_place_on_the_sheet(warehouse: Warehouse) -> None:
    remember(warehouse, agreed(warehouse, packed(stranger())), by="an")
    later = stranger("BÁO CÁO QUÝ IV NĂM 2026", above=2)
    made = shown(warehouse, packed(later))
    assert made.checked.form is not None and str(made.checked.form.period) == "2026Q4"
    assert {row["cell"] for row in made.checked.values} == {"D10", "D11", "D12"}


def test_the_command_line_takes_a_matched_workbook_and_refuses_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "home"))
    path = tmp_path / "la.xlsx"
    path.write_bytes(packed(stranger()))
    assert main(["check", str(path)]) == 2
    own = Warehouse.own(Home(tmp_path / "home"))
    remember(own, agreed(own, path.read_bytes()), by="an")
    own.close()
    assert main(["load", str(path), "--by", "an"]) == 3
    assert main(["load", str(path), "--by", "an", "--accept-warnings"]) == 0
    assert "BC-00002" in capsys.readouterr().out


def test_a_period_chosen_on_the_screen_stands_over_the_one_in_the_file(warehouse: Warehouse) -> None:
    content = packed(stranger("BÁO CÁO QUÝ II NĂM 2024"))
    remember(warehouse, agreed(warehouse, content), by="an")
    assert ("before_plan", "A2") in found(warehouse, content)
    made = shown(warehouse, content, Period.parse("2026Q3"))
    assert made.checked.problems == [] and str(made.checked.form.period) == "2026Q3"


def test_a_file_without_a_period_is_asked_for_one(warehouse: Warehouse) -> None:
    content = packed(stranger("BÁO CÁO KẾT QUẢ"))
    remember(warehouse, agreed(warehouse, content), by="an")
    assert [problem.kind for problem in shown(warehouse, content).checked.problems] == ["no_period"]


def test_a_new_row_with_a_figure_is_never_passed_over(warehouse: Warehouse) -> None:
    remember(warehouse, agreed(warehouse, packed(stranger())), by="an")
    more = packed(stranger(rows=[*ROWS[:4], (4, "Một chỉ tiêu lạ", "%", 12, None, None, None), (5, None, "%", 13, None, None, None)]))
    assert {("row_not_matched", "D11"), ("row_not_matched", "D12")} <= found(warehouse, more)


def test_rows_a_person_left_out_stay_out(warehouse: Warehouse) -> None:
    content = packed(stranger(rows=[*ROWS[:2], (None, "Tổng số", None, 99, None, None, None)]))
    match = agreed(warehouse, content)
    assert match.measures["tong so"] == IGNORED
    remember(warehouse, match, by="an")
    assert set(figures(warehouse, content)) == {"5g-dia-ban"}


def test_a_hidden_row_and_an_error_cell_and_a_formula_without_result_are_named(warehouse: Warehouse) -> None:
    book = stranger()
    remember(warehouse, agreed(warehouse, packed(book)), by="an")
    sheet = book.active
    sheet.row_dimensions[8].hidden = True
    sheet["D9"] = "#DIV/0!"
    sheet["D9"].data_type = "e"
    sheet["E10"] = "=800+50"
    assert found(warehouse, packed(book)) >= {("hidden_row", "D8"), ("cell_error", "D9"), ("formula_without_value", "E10")}


def test_decomposed_text_hard_spaces_and_old_fonts_still_name_their_rows(warehouse: Warehouse) -> None:
    remember(warehouse, agreed(warehouse, packed(stranger())), by="an")
    book = stranger()
    sheet = book.active
    sheet["B8"] = unicodedata.normalize("NFD", f"\u00a0{sheet['B8'].value} ")
    sheet["B9"] = "Sè l\xadîng s¸ng kiÕn trong ph\xadêng ®\xadîc c«ng nhËn trong n¨m"
    sheet["B9"].font = Font(name=".VnTime")
    assert set(figures(warehouse, packed(book))) == {"5g-dia-ban", "sang-kien", "chu-ky-so-truong-thanh"}


def wards() -> list[dict]:
    named = (("mau", "Phường An Mẫu"), ("binh-mau", "Phường Bình Mẫu"))
    units = [{"unit_id": "tinh-mau", "name": "Tỉnh Mẫu", "short_name": "Tỉnh Mẫu", "kind": "tinh"}]
    return units + [
        {"unit_id": one, "name": name, "short_name": name[7:], "kind": "phuong", "parent_id": "tinh-mau"} for one, name in named
    ]


@pytest.fixture
def province(warehouse: Warehouse) -> Warehouse:
    rows = {"units": wards(), "plan_units": [{"plan_id": "tranlieu-79", "unit_id": one} for one in ("mau", "binh-mau")]}
    warehouse.ledger.append("catalogue_rows", {"rows": rows}, by="quan-tri")
    return warehouse


def sheet_of(*rows: tuple) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return packed(book)


def test_a_long_workbook_gives_each_unit_and_quarter_its_figures(province: Warehouse) -> None:
    content = sheet_of(
        ("Đơn vị", "Chỉ tiêu", "Kỳ báo cáo", "Giá trị"),
        ("Phường An Mẫu", "Tỷ lệ phủ sóng 5G trên địa bàn phường", "Quý II/2026", 60),
        ("phường an mẫu", "Tỷ lệ phủ sóng 5G trên địa bàn phường", "2026Q3", 62),
        ("Bình Mẫu", "Tỷ lệ phủ sóng 5G trên địa bàn phường", "Q3/2026", 55.5),
        ("Xã Lạ", "Tỷ lệ phủ sóng 5G trên địa bàn phường", "Q3/2026", 50),
    )
    remember(province, agreed(province, content, "long", "tinh-mau"), by="an")
    assert found(province, content) == {("unit_not_in_report", "D5")}
    known = sheet_of(*[row for row in _rows(content) if row[0] != "Xã Lạ"])
    assert load(province, known, "dai.xlsx", by="an").submission_id
    with province.cursor() as cursor:
        rows = cursor.execute("SELECT unit_id, period, value, cell FROM value ORDER BY ALL").fetchall()
    assert rows == [
        ("binh-mau", "2026Q3", Decimal("55.5"), "D4"),
        ("mau", "2026Q2", Decimal(60), "D2"),
        ("mau", "2026Q3", Decimal(62), "D3"),
    ]


def _rows(content: bytes) -> list[tuple]:
    [grid] = open_book(content)
    return [tuple(row) for row in grid.values]


def test_the_same_unit_measure_and_quarter_twice_is_named(province: Warehouse) -> None:
    row = ("Phường An Mẫu", "Tỷ lệ phủ sóng 5G trên địa bàn phường", "2026Q3", 62)
    content = sheet_of(("Đơn vị", "Chỉ tiêu", "Kỳ báo cáo", "Giá trị"), row, row)
    remember(province, agreed(province, content, "long", "tinh-mau"), by="an")
    assert found(province, content) == {("row_twice", "B3")}


def test_a_wide_stranger_with_a_total_that_does_not_add_up(province: Warehouse) -> None:
    content = sheet_of(
        ("Báo cáo quý III/2026",),
        ("STT", "Xã, phường", "Số lượng sáng kiến trong phường được công nhận trong năm"),
        (1, "An Mẫu", 3),
        (2, "Bình Mẫu", 4),
        (None, "Tổng cộng", 8),
    )
    remember(province, agreed(province, content, "wide", "tinh-mau"), by="an")
    assert found(province, content) == {("period_from_file", "A1"), ("total_differs", "C5")}
    assert {(row["unit_id"], row["cell"]) for row in shown(province, content).checked.values} == {("mau", "C3"), ("binh-mau", "C4")}


def test_a_match_is_found_again_after_a_rebuild_and_a_newer_one_stands(warehouse: Warehouse) -> None:
    content = packed(stranger())
    match = agreed(warehouse, content)
    remember(warehouse, match, by="an")
    remember(
        warehouse, Match(**(match.as_entry() | {"measures": match.measures | {"ty le phu song 5g tren dia ban phuong": IGNORED}})), by="an"
    )
    warehouse.rebuild()
    assert set(figures(warehouse, content)) == {"sang-kien", "chu-ky-so-truong-thanh"}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Tên chỉ tiêu", "title"),
        ("Ghi chú", "note"),
        ("Kết quả thực hiện quý III", "value"),
        ("Đơn vị tính", None),
        ("Đơn vị", "unit"),
        ("Mã chỉ tiêu", "code"),
        ("Kỳ báo cáo", "period"),
        ("Mục tiêu năm 2030", None),
    ],
)
def test_what_a_heading_suggests(text: str, role: str | None) -> None:
    assert suggest_columns({1: text}) == ({role: 1} if role else {})


def test_a_suggestion_is_sure_near_or_none_and_never_a_toss_between_two() -> None:
    names = {"ty le phu song 5g theo dan so": "a", "ty le phu song 5g theo dien tich": "b", "so sang kien": "c"}
    assert suggest("3. Số sáng kiến:", names) == ("c", "same")
    assert suggest("Tỷ lệ phủ sóng 5G theo", names) == (IGNORED, "none")
    assert suggest("Tỷ lệ phủ sóng 5G theo dân số phường", names) == ("a", "near")
    assert suggest("Tổng số", names) == (IGNORED, "none")


def test_the_period_named_nearest_above_the_headings_counts() -> None:
    [grid] = open_book(packed(stranger("Số liệu quý II/2026 (mẫu của quý I/2025)")))
    match = Match("BC quý", 4, 6, "rows", "k", "u", {"title": 2, "value": 4})
    assert period_said(grid, match) == (Period.parse("2026Q2"), "A2")
