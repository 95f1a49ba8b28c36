"""How a unit stands in a quarter: its scorecard, the way its figures went, who reported, what is due."""

from __future__ import annotations

from domain.period import Period
from store.tables import Cursor, Row, records

WHOLE_NAME = (
    "replace(replace(CASE WHEN contains(i.name, '[…]') AND NOT contains(m.name, '[…]') THEN m.name ELSE i.name END, "
    "'[…]', '(bản chữ mất đoạn này)'), '[không đọc được tên chỉ tiêu]', '(bản chữ mất tên chỉ tiêu)')"
)
"""The name of a row; where the text of the plan has lost letters, that of its measure says what is counted, else that they are lost."""


def judged_periods(cursor: Cursor, plan_id: str, unit_id: str) -> list[Period]:
    """The quarters a unit has cards for, newest first."""
    found = cursor.execute(
        "SELECT DISTINCT period FROM scorecard JOIN indicator USING (indicator_id) WHERE plan_id = ? AND unit_id = ? ORDER BY period DESC",
        [plan_id, unit_id],
    ).fetchall()
    return [Period.parse(text) for (text,) in found]


def followed_periods(cursor: Cursor, plan_id: str, unit_id: str) -> list[Period]:
    """The quarters a unit has cards of any kind for under a plan, of indicators or of tasks, newest first."""
    found = cursor.execute(
        "SELECT period FROM scorecard WHERE unit_id = $2 AND indicator_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1) "
        "UNION SELECT period FROM task_card WHERE unit_id = $2 AND task_id IN (SELECT task_id FROM task WHERE plan_id = $1) "
        "ORDER BY period DESC",
        [plan_id, unit_id],
    ).fetchall()
    return [Period.parse(text) for (text,) in found]


def last_reported(cursor: Cursor, plan_id: str, unit_id: str) -> Period | None:
    """The latest quarter somebody gave figures for the unit itself, or for one below it."""
    found = cursor.execute(
        "SELECT max(period) FROM scorecard JOIN indicator USING (indicator_id) WHERE plan_id = ? AND unit_id = ? "
        "AND (value_period = period OR reported_units > 0)",
        [plan_id, unit_id],
    ).fetchall()[0][0]
    return Period.parse(found) if found else None


