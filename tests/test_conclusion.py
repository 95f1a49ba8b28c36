"""The conclusion of one row, ready to paste: whole sentences for every reason, way of adding up and direction."""

from __future__ import annotations

import pytest

from domain.wording import REASON
from report.conclusion import actual, aim, changes, conclusion, judgement, notes, outlook, outlook_short, steps
from tests.rows import NO_PATH, card, number

PACE = "Căn cứ đánh giá: so khoảng cách đã thu hẹp với thời gian đã qua."


def quarter(period: str, value: object, **changes: object) -> dict:
    return card(period=period, value_period=period, value=value, **changes)


def goal(stage: int, text: str, value: object, op: str = "=") -> dict:
    return {"stage": stage, "op": op, "value": number(value), "upper": None, "text": text, "stands": True}


def test_the_whole_conclusion_reads_as_one_paragraph() -> None:
    row = card(projected=62.4, met_in="2034Q2")
    assert conclusion(row, "Phường A", "79/KH-UBND", [quarter("2025Q3", 45), quarter("2026Q2", 43.2), row], invented=True) == (
        "Phường A, Quý III/2026: «Tỷ lệ thử» (Phụ lục 2, dòng 1, Kế hoạch 79/KH-UBND) là 45 %, tăng 1,8 điểm phần trăm so với "
        "Quý II/2026, không đổi so với Quý III/2025 (cùng kỳ năm trước). Mục tiêu đến năm 2030 là ≥ 80 %. "
        "Theo lộ trình thẳng từ mốc gốc 40 % (Quý IV/2025), đến nay kỳ vọng là 46 %; thực tế thấp hơn 1 điểm phần trăm, "
        "chỉ tiêu chậm so với lộ trình (nhịp bằng 83 % nhịp cần có). Để đạt mục tiêu, mỗi quý còn lại cần tăng 2,06 điểm phần trăm; "
        "từ mốc gốc đến nay bình quân mỗi quý tăng 1,67 điểm phần trăm. Giữ nhịp gần đây, đạt mục tiêu vào Quý II/2034, "
        f"muộn hơn hạn 14 quý; cuối năm 2030 ước khoảng 62,4 %. {PACE} Lưu ý: số liệu minh họa, không phải số thật."
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "là 45 %"),
        ({"value": None}, "chưa có số liệu dùng được"),
        ({"value_period": "2026Q1", "age_quarters": 2}, "chưa có số liệu mới; số gần nhất là 45 % (Quý I/2026)"),
        (
            {"value_period": "2026Q1", "age_quarters": 2, "aggregated": True, "reported_units": 11, "due_units": 12},
            "chưa có số gộp của quý này; số gộp gần nhất là 45 % (Quý I/2026)",
        ),
        ({"over_time": "ca_nam", "value_period": "2025Q4", "age_quarters": 3}, "năm 2025 là 45 %"),
        ({"over_time": "ty_le_trong_nam"}, "tính chung từ đầu năm là 45 %"),
        ({"over_time": "luy_ke", "unit_of_measure": "vụ"}, "lũy kế từ đầu năm là 45 vụ"),
        (
            {"over_time": "phat_sinh", "unit_of_measure": "vụ", "missing_quarters": 1},
            "lũy kế từ đầu năm là 45 vụ, còn thiếu số liệu 1 quý",
        ),
        ({"aggregated": True, "reported_units": 7, "due_units": 12}, "gộp từ 7/12 đơn vị là 45 %"),
        ({"aggregated": True, "averaged": True, "reported_units": 7, "due_units": 12}, "trung bình cộng từ 7/12 đơn vị là 45 %"),
    ],
)
def test_the_value_is_said_as_what_it_is(row: dict, said: str) -> None:
    assert actual(card(**row)) == said


def test_a_change_needs_a_figure_of_both_quarters() -> None:
    assert changes(card(), []) == ""
    assert changes(card(value_period="2026Q2", age_quarters=1), [quarter("2026Q1", 40)]) == ""
    assert changes(card(), [quarter("2026Q2", 47)]) == ", giảm 2 điểm phần trăm so với Quý II/2026"


def test_what_starts_anew_each_year_is_compared_within_it_only() -> None:
    first = card(over_time="ty_le_trong_nam", period="2026Q1", value_period="2026Q1")
    known = [quarter("2025Q4", 60), quarter("2025Q1", 40), quarter("2026Q2", 44)]
    assert changes(first, known) == ", tăng 5 điểm phần trăm so với lũy kế đến Quý I/2025 (cùng kỳ năm trước)"
    assert changes(card(over_time="ty_le_trong_nam"), known) == ", tăng 1 điểm phần trăm so với lũy kế đến Quý II/2026"


