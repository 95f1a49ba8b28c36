"""What each kind of ledger entry does to the warehouse's tables, and which series it touches.

Applies entries; how they come about is etl's and the pages' business, what follows from them the scorecard's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.period import Period
from store.catalogue import insert_sheet
from store.ledger import Entry
from store.replay_admin import ADMIN_ACTS, audit_row
from store.replay_emulation import EMULATION_ACTS
from store.replay_meeting import MEETING_ACTS
from store.tables import Cursor, insert_rows


@dataclass
class Touched:
    """What must be recomputed after some entries."""

    everything: bool = False
    series: set[tuple[str, str]] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    entries: list[dict[str, Any]] = field(default_factory=list)
    """What the audit keeps of them."""


class UnknownEntry(Exception):
    """The ledger was written by a newer program."""


def apply(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Applies one entry to the tables and notes what it touches."""
    act = _ACTS.get(entry.kind)
    if act is None:
        raise UnknownEntry(f"Mục {entry.number} của sổ cái thuộc loại «{entry.kind}», phiên bản phần mềm này chưa biết.")
    act(cursor, entry, touched)
    touched.entries.append(audit_row(entry))


def _start(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute("DELETE FROM setting WHERE key = 'demonstration'")
    insert_rows(cursor, "setting", [{"key": "demonstration", "value": "true" if entry.data["demonstration"] else "false"}])


def _submission(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    data = entry.data
    quarter = Period.parse(data["period"]).index
    header = {name: data[name] for name in ("submission_id", "plan_id", "unit_id", "period", "file_name", "sha256", "verified")}
    insert_rows(
        cursor,
        "submission",
        [header | {"by_whom": entry.by, "at": entry.at[:19], "state": "cho_duyet", "number": entry.number, "quarter": quarter}],
    )
    shared = {"submission_id": data["submission_id"], "period": data["period"], "quarter": quarter}
    insert_rows(cursor, "value", [shared | row | _own_quarter(row) for row in data["values"]])
    insert_rows(cursor, "task_report", [row | shared for row in data["tasks"]])
    touched.series.update((row["unit_id"], row["measure_id"]) for row in data["values"])
    touched.units.update(row["unit_id"] for row in [*data["values"], *data["tasks"]])


def _own_quarter(row: dict[str, Any]) -> dict[str, int]:
    """A figure of a workbook over many quarters names its own."""
    return {"quarter": Period.parse(row["period"]).index} if "period" in row else {}


def _decide(state: str) -> Callable[[Cursor, Entry, Touched], None]:
    def act(cursor: Cursor, entry: Entry, touched: Touched) -> None:
        cursor.execute(
            "UPDATE submission SET state = $1, reason = $2, decided_by = $3, decided_at = $4, self_approved = $1 = 'da_duyet' AND $5 "
            "WHERE submission_id = $6",
            [state, entry.data.get("reason"), entry.by, entry.at[:19], bool(entry.data.get("by_sender")), entry.data["submission_id"]],
        )
        _touch_submission(cursor, entry.data["submission_id"], touched)

    return act


def _touch_submission(cursor: Cursor, submission_id: str, touched: Touched) -> None:
    series = cursor.execute("SELECT DISTINCT unit_id, measure_id FROM value WHERE submission_id = ?", [submission_id]).fetchall()
    tasks = cursor.execute("SELECT DISTINCT unit_id FROM task_report WHERE submission_id = ?", [submission_id]).fetchall()
    touched.series.update((str(unit), str(measure)) for unit, measure in series)
    touched.units.update(str(unit) for unit, _ in series)
    touched.units.update(str(unit) for (unit,) in tasks)


def _period(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    data: dict[str, Any] = entry.data
    period = Period.parse(data["period"])
    cursor.execute("DELETE FROM period WHERE period = ?", [data["period"]])
    row = {
        "period": str(period),
        "first_day": period.opening_day(data.get("closing_rule", "duong_lich")),
        "last_day": period.last_day,
        "closes_on": period.closing_day(data.get("closing_rule", "duong_lich")),
        "due_on": date.fromisoformat(data["due_on"]) if data.get("due_on") else None,
        "locked": bool(data.get("locked", False)),
        "quarter": period.index,
        "closing_rule": data.get("closing_rule"),
        "reason": data.get("reason"),
        "by_whom": data.get("by_whom") or entry.by,  # a due date set later leaves who locked as it was
        "opened": bool(data.get("opened", True)),
    }
    insert_rows(cursor, "period", [row])
    if not row["locked"]:  # an exception is from one lock; the next lock starts without any
        cursor.execute("DELETE FROM period_exception WHERE period = ?", [data["period"]])


def _period_exception(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    data = entry.data
    cursor.execute("DELETE FROM period_exception WHERE period = ? AND unit_id = ?", [data["period"], data["unit_id"]])
    if data["allowed"]:
        row = {name: data.get(name) for name in ("period", "unit_id", "until", "reason")}
        insert_rows(cursor, "period_exception", [row | {"by_whom": entry.by}])


def _catalogue_rows(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    for name, rows in entry.data["rows"].items():
        insert_sheet(cursor, name, rows)
    if "submission_id" in entry.data:
        header = {name: entry.data[name] for name in ("submission_id", "plan_id", "file_name", "sha256")}
        insert_rows(cursor, "plan_workbook", [header | {"by_whom": entry.by, "at": entry.at[:19], "number": entry.number}])
    touched.everything = True


def _column_match(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute("DELETE FROM column_match WHERE shape = ? AND unit_id = ?", [entry.data["shape"], entry.data["unit_id"]])
    packed = {name: json.dumps(entry.data[name], ensure_ascii=False) for name in ("columns", "measures", "units")}
    insert_rows(cursor, "column_match", [entry.data | packed | {"number": entry.number}])


def _person(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute("DELETE FROM person WHERE person_id = ?", [entry.data["person_id"]])
    insert_rows(cursor, "person", [entry.data])


def _setting(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute("DELETE FROM setting WHERE key = ?", [entry.data["key"]])
    insert_rows(cursor, "setting", [entry.data])


def _duty_sent(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    insert_rows(cursor, "duty_sent", [entry.data | {"number": entry.number, "by_whom": entry.by}])
    touched.units.add(entry.data["unit_id"])


def _duty_sent_withdrawn(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Takes one record of sending back, named by the number of its entry; others of the same report stand."""
    found = cursor.execute("SELECT unit_id FROM duty_sent WHERE number = ?", [entry.data["number"]]).fetchall()
    touched.units.update(str(unit_id) for (unit_id,) in found)
    cursor.execute("DELETE FROM duty_sent WHERE number = ?", [entry.data["number"]])


def _contact(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Whom to call at a unit: the latest entry stands, one without a name takes the contact away."""
    cursor.execute("DELETE FROM contact WHERE unit_id = ?", [entry.data["unit_id"]])
    if entry.data.get("name"):
        row = {name: entry.data.get(name) for name in ("unit_id", "name", "phone", "email")}
        insert_rows(cursor, "contact", [row | {"by_whom": entry.by, "at": entry.at[:19]}])


def _explanation_asked(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    asked = {"asked_by": entry.by, "asked_at": entry.at[:19], "state": "cho_tra_loi", "number": entry.number}
    insert_rows(cursor, "explanation", [entry.data | asked])


def _explanation_given(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """The later answer stands; the earlier one stays in the ledger."""
    cursor.execute(
        "UPDATE explanation SET answer = ?, answered_by = ?, answered_at = ?, state = 'da_tra_loi' WHERE explanation_id = ?",
        [entry.data["answer"], entry.by, entry.at[:19], entry.data["explanation_id"]],
    )


def _explanation_closed(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute(
        "UPDATE explanation SET state = 'da_dong', closed_by = ?, closed_at = ? WHERE explanation_id = ?",
        [entry.by, entry.at[:19], entry.data["explanation_id"]],
    )


def _index_figure(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    insert_rows(cursor, "index_figure", [entry.data | {"by_whom": entry.by, "at": entry.at[:19]}])


def _index_figure_withdrawn(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    cursor.execute("DELETE FROM index_figure WHERE figure_id = ?", [entry.data["figure_id"]])


_ACTS: dict[str, Callable[[Cursor, Entry, Touched], None]] = {
    "start": _start,
    "submission": _submission,
    "approval": _decide("da_duyet"),
    "return": _decide("tra_lai"),
    "withdrawal": _decide("da_rut"),
    "period": _period,
    "period_exception": _period_exception,
    "explanation_asked": _explanation_asked,
    "explanation_given": _explanation_given,
    "explanation_closed": _explanation_closed,
    "catalogue_rows": _catalogue_rows,
    "column_match": _column_match,
    "person": _person,
    "setting": _setting,
    "duty_sent": _duty_sent,
    "duty_sent_withdrawn": _duty_sent_withdrawn,
    "contact": _contact,
    **EMULATION_ACTS,
    **MEETING_ACTS,
    **ADMIN_ACTS,
    "index_figure": _index_figure,
    "index_figure_withdrawn": _index_figure_withdrawn,
}
