"""Facts of a briefing as `store.reads.about_briefing.facts` gathers them, small, for the tests of what is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from domain.frozen import code_of, pack, unpack
from report.briefing import slides
from store.reads.about_briefing import OF_PLACE, OF_ROW, OF_UNIT
from tests.rows import card

Row = dict[str, Any]

PLAN = {
    "plan_id": "k", "number": "79/KH-UBND", "issued_on": date(2025, 10, 2), "issuer_unit_id": "a", "title": "Thực hiện Nghị quyết 57",
    "kind": "ke_hoach", "status": "hieu_luc", "effective_to": None, "note": None, "source": "s",
}  # fmt: skip
UNIT = {
    "unit_id": "a", "name": "Phường A", "short_name": "A", "kind": "phuong", "parent_id": "p", "code": None, "valid_from": None,
    "valid_to": None, "source": "s", "demonstration": False, "bound": True,
}  # fmt: skip


def facts(**changes: Any) -> Row:
    """A ward with one slow row, reported by one of two departments, no tasks, no indices."""
    row = card()
    found = {
        "form": 1,
        "plan": PLAN, "unit": UNIT, "period": "2026Q3", "before": None, "as_of": date(2026, 11, 21), "made_on": date(2026, 11, 21),
        "stands": {"ledger": 7, "catalogue": "c" * 64, "method": "1"}, "demonstration": False, "rows": [row], "past": [], "year_ago": [],
        "ways": {row["indicator_id"]: [{"period": "2025Q4", "value": row["base"]}, {"period": "2026Q3", "value": row["value"]}]},
        "below": [], "below_past": [], "reporters": [reporter("Phòng A", True), reporter("Phòng B", False)], "stages": [], "tasks": [],
        "beside": {"units": ["A"], "ranking": [], "rows": [], "columns": [], "cells": []},
        "tasks_below": [], "duties": [], "explanations": [], "cells": [cell()], "meeting_tasks": [], "indices": [], "above": None,
    }  # fmt: skip
    if unknown := set(changes) - set(found):
        raise KeyError(f"no such fact: {unknown}")
    return found | changes


def reporter(name: str, reported: bool) -> Row:
    return {"unit_id": name, "short_name": name, "reported": reported}


def cell(**changes: Any) -> Row:
    return {
        "indicator_id": "k/PL2/1", "role": "value", "sheet": "Số liệu", "cell": "G12", "file_name": "a.xlsx", "submission_id": "BC-00001",
        "reporter": "Phòng A", "reported_period": "2026Q3", "by_whom": "an", "at": datetime(2026, 10, 5, 8), "verified": True,
        "state": "da_duyet",
    } | changes  # fmt: skip


def task(number: int = 1, **changes: Any) -> Row:
    """A task of the plan, overdue for 20 days."""
    due = date(2026, 11, 1)
    return {
        "task_id": f"k/PL3/I.{number}", "plan_id": "k", "kind": "nhiem_vu", "section": "I", "row_no": str(number),
        "section_name": "Thể chế", "name": f"Nhiệm vụ {number}", "due_kind": "fixed", "due_on": due, "closes_on": due,
        "then_ongoing": False, "due_text": "01/11/2026", "output": None, "certain": True, "doubt": None, "source": "s",
        "position": number, "percent": None, "submission_id": None, "reported_state": None, "reported_done": None,
        "reported_period": None, "reported_quarter": None, "note": None, "sheet": None, "cell": None, "completed_on": None,
        "state": "qua_han", "counted": "qua_han", "overdue_days": 20, "issued_on": date(2025, 10, 2), "due_before_plan": False,
        "due_after_plan": False, "lead_ids": ["a/x"], "leads": ["Phòng A"], "helpers": [], "file_name": None, "by_whom": None,
        "at": None, "verified": None, "submission_state": None, "unit_id": "a",
    } | changes  # fmt: skip


def beside(units: list[str], rows: list[Row], **changes: Any) -> Row:
    """Units beside each other, the first in the first place, each with the same figure for every row but what `changes` says."""
    ranking = [
        {
            "unit_id": name, "name": name, "short_name": name, "place": place, "out_of": len(units), "well": 1, "slow": 0, "bad": 1,
            "judged": 2, "due": 2, "figures": 2, "rows": len(rows), "enough_figures": True, "enough_judged": True, "worse": 0, "better": 0,
            "same": 2, "new": 0, "lost": 0, "place_before": None, "out_of_before": None,
        }
        for place, name in enumerate(units, 1)
    ]  # fmt: skip
    placed = {"value_before": None, "period_before": None, "out_of": len(units), "middle": rows[0]["value"], "found_at": "Nguồn: ô G12"}
    columns = [*OF_UNIT, *OF_PLACE]
    cells = [row | placed | {"unit_id": name, "place": place} | changes for row in rows for place, name in enumerate(units, 1)]
    kinds = [{"value_kind": "ty_le"} | row for row in rows]
    return {
        "units": units, "ranking": ranking, "rows": [{name: row[name] for name in OF_ROW} for row in kinds], "columns": columns,
        "cells": [[cell[name] for name in columns] for cell in cells],
    }  # fmt: skip


def document(found: Row | None = None, kinds: list[str] | None = None, **more: Any) -> Row:
    """A briefing read back from what was kept, as everything that draws gets it."""
    found = found or facts()
    remarks = more.pop("remarks", None)
    return unpack(pack({"facts": found, "choice": slides.choice_for(found, kinds, remarks, **more)}))


def made(found: Row | None = None, kinds: list[str] | None = None, **more: Any) -> list[slides.Slide]:
    """The slides of a briefing."""
    whole = document(found, kinds, **more)
    return slides.slides(whole, code_of(pack(whole)), "http://localhost/ban-tin?ma=x")
