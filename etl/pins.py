"""Which indicators stand on top of a unit's overview, beside those every unit has. What the page does with them is its own business."""

from __future__ import annotations

from typing import Any

from etl.acts import write
from etl.submit import CannotDo, authorise
from store import reads
from store.tables import Cursor
from store.warehouse import Warehouse

MOST = 3


def key(plan_id: str, unit_id: str) -> str:
    """The setting that holds a unit's choice."""
    return f"ghim:{plan_id}:{unit_id}"


def pin(warehouse: Warehouse, plan_id: str, unit_id: str, indicator_ids: list[str], *, by: str) -> None:
    """Puts rows of a plan on top of a unit's overview, in this order; none takes them away."""

    def make(cursor: Cursor, _: int) -> dict[str, Any]:
        authorise(cursor, by, "nop", unit_id)
        if len(indicator_ids) > MOST:
            raise CannotDo(f"Chỉ ghim được {MOST} chỉ tiêu ngoài ba chỉ tiêu chung. Bỏ bớt rồi lưu lại.")
        known = {row["indicator_id"] for row in reads.indicators(cursor, plan_id)}
        if unknown := [one for one in indicator_ids if one not in known]:
            raise CannotDo(f"Không có chỉ tiêu mang mã «{unknown[0]}» trong kế hoạch này.")
        return {"key": key(plan_id, unit_id), "value": " ".join(indicator_ids)}

    write(warehouse, "setting", by, make)
