"""Reporting duties against the calendar, as of any day: what falls due when, what was sent, whose figures are missing, whom to call.

How a report stands is decided by the macros beside duties.sql; here they are asked as of today instead of a quarter's last day.
"""

from __future__ import annotations

from datetime import date

from domain.period import Period
from store.tables import Cursor, Row, one, records


def duties(cursor: Cursor) -> list[Row]:
    """Every duty of every plan that binds a unit, plans in force first, with whom the plan binds."""
    return records(
        cursor.execute(
            "SELECT d.*, p.number, p.issued_on, p.status, p.effective_to, b.unit_ids FROM duty AS d JOIN plan AS p USING (plan_id) "
            "JOIN (SELECT plan_id, list(DISTINCT unit_id) AS unit_ids FROM plan_unit GROUP BY ALL) AS b USING (plan_id) "
            "ORDER BY p.status <> 'hieu_luc', p.issued_on DESC, d.duty_id"
        )
    )


def occasions(cursor: Cursor, today: date, until: date, unit_id: str | None = None) -> list[Row]:
    """Every report that falls due up to a day, for every bound unit or one, with its state as of today.

    `working_days`: after the deadline, of the sending or of today; below zero before it. `before_on`: the last working day where the plan
    says "before" a day. `days_left`: the working days up to that day, else to the deadline; nothing once it has passed. `asked`: it falls
    due while plan and unit stand. `ended`: they no longer stand today.
    """
    return records(
        cursor.execute(
            "SELECT o.*, d.frequency, d.rule, d.reporter, d.receiver, d.text, d.source, p.number AS plan_number, p.issued_on, "
            "u.name AS unit_name, u.demonstration, o.ends_on < $1::DATE AS ended, "
            "coalesce(o.due_on <= o.ends_on, true) AS asked, e.number - c.number AS working_days, "
            "CASE WHEN d.frequency IN ('thang', 'nam') THEN w.day END AS before_on, "
            "CASE WHEN o.stands_on <= coalesce(before_on, o.closes_on) "
            "THEN if(before_on IS NULL, c.number, w.number) - e.number END AS days_left, "
            "duty_state(o.sent_on, o.closes_on, least($1::DATE, o.ends_on)) AS state, "
            "(SELECT any_value(s.document ORDER BY s.sent_on, s.number) FROM duty_sent AS s WHERE s.duty_id = o.duty_id "
            "AND s.unit_id = o.unit_id AND s.period = o.period) AS document "
            "FROM (SELECT *, coalesce(sent_on, least($1::DATE, ends_on)) AS stands_on "
            "FROM duty_occasions($2::DATE, of_unit := $3::VARCHAR)) AS o "
            "JOIN duty AS d USING (duty_id) JOIN plan AS p ON p.plan_id = o.plan_id JOIN unit AS u ON u.unit_id = o.unit_id "
            "LEFT JOIN working_day AS c ON c.day = o.closes_on ASOF LEFT JOIN working_day AS e ON e.day <= o.stands_on "
            "ASOF LEFT JOIN working_day AS w ON w.day < o.due_on "
            "WHERE o.due_on <= $2::DATE OR o.due_on IS NULL AND o.period <= strftime($1::DATE, '%YM%m') OR o.sent_on IS NOT NULL "
            "ORDER BY o.due_on NULLS LAST, o.duty_id, u.demonstration, u.name COLLATE vi",
            [today, until, unit_id],
        )
    )


def occasion(cursor: Cursor, duty_id: str, unit_id: str, period: str, until: date) -> Row | None:
    """One report a unit owes under a duty, up to a day; None where the plan asks for none of that period."""
    return one(
        cursor,
        "FROM duty_occasions($4::DATE, of_unit := $2) WHERE duty_id = $1 AND unit_id = $2 AND period = $3",
        [duty_id, unit_id, period, until],
    )


def duty(cursor: Cursor, duty_id: str) -> Row | None:
    """One duty with the number and the day of its plan."""
    return one(cursor, "SELECT d.*, p.number, p.issued_on FROM duty AS d JOIN plan AS p USING (plan_id) WHERE duty_id = ?", [duty_id])


