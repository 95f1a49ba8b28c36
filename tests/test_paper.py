"""The words of a report: whose it is, what it says of what was reached and what is late, and what it honestly does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from domain.period import Period
from report.briefing import printed, word
from report.briefing.form import Group, Heading, Paper, Para, Section, Table, printable
from report.briefing.paper import long_day, paper
from store.home import Home
from store.reads import about_briefing
from store.warehouse import Warehouse
from tests.briefings import PLAN, UNIT, cell, document, facts, reporter, task
from tests.rows import NO_PATH, card

Row = dict[str, Any]
CODE = "7K2-QF4H"
CITY = UNIT | {"unit_id": "p", "name": "Thành phố P", "short_name": "P", "kind": "tinh", "parent_id": None}
OFFICE = UNIT | {"unit_id": "p/so", "name": "Sở Công Thương thành phố P", "short_name": "Sở Công Thương", "kind": "so", "parent_id": "p"}


def made(choice: Row | None = None, **changes: Any) -> Paper:
    above = changes.pop("above", CITY)
    whole = document(facts(**changes) | {"above": above})
    return paper(whole | {"choice": whole["choice"] | (choice or {})}, CODE)


def words(part: Any) -> str:
    return " ".join(_strings(part))


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _strings(one)
    elif hasattr(part, "__dataclass_fields__"):
        for name in reversed(part.__dataclass_fields__) if isinstance(part, Para) else part.__dataclass_fields__:
            yield from _strings(getattr(part, name))


def section(one: Paper, number: str) -> str:
    return words(_section(one, number))


def _section(one: Paper, number: str) -> Section:
    return next(part for part in one.sections if part.title.startswith(f"{number}. "))


def headings(one: Paper, number: str) -> list[str]:
    return [item.text for item in _section(one, number).items if isinstance(item, Heading)]


def lines(one: Paper, annex: int = 0) -> list[tuple[str, ...]]:
    return [row for item in one.annexes[annex].items if isinstance(item, Table) for row in item.rows if not isinstance(row, Group)]


def explanation(**changes: Any) -> Row:
    return {
        "explanation_id": "GT-1", "indicator_id": "k/PL2/1", "unit_id": "a", "unit_name": "Phường A", "name": "Tỷ lệ thử",
        "period": "2026Q3", "question": "Vì sao?", "asked_by": "an", "asked_at": datetime(2026, 11, 1), "answer": None,
        "answered_by": None, "answered_at": None, "state": "cho_tra_loi", "due_on": date(2026, 11, 30),
        "value": Decimal(45), "status": "cham", "unit_of_measure": "%",
    } | changes  # fmt: skip


def given(**changes: Any) -> Row:
    return {
        "meeting_task_id": "KL-1", "text": "Rà soát danh sách hộ", "lead_short": "Phòng A", "lead_name": "Phòng A phường A",
        "due_on": date(2026, 12, 1), "done_on": None, "concluded_on": date(2026, 11, 10), "state": "trong_han", "overdue_days": None,
        "result": None,
    } | changes  # fmt: skip


# -- whose it is -------------------------------------------------------------------------------------------------------------


def test_a_ward_reports_to_its_city_and_its_chairman_signs() -> None:
    one = made()
    assert one.head.superior == ""
    assert one.head.issuer == ("ỦY BAN NHÂN DÂN", "PHƯỜNG A")
    assert one.head.number.replace("\u00a0", " ") == "Số:      /BC-UBND"
    assert one.addressee == "Kính gửi: Ủy ban nhân dân thành phố P"
    assert one.signature == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert one.recipients == (
        "- Như trên;", "- Chủ tịch, các Phó Chủ tịch UBND phường;", "- Các cơ quan, đơn vị được giao chủ trì;", "- Lưu: VT, ….",
    )  # fmt: skip


def test_a_department_names_its_committee_above_itself_and_takes_its_sign_from_its_plan() -> None:
    one = made(unit=OFFICE, plan=PLAN | {"number": "276/KH-SNV", "issuer_unit_id": "p/so"})
    assert one.head.superior == "UBND THÀNH PHỐ P"
    assert one.head.issuer == ("SỞ CÔNG THƯƠNG",)
    assert one.head.number.endswith("/BC-SNV")
    assert one.head.place_date.startswith("P, ngày ")
    assert one.signature == ("GIÁM ĐỐC",)


def test_a_body_under_a_plan_of_another_has_its_sign_left_open() -> None:
    assert made(unit=OFFICE).head.number.endswith("/BC-……")


def test_where_nobody_stands_above_nobody_is_addressed() -> None:
    one = made(unit=CITY, above=None)
    assert one.addressee == ""
    assert one.recipients[0] == "- Chủ tịch, các Phó Chủ tịch UBND thành phố;"
    assert "trân trọng báo cáo" not in one.closing


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 12), "ngày 12 tháng 02 năm 2026"),
        (date(2019, 6, 29), "ngày 29 tháng 6 năm 2019"),
        (date(2026, 11, 3), "ngày 03 tháng 11 năm 2026"),
    ],
)
def test_days_are_written_as_the_decree_wants(value: date, written: str) -> None:
    assert long_day(value) == written


def test_it_bears_the_day_it_was_made_and_counts_to_the_day_it_says() -> None:
    one = made(made_on=date(2026, 12, 1), as_of=date(2026, 11, 21))
    assert one.head.place_date == "A, ngày 01 tháng 12 năm 2026"
    assert "tính đến ngày 21/11/2026" in words(one.opening)


def test_it_has_the_four_parts_and_ends_as_documents_end() -> None:
    one = made()
    assert [part.title for part in one.sections] == [
        "I. KẾT QUẢ THỰC HIỆN", "II. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN", "III. ĐỀ XUẤT, KIẾN NGHỊ", "IV. NHIỆM VỤ TRỌNG TÂM KỲ TỚI",
    ]  # fmt: skip
    assert one.closing.endswith("./.")


# -- what it says ------------------------------------------------------------------------------------------------------------


def test_what_is_late_is_said_with_figure_way_target_gap_and_lead() -> None:
    said = section(made(), "II")
    assert "- Tỷ lệ thử (Phụ lục 2, dòng 1): 45 %, lộ trình đến nay 46,00 %, mục tiêu ≥ 80 % đến năm 2030" in said.replace("  ", " ")
    assert "thấp hơn lộ trình 1 điểm phần trăm; Phòng A chủ trì." in said


def test_a_falling_indicator_is_late_by_standing_above_its_way() -> None:
    falling = card(direction="giam", op="<=", base=60, value=50, expected=45.5, target=20, target_text="≤ 20%", needed_per_quarter=-1.7)
    assert "cao hơn lộ trình 4,5 điểm phần trăm" in section(made(rows=[falling]), "II")


def test_a_row_met_only_by_more_than_its_target_is_said_to_stand_at_it() -> None:
    held = card(
        status="khong_dat", reason="stage_end", op=">", value=80, target=80, expected=80, target_text="> 80%", needed_per_quarter=None
    )
    assert "mới bằng mức mục tiêu" in section(made(rows=[held]), "II")


def test_where_nobody_explained_it_says_so_plainly() -> None:
    assert "Chưa có giải trình nào của đơn vị về các chỉ tiêu nêu trên được ghi nhận" in section(made(), "II")


def test_what_a_unit_answered_stands_beside_its_row() -> None:
    said = section(made(explanations=[explanation(state="da_tra_loi", answer="Thiếu máy quét.")]), "II")
    assert "nguyên nhân đơn vị nêu: «Thiếu máy quét»" in said
    assert "Đã yêu cầu giải trình 1 số liệu, 1 số liệu đã được đơn vị trả lời." in said
    assert "Chưa có giải trình nào" not in said


def test_a_question_still_open_is_said_to_wait() -> None:
    said = section(made(explanations=[explanation()]), "II")
    assert "đã yêu cầu giải trình, chờ trả lời, hạn 30/11/2026" in said
    assert "0 số liệu đã được đơn vị trả lời" in said


def test_the_answer_of_another_unit_is_no_cause_of_this_one() -> None:
    other = explanation(unit_id="b", unit_name="Phường B", state="da_tra_loi", answer="Chỗ khác")
    said = section(made(explanations=[other]), "II")
    assert "nguyên nhân: chưa có giải trình" in said
    assert "nguyên nhân đơn vị nêu: «Chỗ khác»" not in said
    assert "(Phường B): «Chỗ khác»." in said


def test_counts_add_up_to_the_rows_of_the_plan() -> None:
    rows = [
        card(indicator_id=f"k/PL2/{n}", measure_id=f"m{n}", status=status) for n, status in enumerate(("dat", "cham", "cham", "nguy_co"), 1)
    ]
    assert "Kế hoạch có 4 dòng chỉ tiêu (Phụ lục 2: 4): 1 đạt, 2 chậm, 1 nguy cơ không đạt." in section(made(rows=rows), "I")
    table = next(item for item in _section(made(rows=rows), "I").items if isinstance(item, Table))
    assert table.rows == (("Phụ lục 2", "4", "1", "0", "2", "1", "0"), ("Cộng", "4", "1", "0", "2", "1", "0"))


def test_one_measure_in_two_rows_is_told_once() -> None:
    rows = [card(), card(indicator_id="k/PL1/7", appendix="1", row_no="7")]
    said = section(made(rows=rows), "II")
    assert said.count("Tỷ lệ thử") == 1
    assert "(Phụ lục 2, dòng 1; cũng ở Phụ lục 1, dòng 7)" in said


def test_the_departments_that_lead_what_is_late_are_asked_by_name_the_worst_first() -> None:
    rows = [
        card(),
        card(indicator_id="k/PL2/2", measure_id="n", status="nguy_co", lead="Phòng B"),
        card(indicator_id="k/PL2/3", measure_id="o", status="dat", lead="Phòng C"),
    ]
    said = section(made(rows=rows), "III")
    assert said.index("Đề nghị Phòng B (chủ trì 1 dòng chỉ tiêu không đạt") < said.index("Đề nghị Phòng A (chủ trì 1 dòng chỉ tiêu chậm)")
    assert "Phòng C (" not in said


def test_a_unit_is_not_asked_for_its_own_figures_but_others_are() -> None:
    own = made(reporters=[reporter("a", False)], rows=[card(value_period="2026Q2", age_quarters=1)])
    assert "gửi số liệu" not in section(own, "III")
    assert "Chưa có báo cáo Quý III/2026; đang xem số của Quý II/2026" in section(own, "I")
    assert "Đề nghị Phòng B gửi số liệu Quý III/2026 còn thiếu." in section(made(), "III")


def test_the_pace_needed_is_a_table_and_only_of_what_is_behind() -> None:
    rows = [card(), card(indicator_id="k/PL2/2", measure_id="n", status="dung_tien_do", name="Khác")]
    table = next(item for item in _section(made(rows=rows), "IV").items if isinstance(item, Table))
    assert table.rows == (("Tỷ lệ thử (Phụ lục 2, dòng 1)", "45 %", "≥ 80 %\nnăm 2030", "+2,06 điểm", "Phòng A"),)


def test_tasks_overdue_stand_among_the_shortcomings_and_those_to_come_in_the_next_steps() -> None:
    later = task(2, state="trong_han", counted="trong_han", overdue_days=None, closes_on=date(2026, 12, 15), due_on=date(2026, 12, 15))
    one = made(tasks=[task(), later])
    assert "- Nhiệm vụ 1 (Phụ lục 3, dòng I.1): hạn 01/11/2026, quá 20 ngày; Phòng A chủ trì." in section(one, "II").replace("  ", " ")
    assert "quá hạn tính theo sổ, không phải kết luận về thực tế" in section(one, "II")
    assert "- Nhiệm vụ 2 (Phụ lục 3, dòng I.2): hạn 15/12/2026, còn 24 ngày; Phòng A chủ trì." in section(one, "IV").replace("  ", " ")


def test_a_deadline_before_the_plan_was_signed_is_the_plans_own_fault() -> None:
    one = made(tasks=[task(due_before_plan=True)])
    assert "lỗi của kế hoạch" in section(one, "II")
    assert "xem lại thời hạn của 1 nhiệm vụ có hạn trước ngày ký Kế hoạch" in section(one, "III")


def test_what_the_meeting_concluded_comes_first_among_the_next_steps_until_it_is_done() -> None:
    done = given(meeting_task_id="KL-2", text="Mua máy quét.", done_on=date(2026, 11, 15), result="Đã mua 3 máy", state="dung_han")
    one = made(meeting_tasks=[given(), done])
    assert headings(one, "IV")[0] == "1. Việc giao tại họp còn phải thực hiện"
    assert "- Rà soát danh sách hộ (giao ngày 10/11/2026): Phòng A chủ trì, hạn 01/12/2026, còn 10 ngày." in section(one, "IV")
    assert "Mua máy quét: Phòng A hoàn thành ngày 15/11/2026; kết quả: «Đã mua 3 máy»." in section(one, "I")
    assert "Mua máy quét" not in section(one, "IV")


def test_remarks_somebody_wrote_are_in_it_once() -> None:
    one = made({"remarks": {"toan_canh": "Quý này tập trung chữ ký số.", "nhiem_vu": ""}})
    assert words(one).count("Quý này tập trung chữ ký số.") == 1


# -- what it does not know -----------------------------------------------------------------------------------------------------


def test_a_plan_without_indicators_says_so_and_never_that_all_is_well() -> None:
    one = made(rows=[], reporters=[], cells=[])
    assert "không có dòng chỉ tiêu nào có con số của riêng đơn vị" in section(one, "I")
    assert "Chưa có số liệu, báo cáo nào để xác định tồn tại, hạn chế trong kỳ" in section(one, "II")
    assert one.annexes == ()


def test_tasks_nobody_reported_on_are_not_called_fine() -> None:
    ongoing = task(state="thuong_xuyen", counted="thuong_xuyen", closes_on=None, due_on=None, overdue_days=None)
    said = section(made(rows=[], tasks=[ongoing]), "II")
    assert said.endswith("Không có nhiệm vụ nào quá ngày hạn Kế hoạch ghi.")
    assert "báo cáo 1 nhiệm vụ, giải pháp chưa có báo cáo" in section(made(rows=[], tasks=[ongoing]), "III")


def test_all_good_is_said_only_of_what_was_judged() -> None:
    assert section(made(rows=[card(status="dat", reason="met")]), "II").endswith(
        "Theo số liệu đã có, không có chỉ tiêu nào chậm, có nguy cơ không đạt hoặc không đạt."
    )


def test_a_row_without_a_figure_or_a_target_is_listed_without_one() -> None:
    one = made(rows=[card(status="chua_co_so_lieu", reason="no_value", value=None, value_period=None, needed_per_quarter=None, **NO_PATH)])
    assert "1 dòng chưa có số liệu (theo cơ quan chủ trì: Phòng A 1): Tỷ lệ thử (Phụ lục 2, dòng 1)." in section(one, "II")
    assert lines(one)[0][3:7] == ("chưa có", "–", "≥ 80 %\n(đến năm 2030)", "Chưa có số liệu")
    assert "None" not in words(one)


def test_doubt_pending_estimate_and_age_are_marked_where_the_figure_stands() -> None:
    row = card(certain=False, approved=False, estimate=True, value_period="2026Q2", age_quarters=1, newer_pending=True)
    one = made(rows=[row])
    assert lines(one)[0][3] == "45 %\n(chưa duyệt; số ước; Quý II/2026; có bản mới chờ duyệt)"
    assert lines(one)[0][5] == "≥ 80 % (*)\n(đến năm 2030)"
    late = section(one, "II")
    assert "45 % (số liệu Quý II/2026)" in late
    assert "Lưu ý: số liệu chưa duyệt; có số ước; có bản mới đang chờ duyệt." in late
    assert "(*) Ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn." in late
    assert "xác nhận con số của 1 ô mục tiêu" in section(one, "III")
    assert "1 dòng chưa duyệt; 1 dòng có số ước; 1 dòng dùng số liệu của quý trước; 1 dòng có ô mục tiêu" in words(one.proof)


def test_an_ended_plan_and_an_ended_body_are_said_before_anything_else() -> None:
    one = made(
        plan=PLAN | {"status": "het_hieu_luc", "effective_to": date(2025, 6, 30)}, unit=UNIT | {"valid_to": date(2025, 6, 30)}, rows=[]
    )
    said = words(one.opening)
    assert "Kế hoạch này đã hết hiệu lực từ sau ngày 30/06/2025" in said
    assert "Phường A chấm dứt hoạt động từ sau ngày 30/06/2025" in said
    assert "không còn nhiệm vụ của kỳ tới" in section(one, "IV")


def test_a_city_is_told_through_its_wards_and_not_judged_itself() -> None:
    row = card(
        unit_id="p", status="khong_danh_gia", reason="aggregate", aggregated=True, averaged=True, reported_units=1, due_units=2,
        children='{"nguy_co": 1, "cham": 1}', needed_per_quarter=None, **NO_PATH,
    )  # fmt: skip
    below = [
        {"unit_id": "a", "name": "Phường A", "short_name": "A", "status": "nguy_co", "rows": 1},
        {"unit_id": "b", "name": "Phường B", "short_name": "B", "status": "cham", "rows": 1},
    ]
    one = made(unit=CITY, above=None, rows=[row], below=below, reporters=[reporter("a", True), reporter("b", False)])
    assert "1/2 đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt; nhiều nhất là A, 1 dòng." in section(one, "I")
    assert "Từng đơn vị: 1 nguy cơ không đạt, 1 chậm." in section(one, "II")
    assert "không đạt nhất, gồm A (1 dòng), làm rõ nguyên nhân" in section(one, "III")
    assert lines(one)[0][3] == "45 %\n(gộp 1/2 đơn vị; trung bình cộng)"
    assert [annex.label for annex in one.annexes] == ["Phụ lục I", "Phụ lục II"]
    assert lines(one, 1)[0] == ("Phường A", "có", "0", "0", "0", "1", "0")


# -- annexes and proof ---------------------------------------------------------------------------------------------------------


def test_every_row_and_task_stands_in_an_annex_with_its_cell() -> None:
    told = task(2, submission_id="BC-00009", reported_state="dang_thuc_hien", percent=Decimal(50), reported_period="2026Q3",
                reported_quarter=8106, cell="D6", sheet="Nhiệm vụ", file_name="b.xlsx")  # fmt: skip
    one = made(tasks=[task(), told])
    assert lines(one)[0] == (
        "1", "Tỷ lệ thử", "Phòng A", "45 %", "46,00 %", "≥ 80 %\n(đến năm 2030)", "Chậm", "BC-00001, ô\u00a0G12",
    )  # fmt: skip
    assert lines(one)[1] == ("BC-00001", "a.xlsx, «Số liệu»", "Phòng A", "Quý III/2026", "Đã duyệt")
    assert [row[1] for row in lines(one, 1)] == ["Nhiệm vụ 1", "Nhiệm vụ 2"]
    assert lines(one, 1)[1][5] == "đang thực hiện, 50 %\nBC-00009, ô\u00a0D6"


def test_many_cells_behind_a_figure_are_counted_and_their_reports_named() -> None:
    cells = [cell(cell=f"G{n}", submission_id=f"BC-0000{n}") for n in range(1, 7)]
    one = made(cells=cells)
    assert lines(one)[0][-1] == "6 ô trong 6 báo cáo"
    assert len(lines(one)) == 1 + 6


def test_one_annex_has_no_number_two_have_roman_ones() -> None:
    assert [annex.label for annex in made().annexes] == ["Phụ lục"]
    both = made(tasks=[task()])
    assert [annex.label for annex in both.annexes] == ["Phụ lục I", "Phụ lục II"]
    assert both.annexes[0].with_what.replace("\u00a0", "") == "(Kèm theo Báo cáo số/BC-UBND ngàythángnăm 2026 của Ủy ban nhân dân phường A)"


def test_measures_that_only_repeat_the_plan_are_counted_not_listed() -> None:
    idle = [task(n, kind="giai_phap", state="khong_han", counted="khong_han", closes_on=None, due_on=None) for n in (2, 3)]
    one = made(tasks=[task(), *idle])
    assert [row[1] for row in lines(one, 1)] == ["Nhiệm vụ 1"]
    assert "Không liệt kê 2 giải pháp" in words(one.annexes[1])
    assert len(lines(made(tasks=idle), 1)) == 2


def figure(year: int, score: str, rank: int, out_of: int, version: str) -> Row:
    return {
        "index_id": "PII", "unit_id": "p", "unit_name": "Thành phố P", "short_name": "P", "year": year, "version": version, "part": None,
        "score": Decimal(score), "rank": rank, "out_of": out_of, "source": "bao.vn", "note": None, "kind": "chung", "position": None,
        "missing": False, "conflicting": False, "figure_id": None,
    }  # fmt: skip


def index(**step: Any) -> Row:
    new = {
        "unit_id": "p", "year": 2025, "version": "khung 2025", "out_of": 34, "year_before": 2024, "version_before": "khung 2024",
        "out_of_before": 63, "other_version": True, "unknown_version": False, "other_field": True, "other_border": False,
        "conflicting": False, "no_score": False, "broken": True, "change": None, "places_up": None, "joined": None,
    } | step  # fmt: skip
    answers = [
        {"plan_id": "k", "index_id": "PII", "unit_id": "a/x", "unit_name": "Phòng A", "short_name": "Phòng A", "text": "Làm đầu mối."}
    ]
    figures = [figure(2025, "58.41", 3, 34, "khung 2025"), figure(2024, "50", 6, 63, "khung 2024")]
    return {"index_id": "PII", "figures": figures, "steps": [new], "answers": answers, "kin": [CITY]}


def test_an_index_of_another_version_is_never_compared_without_saying_so() -> None:
    one = made(rows=[], cells=[], indices=[index()])
    assert "năm 2025: hạng 3/34, 58,41 điểm. Năm 2024: hạng 6/63, 50,00 điểm. Không so với năm 2024: đổi cách tính" in section(one, "I")
    assert lines(one)[0] == (
        "2025", "Thành phố P", "58,41", "3/34", "khung 2025",
        "Không so với năm 2024: đổi cách tính; xếp hạng trong 63 rồi trong 34 tỉnh, thành phố.", "bao.vn",
    )  # fmt: skip
    assert lines(one)[-1] == ("PII", "Phòng A", "Làm đầu mối.")
    assert "giảm" not in section(one, "II")


def test_an_index_that_fell_where_it_may_be_compared_is_a_shortcoming() -> None:
    fell = index(other_version=False, other_field=False, broken=False, change=Decimal("-1.5"), joined="lien")
    assert "- PII năm 2025, Thành phố P: giảm 1,50 điểm so với năm 2024, cùng cách tính." in section(made(indices=[fell]), "II")


def test_an_index_the_plan_does_not_name_is_not_in_its_report() -> None:
    assert "PII" not in words(made(indices=[index() | {"answers": []}]))


def test_the_small_print_proves_it() -> None:
    said = words(made().proof)
    for part in (CODE, "79/KH-UBND", "Phường A", "Quý III/2026", "21/11/2026", "1/2 đơn vị đã báo cáo", "1 dòng đã duyệt", "phiên bản 1"):
        assert part in said
    assert CODE in made().footer


def test_invented_figures_are_called_so_above_page_one_and_below_all() -> None:
    one = made(demonstration=True)
    assert one.mark == "SỐ LIỆU MINH HỌA, KHÔNG PHẢI VĂN BẢN THẬT"
    assert one.footer.startswith("Số liệu minh họa, không phải số liệu thật.")
    assert made().mark == ""
    assert "minh họa" not in words(made())


# -- the whole demonstration ---------------------------------------------------------------------------------------------------

EVERY = [
    ("tranlieu-79", "tran-lieu"), ("tranlieu-79", "van-mau"), ("tranlieu-79", "minh-hoa"), ("tranlieu-79", "lam-mau"),
    ("uongbi-53", "uong-bi"), ("uongbi-114", "uong-bi-tp"), ("haiduong-snv-276", "hai-duong/so-noi-vu"),
    ("haiphong-sct-5749", "hai-phong/so-cong-thuong"),
]  # fmt: skip


@pytest.fixture(scope="module")
def everything(demonstration: Home) -> Iterator[Warehouse]:
    opened = Warehouse.own(demonstration)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.xdist_group("pages")
@pytest.mark.parametrize(("plan_id", "unit_id"), EVERY)
def test_every_plan_has_a_report_without_a_hole(everything: Warehouse, plan_id: str, unit_id: str) -> None:
    with everything.cursor() as cursor:
        found = about_briefing.facts(cursor, plan_id, unit_id, Period.parse("2026Q3"), date(2026, 11, 21))
    one = paper(document(found), CODE)
    assert not re.search(r"\b(None|nan|True|False|Decimal)\b|datetime|[{}]|;;|,,|\( ", words(one))
    assert not [item.text for part in one.sections for item in part.items if isinstance(item, Para) and "  " in item.text]
    assert all(part.items for part in one.sections)
    assert one.mark
    assert bool(one.addressee) == (unit_id != "minh-hoa")
    assert bool(one.annexes) == bool(found["rows"] or found["tasks"] or plan_id == "uongbi-114")
    assert len(word.to_docx(one)) > 10_000
    assert printed.to_pdf(one).startswith(b"%PDF")


# -- hostile words -------------------------------------------------------------------------------------------------------------


def test_what_no_document_may_hold_is_dropped_and_everything_else_stays_as_it_is() -> None:
    one = made(rows=[card(name="<script>alert(1)</script>\x00\x0b =1+1 \ufffe #strong[x] $y$ \u202emục")])
    assert lines(one)[0][1] == "<script>alert(1)</script> =1+1  #strong[x] $y$ mục"


def test_blanks_and_line_breaks_are_kept() -> None:
    assert printable("Số:\u00a0\u00a0/BC\nmột\thai") == "Số:\u00a0\u00a0/BC\nmột hai"


def test_the_same_document_makes_the_same_paper() -> None:
    assert made() == made()
