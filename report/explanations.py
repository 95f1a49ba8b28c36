"""Questions about a figure and their answers, as fragments: a table of many, and the lines under one figure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import EXPLANATION_STATE, day, row_label
from report.markup import badge, headed_table, text
from report.sentences import value_text

Row = dict[str, Any]


def is_late(row: Row, today: date) -> bool:
    """Whether an answer is owed since before this day."""
    return row["state"] == "cho_tra_loi" and row["due_on"] is not None and row["due_on"] < today


def state_text(row: Row, today: date) -> str:
    """The state in words, with the day the answer is due while it is awaited."""
    words = f"<b>{text(EXPLANATION_STATE[row['state']])}</b>"
    if row["state"] != "cho_tra_loi" or row["due_on"] is None:
        return words
    late = ", đã quá hạn" if is_late(row, today) else ""
    return f"{words}<small class='td-mark{' td-late' if late else ''}'>hạn {day(row['due_on'])}{late}</small>"


def table(rows: Iterable[Row], today: date, unit_id: str = "") -> str:
    """Every question with its figure, its answer and its state, in the order given; `unit_id` is named elsewhere and not again."""
    return headed_table(("Chỉ tiêu", "Số liệu", "Câu hỏi", "Trả lời", "Trạng thái"), [_cells(row, today, unit_id) for row in rows])


def _cells(row: Row, today: date, unit_id: str) -> tuple[str, ...]:
    about = [row_label(row["indicator_id"]), Period.parse(row["period"]).label]
    about += [] if row["unit_id"] == unit_id else [row["unit_name"]]
    return (
        f"{text(row['name'])}<small class='td-mark'>{text(' · '.join(about))}</small>",
        f"<b class='td-keep'>{text(value_text(row))}</b><br>{badge(row['status'])}" if row["status"] else "–",
        _said(row["question"], row["asked_by"], row["asked_at"]),
        _said(row["answer"], row["answered_by"], row["answered_at"]) if row["answer"] else "–",
        f"{state_text(row, today)}<small class='td-mark'>{text(row['explanation_id'])}</small>",
    )


def under_figure(rows: Iterable[Row], today: date) -> str:
    """What was asked and answered about one figure, to stand under it; nothing where nothing was asked."""
    return "".join(
        f"<p class='td-note'><b>Hỏi:</b> {_line(row['question'], row['asked_by'], row['asked_at'])}<br>"
        + (
            f"<b>Giải trình:</b> {_line(row['answer'], row['answered_by'], row['answered_at'])}"
            if row["answer"]
            else f"<b>Giải trình:</b> {_no_answer(row, today)}"
        )
        + "</p>"
        for row in rows
    )


def _no_answer(row: Row, today: date) -> str:
    if row["state"] == "da_dong":
        return "đã đóng, không có trả lời."
    if row["due_on"] is None:
        return "đang chờ đơn vị trả lời."
    return f"đang chờ đơn vị trả lời, hạn {day(row['due_on'])}{', đã quá hạn' if is_late(row, today) else ''}."


def _said(words: str, by: str, at: Any) -> str:
    return f"{text(words)}<small class='td-mark'>{_who(by, at)}</small>"


def _line(words: str, by: str, at: Any) -> str:
    return f"{text(words)} ({_who(by, at)})"


def _who(by: str, at: Any) -> str:
    return f"{text(by)}, {text(at.strftime('%d/%m/%Y'))}"
