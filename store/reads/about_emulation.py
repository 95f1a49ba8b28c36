"""Emulation: phases, criteria and awards a plan prints; who takes part, what they showed, how it was assessed, and the ranking.

The one place where points are compared. Nobody is ranked without a scale of points, nor with points for too few criteria.
"""

from __future__ import annotations

from domain.emulation import ENOUGH
from store.tables import Cursor, Row, one, records

_PLACE = "coalesce(try_cast(regexp_extract({}, ':(\\d+)', 1) AS INTEGER), 0)"
"""The first line of the plan's text a source names: the printed order."""
_AUDIENCES = f"SELECT audience, min({_PLACE.format('source')}) AS place FROM criterion WHERE plan_id = $1 GROUP BY audience"

_IN_YEAR = "p.from_year <= $2::INTEGER AND coalesce(p.to_year, 9999) >= $2::INTEGER"


def emulation_plans(cursor: Cursor) -> list[Row]:
    """The plans that set criteria, each with the name of who issued it, those in force first, then the newest."""
    return records(
        cursor.execute(
            "SELECT p.*, u.name AS issuer FROM plan AS p LEFT JOIN unit AS u ON u.unit_id = p.issuer_unit_id "
            "WHERE plan_id IN (SELECT plan_id FROM criterion) "
            "ORDER BY status IS DISTINCT FROM 'hieu_luc', issued_on DESC, plan_id"
        )
    )


def phases(cursor: Cursor, plan_id: str) -> list[Row]:
    return records(cursor.execute("FROM phase WHERE plan_id = ? ORDER BY row_no", [plan_id]))


def reviews(cursor: Cursor, plan_id: str) -> list[Row]:
    """The years a plan reviews the movement in: interim (`so_ket`) and final (`tong_ket`), with their lines."""
    return records(
        cursor.execute(
            "SELECT frequency, try_cast(split_part(rule, ':', 2) AS INTEGER) AS year, min_by(source, duty_id) AS source "
            "FROM duty WHERE plan_id = ? AND frequency IN ('so_ket', 'tong_ket') GROUP BY ALL HAVING year IS NOT NULL ORDER BY year",
            [plan_id],
        )
    )


def criteria(cursor: Cursor, plan_id: str) -> list[Row]:
    """The criteria as the plan prints them, audience by audience."""
    return records(
        cursor.execute(
            f"SELECT c.* FROM criterion AS c JOIN ({_AUDIENCES}) AS a USING (audience) WHERE c.plan_id = $1 "
            "ORDER BY a.place, audience, c.row_no",
            [plan_id],
        )
    )


def awards(cursor: Cursor, plan_id: str) -> list[Row]:
    return records(cursor.execute("FROM award WHERE plan_id = ? ORDER BY row_no", [plan_id]))


def criterion(cursor: Cursor, plan_id: str, audience: str, row_no: int) -> Row | None:
    return one(cursor, "FROM criterion WHERE plan_id = ? AND audience = ? AND row_no = ?", [plan_id, audience, row_no])


def award(cursor: Cursor, plan_id: str, row_no: int) -> Row | None:
    return one(cursor, "FROM award WHERE plan_id = ? AND row_no = ?", [plan_id, row_no])


def collectives(cursor: Cursor, plan_id: str) -> list[Row]:
    """The units below those a plan binds that can take part, Vietnamese order; a name for many («các khu dân cư») is no collective."""
    return records(
        cursor.execute(
            "SELECT DISTINCT u.* FROM unit AS u JOIN unit_ancestor AS a USING (unit_id) JOIN plan_unit AS b ON b.unit_id = a.ancestor_id "
            "WHERE b.plan_id = ? AND u.kind <> 'nhom' ORDER BY u.name COLLATE vi",
            [plan_id],
        )
    )


def participants(cursor: Cursor, plan_id: str, year: str) -> list[Row]:
    """Who takes part in a year, under which audience."""
    return records(
        cursor.execute(
            f"SELECT p.*, u.name, u.short_name FROM participant AS p JOIN unit AS u USING (unit_id) "
            f"JOIN ({_AUDIENCES}) AS a USING (audience) WHERE p.plan_id = $1 AND {_IN_YEAR} "
            "ORDER BY a.place, audience, u.name COLLATE vi",
            [plan_id, year],
        )
    )


def participant(cursor: Cursor, plan_id: str, unit_id: str, audience: str) -> Row | None:
    """When a collective takes part under an audience; the last time, where it stopped and began again."""
    last = "FROM participant WHERE plan_id = ? AND unit_id = ? AND audience = ? ORDER BY from_year DESC LIMIT 1"
    return one(cursor, last, [plan_id, unit_id, audience])


def takes_part(cursor: Cursor, plan_id: str, unit_id: str, audience: str, year: str) -> bool:
    found = f"FROM participant AS p WHERE p.plan_id = $1 AND {_IN_YEAR} AND p.unit_id = $3 AND p.audience = $4"
    return one(cursor, found, [plan_id, year, unit_id, audience]) is not None


def scale(cursor: Cursor, plan_id: str) -> Row | None:
    """The scale of points in force; None where the office has loaded none."""
    return one(cursor, "FROM emulation_scale WHERE plan_id = ? ORDER BY number DESC LIMIT 1", [plan_id])


def maxima(cursor: Cursor, plan_id: str) -> dict[tuple[str, int], Row]:
    """The most points the scale in force gives, by audience and row."""
    found = records(cursor.execute("FROM emulation_maximum WHERE plan_id = ?", [plan_id]))
    return {(row["audience"], row["row_no"]): row for row in found}


