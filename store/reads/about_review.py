"""What stands wrong, doubtful or missing in the plans' own text: one question for each kind, asked of every plan in the same words.

A finding names its kind, the plans it is about, the rows or other places it stands at (`subjects`), and what of numbers and days the
sentence about it needs. How it is said and how grave it is, is the report's business.
"""

from __future__ import annotations

from store.tables import Cursor, Row, records

# The target of a row and stage that stands now, for every unit bound.
_GOAL = """goal AS (
SELECT i.plan_id, i.indicator_id, i.position, i.measure_id, m.family, CASE m.direction WHEN 'tang' THEN 1 ELSE -1 END AS d,
    t.stage, t.op, t.value, t.upper, t.due_on, t.certain AND i.certain AS certain, t.certain AS readable, t.doubt
FROM target AS t JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id)
WHERE t.unit_id IS NULL
QUALIFY row_number() OVER (PARTITION BY t.indicator_id, t.stage ORDER BY t.valid_from DESC NULLS LAST) = 1
)"""

# Two plans speak of the same people where one binds a unit of the other, or one above or below it.
_SAME_PEOPLE = """(a.plan_id = b.plan_id OR EXISTS (FROM plan_unit AS x JOIN plan_unit AS y ON x.unit_id = y.unit_id
    OR (x.unit_id, y.unit_id) IN (SELECT (unit_id, ancestor_id) FROM unit_ancestor)
    OR (y.unit_id, x.unit_id) IN (SELECT (unit_id, ancestor_id) FROM unit_ancestor)
    WHERE x.plan_id = a.plan_id AND y.plan_id = b.plan_id))"""

