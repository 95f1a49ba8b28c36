"""The worked examples of the method: a tiny catalogue and a few figures, judged by the real scorecard in a warehouse of their own.

Nothing of it touches the installation: home and catalogue are a temporary folder, the warehouse is in memory, the thresholds are those of
the real catalogue. What the examples are is data (data/catalogue/examples/examples.toml); how they are told is report/method.py's business.
"""

from __future__ import annotations

import csv
import shutil
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.numbers import round_half_up
from domain.period import Period
from domain.wording import describe_target
from store.catalogue import SHEETS
from store.home import CATALOGUE, Home
from store.reads import about_standing
from store.tables import Cursor, Row
from store.warehouse import Warehouse

FILE = CATALOGUE / "examples" / "examples.toml"
WARD, ABOVE = "phuong", "cap-tren"
WORDS = "Từng bước nâng cao"


@dataclass(frozen=True)
class Worked:
    """One example: what was given (`told`), how the scorecard judged it, and the values it saw quarter by quarter."""

    key: str
    title: str
    teaches: str
    told: dict[str, Any]
    card: Row
    series: list[Row]


def judged(file: Path = FILE) -> list[Worked]:
    """Every example, judged. Takes about a second; the answer never changes while the program runs."""
    told = tomllib.loads(file.read_text(encoding="utf-8"))["example"]
    with TemporaryDirectory() as folder:
        _write_catalogue(Path(folder) / "catalogue", told)
        warehouse = Warehouse.own(Home(Path(folder) / "home"), catalogue=Path(folder) / "catalogue")
        warehouse.ledger.append_all(_acts(told), by="thi-du")
        with warehouse.cursor() as cursor:
            found = [_judge(cursor, example) for example in told]
        warehouse.close()
    return found


def _judge(cursor: Cursor, example: dict[str, Any]) -> Worked:
    plan, unit, at = f"vd-{example['key']}", _shown_unit(example), Period.parse(example["at"])
    [card] = about_standing.scorecard(cursor, plan, unit, at)
    series = about_standing.series(cursor, unit, card["indicator_id"], at)
    return Worked(example["key"], example["title"], example["teaches"], example, card, series)


def _shown_unit(example: dict[str, Any]) -> str:
    return f"{ABOVE}-{example['key']}" if "wards" in example else WARD


def _units(example: dict[str, Any]) -> dict[str, str]:
    """The units an example binds, by id, with their names."""
    if "wards" not in example:
        return {WARD: "Phường thí dụ"}
    return {f"{WARD}-{example['key']}-{place}": name for place, name in enumerate(example["wards"], 1)}


# -- the catalogue -------------------------------------------------------------------------------------------------------


def _write_catalogue(folder: Path, told: list[dict[str, Any]]) -> None:
    """Files as the real catalogue has them, with these rows and no others."""
    folder.mkdir(parents=True)
    shutil.copy(CATALOGUE / "method.toml", folder)
    rows: dict[str, list[Row]] = {"units": [_unit(WARD, "Phường thí dụ")]}
    for example in told:
        for name, more in _rows(example).items():
            rows.setdefault(name, []).extend(more)
    for name, sheet in SHEETS.items():
        columns = list(rows[name][0]) if rows.get(name) else list(sheet.key)
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows.get(name, []))


def _rows(example: dict[str, Any]) -> dict[str, list[Row]]:
    """One example as a plan of its own with one row."""
    plan, measure = f"vd-{example['key']}", f"do-{example['key']}"
    above = [_unit(_shown_unit(example), "Cấp trên thí dụ", kind="thanh_pho")] if "wards" in example else []
    wards = [_unit(unit, name, parent=_shown_unit(example)) for unit, name in _units(example).items()] if above else []
    return {
        "units": above + wards,
        "plans": [{"plan_id": plan, "number": "Thí dụ", "issued_on": "2025-01-02", "title": example["title"]}],
        "plan_units": [{"plan_id": plan, "unit_id": unit} for unit in _units(example)],
        "measures": [_measure(measure, example)],
        "indicators": [_indicator(plan, measure, example)],
        "targets": [_target(f"{plan}/PL1/1", stage, *given, unit=_of(example)) for stage, given in example["targets"].items() if given],
    }


