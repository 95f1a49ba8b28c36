"""Where a figure and a target come from: cells, files, every report of a series, every target of a row."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_scope import covered
from store.tables import Cursor, Row, records


def figure_sources(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> list[Row]:
    """The cells behind value and base of a row with the figure each holds: of which unit and quarter, in which file, by whom, when.

    Value first; then by unit, the latest quarter first. `unit_id` is whom the figure describes: for an aggregate a unit below.
    """
    return records(
        cursor.execute(
            "SELECT c.role, c.sheet, c.cell, v.unit_id, u.name AS unit_name, v.period, v.quarter, v.value, v.numerator, v.denominator, "
            "v.estimate, v.note, v.evidence, s.submission_id, s.number, s.sha256, s.file_name, s.by_whom, s.at, s.verified, "
            "s.state, s.decided_by, s.decided_at, s.self_approved, s.unit_id AS reporter_id, r.name AS reporter "
            "FROM scorecard_source AS c JOIN indicator AS i USING (indicator_id) JOIN submission AS s USING (submission_id) "
            "JOIN value AS v ON v.submission_id = c.submission_id AND v.measure_id = i.measure_id "
            "AND v.sheet = c.sheet AND v.cell = c.cell "
            "LEFT JOIN unit AS u ON u.unit_id = v.unit_id LEFT JOIN unit AS r ON r.unit_id = s.unit_id "
            "WHERE c.unit_id = ? AND c.indicator_id = ? AND c.period = ? "
            "ORDER BY c.role DESC, u.name COLLATE vi, v.unit_id, v.quarter DESC, s.number DESC, c.cell",
            [unit_id, indicator_id, str(period)],
        )
    )


def values_of(cursor: Cursor, scope: str | None, unit_id: str, measure_id: str, first: Period, last: Period) -> list[Row]:
    """Every figure ever reported for a unit and measure in these quarters, newest first; returned and withdrawn ones, which are between
    their sender and those above, only within a scope.

    `stands`: the one that counts in its quarter, the latest approved, else the latest pending. A figure for the whole year belongs to
    its fourth quarter.
    """
    return records(
        cursor.execute(
            "SELECT *, state IN ('da_duyet', 'cho_duyet') AND row_number() OVER (PARTITION BY quarter "
            "ORDER BY state IN ('da_duyet', 'cho_duyet') DESC, state = 'da_duyet' DESC, number DESC) = 1 AS stands FROM ("
            "SELECT v.* EXCLUDE (quarter), CASE m.over_time WHEN 'ca_nam' THEN v.quarter // 4 * 4 + 3 ELSE v.quarter END AS quarter, "
            "s.number, s.sha256, s.file_name, s.by_whom, s.at, s.verified, s.state, s.self_approved, s.reason, s.decided_by, s.decided_at, "
            "s.unit_id AS reporter_id, "
            "r.name AS reporter FROM value AS v JOIN submission AS s USING (submission_id) JOIN measure AS m USING (measure_id) "
            "LEFT JOIN unit AS r ON r.unit_id = s.unit_id WHERE v.unit_id = $2 AND v.measure_id = $3 "
            f"AND (s.state IN ('da_duyet', 'cho_duyet') OR {covered('s.unit_id', '$1')})) "
            "WHERE quarter BETWEEN $4 AND $5 ORDER BY quarter DESC, number DESC",
            [scope, unit_id, measure_id, first.index, last.index],
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
