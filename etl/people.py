"""People: who there is, which role and unit they have, who may sign in. Every change is a ledger entry; passwords never are."""

from __future__ import annotations

import re
from typing import Any

from domain.access import ROLES
from domain.names import clean
from etl.acts import said, write
from etl.submit import CannotDo, authorise
from store import reads
from store.accounts import Accounts
from store.entrance import FIELDS
from store.reads import about_people
from store.tables import Cursor, Row
from store.warehouse import Warehouse

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{1,38}[a-z0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def invite(
    warehouse: Warehouse, accounts: Accounts, *, person_id: str, name: str, role: str, unit_id: str | None, email: str = "", by: str
) -> str:
    """Adds somebody; returns the one-time password to hand to them."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "quan_tri", _scope(unit_id))
        if not _ID.fullmatch(person_id):
            raise CannotDo("Mã người dùng gồm 3 đến 40 chữ thường không dấu, số, dấu chấm hoặc gạch. Ví dụ «nguyen.an».")
        if about_people.known_person(cursor, person_id):
            raise CannotDo(f"Đã có người dùng «{person_id}». Chọn mã khác.")
        if not reads.people_exist(cursor) and (role, unit_id) != ("quan_tri", None):
            raise CannotDo("Người đầu tiên phải là quản trị không thuộc đơn vị nào, nếu không sẽ không ai quản trị được.")
        return _checked(cursor, person_id, name, role, unit_id, email) | {"invited": True}

    write(warehouse, "person", by, make)
    return accounts.one_time_password(person_id)


def change(warehouse: Warehouse, accounts: Accounts, *, person_id: str, by: str, **changes: Any) -> None:
    """Another name, role, unit, address; or no longer active. Whoever is something else than before has to sign in again."""
    another: list[bool] = []

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        row = _known(cursor, person_id)
        authorise(cursor, by, "quan_tri", _scope(row["unit_id"]))
        wanted = {name: row[name] for name in FIELDS} | changes
        another[:] = [any(row[name] != wanted[name] for name in ("role", "unit_id", "active", "email"))]
        authorise(cursor, by, "quan_tri", _scope(wanted["unit_id"]))
        _must_leave_an_administrator(cursor, row, wanted)
        stored = _checked(cursor, person_id, wanted["name"], wanted["role"], wanted["unit_id"], wanted["email"] or "", wanted["active"])
        if stored == {name: row[name] for name in FIELDS}:
            raise CannotDo("Không có gì thay đổi.")
        return stored

    write(warehouse, "person", by, make)
    if any(another):
        accounts.end_all(person_id)


def sign_out(warehouse: Warehouse, accounts: Accounts, *, person_id: str, by: str) -> None:
    """Ends every sign-in of somebody, in whatever browser."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        row = _known(cursor, person_id)
        authorise(cursor, by, "quan_tri", _scope(row["unit_id"]))
        return {name: row[name] for name in FIELDS} | {"signed_out": True}

    write(warehouse, "person", by, make)
    accounts.end_all(person_id)


def new_password(warehouse: Warehouse, accounts: Accounts, *, person_id: str, by: str) -> str:
    """A one-time password in place of a forgotten one; that it was given is written down, what it is is not."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        row = _known(cursor, person_id)
        authorise(cursor, by, "quan_tri", _scope(row["unit_id"]))
        if not row["active"]:
            raise CannotDo(f"«{person_id}» đang bị khóa. Mở lại trước rồi cấp mật khẩu.")
        return {name: row[name] for name in FIELDS} | {"password_reset": True}

    write(warehouse, "person", by, make)
    return accounts.one_time_password(person_id)


def _checked(cursor: Cursor, person_id: str, name: str, role: str, unit_id: str | None, email: str, active: bool = True) -> dict[str, Any]:
    called = said(name, "Chưa ghi họ tên hoặc chức danh.")
    if role not in ROLES:
        raise CannotDo("Chọn một vai trò.")
    if unit_id is not None and reads.unit(cursor, unit_id) is None:
        raise CannotDo(f"Không có đơn vị mang mã «{unit_id}».")
    if unit_id is None and role != "quan_tri":
        raise CannotDo("Chọn đơn vị người này phụ trách. Chỉ quản trị mới không thuộc đơn vị nào.")
    address = clean(email)
    if address and not _EMAIL.fullmatch(address):
        raise CannotDo(f"«{address}» không giống địa chỉ thư điện tử. Ví dụ «an@phuong.example».")
    other = about_people.person_of_email(cursor, address) if address else None
    if other and other["person_id"] != person_id:
        raise CannotDo(f"Địa chỉ «{address}» đã có người khác dùng. Kiểm tra lại, hoặc để trống.")
    return {"person_id": person_id, "name": called, "role": role, "unit_id": unit_id, "active": active, "email": address or None}


def _must_leave_an_administrator(cursor: Cursor, row: Row, wanted: Row) -> None:
    stays = wanted["active"] and wanted["role"] == "quan_tri" and wanted["unit_id"] is None
    if not stays and about_people.administrators(cursor) == [row["person_id"]]:
        raise CannotDo("Đây là quản trị duy nhất. Thêm một quản trị khác trước rồi mới khóa hoặc đổi vai trò người này.")


def _known(cursor: Cursor, person_id: str) -> Row:
    row = about_people.known_person(cursor, person_id)
    if row is None:
        raise CannotDo(f"Không có người dùng «{person_id}».")
    return row


def _scope(unit_id: str | None) -> str:
    """The unit an act on a person is an act on; on somebody of no unit only who is of none may act."""
    return unit_id or ""
