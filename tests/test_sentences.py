"""Sentences made from scorecard rows: right counts, whole grammar, and every number a reader would ask for."""

from __future__ import annotations

from datetime import date

import pytest

from domain.period import Period
from report import sentences
from report.sentences import (
    change_text,
    counts,
    deadline_text,
    explain,
    headline,
    movement,
    movement_text,
    needed_text,
    reckoned,
    standing_text,
    target_text,
    value_text,
    where_counted,
)
from store import reads
from tests.rows import NO_PATH, card
from tests.world import World

Q2, Q3 = Period.parse("2026Q2"), Period.parse("2026Q3")


def rows(**how_many: int) -> list[dict]:
    statuses = [status for status, count in how_many.items() for _ in range(count)]
    return [card(status=status, lead=None, indicator_id=f"k/PL2/{place}") for place, status in enumerate(statuses)]


def test_the_rows_of_these_tests_have_the_columns_of_real_ones(small_world: World) -> None:
    small_world.report("a", "2026Q3", {"m": 45})
    warehouse = small_world.open()
    with warehouse.cursor() as cursor:
        [row] = reads.scorecard(cursor, "k", "a", Q3)
    warehouse.close()
    assert set(row) == set(card())
    assert (
        explain(row)
        == "Chưa đủ cơ sở đánh giá: 45 % (Quý III/2026); mục tiêu 100 % (đến 2030). Căn cứ: mới có một lần báo cáo, chưa có gì để so."
    )


MIXED = {"vuot": 1, "dat": 2, "dung_tien_do": 3, "cham": 4, "nguy_co": 2, "khong_dat": 1, "khong_danh_gia": 5, "chua_co_so_lieu": 2}


@pytest.mark.parametrize(
    ("now", "before", "well", "bad"),
    [
        (MIXED, {}, "6/20 dòng chỉ tiêu đạt hoặc đúng tiến độ.", "3 dòng không đạt hoặc có nguy cơ không đạt."),
        (
            MIXED,
            {"nguy_co": 1},
            "6/20 dòng chỉ tiêu đạt hoặc đúng tiến độ.",
            "3 dòng không đạt hoặc có nguy cơ không đạt; tốt hơn kỳ trước: 1 dòng tốt lên, không dòng nào xấu đi.",
        ),
        (
            {"nguy_co": 2, "cham": 1, "dat": 1},
            {"cham": 2, "khong_dat": 1, "chua_co_so_lieu": 1},
            "1/4 dòng chỉ tiêu đạt hoặc đúng tiến độ.",
            "2 dòng có nguy cơ không đạt; kém hơn kỳ trước: 2 dòng xấu đi, 1 tốt lên.",
        ),
        (
            {"nguy_co": 1},
            {"nguy_co": 1},
            "0/1 dòng chỉ tiêu đạt hoặc đúng tiến độ.",
            "1 dòng có nguy cơ không đạt; ngang kỳ trước: không dòng nào đổi trạng thái.",
        ),
        ({"nguy_co": 1}, {"khong_danh_gia": 1}, "0/1 dòng chỉ tiêu đạt hoặc đúng tiến độ.", "1 dòng có nguy cơ không đạt."),
        (
            {"dat": 1, "cham": 2, "chua_den_ky": 4},
            {"khong_dat": 1},
            "1/7 dòng chỉ tiêu đạt hoặc đúng tiến độ.",
            "Trong 3 dòng đã đánh giá, không có dòng nào không đạt hoặc có nguy cơ không đạt; tốt hơn kỳ trước: 1 dòng tốt lên, "
            "không dòng nào xấu đi.",
        ),
        (
            {"chua_co_so_lieu": 2, "khong_danh_gia": 1, "chua_den_ky": 1},
            {"khong_dat": 1},
            "Chưa đánh giá được dòng chỉ tiêu nào.",
            "4 dòng chỉ tiêu chưa có số liệu, chưa đủ cơ sở hoặc chưa đến kỳ.",
        ),
    ],
)
def test_the_headline_counts_rows_and_says_what_changed(now: dict, before: dict, well: str, bad: str) -> None:
    assert headline(rows(**now), rows(**before)) == (well, bad)


def test_the_headline_names_who_leads_most_of_what_goes_badly() -> None:
    led = [card(status="nguy_co", lead="Phòng B"), card(status="nguy_co", lead="Phòng B"), card(status="khong_dat"), card(lead="Phòng C")]
    assert headline(led, [])[1] == "3 dòng không đạt hoặc có nguy cơ không đạt, 2 do Phòng B chủ trì."