def _of(example: dict[str, Any]) -> str:
    return str(example.get("unit", "%"))


def _unit(unit_id: str, name: str, *, kind: str = "phuong", parent: str = "") -> Row:
    return {"unit_id": unit_id, "name": name, "short_name": name, "kind": kind, "parent_id": parent}


def _measure(measure: str, example: dict[str, Any]) -> Row:
    return {
        "measure_id": measure,
        "family": measure,
        "name": example["title"],
        "unit_of_measure": _of(example),
        "direction": example.get("direction", "tang"),
        "value_kind": "ty_le" if _of(example) == "%" else "so_luong",
        "over_units": "ty_so_cua_tong",
        "over_time": example.get("over_time", "cuoi_ky"),
        "decimals": example.get("decimals", 2),
    }


def _indicator(plan: str, measure: str, example: dict[str, Any]) -> Row:
    return {
        "indicator_id": f"{plan}/PL1/1",
        "plan_id": plan,
        "appendix": "1",
        "row_no": "1",
        "name": example["title"],
        "measure_id": measure,
        "stages": " ".join(example["targets"]),
        "certain": "true",
        "source": "thí dụ",
    }


def _target(indicator: str, stage: str, op: str, value: str = "", upper: str = "", *, unit: str) -> Row:
    low, high = (Decimal(figure) if figure else None for figure in (value, upper))
    return {
        "indicator_id": indicator,
        "stage": stage,
        "op": op,
        "value": value,
        "upper": upper,
        "text": WORDS if op == "words" else describe_target(op, low, high, "", unit),
        "certain": "true",
        "source": "thí dụ",
    }


# -- the figures ---------------------------------------------------------------------------------------------------------


def _acts(told: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """All figures of a unit and quarter as one approved report, in the order of the quarters; and the last quarter opened."""
    reports: dict[tuple[str, str], list[Row]] = {}
    for example in told:
        for unit, period, figure in _figures(example):
            reports.setdefault((period, unit), []).append(figure)
    acts: list[tuple[str, dict[str, Any]]] = []
    for number, (period, unit) in enumerate(sorted(reports, key=lambda key: Period.parse(key[0]).index), 1):
        head = {"submission_id": f"TD-{number}", "plan_id": "vd", "unit_id": unit, "period": period, "file_name": "thí dụ"}
        acts.append(("submission", head | {"sha256": "", "verified": False, "tasks": [], "values": reports[period, unit]}))
        acts.append(("approval", {"submission_id": f"TD-{number}"}))
    return [*acts, ("period", {"period": max((example["at"] for example in told), key=lambda at: Period.parse(at).index)})]


def _figures(example: dict[str, Any]) -> list[tuple[str, str, Row]]:
    """The figures of an example: of which unit and period, and the row a workbook would have brought."""
    if "wards" in example:
        parts = zip(_units(example), example["wards"].values(), strict=True)
        return [(unit, example["at"], _figure(example, unit, _rate(*given), given)) for unit, given in parts if given]
    return [(WARD, period, _figure(example, WARD, value, [None, None])) for period, value in example["figures"].items()]


def _rate(numerator: str, denominator: str) -> str:
    return str(round_half_up(100 * Decimal(numerator) / Decimal(denominator), 2))


def _figure(example: dict[str, Any], unit: str, value: str, parts: list[Any]) -> Row:
    return {
        "unit_id": unit,
        "measure_id": f"do-{example['key']}",
        "value": value,
        "numerator": parts[0],
        "denominator": parts[1],
        "estimate": False,
        "sheet": "thí dụ",
        "cell": "A1",
        "not_applicable": False,
    }
