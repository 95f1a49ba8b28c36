"""One act of one person into the ledger, checked against what stands at that very moment.

What is checked and what is written is the act's own business (periods.py, explain.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.names import clean
from etl.submit import CannotDo
from store.ledger import LedgerMoved
from store.tables import Cursor
from store.warehouse import Warehouse


def write(warehouse: Warehouse, kind: str, by: str, make: Callable[[Cursor, int], dict[str, Any]]) -> dict[str, Any]:
    """Writes what `make` returns for the next entry's number; `make` checks, and looks again if somebody else's entry came between."""
    while True:
        at = warehouse.stands_at
        with warehouse.cursor() as cursor:
            data = make(cursor, at + 1)
        try:
            warehouse.ledger.append(kind, data, by=by, expected=at)
            return data
        except LedgerMoved:
            continue


def said(words: str, refusal: str) -> str:
    """What somebody wrote, as it is stored; refused where nothing is left of it."""
    stored = clean(words)
    if not stored:
        raise CannotDo(refusal)
    return stored
