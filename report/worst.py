"""Which row goes worst: one order for every page that names one, and that order in words.

The status comes as it is decided; within one status the distance to the way sorts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from domain.wording import REASON, STATUS, row_label
from report.sentences import BAD, figure_text, target_text

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


def opened_first(rows: Iterable[Row]) -> Row:
    """The row a page opens at where none is asked for: the worst that has a figure to look at; the first where none has one."""
    ordered = worst_first(rows)
    return next((row for row in ordered if row["value"] is not None), ordered[0])


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


def with_kin(rows: list[Row]) -> list[Row]:
    """The rows of one quarter, each with what must be said of others of its unit that hold the same figure against something else."""
    alike: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        alike.setdefault((row["unit_id"], row["measure_id"]), []).append(row)
    return [row | {"kin": kin_text(row, alike[row["unit_id"], row["measure_id"]])} for row in rows]


def kin_text(row: Row, rows: Iterable[Row]) -> str:
    """ "cùng số liệu: Phụ lục 1, dòng 9.5 đúng tiến độ (mốc gốc khác)"; empty where no row of the same figure is judged otherwise."""
    said = [
        f"{row_label(other['indicator_id'])} {STATUS[other['status']].label.lower()} ({why_otherwise(row, other)})"
        for other in rows
        if row["value"] is not None and other["value"] == row["value"] and other["status"] != row["status"]
    ]
    return f"cùng số liệu: {'; '.join(said)}" if said else ""


def why_otherwise(row: Row, other: Row) -> str:
    """Why another row of the same figure is judged otherwise: by what it is held to, by where its way begins, or the rule that was used."""
    if not other["stage"]:
        return "chưa có mục tiêu đến kỳ"
    why = []
    if target_text(other) != target_text(row) or (other["stage"], other["held"]) != (row["stage"], row["held"]):
        until = f"phải giữ từ {other['stage']}" if other["held"] else f"đến {other['stage']}"
        why.append(f"mục tiêu khác: {target_text(other)}{'' if other['stage'] == row['stage'] else f', {until}'}")
    if None not in (row["base"], other["base"]) and (row["base"], row["base_period"]) != (other["base"], other["base_period"]):
        why.append(f"mốc gốc khác: {figure_text(other['base'], other)}")
    return "; ".join(why) or REASON[other["reason"]]


def _bad_below(row: Row) -> int:
    return sum(of_units(row)[status] for status in BAD)
