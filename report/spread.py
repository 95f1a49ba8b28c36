"""One row of the plan over the units: who has which figure, how it moved, and where the target lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import plotly.graph_objects as go

from domain.numbers import format_number, round_half_up
from domain.wording import STATUS, with_unit
from report import chart, markup
from report.compare import BETTER, SAME, WORSE, amount_text, cell_sentence, change, change_short, no_place, unit_name, way
from report.markup import text
from report.sentences import BAD, figure_text, is_answer, target_text, value_text

Row = dict[str, Any]

_SYMBOL = {"✕": "x", "■": "square", "▼": "triangle-down", "◆": "diamond", "●": "circle", "▲": "triangle-up"}
"""A mark has the shape of its status's sign."""


def joined(cells: Iterable[Row], spread: Iterable[Row]) -> list[Row]:
    """The cells of one row with the units' places, in their order."""
    by_unit = {cell["unit_id"]: cell for cell in cells}
    return [by_unit[row["unit_id"]] | row for row in spread if row["unit_id"] in by_unit]


def sentence(rows: Sequence[Row]) -> str:
    """How many told, the ends and the middle, how many met the target, and which way they moved."""
    ends, rest = told(rows)
    first, _, others = rest.partition(". ")
    return f"{first}. {ends} {others}" if ends else rest


def told(rows: Sequence[Row]) -> tuple[str, str]:
    """The ends and the middle, empty where there are not two; then all else there is to say."""
    placed = [row for row in rows if row["place"] is not None]
    if not placed:
        return "", "Chưa đơn vị nào có số liệu của kỳ này cho chỉ tiêu này."
    said = [f"{len(placed)}/{len(rows)} đơn vị có số liệu của kỳ này."]
    met, bad = (sum(row["status"] in which for row in rows) for which in (("dat", "vuot"), BAD))
    old = sum(row["place"] is None and row["value"] is not None for row in rows)
    more = f", kể cả {old} đơn vị dùng số cũ" if old else ""
    said.append(f"{met} đơn vị đạt hoặc vượt mục tiêu, {bad} đơn vị không đạt hoặc có nguy cơ{more}.")
    ways = Counter(way(row) for row in rows)
    moved = [f"{ways[sign]} {word}" for sign, word in ((BETTER, "tốt lên"), (WORSE, "kém đi"), (SAME, "không đổi")) if ways[sign]]
    return _ends(placed) if len(placed) > 1 else "", " ".join([*said, *([f"So với kỳ trước: {', '.join(moved)}."] if moved else [])])


def _ends(placed: Sequence[Row]) -> str:
    best, worst = placed[0], placed[-1]
    if best["place"] == worst["place"]:
        return f"Các đơn vị bằng nhau: {value_text(best)}."
    if is_answer(best):
        return f"{sum(bool(row['value']) for row in placed)}/{len(placed)} đơn vị đã trả lời «{figure_text(1, best)}»."
    middle = with_unit(format_number(round_half_up(Decimal(str(best["middle"])), 2)), best["unit_of_measure"])
    return (
        f"Tốt nhất là {best['short_name']} {value_text(best)}, kém nhất là {worst['short_name']} {value_text(worst)}, "
        f"cách nhau {amount_text(abs(best['value'] - worst['value']), best)}; mức giữa (trung vị) {middle}."
    )


def figure(rows: Sequence[Row]) -> go.Figure:
    """Every unit on a line from the quarter before (hollow) to now (the status's shape and colour), from zero, the target marked."""
    rows = [row for row in rows if row["value"] is not None]
    drawn = chart.blank(84 + 30 * len(rows), right=110, top=34)
    drawn.update_yaxes(autorange="reversed", showgrid=False)
    rate = bool(rows) and (rows[0]["unit_of_measure"] or "").startswith("%")
    drawn.update_xaxes(rangemode="tozero", showgrid=True, ticksuffix=" %" if rate else "")
    if rows and is_answer(rows[0]):
        drawn.update_xaxes(**chart.ANSWERS)
    _past_marks(drawn, [row for row in rows if change(row) is not None])
    _now_marks(drawn, rows)
    _target_marks(drawn, [row for row in rows if row["target"] is not None])
    return drawn


