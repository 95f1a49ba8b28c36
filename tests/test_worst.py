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
