"""The workload as people would have entered it: a home whose ledger holds a plan and one approved workbook a province and quarter.

The rows are those an accepted wide workbook leaves in the ledger (etl/submit.py); only the Excel files themselves are left out. From there
on everything is the program's own: its warehouse applies the entries and computes the scorecard, as on any other day.

`python -m bench.entered FOLDER SIZE` makes facts and home, or finds them made, and prints what that took as one line of JSON.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from bench.workload import SIZES, STAGES, Size, make, quarter
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse

PLAN, NUMBER = "kh-thu", "57/KH-THU"
_SOURCE = "000_0000000000000000.txt:1"
_AT = datetime(2026, 10, 15, 8, tzinfo=UTC)
_TASKS, _FIRST_DUE = 12, 2025

Act = tuple[str, dict[str, Any]]


def prepare(folder: Path, size: Size) -> dict[str, float]:
    """Seconds and megabytes it took to make a folder, whenever that was; a warehouse of another program is made again."""
    noted = folder / "do.json"
    told: dict[str, float] = json.loads(noted.read_text()) if noted.exists() else {}
    home = Home(folder / "home")
    if not told:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        began = time.perf_counter()
        make(folder / "facts.duckdb", size)
        enter(folder / "facts.duckdb", home, size)
        told = {"entered": time.perf_counter() - began}
    began, stood = time.perf_counter(), _written(home)
    warehouse = Warehouse.open(home)
    warehouse.catch_up()
    warehouse.close()
    if _written(home) != stood:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        told |= {"built": time.perf_counter() - began, "peak": peak, "file": home.warehouse.stat().st_size / 1e6}
    noted.write_text(json.dumps(told))
    return told


def _written(home: Home) -> int:
    return home.warehouse.stat().st_mtime_ns if home.warehouse.exists() else 0


def enter(facts: Path, home: Home, size: Size) -> None:
    """Writes the entries of a workload into an empty home."""
    ledger = Ledger(home.ledger)
    with duckdb.connect(str(facts), read_only=True) as connection:
        ledger.append_all([("start", {"demonstration": True}), ("catalogue_rows", {"rows": _catalogue(connection, size)})], by="an", at=_AT)
        for place in range(size.quarters):
            acts = list(_quarter(connection, place, ledger.last_number() + 1))
            ledger.append_all(acts, by="an", at=_AT)


# -- the plan ----------------------------------------------------------------------------------------------------------------


def _catalogue(connection: duckdb.DuckDBPyConnection, size: Size) -> dict[str, list[dict[str, Any]]]:
    units = connection.execute("SELECT code, name, parent_code, level FROM units ORDER BY place").fetchall()
    rows = connection.execute("SELECT code, name, grp, uom, direction, place FROM indicators ORDER BY place").fetchall()
    goals = connection.execute("SELECT indicator_code, stage, target FROM targets").fetchall()
    directions = {code: direction for code, _, _, _, direction, _ in rows}
    plan = {"plan_id": PLAN, "number": NUMBER, "issued_on": "2025-01-02", "title": "Kế hoạch thử", "kind": "ke_hoach", "status": "hieu_luc"}
    bound = [code for code, _, _, level in units if level == 2 or size.provinces_report]
    return {
        "plans": [plan],
        "units": [_unit(*unit) for unit in units],
        "plan_units": [{"plan_id": PLAN, "unit_id": code} for code in bound],
        "measures": [_measure(code, name, uom, direction) for code, name, _, uom, direction, _ in rows],
        "indicators": [_indicator(code, name, group, place) for code, name, group, _, _, place in rows],
        "targets": [_target(code, stage, goal, directions[code]) for code, stage, goal in goals],
        "tasks": [_task(place) for place in range(1, _TASKS + 1)],
    }


def _unit(code: str, name: str, parent: str | None, level: int) -> dict[str, Any]:
    return {"unit_id": code, "name": name, "short_name": name, "kind": "tinh" if level == 1 else "xa", "parent_id": parent}


def _measure(code: str, name: str, uom: str, direction: str) -> dict[str, Any]:
    rate = uom == "%"
    return {
        "measure_id": code,
        "family": code,
        "name": name,
        "unit_of_measure": uom,
        "direction": direction,
        "value_kind": "ty_le" if rate else "so_luong",
        "over_units": "trung_binh" if rate else "tong",
        "over_time": "cuoi_ky",
        "decimals": 2,
    }


def _indicator(code: str, name: str, group: str, place: int) -> dict[str, Any]:
    said = {"indicator_id": _row(code), "plan_id": PLAN, "appendix": "2", "row_no": str(place), "group_name": group, "name": name}
    return said | {"measure_id": code, "stages": " ".join(map(str, STAGES)), "certain": True, "source": _SOURCE, "position": 1000 + place}


def _row(code: str) -> str:
    return f"{PLAN}/PL2/{int(code[2:])}"


def _target(code: str, stage: int, goal: Any, direction: str) -> dict[str, Any]:
    op, sign = ("<=", "≤") if direction == "giam" else (">=", "≥")
    said = {"indicator_id": _row(code), "stage": stage, "op": op, "value": str(goal), "text": f"{sign} {goal}".replace(".", ",")}
    return said | {"certain": True, "source": _SOURCE}


def _task(place: int) -> dict[str, Any]:
    said = {"task_id": f"{PLAN}/PL3/I.{place}", "plan_id": PLAN, "kind": "nhiem_vu", "section": "I", "row_no": str(place)}
    due = date(_FIRST_DUE + place, 6, 30).isoformat()
    return said | {
        "name": f"Nhiệm vụ thử {place:02d}",
        "due_kind": "fixed",
        "due_on": due,
        "certain": True,
        "source": _SOURCE,
        "position": 1000 + place,
    }


# -- what was reported ----------------------------------------------------------------------------------------------------------


def _quarter(connection: duckdb.DuckDBPyConnection, place: int, number: int) -> Iterator[Act]:
    """The reports of a quarter, one of each province, and their approvals."""
    period = quarter(place)
    found = connection.execute(
        "SELECT coalesce(u.parent_code, u.code) AS province, list(v.unit_code ORDER BY u.place, i.place), "
        "list(v.indicator_code ORDER BY u.place, i.place), list(v.value::VARCHAR ORDER BY u.place, i.place) "
        "FROM values_ AS v JOIN units AS u ON u.code = v.unit_code JOIN indicators AS i ON i.code = v.indicator_code "
        "WHERE v.period = make_date(?, ?, 1) GROUP BY province ORDER BY province",
        [int(period[:4]), (int(period[5]) - 1) * 3 + 1],
    ).fetchall()
    reports = [_report(f"BC-{number + turn:05d}", period, *report) for turn, report in enumerate(found)]
    yield from (("submission", report) for report in reports)
    yield from (("approval", {"submission_id": report["submission_id"]}) for report in reports)


def _report(submission_id: str, period: str, province: str, units: list[str], measures: list[str], values: list[str]) -> dict[str, Any]:
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    return {
        "submission_id": submission_id,
        "plan_id": PLAN,
        "unit_id": province,
        "period": period,
        "file_name": f"{province}-{period}.xlsx",
        "sha256": submission_id,
        "verified": False,
        "tasks": [],
        "values": [
            {
                "unit_id": unit,
                "measure_id": measure,
                "value": value,
                "estimate": False,
                "not_applicable": False,
                "sheet": "Số liệu",
                "cell": f"{_letter(columns.setdefault(measure, len(columns) + 3))}{rows.setdefault(unit, len(rows) + 6)}",
            }
            for unit, measure, value in zip(units, measures, values, strict=True)
        ],
    }


def _letter(column: int) -> str:
    """3 -> C, 28 -> AB."""
    before, place = divmod(column - 1, 26)
    return (_letter(before) if before else "") + chr(65 + place)


if __name__ == "__main__":
    print(json.dumps(prepare(Path(sys.argv[1]), SIZES[sys.argv[2]])))
