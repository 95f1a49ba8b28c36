"""One row of a plan: what it measures, who answers for it, the way its figures went, its stages, other units, other rows like it."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_compare import PLACE
from store.tables import Cursor, Row, one, records

_CARD = "m.unit_of_measure, m.direction, m.over_time, t.text AS target_text, t.doubt AS target_doubt"


def facts(cursor: Cursor, indicator_id: str) -> Row | None:
    """The row itself with its measure: how it is defined, how it adds up, which stages its table prints."""
    return one(
        cursor,
        "SELECT i.*, m.name AS measure_name, m.family, m.direction, m.value_kind, m.over_units, m.over_time, m.definition, "
        "m.numerator_label, m.denominator_label, m.sharing_reason, m.unit_of_measure "
        "FROM indicator AS i JOIN measure AS m USING (measure_id) WHERE i.indicator_id = ?",
        [indicator_id],
    )


def assigned(cursor: Cursor, indicator_id: str) -> list[Row]:
    """Who leads the row and who helps, as the plan names them, in its order."""
    return records(
        cursor.execute(
            "SELECT a.role, coalesce(u.name, a.text) AS name, coalesce(u.short_name, a.text) AS short_name, u.parent_id "
            "FROM assignment AS a LEFT JOIN unit AS u USING (unit_id) "
            "WHERE a.subject_id = ? ORDER BY a.role = 'phoi_hop', a.rowid",
            [indicator_id],
        )
    )


def own_quarters(cursor: Cursor, unit_id: str, indicator_id: str, until: Period) -> list[Row]:
    """The cards of the quarters with a figure of their own, oldest first; each with its latest cell and how many cells there are."""
    return records(
        cursor.execute(
            "WITH cell AS (SELECT c.period, count(*) AS cells, count(DISTINCT v.unit_id) AS units, "
            "arg_max({file: s.file_name, sheet: c.sheet, cell: c.cell, numerator: v.numerator, denominator: v.denominator, "
            "who: s.by_whom, verified: s.verified, moment: s.at}, "
            "{quarter: v.quarter, number: s.number, cell: c.cell}) AS latest "
            "FROM scorecard_source AS c JOIN indicator AS i USING (indicator_id) JOIN submission AS s USING (submission_id) "
            "JOIN value AS v ON v.submission_id = c.submission_id AND v.measure_id = i.measure_id "
            "AND v.sheet = c.sheet AND v.cell = c.cell "
            "WHERE c.unit_id = $1 AND c.indicator_id = $2 AND c.role = 'value' GROUP BY c.period) "
            "SELECT c.*, cell.cells, cell.units, cell.latest.file AS file_name, cell.latest.sheet AS sheet, cell.latest.cell AS cell, "
            "cell.latest.numerator AS numerator, cell.latest.denominator AS denominator, "
            "cell.latest.who AS by_whom, cell.latest.verified AS verified, cell.latest.moment AS at "
            "FROM scorecard AS c LEFT JOIN cell USING (period) "
            "WHERE c.unit_id = $1 AND c.indicator_id = $2 AND c.period <= $3 AND c.value_period = c.period ORDER BY c.period",
            [unit_id, indicator_id, str(until)],
        )
    )


def stages(cursor: Cursor, unit_id: str, indicator_id: str) -> list[Row]:
    """One card for every stage the row's own table prints, as things stand at the last quarter opened or reported."""
    return records(cursor.execute("FROM stage_card WHERE unit_id = ? AND indicator_id = ? ORDER BY stage", [unit_id, indicator_id]))


def other_units(cursor: Cursor, indicator_id: str, unit_id: str, period: Period) -> list[Row]:
    """The same row for the units the plan binds: all of them for one of these, those below it for a unit above.

    Best first by the figures of the quarter itself, as where units are compared; who has none takes no `place`."""
    return records(
        cursor.execute(
            "WITH bound AS (SELECT DISTINCT b.unit_id FROM plan_unit AS b JOIN indicator AS i USING (plan_id) WHERE i.indicator_id = $1) "
            f"SELECT c.*, u.name AS unit_name, u.short_name, i.plan_id, {PLACE} AS place, {_CARD} "
            "FROM scorecard AS c JOIN bound USING (unit_id) JOIN unit AS u USING (unit_id) JOIN indicator AS i USING (indicator_id) "
            "JOIN measure AS m USING (measure_id) "
            "LEFT JOIN target AS t ON t.indicator_id = c.indicator_id AND t.stage = c.stage AND t.unit_id IS NULL AND t.valid_from IS NULL "
            "WHERE c.indicator_id = $1 AND c.period = $3 AND ($2 IN (FROM bound) "
            "OR c.unit_id IN (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2)) "
            "ORDER BY place NULLS LAST, c.value IS NULL, u.name COLLATE vi",
            [indicator_id, unit_id, str(period)],
        )
    )