_KINDS: dict[str, str] = {
    # one measure, another target for the same stage, or a later stage asked less than an earlier one elsewhere
    "khac_muc_tieu": f"""
        SELECT list_distinct([a.plan_id, b.plan_id]) AS plans, [a.indicator_id, b.indicator_id] AS subjects, min(a.position) AS position,
            bool_or(NOT a.certain OR NOT b.certain) AS doubtful,
            coalesce(min(a.stage) FILTER (a.stage = b.stage), min(least(a.stage, b.stage))) AS stage
        FROM goal AS a JOIN goal AS b ON a.measure_id = b.measure_id AND a.position < b.position AND {_SAME_PEOPLE}
        WHERE (a.stage = b.stage AND (a.value <> b.value OR a.upper <> b.upper))
            OR (a.stage > b.stage AND a.d * (a.value - b.value) < 0) OR (b.stage > a.stage AND a.d * (b.value - a.value) < 0)
        GROUP BY a.plan_id, b.plan_id, a.indicator_id, b.indicator_id""",
    # kin that are defined differently, beside each other in one plan for the same stage
    "khac_dinh_nghia": """
        WITH shared AS (
            SELECT plan_id, family, stage, min(value) AS low, max(coalesce(upper, value)) AS high
            FROM goal WHERE value IS NOT NULL GROUP BY ALL HAVING count(DISTINCT measure_id) > 1
        ), widest AS (
            FROM shared QUALIFY row_number() OVER (PARTITION BY plan_id, family ORDER BY high - low DESC, stage) = 1
        )
        SELECT [w.plan_id] AS plans, list(g.indicator_id ORDER BY g.position) AS subjects, min(g.position) AS position,
            any_value(w.stage) AS stage, any_value(w.low) AS low, any_value(w.high) AS high, any_value(w.high >= 2 * w.low) AS wide,
            bool_or(NOT g.certain) AS doubtful
        FROM widest AS w JOIN goal AS g USING (plan_id, family, stage) WHERE g.value IS NOT NULL GROUP BY w.plan_id, w.family""",
    "lui_dan": """
        SELECT [a.plan_id] AS plans, [a.indicator_id] AS subjects, min(a.position) AS position, min(a.stage) AS stage,
            arg_max(b.stage, b.d * b.value) AS earlier, bool_or(NOT a.certain OR NOT b.certain) AS doubtful
        FROM goal AS a JOIN goal AS b ON a.indicator_id = b.indicator_id AND a.stage > b.stage
        WHERE a.d * (coalesce(a.upper, a.value) - b.value) < 0 GROUP BY a.plan_id, a.indicator_id""",
    # a printed stage says nothing after one that gave a figure
    "mat_muc_tieu": """
        WITH printed AS (SELECT plan_id, indicator_id, position, certain,
            unnest(string_split(stages, ' '))::INTEGER AS stage FROM indicator)
        SELECT [p.plan_id] AS plans, [p.indicator_id] AS subjects, min(p.position) AS position, min(p.stage) AS stage,
            string_agg(p.stage::VARCHAR, ', ' ORDER BY p.stage) AS text, NOT bool_and(p.certain) AS doubtful
        FROM printed AS p JOIN (SELECT indicator_id, min(stage) AS first FROM goal WHERE value IS NOT NULL GROUP BY ALL) AS f
            ON f.indicator_id = p.indicator_id AND p.stage > f.first
        WHERE NOT EXISTS (FROM goal AS g WHERE g.indicator_id = p.indicator_id AND g.stage = p.stage) GROUP BY p.plan_id, p.indicator_id""",
    "khong_doc_duoc": """
        SELECT [plan_id] AS plans, [indicator_id] AS subjects, min(position) AS position,
            string_agg(stage::VARCHAR, ', ' ORDER BY stage) AS text, string_agg(doubt, ' ' ORDER BY stage) AS doubt, true AS doubtful
        FROM goal WHERE value IS NULL AND op <> 'words' GROUP BY plan_id, indicator_id""",
    "bang_loi": """
        SELECT [plan_id] AS plans, [indicator_id] AS subjects, min(position) AS position,
            string_agg(stage::VARCHAR, ', ' ORDER BY stage) AS text
        FROM goal WHERE op = 'words' GROUP BY plan_id, indicator_id""",
    "truoc_ngay_ky": """
        SELECT [p.plan_id] AS plans, [s.subject_id] AS subjects, s.position, s.due_on AS on_day, p.issued_on AS limit_day
        FROM (SELECT plan_id, task_id AS subject_id, position, due_on FROM task WHERE due_kind IN ('fixed', 'period')
            UNION ALL SELECT plan_id, indicator_id, position, min(coalesce(due_on, make_date(stage, 12, 31))) FROM goal GROUP BY ALL) AS s
            JOIN plan AS p USING (plan_id) WHERE s.due_on < p.issued_on""",
    "sau_het_hieu_luc": """
        SELECT [p.plan_id] AS plans, [s.subject_id] AS subjects, s.position, s.due_on AS on_day, p.effective_to AS limit_day
        FROM (SELECT plan_id, task_id AS subject_id, position, due_on FROM task WHERE due_kind IN ('fixed', 'period')
            UNION ALL SELECT plan_id, indicator_id, position, max(coalesce(due_on, make_date(stage, 12, 31))) FROM goal GROUP BY ALL) AS s
            JOIN plan AS p USING (plan_id) WHERE s.due_on > p.effective_to""",
    "thieu_ngay": """
        SELECT [plan_id] AS plans, [task_id] AS subjects, position, due_text AS text
        FROM task WHERE due_kind IN ('fixed', 'period') AND due_on IS NULL""",
    "thieu_chu_tri": """
        SELECT [plan_id] AS plans, list(subject_id ORDER BY position) AS subjects, min(position) AS position, kind AS text
        FROM (SELECT plan_id, task_id AS subject_id, position, kind FROM task
            UNION ALL SELECT plan_id, indicator_id, position, 'chi_tieu' FROM indicator) AS s
        WHERE NOT EXISTS (FROM assignment AS a WHERE a.subject_id = s.subject_id AND a.role = 'chu_tri') GROUP BY plan_id, kind""",
    # the same sentence of doubt about several cells of a plan is one finding
    "chua_chac": """
        SELECT [plan_id] AS plans, list_distinct(list(subject_id)) AS subjects, min(position) AS position, doubt, count(*) AS cells,
            bool_or(of_target) AS of_target, true AS doubtful
        FROM (SELECT plan_id, indicator_id AS subject_id, position, doubt, true AS of_target FROM goal
                WHERE NOT readable AND value IS NOT NULL
            UNION ALL SELECT plan_id, indicator_id, position, doubt, false FROM indicator WHERE NOT certain
            UNION ALL SELECT plan_id, task_id, position, doubt, false FROM task WHERE NOT certain)
        GROUP BY plan_id, doubt""",
    "thay_the_con_dan": """
        SELECT list_distinct([r.plan_id, c.plan_id]) AS plans, [r.plan_id, c.plan_id] AS subjects, 0 AS position,
            r.number AS text, r.issued_on AS on_day, r.source || '|' || c.source AS sources
        FROM plan_link AS r JOIN plan_link AS c ON c.number = r.number AND c.issued_on = r.issued_on
        WHERE r.relation = 'thay_the' AND c.relation <> 'thay_the'
        UNION ALL SELECT [p.plan_id], [p.plan_id, r.plan_id], 0, r.number, r.issued_on, r.source
        FROM plan AS p JOIN plan_link AS r ON r.relation = 'thay_the' AND r.number = p.number AND r.issued_on = p.issued_on
        WHERE p.status = 'hieu_luc'""",
    "can_cu_sau": """
        SELECT [p.plan_id] AS plans, [p.plan_id] AS subjects, 0 AS position, l.number AS text, l.issued_on AS on_day,
            p.issued_on AS limit_day, l.source AS sources
        FROM plan_link AS l JOIN plan AS p USING (plan_id) WHERE l.issued_on > p.issued_on""",
    "noi_ban_hanh_het": """
        WITH over_it AS (
            SELECT p.plan_id, p.status, u.unit_id, u.name, u.valid_to FROM plan AS p
                JOIN (SELECT unit_id AS below, unit_id FROM unit UNION ALL SELECT unit_id, ancestor_id FROM unit_ancestor) AS a
                    ON a.below = p.issuer_unit_id
                JOIN unit AS u ON u.unit_id = a.unit_id WHERE u.valid_to IS NOT NULL
        )
        SELECT [o.plan_id] AS plans, [o.plan_id] AS subjects, 0 AS position, min(o.valid_to) AS on_day,
            string_agg(DISTINCT n.name, ', ' ORDER BY n.name) AS text, any_value(o.status) = 'hieu_luc' AS wide
        FROM over_it AS o LEFT JOIN unit_lineage AS l ON l.old_unit_id = o.unit_id LEFT JOIN unit AS n ON n.unit_id = l.new_unit_id
        GROUP BY o.plan_id""",
    # a missing appendix is missing no more once its rows have come in
    "thieu_phu_luc": """
        SELECT [g.plan_id] AS plans, [g.plan_id] AS subjects, 0 AS position, g.place AS text, g.text AS doubt, g.source AS sources
        FROM plan_gap AS g WHERE g.kind = 'thieu_phu_luc'
            AND NOT EXISTS (FROM indicator AS i WHERE i.plan_id = g.plan_id AND i.appendix = g.appendix)
            AND NOT EXISTS (FROM task AS t WHERE t.task_id LIKE g.plan_id || '/PL' || g.appendix || '/%')""",
    "trinh_bay": """
        SELECT [plan_id] AS plans, [plan_id] AS subjects, 0 AS position, place AS text, text AS doubt, source AS sources, kind AS gap
        FROM plan_gap WHERE kind <> 'thieu_phu_luc'""",
    "giai_doan_chong": """
        SELECT [a.plan_id] AS plans, [a.plan_id || '/GD/' || a.row_no, b.plan_id || '/GD/' || b.row_no] AS subjects, a.row_no AS position,
            b.from_year AS stage, a.to_year AS earlier
        FROM phase AS a JOIN phase AS b ON a.plan_id = b.plan_id AND a.row_no < b.row_no AND b.from_year <= a.to_year""",
    "khong_bao_cao": """
        SELECT [plan_id] AS plans, [plan_id] AS subjects, 0 AS position FROM plan AS p
        WHERE NOT EXISTS (FROM duty AS d WHERE d.plan_id = p.plan_id)""",
    "bao_cao_khong_ngay": """
        SELECT [plan_id] AS plans, [duty_id] AS subjects, 0 AS position, frequency AS text FROM duty
        WHERE frequency <> 'dot_xuat' AND string_split(rule, ':')[2] IS NULL""",
    "bao_cao_sau_het": """
        WITH dated AS (
            SELECT p.plan_id, duty_id, issued_on, effective_to, frequency, string_split(rule, ':')[2] AS named
            FROM duty JOIN plan AS p USING (plan_id) WHERE effective_to IS NOT NULL AND string_split(rule, ':')[2] IS NOT NULL
        ), occasion AS (
            SELECT *, CASE frequency
                WHEN 'thang' THEN try(make_date(year(issued_on), month(issued_on), named::INTEGER))
                WHEN 'nam' THEN try(make_date(year(issued_on), string_split(named, '/')[2]::INTEGER, string_split(named, '/')[1]::INTEGER))
                ELSE try(make_date(named::INTEGER, 12, 31)) END AS day
            FROM dated
        ), first AS (
            SELECT *, CASE WHEN day >= issued_on THEN day WHEN frequency = 'thang' THEN day + INTERVAL 1 MONTH
                ELSE day + INTERVAL 1 YEAR END::DATE AS on_day FROM occasion
        )
        SELECT [plan_id] AS plans, [duty_id] AS subjects, 0 AS position, on_day, effective_to AS limit_day FROM first
        WHERE on_day > effective_to""",
    "bao_cao_khong_noi_nhan": """
        SELECT [plan_id] AS plans, [duty_id] AS subjects, 0 AS position FROM duty WHERE receiver IS NULL""",
}

