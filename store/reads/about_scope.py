"""Whose reports somebody may read, and for whom they may act: their own unit and the units below it. One rule for reads and writes.

A scope is a unit, everywhere, or None, which covers nothing (domain/access.py).
"""

from __future__ import annotations

from domain.access import EVERYWHERE
from store.reads.about_units import is_within
from store.tables import Cursor


def covers(cursor: Cursor, scope: str | None, unit_id: str) -> bool:
    """Whether a unit is within a scope."""
    return scope == EVERYWHERE or (scope is not None and is_within(cursor, unit_id, scope))


def covered(unit: str, scope: str) -> str:
    """The same rule as a condition on a column; `scope` is the parameter that holds it."""
    below = f"SELECT unit_id FROM unit_ancestor WHERE ancestor_id = {scope}"
    return f"({scope}::VARCHAR = '{EVERYWHERE}' OR {unit} = {scope} OR {unit} IN ({below}))"


def units_within(cursor: Cursor, scope: str | None) -> frozenset[str]:
    """Every unit of a scope."""
    found = cursor.execute(f"SELECT unit_id FROM unit WHERE {covered('unit_id', '$1')}", [scope]).fetchall()
    return frozenset(str(unit_id) for (unit_id,) in found)


def units_answered_for(cursor: Cursor, scope: str | None) -> frozenset[str]:
    """Every unit of a scope, and for a department the ward some of whose rows it leads."""
    above = cursor.execute("SELECT parent_id FROM unit WHERE unit_id = $1 AND kind IN ('phong', 'don_vi')", [scope]).fetchall()
    return units_within(cursor, scope) | {str(unit_id) for (unit_id,) in above}


def plans_within(cursor: Cursor, scope: str | None) -> frozenset[str]:
    """The plans that bind a unit of a scope, or the ward of a department."""
    found = cursor.execute(
        f"SELECT DISTINCT plan_id FROM plan_unit WHERE {covered('unit_id', '$1')} OR unit_id IN "
        "(SELECT parent_id FROM unit WHERE unit_id = $1 AND kind IN ('phong', 'don_vi'))",
        [scope],
    ).fetchall()
    return frozenset(str(plan_id) for (plan_id,) in found)