def test_sums_of_other_numbers_of_units_are_not_compared() -> None:
    whole = {"aggregated": True, "reported_units": 12, "due_units": 12}
    assert changes(card(**whole), [quarter("2026Q2", 40, **whole | {"reported_units": 10})]) == ""
    assert changes(card(**whole), [quarter("2026Q2", 40, **whole)]) == ", tăng 5 điểm phần trăm so với Quý II/2026"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "Mục tiêu đến năm 2030 là ≥ 80 %."),
        ({"held": True, "stage": 2025}, "Mục tiêu của năm 2025 là ≥ 80 %, nay phải duy trì."),
        ({"direction": "giam", "op": "<="}, "Mục tiêu đến năm 2030 là ≤ 80 % (càng thấp càng tốt)."),
        ({"over_time": "phat_sinh", "unit_of_measure": "vụ"}, "Mục tiêu đến năm 2030 là ≥ 80 vụ trong mỗi năm."),
        ({"op": "range", "upper": 90}, "Mục tiêu đến năm 2030 là 80–90 %."),
        ({"op": "words", "target": None, "target_text": "Cơ bản xong"}, "Mục tiêu đến năm 2030 viết bằng lời: «Cơ bản xong»."),
        (
            {"target": None, "target_text": "≥ […]0%"},
            "Mục tiêu đến năm 2030 không đọc được con số trong bản chữ của kế hoạch («≥ […]0%»).",
        ),
        ({"reason": "aggregate"}, "Mục tiêu đến năm 2030 đối với từng đơn vị là ≥ 80 %."),
    ],
)
def test_the_target_is_said_with_its_stage(row: dict, said: str) -> None:
    assert aim(card(**row), []) == said


def test_before_the_first_target_the_first_one_is_named() -> None:
    row = card(stage=None, target=None, op=None)
    assert aim(row, []) == "Kế hoạch chưa đặt mục tiêu cho kỳ này."
    assert aim(row, [goal(2040, "90%", 90), goal(2045, "95%", 95)]) == (
        "Kế hoạch chưa đặt mục tiêu cho kỳ này; mục tiêu đầu tiên đặt cho năm 2040: 90 %."
    )


