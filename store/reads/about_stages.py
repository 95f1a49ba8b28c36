"""What each stage of a plan demands and how a unit stands against it: the stage cards, with the words of the plan beside them."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_standing import WHOLE_NAME
from store.tables import Cursor, Row, records


def stage_rows(cursor: Cursor, plan_id: str, unit_id: str) -> list[Row]:
    """Every printed stage of every row of a plan, as it stands for a unit; rows in the plan's order, stages ascending.

    `now_…` is the row's last quarter: what the unit has today, also beside the stages past and to come. `trend_meets` says whether the
    trend (`projected`) reaches the target at the stage's end, by the rule that says what meets a target; it is no status. `trend_points`:
    how many quarters with a figure, of the last eight, it goes through.
    """
    return records(
        cursor.execute(
            "WITH today AS (SELECT indicator_id, period AS now_period, stage AS now_stage, held AS now_held, status AS now_status, "
            "reason AS now_reason, value AS now_value, value_period AS now_value_period, approved AS now_approved, "
            "estimate AS now_estimate, age_quarters AS now_age_quarters, newer_pending AS now_newer_pending FROM scorecard "
            "WHERE unit_id = $2 QUALIFY row_number() OVER (PARTITION BY indicator_id ORDER BY period DESC) = 1), "
            "own AS (SELECT DISTINCT v.measure_id, v.quarter FROM value AS v JOIN submission AS s USING (submission_id) "
            "WHERE v.unit_id = $2 AND v.value IS NOT NULL AND s.state IN ('da_duyet', 'cho_duyet')), "
            "seen AS (FROM own UNION SELECT DISTINCT i.measure_id, period_quarter(s.value_period) FROM scorecard AS s "
            "JOIN indicator AS i USING (indicator_id) WHERE s.unit_id = $2 AND s.value_period IS NOT NULL "
            "AND i.measure_id NOT IN (SELECT measure_id FROM own)) "
            f"SELECT c.*, n.* EXCLUDE (indicator_id), {WHOLE_NAME} AS name, i.appendix, i.part, i.row_no, i.group_name, i.position, "
            "m.measure_id, m.unit_of_measure, m.direction, m.over_time, t.text AS target_text, t.doubt AS target_doubt, "
            # a crossing that falls on the last quarter must not be missed by the noise of binary fractions
            "CASE WHEN c.projected IS NOT NULL THEN meets(c.op, CASE m.direction WHEN 'giam' THEN -1 ELSE 1 END, "
            "round(c.projected, 9), c.target::DOUBLE, c.upper::DOUBLE) END AS trend_meets, "
            "(SELECT count(*) FROM seen WHERE seen.measure_id = i.measure_id "
            " AND seen.quarter BETWEEN period_quarter(c.value_period) - 7 AND period_quarter(c.value_period)) AS trend_points, "
            "(SELECT string_agg(u.short_name, ', ' ORDER BY a.rowid) FROM assignment AS a JOIN unit AS u USING (unit_id) "
            " WHERE a.subject_id = c.indicator_id AND a.role = 'chu_tri') AS lead "
            "FROM stage_card AS c JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "JOIN today AS n USING (indicator_id) "
            "LEFT JOIN target AS t ON t.indicator_id = c.indicator_id AND t.stage = c.stage "
            "AND (t.unit_id IS NULL OR t.unit_id = c.unit_id) AND coalesce(quarter_of(t.valid_from), 0) <= period_quarter(c.period) "
            "WHERE i.plan_id = $1 AND c.unit_id = $2 "
            "QUALIFY row_number() OVER (PARTITION BY c.indicator_id, c.stage "
            "ORDER BY t.unit_id IS NOT NULL DESC, t.valid_from DESC NULLS LAST) = 1 "
            "ORDER BY i.position, c.stage",
            [plan_id, unit_id],
        )
    )


def units_below(cursor: Cursor, plan_id: str, unit_id: str, stage: int, with_held: bool) -> list[Row]:
    """How the bound units below a unit stand in one stage: rows with a target by status, whether a later stage is met already, and
    whether an earlier target is held.

    `with_held`: also the rows that must still hold an earlier target, as they belong to the stage in force."""
    return records(
        cursor.execute(
            "WITH held AS (FROM scorecard WHERE $4 "
            "QUALIFY row_number() OVER (PARTITION BY unit_id, indicator_id ORDER BY period DESC) = 1), "
            "followed AS (SELECT unit_id, indicator_id, status, already_met, held FROM stage_card WHERE stage = $3 AND op IS NOT NULL "
            "UNION ALL SELECT unit_id, indicator_id, status, NULL, held FROM held WHERE held) "
            "SELECT u.unit_id, u.name, c.status, c.already_met, c.held, count(*) AS rows "
            "FROM followed AS c JOIN indicator AS i USING (indicator_id) JOIN unit AS u USING (unit_id) "
            "JOIN unit_ancestor AS a ON a.unit_id = c.unit_id AND a.ancestor_id = $2 "
            "WHERE i.plan_id = $1 AND u.unit_id IN (SELECT unit_id FROM plan_unit WHERE plan_id = $1) "
            "GROUP BY ALL ORDER BY any_value(u.name COLLATE vi), c.status, c.already_met, c.held",
            [plan_id, unit_id, stage, with_held],
        )
    )


def missed(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """The stages that were over before a quarter and were not met whole: how many of their rows were missed; the latest first."""
    return records(
        cursor.execute(
            "SELECT c.stage, count(*) FILTER (c.status = 'khong_dat') AS missed, count(*) AS rows "
            "FROM stage_card AS c JOIN indicator AS i USING (indicator_id) "
            "WHERE i.plan_id = $1 AND c.unit_id = $2 AND c.op IS NOT NULL AND c.stage * 4 + 3 < $3 "
            "GROUP BY c.stage HAVING missed > 0 ORDER BY c.stage DESC",
            [plan_id, unit_id, period.index],
        )
    )


def phases(cursor: Cursor, plan_id: str) -> list[Row]:
    """The periods of years a plan names for its own work, in its order."""
    return records(cursor.execute("FROM phase WHERE plan_id = ? ORDER BY row_no", [plan_id]))
