"""The plan workbook: appendices that were missing and whole new plans come in as ledger entries; every wrong cell is named.

Every plan, row and figure brought in here is invented, and says so in its name.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from domain.period import Period
from domain.targets import read_target
from domain.wording import describe_target
from etl.books import open_book
from etl.plan_checks import CheckedPlan, check_plan
from etl.plan_form import (
    COLUMNS,
    DUTIES,
    HEADER,
    INDICATORS,
    PLAN,
    UNITS,
    read_plan,
    write_plan_template,
)
from etl.problems import NotOurWorkbook
from etl.template import FIGURES, FIRST_ROW, IDENTITY, TASKS, CannotMakeForm, find_form, write_template
from store import reads
from store.catalogue import SHEETS, _check, read_catalogue
from store.home import CATALOGUE, Home
from store.warehouse import Warehouse
from tests.workbooks import valid

KNOWN, OFFICE = "haiphong-sct-5749", "hai-phong/so-cong-thuong"
RATE = {
    "unit": "%",
    "direction": "Tăng là tốt",
    "value_kind": "Tỷ lệ",
    "over_units": "Tổng tử số chia tổng mẫu số",
    "over_time": "Số tại cuối kỳ",
}
COUNT = RATE | {
    "unit": "sàn",
    "value_kind": "Số lượng",
    "over_units": "Cộng các đơn vị",
    "over_time": "Phát sinh trong quý",
    "decimals": "0",
}
YES = {"direction": "Tăng là tốt", "value_kind": "Có, không"}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """A warehouse over the real catalogue, shared by tests that only check."""
    opened = Warehouse.own(Home(tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


class PlanBook:
    """A plan workbook in memory, filled row by row and poked cell by cell."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))
        self.next = dict.fromkeys(COLUMNS, FIRST_ROW)

    def add(self, sheet: str, **entered: object) -> int:
        line = self.next[sheet]
        self.next[sheet] += 1
        for column, said in entered.items():
            self.poke(sheet, line, column, said)
        return line

    def poke(self, sheet: str, line: int, column: str, said: object) -> str:
        address = self.place(sheet, line, column)
        self.book[sheet][address] = said
        return address

    def place(self, sheet: str, line: int, column: str) -> str:
        if sheet == PLAN:
            return f"B{FIRST_ROW + [each.name for each in HEADER].index(column)}"
        return f"{get_column_letter([each.name for each in COLUMNS[sheet]].index(column) + 1)}{line}"

    def head(self, **entered: object) -> None:
        for column, said in entered.items():
            self.poke(PLAN, 0, column, said)

    def bytes(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


BLANK: dict[tuple[str, str | None], bytes] = {}
"""Blank workbooks over the catalogue alone: the same for every test."""


def template(warehouse: Warehouse, plan_id: str = KNOWN, unit_id: str | None = OFFICE) -> PlanBook:
    made = BLANK.get((plan_id, unit_id)) if warehouse.stands_at == 0 else None
    if made is None:
        with warehouse.cursor() as cursor:
            made = write_plan_template(cursor, plan_id, unit_id)
    if warehouse.stands_at == 0:
        BLANK[plan_id, unit_id] = made
    return PlanBook(made)


def appendices(warehouse: Warehouse) -> PlanBook:
    """Invented Appendices 1 to 3 of the plan whose appendices are not in the document."""
    book = template(warehouse)
    book.add(UNITS, unit_id=f"{OFFICE}/phong-qltm", name="Phòng Quản lý thương mại (minh họa)", short_name="Phòng QLTM", kind="Phòng",
             parent=OFFICE)  # fmt: skip
    lead = {"lead": "phong qltm", "support": "Văn phòng Sở; Chi cục Quản lý thị trường"}
    book.add(INDICATORS, appendix="1", part="I", row_no="1.1", name="Tỷ lệ doanh nghiệp bán hàng trực tuyến (minh họa)", **RATE,
             target_2030="≥ 80", numerator_label="Doanh nghiệp bán trực tuyến", denominator_label="Doanh nghiệp", **lead)  # fmt: skip
    book.add(INDICATORS, appendix="1", part="II", row_no="1", name="Có trung tâm dữ liệu ngành (minh họa)", **YES, target_2045="Có", **lead)
    book.add(INDICATORS, appendix="2", part="I", row_no="1", name="Tỷ lệ doanh nghiệp bán hàng trực tuyến (minh họa)",
             measure_id="PL1/1.1", target_2025="trên 40%", target_2030="80 – 90 %", target_2035="-", target_2040="100", lead="Phòng QLTM",
             doubt="Bản in mờ ở cột 2025 (minh họa).")  # fmt: skip
    book.add(INDICATORS, appendix="2", part="I", row_no="2", name="Sàn thương mại điện tử mở mới (minh họa)", **COUNT,
             target_2025=5, target_2030="tối thiểu 12,5", stages="2025 2030 2035 2040 2045", output="Báo cáo số liệu")  # fmt: skip
    book.add(
        INDICATORS,
        appendix="2",
        part="I",
        row_no="3",
        name="Chi ngân sách (minh họa)",
        measure_id="chi-ngan-sach",
        target_2030="ít nhất 3%",
    )
    book.add(TASKS, appendix="3", section="I", section_name="Thể chế (minh họa)", row_no="1", name="Ban hành kế hoạch dữ liệu (minh họa)",
             due_kind="Có hạn", due_on=date(2025, 12, 31), then_ongoing="x", due_text="Tháng 12/2025", output="Kế hoạch",
             lead=f"{OFFICE}/phong-qltm")  # fmt: skip
    book.add(TASKS, appendix="3", section="I", row_no="2", name="Tuyên truyền (minh họa)", due_kind="Thường xuyên", lead="Văn phòng Sở")
    book.add(TASKS, section="IX", row_no="1", name="Rà soát thủ tục (minh họa)", due_kind="Theo giai đoạn", due_on="31/12/2030")
    book.add(
        DUTIES, reporter="Các phòng (minh họa)", receiver="Văn phòng Sở", frequency="Hằng tháng", rule="16", text="Báo cáo tháng (minh họa)"
    )
    book.add(DUTIES, reporter="Sở (minh họa)", receiver="UBND thành phố", frequency="Tổng kết", rule="2030", text="Tổng kết (minh họa)")
    return book


def new_plan(warehouse: Warehouse) -> PlanBook:
    book = template(warehouse, "nam-sach-12", "nam-sach")
    book.head(
        number="12/KH-UBND", issued_on="05/01/2026", title="Kế hoạch chuyển đổi số xã Nam Sách (minh họa)", kind="Kế hoạch của phường, xã"
    )
    book.add(INDICATORS, appendix="-", row_no="1", name="Tỷ lệ hồ sơ trực tuyến (minh họa)", **RATE, target_2025="-", target_2030="> 70%")
    book.add(
        TASKS, section="II", row_no="1", name="Lập tổ công nghệ số (minh họa)", due_kind="Có hạn", due_on="30/06/2026", lead="Xã Nam Sách"
    )
    book.add(DUTIES, reporter="Các thôn (minh họa)", frequency="Hằng năm", rule="trước ngày 30/11", text="Báo cáo năm (minh họa)")
    return book


def checked(warehouse: Warehouse, book: PlanBook, file_name: str = "phu-luc.xlsx") -> CheckedPlan:
    with warehouse.cursor() as cursor:
        return check_plan(cursor, read_plan(open_book(book.bytes())), file_name)


def bring_in(warehouse: Warehouse, book: PlanBook) -> CheckedPlan:
    result = checked(warehouse, book)
    assert [problem.as_sentence() for problem in result.problems] == []
    warehouse.ledger.append("catalogue_rows", {"rows": result.rows}, by="an")
    return result


def rows(warehouse: Warehouse, query: str, *values: object) -> list[tuple]:
    with warehouse.cursor() as cursor:
        return cursor.execute(query, list(values)).fetchall()


# -- the blank workbook ------------------------------------------------------------------------------------------------------


def test_a_known_plan_has_its_header_locked_and_its_rows_not_repeated(untouched: Warehouse) -> None:
    book = template(untouched).book
    assert book.sheetnames == [PLAN, INDICATORS, TASKS, DUTIES, UNITS, "Hướng dẫn", IDENTITY]
    assert book[PLAN]["B6"].value == KNOWN and book[PLAN]["B7"].value == "5749/KH-SCT"
    assert book[PLAN]["B6"].protection.locked and book[PLAN].protection.sheet
    assert all(cell.value is None for row in book[INDICATORS].iter_rows(min_row=FIRST_ROW) for cell in row)
    assert "đã có 28 dòng, không in lại" in book[INDICATORS]["A2"].value
    assert book[IDENTITY].sheet_state == "hidden"


def test_a_new_plan_is_open_and_says_for_whom(untouched: Warehouse) -> None:
    book = template(untouched, "nam-sach-12", "nam-sach").book
    assert [book[PLAN][f"B{line}"].value for line in (6, 7, 9, 12)] == ["nam-sach-12", None, "nam-sach", "nam-sach"]
    assert not book[PLAN]["B7"].protection.locked and not book[INDICATORS]["E6"].protection.locked
    assert book[INDICATORS].page_setup.orientation == "landscape"


def test_lists_are_offered_and_hold_their_commas(untouched: Warehouse) -> None:
    book = template(untouched).book
    rules = {str(rule.sqref): rule for rule in book[INDICATORS].data_validations.dataValidation}
    rule = rules["I6:I85"]
    assert rule.showErrorMessage and rule.formula1.startswith(f"'{IDENTITY}'!")
    letter = rule.formula1.split("$")[1]
    assert [book[IDENTITY][f"{letter}{line}"].value for line in range(1, 5)] == ["Tỷ lệ", "Số lượng", "Có, không", "Lời văn"]


def test_text_that_looks_like_a_formula_stays_text(warehouse: Warehouse) -> None:
    book = new_plan(warehouse)
    book.book[PLAN][book.place(PLAN, 0, "title")].value = '=HYPERLINK("x") (minh họa)'
    book.book[PLAN][book.place(PLAN, 0, "title")].data_type = "s"
    bring_in(warehouse, book)
    cell = template(warehouse, "nam-sach-12", None).book[PLAN]["B10"]
    assert cell.value == '=HYPERLINK("x") (minh họa)' and cell.data_type == "s"


@pytest.mark.parametrize(
    ("plan_id", "unit_id", "said"),
    [
        ("Kế hoạch 1", None, "chưa đúng dạng"),
        ("moi-1", "khong-co", "Không có đơn vị «khong-co»"),
        (KNOWN, "tran-lieu", "không thuộc phạm vi kế hoạch 5749/KH-SCT"),
    ],
)
def test_an_impossible_form_is_refused_in_words(untouched: Warehouse, plan_id: str, unit_id: str | None, said: str) -> None:
    with untouched.cursor() as cursor, pytest.raises(CannotMakeForm, match=said):
        write_plan_template(cursor, plan_id, unit_id)


def test_a_blank_template_asks_for_rows_and_nothing_else(untouched: Warehouse) -> None:
    assert [(each.kind, each.sheet) for each in checked(untouched, template(untouched)).problems] == [("plan_nothing", INDICATORS)]


def test_another_workbook_is_refused(untouched: Warehouse) -> None:
    with pytest.raises(NotOurWorkbook, match="sổ tính kế hoạch"):
        read_plan(open_book(valid(untouched).bytes()))


# -- missing appendices of a known plan ----------------------------------------------------------------------------------------


def test_rows_arrive_with_contract_ids(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    found = rows(warehouse, "SELECT indicator_id, part, row_no, stages FROM indicator WHERE plan_id = ? ORDER BY position", KNOWN)
    assert found == [
        (f"{KNOWN}/PL1/1.1", "I", "1.1", "2030"),
        (f"{KNOWN}/PL1/II.1", "II", "1", "2045"),
        (f"{KNOWN}/PL2/1", "I", "1", "2025 2030 2035 2040"),
        (f"{KNOWN}/PL2/2", "I", "2", "2025 2030 2035 2040 2045"),
        (f"{KNOWN}/PL2/3", "I", "3", "2030"),
    ]
    tasks = rows(
        warehouse, "SELECT task_id, due_kind, due_on, then_ongoing FROM task WHERE plan_id = ? ORDER BY position DESC LIMIT 3", KNOWN
    )
    assert tasks == [
        (f"{KNOWN}/NV/IX.1", "period", date(2030, 12, 31), False),
        (f"{KNOWN}/PL3/I.2", "ongoing", None, False),
        (f"{KNOWN}/PL3/I.1", "fixed", date(2025, 12, 31), True),
    ]


def test_targets_arrive_as_printed_and_a_dash_is_no_target(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    query = "SELECT split_part(indicator_id, '/', 3), stage, op, value, upper, text FROM target WHERE indicator_id LIKE ? ORDER BY ALL"
    assert rows(warehouse, query, f"{KNOWN}/PL2/%") == [
        ("1", 2025, ">", 40, None, "trên 40%"),
        ("1", 2030, "range", 80, 90, "80 – 90 %"),
        ("1", 2040, "=", 100, None, "100"),
        ("2", 2025, "=", 5, None, "5"),
        ("2", 2030, ">=", Decimal("12.5"), None, "tối thiểu 12,5"),
        ("3", 2030, ">=", 3, None, "ít nhất 3%"),
    ]
    assert rows(warehouse, query, f"{KNOWN}/PL1/II.%") == [("II.1", 2045, "=", 1, None, "Có")]


def test_doubt_stays_with_the_row_and_its_targets(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    said = (False, "Bản in mờ ở cột 2025 (minh họa).")
    assert rows(warehouse, "SELECT certain, doubt FROM indicator WHERE indicator_id = ?", f"{KNOWN}/PL2/1") == [said]
    assert set(rows(warehouse, "SELECT certain, doubt FROM target WHERE indicator_id = ?", f"{KNOWN}/PL2/1")) == {said}


def test_every_row_says_which_cell_it_comes_from(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    assert rows(warehouse, "SELECT source FROM indicator WHERE indicator_id = ?", f"{KNOWN}/PL1/II.1") == [
        ("Sổ tính «phu-luc.xlsx», trang «Chỉ tiêu», ô E7",)
    ]
    assert rows(warehouse, "SELECT source FROM target WHERE indicator_id = ?", f"{KNOWN}/PL1/1.1") == [
        ("Sổ tính «phu-luc.xlsx», trang «Chỉ tiêu», ô P6",)
    ]


def test_a_shared_measure_is_typed_once(warehouse: Warehouse) -> None:
    result = bring_in(warehouse, appendices(warehouse))
    measures = dict(rows(warehouse, "SELECT indicator_id, measure_id FROM indicator WHERE plan_id = ?", KNOWN))
    assert measures[f"{KNOWN}/PL1/1.1"] == measures[f"{KNOWN}/PL2/1"] == f"{KNOWN}.ty-le-doanh-nghiep-ban-hang-truc-tuyen-minh-hoa"
    assert measures[f"{KNOWN}/PL2/3"] == "chi-ngan-sach"
    assert len(result.rows["measures"]) == 3


def test_leads_are_found_by_id_and_by_name_also_of_new_departments(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    query = "SELECT role, unit_id FROM assignment WHERE subject_id = ? ORDER BY ALL"
    assert rows(warehouse, query, f"{KNOWN}/PL1/1.1") == [
        ("chu_tri", f"{OFFICE}/phong-qltm"),
        ("phoi_hop", f"{OFFICE}/chi-cuc-qltt"),
        ("phoi_hop", f"{OFFICE}/van-phong"),
    ]
    assert rows(warehouse, query, f"{KNOWN}/PL3/I.1") == [("chu_tri", f"{OFFICE}/phong-qltm")]


def test_duties_continue_the_plans_own(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    found = rows(warehouse, "SELECT duty_id, frequency, rule FROM duty WHERE plan_id = ? ORDER BY duty_id", KNOWN)
    assert found[-2:] == [(f"{KNOWN}/BC/4", "thang", "thang:16"), (f"{KNOWN}/BC/5", "tong_ket", "tong_ket:2030")]


def test_the_quarterly_form_asks_for_the_new_measures(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    with warehouse.cursor() as cursor:
        whole = load_workbook(io.BytesIO(write_template(cursor, find_form(cursor, KNOWN, OFFICE, Period.parse("2026Q3")))))
        own = load_workbook(io.BytesIO(write_template(cursor, find_form(cursor, KNOWN, f"{OFFICE}/phong-qltm", Period.parse("2026Q3")))))
    names = [whole[FIGURES][f"B{line}"].value for line in range(FIRST_ROW, whole[FIGURES].max_row + 1)]
    assert len(names) == 4 and names[0] == "Tỷ lệ doanh nghiệp bán hàng trực tuyến (minh họa)"
    assert own[FIGURES].max_row == FIRST_ROW + 1  # the two measures the new department leads
    assert own[TASKS][f"B{FIRST_ROW}"].value == "Ban hành kế hoạch dữ liệu (minh họa)"


def test_a_report_gets_a_status_and_a_rebuild_is_the_same(warehouse: Warehouse) -> None:
    result = bring_in(warehouse, appendices(warehouse))
    measure_id = result.rows["measures"][0]["measure_id"]
    figure = {"unit_id": OFFICE, "measure_id": measure_id, "value": "45", "numerator": None, "denominator": None, "estimate": False,
              "note": None, "evidence": None, "sheet": "Số liệu", "cell": "G6", "not_applicable": False}  # fmt: skip
    data = {"submission_id": "BC-00002", "plan_id": KNOWN, "unit_id": OFFICE, "period": "2025Q4", "file_name": "f.xlsx", "sha256": "x",
            "verified": False, "values": [figure], "tasks": []}  # fmt: skip
    warehouse.ledger.append("submission", data, by="an")
    found = rows(warehouse, "SELECT indicator_id, status FROM scorecard WHERE unit_id = ? AND period = '2025Q4' AND value = 45", OFFICE)
    assert dict(found) == {f"{KNOWN}/PL1/1.1": "khong_danh_gia", f"{KNOWN}/PL2/1": "dat"}
    fresh = Warehouse.own(warehouse.home)
    with warehouse.cursor() as left, fresh.cursor() as right:
        assert [name for name in reads.tables(right) if name != "meta" and not reads.same_table(left, right, name)] == []
    fresh.close()


@pytest.mark.parametrize("make", [appendices, new_plan])
def test_the_rows_would_pass_as_catalogue_files(untouched: Warehouse, make: Callable[[Warehouse], PlanBook]) -> None:
    added = checked(untouched, make(untouched)).rows
    whole = {name: [*standing, *added.get(name, [])] for name, standing in read_catalogue(CATALOGUE).items()}
    assert [problem for name in SHEETS for problem in _check(name, whole)] == []
    assert all(isinstance(value, str) for row in sum(added.values(), []) for value in row.values())


def test_the_same_rows_again_are_named_row_by_row(warehouse: Warehouse) -> None:
    bring_in(warehouse, appendices(warehouse))
    again = appendices(warehouse)
    found = {(each.kind, each.sheet, each.cell) for each in checked(warehouse, again).problems}
    cells = {(UNITS, "A6")} | {(INDICATORS, f"C{line}") for line in range(6, 11)} | {(TASKS, f"D{line}") for line in range(6, 9)}
    assert found >= {("plan_row_exists", *cell) for cell in cells | {(DUTIES, "E6"), (DUTIES, "E7")}}
    assert {kind for kind, _, _ in found} == {"plan_row_exists"}


# -- a whole new plan ------------------------------------------------------------------------------------------------------------


def test_a_whole_new_plan_comes_in(warehouse: Warehouse) -> None:
    result = bring_in(warehouse, new_plan(warehouse))
    assert result.is_new and result.unit_ids == ["nam-sach"]
    with warehouse.cursor() as cursor:
        plan = reads.plan(cursor, "nam-sach-12")
        form = find_form(cursor, "nam-sach-12", "nam-sach", Period.parse("2026Q2"))
    assert plan is not None and plan["issued_on"] == date(2026, 1, 5) and plan["kind"] == "ke_hoach_phuong"
    assert form.describes["unit_id"] == "nam-sach"
    assert rows(warehouse, "SELECT indicator_id, stages FROM indicator WHERE plan_id = 'nam-sach-12'") == [
        ("nam-sach-12/CT/1", "2025 2030")
    ]
    assert rows(warehouse, "SELECT task_id FROM task WHERE plan_id = 'nam-sach-12'") == [("nam-sach-12/NV/II.1",)]
    assert rows(warehouse, "SELECT duty_id, rule FROM duty WHERE plan_id = 'nam-sach-12'") == [("nam-sach-12/BC/1", "nam:30/11")]


def test_a_new_plan_is_not_brought_in_twice(warehouse: Warehouse) -> None:
    book = new_plan(warehouse)
    bring_in(warehouse, book)
    found = {(each.kind, each.sheet, each.cell) for each in checked(warehouse, book).problems}
    assert ("plan_exists", PLAN, "B6") in found


def test_a_document_does_not_come_in_under_a_second_code(warehouse: Warehouse) -> None:
    book = new_plan(warehouse)
    bring_in(warehouse, book)
    book.head(plan_id="nam-sach-khac")
    assert [(each.kind, each.cell) for each in checked(warehouse, book).problems] == [("plan_number_exists", "B7")]


def test_a_known_plan_takes_rows_but_no_new_header(untouched: Warehouse) -> None:
    book = appendices(untouched)
    book.head(title="Tên khác (minh họa)")
    assert [(each.kind, each.cell) for each in checked(untouched, book).problems] == [("plan_header_changed", "B10")]


# -- what is wrong -----------------------------------------------------------------------------------------------------------------

POKES = [
    # kind, sheet, line, column, entered
    ("plan_required", INDICATORS, 6, "name", None),
    ("plan_required", INDICATORS, 6, "direction", "  "),
    ("plan_choice", INDICATORS, 6, "value_kind", "tỉ lệ phần trăm"),
    ("plan_choice", TASKS, 6, "due_kind", "sớm"),
    ("plan_bad_code", UNITS, 6, "unit_id", "Phòng QLTM"),
    ("plan_row_number", INDICATORS, 9, "row_no", 1.1),
    ("plan_row_number", INDICATORS, 9, "appendix", "A-1"),
    ("plan_row_number", TASKS, 6, "section", "Phần một!"),
    ("plan_row_twice", INDICATORS, 9, "row_no", "1"),
    ("plan_row_twice", TASKS, 7, "row_no", "1."),
    ("plan_row_exists", UNITS, 6, "unit_id", f"{OFFICE}/van-phong"),
    ("plan_unknown_unit", INDICATORS, 8, "lead", "Phòng không có"),
    ("plan_ambiguous_unit", TASKS, 6, "lead", "Phòng trùng tên"),
    ("plan_one_unit", UNITS, 6, "parent", f"{OFFICE}; nam-sach"),
    ("plan_unit_loop", UNITS, 6, "parent", f"{OFFICE}/phong-qltm"),
    ("plan_unknown_measure", INDICATORS, 10, "measure_id", "chi-ngan-sac"),
    ("plan_unknown_measure", INDICATORS, 10, "measure_id", "PL1/9"),
    ("plan_measure_differs", INDICATORS, 10, "direction", "Giảm là tốt"),
    ("plan_measure_mix", INDICATORS, 6, "over_units", "Cộng các đơn vị"),
    ("plan_measure_mix", INDICATORS, 9, "over_time", "Tử số, mẫu số phát sinh trong quý"),
    ("plan_rate_unit", INDICATORS, 6, "unit", "‰"),
    ("plan_decimals", INDICATORS, 6, "decimals", "9"),
    ("plan_stages", INDICATORS, 6, "stages", "2025"),
    ("plan_stages", INDICATORS, 6, "stages", "2030 2027"),
    ("plan_no_target", INDICATORS, 6, "target_2030", "-"),
    ("plan_target_kind", INDICATORS, 6, "target_2030", "Có"),
    ("plan_target_kind", INDICATORS, 7, "target_2045", "80"),
    ("plan_target_words", INDICATORS, 6, "target_2030", "Phấn đấu trong nhóm 10 tỉnh dẫn đầu"),
    ("question", INDICATORS, 6, "target_2030", "90-80"),
    ("question", INDICATORS, 9, "target_2030", "1.200"),
    ("question", INDICATORS, 6, "target_2030", "0,6"),
    ("became_date", INDICATORS, 6, "target_2030", date(2026, 12, 10)),
    ("formula_without_value", INDICATORS, 6, "target_2030", "=1+1"),
    ("not_a_date", TASKS, 6, "due_on", "cuối năm"),
    ("not_a_date", TASKS, 6, "due_on", "31/12/0205"),
    ("plan_mark", TASKS, 6, "then_ongoing", "rồi"),
    ("plan_due_missing", TASKS, 8, "due_on", None),
    ("plan_due_extra", TASKS, 7, "due_on", "31/12/2026"),
    ("plan_ongoing_extra", TASKS, 7, "then_ongoing", "x"),
    ("plan_duty_rule", DUTIES, 6, "rule", "32"),
    ("plan_duty_rule", DUTIES, 7, "rule", None),
    ("became_date", DUTIES, 6, "rule", date(2026, 11, 30)),
]


@pytest.mark.parametrize(("kind", "sheet", "line", "column", "entered"), POKES)
def test_one_poked_cell_is_named(untouched: Warehouse, kind: str, sheet: str, line: int, column: str, entered: object) -> None:
    book = appendices(untouched)
    for name in ("a", "b"):
        book.add(UNITS, unit_id=f"{OFFICE}/trung-{name}", name="Phòng trùng tên", kind="Phòng", parent=OFFICE)
    address = book.poke(sheet, line, column, entered)
    result = checked(untouched, book)
    assert (kind, sheet, address) in {(each.kind, each.sheet, each.cell) for each in result.problems}
    follows = {"plan_unknown_unit", "plan_unknown_measure"} if sheet == UNITS or column == "row_no" else set()
    assert {each.kind for each in result.problems} - {kind} <= follows
    assert bool(result.rows) is (kind == "plan_target_words")


@pytest.mark.parametrize(
    ("kind", "column", "entered"),
    [
        ("plan_bad_code", "plan_id", "Nam Sách 12"),
        ("plan_exists", "plan_id", KNOWN),
        ("plan_required", "number", None),
        ("plan_required", "issued_on", None),
        ("not_a_date", "issued_on", "hôm nay"),
        ("plan_unknown_unit", "issuer", "Sao Hỏa"),
        ("plan_one_unit", "issuer", "nam-sach; tran-lieu"),
        ("plan_required", "title", ""),
        ("plan_choice", "kind", "khác"),
        ("plan_required", "units", None),
        ("plan_unknown_unit", "units", "nam-sach; sao-hoa"),
    ],
)
def test_a_wrong_cell_of_the_header_is_named(untouched: Warehouse, kind: str, column: str, entered: object) -> None:
    book = new_plan(untouched)
    book.head(**{column: entered})
    found = [(each.kind, each.sheet, each.cell) for each in checked(untouched, book).problems]
    assert found[0] == (kind, PLAN, book.place(PLAN, 0, column))
    assert {each[0] for each in found} <= {kind, "plan_unknown_unit"}


def test_all_problems_come_in_one_pass(untouched: Warehouse) -> None:
    book = appendices(untouched)
    cells = {
        (INDICATORS, book.poke(INDICATORS, 6, "target_2030", "90-80")),
        (INDICATORS, book.poke(INDICATORS, 7, "direction", "ngang")),
        (TASKS, book.poke(TASKS, 6, "due_on", "cuối năm")),
        (DUTIES, book.poke(DUTIES, 6, "rule", "32")),
    }
    assert {(each.sheet, each.cell) for each in checked(untouched, book).problems} == cells


def test_a_missing_column_and_a_missing_plan_are_said(untouched: Warehouse) -> None:
    book = appendices(untouched)
    book.book[INDICATORS]["E5"] = "Tên"
    assert [(each.kind, each.sheet) for each in checked(untouched, book).problems] == [("missing_column", INDICATORS)]
    book = appendices(untouched)
    book.book[IDENTITY]["B3"] = "khong-co"
    assert [(each.kind, each.cell) for each in checked(untouched, book).problems] == [("unknown_plan", "B3")]


# -- targets as they are printed ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "op", "value", "upper"),
    [
        ("≥ 80", ">=", "80", None),
        (">= 80", ">=", "80", None),
        ("> 80%", ">", "80", None),
        ("trên 80", ">", "80", None),
        ("tối thiểu 70", ">=", "70", None),
        ("Ít nhất 3 %", ">=", "3", None),
        ("80% trở lên", ">=", "80", None),
        ("không dưới 80", ">=", "80", None),
        ("không quá 5", "<=", "5", None),
        ("≤ 5", "<=", "5", None),
        ("tối đa 10", "<=", "10", None),
        ("< 5", "<", "5", None),
        ("dưới 5", "<", "5", None),
        ("80-90", "range", "80", "90"),
        ("80 – 90 %", "range", "80", "90"),
        ("từ 80 đến 90", "range", "80", "90"),
        ("100", "=", "100", None),
        ("62,5", "=", "62.5", None),
        ("1.234,5", "=", "1234.5", None),
        ("hướng tới tối thiểu đạt 25%", ">=", "25", None),
        ("Đạt trên 3%", ">", "3", None),
        ("Có", "=", "1", None),
        ("Đạt", "=", "1", None),
        ("Hoàn thành nền tảng dữ liệu", "words", None, None),
        ("≠ 5", "words", None, None),
        (100, "=", "100", None),
    ],
)
def test_a_target_has_one_reading(said: object, op: str, value: str | None, upper: str | None) -> None:
    found = read_target(said)
    assert found.kind == "target"
    assert found.parts == (op, None if value is None else Decimal(value), None if upper is None else Decimal(upper))
    assert found.yes == (said in ("Có", "Đạt"))


@pytest.mark.parametrize(
    "said", ["1.200", "≥ 1.200", "90-80", "80-80", "từ 80", "- 80", "≥", "≥ 8O", "khoảng 80", "~80", "Không", -5, 1 / 3, "…"]
)
def test_what_has_two_readings_is_asked_about(said: object) -> None:
    found = read_target(said)
    assert found.kind == "question" and found.question and found.example


@pytest.mark.parametrize("said", ["-", "–", "", "  ", None])
def test_a_dash_or_nothing_is_no_target(said: object) -> None:
    assert read_target(said).kind == "none"


def test_a_fraction_shown_as_percent_is_the_percent() -> None:
    assert read_target(0.8, percent=True, percent_format=True).parts == ("=", Decimal(80), None)
    assert read_target("80%", percent=False).kind == "question"


@given(st.one_of(st.text(), st.text("0123456789.,-–%≥≤<>= từđếnớ"), st.integers(), st.floats(), st.booleans(), st.none()), st.booleans())
def test_reading_a_target_never_raises(said: object, percent: bool) -> None:
    found = read_target(said, percent=percent)
    assert (found.kind == "question") == bool(found.question)
    assert (found.op is not None) == (found.kind == "target")
    assert found.upper is None or found.op == "range" and found.value is not None and found.value < found.upper


@given(
    st.sampled_from([">", ">=", "=", "<", "<=", "range"]),
    st.decimals(0, 10**9, places=2),
    st.decimals(Decimal("0.01"), 1000, places=2),
    st.sampled_from([None, "%"]),
)
def test_a_target_reads_back_as_it_is_shown_or_is_asked_about(op: str, value: Decimal, more: Decimal, unit: str | None) -> None:
    upper = value + more if op == "range" else None
    found = read_target(describe_target(op, value, upper, None, unit))
    assert found.kind == "question" or found.parts == (op, value, upper)
    if value < 1000 and more < 1 and (upper is None or upper < 1000):
        assert found.kind == "target"
