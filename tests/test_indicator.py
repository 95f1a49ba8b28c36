"""The fragments of one row's page: the strip of stages, units beside each other, figures, kin, where else to look."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from domain.period import Period
from report.indicator import (
    elsewhere,
    figures_html,
    figures_table,
    kin_html,
    legal_facts,
    stages_table,
    strip,
    strip_html,
    strip_note,
    units_html,
    units_table,
    who_answers,
    why_not_together,
    with_standing_target,
)
from tests.rows import NO_PATH, card, number
from tests.test_markup import EVIL, Page

Q3 = Period.parse("2026Q3")


def goal(stage: int, op: str, value: object, **changes: object) -> dict:
    row = {"stage": stage, "op": op, "value": number(value), "upper": None, "text": f"{op} {value}", "stands": True, "certain": True}
    return row | {"doubt": None, "unit_id": None, "valid_from": None} | changes


def stage(year: int, **changes: object) -> dict:
    row = card(stage=year, **NO_PATH | {"value": None, "value_period": None, "status": "chua_den_ky", "reason": "chua_den_ky"})
    return row | {"already_met": None} | changes


PAST = {"period": "2025Q4", "value": Decimal("62"), "value_period": "2025Q4", "status": "dat", "reason": "met", "already_met": True}
CARDS = [stage(2025, **PAST), stage(2030), stage(2035, already_met=True), stage(2040)]
GOALS = [goal(2025, ">", 60), goal(2030, ">=", 80), goal(2035, ">=", 40)]


def test_every_printed_stage_has_a_card_and_the_one_in_force_is_the_quarters_own() -> None:
    past, now, early, none = strip(card(), "2025 2030 2035 2040", CARDS, GOALS)
    assert (past.name, past.target, past.status, past.lines, past.now) == ("2025", "> 60 %", "dat", ("62 % (Quý IV/2025)",), False)
    assert (now.target, now.status, now.now) == ("≥ 80 %", "cham", True)
    assert now.lines == ("45 % (Quý III/2026), kỳ vọng 46 %", "mốc gốc 40 % (Quý IV/2025)")
    assert (early.status, early.early, early.lines) == ("chua_den_ky", True, ())
    assert (none.status, none.lines) == (None, ("không đặt mục tiêu, giữ mức 2035: ≥ 40 %",))


def test_a_stage_the_plan_sets_nothing_for_says_so_even_before_any_target() -> None:
    [first, second] = strip(card(stage=None, target=None, op=None, status="chua_den_ky", **NO_PATH), "2030 2040", [], [goal(2040, "=", 90)])
    assert (first.lines, first.status, first.now) == (("không đặt mục tiêu",), None, True)
    assert (second.target, second.status) == ("90 %", "chua_den_ky")


def test_a_target_outlived_is_judged_where_the_quarter_stands() -> None:
    held = card(**NO_PATH | {"held": True, "stage": 2025, "target": 60, "op": ">", "status": "nguy_co", "reason": "held_lost"})
    [past, now] = strip(held, "2025 2030", CARDS[:2], GOALS[:1])
    assert (past.status, past.now) == ("dat", False)
    assert (now.status, now.now) == ("nguy_co", True)
    assert now.lines == ("45 % (Quý III/2026)", "không đặt mục tiêu, giữ mức 2025: > 60 %")


def test_a_target_held_after_the_last_stage_has_a_card_of_its_own() -> None:
    held = card(**NO_PATH | {"held": True, "stage": 2025, "target": 60, "op": ">", "status": "dat", "reason": "met"})
    [past, after] = strip(held, "2025", CARDS[:1], GOALS[:1])
    assert (past.name, past.now, after.name, after.target, after.status) == ("2025", False, "Sau 2025", "giữ > 60 %", "dat")


def test_a_flow_has_no_base_line() -> None:
    [now] = strip(card(over_time="phat_sinh", unit_of_measure="vụ"), "2030", [stage(2030)], GOALS[1:2])
    assert now.lines == ("45 vụ (Quý III/2026), kỳ vọng 46 vụ",)


def test_a_missing_report_at_a_stages_end_is_said() -> None:
    missing = stage(2025, period="2025Q4", status="khong_dat", reason="no_value")
    assert strip(card(), "2025", [missing], GOALS[:1])[0].lines == ("không có số liệu Quý IV/2025",)


def test_the_strip_says_where_other_cards_stand_at_a_later_quarter() -> None:
    found = strip(card(period="2026Q1"), "2025 2030", CARDS, GOALS)
    assert strip_note(card(period="2026Q1"), CARDS, found) == (
        "Thẻ «đang xét» theo Quý I/2026; các giai đoạn khác theo Quý III/2026, kỳ mới nhất."
    )
    assert strip_note(card(), CARDS, found) == ""
    assert strip_note(card(), CARDS, found[:1]) == "Bảng này của kế hoạch chỉ đặt mục tiêu cho năm 2025."


def test_the_strip_shows_word_and_sign_and_the_doubt_of_its_own_target() -> None:
    doubtful = [GOALS[0] | {"certain": False, "doubt": "Chữ 6 mờ"}, *GOALS[1:]]
    fragment = strip_html(strip(card(), "2025 2030 2035", CARDS, doubtful))
    said = Page(fragment).said
    assert "● Đạt" in said and "▼ Chậm" in said and "✓ đã đạt trước hạn" in said and said.count("đang xét") == 1
    assert fragment.count("Chữ 6 mờ") == 2  # title and label of one mark


def test_the_strip_as_a_table() -> None:
    table = stages_table(card(), strip(card(), "2025 2030 2035", CARDS, GOALS), ("Kỳ",))
    assert [row[:3] for row in table.rows] == [("2025", "> 60 %", "Đạt"), ("2030", "≥ 80 %", "Chậm"), ("2035", "≥ 40 %", "Chưa đến kỳ")]


def unit(name: str, value: object, status: str, place: int | None = 1, **changes: object) -> dict:
    named = {"unit_name": f"Phường {name}", "short_name": name, "plan_id": "k", "place": place}
    return card(unit_id=name, value=value, status=status, **changes) | named


UNITS = [
    unit("a", 70, "dung_tien_do", 1),
    unit("d", 70, "dung_tien_do", 1),
    unit("c", 45, "nguy_co", 3),
    unit("e", 90, "dat", None, age_quarters=2),
    unit("b", None, "chua_co_so_lieu", None, value_period=None),
]


def test_units_keep_their_places_and_who_has_none_says_why() -> None:
    said = Page(units_html(UNITS, "a")).said
    assert "không xếp hạng: số cũ 2 quý" in said and "không xếp hạng: chưa có số liệu" in said and said.count("không xếp hạng") == 2
    assert [row[6] for row in units_table(UNITS, ()).rows] == [1, 1, 3, "không xếp hạng: số cũ 2 quý", "không xếp hạng: chưa có số liệu"]


def test_why_figures_of_units_are_not_put_together_yet() -> None:
    assert why_not_together(UNITS, ["c", "d"]) == (
        "Quý này chưa có số gộp dù đã có số liệu của 3/5 đơn vị: "
        "số gộp cần tử số và mẫu số của mọi đơn vị đã báo cáo, mà c, d chỉ gửi tỷ lệ."
    )
    assert why_not_together(UNITS, []).endswith("3/5 đơn vị.")
    assert "chưa đơn vị nào có số liệu" in why_not_together(UNITS[3:], [])


def test_the_units_share_one_scale_and_link_to_their_own_page() -> None:
    fragment = units_html([unit("a", 50, "cham", expected=None), unit("c", 100, "vuot", expected=None)], "a")
    assert "width:46.3%" in fragment and "width:92.6%" in fragment
    assert "chi-tieu?ke_hoach=k&amp;don_vi=c&amp;ky=2026Q3&amp;chi_tieu=k%2FPL2%2F1" in fragment
    assert "<b>▶ <a" in fragment and fragment.count("▶") == 1


def test_units_without_a_readable_target_still_compare_by_value() -> None:
    fragment = units_html([unit("a", 50, "khong_danh_gia", target=None), unit("c", 100, "khong_danh_gia", target=None)], "a")
    assert fragment.count("td-bullet") == 2 and "width:92.6%" in fragment


def test_the_units_as_a_table_keep_their_order_and_numbers() -> None:
    table = units_table(UNITS, ())
    assert [row[0] for row in table.rows][-1] == "Phường b" and table.rows[0][1] == Decimal(70)
    assert "None" not in table.as_html()


SOURCE = {"cells": 1, "units": 1, "file_name": "a.xlsx", "sheet": "Số liệu", "cell": "G6", "by_whom": "an", "verified": True}
SOURCE |= {"numerator": None, "denominator": None}
OWN = card() | SOURCE | {"at": datetime(2026, 10, 12, 1, 30)}


def reported(value: object, submission_id: str, *, stands: bool, state: str) -> dict:
    return {
        "quarter": Q3.index, "value": number(value), "numerator": number(9), "denominator": number(20), "stands": stands,
        "submission_id": submission_id, "state": state, "cell": "G6",
    }  # fmt: skip


def test_a_figure_names_its_parts_its_cell_and_what_it_replaced() -> None:
    rows = [reported(45, "BC-2", stands=True, state="da_duyet"), reported(41, "BC-1", stands=False, state="tra_lai")]
    said = Page(figures_html(card(), "k", [OWN], rows)).said
    assert "45\xa0%" in said and "9\xa0/\xa020" in said and "bản khác: 41\xa0% (BC-1, trả lại)" in said
    assert "a.xlsx · «Số liệu» · hàng 6 (tử số, mẫu số)" in said and "an, 12/10/2026 08:30, đã duyệt" in said
    table = figures_table(card(), [OWN], rows, ())
    assert table.rows[0][:5] == ("Quý III/2026", Decimal(45), Decimal(9), Decimal(20), Decimal("46.0"))
    assert table.rows[0][6] == "2030"  # a year, not a number of two thousand and thirty


def test_figures_put_together_say_of_how_many() -> None:
    together = OWN | {"aggregated": True, "reported_units": 11, "due_units": 12, "cells": 33, "approved": False}
    said = Page(figures_html(card(), "k", [together], [])).said
    assert "gộp 11/12 đơn vị, 33 ô" in said and "chưa duyệt" in said and "a.xlsx" not in said


def test_no_figure_at_all_is_said() -> None:
    assert "Chưa có số liệu" in figures_html(card(), "k", [], [])


ANSWER = [
    {"role": "chu_tri", "name": "Phòng Z phường A", "short_name": "Phòng Z", "parent_id": "a"},
    {"role": "phoi_hop", "name": "Sở B thành phố H", "short_name": "Sở B", "parent_id": "h"},
]


def kin(same: bool, status: str | None) -> dict:
    row = card(status=status or "dat", name="Phủ sóng cho người dân") | {
        "plan_id": "k",
        "plan_number": "79/KH-UBND",
        "targets": "2030: 100",
    }
    return row | {"same_measure": same, "status": status, "numerator_label": "Dân số được phủ sóng", "denominator_label": "Dân số"}


def test_kin_of_another_definition_is_neither_added_nor_compared() -> None:
    said = Page(kin_html([kin(False, "cham")], "a", Q3)).said
    assert "định nghĩa khác nhau" in said and "không cộng, không so" in said and "Dân số được phủ sóng chia cho Dân số" in said
    same = Page(kin_html([kin(True, "cham")], "a", Q3)).said
    assert "Cùng một số liệu" in same and "không cộng" not in same


def test_kin_of_a_plan_that_does_not_bind_the_unit_has_no_status() -> None:
    said = Page(kin_html([kin(False, None)], "a", Q3)).said
    assert "kế hoạch này không giao cho đơn vị đang xem" in said and "Đạt" not in said
    assert "Không có dòng nào khác" in kin_html([], "a", Q3)


def test_who_leads_and_helps_is_named_or_said_to_be_unknown() -> None:
    assert who_answers(ANSWER, {"unit_id": "a", "name": "Phường A"}) == "Chủ trì: Phòng Z phường A · Phối hợp: Sở B thành phố H"
    assert who_answers([], {"unit_id": "a", "name": "Phường A"}) == "Chủ trì: chưa rõ"


def test_beside_another_unit_departments_go_without_their_wards_name() -> None:
    assert who_answers(ANSWER, {"unit_id": "b", "name": "Phường B"}) == (
        "Chủ trì: Phòng Z · Phối hợp: Sở B · Cơ quan chủ trì ghi theo tên trong kế hoạch; ở Phường B là cơ quan có chức năng tương ứng"
    )


def test_a_revised_target_brings_its_own_words() -> None:
    revised = goal(2030, ">=", 85) | {"text": "≥ 85%", "doubt": "mờ"}
    assert with_standing_target(card(), [goal(2030, ">=", 80, stands=False), revised])["target_text"] == "≥ 85%"


def test_a_doubt_of_row_or_target_stands_in_the_legal_line() -> None:
    facts = {"group_name": None, "certain": False, "doubt": "Tên mất chữ"}
    said = dict(legal_facts(card(), facts, {"number": "79/KH-UBND", "title": "T"}, goal(2030, ">=", 80)))
    assert "Tên mất chữ" in said["Chưa chắc"] and "≥" not in said["Vị trí"]


def test_a_plan_without_rows_points_to_what_it_holds() -> None:
    ways = elsewhere("k", "a", "2026Q3", {"tasks": 34, "duties": 2, "criteria": 0, "indices": 6})
    assert Page(ways).said == "34 nhiệm vụ2 chế độ báo cáo6 bộ chỉ số" and "thi-dua" not in ways


@pytest.mark.parametrize(
    "fragment",
    [
        units_html([unit("a", 50, "cham") | {"short_name": EVIL}], "a"),
        figures_html(card(), "k", [OWN | {"file_name": EVIL}], []),
        kin_html([kin(False, "cham") | {"name": EVIL}], "a", Q3),
        strip_html(strip(card(target_text=EVIL, op="words", target=None), "2030", [], [goal(2030, "words", None, text=EVIL)])),
    ],
    ids=["units", "figures", "kin", "strip"],
)
def test_text_from_data_stays_text(fragment: str) -> None:
    assert EVIL in Page(fragment).said and "script" not in Page(fragment).tags