def scorecard(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """Every row of a plan as it stands for a unit and quarter, in the plan's order, with its names and lead units."""
    return records(
        cursor.execute(
            # the leads once for the plan, not row by row: a page asks this for several quarters at each change
            "WITH led AS (SELECT a.subject_id, string_agg(u.short_name, ', ' ORDER BY a.rowid) AS lead "
            "FROM assignment AS a JOIN unit AS u USING (unit_id) "
            "WHERE a.role = 'chu_tri' AND a.subject_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1) GROUP BY a.subject_id) "
            f"SELECT c.*, {WHOLE_NAME} AS name, "
            "i.appendix, i.part, i.row_no, i.group_name, i.certain AS row_certain, i.doubt, i.position, m.measure_id, "
            "m.unit_of_measure, m.direction, m.decimals, m.over_time, t.text AS target_text, t.doubt AS target_doubt, led.lead "
            "FROM scorecard AS c JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "LEFT JOIN led ON led.subject_id = c.indicator_id "
            "LEFT JOIN target AS t ON t.indicator_id = c.indicator_id AND t.stage = c.stage AND t.unit_id IS NULL AND t.valid_from IS NULL "
            "WHERE i.plan_id = $1 AND c.unit_id = $2 AND c.period = $3 ORDER BY i.position",
            [plan_id, unit_id, str(period)],
        )
    )


def past_cards(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """How the rows of a plan stood in another quarter: the bare cards, to compare with."""
    return records(
        cursor.execute(
            "SELECT * FROM scorecard WHERE unit_id = $2 AND period = $3 "
            "AND indicator_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1)",
            [plan_id, unit_id, str(period)],
        )
    )


def series(cursor: Cursor, unit_id: str, indicator_id: str, until: Period) -> list[Row]:
    """The values of a row quarter by quarter, each at its own quarter."""
    return records(
        cursor.execute(
            "SELECT period, value, status, approved FROM scorecard WHERE unit_id = ? AND indicator_id = ? AND period <= ? "
            "AND value_period = period ORDER BY period",
            [unit_id, indicator_id, str(until)],
        )
    )


def ways(cursor: Cursor, unit_id: str, indicator_ids: tuple[str, ...], until: Period) -> dict[str, list[Row]]:
    """The values of several rows quarter by quarter, each at its own quarter."""
    found = records(
        cursor.execute(
            "SELECT indicator_id, period, value FROM scorecard WHERE unit_id = ? AND list_contains(?::VARCHAR[], indicator_id) "
            "AND period <= ? AND value_period = period ORDER BY period",
            [unit_id, list(indicator_ids), str(until)],
        )
    )
    return {name: [row for row in found if row["indicator_id"] == name] for name in indicator_ids}


def below(cursor: Cursor, plan_id: str, ancestor_id: str, period: Period) -> list[Row]:
    """How the units directly below another stand: rows of the plan by status, over all bound units each stands for."""
    return records(
        cursor.execute(
            "WITH kid AS (SELECT DISTINCT b.unit_id AS bound, u.unit_id, u.name, u.short_name FROM plan_unit AS b "
            "JOIN unit AS u ON u.parent_id = $2 AND (u.unit_id = b.unit_id OR EXISTS "
            "(FROM unit_ancestor AS a WHERE a.unit_id = b.unit_id AND a.ancestor_id = u.unit_id)) WHERE b.plan_id = $1) "
            "SELECT k.unit_id, k.name, k.short_name, c.status, count(*) AS rows FROM kid AS k JOIN scorecard AS c ON c.unit_id = k.bound "
            "WHERE c.period = $3 AND c.indicator_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1) GROUP BY ALL "
            "ORDER BY any_value(k.name COLLATE vi), k.unit_id, c.status",
            [plan_id, ancestor_id, str(period)],
        )
    )


def sources(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> list[Row]:
    """The cells behind a value: file, sheet, cell, who, when."""
    return records(
        cursor.execute(
            'SELECT c.role, c.sheet, c.cell, s.file_name, s.by_whom, s."at", s.verified, s.state, s.submission_id '
            "FROM scorecard_source AS c JOIN submission AS s USING (submission_id) "
            "WHERE c.unit_id = ? AND c.indicator_id = ? AND c.period = ? ORDER BY c.role DESC, s.number, c.cell",
            [unit_id, indicator_id, str(period)],
        )
    )


FOUND_AT = (
    "CASE count(*) WHEN 1 THEN 'Nguồn: ' || any_value(s.file_name || ', trang «' || c.sheet || '», ô ' || c.cell "
    "|| CASE WHEN v.numerator IS NULL THEN '' ELSE ' và tử số, mẫu số cùng dòng' END) ELSE 'Nguồn: ' || count(*) || ' ô' END"
)
"""The cell a figure came from (`c` of scorecard_source, `s` its submission, `v` its value), or from how many."""
FOUND_IN = (
    "scorecard_source AS c JOIN submission AS s USING (submission_id) JOIN indicator AS i USING (indicator_id) "
    "LEFT JOIN value AS v ON v.submission_id = c.submission_id AND v.unit_id = c.unit_id AND v.measure_id = i.measure_id "
    "AND v.sheet = c.sheet AND v.cell = c.cell"
)


def found_at(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> dict[str, str]:
    """Where each value of a unit's scorecard was found, by row of the plan: what a figure says when pointed at."""
    found = cursor.execute(
        f"SELECT c.indicator_id, {FOUND_AT} FROM {FOUND_IN} "
        "WHERE c.unit_id = $2 AND c.period = $3 AND c.role = 'value' AND i.plan_id = $1 GROUP BY ALL",
        [plan_id, unit_id, str(period)],
    ).fetchall()
    return {indicator_id: said for indicator_id, said in found if said}


def newest_figures(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> Period | None:
    """The quarter of the newest figures a unit shows in a quarter, those of a whole year aside; None where it shows none."""
    found = cursor.execute(
        "SELECT max(value_period) FROM scorecard JOIN indicator USING (indicator_id) JOIN measure USING (measure_id) "
        "WHERE plan_id = ? AND unit_id = ? AND period = ? AND over_time <> 'ca_nam'",
        [plan_id, unit_id, str(period)],
    ).fetchall()[0][0]
    return Period.parse(found) if found else None


def reporters(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """Who reports a unit's figures in a quarter, and whether they have: its departments that lead rows, the bound units
    below it, or the unit itself. A plan without indicators asks nobody for figures."""
    return records(
        cursor.execute(
            "WITH figure AS (SELECT DISTINCT v.measure_id FROM value AS v JOIN submission AS s USING (submission_id) "
            "WHERE v.unit_id = $2 AND v.period = $3 AND s.state IN ('da_duyet', 'cho_duyet')), "
            "led AS (SELECT u.unit_id, u.short_name, i.measure_id FROM assignment AS a "
            "JOIN indicator AS i ON i.indicator_id = a.subject_id AND i.plan_id = $1 JOIN unit AS u ON u.unit_id = a.unit_id "
            "WHERE a.role = 'chu_tri' AND u.parent_id = $2), "
            "below AS (SELECT DISTINCT u.unit_id, u.short_name, EXISTS (FROM value AS v JOIN submission AS s USING (submission_id) "
            "WHERE v.unit_id = u.unit_id AND v.period = $3 AND s.state IN ('da_duyet', 'cho_duyet')) AS reported "
            "FROM plan_unit AS b JOIN unit_ancestor AS a USING (unit_id) JOIN unit AS u USING (unit_id) "
            "WHERE b.plan_id = $1 AND a.ancestor_id = $2 AND EXISTS (FROM indicator WHERE plan_id = $1)) "
            "SELECT unit_id, short_name, bool_or(measure_id IN (FROM figure)) AS reported FROM led GROUP BY ALL "
            "UNION ALL FROM below WHERE NOT EXISTS (FROM led) "
            "UNION ALL SELECT unit_id, short_name, EXISTS (FROM figure) FROM unit "
            "WHERE unit_id = $2 AND NOT EXISTS (FROM led) AND NOT EXISTS (FROM below) "
            "AND EXISTS (FROM indicator WHERE plan_id = $1) "
            "ORDER BY short_name COLLATE vi",
            [plan_id, unit_id, str(period)],
        )
    )
