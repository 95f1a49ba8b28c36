"""What meetings left: what was concluded and how it stands on a day, and the briefings that were exported."""

from __future__ import annotations

from datetime import date

from store.tables import Cursor, Row, one, records

# Judged like every task with a fixed deadline; one without a deadline cannot be late.
_TASKS = """
SELECT m.*, u.name AS unit_name, l.name AS lead_name, l.short_name AS lead_short,
    task_state(CASE WHEN m.due_on IS NULL THEN 'none' ELSE 'fixed' END, m.due_on, reported, m.done_on, $1::DATE) AS state,
    task_overdue_days(state, m.due_on, m.done_on, $1::DATE) AS overdue_days
FROM (SELECT *, CASE WHEN done_on IS NOT NULL THEN 'hoan_thanh' END AS reported FROM meeting_task WHERE withdrawn_why IS NULL) AS m
    JOIN unit AS u USING (unit_id) LEFT JOIN unit AS l ON l.unit_id = m.lead_unit_id
"""
_ORDER = " ORDER BY m.done_on IS NOT NULL, m.due_on NULLS LAST, m.meeting_task_id"


def meeting_tasks(cursor: Cursor, unit_id: str, as_of: date) -> list[Row]:
    """Everything concluded in meetings of a unit, judged on a day: what is open first, the soonest due first."""
    return records(cursor.execute(_TASKS + "WHERE m.unit_id = $2" + _ORDER, [as_of, unit_id]))


def open_or_lately_done(cursor: Cursor, unit_id: str, as_of: date) -> list[Row]:
    """What opens the next briefing: what is not done, and what was done in the last hundred days."""
    return [row for row in meeting_tasks(cursor, unit_id, as_of) if row["done_on"] is None or (as_of - row["done_on"]).days <= 100]


def meeting_task(cursor: Cursor, meeting_task_id: str) -> Row | None:
    return one(cursor, "FROM meeting_task WHERE meeting_task_id = ? AND withdrawn_why IS NULL", [meeting_task_id])


def leads_for(cursor: Cursor, unit_id: str) -> list[Row]:
    """Who may be given something to do in a meeting of a unit: its departments, the units below it, itself."""
    return records(
        cursor.execute(
            "SELECT unit_id, name, short_name FROM unit WHERE valid_to IS NULL AND (parent_id = $1 OR unit_id = $1) "
            "ORDER BY unit_id = $1, kind <> 'phong', name COLLATE vi",
            [unit_id],
        )
    )


def briefings(cursor: Cursor, plan_id: str, unit_id: str) -> list[Row]:
    """The briefings exported for a unit, the newest first."""
    return records(cursor.execute("FROM briefing WHERE plan_id = ? AND unit_id = ? ORDER BY number DESC", [plan_id, unit_id]))


def briefing(cursor: Cursor, code: str) -> Row | None:
    """Where a briefing is kept; None for an unknown code."""
    return one(cursor, "FROM briefing WHERE code = ?", [code])


def stands(cursor: Cursor) -> Row:
    """The last ledger entry that can have changed a figure, the catalogue and the method; exporting a briefing changes none of them."""
    meta = {str(key): str(value) for key, value in cursor.execute("SELECT key, value FROM meta").fetchall()}
    last = cursor.execute(
        "SELECT coalesce(max(n), 0) FROM range(1, ?::BIGINT + 1) AS entry(n) WHERE n NOT IN (SELECT number FROM briefing)",
        [int(meta.get("ledger_number", 0))],
    ).fetchall()[0][0]
    version = one(cursor, "SELECT value FROM setting WHERE key = 'method_version'", [])
    return {"ledger": int(last), "catalogue": meta.get("catalogue", ""), "method": version["value"] if version else ""}
