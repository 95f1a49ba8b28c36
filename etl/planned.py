"""An act whose effect is shown before it is done: what was shown is what is decided.

It carries the ledger number it was checked at, so that after somebody else's entry it is checked and shown again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl.submit import NotAllowed
from store.tables import Cursor, Row
from store.warehouse import Warehouse

Act = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Planned:
    """Entries that were checked for one person at one ledger number, and what they would do to the rows that are judged."""

    acts: list[Act]
    by: str
    stands_at: int
    extent: list[Row]


def plan(warehouse: Warehouse, by: str, make: Callable[[Cursor], list[Act]]) -> Planned:
    """Checks an act and foretells its effect; nothing is written."""
    stands_at = warehouse.stands_at
    with warehouse.cursor() as cursor:
        acts = make(cursor)
    return Planned(acts, by, stands_at, warehouse.foresee_extent(acts, by=by))


def carry_out(warehouse: Warehouse, planned: Planned, *, by: str) -> None:
    """Writes what was shown; `LedgerMoved` if somebody else's entry came between."""
    if by != planned.by:
        raise NotAllowed("Người xác nhận phải là người đã xem trước. Xem trước lại rồi xác nhận.")
    warehouse.ledger.append_all(planned.acts, by=by, expected=planned.stands_at)
