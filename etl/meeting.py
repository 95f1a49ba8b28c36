"""The meeting: a briefing frozen as it was shown, and what the chairman concludes, with who does it until when.

Facts are frozen whole (domain/frozen.py); how they are gathered is store's business, how they are drawn report's.
"""

from __future__ import annotations

import base64
import zlib
from datetime import date
from typing import Any

from domain import clock
from domain.frozen import as_code, code_of, digest, unpack
from domain.wording import day
from etl.acts import said, write
from etl.submit import CannotDo, NotAllowed, authorise
from store import reads
from store.reads import about_meeting
from store.tables import Cursor, Row
from store.warehouse import Warehouse


def freeze(warehouse: Warehouse, packed: bytes, *, by: str) -> str:
    """Keeps a briefing for good and returns its code; the same briefing again is kept once."""
    facts = unpack(packed)["facts"]
    row = {
        "code": code_of(packed),
        "sha256": digest(packed),
        "plan_id": facts["plan"]["plan_id"],
        "unit_id": facts["unit"]["unit_id"],
        "period": facts["period"],
        "as_of": facts["as_of"].isoformat(),
    }
    if _is_kept(warehouse, row):
        return str(row["code"])

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "xem", row["unit_id"])
        return row | {"content": base64.b64encode(zlib.compress(packed, 9)).decode("ascii")}

    return str(write(warehouse, "briefing", by, make)["code"])


def thaw(warehouse: Warehouse, code: str) -> bytes | None:
    """A briefing exactly as it was frozen; None for an unknown code."""
    with warehouse.cursor() as cursor:
        kept = about_meeting.briefing(cursor, as_code(code))
    if kept is None:
        return None
    return zlib.decompress(base64.b64decode(warehouse.ledger.entry(kept["number"]).data["content"]))


def conclude(
    warehouse: Warehouse,
    *,
    unit_id: str,
    text: str,
    lead_unit_id: str,
    due_on: date | None,
    by: str,
    plan_id: str | None = None,
    period: str | None = None,
    today: date | None = None,
) -> str:
    """Notes what a meeting concluded; returns the id it is followed under."""
    now = today or clock.today()

    def make(cursor: Cursor, number: int) -> dict[str, Any]:
        _must_exist(cursor, unit_id)
        _must_exist(cursor, lead_unit_id)
        authorise(cursor, by, "giao_viec", unit_id)
        authorise(cursor, by, "giao_viec", lead_unit_id)
        if due_on and due_on < now:
            raise CannotDo(f"Hạn {day(due_on)} đã qua. Chọn từ hôm nay, {day(now)}, trở đi.")
        return {
            "meeting_task_id": f"KL-{number:05d}",
            "unit_id": unit_id,
            "text": said(text, "Chưa ghi việc giao. Ví dụ «Rà soát danh sách hộ chưa có chữ ký số»."),
            "lead_unit_id": lead_unit_id,
            "due_on": due_on.isoformat() if due_on else None,
            "concluded_on": now.isoformat(),
            "plan_id": plan_id,
            "period": period,
        }

    return str(write(warehouse, "meeting_task", by, make)["meeting_task_id"])


def finish(warehouse: Warehouse, meeting_task_id: str, *, done_on: date, result: str, by: str, today: date | None = None) -> None:
    """What was concluded is done, on a day, with a result."""
    now = today or clock.today()

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        task = _known(cursor, meeting_task_id)
        _may_report(cursor, by, task)
        if done_on > now:
            raise CannotDo(f"Ngày xong {day(done_on)} chưa đến. Chọn từ hôm nay, {day(now)}, trở về trước.")
        if task["concluded_on"] and done_on < task["concluded_on"]:
            raise CannotDo(f"Ngày xong {day(done_on)} trước ngày giao. Chọn từ {day(task['concluded_on'])} trở đi.")
        stored = said(result, "Chưa ghi kết quả. Ví dụ «Đã rà soát xong 1.240 hộ».")
        return {"meeting_task_id": meeting_task_id, "done_on": done_on.isoformat(), "result": stored}

    write(warehouse, "meeting_task_done", by, make)


def reopen(warehouse: Warehouse, meeting_task_id: str, *, by: str) -> None:
    """Not done after all."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        task = _known(cursor, meeting_task_id)
        authorise(cursor, by, "giao_viec", task["unit_id"])
        if task["done_on"] is None:
            raise CannotDo("Việc này chưa ghi là xong. Tải lại trang để xem.")
        return {"meeting_task_id": meeting_task_id, "done_on": None}

    write(warehouse, "meeting_task_done", by, make)


def withdraw(warehouse: Warehouse, meeting_task_id: str, *, why: str, by: str) -> None:
    """Taken back, with a reason; it stays in the ledger."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        task = _known(cursor, meeting_task_id)
        authorise(cursor, by, "giao_viec", task["unit_id"])
        return {"meeting_task_id": meeting_task_id, "reason": said(why, "Rút việc đã giao phải có lý do. Ví dụ «Ghi nhầm đơn vị».")}

    write(warehouse, "meeting_task_withdrawn", by, make)


def _is_kept(warehouse: Warehouse, row: dict[str, Any]) -> bool:
    with warehouse.cursor() as cursor:
        kept = about_meeting.briefing(cursor, row["code"])
    if kept and kept["sha256"] != row["sha256"]:
        raise CannotDo("Mã bản tin trùng với một bản tin khác. Thêm một ghi chú vào một trang rồi xuất lại.")
    return kept is not None


def _may_report(cursor: Cursor, by: str, task: Row) -> None:
    """Who leads says it is done; so does who may conclude."""
    try:
        authorise(cursor, by, "nop", task["lead_unit_id"])
    except NotAllowed:
        authorise(cursor, by, "giao_viec", task["unit_id"])


def _must_exist(cursor: Cursor, unit_id: str) -> None:
    if reads.unit(cursor, unit_id) is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")


def _known(cursor: Cursor, meeting_task_id: str) -> Row:
    task = about_meeting.meeting_task(cursor, meeting_task_id)
    if task is None:
        raise CannotDo("Việc này không còn, có thể vừa có người rút. Tải lại trang để xem.")
    return task
