"""What the ledger entries of emulation do to the tables: who takes part, evidence, assessments, the scale of points, award proposals.

The later entry for a criterion, collective and year stands; earlier ones stay in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from store.ledger import Entry
from store.tables import Cursor, insert_rows

if TYPE_CHECKING:
    from store.replay import Touched

_KEY = ("plan_id", "unit_id", "audience", "row_no", "period")
_TABLE = {"evidence": "emulation_evidence", "assessment": "assessment"}


def _signed(entry: Entry) -> dict[str, Any]:
    return {"by_whom": entry.by, "at": entry.at[:19], "number": entry.number}


def _participant(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Somebody takes part from a year on; or no longer does, after a last year or as if never."""
    data = entry.data
    if data["taking_part"]:
        insert_rows(cursor, "participant", [data | _signed(entry)])
        return
    where = [data["plan_id"], data["unit_id"], data["audience"]]
    still = "WHERE plan_id = ? AND unit_id = ? AND audience = ? AND to_year IS NULL"
    cursor.execute(f"UPDATE participant SET to_year = coalesce(?::INTEGER, from_year - 1) {still}", [data["last_year"], *where])
    cursor.execute("DELETE FROM participant WHERE to_year < from_year")


def _said_of_criterion(what: str) -> Callable[[Cursor, Entry, Touched], None]:
    def act(cursor: Cursor, entry: Entry, touched: Touched) -> None:
        _take_away(cursor, _TABLE[what], entry.data)
        insert_rows(cursor, _TABLE[what], [entry.data | _signed(entry)])

    return act


def _withdrawn(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    if entry.data["what"] == "scale":
        _take_scale_away(cursor, entry.data["plan_id"])
    else:
        _take_away(cursor, _TABLE[entry.data["what"]], entry.data)


def _take_away(cursor: Cursor, table: str, data: dict[str, Any]) -> None:
    cursor.execute(
        f"DELETE FROM {table} WHERE plan_id = ? AND unit_id = ? AND audience = ? AND row_no = ? AND period = ?",
        [data[name] for name in _KEY],
    )


def _scale(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    data = entry.data
    _take_scale_away(cursor, data["plan_id"])
    insert_rows(cursor, "emulation_scale", [data | _signed(entry)])
    shared = {"scale_id": data["scale_id"], "plan_id": data["plan_id"]}
    insert_rows(cursor, "emulation_maximum", [row | shared for row in data["maxima"]])


def _take_scale_away(cursor: Cursor, plan_id: str) -> None:
    for table in ("emulation_scale", "emulation_maximum"):
        cursor.execute(f"DELETE FROM {table} WHERE plan_id = ?", [plan_id])


def _award_proposed(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    insert_rows(cursor, "award_proposal", [entry.data | {"state": "de_nghi"} | _signed(entry)])
    insert_rows(cursor, "award_ground", [row | {"proposal_id": entry.data["proposal_id"]} for row in entry.data["grounds"]])


def _award_withdrawn(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute(
        "UPDATE award_proposal SET state = 'da_rut', withdrawn_by = ?, withdrawn_at = ?, withdrawn_why = ? WHERE proposal_id = ?",
        [entry.by, entry.at[:19], entry.data["reason"], entry.data["proposal_id"]],
    )


EMULATION_ACTS: dict[str, Callable[[Cursor, Entry, Touched], None]] = {
    "participant": _participant,
    "emulation_evidence": _said_of_criterion("evidence"),
    "assessment": _said_of_criterion("assessment"),
    "emulation_withdrawn": _withdrawn,
    "emulation_scale": _scale,
    "award_proposed": _award_proposed,
    "award_withdrawn": _award_withdrawn,
}
