"""What meetings concluded, in words and as a list: who does what until when, and how it stands. Judged in store, only said here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from domain.wording import TASK_LOOK, StatusWords, day
from report.markup import headed_table, text

Row = dict[str, Any]

NOBODY = "Chưa rõ chủ trì"


def look_of(row: Row) -> StatusWords:
    """Sign, word and colour; what was done without ever having a deadline is not called in time."""
    return TASK_LOOK["xong_khong_han" if row["state"] == "dung_han" and row["due_on"] is None else row["state"]]


def standing(row: Row) -> str:
    """ "quá 12 ngày", "xong 05/11/2026", or its state in words."""
    if row["state"] == "qua_han":
        return f"quá {row['overdue_days']} ngày"
    return f"xong {day(row['done_on'])}" if row["done_on"] else look_of(row).label


def headline(rows: Sequence[Row]) -> str:
    """ "5 việc giao tại họp: 1 quá hạn, 2 đang làm, 2 đã xong"."""
    late = sum(row["state"] == "qua_han" for row in rows)
    done = sum(row["done_on"] is not None for row in rows)
    parts = [(late, "quá hạn"), (len(rows) - done - late, "đang làm"), (done, "đã xong")]
    return f"{len(rows)} việc giao tại họp: {', '.join(f'{count} {what}' for count, what in parts if count)}"


def in_list(row: Row) -> str:
    """One of them, to be picked by: its state, its words, who leads."""
    return f"{look_of(row).sign} {look_of(row).label} · {row['text']} · {row['lead_short'] or NOBODY} · {row['meeting_task_id']}"


def listed(rows: Iterable[Row]) -> str:
    """Everything as a table, as the question orders it: what is open first."""
    heads = ("Việc giao", "Chủ trì", "Hạn", "Tình trạng")
    return headed_table(heads, [_line(row) for row in rows])


def _line(row: Row) -> tuple[str, ...]:
    look = look_of(row)
    said = standing(row)
    detail = [*([said] if said != look.label else []), *([f"Kết quả: {row['result']}"] if row["result"] else [])]
    small = "".join(f"<small class='td-mark'>{text(one)}</small>" for one in detail)
    return (
        f"<span class='td-name'>{text(row['text'])}<small>giao ngày {text(day(row['concluded_on']))}</small></span>",
        text(row["lead_name"] or NOBODY),
        f"<span class='td-keep'>{text(day(row['due_on']) if row['due_on'] else 'không đặt hạn')}</span>",
        f'<span class="td-badge" style="background:{look.colour};color:{look.ink}">{look.sign} {text(look.label)}</span>{small}',
    )


def section(rows: Sequence[Row], address: str) -> str:
    """What a page of other things shows of them: the count, the list, and the way to where they are entered."""
    return (
        f"<p class='td-said'>{text(headline(rows))}. "
        f"<a class='td-ask' href='{text(address)}' target='_self'>Ghi kết quả, giao thêm việc ở trang «Bản tin họp»</a></p>{listed(rows)}"
    )