def test_counts_say_of_which_appendix() -> None:
    sections = [card(indicator_id=one) for one in ("k/PL1/1", "k/PL1/II.3", "k/PL2/4", "k/CT/1")]
    assert where_counted(sections) == "Phụ lục 1: 2, Phụ lục 2: 1, trong lời văn: 1"


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ("dung_tien_do", "cham", "Kém hơn Quý II/2026: 1 dòng xấu đi, không dòng nào tốt lên."),
        ("nguy_co", "khong_dat", "Kém hơn Quý II/2026: 1 dòng xấu đi, không dòng nào tốt lên."),
        ("nguy_co", "vuot", "Tốt hơn Quý II/2026: 1 dòng tốt lên, không dòng nào xấu đi."),
        ("chua_co_so_lieu", "nguy_co", "So với Quý II/2026: không dòng nào đánh giá được ở cả hai kỳ; 1 dòng mới đánh giá được."),
        ("dat", "khong_danh_gia", "So với Quý II/2026: không dòng nào đánh giá được ở cả hai kỳ; 1 dòng không còn đánh giá được."),
        ("chua_co_so_lieu", "khong_danh_gia", "So với Quý II/2026: không dòng nào đánh giá được ở cả hai kỳ."),
        ("cham", "cham", "Ngang Quý II/2026: không dòng nào đổi trạng thái."),
    ],
)
def test_a_row_moves_one_way(then: str, now: str, said: str) -> None:
    assert movement_text(movement([card(status=now)], [card(status=then)]), Q2) == said


def test_movements_are_counted_in_one_sentence_and_rows_new_in_the_plan_are_none() -> None:
    now = [card(indicator_id=f"k/PL2/{place}", status=status) for place, status in enumerate(("cham", "cham", "dat", "dat"), 1)]
    then = [card(indicator_id=f"k/PL2/{place}", status=status) for place, status in enumerate(("dat", "vuot", "cham"), 1)]
    assert movement_text(movement(now, then), Q2) == "Kém hơn Quý II/2026: 2 dòng xấu đi, 1 tốt lên."
    now[1] |= {"status": "vuot"}
    assert movement_text(movement(now, then), Q2) == "Ngang Quý II/2026: 1 dòng xấu đi, 1 tốt lên."


def test_a_unit_that_has_told_nothing_for_the_quarter_is_said_to_and_not_compared() -> None:
    old = [card(status="nguy_co", value_period="2026Q1", lead=None), card(status="dat", value_period="2025Q4", indicator_id="k/PL2/2")]
    year = card(indicator_id="k/PL2/3", over_time="ca_nam", value_period="2025Q4")
    assert headline([*old, year], [card(status="khong_dat")]) == (
        "Chưa có báo cáo Quý III/2026; đang xem số của Quý I/2026: 1/3 dòng chỉ tiêu đạt hoặc đúng tiến độ.",
        "1 dòng có nguy cơ không đạt.",
    )
    assert sentences.moved_since(old, [card()], Q2) == (
        "Chưa có báo cáo Quý III/2026; đang xem số của Quý I/2026; không so với Quý II/2026."
    )
    assert sentences.silence([*old, card()]) == sentences.silence([year]) == sentences.silence([card(value=None, value_period=None)]) == ""


def test_every_row_is_counted_once() -> None:
    assert counts(rows(**MIXED)) == MIXED


def test_an_explanation_names_value_target_base_expected_needed_and_rule() -> None:
    assert explain(card()) == (
        "Chậm: 45 % (Quý III/2026); mục tiêu ≥ 80 % (đến 2030); gốc 40 % (Quý IV/2025); kỳ vọng 46,00 %; cần +2,06 điểm mỗi quý. "
        "Căn cứ: so khoảng cách đã thu hẹp với thời gian đã qua."
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"held": True, "stage": 2025, "value": 75, "expected": 80.0, "status": "nguy_co", "reason": "held_lost"},
            "Nguy cơ không đạt: 75 % (Quý III/2026); mục tiêu ≥ 80 % (duy trì từ 2025). "
            "Căn cứ: mục tiêu đã đạt khi hết giai đoạn, nay không còn giữ được.",
        ),
        (
            {"value": 81, "status": "vuot", "reason": "beyond"},
            "Vượt: 81 % (Quý III/2026); mục tiêu ≥ 80 % (đến 2030). Căn cứ: giá trị tốt hơn mục tiêu.",
        ),
        (
            {"stage": None, "target": None, "op": None, "status": "chua_den_ky", "reason": "chua_den_ky"},
            "Chưa đến kỳ: 45 % (Quý III/2026). Căn cứ: chưa có mục tiêu nào đến kỳ.",
        ),
        (
            {"value": None, "value_period": None, "status": "chua_co_so_lieu", "reason": "no_value"},
            "Chưa có số liệu: Chưa có số liệu; mục tiêu ≥ 80 % (đến 2030). Căn cứ: chưa có số liệu dùng được cho kỳ này.",
        ),
    ],
)
def test_an_explanation_leaves_out_what_there_is_not(changes: dict, said: str) -> None:
    assert explain(card(**(NO_PATH | {"needed_per_quarter": None} | changes))) == said


