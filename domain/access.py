"""Which role may do what: one table, asked at the navigation, at reads and at writes.

Who somebody is, and which units are theirs, comes from the ledger.
"""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"]
Act = Literal["xem", "xem_bao_cao", "nop", "rut", "duyet", "giao_viec", "quan_tri"]
"""Read; read what units sent in; send in; take back; approve or return; note what a meeting concluded; administer."""

ROLES: tuple[str, ...] = get_args(Role)

MAY: dict[str, frozenset[Act]] = {
    "lanh_dao": frozenset({"xem", "xem_bao_cao"}),
    "chuyen_vien": frozenset({"xem", "xem_bao_cao", "nop", "rut", "giao_viec"}),
    "nguoi_duyet": frozenset({"xem", "xem_bao_cao", "duyet", "giao_viec"}),
    "quan_tri": frozenset({"xem", "xem_bao_cao", "quan_tri"}),
}


ROLE_NAME: dict[str, str] = {"lanh_dao": "Lãnh đạo", "chuyen_vien": "Chuyên viên", "nguoi_duyet": "Người duyệt", "quan_tri": "Quản trị"}


EVERYWHERE = "*"
"""The scope of an administrator of no unit: all of them."""


class Refused(Exception):
    """What was asked is not done; the message says why, in a sentence for the one who asked."""


def may(role: str, act: Act) -> bool:
    return act in MAY.get(role, frozenset())


def scope_of(role: str, unit_id: str | None) -> str | None:
    """Where somebody may do what their role may: at their unit and those below it; everywhere; or, without a unit, nowhere."""
    return unit_id or (EVERYWHERE if may(role, "quan_tri") else None)
