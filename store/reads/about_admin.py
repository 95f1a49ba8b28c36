"""What administrators look after: people, plans and whom they bind, units and what became of them, settings."""

from __future__ import annotations

from datetime import date

from store.reads.about_scope import covered
from store.tables import Cursor, Row, one, records


def people(cursor: Cursor, scope: str | None) -> list[Row]:
    """The people of a scope, the active first, by name, with the moment of the last thing they did."""
    return records(
        cursor.execute(
            "SELECT p.*, u.name AS unit_name, "
            '(SELECT max(e."at") + INTERVAL 7 HOUR FROM entry AS e WHERE e.by_whom = p.person_id) AS acted '
            f"FROM person AS p LEFT JOIN unit AS u USING (unit_id) WHERE {covered('p.unit_id', '$1')} "
            "ORDER BY NOT p.active, p.name COLLATE vi, p.person_id",
            [scope],
        )
    )


def units(cursor: Cursor, scope: str | None) -> list[Row]:
    """Every unit of a scope, Vietnamese order."""
    return records(cursor.execute(f"FROM unit WHERE {covered('unit_id', '$1')} ORDER BY demonstration, name COLLATE vi, unit_id", [scope]))


def lineage(cursor: Cursor) -> list[Row]:
    """Which unit became which, on which day."""
    return records(
        cursor.execute(
            "SELECT l.*, o.name AS old_name, n.name AS new_name FROM unit_lineage AS l JOIN unit AS o ON o.unit_id = l.old_unit_id "
            "JOIN unit AS n ON n.unit_id = l.new_unit_id ORDER BY l.on_date, o.name COLLATE vi, n.name COLLATE vi"
        )
    )


def plans(cursor: Cursor) -> list[Row]:
    """Every plan, those in force first, then the newest: its issuer, how many rows, tasks and duties it has, how many units it binds."""
    return records(
        cursor.execute(
            "SELECT p.*, u.name AS issuer_name, "
            "(SELECT count(*) FROM indicator AS i WHERE i.plan_id = p.plan_id) AS rows, "
            "(SELECT count(*) FROM task AS t WHERE t.plan_id = p.plan_id) AS tasks, "
            "(SELECT count(*) FROM duty AS d WHERE d.plan_id = p.plan_id) AS duties, "
            "(SELECT list(o.number ORDER BY o.issued_on) FROM plan_link AS l JOIN plan AS o ON o.plan_id = l.plan_id "
            "WHERE l.relation = 'thay_the' AND l.number = p.number AND l.issued_on = p.issued_on) AS replaced_by, "
            "(SELECT list(l.number || ' ngày ' || strftime(l.issued_on, '%d/%m/%Y')) FROM plan_link AS l "
            "WHERE l.relation = 'thay_the' AND l.plan_id = p.plan_id) AS replaces "
            "FROM plan AS p LEFT JOIN unit AS u ON u.unit_id = p.issuer_unit_id "
            "ORDER BY p.status IS DISTINCT FROM 'hieu_luc', p.issued_on DESC, p.plan_id"
        )
    )


def bindings(cursor: Cursor) -> list[Row]:
    """Whom each plan binds, from and to which day."""
    return records(
        cursor.execute(
            "SELECT b.*, u.name AS unit_name, u.demonstration, u.valid_to AS unit_ends FROM plan_unit AS b JOIN unit AS u USING (unit_id) "
            "ORDER BY b.plan_id, u.demonstration, u.name COLLATE vi"
        )
    )


def binding(cursor: Cursor, plan_id: str, unit_id: str) -> Row | None:
    return one(cursor, "FROM plan_unit WHERE plan_id = ? AND unit_id = ?", [plan_id, unit_id])


def replaces(cursor: Cursor, plan_id: str, other_id: str) -> bool:
    """Whether a plan, itself or by what it replaces, takes the place of another."""
    return bool(
        cursor.execute(
            "WITH RECURSIVE step AS (SELECT l.plan_id, p.plan_id AS old_id FROM plan_link AS l "
            "JOIN plan AS p ON p.number = l.number AND p.issued_on = l.issued_on WHERE l.relation = 'thay_the'), "
            "reached AS (SELECT old_id FROM step WHERE plan_id = $1 "
            "UNION SELECT s.old_id FROM reached AS r JOIN step AS s ON s.plan_id = r.old_id) "
            "FROM reached WHERE old_id = $2",
            [plan_id, other_id],
        ).fetchall()
    )


def ended_here(cursor: Cursor, kind: str, what: str, one_id: str) -> bool:
    """Whether it was an administrator who ended a plan (`plan_ended`, `plan_id`) or a unit, and not the catalogue."""
    return bool(cursor.execute(f"FROM entry WHERE kind = $1 AND (facts ->> '{what}') = $2 LIMIT 1", [kind, one_id]).fetchall())


def still_there_below(cursor: Cursor, unit_id: str, on_day: date) -> int:
    """How many units below another are still there after a day."""
    found = cursor.execute(
        "SELECT count(*) FROM unit JOIN unit_ancestor AS a USING (unit_id) WHERE a.ancestor_id = $1 AND coalesce(valid_to > $2, true)",
        [unit_id, on_day],
    ).fetchall()
    return int(found[0][0])


def people_of(cursor: Cursor, unit_id: str) -> int:
    """How many active people answer for a unit or one below it."""
    found = cursor.execute(f"SELECT count(*) FROM person WHERE active AND {covered('unit_id', '$1')}", [unit_id]).fetchall()
    return int(found[0][0])


def settings(cursor: Cursor) -> dict[str, str]:
    """What is set, by key."""
    return {str(key): str(value or "") for key, value in cursor.execute("SELECT key, value FROM setting").fetchall()}


def last_set(cursor: Cursor) -> dict[str, Row]:
    """Who set what last, and when, by key."""
    found = records(
        cursor.execute(
            "SELECT facts ->> 'key' AS key, max_by(coalesce(w.name, by_whom), number) AS by_whom, "
            'max("at") + INTERVAL 7 HOUR AS moment FROM entry LEFT JOIN person AS w ON w.person_id = by_whom '
            "WHERE kind = 'setting' GROUP BY ALL"
        )
    )
    return {row["key"]: row for row in found}
