"""Which role may do what: one table, asked at the navigation, at reads and at writes.

Who somebody is, and which units are theirs, comes from the ledger.
"""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"]
Act = Literal["xem", "nop", "rut", "duyet", "giao_viec", "quan_tri"]

ROLES: tuple[str, ...] = get_args(Role)

MAY: dict[str, frozenset[Act]] = {
    "lanh_dao": frozenset({"xem"}),
    "chuyen_vien": frozenset({"xem", "nop", "rut", "giao_viec"}),
    "nguoi_duyet": frozenset({"xem", "duyet", "giao_viec"}),
    "quan_tri": frozenset({"xem", "quan_tri"}),
}


class Refused(Exception):
    """What was asked is not done; the message says why, in a sentence for the one who asked."""


def may(role: str, act: Act) -> bool:
    return act in MAY.get(role, frozenset())