def sendings(cursor: Cursor) -> list[Row]:
    """Every record of a report sent, newest first; `stands`: the one that counts, the earliest of its report."""
    return records(
        cursor.execute(
            "SELECT s.*, u.name AS unit_name, d.reporter, d.receiver, d.plan_id, p.number AS plan_number, row_number() OVER "
            "(PARTITION BY s.duty_id, s.unit_id, s.period ORDER BY s.sent_on, s.number) = 1 AS stands FROM duty_sent AS s "
            "JOIN unit AS u USING (unit_id) JOIN duty AS d USING (duty_id) JOIN plan AS p USING (plan_id) ORDER BY s.number DESC"
        )
    )


def sending(cursor: Cursor, number: int) -> Row | None:
    """One record of a report sent, by the number of its ledger entry."""
    return one(cursor, "FROM duty_sent WHERE number = ?", [number])


_DAY_CAME = (
    "CASE WHEN NOT EXISTS (FROM setting WHERE key = 'demonstration' AND value = 'true') THEN ({moment} + INTERVAL 7 HOURS)::DATE END"
)


def day_came(moment: str) -> str:
    """The day figures came in, in Viet Nam, seven hours ahead of the ledger's clock.

    The demonstration is loaded in one go, so nobody knows on which day its figures came: none is early or late.
    """
    return _DAY_CAME.format(moment=moment)


_STANDING = (
    "SELECT v.unit_id, v.measure_id, v.quarter, min(s.at) AS came_at FROM value AS v JOIN submission AS s USING (submission_id) "
    "WHERE s.state IN ('da_duyet', 'cho_duyet') GROUP BY ALL"
)


def quarter_reports(cursor: Cursor, today: date, within: str | None = None) -> list[Row]:
    """Who owes a quarter's figures, under plans with indicators: in every quarter with a due date of the office, and in the last one come.

    Whom: the departments that lead rows, else the bound unit itself (as in `reporters`); `described_id` is whom the figures describe.
    `within`: only what a unit owes, or describes it or a unit below it.
    """
    return records(
        cursor.execute(
            f"WITH figure AS ({_STANDING}), "
            "asked_quarter AS (SELECT period, quarter, due_on FROM period WHERE due_on IS NOT NULL AND period = quarter_name(quarter) "
            "UNION ALL SELECT quarter_name(value::INTEGER), value::INTEGER, NULL FROM meta WHERE key = 'last_quarter' AND value <> '0' "
            "AND NOT EXISTS (FROM period WHERE quarter = meta.value::INTEGER AND period = quarter_name(quarter) AND due_on IS NOT NULL)), "
            "asked AS (SELECT DISTINCT b.plan_id, b.unit_id AS described_id, q.period, q.quarter, q.due_on "
            "FROM plan_unit AS b JOIN plan AS p USING (plan_id) JOIN unit AS u USING (unit_id) JOIN asked_quarter AS q ON q.quarter >= "
            "greatest(year(p.issued_on) * 4, quarter_of(greatest(b.valid_from, u.valid_from))) AND q.quarter <= "
            "coalesce(quarter_of(least(p.effective_to, b.valid_to, u.valid_to) + 1) - 1, q.quarter) "
            "WHERE b.plan_id IN (SELECT plan_id FROM indicator)), "
            "led AS (SELECT DISTINCT i.plan_id, u.parent_id AS described_id, u.unit_id, i.measure_id FROM assignment AS a "
            "JOIN indicator AS i ON i.indicator_id = a.subject_id JOIN unit AS u ON u.unit_id = a.unit_id WHERE a.role = 'chu_tri'), "
            "owed AS (SELECT a.*, l.unit_id, min(f.came_at) AS came_at FROM asked AS a JOIN led AS l USING (plan_id, described_id) "
            "LEFT JOIN figure AS f ON f.unit_id = a.described_id AND f.measure_id = l.measure_id AND f.quarter = a.quarter GROUP BY ALL "
            "UNION ALL SELECT a.*, a.described_id, min(f.came_at) FROM asked AS a LEFT JOIN figure AS f ON f.unit_id = a.described_id "
            "AND f.quarter = a.quarter WHERE NOT EXISTS (FROM led AS l WHERE l.plan_id = a.plan_id AND l.described_id = a.described_id) "
            "GROUP BY ALL), "
            "dated AS (SELECT o.* EXCLUDE (came_at), came_at IS NOT NULL AS reported, w.day AS closes_on, "
            f"{day_came('came_at')} AS reported_on "
            "FROM owed AS o ASOF LEFT JOIN working_day AS w ON w.day >= o.due_on) "
            "SELECT o.*, p.number AS plan_number, p.issued_on, u.name AS unit_name, d.name AS described_name, u.demonstration, "
            "figures_state(o.reported, o.reported_on, o.closes_on, $1::DATE) AS state, e.number - c.number AS working_days, "
            "c.number - e.number AS days_left "
            "FROM (SELECT *, coalesce(reported_on, $1::DATE) AS stands_on FROM dated) AS o JOIN plan AS p USING (plan_id) "
            "JOIN unit AS u USING (unit_id) JOIN unit AS d ON d.unit_id = o.described_id "
            "LEFT JOIN working_day AS c ON c.day = o.closes_on ASOF LEFT JOIN working_day AS e ON e.day <= o.stands_on "
            "WHERE $2::VARCHAR IS NULL OR $2 IN (o.unit_id, o.described_id) "
            "OR o.described_id IN (SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $2) "
            "ORDER BY o.quarter DESC, d.demonstration, d.name COLLATE vi, u.name COLLATE vi",
            [today, within],
        )
    )


