"""Questions people and the other packages ask of the warehouse, each as one function. Nothing is computed here that a table holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pyarrow.parquet import write_table as write_parquet

from domain.period import Period
from store.tables import Cursor, Row, column_types, records


@dataclass(frozen=True)
class Form:
    """What a workbook is for: plan, reporter, the unit its figures describe, and the quarter."""

    plan: Row
    reporter: Row
    describes: Row
    period: Period
    units: tuple[Row, ...] = ()
    """The units a wide workbook has rows for; none for a quarterly one."""


@dataclass(frozen=True)
class Standing:
    """The figure that stands for a measure and quarter, and who reported it."""

    value: Decimal | None
    period: str
    reporter_id: str
    reporter: str
    submission_id: str


def tables(cursor: Cursor) -> list[str]:
    found = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary ORDER BY table_name").fetchall()
    return [str(name) for (name,) in found]


def whole_table(cursor: Cursor, table: str) -> tuple[dict[str, str], list[Row]]:
    """The column types and all rows of a table, in an order that depends on their content only."""
    return column_types(cursor, table), records(cursor.execute(f'FROM "{table}" ORDER BY ALL'))


def is_demonstration(cursor: Cursor) -> bool:
    return bool(cursor.execute("SELECT 1 FROM setting WHERE key = 'demonstration' AND value = 'true'").fetchall())


def plan(cursor: Cursor, plan_id: str) -> Row | None:
    return _one(cursor, "FROM plan WHERE plan_id = ?", [plan_id])


def plans(cursor: Cursor) -> list[Row]:
    return records(cursor.execute("FROM plan ORDER BY issued_on DESC"))


def unit(cursor: Cursor, unit_id: str) -> Row | None:
    return _one(cursor, "FROM unit WHERE unit_id = ?", [unit_id])


def bound_units(cursor: Cursor, plan_id: str) -> list[Row]:
    """The units a plan binds, Vietnamese order."""
    return records(
        cursor.execute(
            "SELECT DISTINCT u.* FROM plan_unit JOIN unit AS u USING (unit_id) WHERE plan_id = ? ORDER BY u.name COLLATE vi", [plan_id]
        )
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
    return _one(
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


def form_measures(cursor: Cursor, plan_id: str, reporter_id: str, describes_id: str) -> list[Row]:
    """The measures a reporter fills in for a plan: all for the bound unit itself, those it leads for a department of it."""
    return records(
        cursor.execute(
            "SELECT m.*, list(i.indicator_id ORDER BY i.position) AS indicator_ids, min(i.position) AS place, "
            "any_value(i.group_name ORDER BY i.position) AS group_name, "
            "(SELECT string_agg(DISTINCT u.short_name, ', ' ORDER BY u.short_name) FROM assignment AS a JOIN unit AS u USING (unit_id) "
            " JOIN indicator AS led ON led.indicator_id = a.subject_id "
            " WHERE a.role = 'chu_tri' AND led.plan_id = $1 AND led.measure_id = m.measure_id) AS lead "
            "FROM indicator AS i JOIN measure AS m USING (measure_id) "
            "WHERE i.plan_id = $1 AND ($2 = $3 OR EXISTS (FROM assignment AS a JOIN indicator AS led ON led.indicator_id = a.subject_id "
            "WHERE a.unit_id = $2 AND a.role = 'chu_tri' AND led.plan_id = $1 AND led.measure_id = i.measure_id)) "
            "GROUP BY ALL ORDER BY place",
            [plan_id, reporter_id, describes_id],
        )
    )


def form_tasks(cursor: Cursor, plan_id: str, reporter_id: str, describes_id: str) -> list[Row]:
    """The tasks a reporter tells about: all for the bound unit itself, those it leads for a department."""
    return records(
        cursor.execute(
            "SELECT * FROM task AS t WHERE plan_id = $1 AND kind = 'nhiem_vu' AND ($2 = $3 OR EXISTS (FROM assignment AS a "
            "WHERE a.subject_id = t.task_id AND a.unit_id = $2 AND a.role = 'chu_tri')) ORDER BY position",
            [plan_id, reporter_id, describes_id],
        )
    )


def targets_in_force(cursor: Cursor, indicator_ids: list[str], unit_id: str, period: Period) -> list[Row]:
    """For each row of a plan, the target of the first stage not before the period's year, else the latest earlier one."""
    return records(
        cursor.execute(
            "SELECT t.*, t.stage < $3 AS held FROM target AS t WHERE list_contains($1::VARCHAR[], t.indicator_id) "
            "AND (t.unit_id IS NULL OR t.unit_id = $2) AND (t.valid_from IS NULL OR t.valid_from <= $4::DATE) "
            "QUALIFY row_number() OVER (PARTITION BY t.indicator_id ORDER BY t.stage >= $3 DESC, "
            "CASE WHEN t.stage >= $3 THEN t.stage ELSE -t.stage END, t.unit_id IS NOT NULL DESC, t.valid_from DESC NULLS LAST) = 1",
            [indicator_ids, unit_id, period.year, period.last_day],
        )
    )


