"""Units: whom a plan binds, who reports, who stands below whom; and the people who act for them."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_plans import judged_plans
from store.tables import Cursor, Row, one, records


def unit(cursor: Cursor, unit_id: str) -> Row | None:
    return one(cursor, "FROM unit WHERE unit_id = ?", [unit_id])


def bound_units(cursor: Cursor, plan_id: str) -> list[Row]:
    """The units a plan binds, Vietnamese order."""
    return records(
        cursor.execute(
            "SELECT DISTINCT u.* FROM plan_unit JOIN unit AS u USING (unit_id) WHERE plan_id = ? ORDER BY u.name COLLATE vi", [plan_id]
        )
    )


def names_invented(cursor: Cursor, plan_id: str) -> bool:
    """Whether a plan binds units there are not, made up for the demonstration."""
    return bool(
        cursor.execute("SELECT 1 FROM plan_unit JOIN unit USING (unit_id) WHERE plan_id = ? AND demonstration", [plan_id]).fetchall()
    )


def units_in_scope(cursor: Cursor, plan_id: str, unit_id: str) -> list[Row]:
    """The bound units whose figures a reporter may give in one workbook, itself and those below it, with the days they are bound."""
    return records(
        cursor.execute(
            "SELECT u.*, min(coalesce(greatest(b.valid_from, u.valid_from), DATE '0001-01-01')) AS bound_from, "
            "max(coalesce(least(b.valid_to, u.valid_to), DATE '9999-12-31')) AS bound_to "
            "FROM plan_unit AS b JOIN unit AS u USING (unit_id) WHERE b.plan_id = $1 AND (u.unit_id = $2 OR EXISTS "
            "(FROM unit_ancestor AS a WHERE a.unit_id = u.unit_id AND a.ancestor_id = $2)) GROUP BY ALL "
            "ORDER BY any_value(u.name COLLATE vi)",
            [plan_id, unit_id],
        )
    )


def described_unit(cursor: Cursor, plan_id: str, unit_id: str) -> Row | None:
    """The bound unit a reporter's figures describe: itself, or the ward or department it belongs to."""
    return one(
        cursor,
        "SELECT u.* FROM unit AS r JOIN unit AS u ON u.unit_id = r.unit_id OR (r.kind IN ('phong', 'don_vi') AND u.unit_id = r.parent_id) "
        "JOIN plan_unit AS b ON b.unit_id = u.unit_id AND b.plan_id = ? WHERE r.unit_id = ? ORDER BY u.unit_id = r.unit_id DESC LIMIT 1",
        [plan_id, unit_id],
    )


def last_quarter_of(cursor: Cursor, plan_id: str, unit_id: str) -> Period | None:
    """The last quarter plan, binding and unit are in force; None without an end."""
    found = cursor.execute(
        "SELECT max(coalesce(quarter_of(least(p.effective_to, b.valid_to, u.valid_to) + 1) - 1, 99999)) "
        "FROM plan_unit AS b JOIN plan AS p USING (plan_id) JOIN unit AS u USING (unit_id) WHERE b.plan_id = ? AND b.unit_id = ?",
        [plan_id, unit_id],
    ).fetchall()[0][0]
    return None if found is None or found == 99999 else Period.from_index(int(found))


def people_exist(cursor: Cursor) -> bool:
    return bool(cursor.execute("SELECT 1 FROM person LIMIT 1").fetchall())


def person(cursor: Cursor, person_id: str) -> Row | None:
    return one(cursor, "FROM person WHERE person_id = ? AND active", [person_id])


def is_within(cursor: Cursor, unit_id: str, scope_id: str) -> bool:
    """Whether a unit is the given one or stands below it."""
    return unit_id == scope_id or bool(
        cursor.execute("SELECT 1 FROM unit_ancestor WHERE unit_id = ? AND ancestor_id = ?", [unit_id, scope_id]).fetchall()
    )


def judged_units(cursor: Cursor, plan_id: str) -> list[Row]:
    """The bound units of a plan and the units above them, bound ones first."""
    return records(
        cursor.execute(
            "SELECT u.*, u.unit_id IN (SELECT unit_id FROM plan_unit WHERE plan_id = $1) AS bound FROM unit AS u WHERE u.unit_id IN ("
            "SELECT unit_id FROM plan_unit WHERE plan_id = $1 UNION "
            "SELECT ancestor_id FROM plan_unit JOIN unit_ancestor USING (unit_id) WHERE plan_id = $1) "
            "ORDER BY bound DESC, u.demonstration, u.name COLLATE vi",
            [plan_id],
        )
    )


