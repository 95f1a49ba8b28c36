"""One unit's card beside its rows: who leads what, when its figures came in, and how the units below it stand."""

from __future__ import annotations

from datetime import date

from domain.period import Period
from store.reads.about_duties import day_came
from store.tables import Cursor, Row, records

_QUARTERS_SHOWN = 8
"""Two years of reporting: what a unit is used to."""


def leads(cursor: Cursor, plan_id: str) -> list[Row]:
    """Who leads each row and task of a plan, in the plan's order; a row with two leads stands twice."""
    return records(
        cursor.execute(
            "SELECT a.subject_id, u.unit_id, u.name, u.short_name, u.kind, u.parent_id, s.is_row FROM ("
            "SELECT indicator_id AS subject_id, position, true AS is_row FROM indicator WHERE plan_id = $1 UNION ALL "
            "SELECT task_id, position, false FROM task WHERE plan_id = $1) AS s "
            "JOIN assignment AS a USING (subject_id) JOIN unit AS u USING (unit_id) "
            "WHERE a.role = 'chu_tri' ORDER BY s.is_row DESC, s.position, a.rowid",
            [plan_id],
        )
    )


def reporting_record(cursor: Cursor, plan_id: str, unit_id: str, until: Period, today: date) -> list[Row]:
    """For the last quarters and everybody who reports a unit's figures: whether and when they came in, and whether they are approved.

    Who reports and what counts as reported is as in `reporters`: the departments that lead rows, else the bound units below, else the unit
    itself, which then may also have told about tasks only. `owed`: a report is due, as the plan is issued and binding and unit are valid on
    the quarter's last day; a plan without indicators asks for no quarter's figures. `pending`: the newest report that counts waits for
    approval. `state` and `working_days` are those of `about_duties.quarter_reports`: late only where the quarter has a due date and the
    day the figures came is known.
    """
    return records(
        cursor.execute(
            "WITH asked AS (SELECT unnest(range(greatest($3 - $4 + 1, year(issued_on) * 4), $3 + 1))::INTEGER AS quarter "
            " FROM plan WHERE plan_id = $1), "
            "led AS (SELECT DISTINCT a.unit_id, i.measure_id FROM assignment AS a JOIN indicator AS i ON i.indicator_id = a.subject_id "
            " JOIN unit AS u ON u.unit_id = a.unit_id WHERE i.plan_id = $1 AND a.role = 'chu_tri' AND u.parent_id = $2), "
            "below AS (SELECT DISTINCT unit_id FROM plan_unit JOIN unit_ancestor USING (unit_id) WHERE plan_id = $1 AND ancestor_id = $2), "
            "reporter AS (SELECT DISTINCT unit_id, $2 AS bound_id FROM led UNION ALL SELECT unit_id, unit_id FROM below "
            " WHERE NOT EXISTS (FROM led) UNION ALL SELECT $2, $2 WHERE NOT EXISTS (FROM led) AND NOT EXISTS (FROM below)), "
            "bound AS (SELECT b.unit_id, quarter_of(greatest(b.valid_from, u.valid_from, p.issued_on)) AS first_quarter, "
            " coalesce(quarter_of(least(p.effective_to, b.valid_to, u.valid_to) + 1) - 1, 99999) AS last_quarter "
            " FROM plan_unit AS b JOIN plan AS p USING (plan_id) JOIN unit AS u USING (unit_id) "
            " WHERE b.plan_id = $1 AND b.plan_id IN (SELECT plan_id FROM indicator)), "
            "given AS (SELECT l.unit_id, v.quarter, v.submission_id FROM led AS l JOIN value AS v ON v.measure_id = l.measure_id "
            " WHERE v.unit_id = $2 UNION SELECT v.unit_id, v.quarter, v.submission_id FROM value AS v "
            " WHERE v.unit_id = $2 OR v.unit_id IN (FROM below) "
            " UNION SELECT $2, quarter, submission_id FROM submission WHERE plan_id = $1 "
            " AND unit_id IN (SELECT unit_id FROM unit WHERE unit_id = $2 OR parent_id = $2 AND kind IN ('phong', 'don_vi'))), "
            "told AS (SELECT g.unit_id, g.quarter, bool_or(s.state = 'da_duyet') AS approved, "
            " coalesce(max(s.number) FILTER (s.state = 'cho_duyet') > max(s.number) FILTER (s.state = 'da_duyet'), "
            " bool_or(s.state = 'cho_duyet')) AS pending, arg_max(s.state, s.number) AS last_state, "
            " min(s.\"at\") FILTER (WHERE s.state IN ('da_duyet', 'cho_duyet')) AS came_at "
            " FROM given AS g JOIN submission AS s USING (submission_id) GROUP BY ALL), "
            "record AS (SELECT u.unit_id, u.short_name, quarter_name(q.quarter) AS period, "
            "coalesce(t.approved OR t.pending, false) AS reported, "
            "coalesce(t.approved, false) AS approved, coalesce(t.pending, false) AS pending, t.last_state, p.due_on, "
            f"{day_came('t.came_at')} AS sent_on, "
            "coalesce(bool_or(q.quarter BETWEEN b.first_quarter AND b.last_quarter), false) AS owed "
            "FROM reporter AS r JOIN unit AS u USING (unit_id) CROSS JOIN asked AS q "
            "LEFT JOIN bound AS b ON b.unit_id = r.bound_id LEFT JOIN told AS t ON t.unit_id = r.unit_id AND t.quarter = q.quarter "
            "LEFT JOIN (FROM period WHERE EXISTS (FROM indicator WHERE plan_id = $1)) AS p ON p.period = quarter_name(q.quarter) "
            "GROUP BY ALL), "
            "dated AS (SELECT r.*, coalesce(r.sent_on, $5::DATE) AS stands_on, w.day AS closes_on, w.number AS closes "
            " FROM record AS r ASOF LEFT JOIN working_day AS w ON w.day >= r.due_on) "
            "SELECT d.* EXCLUDE (stands_on, closes), figures_state(d.reported, d.sent_on, d.closes_on, $5::DATE) AS state, "
            "e.number - d.closes AS working_days FROM dated AS d ASOF LEFT JOIN working_day AS e ON e.day <= d.stands_on "
            "ORDER BY short_name COLLATE vi, unit_id, period",
            [plan_id, unit_id, until.index, _QUARTERS_SHOWN, today],
        )
    )
