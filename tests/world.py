"""Small worlds for the tests: a catalogue of a few rows, a home in a temporary folder, figures entered by hand.

Figures go into the ledger as the accepted rows of a workbook would; the way there is tested in test_submit.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from store import warehouse as warehouse_module
from store.catalogue import SHEETS
from store.home import CATALOGUE, Home
from store.tables import column_types
from store.warehouse import Warehouse

SCHEMA = (Path(warehouse_module.__file__).parent / "schema.sql").read_text(encoding="utf-8")


def columns_of(name: str) -> list[str]:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA)
        return [column for column in column_types(connection, SHEETS[name].table) if column not in ("position", "demonstration")]


def write_catalogue(folder: Path, rows: dict[str, list[dict]]) -> Path:
    """A catalogue folder holding these rows and no others; the method's thresholds are the real ones."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SHEETS:
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns_of(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    shutil.copy(CATALOGUE / "method.toml", folder)
    return folder


def measure(measure_id: str = "m", **changes: str) -> dict:
    return {
        "measure_id": measure_id,
        "family": measure_id,
        "name": f"Tỷ lệ {measure_id}",
        "unit_of_measure": "%",
        "direction": "tang",
        "value_kind": "ty_le",
        "over_units": "ty_so_cua_tong",
        "over_time": "cuoi_ky",
        "decimals": "2",
    } | changes


def indicator(indicator_id: str, measure_id: str, stages: str = "2025 2030", plan_id: str = "k") -> dict:
    return {
        "indicator_id": indicator_id,
        "plan_id": plan_id,
        "name": indicator_id,
        "measure_id": measure_id,
        "stages": stages,
        "certain": "true",
        "source": "000_0000000000000000.txt:1",
    }


def target(indicator_id: str, stage: int, op: str, value: object = None, upper: object = None, **changes: str) -> dict:
    return {
        "indicator_id": indicator_id,
        "stage": str(stage),
        "op": op,
        "value": "" if value is None else str(value),
        "upper": "" if upper is None else str(upper),
        "text": f"{op} {value}",
        "certain": "true",
        "source": "000_0000000000000000.txt:1",
    } | changes


def unit(unit_id: str, kind: str = "phuong", parent_id: str = "", **changes: str) -> dict:
    return {"unit_id": unit_id, "name": unit_id, "short_name": unit_id, "kind": kind, "parent_id": parent_id} | changes


PLAN = {"plan_id": "k", "number": "79/KH-UBND", "issued_on": "2025-10-02", "title": "Kế hoạch thử"}


@dataclass
class World:
    """A home over a catalogue of its own."""

    home: Home
    catalogue: Path
    approved: set[str] = field(default_factory=set)

    def open(self) -> Warehouse:
        return Warehouse.own(self.home, catalogue=self.catalogue)

    def report(
        self,
        unit_id: str,
        period: str,
        figures: dict[str, object],
        *,
        approve: bool = True,
        plan_id: str = "k",
        tasks: list[dict] | None = None,
        estimate: bool = False,
    ) -> str:
        """Enters figures: a number, a (numerator, denominator) pair, or None for "không áp dụng"."""
        ledger = Warehouse.own(self.home, catalogue=self.catalogue).ledger
        submission_id = f"BC-{ledger.last_number() + 1:05d}"
        values = [
            _value_row(unit_id, measure_id, given, f"G{place}", estimate) for place, (measure_id, given) in enumerate(figures.items(), 6)
        ]
        data = {
            "submission_id": submission_id,
            "plan_id": plan_id,
            "unit_id": unit_id,
            "period": period,
            "file_name": f"{unit_id}-{period}.xlsx",
            "sha256": submission_id,
            "verified": False,
            "values": values,
            "tasks": [row | {"unit_id": unit_id, "sheet": "Nhiệm vụ", "cell": "D6"} for row in tasks or []],
        }
        ledger.append("submission", data, by="an")
        if approve:
            ledger.append("approval", {"submission_id": submission_id}, by="binh")
        return submission_id

    def act(self, kind: str, data: dict) -> None:
        self.open().ledger.append(kind, data, by="binh")

    def enter_all(self, acts: list[tuple[str, dict]]) -> None:
        self.open().ledger.append_all(acts, by="an")

    def rows(self, query: str, *values: object) -> list[dict]:
        warehouse = self.open()
        with warehouse.cursor() as cursor:
            found = cursor.execute(query, list(values))
            names = [column[0] for column in found.description]
            rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        warehouse.close()
        return rows

    def card(self, unit_id: str, indicator_id: str, period: str) -> dict:
        [row] = self.rows("FROM scorecard WHERE unit_id = ? AND indicator_id = ? AND period = ?", unit_id, indicator_id, period)
        return row


def _value_row(unit_id: str, measure_id: str, given: object, cell: str, estimate: bool) -> dict:
    value, numerator, denominator = given, None, None
    if isinstance(given, tuple):
        value, numerator, denominator = given if len(given) == 3 else (round(100 * given[0] / given[1], 2), *given)
    return {
        "unit_id": unit_id,
        "measure_id": measure_id,
        "value": None if value is None else str(value),
        "numerator": None if numerator is None else str(numerator),
        "denominator": None if denominator is None else str(denominator),
        "estimate": estimate,
        "note": None,
        "evidence": None,
        "sheet": "Số liệu",
        "cell": cell,
        "not_applicable": value is None,
    }
