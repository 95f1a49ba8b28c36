"""Reporting periods: which there are, their dates, locks and exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.period import Period
from store.reads.about_plans import judged_plans
from store.tables import Cursor, Row, records


def quarters_to_report(cursor: Cursor, plan: Row) -> list[Period]:
    """The quarters of a plan a report may be for, newest first: from its first year to the one after the last reported."""
    last = int(cursor.execute("SELECT value FROM meta WHERE key = 'last_quarter'").fetchall()[0][0])
    first = plan["issued_on"].year * 4
    return [Period.from_index(index) for index in range(max(last, first + 3) + 1, first - 1, -1)]


def period_facts(cursor: Cursor, period: Period) -> Row | None:
    """What was set for a quarter: due date, lock, and who set it last (by name where the ledger knows the person)."""
    found = [row for row in period_rows(cursor) if row["period"] == str(period)]
    return found[0] if found else None


def period_rows(cursor: Cursor) -> list[Row]:
    """Every period something was set for, newest first."""
    return records(
        cursor.execute(
            "SELECT p.* REPLACE (coalesce(w.name, p.by_whom) AS by_whom), p.by_whom AS set_by FROM period AS p "
            "LEFT JOIN person AS w ON w.person_id = p.by_whom "
            "ORDER BY p.quarter DESC, p.period"
        )
    )


def period_exceptions(cursor: Cursor) -> list[Row]:
    """Who may still report for a locked period, and until when."""
    return records(
        cursor.execute(
            "SELECT e.* REPLACE (coalesce(w.name, e.by_whom) AS by_whom), u.name AS unit_name FROM period_exception AS e "
            "JOIN unit AS u USING (unit_id) LEFT JOIN person AS w ON w.person_id = e.by_whom ORDER BY e.period DESC, u.name COLLATE vi"
        )
    )


def exceptions_for(cursor: Cursor, period: Period, unit_ids: list[str]) -> list[Row]:
    """The exceptions from a period's lock that name one of these units."""
    return records(
        cursor.execute(
            "FROM period_exception WHERE period = ? AND list_contains(?::VARCHAR[], unit_id) ORDER BY unit_id", [str(period), unit_ids]
        )
    )


def last_quarter(cursor: Cursor) -> Period | None:
    """The last quarter opened or reported; None before there is one."""
    index = int(cursor.execute("SELECT value FROM meta WHERE key = 'last_quarter'").fetchall()[0][0])
    return Period.from_index(index) if index else None


def newest_due(cursor: Cursor, plan_id: str, today: date) -> Period | None:
    """The newest quarter anybody gave figures for under a plan whose due date is over, or was never set; None before there is one."""
    found = cursor.execute(
        "SELECT max(s.period) FROM scorecard AS s LEFT JOIN period AS p ON p.period = s.period "
        "WHERE s.value_period = s.period AND (p.due_on IS NULL OR p.due_on < $2) "
        "AND s.indicator_id IN (SELECT indicator_id FROM indicator WHERE plan_id = $1)",
        [plan_id, today],
    ).fetchall()[0][0]
    return Period.parse(found) if found else None


def opens_at(periods: Sequence[Period], told: Period | None, due: Period | None) -> Period:
    """The quarter a unit is looked at first, of those it has (newest first): the newest it told of itself, or owes since the others told
    (`newest_due`); before the due date a neighbour's report makes nobody look silent, and an opened quarter is not waited in."""
    newest = max(filter(None, (told, due)), default=None)
    return next((period for period in periods if newest and period <= newest), periods[0])


def all_quarters(cursor: Cursor) -> list[Period]:
    """The quarters a report may be for under any plan, newest first."""
    return sorted({period for row in judged_plans(cursor) for period in quarters_to_report(cursor, row)}, reverse=True)
