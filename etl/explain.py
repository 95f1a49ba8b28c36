"""Explanations: somebody asks a unit why a figure of a quarter is what it is, the unit answers, the asker closes the question.

Where question and answer are shown is the pages' business; the figure itself stays as it was reported.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from domain.period import Period
from domain.wording import row_label
from etl.acts import said, write
from etl.submit import CannotDo, NotAllowed, authorise
from store import reads
from store.tables import Cursor, Row
from store.warehouse import Warehouse


def ask(
    warehouse: Warehouse, *, unit_id: str, indicator_id: str, period: Period, question: str, by: str, due_on: date | None = None
) -> str:
    """Asks a unit about one figure; returns the id the question is answered under."""

    def make(cursor: Cursor, number: int) -> dict[str, Any]:
        authorise(cursor, by, "duyet", unit_id)
        card = _card(cursor, unit_id, indicator_id, period)
        return {
            "explanation_id": f"GT-{number:05d}",
            "unit_id": unit_id,
            "indicator_id": indicator_id,
            "measure_id": card["measure_id"],
            "period": str(period),
            "question": said(question, "Câu hỏi còn trống. Ghi điều cần giải trình, ví dụ «Vì sao giảm so với quý trước?»."),
            "due_on": None if due_on is None else due_on.isoformat(),
        }

    return str(write(warehouse, "explanation_asked", by, make)["explanation_id"])


def answer(warehouse: Warehouse, explanation_id: str, *, text: str, by: str) -> None:
    """Answers a question; until it is closed it may be answered again, and the later answer stands."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _open_one(cursor, explanation_id, lambda asked: _may_answer(cursor, by, asked))
        stored = said(text, "Phần trả lời còn trống. Ghi nguyên nhân và hướng xử lý.")
        return {"explanation_id": explanation_id, "answer": stored}

    write(warehouse, "explanation_given", by, make)


def close(warehouse: Warehouse, explanation_id: str, *, by: str) -> None:
    """Ends a question, answered or no longer of interest."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        _open_one(cursor, explanation_id, lambda asked: authorise(cursor, by, "duyet", asked["unit_id"]))
        return {"explanation_id": explanation_id}

    write(warehouse, "explanation_closed", by, make)


def _card(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> Row:
    unit = reads.unit(cursor, unit_id)
    if unit is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    if reads.indicator(cursor, indicator_id) is None:
        raise CannotDo(f"Không có chỉ tiêu mang mã «{indicator_id}».")
    card = reads.explained_card(cursor, unit_id, indicator_id, period)
    if card is None:
        raise CannotDo(f"{unit['name']} không được theo dõi ở {row_label(indicator_id)} trong {period.label}.")
    return card


def _may_answer(cursor: Cursor, by: str, asked: Row) -> None:
    """Who submits for the unit answers for it; so does a department of it that leads the row, whose figure it is."""
    try:
        authorise(cursor, by, "nop", asked["unit_id"])
    except NotAllowed:
        for department in reads.leading_departments(cursor, asked["indicator_id"], asked["unit_id"]):
            with suppress(NotAllowed):
                authorise(cursor, by, "nop", department)
                return
        raise


def _open_one(cursor: Cursor, explanation_id: str, authorised: Callable[[Row], None]) -> Row:
    asked = reads.explanation(cursor, explanation_id)
    if asked is None:
        raise CannotDo(f"Không có yêu cầu giải trình mang mã «{explanation_id}».")
    authorised(asked)
    if asked["state"] == "da_dong":
        raise CannotDo(f"Yêu cầu {explanation_id} đã đóng. Cần hỏi thêm thì lập yêu cầu mới.")
    return asked
