"""Which indicators a unit puts on top of its overview: kept in the ledger, few, and of its own plan."""

from __future__ import annotations

import pytest

from etl import pins
from etl.submit import CannotDo
from store import reads
from store.warehouse import Warehouse

PLAN, UNIT = "tranlieu-79", "tran-lieu"
TWO = [f"{PLAN}/PL2/5", f"{PLAN}/PL2/6"]


def pinned(warehouse: Warehouse) -> str | None:
    warehouse.catch_up()
    with warehouse.cursor() as cursor:
        return reads.setting(cursor, pins.key(PLAN, UNIT))


def test_a_choice_stands_until_the_next_and_may_be_empty(warehouse: Warehouse) -> None:
    pins.pin(warehouse, PLAN, UNIT, TWO, by="an")
    assert pinned(warehouse) == " ".join(TWO)
    pins.pin(warehouse, PLAN, UNIT, [], by="an")
    assert not pinned(warehouse)


@pytest.mark.parametrize(
    "chosen", [["haiphong-sct-5749/CT/1"], [f"{PLAN}/PL2/{row}" for row in (1, 2, 3, 4)]], ids=["another plan", "too many"]
)
def test_what_cannot_be_pinned_is_refused_and_nothing_is_stored(warehouse: Warehouse, chosen: list[str]) -> None:
    with pytest.raises(CannotDo):
        pins.pin(warehouse, PLAN, UNIT, chosen, by="an")
    assert pinned(warehouse) is None
