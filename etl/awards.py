"""Proposing awards of an emulation plan, with reasons, and taking a proposal back. Nobody's name is asked for.

Which awards there are is the plan's word; who decides about them stands outside this program.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.emulation import NOMINEE
from etl.acts import said, write
from etl.emulation import year_of
from etl.submit import CannotDo, authorise
from store import reads
from store.reads import about_emulation
from store.tables import Cursor
from store.warehouse import Warehouse

Ground = tuple[str, int]
"""An audience and the row of its criterion."""


def propose(
    warehouse: Warehouse,
    *,
    plan_id: str,
    award_row: int,
    period: str,
    nominee_kind: str,
    unit_id: str | None,
    nominee: str,
    reason: str,
    grounds: list[Ground],
    by: str,
    today: date | None = None,
) -> str:
    """Proposes a collective, or a person described without a name, for an award; returns the proposal's id."""

    def make(cursor: Cursor, number: int) -> dict[str, Any]:
        name = _nominee(cursor, plan_id, nominee_kind, unit_id, nominee)
        authorise(cursor, by, "duyet", unit_id or _issuer(cursor, plan_id))
        if about_emulation.award(cursor, plan_id, award_row) is None:
            raise CannotDo(f"Kế hoạch không có hình thức khen thưởng số {award_row}.")
        year_of(cursor, plan_id, period, today)
        _must_be_criteria(cursor, plan_id, grounds)
        return {
            "proposal_id": f"KT-{number:05d}",
            "plan_id": plan_id,
            "award_row": award_row,
            "period": period,
            "nominee_kind": nominee_kind,
            "unit_id": unit_id,
            "nominee": name,
            "reason": said(reason, "Đề nghị khen thưởng phải có lý do. Ghi thành tích nổi bật."),
            "grounds": [{"audience": audience, "row_no": row_no} for audience, row_no in dict.fromkeys(grounds)],
        }

    return str(write(warehouse, "award_proposed", by, make)["proposal_id"])


def withdraw_proposal(warehouse: Warehouse, proposal_id: str, *, why: str, by: str) -> None:
    """Takes a proposal back; it stays in the list as withdrawn, with the reason."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        found = about_emulation.proposal(cursor, proposal_id)
        if found is None:
            raise CannotDo(f"Không có đề nghị khen thưởng mang mã «{proposal_id}».")
        authorise(cursor, by, "duyet", found["unit_id"] or _issuer(cursor, found["plan_id"]))
        if found["state"] == "da_rut":
            raise CannotDo(f"Đề nghị {proposal_id} đã rút rồi.")
        return {"proposal_id": proposal_id, "reason": said(why, "Rút đề nghị phải có lý do.")}

    write(warehouse, "award_withdrawn", by, make)


def _nominee(cursor: Cursor, plan_id: str, kind: str, unit_id: str | None, described: str) -> str:
    """Who is proposed, as it is written: a collective by its name, a person as the office describes them."""
    if kind not in NOMINEE:
        raise CannotDo(f"Đề nghị cho một trong: {', '.join(NOMINEE.values())}.")
    known = {row["unit_id"]: row["name"] for row in about_emulation.collectives(cursor, plan_id)}
    if unit_id is not None and unit_id not in known:
        raise CannotDo(f"«{unit_id}» không phải tập thể thuộc phạm vi kế hoạch.")
    if kind == "tap_the" and unit_id is None:
        raise CannotDo("Chọn tập thể được đề nghị.")
    if kind == "tap_the":
        return str(known[str(unit_id)])
    return said(described, "Ghi cá nhân được đề nghị bằng chức danh, ví dụ «một công chức phụ trách chuyển đổi số».")


def _must_be_criteria(cursor: Cursor, plan_id: str, grounds: list[Ground]) -> None:
    for audience, row_no in grounds:
        if about_emulation.criterion(cursor, plan_id, audience, row_no) is None:
            raise CannotDo(f"Khối «{audience}» không có tiêu chí số {row_no}.")


def _issuer(cursor: Cursor, plan_id: str) -> str:
    return str(next(iter(reads.bound_units(cursor, plan_id)), {"unit_id": ""})["unit_id"])