_STANDING = (
    "SELECT v.unit_id, v.measure_id, v.value, v.period, v.quarter, s.submission_id, s.unit_id AS reporter_id, u.short_name AS reporter "
    "FROM value AS v JOIN submission AS s USING (submission_id) LEFT JOIN unit AS u ON u.unit_id = s.unit_id "
    "WHERE v.unit_id IN (SELECT unnest($1::VARCHAR[])) AND s.state IN ('da_duyet', 'cho_duyet') AND {when} "
    "QUALIFY row_number() OVER (PARTITION BY v.unit_id, v.measure_id ORDER BY v.quarter DESC, s.state = 'da_duyet' DESC, s.number DESC) = 1"
)


def standing_figures(cursor: Cursor, unit_ids: list[str], period: Period) -> dict[tuple[str, str], Standing]:
    """The figures that stand for some units in a quarter, by unit and measure."""
    return _standing(cursor, "v.quarter = $2", unit_ids, period)


def previous_figures(cursor: Cursor, unit_ids: list[str], period: Period) -> dict[tuple[str, str], Standing]:
    """The latest figures of some units before a quarter, by unit and measure."""
    return _standing(cursor, "v.quarter < $2 AND v.value IS NOT NULL", unit_ids, period)


def _standing(cursor: Cursor, when: str, unit_ids: list[str], period: Period) -> dict[tuple[str, str], Standing]:
    found = records(cursor.execute(_STANDING.format(when=when), [unit_ids, period.index]))
    return {
        (row["unit_id"], row["measure_id"]): Standing(
            row["value"], row["period"], row["reporter_id"], row["reporter"], row["submission_id"]
        )
        for row in found
    }


def submission(cursor: Cursor, submission_id: str) -> Row | None:
    return _one(cursor, "FROM submission WHERE submission_id = ?", [submission_id])


def submission_of_file(cursor: Cursor, sha256: str) -> Row | None:
    """The submission that already holds this very file, unless it was returned or withdrawn."""
    return _one(cursor, "FROM submission WHERE sha256 = ? AND state IN ('cho_duyet', 'da_duyet') ORDER BY number LIMIT 1", [sha256])


def plan_of_file(cursor: Cursor, sha256: str) -> Row | None:
    """The plan workbook that is this very file."""
    return _one(cursor, "FROM plan_workbook WHERE sha256 = ? ORDER BY number LIMIT 1", [sha256])


def column_matches(cursor: Cursor) -> list[Row]:
    """What people confirmed about workbooks of other makes, newest first."""
    found = records(cursor.execute("SELECT * EXCLUDE (number) FROM column_match ORDER BY number DESC"))
    return [row | {name: json.loads(row[name]) for name in ("columns", "measures", "units")} for row in found]


def people_exist(cursor: Cursor) -> bool:
    return bool(cursor.execute("SELECT 1 FROM person LIMIT 1").fetchall())


def person(cursor: Cursor, person_id: str) -> Row | None:
    return _one(cursor, "FROM person WHERE person_id = ? AND active", [person_id])


def is_within(cursor: Cursor, unit_id: str, scope_id: str) -> bool:
    """Whether a unit is the given one or stands below it."""
    return unit_id == scope_id or bool(
        cursor.execute("SELECT 1 FROM unit_ancestor WHERE unit_id = ? AND ancestor_id = ?", [unit_id, scope_id]).fetchall()
    )


def _one(cursor: Cursor, query: str, values: list[Any]) -> Row | None:
    found = records(cursor.execute(query, values))
    return found[0] if found else None


def copy_to_parquet(cursor: Cursor, table: str, path: Path) -> int:
    """Writes a table as Parquet with its own column types; returns the number of rows."""
    relation = cursor.execute(f'SELECT * FROM "{table}" ORDER BY ALL').to_arrow_table()
    write_parquet(relation, path)
    return int(relation.num_rows)


def same_table(left: Cursor, right: Cursor, table: str) -> bool:
    """Whether two warehouses hold the same rows in a table, repeated rows counted."""
    return _digest(left, table) == _digest(right, table)


