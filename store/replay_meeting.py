"""What the ledger entries of meetings do to the tables: briefings that were exported, and what was concluded.

A briefing's content stays in its ledger entry; the table says where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from store.ledger import Entry
from store.tables import Cursor, insert_rows

if TYPE_CHECKING:
    from store.replay import Touched


def _briefing(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    row = {name: value for name, value in entry.data.items() if name != "content"}
    insert_rows(cursor, "briefing", [row | {"by_whom": entry.by, "at": entry.at[:19], "number": entry.number}])


def _meeting_task(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    insert_rows(cursor, "meeting_task", [entry.data | {"by_whom": entry.by, "at": entry.at[:19], "number": entry.number}])


def _meeting_task_done(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    """Done on a day with a result; or, without a day, not done after all."""
    said = [entry.data["done_on"], entry.data.get("result"), entry.data["meeting_task_id"]]
    cursor.execute("UPDATE meeting_task SET done_on = ?::DATE, result = ? WHERE meeting_task_id = ?", said)


def _meeting_task_withdrawn(cursor: Cursor, entry: Entry, touched: Touched) -> None:
    said = [entry.data["reason"], entry.data["meeting_task_id"]]
    cursor.execute("UPDATE meeting_task SET withdrawn_why = ? WHERE meeting_task_id = ?", said)


MEETING_ACTS: dict[str, Callable[[Cursor, Entry, Any], None]] = {
    "briefing": _briefing,
    "meeting_task": _meeting_task,
    "meeting_task_done": _meeting_task_done,
    "meeting_task_withdrawn": _meeting_task_withdrawn,
}
