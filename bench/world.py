"""An invented province for the measurements: 114 communes, 40 measures, a plan, and a long workbook of another make with figures of them.

`python -m bench.world FOLDER ROWS` writes the catalogue, a home that remembers how the workbook is read, `sach.xlsx` without a fault,
`loi.xlsx` with 50 planted ones and `loi.json`, which says where. The same rows on every machine: noise is integer arithmetic.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from etl.books.grid import Grid
from etl.match import Match, measure_names, shape_of, unit_names
from store.catalogue import SHEETS
from store.home import CATALOGUE, Home
from store.warehouse import Warehouse

UNITS, MEASURES, WITH_PARTS, RATES, PLANTED = 114, 40, 10, 24, 50
PLAN, PROVINCE, SHEET = "thu-1", "p01", "SoLieu"
HEADINGS = ["Mã đơn vị", "Tên đơn vị", "Mã chỉ tiêu", "Tên chỉ tiêu", "Kỳ báo cáo", "Giá trị", "Tử số", "Mẫu số", "Ghi chú"]
_COLUMNS = {"unit": 1, "code": 3, "title": 4, "period": 5, "value": 6, "numerator": 7, "denominator": 8, "note": 9}
_VALUE, _TITLE = "F", "D"

Line = list[Any]


class Raw(str):
    """A cell given as XML: attributes, a stroke, and what stands inside."""


def _noise(*numbers: int) -> int:
    mixed = 1
    for number in numbers:
        mixed = (mixed * 48271 + number * 40503 + 11) % 2147483647 * 69621 % 2147483647
    return mixed


# -- the catalogue ---------------------------------------------------------------------------------------------------------


def _unit(number: int) -> dict[str, Any]:
    name = ("An", "Bình", "Đông", "Hòa", "Long", "Mỹ", "Phú", "Tân", "Thịnh", "Vĩnh")[number % 10]
    said = {"unit_id": f"c{number:05d}", "name": f"Xã {name} {number:03d}", "short_name": f"{name} {number:03d}"}
    return said | {"kind": "xa", "parent_id": PROVINCE}


def _measure(number: int) -> dict[str, Any]:
    rate = number <= RATES
    name = "Tỷ lệ hồ sơ được xử lý trực tuyến đúng hạn" if rate else "Số lượt người dân được hướng dẫn kỹ năng số"
    return {
        "measure_id": f"ct{number:02d}",
        "family": f"ct{number:02d}",
        "name": f"{name}, lĩnh vực {number:02d}",
        "unit_of_measure": "%" if rate else "lượt",
        "direction": "tang",
        "value_kind": "ty_le" if rate else "so_luong",
        "over_units": "ty_so_cua_tong" if rate else "tong",
        "over_time": "cuoi_ky",
        "decimals": "2" if rate else "0",
    }


def _rows() -> dict[str, list[dict[str, Any]]]:
    units = [_unit(number) for number in range(1, UNITS + 1)]
    measures = [_measure(number) for number in range(1, MEASURES + 1)]
    source = "000_0000000000000000.txt:1"
    above = {"unit_id": PROVINCE, "name": "Tỉnh Thử Nghiệm", "short_name": "Thử Nghiệm", "kind": "tinh"}
    rows = [{"indicator_id": f"{PLAN}/PL1/{place}", "plan_id": PLAN, "appendix": "1", "row_no": str(place), "name": measure["name"],
             "measure_id": measure["measure_id"], "stages": "2030", "certain": "true", "source": source}
            for place, measure in enumerate(measures, 1)]  # fmt: skip
    goals = [{"indicator_id": row["indicator_id"], "stage": "2030", "op": ">=", "value": "90" if place <= RATES else "9000",
              "text": "mục tiêu", "certain": "true", "source": source} for place, row in enumerate(rows, 1)]  # fmt: skip
    plan = {"plan_id": PLAN, "number": "1/KH-UBND", "issued_on": "2025-01-02", "title": "Kế hoạch thử", "issuer_unit_id": PROVINCE}
    bound = [{"plan_id": PLAN, "unit_id": unit["unit_id"]} for unit in units]
    return {
        "units": [above, *units],
        "plans": [plan],
        "plan_units": bound,
        "measures": measures,
        "indicators": rows,
        "targets": goals,
    }


def _write_catalogue(folder: Path) -> dict[str, list[dict[str, Any]]]:
    rows = _rows()
    folder.mkdir(parents=True)
    for name in SHEETS:
        with open(CATALOGUE / f"{name}.csv", encoding="utf-8", newline="") as real:
            columns = next(csv.reader(real))
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    shutil.copy(CATALOGUE / "method.toml", folder)
    return rows


# -- the workbook ----------------------------------------------------------------------------------------------------------


def make_lines(count: int) -> list[Line]:
    """Unit by unit, measure by measure, quarter by quarter, as somebody's system exports them."""
    quarters = -(-count // (UNITS * MEASURES))
    places = ((unit, measure, quarter) for unit in range(1, UNITS + 1) for measure in range(1, MEASURES + 1) for quarter in range(quarters))
    units = {number: _unit(number) for number in range(1, UNITS + 1)}
    measures = {number: _measure(number) for number in range(1, MEASURES + 1)}
    made = []
    for _, (unit, measure, quarter) in zip(range(count), places, strict=False):
        said = [units[unit]["unit_id"].upper(), units[unit]["name"], measures[measure]["measure_id"].upper(), measures[measure]["name"]]
        made.append([*said, f"{2025 + quarter // 4}-Q{quarter % 4 + 1}", *_figure(unit, measure, quarter)])
    return made


def _figure(unit: int, measure: int, quarter: int) -> Line:
    """Value, numerator, denominator, note."""
    noise = _noise(unit, measure, quarter)
    note = "Số liệu theo báo cáo nhanh của đơn vị" if noise % 50 == 0 else None
    if measure > RATES:
        return [1000 + noise % 9000, None, None, note]
    if measure > WITH_PARTS:
        return [(2000 + noise % 7900) / 100, None, None, note]
    whole = 200 + noise % 4000
    part = whole * (20 + noise % 79) // 100
    return [round(100 * part / whole + 1e-9, 2), part, whole, note]


@dataclass(frozen=True)
class Plant:
    """A fault to put into a row: the kind our check calls it, the column of the cell, what goes wrong there."""

    kind: str
    letter: str
    place: int
    entered: Any
    only_rates: bool = False


PLANTS = (
    Plant("question", _VALUE, 5, "chừng năm chục"),
    Plant("unit_not_in_report", _VALUE, 0, "X99999"),
    Plant("row_not_matched", _VALUE, 3, "Một chỉ tiêu không có trong kế hoạch"),
    Plant("row_twice", _TITLE, 4, None),
    Plant("negative", _VALUE, 5, -12.5),
    Plant("cell_error", _VALUE, 5, Raw('t="e"|<f>1/0</f><v>#DIV/0!</v>')),
    Plant("formula_without_value", _VALUE, 5, Raw("|<f>A1*2</f>")),
    Plant("question", _VALUE, 5, 0.6, only_rates=True),
)


def plant(lines: list[Line]) -> list[tuple[str, str]]:
    """Spreads the faults over the rows; returns the kind and the cell of each. A repeated key repeats that of the row above."""
    planted, last = [], 0
    for number in range(PLANTED):
        fault, first = PLANTS[number % len(PLANTS)], number * len(lines) // (PLANTED + 10)
        last = at = next(row for row in range(max(first, last + 2), len(lines)) if _fits(lines[row], fault))
        if fault.kind == "row_twice":
            lines[at][:5] = lines[at - 1][:5]
        else:
            lines[at][fault.place] = fault.entered
        planted.append((fault.kind, f"{fault.letter}{at + 2}"))
    return planted


def _fits(line: Line, fault: Plant) -> bool:
    """A row of a value and nothing else."""
    measure = int(line[2][2:])
    return line[6] is None and line[8] is None and (measure <= RATES or not fault.only_rates)


_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SPACE}" xmlns:r="{_LINKS}"><sheets><sheet name="{SHEET}" sheetId="1" r:id="rId1"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINKS}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_SPACE}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="10" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


