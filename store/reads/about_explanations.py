"""Questions about figures, and their answers."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_scope import covered
from store.tables import Cursor, Row, one, records

_EXPLANATIONS = (
    "SELECT e.*, u.name AS unit_name, i.name, i.plan_id, m.unit_of_measure, c.value, c.status FROM explanation AS e "
    "JOIN indicator AS i USING (indicator_id) JOIN unit AS u ON u.unit_id = e.unit_id "
    "LEFT JOIN measure AS m ON m.measure_id = e.measure_id "
    "LEFT JOIN scorecard AS c ON c.unit_id = e.unit_id AND c.indicator_id = e.indicator_id AND c.period = e.period WHERE {which} "
    "ORDER BY list_position(['cho_tra_loi', 'da_tra_loi', 'da_dong'], e.state), "
    "CASE WHEN e.state = 'cho_tra_loi' THEN e.due_on END NULLS LAST, e.number DESC"
)
_MAY_READ = (
    f"({covered('e.unit_id', '$1')} OR e.unit_id = (SELECT parent_id FROM unit WHERE unit_id = $1 AND kind IN ('phong', 'don_vi')) "
    "AND e.indicator_id IN (SELECT subject_id FROM assignment WHERE unit_id = $1 AND role = 'chu_tri'))"
)
"""Questions are for whoever answers for the unit, and for the department that leads the row and so answers them."""


def explanations(cursor: Cursor, scope: str | None, plan_id: str, unit_id: str | None = None) -> list[Row]:
    """The explanations within a scope asked under a plan, of a unit and those below it or of all: waiting ones first, the soonest due
    before."""
    which = (
        f"{_MAY_READ} AND i.plan_id = $2 AND ($3 IS NULL OR e.unit_id = $3 OR e.unit_id IN "
        "(SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $3))"
    )
    return records(cursor.execute(_EXPLANATIONS.format(which=which), [scope, plan_id, unit_id]))


def explanations_of(cursor: Cursor, scope: str | None, unit_id: str, indicator_id: str, period: Period) -> list[Row]:
    """What was asked and answered about one figure, for a reader of a scope."""
    which = f"{_MAY_READ} AND e.unit_id = $2 AND e.indicator_id = $3 AND e.period = $4"
    return records(cursor.execute(_EXPLANATIONS.format(which=which), [scope, unit_id, indicator_id, str(period)]))


def explanation(cursor: Cursor, explanation_id: str) -> Row | None:
    return one(cursor, "FROM explanation WHERE explanation_id = ?", [explanation_id])


def explained_card(cursor: Cursor, unit_id: str, indicator_id: str, period: Period) -> Row | None:
    """The card a question is about, with its measure; None where the unit has none for that row and quarter."""
    return one(
        cursor,
        "SELECT c.*, i.measure_id FROM scorecard AS c JOIN indicator AS i USING (indicator_id) "
        "WHERE c.unit_id = ? AND c.indicator_id = ? AND c.period = ?",
        [unit_id, indicator_id, str(period)],
    )


def explained(cursor: Cursor, scope: str | None, unit_id: str, period: Period) -> dict[str, str]:
    """The rows of a unit and quarter with a question still waiting, or answered, for a reader of a scope: the state of each, waiting
    before answered."""
    found = cursor.execute(
        "SELECT indicator_id, CASE WHEN bool_or(state = 'cho_tra_loi') THEN 'cho_tra_loi' ELSE 'da_tra_loi' END FROM explanation AS e "
        f"WHERE {_MAY_READ} AND unit_id = $2 AND period = $3 AND (state = 'cho_tra_loi' OR answer IS NOT NULL) GROUP BY indicator_id",
        [scope, unit_id, str(period)],
    ).fetchall()
    return {str(indicator_id): str(state) for indicator_id, state in found}
