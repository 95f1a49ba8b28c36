"""A frozen briefing beside today: which of its figures are others by now. The statuses come as they were and are decided."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from domain.wording import TASK_LOOK, row_label
from report.markup import badge, headed_table, text
from report.sentences import by_unit, how_bad, value_text
from report.tasks import percent_text

Row = dict[str, Any]


@dataclass(frozen=True)
class Moved:
    """What changed, and what there was to compare."""

    rows: tuple[tuple[Row, Row | None], ...]
    units: tuple[tuple[str, int, int], ...]
    tasks: tuple[tuple[Row, Row | None], ...]
    compared: int

    def __bool__(self) -> bool:
        return bool(self.rows or self.units or self.tasks)


def moved(facts: Row, rows: Sequence[Row], below: Sequence[Row], tasks: Sequence[Row]) -> Moved:
    """The frozen facts against the same questions asked today."""
    return Moved(
        tuple(_pairs(facts["rows"], rows, "indicator_id", ("value", "status", "approved", "estimate"))),
        tuple(_units(facts["below"], below)),
        tuple(_pairs(facts["tasks"], tasks, "task_id", ("counted", "reported_state", "percent"))),
        len(facts["rows"]) + len({row["unit_id"] for row in facts["below"]}) + len(facts["tasks"]),
    )


def _pairs(then: Sequence[Row], now: Sequence[Row], key: str, said: tuple[str, ...]) -> list[tuple[Row, Row | None]]:
    """Then and now of whatever says something else; nothing where it is gone."""
    today = {row[key]: row for row in now}
    return [(row, today.get(row[key])) for row in then if _differs(row, today.get(row[key]), said)]


def _differs(then: Row, now: Row | None, said: tuple[str, ...]) -> bool:
    return now is None or any(then[name] != now[name] for name in said)


def _units(then: Sequence[Row], now: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Units below whose statuses are counted otherwise: how many rows went badly then and today."""
    old, new = by_unit(then), defaultdict(Counter, by_unit(now))
    names = {row["unit_id"]: row["short_name"] for row in then}
    return [(names[unit], how_bad(old[unit]), how_bad(new[unit])) for unit in old if old[unit] != new[unit]]


def sentence(found: Moved) -> str:
    if not found.compared:
        return "Bản tin này không có chỉ tiêu, nhiệm vụ nào để so."
    if not found:
        return "Không có gì khác."
    parts = [(len(found.rows), "dòng chỉ tiêu"), (len(found.units), "đơn vị"), (len(found.tasks), "nhiệm vụ")]
    return f"Đã khác: {', '.join(f'{count} {what}' for count, what in parts if count)}."


def table(found: Moved) -> str:
    """Only what changed, then and today side by side."""
    lines = [(_name(then["name"], row_label(then["indicator_id"])), _row(then), _row(now)) for then, now in found.rows]
    lines += [(_name(name, "dòng không đạt hoặc có nguy cơ"), str(then), str(now)) for name, then, now in found.units]
    lines += [(_name(then["name"], row_label(then["task_id"])), _task(then), _task(now)) for then, now in found.tasks]
    return headed_table(("Chỉ tiêu, đơn vị, nhiệm vụ", "Lúc chốt", "Hôm nay"), lines) if lines else ""


def _name(name: str, place: str) -> str:
    return f"<span class='td-name'>{text(name)}<small>{text(place)}</small></span>"


def _row(row: Row | None) -> str:
    if row is None:
        return "không còn"
    marks = [*(["chưa duyệt"] if row["value"] is not None and row["approved"] is False else []), *(["ước"] if row["estimate"] else [])]
    small = f"<small class='td-mark'>{', '.join(marks)}</small>" if marks else ""
    return f"{badge(row['status'])} <b>{text(value_text(row))}</b>{small}"


def _task(row: Row | None) -> str:
    if row is None:
        return "không còn"
    look = TASK_LOOK[row["counted"]]
    done = f", {percent_text(row)}" if row["percent"] is not None else ""
    return f'<b style="color:{look.line}">{look.sign}</b> {text(look.label)}{text(done)}'