FLOW = {"over_time": "phat_sinh", "unit_of_measure": "vụ", "base": 0, "base_period": "2025Q4"}
JUDGED = {
    "pace": (
        {},
        "Theo lộ trình thẳng từ mốc gốc 40 % (Quý IV/2025), đến nay kỳ vọng là 46 %; thực tế thấp hơn 1 điểm phần trăm, "
        "chỉ tiêu chậm so với lộ trình (nhịp bằng 83 % nhịp cần có).",
    ),
    "pace, just above": (
        {"value": 46.4, "status": "dung_tien_do", "pace": 1.0666},
        "Theo lộ trình thẳng từ mốc gốc 40 % (Quý IV/2025), đến nay kỳ vọng là 46 %; thực tế cao hơn 0,4 điểm phần trăm, "
        "chỉ tiêu đúng tiến độ (nhịp bằng 106 % nhịp cần có).",
    ),
    "pace, backwards": (
        {"value": 39, "status": "nguy_co", "pace": -0.1667},
        "Theo lộ trình thẳng từ mốc gốc 40 % (Quý IV/2025), đến nay kỳ vọng là 46 %; thực tế thấp hơn 7 điểm phần trăm, "
        "chỉ tiêu có nguy cơ không đạt mục tiêu (không tiến gần mục tiêu hơn mốc gốc).",
    ),
    "pace, flow": (
        FLOW | {"expected": 45.0, "status": "dung_tien_do", "pace": 1.0},
        "Theo lộ trình thẳng từ đầu năm, đến nay kỳ vọng là 45 vụ; thực tế bằng mức đó, chỉ tiêu đúng tiến độ "
        "(nhịp bằng 100 % nhịp cần có).",
    ),
    "pace, old": (
        {"value_period": "2026Q2", "age_quarters": 1},
        "Theo lộ trình thẳng từ mốc gốc 40 % (Quý IV/2025), tại Quý II/2026 kỳ vọng là 46 %; thực tế thấp hơn 1 điểm phần trăm, "
        "chỉ tiêu chậm so với lộ trình (nhịp bằng 83 % nhịp cần có).",
    ),
    "pace, falling flow": (
        NO_PATH | {"over_time": "phat_sinh", "unit_of_measure": "vụ", "direction": "giam", "expected": 60.0, "status": "dung_tien_do"},
        "Chia đều mục tiêu theo quý, đến nay không nên quá 60 vụ; thực tế thấp hơn 15 vụ, chỉ tiêu đúng tiến độ.",
    ),
    "met": (NO_PATH | {"value": 80, "status": "dat"}, "Chỉ tiêu đạt mục tiêu."),
    "beyond": (NO_PATH | {"value": 81.5, "status": "vuot"}, "Chỉ tiêu vượt mục tiêu, cao hơn 1,5 điểm phần trăm so với mục tiêu."),
    "beyond, range": (NO_PATH | {"value": 95, "op": "range", "upper": 90, "status": "vuot"}, "Chỉ tiêu vượt mục tiêu."),
    "met, held": (
        NO_PATH | {"value": 81, "held": True, "stage": 2025, "status": "vuot"},
        "Chỉ tiêu vẫn giữ được mục tiêu, cao hơn 1 điểm phần trăm so với mục tiêu.",
    ),
    "stage_end": (
        NO_PATH | {"status": "khong_dat"},
        "Đây là quý cuối của giai đoạn: thực tế thấp hơn 35 điểm phần trăm so với mục tiêu, chỉ tiêu không đạt mục tiêu.",
    ),
    "stage_end, strict": (
        NO_PATH | {"value": 80, "op": ">", "status": "khong_dat"},
        "Đây là quý cuối của giai đoạn: thực tế mới bằng mức mục tiêu, phải cao hơn mới đạt; chỉ tiêu không đạt mục tiêu.",
    ),
    "stage_end, falling": (
        NO_PATH | {"value": 85, "op": "<=", "direction": "giam", "status": "khong_dat"},
        "Đây là quý cuối của giai đoạn: thực tế cao hơn 5 điểm phần trăm so với mục tiêu, chỉ tiêu không đạt mục tiêu.",
    ),
    "held_never_met": (
        NO_PATH | {"held": True, "stage": 2025, "status": "khong_dat"},
        "Đến hết năm 2025 chưa đạt: thực tế thấp hơn 35 điểm phần trăm so với mục tiêu, chỉ tiêu không đạt mục tiêu.",
    ),
    "held_lost": (
        NO_PATH | {"held": True, "stage": 2025, "value": 78, "status": "nguy_co"},
        "Hết năm 2025 đã đạt, nay không còn giữ được: thực tế thấp hơn 2 điểm phần trăm so với mục tiêu, "
        "chỉ tiêu có nguy cơ không đạt mục tiêu.",
    ),
    "base_met": (
        NO_PATH | {"value": 78, "status": "nguy_co"},
        "Mốc gốc đã đạt mục tiêu, nay lại không đạt: thực tế thấp hơn 2 điểm phần trăm so với mục tiêu, "
        "chỉ tiêu có nguy cơ không đạt mục tiêu.",
    ),
    "no_value": (NO_PATH | {"value": None, "status": "chua_co_so_lieu"}, "Chưa có số liệu nên chưa đánh giá được."),
    "chua_den_ky": (NO_PATH | {"stage": None, "target": None, "status": "chua_den_ky"}, "Chưa đến kỳ đánh giá."),
    "words": (NO_PATH | {"status": "khong_danh_gia"}, "Không có con số để so nên chưa đủ cơ sở đánh giá."),
    "unreadable": (NO_PATH | {"status": "khong_danh_gia"}, "Chưa có con số mục tiêu chắc chắn để so nên chưa đủ cơ sở đánh giá."),
    "early": (NO_PATH | {"status": "khong_danh_gia"}, "Mới ở đầu giai đoạn nên chưa đủ cơ sở đánh giá."),
    "same_observation": (
        NO_PATH | {"status": "khong_danh_gia"},
        "Mới có một lần báo cáo, chưa có gì để so nên chưa đủ cơ sở đánh giá.",
    ),
    "aggregate": (
        NO_PATH | {"reported_units": 7, "due_units": 12, "children": '{"cham":2,"khong_dat":1}', "status": "khong_danh_gia"},
        "Mới có 7/12 đơn vị báo cáo nên chưa đánh giá chung. Từng đơn vị: 1 không đạt, 2 chậm.",
    ),
    "aggregate, all": (
        NO_PATH | {"reported_units": 12, "due_units": 12, "status": "khong_danh_gia"},
        "Cấp này không có mục tiêu riêng nên chưa đánh giá chung.",
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_every_reason_has_its_sentence(case: str) -> None:
    row, said = JUDGED[case]
    assert judgement(card(**{"reason": case.split(",")[0]} | row)) == said


def test_no_reason_is_without_a_sentence() -> None:
    assert {case.split(",")[0] for case in JUDGED} == set(REASON)


def test_a_pace_just_short_of_a_threshold_is_not_rounded_up_to_it() -> None:
    assert "nhịp bằng 94 % nhịp cần có" in judgement(card(pace=0.9499))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {},
            "Để đạt mục tiêu, mỗi quý còn lại cần tăng 2,06 điểm phần trăm; từ mốc gốc đến nay bình quân mỗi quý tăng 1,67 điểm phần trăm.",
        ),
        (
            {"value": 40, "status": "nguy_co"},
            "Để đạt mục tiêu, mỗi quý còn lại cần tăng 2,06 điểm phần trăm; từ mốc gốc đến nay không đổi.",
        ),
        (
            {"value": 37, "direction": "giam", "needed_per_quarter": -1.5},
            "Để đạt mục tiêu, mỗi quý còn lại cần giảm 1,5 điểm phần trăm; từ mốc gốc đến nay bình quân mỗi quý giảm 1 điểm phần trăm.",
        ),
        (
            FLOW | {"value": 6, "needed_per_quarter": 4.0},
            "Để đạt mục tiêu, mỗi quý còn lại cần tăng 4 vụ; từ đầu năm đến nay bình quân mỗi quý tăng 2 vụ.",
        ),
        (NO_PATH | {"status": "khong_danh_gia", "reason": "early"}, "Để đạt mục tiêu, mỗi quý còn lại cần tăng 2,06 điểm phần trăm."),
        ({"status": "dat"}, ""),
        ({"status": "khong_dat", "needed_per_quarter": None}, ""),
        ({"needed_per_quarter": 0.0}, ""),
        (FLOW | NO_PATH | {"direction": "giam", "value": 78}, "Từ nay đến hết năm chỉ còn được thêm 2 vụ."),
        (FLOW | NO_PATH | {"direction": "giam", "value": 81, "needed_per_quarter": -1.0, "status": "nguy_co"}, ""),
    ],
)
def test_the_pace_needed_stands_beside_the_pace_so_far(row: dict, said: str) -> None:
    assert steps(card(**row)) == said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, ""),
        (
            {"projected": 90.0, "met_in": "2029Q1", "status": "dung_tien_do"},
            "Giữ nhịp gần đây, đạt mục tiêu vào Quý I/2029, sớm hơn hạn 7 quý.",
        ),
        (
            {"projected": 80.0, "met_in": "2030Q4", "status": "dung_tien_do"},
            "Giữ nhịp gần đây, đạt mục tiêu vào Quý IV/2030, đúng hạn.",
        ),
        (
            {"projected": 75.0, "met_in": "2031Q4"},
            "Giữ nhịp gần đây, đạt mục tiêu vào Quý IV/2031, muộn hơn hạn 4 quý; cuối năm 2030 ước khoảng 75 %.",
        ),
        (
            {"projected": 55.0, "met_in": "2064Q4"},
            "Giữ nhịp gần đây thì sau năm 2050 mới tới mục tiêu; cuối năm 2030 ước khoảng 55 %.",
        ),
        ({"projected": 41.204}, "Đà gần đây đang giảm, không tới mục tiêu."),
        ({"projected": -8.0}, "Đà gần đây đang giảm, không tới mục tiêu."),
        ({"projected": 45.5, "met_in": "2113Q4"}, "Đà gần đây gần như đứng yên, không tới mục tiêu."),
        ({"projected": 99.0, "direction": "giam", "value": 85}, "Đà gần đây đang tăng, không tới mục tiêu."),
        (
            {"projected": 90.0, "met_in": "2026Q2", "value_period": "2026Q1", "age_quarters": 2, "status": "dung_tien_do"},
            "Theo nhịp gần đây, mục tiêu đạt từ Quý II/2026, cần số liệu mới để xác nhận.",
        ),
        ({"projected": 90.0, "status": "dat"}, ""),
        ({"projected": 70.0, "status": "khong_dat", "reason": "stage_end"}, ""),
    ],
)
def test_the_outlook_says_when_and_how_much_too_late(row: dict, said: str) -> None:
    assert outlook(card(**row)) == said