def bare_rates(cursor: Cursor, indicator_id: str, unit_id: str, period: Period) -> list[Row]:
    """The units below another that gave a bare rate for the quarter where rates are put together from their parts."""
    return records(
        cursor.execute(
            "SELECT DISTINCT u.short_name FROM scorecard_source AS c JOIN indicator AS i USING (indicator_id) "
            "JOIN measure AS m USING (measure_id) JOIN unit_ancestor AS a ON a.unit_id = c.unit_id AND a.ancestor_id = $2 "
            "JOIN plan_unit AS b ON b.plan_id = i.plan_id AND b.unit_id = c.unit_id JOIN unit AS u ON u.unit_id = c.unit_id "
            "JOIN value AS v ON v.submission_id = c.submission_id AND v.unit_id = c.unit_id AND v.measure_id = i.measure_id "
            "AND v.sheet = c.sheet AND v.cell = c.cell AND v.period = c.period "
            "WHERE c.indicator_id = $1 AND c.period = $3 AND c.role = 'value' AND m.over_units = 'ty_so_cua_tong' "
            "AND NOT coalesce(v.numerator IS NOT NULL AND v.denominator > 0, false) ORDER BY u.short_name COLLATE vi",
            [indicator_id, unit_id, str(period)],
        )
    )


def kin(cursor: Cursor, indicator_id: str, unit_id: str, period: Period) -> list[Row]:
    """Other rows of the same measure, or of a measure of the same family, in any plan, with every target and where they stand for the unit.

    `same_measure`: judged by the very figure; else the definition differs. No status where the plan of a row does not bind the unit.
    """
    return records(
        cursor.execute(
            "WITH own AS (SELECT i.measure_id, m.family, i.plan_id FROM indicator AS i JOIN measure AS m USING (measure_id) "
            "WHERE i.indicator_id = $1), "
            "valid AS (FROM target WHERE unit_id IS NULL AND coalesce(valid_from <= $4::DATE, true) "
            "QUALIFY row_number() OVER (PARTITION BY indicator_id, stage ORDER BY valid_from DESC NULLS LAST) = 1), "
            "aim AS (SELECT indicator_id, string_agg(stage || ': ' || text, '; ' ORDER BY stage) AS targets FROM valid GROUP BY ALL) "
            "SELECT i.indicator_id, i.name, i.plan_id, p.number AS plan_number, i.measure_id = own.measure_id AS same_measure, "
            "aim.targets, "
            f"c.* EXCLUDE (indicator_id), m.numerator_label, m.denominator_label, m.sharing_reason, {_CARD} "
            "FROM indicator AS i JOIN measure AS m USING (measure_id) JOIN own ON i.measure_id = own.measure_id OR m.family = own.family "
            "JOIN plan AS p ON p.plan_id = i.plan_id LEFT JOIN aim ON aim.indicator_id = i.indicator_id "
            "LEFT JOIN scorecard AS c ON c.indicator_id = i.indicator_id AND c.unit_id = $2 AND c.period = $3 "
            "LEFT JOIN target AS t ON t.indicator_id = i.indicator_id AND t.stage = c.stage AND t.unit_id IS NULL AND t.valid_from IS NULL "
            "WHERE i.indicator_id <> $1 ORDER BY same_measure DESC, i.plan_id <> own.plan_id, i.position",
            [indicator_id, unit_id, str(period), period.last_day],
        )
    )


def what_else(cursor: Cursor, plan_id: str) -> Row:
    """What a plan without indicators does hold: tasks, reporting duties, criteria of emulation, indices it names."""
    found = one(
        cursor,
        "SELECT (SELECT count(*) FROM task WHERE plan_id = $1) AS tasks, (SELECT count(*) FROM duty WHERE plan_id = $1) AS duties, "
        "(SELECT count(*) FROM criterion WHERE plan_id = $1) AS criteria, "
        "(SELECT count(DISTINCT index_id) FROM index_named WHERE plan_id = $1) AS indices",
        [plan_id],
    )
    return found or {}
