"""Which role may do what: the whole table, written out again by hand."""

from __future__ import annotations

from typing import get_args

import pytest

from domain.access import MAY, ROLES, Act, may

ACTS = ("xem", "xem_bao_cao", "nop", "rut", "duyet", "giao_viec", "quan_tri")
TABLE = {
    #              xem   bao_cao nop    rut    duyet  giao_viec quan_tri
    "lanh_dao": (True, True, False, False, False, False, False),
    "chuyen_vien": (True, True, True, True, False, True, False),
    "nguoi_duyet": (True, True, False, False, True, True, False),
    "quan_tri": (True, True, False, False, False, False, True),
}
CELLS = [(role, act, allowed) for role, row in TABLE.items() for act, allowed in zip(ACTS, row, strict=True)]


@pytest.mark.parametrize(("role", "act", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says(role: str, act: Act, allowed: bool) -> None:
    assert may(role, act) is allowed


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(ROLES) == set(MAY)
    assert get_args(Act) == ACTS


def test_nobody_approves_what_they_may_submit() -> None:
    assert not [role for role in ROLES if may(role, "nop") and may(role, "duyet")]


@pytest.mark.parametrize("role", ["", "LANH_DAO", "khach", "quan_tri "])
def test_an_unknown_role_may_do_nothing(role: str) -> None:
    assert not any(may(role, act) for act in ACTS)
