"""What the stages page says of its rows: counts that add up, the rule beside the trend, what the next stage adds, the plan's own falls."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from domain.period import Period
from domain.wording import STATUS
from report import stage_matrix, stage_misses, stage_moves, stages
from store import reads
from store.reads import about_compare, about_stages
from tests.rows import NO_PATH, card
from tests.test_markup import Page
from tests.world import PLAN, World, indicator, measure, target, unit

NOW = Period.parse("2026Q3")


def row(stage: int = 2030, number: int = 1, **changes: Any) -> dict:
    """A stage card as `about_stages.stage_rows` gives it: by default behind in 2030, 45 % now, the trend reaching 76,46."""
    name, lead = f"k/PL2/{number}", changes.pop("lead", "Phòng A")
    own = {
        "already_met": changes.pop("already_met", False),
        "trend_points": changes.pop("trend_points", 6),
        "trend_meets": changes.pop("trend_meets", None),
        **{key: changes.pop(key) for key in list(changes) if key.startswith("now_")},
    }
    base = card(stage=stage, indicator_id=name, position=number, row_no=str(number), lead=lead, part="I", **changes)
    now = {"now_stage": 2030, "now_held": False} | {
        f"now_{key}": base[key]
        for key in ("period", "status", "reason", "value", "value_period", "approved", "estimate", "age_quarters", "newer_pending")
    }
    return base | now | own


def later(stage: int, number: int = 1, **changes: Any) -> dict:
    return row(
        stage,
        number,
        **NO_PATH,
        status="chua_den_ky",
        reason="chua_den_ky",
        value=None,
        value_period=None,
        now_value=Decimal(45),
        **changes,
    )


def dash(stage: int, number: int = 1, **changes: Any) -> dict:
    """The plan prints "-"."""
    return later(stage, number, op=None, target=None, target_text=None, already_met=None, **changes)


def words(fragment: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


# -- the stages ----------------------------------------------------------------------------------------------------------


def test_the_stage_in_force_is_the_first_not_over_and_after_all_of_them_the_last() -> None:
    years = [2025, 2030, 2035]
    assert [stages.in_force(years, Period.parse(at)) for at in ("2025Q4", "2026Q1", "2030Q4", "2031Q1", "2040Q1")] == [
        2025,
        2030,
        2030,
        2035,
        2035,
    ]


def test_a_dash_of_the_plan_asks_nothing() -> None:
    assert stages.asked([row(), dash(2030, 2), later(2035)], 2030) == [row()]


def test_the_demand_adds_up_and_names_its_appendix() -> None:
    rows = [row(number=1), row(number=2, status="dat", value=80), row(number=3, status="nguy_co"), row(number=4, status="khong_danh_gia")]
    assert stages.demand(rows, 2030, NOW) == (
        "Giai đoạn 2030 đòi 4 dòng chỉ tiêu (Phụ lục 2: 4); đã đạt sẵn 1 dòng; còn 3 dòng phải đạt trong 17 quý còn lại: "
        "1 chậm, 1 có nguy cơ không đạt, 1 chưa đủ cơ sở đánh giá."
    )


@pytest.mark.parametrize(
    ("rows", "stage", "ended", "said"),
    [
        ([], 2030, None, "Kế hoạch không đặt mục tiêu nào cho giai đoạn 2030."),
        ([row(status="nguy_co")], 2030, None, "chưa dòng nào đạt sẵn; còn 1 dòng phải đạt"),
        ([row(status="vuot")], 2030, None, "giá trị hiện nay đã đạt cả 1 dòng, phải giữ đến hết năm 2030."),
        ([row(2025, status="khong_dat"), row(2025, 2, status="dat")], 2025, None, "đã hết ở Quý IV/2025: 1 đạt, 1 không đạt."),
        (
            [later(2035, already_met=True), later(2035, 2)],
            2035,
            None,
            "đã đạt sẵn 1 dòng; còn 1 dòng phải đạt trong 37 quý còn lại: 1 chưa đến kỳ.",
        ),
        ([row(status="chua_co_so_lieu")], 2030, date(2026, 9, 30), "đến khi kế hoạch hết hiệu lực, 30/09/2026: 1 chưa có số liệu."),
    ],
)
def test_a_demand_is_told_as_its_stage_stands(rows: list[dict], stage: int, ended: date | None, said: str) -> None:
    assert said in stages.demand(rows, stage, NOW, ended)


def test_in_the_last_quarter_of_a_stage_its_verdict_is_told() -> None:
    assert "đã hết ở Quý IV/2030: 1 không đạt." in stages.demand([row(status="khong_dat")], 2030, Period.parse("2030Q4"))


def test_a_card_for_each_stage_counts_every_row_once() -> None:
    rows = [
        row(2025, status="dat"),
        row(2030),
        later(2035, already_met=True),
        dash(2025, 2),
        row(2030, 2, status="nguy_co"),
        later(2035, 2),
    ]
    fragment = stages.cards(rows, NOW, 2030, lambda stage: f"giai-doan?giai_doan={stage}")
    assert fragment.count("<a ") == 3
    said = words(fragment)
    assert "2025 đã hết 1 dòng có mục tiêu" in said and "2030 đang áp dụng · đang xem 2 dòng có mục tiêu" in said
    assert "✓ Đã đạt trước 1 – Chưa đến kỳ 1" in said
    assert fragment.count("aria-current") == 1 and fragment.count("td-gd-force") == 1


def test_a_later_stage_met_already_is_no_status() -> None:
    assert stages.kind(later(2035, already_met=True)) not in STATUS
    assert stages.kind(later(2035)) == "chua_den_ky"
    assert stages.kind(row(2030, status="dat", already_met=True)) == "dat"


def test_the_parts_add_up_to_the_plan() -> None:
    rows = [row(2030, 1), row(2030, 2, status="dat"), row(2030, 3) | {"part": "II", "group_name": "Nguồn lực"}]
    table = stages.part_twin(rows, ())
    assert [line[:3] for line in table.rows] == [
        ["Phụ lục 2, phần I", 2030, 2],
        ["Phụ lục 2, phần II: Nguồn lực", 2030, 1],
        ["Cộng cả kế hoạch", 2030, 3],
    ]
    assert all(sum(line[3:]) == line[2] for line in table.rows)


def test_a_stage_a_part_does_not_print_is_told_from_a_dash() -> None:
    rows = [row(2030, 1), dash(2025, 2) | {"part": "II"}, row(2030, 2) | {"part": "II"}]
    said = words(stages.part_table(rows, 2030))
    assert "Phụ lục 2, phần I không in 1 1" in said and "Phụ lục 2, phần II – 1 1" in said


def test_a_held_target_is_told_beside_the_stage_in_force() -> None:
    held = {"now_held": True, "now_stage": 2025, "now_status": "nguy_co", "now_reason": "held_lost"}
    rows = [row(2025, 1, status="dat", **held), dash(2030, 1, **held), row(2030, 2)]
    assert stages.beside_sentence(rows, 2030, NOW) == (
        "Tổng quan, Đơn vị, So sánh đếm cả 2 dòng của kế hoạch: thêm 1 dòng giữ mục tiêu cũ (1 có nguy cơ không đạt)."
    )
    assert stages.beside_sentence(rows, 2035, NOW) == ""
    found = stage_misses.misses(rows, 2030, NOW)
    assert [(one["indicator_id"], one["status"]) for one in found] == [("k/PL2/1", "nguy_co"), ("k/PL2/2", "cham")]
    assert "phải giữ mức 2025" in stage_misses.trend_text(found[0])
    assert "giữ mức 2025: ■ Nguy cơ không đạt" in words(stage_matrix.matrix(rows, [2025, 2030], 2030, lambda _: "x"))


# -- who misses ----------------------------------------------------------------------------------------------------------

SHORT = {"projected": 76.464, "met_in": "2032Q4", "trend_meets": False}
IN_TIME = {"projected": 93.0, "met_in": "2029Q4", "trend_meets": True}


def test_rule_and_trend_are_told_apart_and_their_disagreement_named() -> None:
    assert stage_misses.disagreement(row(**SHORT)) == ""
    assert stage_misses.disagreement(row(status="nguy_co", **IN_TIME)) == "Quy tắc báo động, đà gần đây thì kịp"
    assert stage_misses.disagreement(row(status="dung_tien_do", **SHORT)) == "Quy tắc không báo động, đà gần đây thì thiếu"
    assert stage_misses.disagreement(row(status="khong_danh_gia", **SHORT)) == "Quy tắc chưa đánh giá, đà gần đây thì thiếu"
    assert stage_misses.disagreement(row(status="dung_tien_do", **IN_TIME)) == ""
    assert stage_misses.disagreement(row(status="nguy_co")) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (SHORT, "thiếu 3,54 điểm (tới vào Quý IV/2032)"),
        (IN_TIME, "tới vào Quý IV/2029"),
        (
            {"projected": -2.5, "met_in": None, "trend_meets": False},
            "đang giảm, không tới mục tiêu",
        ),
        ({"projected": 50.0, "met_in": "2113Q4", "trend_meets": False}, "thiếu 30 điểm (sau năm 2050 mới tới)"),
        ({"projected": 46.0, "met_in": "2113Q4", "trend_meets": False}, "gần như đứng yên, không tới mục tiêu"),
        ({"projected": 70.0, "trend_meets": False, "status": "dat", "value": 82}, "đang giảm, không giữ được mục tiêu"),
        (
            {"projected": 80.0, "met_in": "2031Q1", "trend_meets": False, "op": ">"},
            "mới bằng mức mục tiêu (tới vào Quý I/2031)",
        ),
        (
            {"projected": 90.0, "met_in": "2031Q1", "trend_meets": False, "direction": "giam"},
            "cao hơn 10 điểm (tới vào Quý I/2031)",
        ),
        ({"projected": 120.0, "trend_meets": True, "status": "dat"}, "vẫn giữ được mục tiêu"),
        ({}, "chưa đủ 4 số liệu để tính đà"),
        ({"over_time": "phat_sinh"}, "số tính lại mỗi năm, không tính đà"),
    ],
)
def test_the_trend_is_told_in_words(changes: dict, said: str) -> None:
    assert stage_misses.trend_text(row(**changes)) == said


@pytest.mark.parametrize(
    ("changes", "needed", "so_far"),
    [
        ({}, "+2,06 điểm", "đã +1,67 từ Quý IV/2025: thiếu 0,39"),
        ({"value": 39}, "+2,06 điểm", "đã −0,33 từ Quý IV/2025: chưa tiến"),
        ({"value": 40}, "+2,06 điểm", "đã +0,00 từ Quý IV/2025: chưa tiến"),
        ({"value": 49}, "+2,06 điểm", "đã +3,00 từ Quý IV/2025: đủ"),
        ({"value": 46.1}, "+2,06 điểm", "đã +2,03 từ Quý IV/2025: gần đủ, thiếu 0,03"),
        (NO_PATH, "+2,06 điểm", ""),
        ({"status": "dat"}, "–", ""),
        (
            {"direction": "giam", "base": 90, "value": 87, "needed_per_quarter": -2.0},
            "−2,00 điểm",
            "đã −1,00 từ Quý IV/2025: thiếu 1,00",
        ),
    ],
)
def test_what_is_needed_stands_against_the_pace_so_far(changes: dict, needed: str, so_far: str) -> None:
    assert stage_misses.needed_against_pace(row(**changes)) == (needed, so_far)


def test_the_answer_is_one_count_and_whose_they_are() -> None:
    rows = [
        row(number=1, status="nguy_co", **SHORT),
        row(number=2, status="nguy_co", lead="Phòng B", measure_id="m2", **IN_TIME),
        row(number=3, lead="Phòng B"),
        row(number=4, status="dung_tien_do", lead=None, **SHORT),
        row(number=5, status="dat", **IN_TIME),
    ]
    assert stage_misses.answer(rows, 2030, NOW) == ("2 dòng chỉ tiêu có nguy cơ không đạt năm 2030.", "Chủ trì: Phòng A 1, Phòng B 1.")
    found = stage_misses.misses(rows, 2030, NOW)
    assert [[one["row_no"] for one in group] for group in stage_misses.groups(found)] == [["1", "2"], ["3"], ["4"]]
    said = words(stage_misses.table(found, False, lambda _: "x", lambda _: "y"))
    assert "Tỷ lệ thử Phụ lục 2, dòng 2 Phòng B 45 % → ≥ 80 % ■ Nguy cơ không đạt" in said
    assert "cần +2,06 điểm mỗi quý; từ mốc gốc Quý IV/2025 đã +1,67" in said
    assert "≠ khác quy tắc: đà 6 quý: tới vào Quý IV/2029" in said
    assert words(stage_misses.counted(rows, 2030, NOW)).endswith("Nguy cơ không đạt 2 Tổng 5 (5 dòng có mục tiêu năm 2030)")


def test_a_red_row_says_why_another_of_its_figure_is_not() -> None:
    rows = [row(number=1, status="nguy_co"), row(number=2, status="dat", base=Decimal(10))]
    said = words(stage_misses.table(stage_misses.misses(rows, 2030, NOW), False, lambda _: "x", lambda _: "y"))
    assert "cùng số liệu: Phụ lục 2, dòng 2 đạt (mốc gốc khác: 10 %)" in said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(status="dung_tien_do", **IN_TIME)], "Không chỉ tiêu nào có nguy cơ không đạt năm 2030."),
        ([row(status="khong_danh_gia")], "Chưa chỉ tiêu nào của năm 2030 được đánh giá."),
        ([later(2030)], "Chưa chỉ tiêu nào của năm 2030 được đánh giá."),
    ],
)
def test_an_answer_without_an_alarm_is_honest(rows: list[dict], said: str) -> None:
    assert stage_misses.answer(rows, 2030, NOW) == (said, "")


def test_an_earlier_target_not_held_is_not_counted_as_one_of_the_stage() -> None:
    held = {"now_held": True, "now_stage": 2025, "now_status": "khong_dat", "now_reason": "held_never_met"}
    rows = [row(2025, 1, status="dat", **held), dash(2030, 1, **held)]
    assert stage_misses.answer(rows, 2030, NOW)[0] == "1 dòng chỉ tiêu không đạt mục tiêu cũ phải giữ."
    assert stage_misses.answer([*rows, row(2030, 2, status="nguy_co")], 2030, NOW)[0] == (
        "2 dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt: 1 có mục tiêu năm 2030, 1 phải giữ mục tiêu cũ."
    )
    assert "Tổng 1 (0 dòng có mục tiêu năm 2030, 1 dòng giữ mục tiêu cũ)" in stage_misses.counted(rows, 2030, NOW)


def test_of_a_stage_that_is_over_only_the_verdict_counts() -> None:
    rows = [
        row(
            2025,
            1,
            status="khong_dat",
            value=60,
            target=60,
            op=">",
            value_period="2025Q4",
            now_value=Decimal(64),
            now_value_period="2026Q3",
            needed_per_quarter=None,
        ),
        row(2025, 2, status="dat", **SHORT),
    ]
    found = stage_misses.misses(rows, 2025, NOW)
    assert [one["row_no"] for one in found] == ["1"]
    assert stage_misses.question(2025, NOW) == "Chỉ tiêu nào không đạt năm 2025, và của ai?"
    said = words(stage_misses.table(found, True, lambda _: "x", lambda _: "y"))
    assert "60 % Quý IV/2025" in said and "mới bằng mức, chưa qua nay 64 % (Quý III/2026)" in said and "Theo đà" not in said


def test_worst_come_first_and_departments_are_counted() -> None:
    rows = [
        row(number=1, value=10),
        row(number=2, status="nguy_co", lead="Phòng B"),
        row(number=3, lead="Phòng B"),
        row(number=4, status="khong_dat", lead="Phòng C"),
    ]
    found = stage_misses.misses(rows, 2030, NOW)
    assert [one["row_no"] for one in found] == ["4", "2", "1", "3"]
    assert stage_misses.by_lead(found) == [("Phòng B", 2), ("Phòng A", 1), ("Phòng C", 1)]


def test_other_pages_count_rows_of_other_stages_too() -> None:
    other = later(2045, 2, now_status="khong_danh_gia")
    assert stages.beside_sentence([row(number=1), later(2035, 1), other], 2030, NOW) == (
        "Tổng quan, Đơn vị, So sánh đếm cả 2 dòng của kế hoạch: thêm 1 dòng của giai đoạn khác (1 chưa đủ cơ sở đánh giá)."
    )
    assert stages.beside_sentence([row(number=1)], 2030, NOW) == ""


def test_the_twin_has_every_row_of_the_answer() -> None:
    rows = [row(number=1, status="nguy_co", certain=False, **SHORT), row(number=2)]
    table = stage_misses.twin(stage_misses.misses(rows, 2030, NOW), 2030, ("p",), "t")
    first = dict(zip(table.heads, table.rows[0], strict=True))
    assert len(table.rows) == 2
    assert first["Theo đà, hết 2030"] == Decimal("76.46") and first["Còn thiếu theo đà"] == Decimal("3.54")
    assert first["Mục tiêu"] == "≥ 80 % (ô chưa đọc chắc chắn)" and first["Đạt vào"] == "Quý IV/2032"


# -- what the next stage adds ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ({}, {"target": 90}, "tang"),
        ({}, {"target": 80, "op": "="}, "giu"),
        ({}, {"target": 80, "op": ">"}, "chat"),
        ({"op": ">"}, {"target": 80}, "giu"),
        ({}, {"target": 70}, "giam"),
        ({"direction": "giam"}, {"target": 70, "direction": "giam"}, "tang"),
        ({}, {"target": None, "op": ">="}, "khong_ro"),
        ({"op": "words", "target": None}, {"target": 90}, "khong_ro"),
    ],
)
def test_how_a_target_moves_into_the_next_stage(before: dict, after: dict, kind: str) -> None:
    [(move, _, _)] = stage_moves.moves([row(2030, **before), later(2035, **after)], 2030, 2035)
    assert move == kind


def test_new_rows_rows_without_a_further_target_and_rows_never_asked() -> None:
    rows = [dash(2030, 1), later(2035, 1), row(2030, 2), dash(2035, 2), dash(2030, 3), dash(2035, 3), row(2030, 4)]
    found = stage_moves.moves(rows, 2030, 2035)
    assert [(move, then["row_no"]) for move, _, then in found] == [("moi", "1"), ("thoi", "2")]
    assert stage_moves.sentence(found, 2030, 2035) == "Từ 2030 sang 2035, 2 dòng: 1 mới có mục tiêu, 1 không có mức mới, phải giữ mức cũ."
    assert "không in dòng nào" in stage_moves.sentence([], 2030, 2035)


def test_an_earlier_target_is_what_the_next_one_rises_from() -> None:
    rows = [row(2025, 1, target=60), dash(2030, 1), later(2035, 1, target=90)]
    [(move, until, _)] = stage_moves.moves(rows, 2030, 2035)
    assert (move, until and until["stage"]) == ("tang", 2025)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"already_met": True}, "✓ đã đạt"),
        ({"already_met": False, "target": 90}, "còn thiếu 45 điểm"),
        ({"already_met": False, "target": 90, "op": ">"}, "còn thiếu hơn 45 điểm"),
        ({"already_met": False, "target": 45, "op": ">"}, "mới bằng mức, chưa qua"),
        ({"already_met": False, "target": 30, "direction": "giam"}, "còn cao hơn 15 điểm"),
        ({"already_met": None}, "chưa so được"),
    ],
)
def test_how_the_present_value_stands_to_a_later_target(changes: dict, said: str) -> None:
    assert stage_moves.ahead_text(later(2035, **changes)) == said


# -- the matrix ------------------------------------------------------------------------------------------------------------


def matrix_of(*rows: dict) -> str:
    return stage_matrix.matrix(list(rows), [2025, 2030, 2035, 2040], 2030, lambda one: f"chi-tieu?giai_doan={one['stage']}")


def test_the_matrix_tells_target_dash_unprinted_and_met_before() -> None:
    fragment = matrix_of(dash(2025), row(2030, certain=False, target_doubt="Chữ mờ"), later(2035, target=90, already_met=True))
    said = words(fragment)
    assert "≥ 80 % ? ▼ Chậm" in said and "≥ 90 % ✓ Đã đạt trước" in said and " – " in said
    assert 'title="Chữ mờ"' in fragment and "không in mốc 2040" in fragment
    assert "đang áp dụng" in said


def test_a_falling_path_of_the_plan_is_marked_with_the_two_figures() -> None:
    rows = (row(2025, target=60), row(2030, target=80), later(2035, target=None, op=">="), later(2040, target=70))
    fragment = matrix_of(*rows)
    assert fragment.count("↘") == 1
    assert "Kế hoạch đặt ≥ 80 % cho năm 2030, đến năm 2040 chỉ còn ≥ 70 %" in unescape(fragment).replace("\xa0", " ")
    table = stage_matrix.matrix_twin(list(rows), [2025, 2030, 2035, 2040], ())
    assert table.rows[0][-1] == "2040: thấp đi so với mốc 2030"


def test_what_people_wrote_stays_text() -> None:
    evil = "<script>alert(1)</script>\"'"
    bad = row(name=evil, lead=evil, target_text=evil, group_name=evil, certain=False, target_doubt=evil, unit_of_measure=evil, **SHORT)
    for fragment in (
        matrix_of(bad),
        stage_misses.table([bad], False, lambda _: evil, lambda _: evil),
        stage_moves.table([("moi", None, bad)], 2025, 2030, lambda _: evil),
        stages.part_table([bad], 2030),
        stages.cards([bad], NOW, 2030, lambda _: evil),
    ):
        assert "script" not in Page(fragment).tags


# -- the questions ---------------------------------------------------------------------------------------------------------


def ask(world: World, question: Callable[..., list[dict]], *given: object) -> list[dict]:
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        found = question(cursor, *given)
    warehouse.close()
    return found


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """Two wards: a rising row with a dash in 2035, and one whose target is revised for ward a and from 2026 on."""
    made = make_world(
        units=[unit("p", "tinh"), unit("a", parent_id="p"), unit("b", parent_id="p")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m"), measure("n")],
        indicators=[indicator("k/PL2/1", "m", "2025 2030 2035"), indicator("k/PL2/2", "n", "2030")],
        targets=[
            target("k/PL2/1", 2025, ">", 60),
            target("k/PL2/1", 2030, ">=", 80),
            target("k/PL2/2", 2030, "=", 90),
            target("k/PL2/2", 2030, "=", 95, valid_from="2026-04-01", text="95 (mới)"),
            target("k/PL2/2", 2030, "=", 50, unit_id="b", text="riêng b"),
        ],
    )
    for period, value in (("2025Q4", 40), ("2026Q1", 42), ("2026Q2", 44), ("2026Q3", 46)):
        made.report("a", period, {"m": value, "n": 60})
    return made


def test_the_question_tells_every_printed_stage_with_the_target_that_stands(world: World) -> None:
    rows = ask(world, about_stages.stage_rows, "k", "a")
    assert [(one["indicator_id"], one["stage"], one["target_text"]) for one in rows] == [
        ("k/PL2/1", 2025, "> 60"), ("k/PL2/1", 2030, ">= 80"), ("k/PL2/1", 2035, None), ("k/PL2/2", 2030, "95 (mới)"),
    ]  # fmt: skip
    assert [one["status"] for one in rows] == ["khong_dat", "dung_tien_do", "chua_den_ky", "nguy_co"]
    assert {one["now_period"] for one in rows} == {"2026Q3"} and rows[0]["now_value"] == Decimal(46)
    assert rows[0]["value"] == Decimal(40)
    [own] = [one for one in ask(world, about_stages.stage_rows, "k", "b") if one["indicator_id"] == "k/PL2/2"]
    assert own["target_text"] == "riêng b" and own["status"] == "chua_co_so_lieu"


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("[…] thông tới Thành phố", "(bản chữ mất đoạn này) thông tới Thành phố"),
        ("[không đọc được tên chỉ tiêu]", "(bản chữ mất tên chỉ tiêu)"),
    ],
)
def test_letters_the_plan_has_lost_are_said_in_words_on_every_page(make_world: Callable[..., World], name: str, whole: str) -> None:
    made = make_world(
        units=[unit("a")],
        plans=[PLAN],
        plan_units=[{"plan_id": "k", "unit_id": "a"}],
        measures=[measure("m") | {"name": name}],
        indicators=[indicator("k/PL2/1", "m", "2030") | {"name": name}],
        targets=[target("k/PL2/1", 2030, ">=", 80)],
    )
    made.report("a", "2026Q3", {"m": 46})
    for question, *more in ((about_stages.stage_rows, "a"), (reads.scorecard, "a", NOW), (about_compare.cells, None, NOW, None)):
        assert {one["name"] for one in ask(made, question, "k", *more)} == {whole}


def test_a_stage_over_before_a_quarter_counts_what_it_missed(world: World) -> None:
    assert ask(world, about_stages.missed, "k", "a", NOW) == [{"stage": 2025, "missed": 1, "rows": 1}]
    assert ask(world, about_stages.missed, "k", "a", Period.parse("2025Q4")) == [], "its last quarter shows the verdict itself"
    assert ask(world, about_stages.missed, "k", "b", NOW) == [], "without a figure nothing was missed"


def test_a_trend_that_crosses_in_the_very_last_quarter_is_in_time(world: World) -> None:
    [first] = [one for one in ask(world, about_stages.stage_rows, "k", "a") if one["stage"] == 2030 and one["indicator_id"] == "k/PL2/1"]
    assert (first["met_in"], first["trend_meets"]) == ("2030Q4", True)  # 2 points a quarter reach 80 in 2030Q4
    [still] = [one for one in ask(world, about_stages.stage_rows, "k", "a") if one["indicator_id"] == "k/PL2/2"]
    assert (still["projected"], still["trend_meets"]) == (60.0, False)


def test_units_below_are_counted_by_status(world: World) -> None:
    below = ask(world, about_stages.units_below, "k", "p", 2030, True)
    assert sum(one["rows"] for one in below if one["unit_id"] == "a") == 2
    fragment = stages.units_table(below, lambda unit_id: f"?don_vi={unit_id}")
    said = words(fragment)
    assert said.index("a 1 0") < said.index("b 0 0")
    assert "Chưa có số liệu 2" in fragment


def test_the_red_rows_of_the_units_below_are_told_by_what_they_are_held_to() -> None:
    def below(name: str, status: str, rows: int, *, held: bool = False) -> dict:
        return {"name": name, "status": status, "rows": rows, "held": held}

    risk = [below("A", "nguy_co", 3), below("B", "nguy_co", 1), below("C", "dat", 9)]
    assert stages.units_sentence(risk, 2030) == (
        "2/3 đơn vị có cộng lại 4 dòng chỉ tiêu có nguy cơ không đạt năm 2030; nhiều nhất là A: 3 dòng."
    )
    assert stages.units_sentence([*risk, below("B", "khong_dat", 4, held=True)], 2030) == (
        "2/3 đơn vị có cộng lại 8 dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt: 4 có mục tiêu năm 2030, 4 phải giữ mục tiêu cũ; "
        "nhiều nhất là B: 5 dòng."
    )
    assert "4 dòng chỉ tiêu không đạt năm 2025; nhiều nhất" in stages.units_sentence([below("A", "khong_dat", 4)], 2025)


@pytest.mark.parametrize(
    ("slow", "rest", "said"),
    [
        (0, 0, ""),
        (13, 0, "Ngoài ra 13 dòng chậm, không nhanh hơn thì cũng thiếu."),
        (0, 3, "Ngoài ra 3 dòng chưa báo động nhưng theo đà gần đây sẽ thiếu."),
        (1, 1, "Ngoài ra 1 dòng chậm, không nhanh hơn thì cũng thiếu; 1 dòng chưa báo động nhưng theo đà gần đây sẽ thiếu."),
    ],
)
def test_what_is_not_red_but_not_there_either_is_told_beside_the_answer(slow: int, rest: int, said: str) -> None:
    assert stage_misses.besides([{}] * slow, [{}] * rest) == said