def branch_of(cursor: Cursor, plan_id: str, unit_id: str | None) -> str | None:
    """Which unit to look below to find a unit and its neighbours: itself where a plan binds units below it, else the one above it."""
    below = "FROM plan_unit JOIN unit_ancestor USING (unit_id) WHERE plan_id = $1 AND ancestor_id = $2"
    found = cursor.execute(
        f"SELECT CASE WHEN EXISTS ({below}) THEN unit_id ELSE parent_id END FROM unit WHERE unit_id = $2", [plan_id, unit_id]
    ).fetchone()
    return found[0] if found else None


def judged_units_near(cursor: Cursor, plan_id: str, branch: str | None, at_once: int) -> list[Row]:
    """The judged units, all of them up to `at_once`. Of more, those a tree opened at one unit shows, higher levels first: the topmost,
    and whatever stands directly below the unit or one above it. `closed`: more stand below that are not among them."""
    units = judged_units(cursor, plan_id)
    if len(units) <= at_once:
        return [row | {"closed": False} for row in units]
    parents = {row["unit_id"]: row["parent_id"] for row in units}
    opened = _upwards(branch, parents)
    near = [row for row in units if row["parent_id"] in opened or row["parent_id"] not in parents]
    near.sort(key=lambda row: len(_upwards(row["unit_id"], parents)))
    closed = set(parents.values()) - set(opened)
    return [row | {"closed": row["unit_id"] in closed} for row in near]


def _upwards(unit_id: str | None, parents: dict[str, str | None]) -> list[str]:
    """A unit and those above it, as far as they are known."""
    above: list[str] = []
    while unit_id in parents and unit_id not in above:
        above.append(unit_id)
        unit_id = parents[unit_id]
    return above


def reporting_units(cursor: Cursor, plan_id: str) -> list[Row]:
    """Who may send a workbook for a plan: the bound units, each followed by its departments that lead rows or tasks."""
    return records(
        cursor.execute(
            "WITH bound AS (SELECT DISTINCT u.* FROM plan_unit JOIN unit AS u USING (unit_id) WHERE plan_id = $1), "
            "department AS (SELECT DISTINCT u.* FROM assignment AS a JOIN unit AS u USING (unit_id) "
            "JOIN bound AS b ON b.unit_id = u.parent_id "
            "WHERE a.role = 'chu_tri' AND u.kind IN ('phong', 'don_vi') AND a.subject_id LIKE $1 || '/%') "
            "SELECT u.* FROM (FROM bound UNION ALL FROM department) AS u "
            "JOIN bound AS b ON b.unit_id = u.unit_id OR b.unit_id = u.parent_id AND u.kind IN ('phong', 'don_vi') "
            "ORDER BY b.demonstration, b.name COLLATE vi, u.unit_id <> b.unit_id, u.name COLLATE vi",
            [plan_id],
        )
    )


def units_above(cursor: Cursor, plan_id: str) -> list[Row]:
    """Who may report for several units at once: the units above those a plan binds, then the bound ones."""
    return records(
        cursor.execute(
            "SELECT DISTINCT u.* FROM plan_unit JOIN unit_ancestor AS a USING (unit_id) JOIN unit AS u ON u.unit_id = a.ancestor_id "
            "WHERE plan_id = $1 ORDER BY u.name COLLATE vi",
            [plan_id],
        )
    )


def all_reporting_units(cursor: Cursor) -> list[Row]:
    """Who may send a workbook under any plan, each once, in the order of the plans."""
    units = (row for plan_row in judged_plans(cursor) for row in reporting_units(cursor, plan_row["plan_id"]))
    return list({row["unit_id"]: row for row in units}.values())


def all_units(cursor: Cursor) -> list[Row]:
    """Every unit, the ended ones too."""
    return records(cursor.execute("FROM unit ORDER BY unit_id"))


def leading_departments(cursor: Cursor, indicator_id: str, unit_id: str) -> list[str]:
    """The departments of a unit that lead a row."""
    found = cursor.execute(
        "SELECT DISTINCT u.unit_id FROM assignment AS a JOIN unit AS u USING (unit_id) "
        "WHERE a.subject_id = ? AND a.role = 'chu_tri' AND u.parent_id = ? AND u.kind IN ('phong', 'don_vi') ORDER BY ALL",
        [indicator_id, unit_id],
    ).fetchall()
    return [str(department) for (department,) in found]