_SUBJECTS = """
WITH said AS (
    SELECT indicator_id, list({stage: stage, op: op, value: value, upper: upper, text: text, certain: certain} ORDER BY stage) AS targets
    FROM (FROM target WHERE unit_id IS NULL
        QUALIFY row_number() OVER (PARTITION BY indicator_id, stage ORDER BY valid_from DESC NULLS LAST) = 1) GROUP BY ALL
)
SELECT i.indicator_id AS subject_id, i.plan_id, 'chi_tieu' AS what, i.name, NULL AS text, m.unit_of_measure, m.definition, said.targets,
    i.source, i.position
FROM indicator AS i JOIN measure AS m USING (measure_id) LEFT JOIN said USING (indicator_id)
UNION ALL BY NAME
SELECT task_id AS subject_id, plan_id, kind AS what, name, due_text AS text, source, position FROM task
UNION ALL BY NAME
SELECT duty_id AS subject_id, plan_id, 'bao_cao' AS what, reporter || ' → ' || coalesce(receiver, '(không ghi nơi nhận)') AS name, text,
    source, 0 AS position FROM duty
UNION ALL BY NAME
SELECT plan_id || '/GD/' || row_no AS subject_id, plan_id, 'giai_doan' AS what, name, text, source, row_no AS position FROM phase
UNION ALL BY NAME
SELECT plan_id AS subject_id, plan_id, 'ke_hoach' AS what, title AS name, NULL AS text, source, 0 AS position FROM plan
"""


