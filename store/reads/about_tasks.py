"""How the tasks of a plan stand on a day, for a unit and for those below it, and what was reported about each.

A state is decided by the macros of schema.sql alone: on a quarter's last day the answer is what task_card says.
"""

from __future__ import annotations

from datetime import date

from domain.period import Period
from store.reads.about_scope import covered
from store.tables import Cursor, Row, records

_JUDGED = (
    "SELECT *, "
    # done without ever having had a deadline is neither in time nor late
    "CASE WHEN state = 'dung_han' AND closes_on IS NULL THEN 'xong_khong_han' ELSE state END AS counted FROM ("
    "SELECT *, task_state(due_kind, closes_on, reported_state, completed_on, $4::DATE) AS state, "
    "task_overdue_days(state, closes_on, completed_on, $4::DATE) AS overdue_days FROM ("
    "SELECT c.unit_id, t.*, c.due_on AS closes_on, c.percent, c.submission_id, r.state AS reported_state, r.completed_on AS reported_done, "
    "r.period AS reported_period, r.quarter AS reported_quarter, r.note, r.sheet, r.cell, "
    "task_done_on(r.state, r.completed_on, $4::DATE) AS completed_on "
    "FROM task_card AS c JOIN task AS t USING (task_id) LEFT JOIN task_report AS r ON r.submission_id = c.submission_id "
    "AND r.unit_id = c.unit_id AND r.task_id = c.task_id "
    "WHERE t.plan_id = $1 AND c.period = $3 AND {whose}))"
)
"""Every task as reported up to a quarter and judged on a day. `closes_on` is the deadline of what can be overdue."""
_OWN = "c.unit_id = $2"
_BOUND = "c.unit_id IN (SELECT unit_id FROM plan_unit WHERE plan_id = $1)"
_BELOW = f"{_BOUND} AND c.unit_id IN (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2)"


def tasks(cursor: Cursor, plan_id: str, unit_id: str, period: Period, as_of: date) -> list[Row]:
    """Every task of a unit in the plan's order, with who leads it and what was last reported up to a quarter, judged on a day."""
    return records(
        cursor.execute(
            f"WITH judged AS ({_JUDGED.format(whose=_OWN)}), part AS (SELECT a.subject_id, "
            "list(coalesce(u.unit_id, a.text) ORDER BY a.rowid) FILTER (a.role = 'chu_tri') AS lead_ids, "
            "list(coalesce(u.short_name, a.text) ORDER BY a.rowid) FILTER (a.role = 'chu_tri') AS leads, "
            "list(coalesce(u.short_name, a.text) ORDER BY a.rowid) FILTER (a.role = 'phoi_hop') AS helpers "
            "FROM assignment AS a LEFT JOIN unit AS u USING (unit_id) GROUP BY ALL) "
            "SELECT j.*, p.issued_on, j.closes_on < p.issued_on AS due_before_plan, j.closes_on > p.effective_to AS due_after_plan, "
            "coalesce(part.lead_ids, []) AS lead_ids, coalesce(part.leads, []) AS leads, coalesce(part.helpers, []) AS helpers, "
            "s.file_name, s.by_whom, s.at, s.verified, s.state AS submission_state "
            "FROM judged AS j JOIN plan AS p USING (plan_id) LEFT JOIN part ON part.subject_id = j.task_id "
            "LEFT JOIN submission AS s USING (submission_id) ORDER BY j.position",
            [plan_id, unit_id, str(period), as_of],
        )
    )


def kinds(cursor: Cursor, plan_id: str) -> dict[str, int]:
    """How many tasks and how many solutions a plan has."""
    found = cursor.execute("SELECT kind, count(*) FROM task WHERE plan_id = ? GROUP BY kind", [plan_id]).fetchall()
    return {str(kind): int(number) for kind, number in found}