def write_book(path: Path, lines: Iterable[Line]) -> None:
    """An .xlsx of one sheet, row by row."""
    texts: dict[str, int] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in _PARTS.items():
            package.writestr(_part(name), _HEAD + body)
        with package.open(_part("xl/worksheets/sheet1.xml"), "w") as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_SPACE}"><sheetData>'.encode())
            for number, line in enumerate(lines, 1):
                part.write(f'<row r="{number}">{"".join(_cells(number, line, texts))}</row>'.encode())
            part.write(b"</sheetData></worksheet>")
        said = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
        package.writestr(_part("xl/sharedStrings.xml"), f'{_HEAD}<sst xmlns="{_SPACE}" uniqueCount="{len(texts)}">{said}</sst>')


def _part(name: str) -> zipfile.ZipInfo:
    """A part without the clock's time, so that the same rows make the same file."""
    part = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _cells(number: int, line: Line, texts: dict[str, int]) -> Iterator[str]:
    for letter, value in zip("ABCDEFGHI", line, strict=True):
        if isinstance(value, Raw):
            attributes, inside = value.split("|", 1)
            yield f'<c r="{letter}{number}" {attributes}>{inside}</c>'
        elif isinstance(value, str):
            yield f'<c r="{letter}{number}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        elif value is not None:
            yield f'<c r="{letter}{number}"><v>{value!r}</v></c>'


# -- all of it -------------------------------------------------------------------------------------------------------------


def make(folder: Path, count: int) -> None:
    rows = _write_catalogue(folder / "catalogue")
    _remember(folder, rows)
    lines = make_lines(count)
    write_book(folder / "sach.xlsx", [HEADINGS, *lines])
    planted = plant(lines)
    write_book(folder / "loi.xlsx", [HEADINGS, *lines])
    (folder / "loi.json").write_text(json.dumps(planted), encoding="utf-8")


def _remember(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """A home in which somebody matched the workbook's columns once."""
    measures, units = measure_names(rows["indicators"], rows["measures"]), unit_names(rows["units"])
    shape = shape_of(Grid(SHEET, [HEADINGS]), 1, 1)
    match = Match(SHEET, 1, 1, "long", PLAN, PROVINCE, _COLUMNS, measures, units, shape)
    warehouse = Warehouse.open(Home(folder / "home"), catalogue=folder / "catalogue")
    warehouse.ledger.append("column_match", match.as_entry(), by="an")
    warehouse.catch_up()
    warehouse.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