APART = "hai cách tính khác nhau, trạng thái theo lộ trình từ mốc gốc."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"projected": 134.5, "met_in": "2027Q2", "status": "nguy_co"}, f"thì tới mục tiêu vào Quý II/2027; {APART}"),
        ({"projected": 90.0, "met_in": "2029Q1", "status": "cham"}, f"thì tới mục tiêu vào Quý I/2029; {APART}"),
        ({"projected": 71.6, "met_in": "2033Q1", "status": "dung_tien_do"}, f"thì đến Quý I/2033 mới tới mục tiêu; {APART}"),
        ({"projected": 41.0, "status": "dung_tien_do"}, f"đang giảm, không tới mục tiêu; {APART}"),
    ],
)
def test_a_trend_that_says_other_than_the_status_is_told_apart_from_it(row: dict, said: str) -> None:
    assert outlook(card(**row)) == f"Đường xu hướng qua các quý có số trong 8 quý gần nhất {said}"


def test_the_trend_is_said_to_count_quarters_before_the_base_where_it_does() -> None:
    row = card(projected=134.5, met_in="2027Q2", status="nguy_co")
    known = "Đường xu hướng qua các quý có số trong 8 quý gần nhất (kể cả trước mốc gốc) thì tới mục tiêu vào Quý II/2027"
    assert outlook(row, [quarter("2025Q3", 39)]).startswith(known)
    for period in ("2024Q3", "2025Q4"):  # too long ago to count; the base itself
        assert "kể cả" not in outlook(row, [quarter(period, 39)])


