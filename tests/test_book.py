"""The workbook behind a briefing: every figure with the cells it came from, nothing that runs, ready to print, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from domain.wording import DEMONSTRATION
from report.briefing.book import to_xlsx
from report.briefing.form import printable
from report.sentences import explain
from tests.briefings import UNIT, beside, cell, document, facts, task
from tests.rows import NO_PATH, card

CODE = "7K2-QF4H"
EVIL = '=HYPERLINK("http://x","<script>")'


def book(found: dict | None = None, **more: Any) -> Workbook:
    return load_workbook(io.BytesIO(to_xlsx(document(found, **more), CODE)))


def lines(sheet: Worksheet) -> list[dict[str, Any]]:
    """The rows under the frozen heading, by heading."""
    top = int(str(sheet.freeze_panes)[1:]) - 1
    heads = [one.value for one in sheet[top]]
    return [dict(zip(heads, (one.value for one in line), strict=True)) for line in sheet.iter_rows(min_row=top + 1)]


def concluded(**changes: Any) -> dict:
    return {
        "meeting_task_id": "KL-00009", "unit_id": "a", "text": "Rà soát chữ ký số", "lead_unit_id": "a/x", "due_on": date(2026, 11, 1),
        "done_on": None, "plan_id": "k", "period": "2026Q2", "concluded_on": date(2026, 10, 1), "result": None, "unit_name": "Phường A",
        "lead_name": "Phòng A", "lead_short": "Phòng A", "state": "qua_han", "overdue_days": 20,
    } | changes  # fmt: skip


def test_there_is_a_sheet_for_whatever_there_is() -> None:
    assert book().sheetnames == ["Chỉ tiêu", "Qua các quý", "Nguồn", "Báo cáo", "Về tệp này"]
    more = facts(tasks=[task()], meeting_tasks=[concluded()])
    assert book(more).sheetnames == ["Việc giao", "Chỉ tiêu", "Qua các quý", "Nguồn", "Nhiệm vụ", "Báo cáo", "Về tệp này"]
    assert book(facts(rows=[], cells=[], ways={}, reporters=[])).sheetnames == ["Về tệp này"]


def test_a_row_says_all_that_the_slides_say_in_numbers_that_can_be_counted_on() -> None:
    row = card(estimate=True, approved=False, certain=False, value="45.25")
    sheet = book(facts(rows=[row]))["Chỉ tiêu"]
    [told] = lines(sheet)
    assert (told["Dòng của kế hoạch"], told["Chỉ tiêu"], told["Cơ quan chủ trì"]) == ("Phụ lục 2, dòng 1", "Tỷ lệ thử", "Phòng A")
    assert (told["Giá trị"], told["Đơn vị tính"], told["Kỳ của số liệu"]) == (45.25, "%", "Quý III/2026")
    assert (told["Mục tiêu"], told["Giai đoạn"], told["Lộ trình đến nay"], told["Cần mỗi quý"]) == ("≥ 80 %", 2030, 46, 2.06)
    assert (told["Trạng thái"], told["Duyệt"], told["Số ước"]) == ("Chậm", "chưa duyệt", "có")
    assert told["Diễn giải"] == explain(row)
    assert "chưa đọc chắc chắn" in told["Lưu ý"]
    formats = {one.value: one.number_format for one in sheet[sheet.max_row] if isinstance(one.value, (int, float))}
    assert formats == {45.25: "#,##0.##", 2030: "0", 46: "#,##0", 2.06: "#,##0.##"}


def test_nothing_is_said_where_there_is_nothing_and_an_answer_is_a_word() -> None:
    blank = card(value=None, value_period=None, status="chua_co_so_lieu", reason="no_value", approved=None, estimate=None, **NO_PATH)
    answer = card(indicator_id="k/PL2/2", unit_of_measure="có/không", value=1, target=1, op="=", status="dat", reason="met", **NO_PATH)
    first, second = lines(book(facts(rows=[blank, answer], cells=[], ways={}))["Chỉ tiêu"])
    assert [first[head] for head in ("Giá trị", "Kỳ của số liệu", "Lộ trình đến nay", "Duyệt", "Số ước")] == [None] * 5
    assert (second["Giá trị"], second["Duyệt"], second["Số ước"]) == ("Có", "đã duyệt", "không")


def test_every_cell_behind_a_figure_is_there_with_its_role_file_and_sender() -> None:
    base = cell(
        role="base", cell="G7", reported_period="2025Q4", file_name="b.xlsx", submission_id="BC-00002", verified=False, state="cho_duyet"
    )
    typed = cell(cell=None, sheet=None, at=datetime(2026, 10, 5, 20, 30))
    sheet = book(facts(cells=[cell(), base, typed]))["Nguồn"]
    own, other, third = lines(sheet)
    assert own | {"Lúc nộp (giờ Việt Nam)": None} == {
        "Dòng của kế hoạch": "Phụ lục 2, dòng 1", "Chỉ tiêu": "Tỷ lệ thử", "Vai trò": "Giá trị", "Đơn vị báo cáo": "Phòng A",
        "Mã báo cáo": "BC-00001", "Kỳ báo cáo": "Quý III/2026", "Tệp": "a.xlsx", "Trang": "Số liệu", "Ô": "G12", "Người nộp": "an",
        "Xác thực": "đã xác thực", "Lúc nộp (giờ Việt Nam)": None, "Tình trạng báo cáo": "Đã duyệt",
    }  # fmt: skip
    assert (other["Vai trò"], other["Ô"], other["Xác thực"], other["Tình trạng báo cáo"]) == ("Mốc gốc", "G7", "chưa xác thực", "Chờ duyệt")
    assert (own["Lúc nộp (giờ Việt Nam)"], third["Lúc nộp (giờ Việt Nam)"]) == (datetime(2026, 10, 5, 15), datetime(2026, 10, 6, 3, 30))
    assert third["Ô"] == "ghi trực tiếp"
    assert "dd/mm/yyyy hh:mm" in {one.number_format for one in sheet[sheet.max_row]}


def test_the_values_of_the_charts_stand_quarter_by_quarter_with_the_status_before() -> None:
    found = facts(before="2026Q2", past=[card(period="2026Q2", status="nguy_co", value=42)])
    [told] = lines(book(found)["Qua các quý"])
    assert (told["Quý IV/2025"], told["Quý III/2026"]) == (40, 45)
    assert (told["Trạng thái Quý II/2026"], told["Trạng thái kỳ này"]) == ("Nguy cơ không đạt", "Chậm")


def test_tasks_meetings_and_reporters_are_told_with_days_as_days() -> None:
    made = book(facts(tasks=[task()], meeting_tasks=[concluded(), concluded(due_on=None, state="dung_han", done_on=date(2026, 11, 5))]))
    [work] = lines(made["Nhiệm vụ"])
    assert (work["Nội dung"], work["Hạn"], work["Trạng thái"], work["Số ngày quá hạn"]) == (
        "Nhiệm vụ 1", datetime(2026, 11, 1), "Quá hạn, chưa xong", 20,
    )  # fmt: skip
    late, done = lines(made["Việc giao"])
    assert (late["Trạng thái"], done["Trạng thái"], done["Ngày xong"]) == (
        "Quá hạn, chưa xong", "Đã xong, không đặt hạn", datetime(2026, 11, 5),
    )  # fmt: skip
    assert [(one["Ai báo cáo"], one["Trạng thái"]) for one in lines(made["Báo cáo"])] == [
        ("Phòng A", "Đã có số liệu"),
        ("Phòng B", "Chưa có số liệu"),
    ]
    days = {one.number_format for line in made["Việc giao"].iter_rows() for one in line if isinstance(one.value, date)}
    assert days == {"dd/mm/yyyy"}


def test_a_city_is_told_by_its_units() -> None:
    below = [{"unit_id": "x", "name": "Phường X", "short_name": "X", "status": status, "rows": 3} for status in ("cham", "dat")]
    [told] = lines(book(facts(below=below))["Đơn vị"])
    assert (told["Đơn vị"], told["Chậm"], told["Đạt"], told["Vượt"], told["Tổng số dòng"]) == ("Phường X", 3, 3, 0, 6)


def test_the_file_says_what_it_is_and_how_to_find_it_again() -> None:
    about = {one["Mục"]: one["Nội dung"] for one in lines(book(remarks={"toan_canh": "Nói kỹ về =1+1"})["Về tệp này"])}
    assert about["Mã số liệu"] == CODE and CODE in about["Mở lại"]
    assert (about["Sổ cái đến mục"], about["Mã băm của danh mục"], about["Phiên bản phương pháp"]) == (7, "c" * 64, "1")
    assert about["Tính hạn đến ngày"] == datetime(2026, 11, 21)
    assert about["Ghi chú, Toàn cảnh"] == "Nói kỹ về =1+1"


def test_every_sheet_carries_the_mark_of_invented_figures_and_only_then() -> None:
    for invented in (True, False):
        made = book(facts(demonstration=invented, tasks=[task()]))
        for sheet in made:
            assert (DEMONSTRATION.upper() in str(sheet["A2"].value)) == invented, sheet.title
            assert CODE in "".join(str(sheet.cell(row, 1).value) for row in range(1, 6)), sheet.title


def test_every_sheet_prints_on_a4_across_with_its_heading_on_each_page() -> None:
    for sheet in book(facts(tasks=[task()], demonstration=True)):
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize), sheet.page_setup.fitToHeight) == ("landscape", 9, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        top = int(str(sheet.freeze_panes)[1:]) - 1
        assert sheet.print_title_rows == f"${top}:${top}"
        assert CODE in sheet.oddFooter.left.text
        assert sum(one.width for one in sheet.column_dimensions.values()) <= 290, sheet.title
        assert all(sheet.row_dimensions[row].height >= 15 for row in range(top, sheet.max_row + 1))


@pytest.mark.parametrize("name", [EVIL, "+1", "@SUM(A1)", "-2+3", "a\x00\x0b\x1fb\ud800\uffffc", "<script>alert(1)</script>"])
def test_what_people_typed_is_text_and_never_runs(name: str) -> None:
    evil = facts(
        rows=[card(name=name, lead=name)],
        cells=[cell(file_name=name, reporter=name, sheet=name)],
        unit=UNIT | {"name": name},
        reporters=[{"unit_id": "x", "short_name": name, "reported": True}],
        meeting_tasks=[concluded(text=name, result=name)],
    )
    made = load_workbook(io.BytesIO(to_xlsx({"facts": evil, "choice": {"slides": [], "remarks": {"cham": name}}}, CODE)))
    assert "f" not in {one.data_type for sheet in made for line in sheet.iter_rows() for one in line}
    assert [one["Chỉ tiêu"] for one in lines(made["Chỉ tiêu"])] == [printable(name)]


def test_the_same_document_gives_the_same_bytes_dated_by_the_day_it_was_made() -> None:
    whole = document(facts(tasks=[task()]))
    first = to_xlsx(whole, CODE)
    assert first == to_xlsx(whole, CODE)
    made = load_workbook(io.BytesIO(first)).properties
    assert (made.created, made.modified) == (datetime(2026, 11, 21), datetime(2026, 11, 21))
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_units_beside_each_other_stand_on_a_sheet_with_their_cells() -> None:
    found = book(facts(beside=beside(["A", "B"], [card(), card(indicator_id="k/PL2/2")])))
    rows = list(found["So sánh đơn vị"].values)
    head = next(place for place, row in enumerate(rows) if "Hạng trong kỳ" in row)
    lines = [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 : head + 5]]
    assert [(one["Dòng"], one["Đơn vị"], one["Hạng trong kỳ"]) for one in lines] == [
        (row, unit, place) for row in ("Phụ lục 2, dòng 1", "Phụ lục 2, dòng 2") for place, unit in enumerate("AB", 1)
    ]
    assert {(one["Giá trị"], one["Nguồn"]) for one in lines} == {(45, "Nguồn: ô G12")}
