"""Which row goes worst: one order for every page that names one, and that order in words.

The status comes as it is decided; within one status the distance to the way sorts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from domain.wording import STATUS
from report.sentences import BAD

Row = dict[str, Any]

BEHIND = (*BAD, "cham")
RULE = (
    "Không đạt đứng trước, rồi có nguy cơ không đạt, rồi chậm; trong mỗi loại, dòng thiếu nhiều nhất so với mức lộ trình đến nay "
    "(tính theo phần của mục tiêu) đứng trước; bằng nhau thì theo thứ tự trong kế hoạch."
)
_ORDER = list(STATUS)


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """By status, then by what is missing; where only units below are judged, by how many of them go badly."""
    return sorted(rows, key=lambda row: (_ORDER.index(row["status"]), -_bad_below(row), -missing(row), row.get("position", 0)))


def behind(rows: Iterable[Row]) -> list[Row]:
    """What goes badly or slowly, worst first."""
    return [row for row in worst_first(rows) if row["status"] in BEHIND]


def missing(row: Row) -> float:
    """How far a value lies behind what its way expects by now, in shares of the target; behind the target where there is no way."""
    if row["value"] is None or row["target"] is None:
        return 0.0
    due = row["target"] if row["expected"] is None else row["expected"]
    short = float(due) - float(row["value"])
    return (short if row["direction"] == "tang" else -short) / (abs(float(row["target"])) or 1.0)


def of_units(row: Row) -> Counter[str]:
    """How many units below have which status for a row; empty for a unit that is judged itself."""
    return Counter(json.loads(row["children"])) if row.get("children") else Counter()


def _bad_below(row: Row) -> int:
    return sum(of_units(row)[status] for status in BAD)
