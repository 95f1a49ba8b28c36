"""A scorecard row as the pages read it (`store.reads.scorecard`), for the tests of what is made of it."""

from __future__ import annotations

from decimal import Decimal


def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def card(**changes: object) -> dict:
    """A rate judged on its path: base 40 in 2025Q4, 45 in 2026Q3, target at least 80 by 2030."""
    row = {
        "unit_id": "a", "indicator_id": "k/PL2/1", "period": "2026Q3", "stage": 2030, "held": False,
        "base": 40, "base_period": "2025Q4", "target": 80, "op": ">=", "expected": 46.0, "value": 45, "value_period": "2026Q3",
        "status": "cham", "reason": "pace", "gap_closed": 0.125, "pace": 0.8333, "projected": None, "met_in": None,
        "needed_per_quarter": 2.0588, "age_quarters": 0, "reported_units": None, "due_units": None, "approved": True, "estimate": False,
        "upper": None, "certain": True, "aggregated": False, "aggregate": None, "averaged": False, "missing_quarters": 0,
        "newer_pending": False, "children": None,
        "name": "Tỷ lệ thử", "appendix": "2", "part": None, "row_no": "1", "group_name": None, "row_certain": True, "doubt": None,
        "position": 1, "measure_id": "m", "unit_of_measure": "%", "direction": "tang", "decimals": 2, "over_time": "cuoi_ky",
        "target_text": "≥ 80%", "target_doubt": None, "lead": "Phòng A",
    }  # fmt: skip
    if unknown := set(changes) - set(row):
        raise KeyError(f"no such column: {unknown}")
    row |= changes
    return row | {name: number(row[name]) for name in ("base", "target", "value", "upper", "aggregate")}


NO_PATH = {"base": None, "base_period": None, "expected": None, "gap_closed": None, "pace": None}