def _digest(cursor: Cursor, table: str) -> list[tuple[Any, ...]]:
    if table not in tables(cursor):
        return []
    columns = tuple(column_types(cursor, table).items())
    sums = cursor.execute(f'SELECT count(*), sum(hash(row_of)), bit_xor(hash(row_of)) FROM "{table}" AS row_of').fetchall()
    return [columns, *sums]


# -- what the pages show -------------------------------------------------------------------------------------------------


def judged_plans(cursor: Cursor) -> list[Row]:
    """The plans that have indicators with figures to follow, newest first."""
    return records(cursor.execute("SELECT * FROM plan WHERE plan_id IN (SELECT plan_id FROM indicator) ORDER BY issued_on DESC"))


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


def judged_periods(cursor: Cursor, plan_id: str, unit_id: str) -> list[Period]:
    """The quarters a unit has cards for, newest first."""
    found = cursor.execute(
        "SELECT DISTINCT period FROM scorecard JOIN indicator USING (indicator_id) WHERE plan_id = ? AND unit_id = ? ORDER BY period DESC",
        [plan_id, unit_id],
    ).fetchall()
    return [Period.parse(text) for (text,) in found]


def last_reported(cursor: Cursor, plan_id: str, unit_id: str) -> str | None:
    """The latest quarter somebody gave figures for the unit itself, or for one below it."""
    found = cursor.execute(
        "SELECT max(period) FROM scorecard JOIN indicator USING (indicator_id) WHERE plan_id = ? AND unit_id = ? "
        "AND (value_period = period OR reported_units > 0)",
        [plan_id, unit_id],
    ).fetchall()[0][0]
    return None if found is None else str(found)


