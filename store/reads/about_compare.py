"""The units of a plan beside each other: every row of every unit in a quarter, who stands where, and how one row spreads over the units.

`within` names a unit above: only the bound units below it are compared; None compares all a plan binds.
"""

from __future__ import annotations

from domain.period import Period
from store.reads.about_standing import FOUND_AT, FOUND_IN, WHOLE_NAME
from store.tables import Cursor, Row, records

FIGURES_NEEDED, JUDGED_NEEDED = 80, 50
"""Percent of its due rows a unit needs figures for, and judgements, to be ranked: too little says nothing about a unit."""

_BOUND = (
    "bound AS (SELECT DISTINCT unit_id FROM plan_unit WHERE plan_id = $1 "
    "AND ($2::VARCHAR IS NULL OR unit_id IN (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2)))"
)
_WELL = "('vuot', 'dat', 'dung_tien_do')"
_BAD = "('nguy_co', 'khong_dat')"
_FAR = "list_position(['vuot', 'dat', 'dung_tien_do', 'cham', 'nguy_co', 'khong_dat'], {}.status)"
"""How far down from the best a status stands; null for what is not judged."""
OWN = "(c.value IS NOT NULL AND (c.value_period = c.period OR m.over_time = 'ca_nam'))"
"""A figure of the quarter itself; one for the whole year stands for the year."""
PLACE = (
    f"CASE WHEN coalesce({OWN}, false) THEN rank() OVER (PARTITION BY c.indicator_id, c.period, coalesce({OWN}, false) "
    "ORDER BY CASE m.direction WHEN 'giam' THEN c.value ELSE -c.value END) END"
)
"""The place of a unit's figure for one row, best first: only figures of the quarter itself, equal ones in the same place."""


def compared_units(cursor: Cursor, plan_id: str, within: str | None) -> list[Row]:
    """The units beside each other, Vietnamese order."""
    return records(
        cursor.execute(f"WITH {_BOUND} SELECT u.* FROM bound JOIN unit AS u USING (unit_id) ORDER BY u.name COLLATE vi", [plan_id, within])
    )


def cells(cursor: Cursor, plan_id: str, within: str | None, period: Period, before: Period | None) -> list[Row]:
    """Every row of a plan for every unit in a quarter, with value and status of an earlier one, rows in the plan's order."""
    return records(
        cursor.execute(
            f"WITH {_BOUND} SELECT c.unit_id, c.indicator_id, c.stage, c.held, c.target, c.op, c.upper, c.value, c.value_period, c.status, "
            "c.reason, c.base, c.base_period, c.expected, c.approved, c.estimate, c.age_quarters, c.newer_pending, c.certain, "
            f"b.value AS value_before, b.status AS status_before, b.value_period AS period_before, {WHOLE_NAME} AS name, "
            "i.appendix, i.part, i.group_name, i.position, m.measure_id, m.unit_of_measure, m.direction, m.over_time, m.value_kind, "
            "t.text AS target_text, t.doubt AS target_doubt "
            "FROM scorecard AS c JOIN bound USING (unit_id) JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "LEFT JOIN scorecard AS b ON b.unit_id = c.unit_id AND b.indicator_id = c.indicator_id AND b.period = $4 "
            "LEFT JOIN target AS t ON t.indicator_id = c.indicator_id AND t.stage = c.stage AND t.unit_id IS NULL AND t.valid_from IS NULL "
            "WHERE i.plan_id = $1 AND c.period = $3 ORDER BY i.position, c.unit_id",
            [plan_id, within, str(period), str(before) if before else None],
        )
    )


