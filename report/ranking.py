"""The ranking of an emulation movement in words and fragments: who leads, on which scale, and why somebody is not ranked.

Ranks come from store; this only shows them, and never a point without the name of its scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from domain.emulation import ENOUGH_TEXT
from domain.numbers import format_number
from report.emulation import day_of
from report.markup import text
from report.tables import Table

Row = dict[str, Any]

NO_SCALE = "Chưa xếp hạng: kế hoạch không đặt điểm cho tiêu chí, và văn phòng chưa nạp thang điểm nội bộ."
TO_RANK = "Muốn xếp hạng: ở «Ghi nhận» chọn «Thang điểm», tải biểu mẫu, ghi điểm tối đa rồi nạp lại."
RULE = (
    f"Tổng điểm chia cho điểm tối đa của các tiêu chí đã chấm; chỉ xếp hạng tập thể đã có điểm ở ít nhất {ENOUGH_TEXT} số tiêu chí của đối "
    "tượng mình; bằng điểm thì đồng hạng."
)


def scale_label(scale: Row) -> str:
    """ "thang điểm nội bộ của …, tệp …, nạp ngày …": stands wherever points do."""
    return f"thang điểm nội bộ của {scale['owner']}, tệp {scale['file_name']}, nạp ngày {day_of(scale['at'])}"


def share(row: Row) -> str:
    return f"{format_number(_share(row), 1)} %"


def _share(row: Row) -> Decimal:
    return 100 * Decimal(row["points"]) / Decimal(row["out_of"])


def leaders_sentence(standings: Sequence[Row], scale: Row | None) -> str:
    """The third sentence: who leads each audience, or why nobody does."""
    if scale is None:
        return NO_SCALE
    groups = [(audience, [row for row in rows if row["rank"] == 1]) for audience, rows in groupby(standings, key=lambda r: r["audience"])]
    said = [f"{_together(first)} {share(first[0])} (khối {_inside(audience)})" for audience, first in groups if first]
    if not said:
        return f"Chưa xếp hạng: chưa tập thể nào có điểm ở ít nhất {ENOUGH_TEXT} số tiêu chí."
    return f"Đứng đầu: {'; '.join(said)}."


def collective_sentence(row: Row, scale: Row | None) -> str:
    """How far one collective is: "8/8 tiêu chí có minh chứng, 7/8 đã đánh giá; hạng 3 với 73,3 % điểm tối đa."."""
    far = f"{row['evidenced']}/{row['criteria']} tiêu chí có minh chứng, {row['assessed']}/{row['criteria']} đã đánh giá"
    why = _why_unranked(row, scale)
    place = f"hạng {row['rank']} với {share(row)} điểm tối đa" if why is None else why[:1].lower() + why[1:]
    return f"{far}; {place}."


def scale_note(standings: Sequence[Row], scale: Row | None) -> str:
    """What the percentages are of and on whose scale; nothing where no points are shown."""
    if scale is None or not any(row["rank"] for row in standings):
        return ""
    return f"Phần trăm của điểm tối đa, theo {scale_label(scale)}."


def _together(rows: Sequence[Row]) -> str:
    names = [row["short_name"] for row in rows]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]} cùng"


def _inside(audience: str) -> str:
    """An audience inside a sentence: its first letter is no longer the sentence's; a name keeps its own."""
    return audience if audience.startswith("Mặt trận") else audience[:1].lower() + audience[1:]


def board(standings: Sequence[Row], scale: Row | None) -> str:
    """The ranking of every audience, best first, then who is not ranked and why."""
    if scale is None:
        return f"<p>{text(NO_SCALE)}</p><p class='td-note'>{TO_RANK}</p>"
    groups = "".join(_group(audience, list(rows)) for audience, rows in groupby(standings, key=lambda row: row["audience"]))
    label = scale_label(scale)
    return f"{groups}<p class='td-note'>Theo {text(label)}. {RULE}</p>{inconsistent_note(standings)}"


def inconsistent_note(standings: Sequence[Row]) -> str:
    """That points given on another maximum are left out; nothing where there are none."""
    rows = [row for row in standings if row["inconsistent"]]
    if not rows:
        return ""
    total = sum(row["inconsistent"] for row in rows)
    names = ", ".join(row["short_name"] for row in rows)
    return (
        f"<p class='td-note td-unsure'>≠ {total} điểm đã chấm theo mức tối đa khác với thang đang áp dụng nên không được tính "
        f"({text(names)}). Chấm lại các tiêu chí có dấu ≠.</p>"
    )


def _group(audience: str, rows: list[Row]) -> str:
    ranked = [row for row in rows if row["rank"] is not None]
    body = "".join(_line(row) for row in ranked)
    table = f"<table class='td-table td-small td-em-rank'><tbody>{body}</tbody></table>" if ranked else ""
    return f"<h3 class='td-part-head'>{text(audience)}</h3>{table}{_unranked([row for row in rows if row['rank'] is None])}"


def _line(row: Row) -> str:
    points = f"{format_number(row['points'])}/{format_number(row['out_of'])} điểm"
    bar = f"<div class='td-em-bar' role='img' aria-label='{text(share(row))}'><b style='width:{_share(row):.1f}%'></b></div>"
    return (
        f"<tr><td class='td-em-place'><b>{row['rank']}</b></td><td>{text(row['short_name'])}{bar}</td>"
        f"<td><b>{share(row)}</b><small class='td-mark'>{points} · {_scored(row)}</small></td></tr>"
    )


def _scored(row: Row) -> str:
    return f"{row['scored']}/{row['to_score']} tiêu chí"


def _unranked(rows: Sequence[Row]) -> str:
    if not rows:
        return ""
    names = "; ".join(f"{row['short_name']} ({_scored(row)} có điểm)" for row in rows)
    return f"<p class='td-note'>Chưa xếp hạng: {text(names)}.</p>"


def standings_table(standings: Sequence[Row], scale: Row | None, proof: tuple[str, ...], year: str) -> Table:
    heads = (
        "Đối tượng", "Hạng", "Tập thể", "Điểm", "Điểm tối đa", "Tỷ lệ (%)", "Tiêu chí có điểm", "Tiêu chí được chấm", "Tiêu chí",
        "Có minh chứng", "Đã đánh giá", "Điểm không tính", "Ghi chú",
    )  # fmt: skip
    rows = [
        (
            row["audience"], row["rank"], row["unit_name"], row["points"], row["out_of"] if row["points"] is not None else None,
            float(round(_share(row), 1)) if row["rank"] else None, row["scored"], row["to_score"], row["criteria"], row["evidenced"],
            row["assessed"], row["inconsistent"], _why_unranked(row, scale),
        )
        for row in standings
    ]  # fmt: skip
    where = f"Điểm theo {scale_label(scale)}" if scale else NO_SCALE
    return Table(f"Xếp hạng thi đua năm {year}", (*proof, where, RULE), heads, rows)


def _why_unranked(row: Row, scale: Row | None) -> str | None:
    if row["rank"] is not None:
        return None
    return (
        "Chưa xếp hạng: chưa có thang điểm" if scale is None else f"Chưa xếp hạng: mới có điểm ở {_scored(row)}, cần ít nhất {ENOUGH_TEXT}"
    )
