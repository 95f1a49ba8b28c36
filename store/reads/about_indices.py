"""Indices by year: what was published, what may be compared with what, whose parts make the whole, who answers for an index."""

from __future__ import annotations

from store.tables import Cursor, Row, records

_PROVINCES = """
WITH own AS (
    SELECT unit_id, 0 AS place FROM unit WHERE unit_id = $1
    UNION SELECT ancestor_id, 1 FROM unit_ancestor WHERE unit_id = $1
), kin AS (
    SELECT unit_id, place, 'minh' AS relation, NULL::DATE AS on_date, NULL AS note FROM own
    UNION ALL SELECT old_unit_id, 2, 'truoc', on_date, note FROM unit_lineage JOIN own ON own.unit_id = new_unit_id
    UNION ALL SELECT new_unit_id, 3, 'sau', on_date, note FROM unit_lineage JOIN own ON own.unit_id = old_unit_id
)
SELECT u.unit_id, u.name, u.short_name, u.kind, u.demonstration, u.valid_to, relation, on_date, kin.note
FROM kin JOIN unit AS u USING (unit_id) WHERE u.kind = 'tinh' OR place = 0 AND u.kind NOT IN ('phong', 'don_vi', 'nhom', 'to_chuc')
QUALIFY row_number() OVER (PARTITION BY unit_id ORDER BY place) = 1 ORDER BY place, u.name COLLATE vi
"""

# Two figures contradict each other where the same index, unit, year, version and part were published differently.
_FIGURES = """
SELECT f.*, u.name AS unit_name, u.short_name, u.valid_to AS unit_ended,
    CASE WHEN f.part IS NULL THEN 'chung' WHEN p.part IS NOT NULL THEN 'phan' ELSE 'khac' END AS kind, p.position, p.weight, p.top,
    f.score IS NULL AND f.rank IS NULL AS missing,
    count(DISTINCT f.score) OVER same > 1 OR count(DISTINCT f.rank) OVER same > 1 AS conflicting
FROM index_figure AS f JOIN unit AS u USING (unit_id)
    LEFT JOIN index_part AS p ON p.index_id = f.index_id AND p.part = f.part AND p.version IS NOT DISTINCT FROM f.version
WHERE f.index_id = $1
WINDOW same AS (PARTITION BY f.unit_id, f.year, f.version, f.part)
ORDER BY u.name COLLATE vi, f.unit_id, f.year DESC, f.version, p.position NULLS FIRST, f.part, f.score DESC, f.source
"""

# A step goes from one year with a figure to the next of the same unit. Scores are joined only within one known way of computing, one
# field of provinces and one border; what stands between two different fields is never subtracted.
_STEPS = """
WITH told AS (
    SELECT unit_id, year, version, list(DISTINCT score) FILTER (score IS NOT NULL) AS scores,
        list(DISTINCT rank) FILTER (rank IS NOT NULL) AS ranks, max(out_of) AS out_of,
        coalesce(bool_or(note ILIKE '%địa giới trước%'), false) AS old_border
    FROM index_figure WHERE index_id = $1 AND part IS NULL AND (score IS NOT NULL OR rank IS NOT NULL) GROUP BY ALL
), faced AS (
    SELECT *, lag(year) OVER w AS year_before, lag(version) OVER w AS version_before, lag(scores) OVER w AS scores_before,
        lag(ranks) OVER w AS ranks_before, lag(out_of) OVER w AS out_of_before, lag(old_border) OVER w AS old_border_before
    FROM told WINDOW w AS (PARTITION BY unit_id ORDER BY year, version)
), judged AS (
    SELECT *, version <> version_before OR (version IS NULL) <> (version_before IS NULL) AS other_version,
        version IS NULL AND version_before IS NULL AS unknown_version,
        out_of <> out_of_before AS other_field, old_border <> old_border_before AS other_border,
        coalesce(len(scores), 0) > 1 OR coalesce(len(scores_before), 0) > 1 AS conflicting,
        coalesce(len(scores), 0) = 0 OR coalesce(len(scores_before), 0) = 0 AS no_score
    FROM faced WHERE year_before IS NOT NULL
), settled AS (
    SELECT *, coalesce(other_version, false) OR coalesce(other_field, false) OR coalesce(other_border, false) AS broken FROM judged
)
SELECT * EXCLUDE (scores, scores_before, ranks, ranks_before),
    CASE WHEN NOT broken AND NOT unknown_version AND NOT conflicting AND NOT no_score THEN scores[1] - scores_before[1] END AS change,
    CASE WHEN NOT broken AND NOT unknown_version AND out_of = out_of_before AND len(ranks) = 1 AND len(ranks_before) = 1
        THEN ranks_before[1] - ranks[1] END AS places_up,
    CASE WHEN broken OR conflicting OR no_score OR year > year_before + 1 THEN NULL
        WHEN unknown_version THEN 'chua_ro' ELSE 'lien' END AS joined
FROM settled ORDER BY unit_id, year, version
"""

