"""Units: one is added, gets another name, ends and becomes others. What became of a unit is data; nothing here knows a unit by name.

What stands directly below a unit is decided by whoever administers that unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from domain.names import clean, fold
from domain.wording import LINEAGE, day
from etl.acts import said
from etl.plan_form import BELONGS, PLAN_CODE, UNIT_KIND
from etl.planned import Act, Planned, plan
from etl.submit import CannotDo, authorise
from store import reads
from store.reads import about_admin
from store.tables import Cursor, Row
from store.warehouse import Warehouse

_UNIT_CODE = re.compile(rf"{PLAN_CODE.pattern}(?:/{PLAN_CODE.pattern})*")
LONGEST_CODE = 80


@dataclass(frozen=True)
class Successor:
    """A unit another one became, wholly or in part."""

    unit_id: str
    kind: str
    note: str = ""


def code_for(name: str, parent_id: str | None, kind: str) -> str:
    """The id a unit of this name would get: a department's begins with its ward's."""
    slug = re.sub("[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"{parent_id}/{slug}" if parent_id and kind in BELONGS else slug


def add(
    warehouse: Warehouse,
    *,
    unit_id: str,
    name: str,
    short_name: str,
    kind: str,
    parent_id: str | None,
    first_day: date | None,
    by: str,
) -> Planned:
    """A unit that is new, from a day on or of old."""

    def make(cursor: Cursor) -> list[Act]:
        authorise(cursor, by, "quan_tri", parent_id or "")
        called = said(name, "Chưa ghi tên đơn vị.")
        _must_be_new(cursor, unit_id, called, parent_id)
        if kind not in UNIT_KIND:
            raise CannotDo("Chọn loại đơn vị.")
        _must_have_room(cursor, kind, parent_id, first_day)
        row = {
            "unit_id": unit_id,
            "name": called,
            "short_name": clean(short_name) or called,
            "kind": kind,
            "parent_id": parent_id,
            "valid_from": first_day.isoformat() if first_day else None,
            "source": "Quản trị thêm",
        }
        return [("catalogue_rows", {"unit_id": unit_id, "rows": {"units": [row]}})]

    return plan(warehouse, by, make)


def rename(warehouse: Warehouse, unit_id: str, name: str, short_name: str, why: str, *, by: str) -> Planned:
    """Another name for the same unit, in all its quarters."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, unit_id, by)
        called = said(name, "Chưa ghi tên mới.")
        short = clean(short_name) or called
        if (called, short) == (row["name"], row["short_name"]):
            raise CannotDo("Tên mới giống tên đang dùng, không có gì để đổi.")
        _must_be_alone(cursor, called, row["parent_id"], unit_id)
        reason = said(why, "Đổi tên đơn vị phải có lý do. Ví dụ số nghị quyết đổi tên.")
        return [("unit_renamed", {"unit_id": unit_id, "name": called, "short_name": short, "reason": reason})]

    return plan(warehouse, by, make)