def scorecard(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """Every row of a plan as it stands for a unit and quarter, in the plan's order, with its names and lead units."""
    return records(
        cursor.execute(
            "SELECT c.*, i.name, i.appendix, i.part, i.row_no, i.group_name, i.certain AS row_certain, i.doubt, i.position, m.measure_id, "
            "m.unit_of_measure, m.direction, m.decimals, m.over_time, t.text AS target_text, t.doubt AS target_doubt, "
            "(SELECT string_agg(u.short_name, ', ' ORDER BY a.rowid) FROM assignment AS a JOIN unit AS u USING (unit_id) "
            " WHERE a.subject_id = c.indicator_id AND a.role = 'chu_tri') AS lead "
            "FROM scorecard AS c JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "LEFT JOIN target AS t ON t.indicator_id = c.indicator_id AND t.stage = c.stage AND t.unit_id IS NULL AND t.valid_from IS NULL "
            "WHERE i.plan_id = ? AND c.unit_id = ? AND c.period = ? ORDER BY i.position",
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


def reporters(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """Who reports a unit's figures in a quarter, and whether they have: its departments that lead rows, the bound units
    below it, or the unit itself."""
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
            "WHERE b.plan_id = $1 AND a.ancestor_id = $2) "
            "SELECT unit_id, short_name, bool_or(measure_id IN (FROM figure)) AS reported FROM led GROUP BY ALL "
            "UNION ALL FROM below WHERE NOT EXISTS (FROM led) "
            "UNION ALL SELECT unit_id, short_name, EXISTS (FROM figure) FROM unit "
            "WHERE unit_id = $2 AND NOT EXISTS (FROM led) AND NOT EXISTS (FROM below) "
            "ORDER BY short_name COLLATE vi",
            [plan_id, unit_id, str(period)],
        )
    )


def coming_deadlines(cursor: Cursor, plan_id: str, unit_id: str, period: Period, limit: int) -> list[Row]:
    """Tasks and duties not done as of the quarter's last day: overdue ones and the next, nearest to that day first."""
    return records(
        cursor.execute(
            "SELECT * FROM ("
            "SELECT t.name, t.task_id AS subject_id, c.due_on, c.state FROM task_card AS c JOIN task AS t USING (task_id) "
            "WHERE t.plan_id = $1 AND c.unit_id = $2 AND c.period = $3 AND c.state IN ('qua_han', 'trong_han') UNION ALL "
            "SELECT d.text, d.duty_id, c.due_on, c.state FROM duty_card AS c JOIN duty AS d USING (duty_id) "
            "WHERE d.plan_id = $1 AND c.unit_id = $2 AND c.due_on IS NOT NULL AND c.state IN ('chua_den_han', 'qua_han') "
            "AND c.due_on >= $4::DATE - 100) "
            "ORDER BY abs(due_on - $4::DATE), subject_id LIMIT $5",
            [plan_id, unit_id, str(period), period.last_day, limit],
        )
    )


def thresholds(cursor: Cursor) -> list[Row]:
    """The thresholds the scorecard uses."""
    return records(cursor.execute("FROM method ORDER BY key"))


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


def quarters_to_report(cursor: Cursor, plan: Row) -> list[Period]:
    """The quarters of a plan a report may be for, newest first: from its first year to the one after the last reported."""
    last = int(cursor.execute("SELECT value FROM meta WHERE key = 'last_quarter'").fetchall()[0][0])
    first = plan["issued_on"].year * 4
    return [Period.from_index(index) for index in range(max(last, first + 3) + 1, first - 1, -1)]


def submissions(cursor: Cursor, plan_id: str) -> list[Row]:
    """Every submission of a plan, newest first, with the reporter's name and how much it holds."""
    return records(
        cursor.execute(
            "SELECT s.*, u.name AS unit_name, (SELECT count(*) FROM value AS v WHERE v.submission_id = s.submission_id) AS figures, "
            "(SELECT count(*) FROM task_report AS t WHERE t.submission_id = s.submission_id) AS tasks "
            "FROM submission AS s LEFT JOIN unit AS u USING (unit_id) WHERE plan_id = ? ORDER BY number DESC",
            [plan_id],
        )
    )


def indicators(cursor: Cursor, plan_id: str) -> list[Row]:
    """The rows of a plan, in its order."""
    return records(cursor.execute("FROM indicator WHERE plan_id = ? ORDER BY position", [plan_id]))


def last_stage(cursor: Cursor, plan: Row) -> int:
    """The last year a plan sets a target for; five years after its issue where it sets none."""
    found = cursor.execute(
        "SELECT max(stage) FROM target JOIN indicator USING (indicator_id) WHERE plan_id = ?", [plan["plan_id"]]
    ).fetchall()
    return int(found[0][0] or plan["issued_on"].year + 5)


# -- lineage -------------------------------------------------------------------------------------------------------------


def figure_sources(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> list[Row]:
    """The cells behind value and base of a row with the figure each holds: of which unit and quarter, in which file, by whom, when.

    Value first; then by unit, the latest quarter first. `unit_id` is whom the figure describes: for an aggregate a unit below.
    """
    return records(
        cursor.execute(
            "SELECT c.role, c.sheet, c.cell, v.unit_id, u.name AS unit_name, v.period, v.quarter, v.value, v.numerator, v.denominator, "
            "v.estimate, v.note, v.evidence, s.submission_id, s.number, s.sha256, s.file_name, s.by_whom, s.at, s.verified, "
            "s.state, r.name AS reporter "
            "FROM scorecard_source AS c JOIN indicator AS i USING (indicator_id) JOIN submission AS s USING (submission_id) "
            "JOIN value AS v ON v.submission_id = c.submission_id AND v.measure_id = i.measure_id "
            "AND v.sheet = c.sheet AND v.cell = c.cell "
            "LEFT JOIN unit AS u ON u.unit_id = v.unit_id LEFT JOIN unit AS r ON r.unit_id = s.unit_id "
            "WHERE c.unit_id = ? AND c.indicator_id = ? AND c.period = ? "
            "ORDER BY c.role DESC, u.name COLLATE vi, v.unit_id, v.quarter DESC, s.number DESC, c.cell",
            [unit_id, indicator_id, str(period)],
        )
    )


def values_of(cursor: Cursor, unit_id: str, measure_id: str, first: Period, last: Period) -> list[Row]:
    """Every figure ever reported for a unit and measure in these quarters, also returned and withdrawn ones, newest first.

    `stands`: the one that counts in its quarter, the latest approved, else the latest pending. A figure for the whole year belongs to
    its fourth quarter.
    """
    return records(
        cursor.execute(
            "SELECT *, state IN ('da_duyet', 'cho_duyet') AND row_number() OVER (PARTITION BY quarter "
            "ORDER BY state IN ('da_duyet', 'cho_duyet') DESC, state = 'da_duyet' DESC, number DESC) = 1 AS stands FROM ("
            "SELECT v.* EXCLUDE (quarter), CASE m.over_time WHEN 'ca_nam' THEN v.quarter // 4 * 4 + 3 ELSE v.quarter END AS quarter, "
            "s.number, s.file_name, s.by_whom, s.at, s.verified, s.state, s.reason, r.name AS reporter "
            "FROM value AS v JOIN submission AS s USING (submission_id) JOIN measure AS m USING (measure_id) "
            "LEFT JOIN unit AS r ON r.unit_id = s.unit_id WHERE v.unit_id = $1 AND v.measure_id = $2) "
            "WHERE quarter BETWEEN $3 AND $4 ORDER BY quarter DESC, number DESC",
            [unit_id, measure_id, first.index, last.index],
        )
    )


def targets_of(cursor: Cursor, indicator_id: str, unit_id: str, period: Period) -> list[Row]:
    """Every target of a row for a unit, by stage, the newest of a stage first.

    `stands`: the one read for that stage on the quarter's last day. `until`: the day its successor takes over.
    """
    return records(
        cursor.execute(
            "SELECT *, coalesce(valid_from <= $3::DATE, true) AND row_number() OVER (PARTITION BY stage "
            "ORDER BY coalesce(valid_from <= $3::DATE, true) DESC, unit_id IS NOT NULL DESC, valid_from DESC NULLS LAST) = 1 AS stands, "
            "lead(valid_from) OVER (PARTITION BY stage, unit_id ORDER BY valid_from NULLS FIRST) AS until "
            "FROM target WHERE indicator_id = $1 AND (unit_id IS NULL OR unit_id = $2) ORDER BY stage, valid_from DESC NULLS LAST, unit_id",
            [indicator_id, unit_id, period.last_day],
        )
    )


def baselines_of(cursor: Cursor, unit_id: str, measure_id: str) -> list[Row]:
    """The baselines of a unit and measure, newest first, each with its quarter."""
    return records(
        cursor.execute(
            "SELECT *, quarter_name(period_quarter(period)) AS quarter FROM baseline WHERE unit_id = ? AND measure_id = ? "
            "ORDER BY period_quarter(period) DESC",
            [unit_id, measure_id],
        )
    )


# -- periods -------------------------------------------------------------------------------------------------------------


def period_facts(cursor: Cursor, period: Period) -> Row | None:
    """What was set for a quarter: due date, lock, and who set it last (by name where the ledger knows the person)."""
    found = [row for row in period_rows(cursor) if row["period"] == str(period)]
    return found[0] if found else None


def period_rows(cursor: Cursor) -> list[Row]:
    """Every period something was set for, newest first."""
    return records(
        cursor.execute(
            "SELECT p.* REPLACE (coalesce(w.name, p.by_whom) AS by_whom) FROM period AS p LEFT JOIN person AS w ON w.person_id = p.by_whom "
            "ORDER BY p.quarter DESC, p.period"
        )
    )


def period_exceptions(cursor: Cursor) -> list[Row]:
    """Who may still report for a locked period, and until when."""
    return records(
        cursor.execute(
            "SELECT e.* REPLACE (coalesce(w.name, e.by_whom) AS by_whom), u.name AS unit_name FROM period_exception AS e "
            "JOIN unit AS u USING (unit_id) LEFT JOIN person AS w ON w.person_id = e.by_whom ORDER BY e.period DESC, u.name COLLATE vi"
        )
    )


def exceptions_for(cursor: Cursor, period: Period, unit_ids: list[str]) -> list[Row]:
    """The exceptions from a period's lock that name one of these units."""
    return records(
        cursor.execute(
            "FROM period_exception WHERE period = ? AND list_contains(?::VARCHAR[], unit_id) ORDER BY unit_id", [str(period), unit_ids]
        )
    )


def last_quarter(cursor: Cursor) -> Period | None:
    """The last quarter opened or reported; None before there is one."""
    index = int(cursor.execute("SELECT value FROM meta WHERE key = 'last_quarter'").fetchall()[0][0])
    return Period.from_index(index) if index else None


def all_quarters(cursor: Cursor) -> list[Period]:
    """The quarters a report may be for under any plan, newest first."""
    return sorted({period for row in judged_plans(cursor) for period in quarters_to_report(cursor, row)}, reverse=True)


def all_reporting_units(cursor: Cursor) -> list[Row]:
    """Who may send a workbook under any plan, each once, in the order of the plans."""
    units = (row for plan_row in judged_plans(cursor) for row in reporting_units(cursor, plan_row["plan_id"]))
    return list({row["unit_id"]: row for row in units}.values())


# -- explanations --------------------------------------------------------------------------------------------------------


_EXPLANATIONS = (
    "SELECT e.*, u.name AS unit_name, i.name, i.plan_id, m.unit_of_measure, c.value, c.status FROM explanation AS e "
    "JOIN indicator AS i USING (indicator_id) JOIN unit AS u ON u.unit_id = e.unit_id "
    "LEFT JOIN measure AS m ON m.measure_id = e.measure_id "
    "LEFT JOIN scorecard AS c ON c.unit_id = e.unit_id AND c.indicator_id = e.indicator_id AND c.period = e.period WHERE {which} "
    "ORDER BY list_position(['cho_tra_loi', 'da_tra_loi', 'da_dong'], e.state), "
    "CASE WHEN e.state = 'cho_tra_loi' THEN e.due_on END NULLS LAST, e.number DESC"
)


def explanations(cursor: Cursor, plan_id: str, unit_id: str | None = None) -> list[Row]:
    """The explanations asked under a plan, of a unit and those below it or of all: waiting ones first, the soonest due before."""
    which = "i.plan_id = $1 AND ($2 IS NULL OR e.unit_id = $2 OR e.unit_id IN (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2))"
    return records(cursor.execute(_EXPLANATIONS.format(which=which), [plan_id, unit_id]))


def explanations_of(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> list[Row]:
    """What was asked and answered about one figure."""
    which = "e.unit_id = $1 AND e.indicator_id = $2 AND e.period = $3"
    return records(cursor.execute(_EXPLANATIONS.format(which=which), [unit_id, indicator_id, str(period)]))


def explanation(cursor: Cursor, explanation_id: str) -> Row | None:
    return _one(cursor, "FROM explanation WHERE explanation_id = ?", [explanation_id])


def explained_card(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> Row | None:
    """The card a question is about, with its measure; None where the unit has none for that row and quarter."""
    return _one(
        cursor,
        "SELECT c.*, i.measure_id FROM scorecard AS c JOIN indicator AS i USING (indicator_id) "
        "WHERE c.unit_id = ? AND c.indicator_id = ? AND c.period = ?",
        [unit_id, indicator_id, str(period)],
    )


def indicator(cursor: Cursor, indicator_id: str) -> Row | None:
    return _one(cursor, "FROM indicator WHERE indicator_id = ?", [indicator_id])


# -- plan workbooks --------------------------------------------------------------------------------------------------------


def all_units(cursor: Cursor) -> list[Row]:
    """Every unit, the ended ones too."""
    return records(cursor.execute("FROM unit ORDER BY unit_id"))


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


# -- submissions ---------------------------------------------------------------------------------------------------------


_SENT = (
    "SELECT r.*, u.name AS unit_name, u.short_name AS unit_short, p.number AS plan_number FROM ("
    "SELECT 'bao_cao' AS kind, * FROM submission UNION ALL BY NAME "
    "SELECT 'ke_hoach' AS kind, *, 'da_duyet' AS state, by_whom IN (SELECT person_id FROM person) AS verified FROM plan_workbook) AS r "
    "LEFT JOIN unit AS u USING (unit_id) LEFT JOIN plan AS p USING (plan_id) WHERE {which}"
)
"""Reports and plan workbooks alike. A plan workbook is of no unit and no quarter, and in force as soon as it is stored."""
_ASKED_FOR = (
    "($1::VARCHAR IS NULL OR r.plan_id = $1) AND ($2::VARCHAR IS NULL OR r.unit_id = $2 OR r.unit_id IN "
    "(SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2)) AND ($3::VARCHAR IS NULL OR r.period = $3) "
    "AND ($4::VARCHAR IS NULL OR r.state = $4)"
)
_YEARLY_QUARTER = "CASE m.over_time WHEN 'ca_nam' THEN v.quarter // 4 * 4 + 3 ELSE v.quarter END"
"""The quarter a figure belongs to, as the scorecard has it."""


def sent(
    cursor: Cursor, plan_id: str | None, unit_id: str | None, period: str | None, state: str | None, page: int, size: int
) -> list[Row]:
    """A page of what was sent, newest first: of a unit and those below it, of a quarter, in a state; None asks for all."""
    query = (
        "SELECT *, (SELECT count(*) FROM value AS v WHERE v.submission_id = found.submission_id) AS figures, "
        "(SELECT count(*) FROM task_report AS t WHERE t.submission_id = found.submission_id) AS tasks "
        f"FROM ({_SENT.format(which=_ASKED_FOR)} ORDER BY r.number DESC LIMIT $5 OFFSET $6) AS found ORDER BY number DESC"
    )
    return records(cursor.execute(query, [plan_id, unit_id, period, state, size, (page - 1) * size]))


def sent_counts(cursor: Cursor, plan_id: str | None, unit_id: str | None, period: str | None) -> dict[str, int]:
    """How much was sent, by state."""
    query = f"SELECT state, count(*) FROM ({_SENT.format(which=_ASKED_FOR)}) GROUP BY state"
    return {str(state): int(number) for state, number in cursor.execute(query, [plan_id, unit_id, period, None]).fetchall()}


def sent_one(cursor: Cursor, submission_id: str) -> Row | None:
    """One report or plan workbook, as in the list."""
    query = (
        "SELECT *, (SELECT count(*) FROM value WHERE submission_id = $1) AS figures, "
        f"(SELECT count(*) FROM task_report WHERE submission_id = $1) AS tasks FROM ({_SENT.format(which='r.submission_id = $1')})"
    )
    return _one(cursor, query, [submission_id])


def senders(cursor: Cursor, plan_id: str | None) -> list[Row]:
    """The units that sent reports and those above them, Vietnamese order, departments after their ward."""
    return records(
        cursor.execute(
            "WITH sender AS (SELECT DISTINCT unit_id FROM submission WHERE $1::VARCHAR IS NULL OR plan_id = $1) "
            "SELECT u.* FROM unit AS u LEFT JOIN unit AS w ON w.unit_id = u.parent_id AND u.kind IN ('phong', 'don_vi') "
            "WHERE u.unit_id IN (FROM sender UNION SELECT ancestor_id FROM unit_ancestor WHERE unit_id IN (FROM sender)) "
            "ORDER BY coalesce(w.name, u.name) COLLATE vi, w.unit_id IS NOT NULL, u.name COLLATE vi",
            [plan_id],
        )
    )


def sent_periods(cursor: Cursor, plan_id: str | None) -> list[Period]:
    """The quarters reports were sent for, newest first."""
    found = cursor.execute(
        "SELECT DISTINCT period, quarter FROM submission WHERE $1::VARCHAR IS NULL OR plan_id = $1 ORDER BY quarter DESC, period", [plan_id]
    ).fetchall()
    return [Period.parse(period) for period, _ in found]


def periods_in(cursor: Cursor, submission_id: str) -> list[Period]:
    """The quarters a report says something about: its own, and those its rows name."""
    found = cursor.execute(
        "SELECT period FROM submission WHERE submission_id = $1 UNION SELECT period FROM value WHERE submission_id = $1", [submission_id]
    ).fetchall()
    return sorted(Period.parse(period) for (period,) in found)


def replaced_by_sender(cursor: Cursor, submission_ids: tuple[str, ...]) -> dict[str, list[Row]]:
    """For each report that counts or waits: the earlier ones of the same reporter with a figure in common, newest first."""
    found = records(
        cursor.execute(
            "SELECT DISTINCT s.submission_id, e.submission_id AS earlier_id, e.state AS earlier_state, e.number FROM submission AS s "
            "JOIN submission AS e ON e.unit_id = s.unit_id AND e.plan_id = s.plan_id AND e.number < s.number "
            "AND e.state IN ('da_duyet', 'cho_duyet') JOIN value AS a ON a.submission_id = s.submission_id "
            "JOIN value AS b ON b.submission_id = e.submission_id "
            "AND (b.unit_id, b.measure_id, b.quarter) = (a.unit_id, a.measure_id, a.quarter) "
            "WHERE list_contains($1::VARCHAR[], s.submission_id) AND s.state IN ('da_duyet', 'cho_duyet') ORDER BY e.number DESC",
            [list(submission_ids)],
        )
    )
    return {key: [row for row in found if row["submission_id"] == key] for key in {row["submission_id"] for row in found}}


def sent_figures(cursor: Cursor, submission_id: str) -> list[Row]:
    """The figures of a report in the plan's order, each with the row of the plan it shows at and the report that stands for it."""
    return records(
        cursor.execute(
            f"WITH own AS (SELECT v.*, {_YEARLY_QUARTER} AS counts_in, m.name, m.unit_of_measure, s.plan_id, s.state FROM value AS v "
            "JOIN measure AS m USING (measure_id) JOIN submission AS s USING (submission_id) WHERE v.submission_id = $1), "
            f"standing AS (SELECT v.unit_id, v.measure_id, {_YEARLY_QUARTER} AS counts_in, v.submission_id AS standing_id FROM value AS v "
            "JOIN measure AS m USING (measure_id) JOIN submission AS s USING (submission_id) "
            "WHERE s.state IN ('da_duyet', 'cho_duyet') AND (v.unit_id, v.measure_id) IN (SELECT (unit_id, measure_id) FROM own) "
            "QUALIFY row_number() OVER (PARTITION BY v.unit_id, v.measure_id, counts_in "
            "ORDER BY s.state = 'da_duyet' DESC, s.number DESC) = 1), "
            "shown AS (SELECT plan_id, measure_id, arg_min(indicator_id, position) AS indicator_id, min(position) AS position "
            "FROM indicator GROUP BY ALL) "
            "SELECT own.*, u.name AS unit_name, u.short_name AS unit_short, shown.indicator_id, standing.standing_id FROM own "
            "LEFT JOIN standing USING (unit_id, measure_id, counts_in) LEFT JOIN shown USING (plan_id, measure_id) "
            "LEFT JOIN unit AS u ON u.unit_id = own.unit_id ORDER BY own.quarter DESC, u.name COLLATE vi, shown.position, own.cell",
            [submission_id],
        )
    )


def sent_tasks(cursor: Cursor, submission_id: str) -> list[Row]:
    """What a report says about tasks, in the plan's order."""
    return records(
        cursor.execute(
            "SELECT r.*, t.name, t.due_on FROM task_report AS r LEFT JOIN task AS t USING (task_id) WHERE submission_id = ? "
            "ORDER BY t.position, r.cell",
            [submission_id],
        )
    )


def figures_after(cursor: Cursor, submission_ids: list[str], state: str) -> list[Row]:
    """Every figure some reports give: the one that stands for it now, and the one that would if the reports were in another state."""
    ranked = (
        "arg_max({{value: value, id: submission_id}}, {{approved: {state} = 'da_duyet', number: number}}) "
        "FILTER ({state} IN ('da_duyet', 'cho_duyet'))"
    )
    return records(
        cursor.execute(
            f"WITH asked AS (SELECT DISTINCT v.unit_id, v.measure_id, {_YEARLY_QUARTER} AS counts_in FROM value AS v "
            "JOIN measure AS m USING (measure_id) WHERE list_contains($1::VARCHAR[], v.submission_id)), "
            f"given AS (SELECT v.unit_id, v.measure_id, {_YEARLY_QUARTER} AS counts_in, v.value, v.submission_id, s.number, s.state, "
            "CASE WHEN list_contains($1::VARCHAR[], v.submission_id) THEN $2 ELSE s.state END AS later FROM value AS v "
            "JOIN measure AS m USING (measure_id) JOIN submission AS s USING (submission_id)), "
            f"compared AS (SELECT unit_id, measure_id, counts_in, {ranked.format(state='state')} AS old, "
            f"{ranked.format(state='later')} AS new "
            "FROM given JOIN asked USING (unit_id, measure_id, counts_in) GROUP BY ALL) "
            "SELECT b.unit_id, b.measure_id, quarter_name(b.counts_in) AS period, m.name, m.unit_of_measure, u.name AS unit_name, "
            "b.old.value AS value_before, b.old.id AS id_before, b.new.value AS value_after, b.new.id AS id_after "
            "FROM compared AS b JOIN measure AS m USING (measure_id) JOIN unit AS u USING (unit_id) "
            "ORDER BY b.counts_in DESC, u.name COLLATE vi, b.unit_id, m.name COLLATE vi",
            [submission_ids, state],
        )
    )


def named_cards(cursor: Cursor, cards: list[Row]) -> list[Row]:
    """Cards with the names of their units and rows."""
    units = {row["unit_id"]: row["name"] for row in all_units(cursor)}
    found = records(
        cursor.execute(
            "SELECT indicator_id, name, plan_id, unit_of_measure FROM (SELECT i.*, m.unit_of_measure FROM indicator AS i "
            "JOIN measure AS m USING (measure_id)) WHERE list_contains($1::VARCHAR[], indicator_id)",
            [sorted({row["indicator_id"] for row in cards})],
        )
    )
    rows = {row["indicator_id"]: row for row in found}
    return [card | rows[card["indicator_id"]] | {"unit_name": units[card["unit_id"]]} for card in cards]


def explained(cursor: Cursor, unit_id: str, period: Period) -> dict[str, str]:
    """The rows of a unit and quarter with a question still waiting, or answered: the state of each, waiting before answered."""
    found = cursor.execute(
        "SELECT indicator_id, CASE WHEN bool_or(state = 'cho_tra_loi') THEN 'cho_tra_loi' ELSE 'da_tra_loi' END FROM explanation "
        "WHERE unit_id = ? AND period = ? AND (state = 'cho_tra_loi' OR answer IS NOT NULL) GROUP BY indicator_id",
        [unit_id, str(period)],
    ).fetchall()
    return {str(indicator_id): str(state) for indicator_id, state in found}


def leading_departments(cursor: Cursor, indicator_id: str, unit_id: str) -> list[str]:
    """The departments of a unit that lead a row."""
    found = cursor.execute(
        "SELECT DISTINCT u.unit_id FROM assignment AS a JOIN unit AS u USING (unit_id) "
        "WHERE a.subject_id = ? AND a.role = 'chu_tri' AND u.parent_id = ? AND u.kind IN ('phong', 'don_vi') ORDER BY ALL",
        [indicator_id, unit_id],
    ).fetchall()
    return [str(department) for (department,) in found]
