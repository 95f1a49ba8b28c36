"""What one stage of a plan asks beyond the one before it: targets that rise, new ones, ones that stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from domain.wording import row_label
from report import markup
from report.markup import text
from report.sentences import target_text, value_cell, value_text
from report.stages import NOBODY, asked, beyond, lines_of, present, short_of, step, where
from report.tables import Table

Row = dict[str, Any]
Address = Callable[[Row], str]
Move = tuple[str, Row | None, Row]
"""The kind of move, the target until then, the next one."""

MOVES = {
    "tang": "Mức phải đạt tăng lên",
    "chat": "Mức giữ nguyên nhưng phải vượt qua mức đó",
    "moi": "Mới có mục tiêu",
    "giam": "Mức trong kế hoạch lại thấp đi",
    "khong_ro": "Không so được: mục tiêu bằng lời hoặc ô không đọc được",
    "giu": "Giữ nguyên mức",
    "thoi": "Kế hoạch không đặt mức mới, phải giữ mức cũ",
}


def moves(rows: list[Row], stage: int, following: int) -> list[Move]:
    """How each row's target moves into the next stage: the kind of move, the target until then (the latest earlier one), the next."""
    found = []
    for line in lines_of(rows):
        until = next((line[year] for year in sorted(line, reverse=True) if year <= stage and line[year]["op"]), None)
        then = line.get(following)
        if then is None or (until is None and then["op"] is None):
            continue
        found.append((_move(until, then), until, then))
    order = list(MOVES)
    return sorted(found, key=lambda item: (order.index(item[0]), item[2]["position"]))


def _move(until: Row | None, then: Row) -> str:
    if then["op"] is None:
        return "thoi"
    if until is None:
        return "moi"
    rise = rises(until, then)
    if rise is None:
        return "khong_ro"
    if rise:
        return "tang" if rise > 0 else "giam"
    return "chat" if then["op"] in (">", "<") and until["op"] not in (">", "<") else "giu"


def rises(before: Row, after: Row) -> Decimal | None:
    """By how much the plan asks more (or, below zero, less) from one stage to another; None where a figure is missing."""
    if before["target"] is None or after["target"] is None or "words" in (before["op"], after["op"]):
        return None
    step: Decimal = after["target"] - before["target"]
    return -step if after["direction"] == "giam" else step


def sentence(found: list[Move], stage: int, following: int) -> str:
    """What the next stage adds, in one sentence whose counts add up."""
    counts = Counter(move for move, _, _ in found)
    words = {"tang": "tăng mức", "chat": "đòi vượt mức cũ", "moi": "mới có mục tiêu", "giam": "có mức thấp đi", "khong_ro": "không so được",
             "giu": "giữ nguyên mức", "thoi": "không có mức mới, phải giữ mức cũ"}  # fmt: skip
    named = ", ".join(f"{counts[move]} {words[move]}" for move in MOVES if counts[move])
    if not found:
        return f"Bảng của kế hoạch không in dòng nào cho cả giai đoạn {stage} và {following}."
    return f"Từ {stage} sang {following}, {len(found)} dòng: {named}."


def left_out(rows: list[Row], found: list[Move], stage: int, following: int) -> str:
    """Why the moves are not as many as the rows with a target in the earlier stage: what the plan does not print for the later one, and
    what comes in without a target in the earlier; nothing where they are as many."""
    here, moved = asked(rows, stage), {then["indicator_id"] for _, _, then in found}
    gone = [row for row in here if row["indicator_id"] not in moved]
    if not gone:
        return ""
    come = len(moved - {row["indicator_id"] for row in here})
    more = f", thêm {come} dòng không có mục tiêu riêng năm {stage}" if come else ""
    said = f"Năm {stage} có {len(here)} dòng; bảng của kế hoạch không in mốc {following} cho {len(gone)} dòng ({where(gone)}){more}"
    return f"{said}: còn {len(found)} dòng."


def table(found: list[Move], stage: int, following: int, address: Address) -> str:
    """The rows whose target moves, by kind of move; those that stay are only counted."""
    shown = [item for item in found if item[0] not in ("giu", "thoi")]
    bodies, heads = "", (f"Mục tiêu {stage}", f"Mục tiêu {following}", "Kết quả hiện nay")
    for move in MOVES:
        rows = [(until, then) for name, until, then in shown if name == move]
        if rows:
            head = f"<tr class='td-gd-group'><th colspan='5' scope='rowgroup'>{MOVES[move]} <small>{len(rows)} dòng</small></th></tr>"
            bodies += f"<tbody>{head}{''.join(_line(until, then, heads, address(then)) for until, then in rows)}</tbody>"
    right = "".join(f"<th class='td-number'>{name}</th>" for name in heads)
    top = f"<th>Chỉ tiêu</th>{right}<th>So với mục tiêu {following}</th>"
    return f"<table class='td-table'><thead><tr>{top}</tr></thead>{bodies}</table>" if bodies else ""


def _line(until: Row | None, then: Row, heads: tuple[str, str, str], address: str) -> str:
    rise = rises(until, then) if until else None
    risen = f"<small class='td-mark'>{'+' if rise > 0 else '−'}{text(step(abs(rise), then))}</small>" if rise else ""
    older = f"<small class='td-mark'>mốc {until['stage']}</small>" if until and heads[0] != f"Mục tiêu {until['stage']}" else ""
    before = f"{text(target_text(until))}{markup.doubt_mark(until)}{older}" if until else "–"
    asks = f"<b>{text(target_text(then))}</b>{markup.doubt_mark(then)}{risen}"
    now = present(then)
    return (
        f'<tr><td class="td-name"><a class="td-link" href="{text(address)}" target="_self">{text(then["name"])}</a>'
        f"<small>{text(then['lead'] or NOBODY)} · {text(row_label(then['indicator_id']))}</small></td>"
        f'<td class="td-number td-gd-target" data-head="{heads[0]}">{before}</td>'
        f'<td class="td-number td-gd-target" data-head="{heads[1]}">{asks}</td>'
        f'<td class="td-number" data-head="{heads[2]}">{text(value_text(now))}{markup.figure_marks(now)}</td>'
        f'<td data-head="So với {heads[1].lower()}">{text(ahead_text(then))}</td></tr>'
    )


def ahead_text(row: Row) -> str:
    """Whether the present value meets a later target already, and what is missing where it does not."""
    if row["already_met"]:
        return "✓ đã đạt"
    if row["already_met"] is None or row["now_value"] is None or row["target"] is None:
        return "chưa so được"
    gap = abs(row["target"] - row["now_value"])
    return f"còn {short_of(row)} {beyond(row)}{step(gap, row)}" if gap else "mới bằng mức, chưa qua"


def twin(found: list[Move], stage: int, following: int, proof: tuple[str, ...]) -> Table:
    heads = ("Thay đổi", "Dòng", "Chỉ tiêu", "Cơ quan chủ trì", f"Mục tiêu {stage}", f"Mục tiêu {following}",
             "Kết quả hiện nay", f"So với mục tiêu {following}")  # fmt: skip
    rows = [
        [MOVES[move], row_label(then["indicator_id"]), then["name"], then["lead"] or NOBODY, target_text(until) if until else None,
         target_text(then) if then["op"] else None, value_cell(then["now_value"], then), ahead_text(then) if then["op"] else None]
        for move, until, then in found
    ]  # fmt: skip
    return Table(f"Giai đoạn {following} đòi gì thêm so với {stage}", proof, heads, rows)
