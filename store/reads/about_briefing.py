"""Everything a briefing about a unit and quarter may show, gathered at one moment as plain values that can be kept."""

from __future__ import annotations

from datetime import date, timedelta

from domain.access import EVERYWHERE
from domain.period import Period
from store.reads import about_compare
from store.reads.about_compare import compared_units, ranking
from store.reads.about_duties import occasions
from store.reads.about_explanations import explanations
from store.reads.about_indices import answers_for, figures_of, known_indices, provinces_of, steps_of
from store.reads.about_meeting import open_or_lately_done, stands
from store.reads.about_plans import plan
from store.reads.about_stages import stage_rows
from store.reads.about_standing import below, followed_periods, past_cards, reporters, scorecard, ways
from store.reads.about_tables import is_demonstration
from store.reads.about_tasks import counts_below, tasks
from store.reads.about_units import unit
from store.tables import Cursor, Row, records

FORM = 1
"""Of these facts: a drawing that needs more than an older form holds must do without it for that one."""
YEAR = timedelta(days=366)
OF_ROW = ("indicator_id", "name", "appendix", "part", "group_name", "position", "unit_of_measure", "direction", "over_time", "value_kind")
"""What a slide needs of a row of the plan where units stand beside each other; once for all of them."""
OF_UNIT = (
    *("unit_id", "indicator_id", "stage", "held", "target", "op", "upper", "target_text", "certain", "value", "value_period"),
    *("value_before", "period_before", "status", "expected", "approved", "estimate", "age_quarters"),
)
"""What it needs of a unit's figure for that row; and of its place among the others:"""
OF_PLACE = ("place", "out_of", "middle", "found_at")


def facts(
    cursor: Cursor, plan_id: str, unit_id: str, period: Period, as_of: date, made_on: date | None = None, scope: str | None = EVERYWHERE
) -> Row:
    """The facts of a briefing made on a day, deadlines counted as of a day. `stands` says at which ledger entry, catalogue and method
    they were taken, `scope` whose questions and answers are among them."""
    plan_row = plan(cursor, plan_id) or {}
    before = next((one for one in followed_periods(cursor, plan_id, unit_id) if one < period), None)
    rows = scorecard(cursor, plan_id, unit_id, period)
    return {
        "form": FORM,
        "plan": plan_row,
        "unit": (unit_row := unit(cursor, unit_id) or {}) | {"bound": _is_bound(cursor, plan_id, unit_id)},
        "above": unit(cursor, unit_row["parent_id"]) if unit_row.get("parent_id") else None,
        "period": str(period),
        "before": str(before) if before else None,
        "as_of": as_of,
        "made_on": made_on or as_of,
        "stands": stands(cursor),
        "demonstration": is_demonstration(cursor),
        "rows": rows,
        "past": past_cards(cursor, plan_id, unit_id, before) if before else [],
        "year_ago": past_cards(cursor, plan_id, unit_id, Period.from_index(period.index - 4)),
        "ways": ways(cursor, unit_id, tuple(row["indicator_id"] for row in rows), period),
        "below": below(cursor, plan_id, unit_id, period),
        "below_past": below(cursor, plan_id, unit_id, before) if before else [],
        "ranking": _ranking_below(cursor, plan_id, unit_id, period, before),
        "beside": beside(cursor, plan_id, None if _is_bound(cursor, plan_id, unit_id) else unit_id, period, before),
        "reporters": reporters(cursor, plan_id, unit_id, period) if rows else [],  # nothing is asked for a plan without figures
        "stages": stage_rows(cursor, plan_id, unit_id),
        "tasks": tasks(cursor, plan_id, unit_id, period, as_of),
        "tasks_below": counts_below(cursor, plan_id, unit_id, period, as_of, "nhiem_vu"),
        "duties": [row for row in occasions(cursor, as_of, as_of + YEAR, unit_id) if row["plan_id"] == plan_id],
        "explanations": [row for row in explanations(cursor, scope, plan_id, unit_id) if row["period"] == str(period)],
        "cells": cells(cursor, plan_id, unit_id, period),
        "meeting_tasks": open_or_lately_done(cursor, unit_id, as_of),
        "indices": indices(cursor, plan_row, unit_id),
    }