_CELLS = f"""
SELECT p.plan_id, p.unit_id, u.name AS unit_name, u.short_name, p.audience, c.row_no, c.text AS criterion, c.source,
    e.text AS evidence, e.document, e.by_whom AS evidence_by, e."at" AS evidence_at,
    a.text AS assessment, a.verdict, a.points, a.out_of, a.by_whom AS assessed_by, a."at" AS assessed_at, m.points AS maximum,
    CASE WHEN a.number IS NOT NULL THEN coalesce(a.verdict, 'nhan_xet') WHEN e.number IS NOT NULL THEN 'cho_danh_gia' ELSE 'thieu' END
        AS state,
    -- points stand only on the maximum they were given on
    CASE WHEN a.points IS NULL THEN NULL WHEN m.points IS NULL THEN 'no_scale' WHEN a.points > m.points THEN 'above'
        WHEN a.out_of IS DISTINCT FROM m.points THEN 'other_maximum' ELSE 'counts' END AS points_state,
    coalesce(e.number > a.number, false) AS newer_evidence, o.place
FROM participant AS p JOIN unit AS u USING (unit_id) JOIN ({_AUDIENCES}) AS o USING (audience)
JOIN criterion AS c ON c.plan_id = p.plan_id AND c.audience = p.audience
LEFT JOIN emulation_evidence AS e ON e.plan_id = p.plan_id AND e.unit_id = p.unit_id AND e.audience = p.audience AND e.row_no = c.row_no
    AND e.period = $2
LEFT JOIN assessment AS a ON a.plan_id = p.plan_id AND a.unit_id = p.unit_id AND a.audience = p.audience AND a.row_no = c.row_no
    AND a.period = $2
LEFT JOIN emulation_maximum AS m ON m.plan_id = p.plan_id AND m.audience = p.audience AND m.row_no = c.row_no
WHERE p.plan_id = $1 AND {_IN_YEAR}
"""


def cells(cursor: Cursor, plan_id: str, year: str) -> list[Row]:
    """One row for every collective taking part and criterion of its audience in a year: evidence, assessment, points and their standing."""
    ordered = f"SELECT * EXCLUDE (place) FROM ({_CELLS}) ORDER BY place, audience, unit_name COLLATE vi, unit_id, row_no"
    return records(cursor.execute(ordered, [plan_id, year]))


def standings(cursor: Cursor, plan_id: str, year: str) -> list[Row]:
    """What each collective has shown and earned in a year, and its rank among its audience; ties share a rank, the next one is skipped."""
    enough, whole = ENOUGH
    return records(
        cursor.execute(
            f"""
            WITH cell AS ({_CELLS}),
            counted AS (
                SELECT audience, place, unit_id, unit_name, short_name, count(*) AS criteria, count(evidence) AS evidenced,
                    count(assessment) AS assessed, count(*) FILTER (evidence IS NULL) AS missing,
                    count(*) FILTER (maximum > 0) AS to_score,
                    count(*) FILTER (maximum > 0 AND points_state = 'counts') AS scored,
                    sum(points) FILTER (maximum > 0 AND points_state = 'counts') AS points,
                    sum(maximum) FILTER (points_state = 'counts') AS out_of,
                    count(*) FILTER (points_state IN ('above', 'other_maximum')) AS inconsistent
                FROM cell GROUP BY ALL),
            judged AS (SELECT *, scored > 0 AND {whole} * scored >= {enough} * to_score AS enough FROM counted)
            -- shares are compared by cross-multiplied whole numbers, never by a division
            SELECT j.* EXCLUDE (place), CASE WHEN j.enough THEN 1 + (
                SELECT count(*) FROM judged AS o WHERE o.audience = j.audience AND o.enough
                    AND whole(o.points) * whole(j.out_of) > whole(j.points) * whole(o.out_of)) END AS rank
            FROM judged AS j ORDER BY place, audience, rank NULLS LAST, unit_name COLLATE vi, unit_id
            """,
            [plan_id, year],
        )
    )


def proposals(cursor: Cursor, plan_id: str) -> list[Row]:
    """Every award proposed under a plan, standing ones first, the newest before."""
    return records(
        cursor.execute(
            "SELECT p.*, u.name AS unit_name, w.name AS award, w.text AS award_text FROM award_proposal AS p "
            "LEFT JOIN unit AS u USING (unit_id) LEFT JOIN award AS w ON w.plan_id = p.plan_id AND w.row_no = p.award_row "
            "WHERE p.plan_id = ? ORDER BY p.state = 'da_rut', p.number DESC",
            [plan_id],
        )
    )


def proposal(cursor: Cursor, proposal_id: str) -> Row | None:
    return one(cursor, "FROM award_proposal WHERE proposal_id = ?", [proposal_id])


def grounds(cursor: Cursor, plan_id: str) -> list[Row]:
    """The criteria each proposal names, with the evidence of its collective in its year."""
    return records(
        cursor.execute(
            "SELECT g.*, c.text AS criterion, e.text AS evidence, e.document "
            "FROM award_ground AS g JOIN award_proposal AS p USING (proposal_id) "
            "JOIN criterion AS c ON c.plan_id = p.plan_id AND c.audience = g.audience AND c.row_no = g.row_no "
            "LEFT JOIN emulation_evidence AS e ON e.plan_id = p.plan_id AND e.unit_id = p.unit_id AND e.audience = g.audience "
            "AND e.row_no = g.row_no AND e.period = p.period WHERE p.plan_id = ? ORDER BY g.proposal_id, g.audience, g.row_no",
            [plan_id],
        )
    )