def test_whatever_has_to_be_known_is_noted() -> None:
    assert notes(card()) == ""
    assert notes(card(value=None, approved=None)) == ""
    marked = card(approved=False, estimate=True, age_quarters=2, newer_pending=True, certain=False)
    assert notes(marked) == (
        "Lưu ý: số liệu chưa duyệt; có số ước; số liệu cũ 2 quý; có bản mới đang chờ duyệt; "
        "ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn."
    )


def test_a_row_not_judged_gives_its_reason_once() -> None:
    row = card(**NO_PATH | {"status": "khong_danh_gia", "reason": "early", "needed_per_quarter": None})
    assert "Căn cứ đánh giá" not in conclusion(row, "Phường A", "79/KH-UBND", [])


def test_an_answer_is_concluded_in_words() -> None:
    row = card(unit_of_measure="có/không", op="=", target=1, base=0, value=0, expected=0.2, status="nguy_co", target_text="Có")
    said = conclusion(row, "Phường A", "79/KH-UBND", [])
    assert "là Không." in said and "Mục tiêu đến năm 2030 là Có." in said
    assert "Đến nay vẫn là Không, chỉ tiêu có nguy cơ không đạt mục tiêu." in said and "có/không" not in said
    last = row | {"reason": "stage_end", "status": "khong_dat"}
    assert "thực tế là Không, chỉ tiêu không đạt mục tiêu." in conclusion(last, "Phường A", "79/KH-UBND", [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"projected": 90.0, "met_in": "2029Q1"}, "nhưng theo đà gần đây: đạt Quý I/2029"),
        ({"projected": 70.0, "met_in": "2032Q3"}, "theo đà gần đây: đạt Quý III/2032, sau hạn 2030"),
        ({"projected": 50.0, "met_in": "2099Q3"}, "theo đà gần đây: sau năm 2050 mới đạt"),
        ({"projected": 30.0}, "theo đà gần đây: đang giảm, không tới mục tiêu"),
        ({"projected": 90.0, "met_in": "2026Q3"}, "nhưng theo đà gần đây: đạt từ Quý III/2026, chờ số mới"),
        ({"projected": 90.0, "met_in": "2029Q1", "status": "dung_tien_do"}, "theo đà gần đây: đạt Quý I/2029"),
        ({"projected": 70.0, "met_in": "2032Q3", "status": "dung_tien_do"}, "nhưng theo đà gần đây: đạt Quý III/2032, sau hạn 2030"),
        ({"projected": 90.0, "met_in": "2029Q1", "status": "dat"}, ""),
        ({}, ""),
    ],
)
def test_beside_a_figure_the_outlook_is_a_few_words(changes: dict, said: str) -> None:
    assert outlook_short(card(**changes)) == said
