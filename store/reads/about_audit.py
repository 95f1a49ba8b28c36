"""The audit: every ledger entry, newest first, by person, kind, unit and day. Its words are report/audit.py's business.

An administrator of a unit sees what concerns that unit and those below it; entries of no unit are for administrators of all.
"""

from __future__ import annotations

import json
from datetime import date

from store.reads.about_scope import covered
from store.tables import Cursor, Row, records

_TOLD = f"""
WITH told AS (
    SELECT e.* EXCLUDE (unit_id, plan_id), e."at" + INTERVAL 7 HOUR AS moment,
        coalesce(e.unit_id, s.unit_id, x.unit_id, m.unit_id, a.unit_id, f.unit_id, d.unit_id) AS unit_id,
        coalesce(e.plan_id, s.plan_id, m.plan_id, a.plan_id) AS plan_id
    FROM (SELECT *, facts ->> 'submission_id' AS submission_id, facts ->> 'explanation_id' AS explanation_id,
        facts ->> 'meeting_task_id' AS meeting_task_id, facts ->> 'proposal_id' AS proposal_id, facts ->> 'figure_id' AS figure_id,
        CASE kind WHEN 'duty_sent_withdrawn' THEN (facts ->> 'number')::INTEGER END AS sent_in
        FROM entry) AS e
    LEFT JOIN submission AS s USING (submission_id)
    LEFT JOIN (SELECT DISTINCT explanation_id, unit_id FROM explanation) AS x USING (explanation_id)
    LEFT JOIN meeting_task AS m USING (meeting_task_id)
    LEFT JOIN award_proposal AS a USING (proposal_id)
    LEFT JOIN (SELECT facts ->> 'figure_id' AS figure_id, unit_id FROM entry WHERE kind = 'index_figure') AS f USING (figure_id)
    LEFT JOIN entry AS d ON d.number = e.sent_in
), asked AS (
    FROM told WHERE {covered("unit_id", "$1")}
        AND ($2::VARCHAR IS NULL OR by_whom = $2) AND ($3::VARCHAR IS NULL OR kind = $3)
        AND ($4::VARCHAR IS NULL OR {covered("unit_id", "$4")})
        AND ($5::DATE IS NULL OR moment::DATE >= $5) AND ($6::DATE IS NULL OR moment::DATE <= $6)
)
"""
"""An entry about a report, a question, a task of a meeting … is one about their unit. Viet Nam is seven hours ahead all year."""

Asked = tuple[str | None, str | None, str | None, str | None, date | None, date | None]
"""Scope, person, kind, unit, from day, to day; None asks for all (but a scope of None covers nothing)."""


def entries(cursor: Cursor, asked: Asked, page: int, size: int) -> list[Row]:
    """A page of entries, newest first, with the names of those they speak of."""
    found = records(
        cursor.execute(
            f"{_TOLD} SELECT k.*, w.name AS person_name, u.name AS unit_name, p.number AS plan_number, "
            "o.number AS replaced_by_number FROM (FROM asked ORDER BY number DESC LIMIT $7 OFFSET $8) AS k "
            "LEFT JOIN person AS w ON w.person_id = k.by_whom LEFT JOIN unit AS u ON u.unit_id = k.unit_id "
            "LEFT JOIN plan AS p ON p.plan_id = k.plan_id LEFT JOIN plan AS o ON o.plan_id = k.facts ->> 'replaced_by' "
            "ORDER BY k.number DESC",
            [*asked, size, (page - 1) * size],
        )
    )
    return [row | {"facts": json.loads(row["facts"])} for row in found]


def how_many(cursor: Cursor, asked: Asked) -> int:
    return int(cursor.execute(f"{_TOLD} SELECT count(*) FROM asked", list(asked)).fetchall()[0][0])


def actors(cursor: Cursor, scope: str | None) -> dict[str, str]:
    """Who wrote entries within a scope, by id, with the name the ledger knows them by."""
    found = cursor.execute(
        f"{_TOLD} SELECT by_whom, any_value(w.name) FROM asked LEFT JOIN person AS w ON w.person_id = by_whom GROUP BY ALL ORDER BY ALL",
        [scope, None, None, None, None, None],
    ).fetchall()
    return {str(person_id): str(name or person_id) for person_id, name in found}


def kinds(cursor: Cursor, scope: str | None) -> dict[str, int]:
    """The kinds of entries within a scope, and how many there are of each."""
    found = cursor.execute(f"{_TOLD} SELECT kind, count(*) FROM asked GROUP BY ALL", [scope, None, None, None, None, None]).fetchall()
    return {str(kind): int(number) for kind, number in found}


def concerned(cursor: Cursor, scope: str | None) -> list[Row]:
    """The units entries within a scope are about, and those above them within it, Vietnamese order."""
    return records(
        cursor.execute(
            f"{_TOLD}, spoken_of AS (SELECT DISTINCT unit_id FROM asked) "
            f"SELECT u.unit_id, u.name FROM unit AS u WHERE {covered('u.unit_id', '$1')} AND u.unit_id IN "
            "(FROM spoken_of UNION SELECT ancestor_id FROM unit_ancestor WHERE unit_id IN (FROM spoken_of)) ORDER BY u.name COLLATE vi",
            [scope, None, None, None, None, None],
        )
    )


def newest(cursor: Cursor) -> Row | None:
    """The newest entry: its number and its hash prove all before it."""
    found = records(cursor.execute('SELECT number, sha256, "at" + INTERVAL 7 HOUR AS moment FROM entry ORDER BY number DESC LIMIT 1'))
    return found[0] if found else None