def end(warehouse: Warehouse, unit_id: str, last_day: date, successors: list[Successor], why: str, *, by: str) -> Planned:
    """A unit is there up to and including a day; from the next on its successors are."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, unit_id, by)
        if row["valid_to"] is not None:
            raise CannotDo(f"{row['name']} đã có ngày kết thúc {day(row['valid_to'])}.")
        if row["valid_from"] is not None and last_day < row["valid_from"]:
            raise CannotDo(f"Ngày {day(last_day)} trước ngày {row['name']} thành lập, {day(row['valid_from'])}.")
        if below := about_admin.still_there_below(cursor, unit_id, last_day):
            raise CannotDo(
                f"Còn {below} đơn vị trực thuộc {row['name']} đang hoạt động sau ngày {day(last_day)}. Kết thúc các đơn vị đó trước."
            )
        reason = said(why, "Kết thúc đơn vị phải có lý do. Ví dụ số nghị quyết sắp xếp.")
        rows = _lineage(cursor, row, last_day + timedelta(days=1), successors)
        return [("unit_ended", {"unit_id": unit_id, "valid_to": last_day.isoformat(), "successors": rows, "reason": reason})]

    return plan(warehouse, by, make)


def take_end_back(warehouse: Warehouse, unit_id: str, why: str, *, by: str) -> Planned:
    """The unit is there again and became none, as if it had not been ended here."""

    def make(cursor: Cursor) -> list[Act]:
        row = _authorised(cursor, unit_id, by)
        if row["valid_to"] is None:
            raise CannotDo(f"{row['name']} đang hoạt động, không có ngày kết thúc để bỏ.")
        if not about_admin.ended_here(cursor, "unit_ended", "unit_id", unit_id):
            raise CannotDo(f"Ngày kết thúc của {row['name']} do danh mục ghi, không bỏ ở đây được.")
        reason = said(why, "Bỏ ngày kết thúc phải có lý do.")
        return [("unit_ended", {"unit_id": unit_id, "valid_to": None, "successors": [], "reason": reason})]

    return plan(warehouse, by, make)


def _authorised(cursor: Cursor, unit_id: str, by: str) -> Row:
    row = reads.unit(cursor, unit_id)
    if row is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    authorise(cursor, by, "quan_tri", row["parent_id"] or "")
    return row


def _must_be_new(cursor: Cursor, unit_id: str, name: str, parent_id: str | None) -> None:
    if len(unit_id) > LONGEST_CODE or not _UNIT_CODE.fullmatch(unit_id):
        raise CannotDo(
            "Mã đơn vị gồm chữ thường không dấu, số và gạch nối, nhiều nhất 80 ký tự. Ví dụ «nam-sach» hoặc «nam-sach/phong-kinh-te»."
        )
    if reads.unit(cursor, unit_id):
        raise CannotDo(f"Đã có đơn vị mang mã «{unit_id}». Chọn mã khác.")
    _must_be_alone(cursor, name, parent_id, unit_id)


def _must_be_alone(cursor: Cursor, name: str, parent_id: str | None, unit_id: str) -> None:
    """Two units of one name side by side could not be told apart on any screen."""
    for row in reads.all_units(cursor):
        same = row["parent_id"] == parent_id and row["unit_id"] != unit_id and row["valid_to"] is None
        if same and fold(row["name"]) == fold(name):
            raise CannotDo(f"Đã có «{row['name']}» ở cùng nơi này. Ghi tên phân biệt được.")


def _must_have_room(cursor: Cursor, kind: str, parent_id: str | None, first_day: date | None) -> None:
    if parent_id is None:
        if kind in BELONGS:
            raise CannotDo(f"{UNIT_KIND[kind]} phải thuộc một đơn vị. Chọn đơn vị cấp trên.")
        return
    parent = reads.unit(cursor, parent_id)
    if parent is None:
        raise CannotDo(f"Không có đơn vị mang mã «{parent_id}».")
    if parent["kind"] in BELONGS:
        raise CannotDo(f"{parent['name']} không có đơn vị trực thuộc. Chọn phường, xã, sở hoặc tỉnh, thành phố.")
    if parent["valid_to"] is not None and (first_day is None or first_day > parent["valid_to"]):
        raise CannotDo(f"{parent['name']} đã kết thúc hoạt động ngày {day(parent['valid_to'])}. Chọn đơn vị kế thừa.")


def _lineage(cursor: Cursor, row: Row, on_day: date, successors: list[Successor]) -> list[Row]:
    if repeated := len(successors) - len({one.unit_id for one in successors}):
        raise CannotDo(f"Có {repeated} đơn vị kế thừa ghi hai lần.")
    if len(successors) > 1 and any(one.kind == "nhap_toan_bo" for one in successors):
        raise CannotDo("Đã nhập toàn bộ vào một đơn vị thì không còn phần nào cho đơn vị khác. Chọn «Nhập một phần» cho từng đơn vị.")
    return [_step(cursor, row, on_day, one) for one in successors]


def _step(cursor: Cursor, row: Row, on_day: date, one: Successor) -> Row:
    new = reads.unit(cursor, one.unit_id)
    if new is None or one.unit_id == row["unit_id"]:
        raise CannotDo("Chọn đơn vị kế thừa trong danh sách, khác đơn vị kết thúc.")
    if one.kind not in LINEAGE:
        raise CannotDo(f"Chọn nhập toàn bộ hay một phần vào {new['name']}.")
    if new["valid_to"] is not None and new["valid_to"] < on_day:
        raise CannotDo(f"{new['name']} đã kết thúc hoạt động trước ngày {day(on_day)}, không kế thừa được.")
    if new["valid_from"] is not None and new["valid_from"] > on_day:
        raise CannotDo(f"{new['name']} thành lập ngày {day(new['valid_from'])}, sau ngày {day(on_day)}.")
    return {"new_unit_id": one.unit_id, "kind": one.kind, "on_date": on_day.isoformat(), "note": clean(one.note) or None}
