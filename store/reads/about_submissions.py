"""What units sent: lists, contents, what each replaces, and what would stand if a report were in another state."""

from __future__ import annotations

from domain.period import Period
from store.reads.about_scope import covered
from store.reads.about_units import all_units
from store.tables import Cursor, Row, one, records


def submission(cursor: Cursor, submission_id: str) -> Row | None:
    return one(cursor, "FROM submission WHERE submission_id = ?", [submission_id])


def submission_of_file(cursor: Cursor, sha256: str) -> Row | None:
    """The submission that already holds this very file, unless it was returned or withdrawn."""
    return one(cursor, "FROM submission WHERE sha256 = ? AND state IN ('cho_duyet', 'da_duyet') ORDER BY number LIMIT 1", [sha256])


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


_SENT = (
    "SELECT r.*, u.name AS unit_name, u.short_name AS unit_short, p.number AS plan_number FROM ("
    "SELECT 'bao_cao' AS kind, * FROM submission UNION ALL BY NAME "
    "SELECT 'ke_hoach' AS kind, *, 'da_duyet' AS state, by_whom IN (SELECT person_id FROM person) AS verified FROM plan_workbook) AS r "
    "LEFT JOIN unit AS u USING (unit_id) LEFT JOIN plan AS p USING (plan_id) WHERE {which}"
)
"""Reports and plan workbooks alike. A plan workbook is of no unit and no quarter, and in force as soon as it is stored."""
_MAY_READ = f"(r.unit_id IS NULL AND $1::VARCHAR IS NOT NULL OR {covered('r.unit_id', '$1')})"
"""A report is for whoever answers for its unit; a plan, which binds in public, for whoever may read reports at all."""
_ASKED_FOR = (
    f"{_MAY_READ} AND ($2::VARCHAR IS NULL OR r.plan_id = $2) AND ($3::VARCHAR IS NULL OR r.unit_id = $3 OR r.unit_id IN "
    "(SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $3)) AND ($4::VARCHAR IS NULL OR r.period = $4) "
    "AND ($5::VARCHAR IS NULL OR r.state = $5)"
)
_YEARLY_QUARTER = "CASE m.over_time WHEN 'ca_nam' THEN v.quarter // 4 * 4 + 3 ELSE v.quarter END"
"""The quarter a figure belongs to, as the scorecard has it."""


def sent(
    cursor: Cursor, scope: str | None, plan_id: str | None, unit_id: str | None, period: str | None, state: str | None, page: int, size: int
) -> list[Row]:
    """A page of what was sent within a scope, newest first: of a unit and those below it, of a quarter, in a state; None asks for all."""
    query = (
        "SELECT *, (SELECT count(*) FROM value AS v WHERE v.submission_id = found.submission_id) AS figures, "
        "(SELECT count(*) FROM task_report AS t WHERE t.submission_id = found.submission_id) AS tasks "
        f"FROM ({_SENT.format(which=_ASKED_FOR)} ORDER BY r.number DESC LIMIT $6 OFFSET $7) AS found ORDER BY number DESC"
    )
    return records(cursor.execute(query, [scope, plan_id, unit_id, period, state, size, (page - 1) * size]))


def sent_counts(cursor: Cursor, scope: str | None, plan_id: str | None, unit_id: str | None, period: str | None) -> dict[str, int]:
    """How much was sent within a scope, by state."""
    query = f"SELECT state, count(*) FROM ({_SENT.format(which=_ASKED_FOR)}) GROUP BY state"
    return {str(state): int(number) for state, number in cursor.execute(query, [scope, plan_id, unit_id, period, None]).fetchall()}


def sent_one(cursor: Cursor, scope: str | None, submission_id: str) -> Row | None:
    """One report or plan workbook within a scope, as in the list."""
    query = (
        "SELECT *, (SELECT count(*) FROM value WHERE submission_id = $2) AS figures, "
        "(SELECT count(*) FROM task_report WHERE submission_id = $2) AS tasks "
        f"FROM ({_SENT.format(which=f'{_MAY_READ} AND r.submission_id = $2')})"
    )
    return one(cursor, query, [scope, submission_id])


def senders(cursor: Cursor, scope: str | None, plan_id: str | None) -> list[Row]:
    """The units of a scope that sent reports and those above them, Vietnamese order, departments after their ward."""
    return records(
        cursor.execute(
            "WITH sender AS (SELECT DISTINCT unit_id FROM submission WHERE $2::VARCHAR IS NULL OR plan_id = $2) "
            "SELECT u.* FROM unit AS u LEFT JOIN unit AS w ON w.unit_id = u.parent_id AND u.kind IN ('phong', 'don_vi') "
            "WHERE u.unit_id IN (FROM sender UNION SELECT ancestor_id FROM unit_ancestor WHERE unit_id IN (FROM sender)) "
            f"AND {covered('u.unit_id', '$1')} "
            "ORDER BY coalesce(w.name, u.name) COLLATE vi, w.unit_id IS NOT NULL, u.name COLLATE vi",
            [scope, plan_id],
        )
    )


def sent_periods(cursor: Cursor, scope: str | None, plan_id: str | None) -> list[Period]:
    """The quarters reports were sent for within a scope, newest first."""
    found = cursor.execute(
        f"SELECT DISTINCT period, quarter FROM submission WHERE {covered('unit_id', '$1')} AND ($2::VARCHAR IS NULL OR plan_id = $2) "
        "ORDER BY quarter DESC, period",
        [scope, plan_id],
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
