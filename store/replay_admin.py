"""What the ledger entries of administration do to the tables: plans that end or bind other units, units renamed or ended.

Also the line the audit keeps of every entry: which act, of whom, about what. Only facts named here are kept there, so that neither a file
nor anything meant for one person's eyes can stand in it. Its words are report/audit.py's business.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from store.ledger import Entry
from store.tables import Cursor, Row, insert_rows

if TYPE_CHECKING:
    from store.replay import Touched

LEDGER_SOURCE = "Sổ cái"
"""The source of a link between plans that an administrator made."""

_FACTS = (
    "active allowed audience award_row by_sender closed_on code concluded_on demonstration document done_on due_on duty_id "
    "effective_to explanation_id figure_id file_name from_year index_id indicator_id invited key kind last_year lead_unit_id "
    "locked meeting_task_id name number opened parent_id part password_reset period person_id plan_id proposal_id reason "
    "replaced_by role row_no scale_id sent_on sheet short_name signed_out submission_id taking_part text unit_id until "
    "valid_from valid_to value verdict what year "
)
FACTS = frozenset(_FACTS.split())
LONGEST_FACT = 300


def audit_row(entry: Entry) -> Row:
    """One entry as the audit keeps it."""
    facts = {name: _shortened(value) for name, value in entry.data.items() if name in FACTS and _is_plain(value)}
    return {
        "number": entry.number,
        "kind": entry.kind,
        "at": entry.at[:19],
        "by_whom": entry.by,
        "unit_id": entry.data.get("unit_id"),
        "plan_id": entry.data.get("plan_id"),
        "facts": json.dumps(facts | _counts(entry.data.get("rows")), ensure_ascii=False, sort_keys=True),
        "sha256": entry.sha256,
    }


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, bool)) and value != ""


def _shortened(value: Any) -> Any:
    return f"{value[:LONGEST_FACT]} …" if isinstance(value, str) and len(value) > LONGEST_FACT else value


def _counts(rows: Any) -> Row:
    """How much of each kind came into the catalogue, and the names of the units among it."""
    if not isinstance(rows, dict):
        return {}
    units = "; ".join(row["name"] for row in rows.get("units", [])[:5])
    return {"counts": {name: len(found) for name, found in rows.items() if found}, "units": units}


def _plan_ended(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """A plan is in force up to a day, perhaps because another took its place; without a day it is in force again."""
    data = entry.data
    cursor.execute(
        "UPDATE plan SET effective_to = $1::DATE, status = CASE WHEN $1 IS NULL THEN 'hieu_luc' ELSE 'het_hieu_luc' END WHERE plan_id = $2",
        [data["effective_to"], data["plan_id"]],
    )
    this = "(SELECT number, issued_on FROM plan WHERE plan_id = $1)"
    cursor.execute(
        f"DELETE FROM plan_link WHERE relation = 'thay_the' AND (number, issued_on) IN {this} AND source = $2",
        [data["plan_id"], LEDGER_SOURCE],
    )
    if data.get("replaced_by"):
        cursor.execute(
            "INSERT INTO plan_link SELECT $1, 'thay_the', number, issued_on, title, $2 FROM plan WHERE plan_id = $3",
            [data["replaced_by"], LEDGER_SOURCE, data["plan_id"]],
        )
    touched.everything = True


def _plan_binding(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Whom a plan binds, from and to which day; the later entry for a unit stands."""
    row = {name: entry.data.get(name) for name in ("plan_id", "unit_id", "valid_from", "valid_to")}
    cursor.execute("DELETE FROM plan_unit WHERE plan_id = ? AND unit_id = ?", [row["plan_id"], row["unit_id"]])
    insert_rows(cursor, "plan_unit", [row])
    touched.everything = True


def _unit_renamed(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    data = entry.data
    cursor.execute("UPDATE unit SET name = ?, short_name = ? WHERE unit_id = ?", [data["name"], data["short_name"], data["unit_id"]])


def _unit_ended(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """A unit is there up to a day, and which units it became; without a day it is there again and became none."""
    data = entry.data
    cursor.execute("UPDATE unit SET valid_to = ?::DATE WHERE unit_id = ?", [data["valid_to"], data["unit_id"]])
    cursor.execute("DELETE FROM unit_lineage WHERE old_unit_id = ?", [data["unit_id"]])
    insert_rows(cursor, "unit_lineage", [row | {"old_unit_id": data["unit_id"]} for row in data["successors"]])
    touched.everything = True


ADMIN_ACTS: dict[str, Callable[[Cursor, Entry, Any], None]] = {
    "plan_ended": _plan_ended,
    "plan_binding": _plan_binding,
    "unit_renamed": _unit_renamed,
    "unit_ended": _unit_ended,
}
