"""Which row goes worst: one order, whichever page asks."""

from __future__ import annotations

from typing import Any

import pytest

from report import worst
from tests.rows import NO_PATH, card


def row(name: str, status: str = "cham", **changes: Any) -> dict:
    return card(name=name, status=status, **changes)


def names(rows: list[dict]) -> list[str]:
    return [one["name"] for one in rows]


def test_the_status_comes_first_then_what_is_missing_then_the_plans_order() -> None:
    rows = [
        row("đạt", "dat", value=20),
        row("chậm, xa nhất", value=10),
        row("nguy cơ, gần", "nguy_co", value=44),
        row("nguy cơ, xa", "nguy_co", value=30),
        row("không đạt", "khong_dat", value=79, **NO_PATH),
        row("chậm, sau", value=45, position=9),
        row("chậm, trước", value=45, position=2),
    ]
    assert names(worst.behind(rows)) == ["không đạt", "nguy cơ, xa", "nguy cơ, gần", "chậm, xa nhất", "chậm, trước", "chậm, sau"]
    assert names(worst.worst_first(rows))[-1] == "đạt"


def test_where_only_units_below_are_judged_the_row_with_most_bad_ones_comes_first() -> None:
    rows = [
        row("1", "khong_danh_gia", children='{"dat": 2, "nguy_co": 1}'),
        row("2", "khong_danh_gia", children='{"khong_dat": 2, "nguy_co": 1}'),
    ]
    assert names(worst.worst_first(rows)) == ["2", "1"]


def test_a_page_opens_at_the_worst_row_that_has_a_figure_and_at_the_first_where_none_has() -> None:
    silent = row("chưa có số", "chua_co_so_lieu", value=None)
    told = [
        row("1", "khong_danh_gia", children='{"dat": 2}'),
        row("2", "khong_danh_gia", children='{"nguy_co": 2}'),
    ]
    assert worst.worst_first([silent, *told])[0]["name"] == "chưa có số"
    assert worst.opened_first([silent, *told])["name"] == "2"
    assert worst.opened_first([silent | {"name": "sau", "position": 2}, silent])["name"] == "chưa có số"


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({}, 1 / 80),
        ({"expected": None}, 35 / 80),
        ({"direction": "giam", "value": 12, "expected": 10.0, "target": 8}, 2 / 8),
        ({"direction": "giam", "value": 3, "expected": None, "target": 0}, 3),
        ({"target": None, "expected": None}, 0),
        ({"value": None}, 0),
    ],
)
def test_what_is_missing_is_a_share_of_the_target_by_the_measures_direction(changes: dict[str, Any], share: float) -> None:
    assert worst.missing(row("x", **changes)) == pytest.approx(share)


def kin(row: dict, *others: dict) -> str:
    return worst.with_kin([row, *others])[0]["kin"]


RED = card(indicator_id="k/PL2/15", status="nguy_co")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"base": 20}, "mốc gốc khác: 20 %"),
        ({"target": 60}, "mục tiêu khác: ≥ 60 %"),
        ({"target": 60, "base": 20}, "mục tiêu khác: ≥ 60 %; mốc gốc khác: 20 %"),
        ({"stage": 2025, "held": True, **NO_PATH}, "mục tiêu khác: ≥ 80 %, phải giữ từ 2025"),
        ({"stage": 2045, "reason": "early", **NO_PATH}, "mục tiêu khác: ≥ 80 %, đến 2045"),
        ({"reason": "same_observation", **NO_PATH}, "mới có một lần báo cáo, chưa có gì để so"),
        ({"stage": None, "target": None, **NO_PATH}, "chưa có mục tiêu đến kỳ"),
    ],
)
def test_one_figure_judged_otherwise_in_another_row_is_said_with_the_reason(other: dict, said: str) -> None:
    blue = card(indicator_id="k/PL1/9.5", status="dung_tien_do", **other)
    assert kin(RED, blue) == f"cùng số liệu: Phụ lục 1, dòng 9.5 đúng tiến độ ({said})"


@pytest.mark.parametrize("other", [{"status": "nguy_co"}, {"value": 46}, {"measure_id": "x"}])
def test_nothing_is_said_of_rows_judged_alike_or_of_another_figure(other: dict) -> None:
    assert kin(RED, card(**({"status": "dat"} | other))) == ""


def test_rows_without_a_figure_have_none_in_common() -> None:
    assert kin(RED | {"value": None}, card(value=None, status="chua_co_so_lieu")) == ""