def task_reports(cursor: Cursor, scope: str | None, unit_id: str, task_id: str) -> list[Row]:
    """Everything ever reported about a task of a unit, newest quarter first; `stands` is the one each quarter goes by. What was returned
    or withdrawn only within a scope."""
    return records(
        cursor.execute(
            "SELECT r.*, s.number, s.file_name, s.by_whom, s.at, s.verified, s.state AS submission_state, s.reason, "
            "s.state IN ('da_duyet', 'cho_duyet') AND row_number() OVER (PARTITION BY r.quarter "
            "ORDER BY s.state IN ('da_duyet', 'cho_duyet') DESC, s.state = 'da_duyet' DESC, s.number DESC) = 1 AS stands "
            "FROM task_report AS r JOIN submission AS s USING (submission_id) WHERE r.unit_id = $2 AND r.task_id = $3 "
            f"AND (s.state IN ('da_duyet', 'cho_duyet') OR {covered('s.unit_id', '$1')}) "
            "ORDER BY r.quarter DESC, s.number DESC",
            [scope, unit_id, task_id],
        )
    )


def counts_below(cursor: Cursor, plan_id: str, unit_id: str, period: Period, as_of: date, kind: str) -> list[Row]:
    """The bound units below a unit, each with how many of its tasks of a kind are counted as what on a day, and the longest delay: of
    what was due after the plan was signed, and of what was due before it."""
    return records(
        cursor.execute(
            f"WITH judged AS ({_JUDGED.format(whose=_BELOW)}) "
            "FROM (SELECT u.unit_id, u.name, u.short_name, j.counted, count(*) AS number, "
            "max(j.overdue_days) FILTER (j.closes_on >= p.issued_on) AS longest, "
            "max(j.overdue_days) FILTER (j.closes_on < p.issued_on) AS longest_before, "
            "arg_max(j.reported_period, j.reported_quarter) AS reported_period "
            "FROM judged AS j JOIN unit AS u USING (unit_id) JOIN plan AS p USING (plan_id) WHERE j.kind = $5 GROUP BY ALL) "
            "ORDER BY name COLLATE vi, counted",
            [plan_id, unit_id, str(period), as_of, kind],
        )
    )


def open_below(cursor: Cursor, plan_id: str, unit_id: str, period: Period, as_of: date, kind: str) -> list[Row]:
    """The tasks with a deadline the bound units below a unit have not done on a day, in the plan's order, with who leads them."""
    return records(
        cursor.execute(
            f"WITH judged AS ({_JUDGED.format(whose=_BELOW)}), lead AS ("
            "SELECT a.subject_id, list(coalesce(u.short_name, a.text) ORDER BY a.rowid) AS leads "
            "FROM assignment AS a LEFT JOIN unit AS u USING (unit_id) WHERE a.role = 'chu_tri' GROUP BY ALL) "
            "SELECT coalesce(lead.leads, []) AS leads, "
            "j.task_id, j.name, j.section, j.closes_on, j.due_text, j.state, j.counted, j.overdue_days, j.unit_id, "
            "u.short_name, u.name AS unit_name, j.closes_on < p.issued_on AS due_before_plan, p.issued_on "
            "FROM judged AS j JOIN unit AS u USING (unit_id) JOIN plan AS p USING (plan_id) "
            "LEFT JOIN lead ON lead.subject_id = j.task_id "
            "WHERE j.kind = $5 AND j.state IN ('qua_han', 'trong_han') ORDER BY j.position, j.overdue_days DESC, u.name COLLATE vi",
            [plan_id, unit_id, str(period), as_of, kind],
        )
    )


def last_quarter_below(cursor: Cursor, plan_id: str, unit_id: str) -> Period | None:
    """The last quarter any bound unit below a unit has tasks for; None where there is none."""
    found = cursor.execute(
        "SELECT max(c.period) FROM task_card AS c JOIN task AS t USING (task_id) JOIN unit_ancestor AS a ON a.unit_id = c.unit_id "
        "WHERE t.plan_id = ? AND a.ancestor_id = ?",
        [plan_id, unit_id],
    ).fetchall()[0][0]
    return None if found is None else Period.parse(found)