# The parts weighted must make the whole, but for what rounding each of them can hide.
_SUMS = """
WITH whole AS (
    SELECT unit_id, year, version, list(DISTINCT score) FILTER (score IS NOT NULL) AS scores
    FROM index_figure WHERE index_id = $1 AND part IS NULL GROUP BY ALL
), part AS (
    SELECT f.unit_id, f.year, f.version, count(DISTINCT f.part) FILTER (f.score IS NOT NULL) AS published,
        count(f.score) > count(DISTINCT f.part) FILTER (f.score IS NOT NULL) AS conflicting, sum(f.score * p.weight) AS total,
        sum(p.weight) FILTER (f.score IS NOT NULL) AS weight, max(p.weight) = min(p.weight) AND max(p.weight) = 1 AS added,
        CASE WHEN bool_and(f.score = round(f.score, 2)) THEN 0.01 ELSE 0.0001 END AS step
    FROM index_figure AS f JOIN index_part AS p USING (index_id, version, part)
    WHERE f.index_id = $1 AND p.weight IS NOT NULL GROUP BY ALL
), due AS (SELECT version, count(*) AS due FROM index_part WHERE index_id = $1 AND weight IS NOT NULL GROUP BY ALL)
SELECT unit_id, year, version, published, due, total, added, CASE WHEN len(scores) = 1 THEN scores[1] END AS score,
    CASE WHEN published < due OR conflicting THEN 'thieu' WHEN score IS NULL THEN 'khong_ro'
        WHEN abs(total - score) <= (weight + 1) * step / 2 THEN 'khop' ELSE 'lech' END AS agreement
FROM part JOIN due USING (version) LEFT JOIN whole USING (unit_id, year, version) ORDER BY unit_id, year DESC, version
"""


def provinces_of(cursor: Cursor, unit_id: str) -> list[Row]:
    """A unit and the provinces it lies in, then those merged into them and those they were merged into, each with how (`relation`)."""
    return records(cursor.execute(_PROVINCES, [unit_id]))


def known_indices(cursor: Cursor) -> list[Row]:
    """Every index a plan names or a figure is known of, with how many figures."""
    return records(
        cursor.execute(
            "SELECT index_id, count(*) FILTER (figure) AS figures FROM (SELECT index_id, score IS NOT NULL OR rank IS NOT NULL AS figure "
            "FROM index_figure UNION ALL SELECT index_id, false FROM index_named) GROUP BY ALL ORDER BY index_id"
        )
    )


def figures_of(cursor: Cursor, index_id: str) -> list[Row]:
    """Everything published of an index, by unit, the newest year first: the whole (`chung`), its parts (`phan`), and what is neither
    (`khac`: means, increases). `conflicting`: the same thing was published otherwise. `missing`: searched for and not found."""
    return records(cursor.execute(_FIGURES, [index_id]))


def steps_of(cursor: Cursor, index_id: str) -> list[Row]:
    """From one year to the next of each unit: whether both sides may be compared and, where they may, the change."""
    return records(cursor.execute(_STEPS, [index_id]))


def part_sums(cursor: Cursor, index_id: str) -> list[Row]:
    """Whether the published parts of an index make the published whole: `khop`, `lech`, `thieu` (not all published), `khong_ro`."""
    return records(cursor.execute(_SUMS, [index_id]))


def answers_for(cursor: Cursor, index_id: str) -> list[Row]:
    """Who answers for an index under which plan, in the plan's words; plans in force first."""
    return records(
        cursor.execute(
            "SELECT n.*, p.number, p.issued_on, p.status, p.effective_to, u.name AS unit_name, u.short_name FROM index_named AS n "
            "JOIN plan AS p USING (plan_id) LEFT JOIN unit AS u USING (unit_id) WHERE n.index_id = ? "
            "ORDER BY p.status <> 'hieu_luc', p.issued_on DESC, n.rowid",
            [index_id],
        )
    )


def units_to_record(cursor: Cursor) -> list[Row]:
    """The real units an index can be published for, provinces first: no departments, no groups, none invented."""
    return records(
        cursor.execute(
            "SELECT u.unit_id, u.name || coalesce(' (' || p.short_name || ')', '') AS name, u.valid_to FROM unit AS u "
            "LEFT JOIN unit AS p ON p.unit_id = u.parent_id WHERE u.kind NOT IN ('phong', 'don_vi', 'nhom', 'to_chuc') "
            "AND NOT u.demonstration ORDER BY u.kind <> 'tinh', u.name COLLATE vi, u.unit_id"
        )
    )


def same_figures(cursor: Cursor, index_id: str, unit_id: str, year: int, part: str | None) -> list[Row]:
    """What is known already of an index, unit, year and part, in any version, but for what was searched and not found."""
    return records(
        cursor.execute(
            "FROM index_figure WHERE index_id = ? AND unit_id = ? AND year = ? AND part IS NOT DISTINCT FROM ? "
            "AND (score IS NOT NULL OR rank IS NOT NULL) ORDER BY source",
            [index_id, unit_id, year, part],
        )
    )


def entered_figures(cursor: Cursor, index_id: str) -> list[Row]:
    """The figures people entered, the newest first."""
    return records(
        cursor.execute(
            "SELECT f.*, u.name AS unit_name FROM index_figure AS f JOIN unit AS u USING (unit_id) "
            "WHERE index_id = ? AND figure_id IS NOT NULL ORDER BY figure_id DESC",
            [index_id],
        )
    )


def entered_figure(cursor: Cursor, figure_id: str) -> Row | None:
    """One figure a person entered."""
    found = records(cursor.execute("FROM index_figure WHERE figure_id = ?", [figure_id]))
    return found[0] if found else None