def _past_marks(drawn: go.Figure, rows: Sequence[Row]) -> None:
    for row in rows:
        ends = [float(row["value_before"]), float(row["value"])]
        drawn.add_scatter(x=ends, y=[row["short_name"]] * 2, mode="lines", line={"color": chart.PALE, "width": 3}, hoverinfo="skip")
    drawn.add_scatter(
        x=[float(row["value_before"]) for row in rows],
        y=[row["short_name"] for row in rows],
        mode="markers",
        marker={"symbol": "circle-open", "size": 9, "color": chart.SOFT, "line": {"width": 2}},
        hoverinfo="skip",
    )


def _now_marks(drawn: go.Figure, rows: Sequence[Row]) -> None:
    drawn.add_scatter(
        x=[float(row["value"]) for row in rows],
        y=[row["short_name"] for row in rows],
        mode="markers",
        marker={
            "symbol": [_SYMBOL.get(STATUS[row["status"]].sign, "circle-open") for row in rows],
            "size": 13,
            "color": [STATUS[row["status"]].line for row in rows],
        },
        customdata=["<br>".join(map(text, filter(None, (cell_sentence(row, row["short_name"]), row["found_at"])))) for row in rows],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for row in rows:
        right = float(row["value"]) if change(row) is None else max(float(row["value"]), float(row["value_before"]))
        said = value_text(row) + (" (cũ)" if row["age_quarters"] else "")
        chart.label(drawn, right, row["short_name"], said, colour=STATUS[row["status"]].line, bold=True)
    drawn.update_annotations(bgcolor="rgba(255,255,255,0.85)")  # readable where the target's line runs through


def _target_marks(drawn: go.Figure, rows: Sequence[Row]) -> None:
    """One line where all units have the same target; a mark on each unit's line where they differ."""
    same = len({row["target"] for row in rows}) == 1
    if rows and same:
        at = float(rows[0]["target"])
        said = f"<b>mục tiêu {target_text(rows[0])} ({rows[0]['stage']})</b>"
        drawn.add_vline(x=at, line={"color": chart.NAVY, "width": 2, "dash": "dot"}, layer="below")
        drawn.add_annotation(x=at, y=1, yref="paper", yanchor="bottom", text=said, showarrow=False, font={"color": chart.NAVY})
    elif rows:
        drawn.add_scatter(
            x=[float(row["target"]) for row in rows],
            y=[row["short_name"] for row in rows],
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 18, "color": chart.NAVY, "line": {"width": 2}},
            customdata=[target_text(row) for row in rows],
            hovertemplate="mục tiêu %{customdata}<extra></extra>",
        )


def table(rows: Iterable[Row], here: str) -> str:
    """The ranking of one row: place, unit, figure leading to its source, change, status."""
    lines = [
        (
            f"<b class='td-place'>{row['place'] or '–'}</b>{_before(row)}",
            unit_name(row, here) + _unplaced(row),
            f"<b class='td-keep'>{markup.linked(row, text(value_text(row)), 'source')}</b>{markup.figure_marks(row)}",
            text(change_short(row)),
            markup.badge(row["status"]),
        )
        for row in rows
    ]
    return f"<div class='td-spread'>{markup.headed_table(('Hạng', 'Đơn vị', 'Số liệu', 'So với kỳ trước', 'Trạng thái'), lines)}</div>"


def _unplaced(row: Row) -> str:
    return f"<small class='td-mark'>{text(no_place(row))}</small>" if row["place"] is None else ""


def _before(row: Row) -> str:
    return "" if row["place_before"] is None else f"<small class='td-mark td-keep'>kỳ trước {row['place_before']}</small>"