def ranking(cursor: Cursor, plan_id: str, within: str | None, period: Period, before: Period | None) -> list[Row]:
    """The units by the share of their judged rows that are met, beyond or on their way; best first, the not ranked ones last.

    Due are rows with a target in figures in force. `place` is null where the figures of the quarter or the judgements are too few
    (`enough_figures`, `enough_judged`); equal shares take the same place. Everything named `…_before` is of the earlier quarter;
    `worse`, `better`, `same` count the rows judged in both, `new` and `lost` those judged in one only.
    """
    return records(
        cursor.execute(
            f"WITH {_BOUND}, tally AS (SELECT c.unit_id, c.period, "
            "count(*) FILTER (c.stage IS NOT NULL AND c.reason NOT IN ('words', 'unreadable')) AS due, "
            f"count(*) FILTER (c.stage IS NOT NULL AND c.reason NOT IN ('words', 'unreadable') AND {OWN}) AS figures, "
            f"count(*) FILTER (c.status IN {_WELL}) AS well, count(*) FILTER (c.status = 'cham') AS slow, "
            f"count(*) FILTER (c.status IN {_BAD}) AS bad, well + slow + bad AS judged, count(*) AS rows "
            "FROM scorecard AS c JOIN bound USING (unit_id) JOIN indicator AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "WHERE i.plan_id = $1 AND c.period IN ($3, $4) GROUP BY ALL), "
            f"tested AS (SELECT *, figures * 100 >= {FIGURES_NEEDED} * due AS enough_figures, "
            f"judged * 100 >= {JUDGED_NEEDED} * due AND judged > 0 AS enough_judged, enough_figures AND enough_judged AS ranked "
            "FROM tally), placed AS (SELECT *, "
            "CASE WHEN ranked THEN rank() OVER (PARTITION BY period, ranked ORDER BY well / judged DESC) END AS place, "
            "count(*) FILTER (ranked) OVER (PARTITION BY period) AS out_of FROM tested), "
            f"stood AS (SELECT c.unit_id, {_FAR.format('c')} AS now, {_FAR.format('p')} AS past "
            "FROM scorecard AS c JOIN bound USING (unit_id) JOIN indicator AS i USING (indicator_id) "
            "JOIN scorecard AS p ON p.unit_id = c.unit_id AND p.indicator_id = c.indicator_id "
            "AND p.period = $4 WHERE i.plan_id = $1 AND c.period = $3), "
            "moved AS (SELECT unit_id, count(*) FILTER (now > past) AS worse, count(*) FILTER (now < past) AS better, "
            "count(*) FILTER (now = past) AS same, count(*) FILTER (now IS NOT NULL AND past IS NULL) AS new, "
            "count(*) FILTER (now IS NULL AND past IS NOT NULL) AS lost FROM stood GROUP BY ALL) "
            "SELECT u.name, u.short_name, here.* EXCLUDE (period, ranked), past.place AS place_before, past.out_of AS out_of_before, "
            "past.well AS well_before, past.bad AS bad_before, past.judged AS judged_before, "
            "coalesce(m.worse, 0) AS worse, coalesce(m.better, 0) AS better, coalesce(m.same, 0) AS same, coalesce(m.new, 0) AS new, "
            "coalesce(m.lost, 0) AS lost "
            "FROM placed AS here JOIN unit AS u USING (unit_id) LEFT JOIN moved AS m USING (unit_id) "
            "LEFT JOIN placed AS past ON past.unit_id = here.unit_id AND past.period = $4 "
            "WHERE here.period = $3 ORDER BY here.place NULLS LAST, here.bad, u.name COLLATE vi",
            [plan_id, within, str(period), str(before) if before else None],
        )
    )


def spread(cursor: Cursor, plan_id: str, within: str | None, indicator_id: str | None, period: Period, before: Period | None) -> list[Row]:
    """One row over the units: best figure of the quarter first, by the measure's direction, equal figures in the same place. Without an
    indicator every row of the plan, one after the other.

    An old figure, or none, takes no place. `middle` is the median of the placed ones, `place_before` the place in the earlier quarter,
    `found_at` the cell a figure came from, or from how many.
    """
    return records(
        cursor.execute(
            f"WITH {_BOUND}, asked AS (SELECT * FROM indicator WHERE plan_id = $1 AND ($3::VARCHAR IS NULL OR indicator_id = $3)), "
            f"figure AS (SELECT c.unit_id, indicator_id, c.period, c.value, coalesce({OWN}, false) AS own, {PLACE} AS place "
            "FROM scorecard AS c JOIN bound USING (unit_id) JOIN asked AS i USING (indicator_id) JOIN measure AS m USING (measure_id) "
            "WHERE c.period IN ($4, $5)), "
            "placed AS (SELECT *, count(*) FILTER (own) OVER (PARTITION BY indicator_id, period) AS out_of, "
            "median(value) FILTER (own) OVER (PARTITION BY indicator_id, period) AS middle FROM figure), "
            f"cell AS (SELECT c.unit_id, c.indicator_id, {FOUND_AT} AS found_at FROM {FOUND_IN} "
            "WHERE i.plan_id = $1 AND ($3::VARCHAR IS NULL OR c.indicator_id = $3) AND c.period = $4 AND c.role = 'value' GROUP BY ALL) "
            "SELECT here.indicator_id, here.unit_id, u.short_name, cell.found_at, here.own, here.place, here.out_of, here.middle, "
            "past.place AS place_before, past.out_of AS out_of_before FROM placed AS here JOIN unit AS u USING (unit_id) "
            "JOIN asked USING (indicator_id) LEFT JOIN cell USING (unit_id, indicator_id) "
            "LEFT JOIN placed AS past ON past.unit_id = here.unit_id AND past.indicator_id = here.indicator_id AND past.period = $5 "
            "WHERE here.period = $4 ORDER BY asked.position, here.place NULLS LAST, here.value IS NULL, u.name COLLATE vi",
            [plan_id, within, indicator_id, str(period), str(before) if before else None],
        )
    )
