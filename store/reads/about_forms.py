"""What a workbook asks for: measures, tasks, targets in force, the figures that stand; and how workbooks of other makes are matched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from domain.period import Period
from store.tables import Cursor, Row, records


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


def column_matches(cursor: Cursor) -> list[Row]:
    """What people confirmed about workbooks of other makes, newest first."""
    found = records(cursor.execute("SELECT * EXCLUDE (number) FROM column_match ORDER BY number DESC"))
    return [row | {name: json.loads(row[name]) for name in ("columns", "measures", "units")} for row in found]