def test_an_old_figure_is_named_by_its_own_quarter() -> None:
    assert "45 % (Quý I/2026)" in explain(card(value_period="2026Q1", age_quarters=2))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "+2,06 điểm"),
        ({"needed_per_quarter": -1.5, "direction": "giam", "op": "<="}, "−1,50 điểm"),
        ({"unit_of_measure": "hồ sơ"}, "+2,06 hồ sơ"),
        ({"unit_of_measure": None}, "+2,06"),
        ({"needed_per_quarter": None}, ""),
        ({"status": "dat"}, ""),
        ({"status": "vuot"}, ""),
        ({"status": "khong_danh_gia"}, ""),
        # at the target of a strict ">" nothing countable is left
        ({"needed_per_quarter": 0.0, "op": ">", "value": 80}, ""),
        # what a falling flow may still add is leave, not need
        ({"needed_per_quarter": 3.5, "direction": "giam", "op": "<=", "over_time": "phat_sinh", "unit_of_measure": "vụ"}, ""),
    ],
)
def test_what_is_needed_is_said_only_where_something_is(changes: dict, said: str) -> None:
    assert needed_text(card(**changes)) == said


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (45, 43.2, "▲ 1,8"),
        (43.2, 45, "▼ 1,8"),
        (45, 45, "không đổi"),
        (45, None, "mới có số liệu"),
        (None, 45, "không còn số liệu"),
        (None, None, "chưa có số liệu"),
    ],
)
def test_a_change_is_said_and_a_missing_figure_is_no_standstill(now: float | None, before: float | None, said: str) -> None:
    assert change_text(card(value=now), card(value=before)) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"stage": None, "target": None}, "chưa có mục tiêu"),
        ({"op": "range", "target": 80, "upper": 90}, "80–90 %"),
        ({"op": "range", "target": 10, "upper": 10, "direction": "giam", "target_text": "5-10%"}, "5-10%"),
        ({"op": "words", "target": None, "target_text": "Cơ bản hoàn thành"}, "Cơ bản hoàn thành"),
    ],
)
def test_a_target_is_said_in_the_plans_terms(changes: dict, said: str) -> None:
    assert target_text(card(**changes)) == said


def test_a_missing_value_is_said_and_zero_is_a_value() -> None:
    assert value_text(card(value=None)) == "chưa có"
    assert value_text(card(value=0)) == "0 %"


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2026, 9, 20), "quá 10 ngày"),
        (date(2026, 9, 30), "đến hạn"),
        (date(2026, 10, 1), "còn 1 ngày"),
        (date(2026, 12, 31), "còn 92 ngày"),
    ],
)
def test_a_deadline_is_counted_from_the_last_day_of_the_period(due_on: date, said: str) -> None:
    assert deadline_text(due_on, reckoned(Q3, date(2026, 11, 21))) == said


@pytest.mark.parametrize(
    ("today", "counted_from"),
    [
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 8, 15), date(2026, 8, 15)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 9, 30)),
    ],
)
def test_while_a_quarter_has_not_ended_deadlines_are_counted_from_today(today: date, counted_from: date) -> None:
    assert reckoned(Q3, today) == counted_from


def test_the_day_figures_stand_at_is_said() -> None:
    assert standing_text(Q3, date(2026, 11, 21)) == "số liệu đến 30/09/2026"
    assert standing_text(Q3, date(2026, 8, 15)) == "số liệu đến 15/08/2026"


ANSWER = {"unit_of_measure": "có/không", "op": "=", "target": 1, "base": 0, "expected": 0.2, "needed_per_quarter": 0.05}


def test_what_is_answered_with_yes_or_no_is_never_a_number() -> None:
    row = card(**ANSWER, value=0, status="nguy_co", target_text="Có")
    assert (sentences.value_text(row), sentences.target_text(row), sentences.needed_text(row)) == ("Không", "Có", "")
    assert sentences.explain(row).startswith("Nguy cơ không đạt: Không (Quý III/2026); mục tiêu Có (đến 2030); gốc Không (Quý IV/2025).")
    assert sentences.change_text(row | {"value": 1}, row) == "trước là Không"
    assert (sentences.value_cell(1, row), sentences.value_cell(None, row), sentences.value_cell(45, card())) == ("Có", None, 45)


def test_answers_added_up_over_units_are_a_count() -> None:
    assert [sentences.value_text(card(**ANSWER, value=value, aggregated=True)) for value in (1, 3)] == ["1 đơn vị có", "3 đơn vị có"]