def _ranking_below(cursor: Cursor, plan_id: str, unit_id: str, period: Period, before: Period | None) -> list[Row]:
    """The plan's ranking as far as it is of units below another."""
    within = {row["unit_id"] for row in compared_units(cursor, plan_id, unit_id)}
    return [row for row in ranking(cursor, plan_id, None, period, before) if row["unit_id"] in within]


def beside(cursor: Cursor, plan_id: str, within: str | None, period: Period, before: Period | None) -> Row:
    """The units of a plan beside each other: who stands where, and the figure of every unit for every row. `cells` are lines under the
    names in `columns`, in each row the best of the quarter first; what a row is stands once, in `rows`: provinces have thousands."""
    units = compared_units(cursor, plan_id, within)
    if len(units) < 2:
        return {"units": [row["short_name"] for row in units], "ranking": [], "rows": [], "columns": [], "cells": []}
    ids = {row["unit_id"] for row in units}
    cells = {(cell["indicator_id"], cell["unit_id"]): cell for cell in about_compare.cells(cursor, plan_id, within, period, before)}
    places = about_compare.spread(cursor, plan_id, within, None, period, before)
    return {
        "units": [row["short_name"] for row in units],
        "ranking": [row for row in ranking(cursor, plan_id, None, period, before) if row["unit_id"] in ids],
        "rows": list({cell["indicator_id"]: {name: cell[name] for name in OF_ROW} for cell in cells.values()}.values()),
        "columns": [*OF_UNIT, *OF_PLACE],
        "cells": [
            [*(cells[one["indicator_id"], one["unit_id"]][name] for name in OF_UNIT), *(one[name] for name in OF_PLACE)] for one in places
        ],
    }


def _is_bound(cursor: Cursor, plan_id: str, unit_id: str) -> bool:
    return bool(cursor.execute("SELECT 1 FROM plan_unit WHERE plan_id = ? AND unit_id = ?", [plan_id, unit_id]).fetchall())


def cells(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> list[Row]:
    """The cells behind every value of a scorecard, row by row: what a slide's notes and the workbook of its figures say."""
    return records(
        cursor.execute(
            "SELECT c.indicator_id, c.role, c.sheet, c.cell, s.file_name, s.submission_id, u.name AS reporter, "
            's.period AS reported_period, s.by_whom, s."at", s.verified, s.state '
            "FROM scorecard_source AS c JOIN submission AS s USING (submission_id) JOIN unit AS u ON u.unit_id = s.unit_id "
            "WHERE c.unit_id = $2 AND c.period = $3 "
            "AND c.indicator_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1) "
            "ORDER BY c.indicator_id, c.role DESC, s.number, c.cell",
            [plan_id, unit_id, str(period)],
        )
    )


def indices(cursor: Cursor, plan_row: Row, unit_id: str) -> list[Row]:
    """The indices figures are known of for the unit or its provinces, those the plan names first: what was published, what may be compared
    with what, and who answers for each under the plan."""
    kin = _real_kin(cursor, unit_id) or _real_kin(cursor, plan_row["issuer_unit_id"])
    own = {row["unit_id"] for row in kin}
    found = []
    for index_id in (str(row["index_id"]) for row in known_indices(cursor)):
        figures = [row for row in figures_of(cursor, index_id) if row["unit_id"] in own]
        answers = [row for row in answers_for(cursor, index_id) if row["plan_id"] == plan_row["plan_id"]]
        steps = [row for row in steps_of(cursor, index_id) if row["unit_id"] in own]
        if figures or answers:
            found.append({"index_id": index_id, "figures": figures, "steps": steps, "answers": answers, "kin": kin})
    return sorted(found, key=lambda one: not one["answers"])


def _real_kin(cursor: Cursor, unit_id: str | None) -> list[Row]:
    """A unit and the provinces it lies in or came from; none for an invented one, no index was ever published of it."""
    kin = provinces_of(cursor, unit_id) if unit_id else []
    return [] if any(row["demonstration"] for row in kin) else kin
