"""A workbook's way in: whole or not at all, every problem by its cell, the same file known again."""

from __future__ import annotations

from datetime import date

import pytest

from etl.problems import NotOurWorkbook
from etl.submit import CannotDo, NotAllowed, approve, confirm, load, preview, send_back, withdraw
from etl.template import FIGURES, IDENTITY, TASKS
from store.ledger import LedgerMoved, unpack_file
from store.warehouse import Warehouse
from tests.workbooks import blank, valid


def values(warehouse: Warehouse) -> dict[str, tuple]:
    with warehouse.cursor() as cursor:
        rows = cursor.execute("SELECT measure_id, value, numerator, denominator, sheet, cell, unit_id FROM value").fetchall()
    return {row[0]: row[1:] for row in rows}


def found(warehouse: Warehouse, content: bytes) -> set[tuple[str, str, str]]:
    return {(problem.kind, problem.sheet, problem.cell) for problem in preview(warehouse, content, "f.xlsx").checked.problems}


def test_figures_arrive_with_their_cells(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    outcome = load(warehouse, book.bytes(), "/tmp/bao cao.xlsx", by="an")
    assert outcome.state == "cho_duyet" and outcome.problems == []
    stored = values(warehouse)
    assert set(stored) == {"bang-rong-1gb", "5g-dia-ban", "sang-kien"}
    assert stored["5g-dia-ban"][0] == 71.5 and stored["5g-dia-ban"][3:] == (FIGURES, book.cell("5g-dia-ban"), "tran-lieu")
    assert stored["bang-rong-1gb"][:3] == (85, 850, 1000)


def test_the_original_bytes_are_kept(warehouse: Warehouse) -> None:
    content = valid(warehouse).bytes()
    load(warehouse, content, "f.xlsx", by="an")
    [entry] = warehouse.ledger.entries()
    assert unpack_file(entry.data["file"]) == content


def test_a_department_reports_for_its_ward(warehouse: Warehouse) -> None:
    book = blank(warehouse, "tran-lieu/cong-an")
    book.poke("chu-ky-so-nguoi-dan", 12.5)
    load(warehouse, book.bytes(), "f.xlsx", by="an")
    assert values(warehouse)["chu-ky-so-nguoi-dan"][-1] == "tran-lieu"


def test_the_same_file_again_is_known_and_not_doubled(warehouse: Warehouse) -> None:
    content = valid(warehouse).bytes()
    first = load(warehouse, content, "f.xlsx", by="an")
    again = load(warehouse, content, "ten-khac.xlsx", by="binh")
    assert again.was_known and again.submission_id == first.submission_id
    assert warehouse.ledger.last_number() == 1


@pytest.mark.parametrize(
    ("kind", "column", "entered", "code"),
    [
        ("question", "value", "0,6", "5g-dia-ban"),
        ("question", "value", 0.6, "5g-dia-ban"),
        ("question", "value", "≥ 70%", "5g-dia-ban"),
        ("question", "value", "đạt", "5g-dia-ban"),
        ("question", "value", "1.234", "sang-kien"),
        ("question", "numerator", "nhiều", "bang-rong-1gb"),
        ("negative", "value", -3, "5g-dia-ban"),
        ("cell_error", "value", "#DIV/0!", "5g-dia-ban"),
        ("became_date", "value", date(2026, 5, 1), "5g-dia-ban"),
        ("formula_without_value", "value", "=1+1", "5g-dia-ban"),
        ("parts_disagree", "value", 62, "bang-rong-1gb"),
        ("no_denominator", "denominator", 0, "bang-rong-1gb"),
        ("estimate_mark", "estimate", "chắc", "5g-dia-ban"),
    ],
)
def test_one_poked_cell_is_named(warehouse: Warehouse, kind: str, column: str, entered: object, code: str) -> None:
    book = valid(warehouse)
    address = book.poke(code, entered, column)
    assert found(warehouse, book.bytes()) == {(kind, FIGURES, address)}
    assert load(warehouse, book.bytes(), "f.xlsx", by="an", accept_warnings=True).submission_id is None
    assert warehouse.ledger.last_number() == 0


def test_a_part_without_the_other_is_asked_for_in_its_own_cell(warehouse: Warehouse) -> None:
    book = valid(warehouse, lambda book: book.poke("bang-rong-1gb", None, "denominator"))
    assert found(warehouse, book.bytes()) == {("one_part_only", FIGURES, book.cell("bang-rong-1gb", "denominator"))}


def test_all_problems_are_found_in_one_pass(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    places = {book.poke(code, "?") for code in ("5g-dia-ban", "dn-doi-moi", "ho-so-suc-khoe")}
    task = book.poke_task("tranlieu-79/PL3/I.1", state="Xong rồi")
    assert found(warehouse, book.bytes()) == {("question", FIGURES, place) for place in places} | {("unknown_state", TASKS, task["state"])}


@pytest.mark.parametrize(
    ("entered", "number_format", "stored"),
    [
        ("62,5%", None, 62.5),
        ("62,5", None, 62.5),
        (0.625, "0.0%", 62.5),
        (104.25, None, 104.25),
        (62.345, None, 62.35),
        (0, None, 0),
        ("0,6%", None, 0.6),
    ],
)
def test_a_rate_is_read_as_it_is_written(warehouse: Warehouse, entered: object, number_format: str | None, stored: float) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", entered, number_format=number_format)
    load(warehouse, book.bytes(), "f.xlsx", by="an", accept_warnings=True)
    assert float(values(warehouse)["5g-dia-ban"][0]) == stored


@pytest.mark.parametrize("entered", [None, "", "-", "chưa có số liệu"])
def test_a_blank_says_nothing(warehouse: Warehouse, entered: object) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", entered)
    load(warehouse, book.bytes(), "f.xlsx", by="an")
    assert "5g-dia-ban" not in values(warehouse)


def test_not_applicable_is_neither_blank_nor_zero(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", "không áp dụng")
    load(warehouse, book.bytes(), "f.xlsx", by="an")
    assert values(warehouse)["5g-dia-ban"][0] is None


def test_sorted_rows_keep_their_meaning(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    sheet, one, other = book.book[FIGURES], book.row("5g-dia-ban"), book.row("sang-kien")
    for letter in "ABCDEFGHIJKLM":
        first, second = sheet[f"{letter}{one}"].value, sheet[f"{letter}{other}"].value
        sheet[f"{letter}{one}"], sheet[f"{letter}{other}"] = second, first
    load(warehouse, book.bytes(), "f.xlsx", by="an")
    assert values(warehouse)["5g-dia-ban"][0] == 71.5 and values(warehouse)["sang-kien"][0] == 2


def test_warnings_want_accepting(warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an")
    book = valid(warehouse)
    address = book.poke("5g-dia-ban", 69.5)
    assert found(warehouse, book.bytes()) == {("changed", FIGURES, address)}
    assert load(warehouse, book.bytes(), "g.xlsx", by="an").submission_id is None
    assert load(warehouse, book.bytes(), "g.xlsx", by="an", accept_warnings=True).submission_id == "BC-00002"


@pytest.mark.parametrize(("before", "after", "kind"), [(60, 95, "jump"), (60, 50, "fall"), (0, 20, None), (62, "0,62%", "scale")])
def test_a_doubtful_movement_is_a_warning(warehouse: Warehouse, before: object, after: object, kind: str | None) -> None:
    load(warehouse, valid(warehouse, lambda book: book.poke("5g-dia-ban", before), period="2026Q2").bytes(), "q2.xlsx", by="an")
    book = valid(warehouse, lambda book: book.poke("5g-dia-ban", after), period="2026Q3")
    assert {name for name, _, _ in found(warehouse, book.bytes())} == ({kind} if kind else set())


def test_another_reporters_figure_is_told(warehouse: Warehouse) -> None:
    load(warehouse, valid(warehouse, lambda book: book.poke("chu-ky-so-nguoi-dan", 12)).bytes(), "f.xlsx", by="an")
    book = blank(warehouse, "tran-lieu/cong-an")
    address = book.poke("chu-ky-so-nguoi-dan", 13)
    assert found(warehouse, book.bytes()) == {("other_reporter", FIGURES, address)}


def test_a_done_task_needs_its_day(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    places = book.poke_task("tranlieu-79/PL3/I.1", state="Hoàn thành", completed_on=None)
    assert found(warehouse, book.bytes()) == {("done_without_date", TASKS, places["completed_on"])}
    book.poke_task("tranlieu-79/PL3/I.1", state="hoàn thành", completed_on="20/10/2025", percent=100)
    load(warehouse, book.bytes(), "f.xlsx", by="an")
    with warehouse.cursor() as cursor:
        cards = cursor.execute(
            "SELECT period, state, overdue_days FROM task_card WHERE task_id = 'tranlieu-79/PL3/I.1' ORDER BY period"
        ).fetchall()
    assert cards[2:4] == [("2025Q3", "trong_han", None), ("2025Q4", "qua_han", 92)]  # nothing was reported in those quarters
    assert cards[-1] == ("2026Q3", "qua_han_xong", 20)


@pytest.mark.parametrize("when", ["15/10/2026", "01/01/2062", "31/12/2024"])
def test_a_task_done_at_an_odd_time_is_asked_about(warehouse: Warehouse, when: str) -> None:
    book = valid(warehouse)
    places = book.poke_task("tranlieu-79/PL3/I.1", state="Hoàn thành", completed_on=when)
    assert found(warehouse, book.bytes()) == {("done_at_odd_time", TASKS, places["completed_on"])}
    book.poke_task("tranlieu-79/PL3/I.1", completed_on="30/09/2026")
    assert found(warehouse, book.bytes()) == set()


@pytest.mark.parametrize(
    ("period", "kind"),
    [("2024Q4", "before_plan"), ("2025Q3", "after_end")],
)
def test_a_quarter_outside_the_plan_is_refused(warehouse: Warehouse, period: str, kind: str) -> None:
    plan, unit, code = ("haiduong-snv-276", "hai-duong/so-noi-vu", "tthc-doanh-nghiep")
    book = blank(warehouse, unit, period, plan)
    book.poke(code, 90)
    assert {name for name, _, _ in found(warehouse, book.bytes())} == {kind}


def test_a_locked_period_takes_nothing(warehouse: Warehouse) -> None:
    warehouse.ledger.append("period", {"period": "2026Q3", "locked": True}, by="quan-tri")
    assert {name for name, _, _ in found(warehouse, valid(warehouse).bytes())} == {"locked"}


def test_an_empty_report_says_so(warehouse: Warehouse) -> None:
    assert {name for name, _, _ in found(warehouse, blank(warehouse).bytes())} == {"nothing_entered"}


@pytest.mark.parametrize("content", [b"", b"xin ch\xc3\xa0o", b"PK\x03\x04 damaged", b"a,b\n1,2\n"])
def test_a_strange_file_is_refused_in_words(warehouse: Warehouse, content: bytes) -> None:
    with pytest.raises(NotOurWorkbook, match="Tệp|tệp"):
        load(warehouse, content, "f.xlsx", by="an")


def test_withdrawing_takes_every_figure_back_once(warehouse: Warehouse) -> None:
    first = load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an").submission_id
    assert first and withdraw(warehouse, first, by="an", why="Nhầm quý") is True
    assert withdraw(warehouse, first, by="an", why="Nhầm quý") is False
    with warehouse.cursor() as cursor:
        assert cursor.execute("SELECT count(*) FROM scorecard WHERE value IS NOT NULL").fetchone() == (0,)
    assert load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an").submission_id != first


def test_what_is_decided_stays_decided(warehouse: Warehouse) -> None:
    first = load(warehouse, valid(warehouse).bytes(), "f.xlsx", by="an").submission_id
    assert first
    send_back(warehouse, first, by="binh", why="Thiếu minh chứng")
    with pytest.raises(CannotDo, match="Trả lại"):
        approve(warehouse, first, by="binh")
    with pytest.raises(CannotDo, match="Không có báo cáo"):
        approve(warehouse, "BC-99999", by="binh")


def test_confirming_after_another_entry_shows_the_preview_again(warehouse: Warehouse) -> None:
    shown = preview(warehouse, valid(warehouse).bytes(), "f.xlsx")
    warehouse.ledger.append("setting", {"key": "a", "value": "b"}, by="binh")
    with pytest.raises(LedgerMoved):
        confirm(warehouse, shown, by="an")
    assert confirm(warehouse, preview(warehouse, valid(warehouse).bytes(), "f.xlsx"), by="an") == "BC-00002"


def test_once_there_are_people_only_they_may_submit_and_only_for_their_units(warehouse: Warehouse) -> None:
    for person, role, unit in (("an", "chuyen_vien", "tran-lieu"), ("binh", "chuyen_vien", "uong-bi"), ("chi", "lanh_dao", "tran-lieu")):
        warehouse.ledger.append(
            "person", {"person_id": person, "name": person, "role": role, "unit_id": unit, "active": True}, by="quan-tri"
        )
    content = valid(warehouse).bytes()
    for stranger in ("binh", "chi", "ai-do"):
        with pytest.raises(NotAllowed):
            load(warehouse, content, "f.xlsx", by=stranger)
        with pytest.raises(NotAllowed):
            confirm(warehouse, preview(warehouse, content, "f.xlsx"), by=stranger)
    assert load(warehouse, content, "f.xlsx", by="an").submission_id


@pytest.mark.parametrize(("number_format", "stored"), [('0.0"%"', 62.5), ("0.0\\%", 62.5), ("0.0%", 6250)])
def test_only_a_percent_sign_that_scales_is_a_percent_format(warehouse: Warehouse, number_format: str, stored: float) -> None:
    book = valid(warehouse)
    book.poke("5g-dia-ban", 62.5, number_format=number_format)
    load(warehouse, book.bytes(), "f.xlsx", by="an", accept_warnings=True)
    assert float(values(warehouse)["5g-dia-ban"][0]) == stored


@pytest.mark.parametrize("period", ["9999Q4", "2062Q2"])
def test_an_absurd_quarter_is_refused(warehouse: Warehouse, period: str) -> None:
    book = valid(warehouse)
    book.book[IDENTITY]["B5"] = period
    assert {name for name, _, _ in found(warehouse, book.bytes())} == {"after_end"}


def test_parts_of_a_count_and_parts_of_what_does_not_apply_are_asked(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.poke("sang-kien", None)
    book.poke("bang-rong-1gb", "không áp dụng")
    place = book.poke("sang-kien", 5, "numerator")
    book.poke("sang-kien", 10, "denominator")
    assert found(warehouse, book.bytes()) == {
        ("parts_without_rate", FIGURES, place),
        ("not_applicable_with_parts", FIGURES, book.cell("bang-rong-1gb", "numerator")),
    }


def test_a_note_without_a_figure_is_not_dropped_in_silence(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    place = book.poke("dn-doi-moi", "Đang rà soát", "note")
    assert found(warehouse, book.bytes()) == {("beside_nothing", FIGURES, place)}


@pytest.mark.parametrize(("entered", "kinds"), [("50%", set()), (50, set()), (0.5, {"question"}), (120, {"percent_range"})])
def test_how_far_a_task_is_reads_like_any_percentage(warehouse: Warehouse, entered: object, kinds: set[str]) -> None:
    book = valid(warehouse)
    book.poke_task("tranlieu-79/PL3/I.1", state="Đang thực hiện", percent=entered)
    assert {name for name, _, _ in found(warehouse, book.bytes())} == kinds


def test_a_done_task_is_not_done_in_part(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.poke_task("tranlieu-79/PL3/I.1", state="Hoàn thành", percent=30, completed_on="20/10/2025")
    assert {name for name, _, _ in found(warehouse, book.bytes())} == {"done_in_part"}


def test_a_stray_cell_far_down_is_named_and_one_a_million_rows_down_is_refused(warehouse: Warehouse) -> None:
    book = valid(warehouse)
    book.book[FIGURES]["G9000"] = 71
    assert found(warehouse, book.bytes()) == {("figure_without_row", FIGURES, "G9000")}
    book.book[FIGURES]["G1048576"] = "x"
    with pytest.raises(NotOurWorkbook, match="hàng 1048576"):
        found(warehouse, book.bytes())


def test_a_lock_set_after_the_preview_is_seen_before_storing(warehouse: Warehouse) -> None:
    shown = preview(warehouse, valid(warehouse).bytes(), "f.xlsx")
    warehouse.ledger.append("period", {"period": "2026Q3", "locked": True}, by="quan-tri")
    with pytest.raises(LedgerMoved):
        confirm(warehouse, shown, by="an")