def rows_without_figure(cursor: Cursor, plan_id: str, described_id: str, period: Period) -> list[Row]:
    """The rows of a plan nobody gave a figure of a unit for in a quarter, in the plan's order, with the departments that lead them.

    A figure for the whole year is asked with the fourth quarter only.
    """
    return records(
        cursor.execute(
            f"WITH figure AS ({_STANDING}) SELECT i.indicator_id, i.name, "
            "list_distinct(list(u.unit_id ORDER BY a.rowid) FILTER (u.unit_id IS NOT NULL)) AS lead_ids, "
            "string_agg(DISTINCT u.short_name, ', ' ORDER BY u.short_name) AS lead "
            "FROM indicator AS i JOIN measure AS m USING (measure_id) "
            "LEFT JOIN assignment AS a ON a.subject_id = i.indicator_id AND a.role = 'chu_tri' LEFT JOIN unit AS u USING (unit_id) "
            "WHERE i.plan_id = $1 AND (m.over_time <> 'ca_nam' OR $3 % 4 = 3) AND NOT EXISTS (FROM figure AS f "
            "WHERE f.unit_id = $2 AND f.measure_id = i.measure_id AND f.quarter = $3) GROUP BY i.indicator_id, i.name, i.position "
            "ORDER BY i.position",
            [plan_id, described_id, period.index],
        )
    )


def contacts(cursor: Cursor) -> list[Row]:
    """Whom to call, unit by unit."""
    return records(
        cursor.execute("SELECT c.*, u.name AS unit_name FROM contact AS c JOIN unit AS u USING (unit_id) ORDER BY u.name COLLATE vi")
    )


def holidays(cursor: Cursor) -> list[Row]:
    """The days off and the Saturdays worked instead, in order."""
    return records(cursor.execute("FROM holiday ORDER BY day"))


def scope(cursor: Cursor, unit_id: str) -> list[Row]:
    """A unit and all those below it."""
    return records(
        cursor.execute("SELECT $1 AS unit_id UNION SELECT unit_id FROM unit_ancestor WHERE ancestor_id = $1 ORDER BY unit_id", [unit_id])
    )


def followed_units(cursor: Cursor) -> list[Row]:
    """The units any plan binds, their departments that lead rows, and the units above: `scope` names each one below."""
    return records(
        cursor.execute(
            "WITH bound AS (SELECT DISTINCT unit_id FROM plan_unit), "
            "below AS (SELECT ancestor_id AS unit_id, unit_id AS one FROM unit_ancestor WHERE unit_id IN (FROM bound)) "
            "SELECT u.unit_id, u.name, u.demonstration, u.unit_id IN (FROM bound) AS bound, "
            "coalesce((SELECT list(one ORDER BY one) FROM below AS b WHERE b.unit_id = u.unit_id), []) AS scope "
            "FROM unit AS u WHERE u.unit_id IN (FROM bound) OR u.unit_id IN (SELECT unit_id FROM below) "
            "ORDER BY bound DESC, u.demonstration, u.name COLLATE vi"
        )
    )
