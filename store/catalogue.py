"""The catalogue: what the plans say, as text files in data/catalogue, checked and put into tables.

Every problem is found in one pass and names file, line and column. Nothing is repaired here: a doubtful cell of a plan stays in the
file with `certain` false and a sentence.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from domain.indicator import VOCABULARY
from domain.period import NotAPeriod, Period
from domain.wording import YES_NO
from store.home import CATALOGUE
from store.tables import Cursor, Row, insert_rows

SOURCE = re.compile(r"(?P<file>\d{3}_[0-9a-f]{16}\.txt):(?P<lines>\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)")
"""`001_7ac7d944c215c4c1.txt:487-488,490`: a document and its lines."""


@dataclass(frozen=True)
class Sheet:
    """One file of the catalogue: the table it fills, what may not be blank or repeated, what each column refers to."""

    table: str
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    refers: dict[str, str] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    numbered: bool = False


SHEETS: dict[str, Sheet] = {
    "units": Sheet("unit", ("unit_id",), ("name", "short_name", "kind"), {"parent_id": "units"}, ("valid_from", "valid_to")),
    "unit_lineage": Sheet(
        "unit_lineage",
        ("old_unit_id", "new_unit_id"),
        ("kind", "on_date"),
        {"old_unit_id": "units", "new_unit_id": "units"},
        ("on_date",),
    ),
    "plans": Sheet("plan", ("plan_id",), ("number", "issued_on", "title"), {"issuer_unit_id": "units"}, ("issued_on", "effective_to")),
    "plan_links": Sheet("plan_link", ("plan_id", "relation", "number"), (), {"plan_id": "plans"}, ("issued_on",)),
    "plan_units": Sheet("plan_unit", ("plan_id", "unit_id"), (), {"plan_id": "plans", "unit_id": "units"}, ("valid_from", "valid_to")),
    "measures": Sheet("measure", ("measure_id",), ("family", "name", "direction", "value_kind", "over_units", "over_time", "decimals")),
    "baselines": Sheet(
        "baseline", ("measure_id", "unit_id", "period"), ("source",), {"measure_id": "measures", "unit_id": "units"}, numbers=("value",)
    ),
    "indicators": Sheet(
        "indicator",
        ("indicator_id",),
        ("plan_id", "name", "measure_id", "stages", "source"),
        {"plan_id": "plans", "measure_id": "measures"},
        truths=("certain",),
        numbered=True,
    ),
    "targets": Sheet(
        "target",
        ("indicator_id", "unit_id", "stage", "valid_from"),
        ("op", "text", "source"),
        {"indicator_id": "indicators", "unit_id": "units"},
        ("due_on", "valid_from"),
        ("stage", "value", "upper"),
        ("certain",),
    ),
    "tasks": Sheet(
        "task",
        ("task_id",),
        ("plan_id", "kind", "name", "due_kind", "source"),
        {"plan_id": "plans"},
        ("due_on",),
        truths=("then_ongoing", "certain"),
        numbered=True,
    ),
    "assignments": Sheet("assignment", ("subject_id", "role", "unit_id"), (), {"unit_id": "units"}),
    "duties": Sheet("duty", ("duty_id",), ("plan_id", "frequency", "rule", "text", "source"), {"plan_id": "plans"}),
    "criteria": Sheet("criterion", ("plan_id", "audience", "row_no"), ("text", "source"), {"plan_id": "plans"}, numbers=("row_no",)),
    "phases": Sheet("phase", ("plan_id", "row_no"), ("name", "source"), {"plan_id": "plans"}, numbers=("from_year", "to_year")),
    "awards": Sheet("award", ("plan_id", "row_no"), ("name", "source"), {"plan_id": "plans"}, numbers=("row_no",)),
    "indices_named": Sheet("index_named", ("plan_id", "index_id", "unit_id"), ("source",), {"plan_id": "plans", "unit_id": "units"}),
    "index_figures": Sheet(
        "index_figure",
        ("index_id", "unit_id", "year", "version", "part", "source"),
        (),
        {"unit_id": "units"},
        numbers=("year", "score", "rank", "out_of"),
    ),
    "holidays": Sheet("holiday", ("day",), ("name", "kind", "source"), dates=("day",), truths=("certain",)),
    "index_parts": Sheet("index_part", ("index_id", "version", "part"), ("source",), numbers=("weight", "top"), numbered=True),
    "plan_gaps": Sheet("plan_gap", ("plan_id", "kind", "place"), ("text", "source"), {"plan_id": "plans"}),
}


class CatalogueWrong(Exception):
    """The catalogue cannot be used; carries every problem found."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("Danh mục có lỗi:\n" + "\n".join(problems))
        self.problems = problems


@cache
def read_catalogue(folder: Path) -> dict[str, list[Row]]:
    """Every file's rows, by file name, checked. Read once per process: the files are part of the program."""
    rows = {name: _read_rows(folder / f"{name}.csv") for name in SHEETS}
    problems = [problem for name in SHEETS for problem in _check(name, rows)]
    if problems:
        raise CatalogueWrong(problems)
    return rows