def findings(cursor: Cursor) -> list[Row]:
    """Everything found in any plan, kind by kind, each in the order of the plan."""
    found: list[Row] = []
    for kind, question in _KINDS.items():
        rows = records(cursor.execute(f"WITH {_GOAL} SELECT * FROM ({question}) ORDER BY plans, position, subjects"))
        found += [{"kind": kind, "doubtful": False} | row for row in rows]
    return found


def subjects(cursor: Cursor) -> dict[str, Row]:
    """Every row, task, duty, phase and plan a finding can stand at, by id, with what it says and its lines in the text."""
    return {row["subject_id"]: row for row in records(cursor.execute(_SUBJECTS))}


def issuers(cursor: Cursor) -> dict[str, Row]:
    """Every plan by id: its number and day, who issued it, whether that unit is still there, and a real unit it binds."""
    found = records(
        cursor.execute(
            "SELECT p.plan_id, p.number, p.issued_on, p.title, p.status, u.name AS issuer, u.valid_to AS issuer_ended, "
            "(SELECT arg_min(b.unit_id, x.demonstration::INTEGER) FROM plan_unit AS b JOIN unit AS x USING (unit_id) "
            "WHERE b.plan_id = p.plan_id) AS unit_id "
            "FROM plan AS p LEFT JOIN unit AS u ON u.unit_id = p.issuer_unit_id ORDER BY p.issued_on DESC"
        )
    )
    return {row["plan_id"]: row for row in found}
