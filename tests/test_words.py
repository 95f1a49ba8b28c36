"""Words, signs and colours: complete, legible, escaped; sentences that count right."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import MAY, may
from domain.indicator import Status, TaskState
from domain.names import clean, fold
from domain.period import Period
from domain.wording import BEST_FIRST, REASON, STATUS, TASK_REPORT, describe_target, row_label
from etl.problems import KINDS
from report import markup
from report.figures import PathInfo, path_figure, path_info
from report.sentences import change_text, deadline_text, explain, headline, needed_text

ROW: dict[str, Any] = {
    "name": "Tỷ lệ thử", "label": "Phụ lục 2, dòng 1", "lead": "Phòng Văn hóa - Xã hội", "status": "cham", "reason": "pace",
    "value": Decimal("29.4"), "target": Decimal(70), "upper": None, "op": ">", "stage": 2030, "held": False, "direction": "tang",
    "base": Decimal("24.2"), "base_period": "2025Q4", "value_period": "2026Q3", "expected": 31.07, "needed_per_quarter": 2.388,
    "unit_of_measure": "%", "target_text": "> 70", "target_doubt": "Dấu «>» có thể là «≥».", "certain": False, "approved": True,
    "estimate": False, "age_quarters": 0, "newer_pending": False, "pace": 0.7,
}  # fmt: skip


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_status_has_word_sign_and_legible_colour() -> None:
    assert set(STATUS) == set(BEST_FIRST) == set(get_args(Status))
    for words in STATUS.values():
        assert words.label and words.sign and contrast(words.colour, words.ink) >= 4.5 and contrast(words.line, "#FFFFFF") >= 4.5
    assert set(TASK_REPORT) == set(get_args(TaskState))


@pytest.mark.parametrize(
    ("op", "value", "upper", "text", "said"),
    [
        (">", 70, None, None, "> 70 %"),
        (">=", Decimal("2.5"), None, None, "≥ 2,5 %"),
        ("=", 100, None, None, "100 %"),
        ("range", 80, 90, None, "80–90 %"),
        ("words", None, None, "Phân bổ ngân sách", "Phân bổ ngân sách"),
        (">=", None, None, "≥ […]0%", "≥ […]0%"),
    ],
)
def test_a_target_is_said_as_the_plan_means_it(op: str, value: Any, upper: Any, text: str | None, said: str) -> None:
    number = None if value is None else Decimal(value)
    assert describe_target(op, number, None if upper is None else Decimal(upper), text, "%") == said


def test_rows_are_named_as_a_reader_of_the_plan_names_them() -> None:
    assert row_label("tranlieu-79/PL1/II.3") == "Phụ lục 1, dòng II.3"
    assert row_label("haiduong-snv-276/CT/2") == "Chỉ tiêu trong lời văn số 2"


@pytest.mark.parametrize(("one", "other"), [("Hòa Bình", "hoà  bình"), ("ĐẠT", "đạt"), ("Thủy", "Thu\u0309y"), ("Tiến độ", "tien do")])
def test_names_meet_on_a_folded_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text) == unicodedata.normalize("NFC", clean(text))


def test_acts_are_kept_apart() -> None:
    assert may("chuyen_vien", "nop") and not may("chuyen_vien", "duyet")
    assert may("nguoi_duyet", "duyet") and not may("nguoi_duyet", "nop")
    assert not any(may("lanh_dao", act) for act in ("nop", "rut", "duyet", "quan_tri")) and not may("ai-do", "xem")
    assert all("xem" in acts for acts in MAY.values())


def test_every_kind_of_problem_names_a_remedy() -> None:
    for kind in KINDS.values():
        assert kind.level in ("error", "warning") and kind.message and re.search(r"[.!»]$", kind.expected)


def rows(*statuses: str) -> list[dict[str, Any]]:
    return [{"status": status} for status in statuses]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (rows("dat", "nguy_co", "cham"), rows("dat", "cham", "cham"), "1 chỉ tiêu có nguy cơ không đạt (thêm 1 so với kỳ trước)."),
        (rows("dat", "khong_dat"), rows("nguy_co", "khong_dat"), "1 chỉ tiêu không đạt hoặc có nguy cơ không đạt (bớt 1 so với kỳ trước)."),
        (rows("nguy_co"), [], "1 chỉ tiêu có nguy cơ không đạt."),
        (rows("dat", "chua_den_ky"), [], "Trong 1 dòng đã đánh giá, không có dòng nào không đạt hoặc có nguy cơ không đạt."),
        (rows("khong_danh_gia"), [], "1 dòng chỉ tiêu chưa có số liệu, chưa đủ cơ sở hoặc chưa đến kỳ."),
    ],
)
def test_the_headline_counts_and_never_praises_what_was_not_judged(now: list, before: list, said: str) -> None:
    first, second = headline(now, before)
    assert second == said
    assert ("Chưa đánh giá được" in first) == (not any(row["status"] in ("dat", "nguy_co", "khong_dat", "cham") for row in now))


def test_a_status_is_explained_from_base_to_pace() -> None:
    assert explain(ROW) == (
        "Chậm: 29,4 % (Quý III/2026); mục tiêu > 70 % (đến 2030); gốc 24,2 % (Quý IV/2025); kỳ vọng 31,07 %; "
        "cần +2,39 điểm mỗi quý. Căn cứ: so khoảng cách đã thu hẹp với thời gian đã qua."
    )
    assert explain(ROW | {"value": None, "status": "chua_co_so_lieu", "reason": "no_value", "base": None, "needed_per_quarter": None}) == (
        "Chưa có số liệu: Chưa có số liệu; mục tiêu > 70 % (đến 2030). Căn cứ: chưa có số liệu dùng được cho kỳ này."
    )
    assert set(REASON) >= {"pace", "aggregate"} and needed_text(ROW | {"status": "dat"}) == ""


def test_changes_and_deadlines_are_counted() -> None:
    assert change_text(ROW, ROW | {"value": Decimal("27.6")}) == "▲ 1,8"
    assert change_text(ROW, ROW) == "không đổi"
    period = Period.parse("2026Q3")
    assert [deadline_text(Period.parse(text).last_day, period) for text in ("2026Q2", "2026Q3", "2026Q4")] == [
        "quá 92 ngày",
        "đến hạn",
        "còn 92 ngày",
    ]


def test_text_from_data_never_becomes_markup() -> None:
    wicked = ROW | {
        "name": "<script>alert(1)</script>",
        "lead": '"><img src=x>',
        "label": "<b>",
        "target_doubt": "<i>'\"",
        "unit_of_measure": "<u>",
    }
    for made in (markup.needs_action([wicked]), markup.changed(wicked, ROW), markup.bullet(wicked), markup.doubt_mark(wicked)):
        assert not re.search(r"<(script|img|u>|i>)", made)
    assert "&lt;script&gt;" in markup.needs_action([wicked]) and "&lt;img" in markup.needs_action([wicked])


def test_the_parts_of_the_status_bar_add_up() -> None:
    from collections import Counter

    made = markup.status_bar(Counter(dat=3, nguy_co=2, chua_den_ky=1))
    assert sum(int(part) for part in re.findall(r">(\d+)</div>", made)) == 6 and "Tổng 6" in made


def test_a_path_is_decided_before_it_is_drawn() -> None:
    series = [{"period": "2026Q2", "value": Decimal("27.6")}, {"period": "2026Q3", "value": Decimal("29.4")}]
    info = path_info(ROW, series)
    assert info == PathInfo(((8105, 27.6), (8106, 29.4)), ((8103, 24.2), (8123, 70.0)), "2030", STATUS["cham"].line)
    assert path_info(ROW | {"base": None, "base_period": None}, series).path == ((8106, 29.4), (8123, 70.0))
    assert path_info(ROW | {"held": True}, series).path == ()
    assert path_info(ROW, []).path == ()
    assert len(path_figure(info).data) == 3 and len(path_figure(path_info(ROW, [])).data) == 1