def load_catalogue(cursor: Cursor, folder: Path) -> None:
    """Fills the catalogue's tables from the files."""
    for name, rows in read_catalogue(folder).items():
        numbered = [row | {"position": place} for place, row in enumerate(rows, 1)] if SHEETS[name].numbered else rows
        insert_sheet(cursor, name, numbered)
    method = read_method(folder)
    insert_rows(cursor, "method", [{"key": key, "value": value} for key, value in method["thresholds"].items()])
    insert_rows(cursor, "setting", [{"key": "method_version", "value": method.get("version")}])


def insert_sheet(cursor: Cursor, name: str, rows: list[Row]) -> None:
    """Puts rows of one file of the catalogue into its table; what is answered with yes or no has that for its unit."""
    if name == "measures":
        rows = [row | {"unit_of_measure": YES_NO} if row["value_kind"] == "co_khong" else row for row in rows]
    insert_rows(cursor, SHEETS[name].table, rows)


def read_method(folder: Path) -> dict[str, Any]:
    with open(folder / "method.toml", "rb") as file:
        return tomllib.load(file)


@cache
def catalogue_hash(folder: Path) -> str:
    """One hash over all files: another catalogue makes another warehouse. Taken once per process, as the rows are read once."""
    whole = hashlib.sha256()
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.toml")]):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def source_lines(source: str) -> tuple[str, list[int]]:
    """The document and the line numbers a `source` names."""
    found = SOURCE.fullmatch(source)
    if not found:
        raise ValueError(source)
    lines: list[int] = []
    for part in found["lines"].split(","):
        first, _, last = part.partition("-")
        lines.extend(range(int(first), int(last or first) + 1))
    return found["file"], lines


@dataclass(frozen=True)
class SourceLine:
    """One line of a document's text; `named` where a source names it, else it stands beside one for context."""

    number: int
    text: str
    named: bool


def source_text(source: str, context: int = 2, folder: Path = CATALOGUE) -> list[SourceLine]:
    """The lines a `source` names with some around them; none where it names no document of the catalogue (a workbook's cell, say)."""
    if not SOURCE.fullmatch(source):
        return []
    file, named = source_lines(source)
    path = folder / "sources" / file
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8").split("\n")
    shown = sorted({number + step for number in named for step in range(-context, context + 1)} & set(range(1, len(text) + 1)))
    return [SourceLine(number, text[number - 1], number in named) for number in shown]


def _read_rows(path: Path) -> list[Row]:
    with open(path, encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def _check(name: str, rows: dict[str, list[Row]]) -> Iterator[str]:
    sheet = SHEETS[name]
    known = {other: {row[SHEETS[other].key[0]] for row in rows[other]} for other in set(sheet.refers.values())}
    repeated = Counter(tuple(row.get(column) or "" for column in sheet.key) for row in rows[name])
    for line, row in enumerate(rows[name], 2):
        for column, fault in _row_faults(name, sheet, row, known):
            yield f"{name}.csv, dòng {line}, cột {column}: {fault}"
        key = tuple(row.get(column) or "" for column in sheet.key)
        if repeated[key] > 1:
            yield f"{name}.csv, dòng {line}: khóa {'/'.join(key)} xuất hiện {repeated[key]} lần, mỗi khóa chỉ được một dòng."


def _row_faults(name: str, sheet: Sheet, row: Row, known: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    for column, entered in row.items():
        text = entered or ""
        if column is None or entered is None:
            yield str(column), "số ô của dòng không khớp với hàng tiêu đề."
            continue
        if not text:
            if column in sheet.required or column == sheet.key[0]:
                yield column, "không được để trống."
            continue
        if text != unicodedata.normalize("NFC", text):
            yield column, "chữ chưa ở dạng Unicode dựng sẵn (NFC)."
        words = VOCABULARY.get((name, column))
        if words and text not in words:
            yield column, f"«{text}» không thuộc: {', '.join(words)}."
        if column in sheet.refers and text not in known[sheet.refers[column]]:
            yield column, f"«{text}» không có trong {sheet.refers[column]}.csv."
        if column in sheet.dates and not _is_date(text):
            yield column, f"«{text}» không phải ngày dạng 2025-10-02."
        if column in sheet.numbers and not _is_number(text):
            yield column, f"«{text}» không phải con số dạng 62.5."
        if column in sheet.truths and text not in ("true", "false"):
            yield column, f"«{text}» phải là true hoặc false."
        if column == "period" and not _is_period(text):
            yield column, str(NotAPeriod(text))
    if row.get("certain") == "false" and not row.get("doubt"):
        yield "doubt", "ô chưa chắc chắn phải có câu nói rõ chỗ nghi ngờ."


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_period(text: str) -> bool:
    try:
        return bool(Period.parse(text))
    except NotAPeriod:
        return False
