"""Plans and what they consist of: rows, measures, tasks, duties."""

from __future__ import annotations

from store.tables import Cursor, Row, one, records


def plan(cursor: Cursor, plan_id: str) -> Row | None:
    return one(cursor, "FROM plan WHERE plan_id = ?", [plan_id])


def plans(cursor: Cursor) -> list[Row]:
    return records(cursor.execute("FROM plan ORDER BY issued_on DESC"))


def plan_of_file(cursor: Cursor, sha256: str) -> Row | None:
    """The plan workbook that is this very file."""
    return one(cursor, "FROM plan_workbook WHERE sha256 = ? ORDER BY number LIMIT 1", [sha256])


def followed_plans(cursor: Cursor) -> list[Row]:
    """Every plan that binds a unit: those in force before those ended, those with indicators first, then the newest."""
    return records(
        cursor.execute(
            "SELECT * FROM plan WHERE plan_id IN (SELECT plan_id FROM plan_unit) "
            "ORDER BY status <> 'hieu_luc', plan_id NOT IN (SELECT plan_id FROM indicator), issued_on DESC"
        )
    )


def judged_plans(cursor: Cursor) -> list[Row]:
    """The plans that have indicators with figures to follow, newest first."""
    return records(cursor.execute("SELECT * FROM plan WHERE plan_id IN (SELECT plan_id FROM indicator) ORDER BY issued_on DESC"))


def indicators(cursor: Cursor, plan_id: str) -> list[Row]:
    """The rows of a plan, in its order."""
    return records(cursor.execute("FROM indicator WHERE plan_id = ? ORDER BY position", [plan_id]))


def last_stage(cursor: Cursor, plan: Row) -> int:
    """The last year a plan sets a target for; five years after its issue where it sets none."""
    found = cursor.execute(
        "SELECT max(stage) FROM target JOIN indicator USING (indicator_id) WHERE plan_id = ?", [plan["plan_id"]]
    ).fetchall()
    return int(found[0][0] or plan["issued_on"].year + 5)


def indicator(cursor: Cursor, indicator_id: str) -> Row | None:
    return one(cursor, "FROM indicator WHERE indicator_id = ?", [indicator_id])


def all_measures(cursor: Cursor) -> list[Row]:
    """Every measure by its id: what a row of a new plan may share."""
    return records(cursor.execute("FROM measure ORDER BY measure_id"))


def plan_subjects(cursor: Cursor, plan_id: str) -> dict[str, str]:
    """The names of a plan's rows and tasks, by id."""
    found = cursor.execute(
        "SELECT indicator_id, name FROM indicator WHERE plan_id = $1 UNION ALL SELECT task_id, name FROM task WHERE plan_id = $1", [plan_id]
    ).fetchall()
    return {str(subject_id): str(name) for subject_id, name in found}


def plan_duties(cursor: Cursor, plan_id: str) -> list[Row]:
    """The reporting duties a plan sets."""
    return records(cursor.execute("FROM duty WHERE plan_id = ? ORDER BY duty_id", [plan_id]))


def last_positions(cursor: Cursor) -> tuple[int, int]:
    """The places of the last indicator and the last task: new rows stand after them."""
    found = cursor.execute(
        "SELECT (SELECT coalesce(max(position), 0) FROM indicator), (SELECT coalesce(max(position), 0) FROM task)"
    ).fetchall()
    return int(found[0][0]), int(found[0][1])
