"""Which plans are in force and whom they bind: a plan ends, another takes its place, a unit comes in or drops out.

What a plan says is never changed here; a plan comes in by workbook (plan_form.py).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.wording import day
from etl.acts import said
from etl.plan_form import BELONGS
from etl.planned import Act, Planned, plan
from etl.submit import CannotDo, authorise
from store import reads
from store.reads import about_admin
from store.tables import Cursor, Row
from store.warehouse import Warehouse


def end(warehouse: Warehouse, plan_id: str, last_day: date, why: str, *, by: str, replaced_by: str | None = None) -> Planned:
    """The plan is in force up to and including a day; `replaced_by` takes its place."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, plan_id, by)
        _must_be_open(row)
        if last_day < row["issued_on"]:
            raise CannotDo(f"Ngày {day(last_day)} trước ngày ban hành kế hoạch, {day(row['issued_on'])}. Kiểm tra lại năm.")
        if replaced_by is not None:
            _must_follow(cursor, row, replaced_by, last_day)
        reason = said(why, "Kết thúc kế hoạch phải có lý do. Ví dụ «Thay bằng Kế hoạch số 12/KH-UBND».")
        return [_ended(plan_id, last_day.isoformat(), replaced_by, reason)]

    return plan(warehouse, by, make)


def take_end_back(warehouse: Warehouse, plan_id: str, why: str, *, by: str) -> Planned:
    """The plan is in force again, as if it had not been ended here."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, plan_id, by)
        if row["effective_to"] is None:
            raise CannotDo(f"Kế hoạch {row['number']} đang có hiệu lực, không có ngày kết thúc để bỏ.")
        if not about_admin.ended_here(cursor, "plan_ended", "plan_id", plan_id):
            raise CannotDo(f"Ngày hết hiệu lực của kế hoạch {row['number']} do danh mục ghi, không bỏ ở đây được.")
        return [_ended(plan_id, None, None, said(why, "Bỏ ngày hết hiệu lực phải có lý do."))]

    return plan(warehouse, by, make)


def bind(warehouse: Warehouse, plan_id: str, unit_id: str, first_day: date, why: str, *, by: str) -> Planned:
    """The plan binds a unit from a day on. One that dropped out before comes back as if it had never."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, plan_id, by)
        authorise(cursor, by, "quan_tri", unit_id)
        unit = _unit(cursor, unit_id)
        _must_be_open(row)
        if unit["kind"] in BELONGS:
            raise CannotDo(f"{unit['name']} báo cáo cho đơn vị của mình. Chọn phường, xã, sở hoặc tỉnh, thành phố.")
        if unit["valid_to"] is not None and first_day > unit["valid_to"]:
            raise CannotDo(f"{unit['name']} đã kết thúc hoạt động ngày {day(unit['valid_to'])}. Chọn đơn vị kế thừa.")
        former = about_admin.binding(cursor, plan_id, unit_id)
        if former and former["valid_to"] is None:
            raise CannotDo(f"{unit['name']} đã thuộc phạm vi kế hoạch {row['number']} sẵn rồi.")
        begins = former["valid_from"] if former else first_day
        reason = said(why, "Đưa đơn vị vào phạm vi kế hoạch phải có lý do.")
        return [_bound(plan_id, unit_id, begins, None, reason)]

    return plan(warehouse, by, make)


def unbind(warehouse: Warehouse, plan_id: str, unit_id: str, last_day: date, why: str, *, by: str) -> Planned:
    """The plan binds a unit up to and including a day."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, plan_id, by)
        unit, standing = _unit(cursor, unit_id), about_admin.binding(cursor, plan_id, unit_id)
        if standing is None or standing["valid_to"] is not None:
            raise CannotDo(f"{unit['name']} không thuộc phạm vi kế hoạch {row['number']}, hoặc đã có ngày thôi.")
        begins = standing["valid_from"] or row["issued_on"]
        if last_day < begins:
            raise CannotDo(f"Ngày {day(last_day)} trước ngày {unit['name']} bắt đầu thực hiện, {day(begins)}. Kiểm tra lại năm.")
        reason = said(why, "Đưa đơn vị ra khỏi phạm vi kế hoạch phải có lý do.")
        return [_bound(plan_id, unit_id, standing["valid_from"], last_day, reason)]

    return plan(warehouse, by, make)


def _authorised(cursor: Cursor, plan_id: str, by: str) -> Row:
    """The plan, for whoever administers every unit it binds."""
    row = reads.plan(cursor, plan_id)
    if row is None:
        raise CannotDo(f"Không có kế hoạch mang mã «{plan_id}».")
    for unit_id in [bound["unit_id"] for bound in reads.bound_units(cursor, plan_id)] or [""]:
        authorise(cursor, by, "quan_tri", unit_id)
    return row


def _must_be_open(row: Row) -> None:
    if row["effective_to"] is not None:
        raise CannotDo(f"Kế hoạch {row['number']} đã có ngày hết hiệu lực {day(row['effective_to'])}. Bỏ ngày ấy trước.")


def _must_follow(cursor: Cursor, row: Row, other_id: str, last_day: date) -> None:
    other = reads.plan(cursor, other_id)
    if other is None or other_id == row["plan_id"]:
        raise CannotDo("Chọn kế hoạch thay thế trong danh sách, khác kế hoạch bị thay.")
    if other["issued_on"] < row["issued_on"] or about_admin.replaces(cursor, row["plan_id"], other_id):
        raise CannotDo(f"Kế hoạch {other['number']} ban hành trước, hoặc đã bị chính kế hoạch {row['number']} thay thế.")
    if other["effective_to"] is not None and other["effective_to"] <= last_day:
        raise CannotDo(f"Kế hoạch {other['number']} hết hiệu lực ngày {day(other['effective_to'])}, không thay được.")


def _unit(cursor: Cursor, unit_id: str) -> Row:
    row = reads.unit(cursor, unit_id)
    if row is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    return row


def _ended(plan_id: str, last_day: str | None, replaced_by: str | None, reason: str) -> Act:
    return "plan_ended", {"plan_id": plan_id, "effective_to": last_day, "replaced_by": replaced_by, "reason": reason}


def _bound(plan_id: str, unit_id: str, first: date | None, last: date | None, reason: str) -> Act:
    days: dict[str, Any] = {"valid_from": first.isoformat() if first else None, "valid_to": last.isoformat() if last else None}
    return "plan_binding", {"plan_id": plan_id, "unit_id": unit_id, "reason": reason} | days
