"""A stranger's workbook matched to our measures: which sheet, which heading rows, which column is what, which row is which indicator.

Guesses are suggestions for a person, made on folded names; only what a person confirmed is used to read figures. A confirmed match is
remembered for workbooks of the same shape (the same headings), whatever their rows hold. How figures are judged is checks.py's business.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from functools import cache, partial
from typing import Literal, TypeVar

from domain.names import clean, fold
from domain.period import Period
from etl.books.grid import Grid
from etl.problems import NotOurWorkbook
from etl.read import MAX_HEADER_ROWS, NO_UNIT, UNMATCHED, Filled, Line, is_total
from store import reads
from store.tables import Cursor, Row

Meant = TypeVar("Meant")
Layout = Literal["rows", "long", "wide"]
Likeness = Literal["same", "near", "none"]
LAYOUTS: dict[Layout, str] = {
    "rows": "Mỗi hàng một chỉ tiêu, cả tệp của một đơn vị",
    "long": "Mỗi hàng một chỉ tiêu của một đơn vị, có cột đơn vị",
    "wide": "Mỗi hàng một đơn vị, mỗi cột một chỉ tiêu",
}
ROLES: dict[str, str] = {
    "title": "Chỉ tiêu",
    "code": "Mã chỉ tiêu",
    "unit": "Đơn vị",
    "period": "Kỳ báo cáo",
    "value": "Kỳ này",
    "numerator": "Tử số",
    "denominator": "Mẫu số",
    "estimate": "Ước",
    "note": "Ghi chú",
    "evidence": "Minh chứng",
}
_HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("ma chi tieu", "ma so", "ma"),
    "title": ("ten chi tieu", "chi tieu", "noi dung chi tieu", "noi dung", "danh muc"),
    "unit": ("ma don vi", "ten don vi", "don vi bao cao", "dia phuong", "xa, phuong", "xa phuong", "phuong, xa", "don vi", "co quan"),
    "period": ("ky bao cao", "thoi ky", "quy bao cao"),
    "value": ("ky nay", "gia tri", "ket qua thuc hien", "ket qua", "thuc hien", "so lieu", "dat duoc", "so bao cao"),
    "numerator": ("tu so",),
    "denominator": ("mau so",),
    "estimate": ("uoc", "so uoc"),
    "note": ("ghi chu", "giai trinh"),
    "evidence": ("minh chung", "tai lieu kiem chung"),
}
_ENTERED = ("value", "numerator", "denominator")
_FILLED_IN = (*_ENTERED, "estimate", "note", "evidence")
_COLUMN_NUMBER = re.compile(r"\(?(?:[a-z]|\d{1,2})\)?(?: ?= ?[\d+\-*/:() ]+)?")
_VARIES = re.compile(r"\b(?:\d+|iv|i{1,3})\b")
_LIKELY, _APART = 0.55, 0.04
"""How near a name must be to be proposed, and by how much nearer than the next one."""
_WIDEST_HEADING = 500
IGNORED = ""
"""Stands for the measure or unit of a text that a person said is none."""


@dataclass(frozen=True)
class Match:
    """What a person confirmed about workbooks of one shape."""

    sheet: str
    first_row: int
    last_row: int
    layout: Layout
    plan_id: str
    unit_id: str
    columns: dict[str, int]
    """By role, the column; for the wide layout only `unit` and `period`."""
    measures: dict[str, str] = field(default_factory=dict)
    """By folded row text (or heading, in the wide layout), the measure; `IGNORED` for rows that are no indicator."""
    units: dict[str, str] = field(default_factory=dict)
    shape: str = ""

    @property
    def heads(self) -> int:
        return self.last_row - self.first_row + 1

    def as_entry(self) -> Row:
        return asdict(self)


class NeedsMatch(NotOurWorkbook):
    """A stranger's workbook no remembered match fits; a person can match it on the screen."""

    def __init__(self, grids: list[Grid]) -> None:
        super().__init__(
            "Tệp này không phải biểu mẫu của Tiến độ 57 (không có trang nhận dạng) và chưa được ghép cột. Tải biểu mẫu rồi chép số liệu "
            "sang, hoặc mở trang «Nộp báo cáo» trên trình duyệt để ghép các cột của tệp với chỉ tiêu; lần sau tệp cùng dạng được nhận ngay."
        )
        self.grids = grids


# -- the shape -------------------------------------------------------------------------------------------------------------


def headings(grid: Grid, first: int, last: int) -> dict[int, str]:
    """Each column's heading over all heading rows; a merged heading stands over every column it covers."""
    texts: dict[int, list[str]] = {}
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in grid.merged:
        if top >= first and bottom <= last and right - left < _WIDEST_HEADING:
            places = ((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
            covered |= dict.fromkeys(places, (top, left))
    width = max((len(row) for row in grid.values[first - 1 : last]), default=0)
    for column in range(1, width + 1):
        for row in range(first, last + 1):
            top, left = covered.get((row, column), (row, column))
            text = clean(str(grid.value(top, left) or ""))
            if text and text not in texts.setdefault(column, []) and not _is_column_number(text):
                texts[column].append(text)
    return {column: " / ".join(parts) for column, parts in texts.items() if parts}


def shape_of(grid: Grid, first: int, last: int) -> str:
    """A key for workbooks with the same headings in the same columns; quarters and years in them may change."""
    said = [f"{column}:{_VARIES.sub('#', fold(text))}" for column, text in headings(grid, first, last).items()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:24] if len(said) > 1 else ""


def find_match(grids: list[Grid], remembered: list[Match]) -> tuple[Match, Grid] | None:
    """The remembered match whose headings a visible sheet has, wherever they stand; the newest one wins."""
    for match in remembered:
        for grid in sorted((one for one in grids if not one.hidden), key=lambda one: clean(one.name) != match.sheet):
            for first in range(1, min(MAX_HEADER_ROWS, grid.height) + 1):
                if any(grid.values[first - 1]) and shape_of(grid, first, first + match.heads - 1) == match.shape:
                    return Match(**(match.as_entry() | {"first_row": first, "last_row": first + match.heads - 1})), grid
    return None


def remembered_matches(cursor: Cursor) -> list[Match]:
    return [Match(**row) for row in reads.column_matches(cursor)]


# -- suggestions -----------------------------------------------------------------------------------------------------------


def suggest_sheet(grids: list[Grid]) -> Grid | None:
    """The visible sheet with the most headings we know."""
    visible = [grid for grid in grids if not grid.hidden and grid.height]
    return max(visible, key=lambda grid: max((_known_headings(grid, row) for row in range(1, MAX_HEADER_ROWS)), default=0), default=None)


def suggest_heading_rows(grid: Grid) -> tuple[int, int]:
    """First and last row of the headings: the row with most headings we know, the rows merged into it, and column numbers below."""
    best = max(range(1, min(MAX_HEADER_ROWS, max(grid.height, 1)) + 1), key=lambda row: (_known_headings(grid, row), -row))
    first = last = best
    spans = [(top, bottom) for top, left, bottom, right in grid.merged if top <= best <= bottom or (right > left and top == best)]
    first = min([first, *(top for top, _ in spans)])
    last = max([last, *(bottom for _, bottom in spans)])
    across = any(top == best and right > left for top, left, _, right in grid.merged)
    if across and last == best:
        last = best + 1
    while last < grid.height and _is_number_row(grid, last + 1):
        last += 1
    return first, last


def _known_headings(grid: Grid, row: int) -> int:
    texts = [fold(clean(str(text))) for text in (grid.values[row - 1] if row <= grid.height else []) if isinstance(text, str)]
    return len({role for text in texts for role in [_role(text)] if role}) + (1 if {"stt", "tt"} & set(texts) else 0)


def _is_column_number(text: str) -> bool:
    return bool(_COLUMN_NUMBER.fullmatch(fold(text)))


def _is_number_row(grid: Grid, row: int) -> bool:
    """A row of column numbers: A, B, 1, 2, 3=1+2."""
    texts = [clean(str(text)).removesuffix(".0") for text in grid.values[row - 1] if text not in (None, "")]
    numbers = [int(text) for text in texts if text.isdigit()]
    return len(texts) >= 3 and all(map(_is_column_number, texts)) and numbers == sorted(set(numbers)) and max(numbers, default=1) <= 60


def _role(heading: str) -> str | None:
    """What a folded heading most likely is, its lowest line first: the same words, else beginning with them."""
    parts = [part.strip() for part in re.split(r"[/\n(]", heading) if part.strip()]
    for exact in (True, False):
        for part in reversed(parts):
            for role, words in _HEADINGS.items():
                if part in words or (not exact and part.startswith(tuple(f"{word} " for word in words))):
                    return None if part.endswith("don vi tinh") or part.startswith("don vi tinh") else role
    return None


def suggest_columns(heads: dict[int, str]) -> dict[str, int]:
    """By role, the first column whose heading says so."""
    found: dict[str, int] = {}
    for column, text in heads.items():
        role = _role(fold(text))
        if role:
            found.setdefault(role, column)
    return found


def suggest_layout(columns: dict[str, int]) -> Layout:
    if "unit" in columns:
        return "long" if "title" in columns or "code" in columns else "wide"
    return "rows"


def suggest(text: str, names: dict[str, str]) -> tuple[str, Likeness]:
    """The id whose folded name is nearest to a text, and how sure that is; none where two are about as near or none is near enough."""
    key = _plain(text)
    if key in names:
        return names[key], "same"
    best: dict[str, float] = {}
    for name, one in names.items():
        best[one] = max(best.get(one, 0.0), _nearness(key, name))
    ranked = sorted(best, key=lambda one: -best[one])
    if not ranked or best[ranked[0]] < _LIKELY or (len(ranked) > 1 and best[ranked[0]] - best[ranked[1]] < _APART):
        return IGNORED, "none"
    return ranked[0], "near"


def _nearness(key: str, name: str) -> float:
    words, others = set(key.split()), set(name.split())
    shared = len(words & others)
    if shared < 2:
        return 0.0
    return max((shared / len(words | others) + shared / min(len(words), len(others))) / 2, SequenceMatcher(None, key, name).ratio())


def measure_names(indicators: list[Row], measures: list[Row]) -> dict[str, str]:
    """Every name a measure of the plan goes by, folded: its own, its rows', their ids."""
    asked = {measure["measure_id"] for measure in measures}
    names: dict[str, str] = {}
    for row in indicators:
        if row["measure_id"] in asked:
            names |= {_plain(text): str(row["measure_id"]) for text in (row["name"], row["indicator_id"])}
    return names | {_plain(text): row["measure_id"] for row in measures for text in (row["measure_id"], row["name"])}


def unit_names(units: list[Row]) -> dict[str, str]:
    names = {_plain(text): row["unit_id"] for row in units for text in (row["unit_id"], row["name"], row["short_name"]) if text}
    return names | {_plain(f"{row['kind']} {row['short_name']}"): row["unit_id"] for row in units}


def _plain(text: str) -> str:
    """A folded name without numbering in front, quotes and punctuation."""
    return re.sub(r"[^\w]+", " ", re.sub(r"^(?:[\divx]+[.)]|[a-z][.)]|[-+*])\s*", "", fold(text))).strip()


# -- reading by a match ----------------------------------------------------------------------------------------------------


def row_texts(grid: Grid, match: Match) -> dict[str, str]:
    """The texts that name an indicator (rows, or headings across), by folded key, in order; rows without figures left out."""
    if match.layout == "wide":
        return {_plain(text): text for column, text in headings(grid, match.first_row, match.last_row).items()
                if column not in match.columns.values() and not _is_place(text)}  # fmt: skip
    named: dict[str, str] = {}
    for number in range(match.last_row + 1, grid.height + 1):
        text = _row_text(grid, match, number)
        if text and any(grid.value(number, match.columns[role]) is not None for role in _ENTERED if role in match.columns):
            named.setdefault(_plain(text), text)
    return named


def unit_texts(grid: Grid, match: Match) -> dict[str, str]:
    """The texts that name a unit, by folded key, in order."""
    named: dict[str, str] = {}
    for number in range(match.last_row + 1, grid.height + 1) if "unit" in match.columns else ():
        text = clean(str(grid.value(number, match.columns["unit"]) or ""))
        if text:
            named.setdefault(_plain(text), text)
    return named


def _is_place(text: str) -> bool:
    return fold(text) in ("stt", "tt", "so tt")


def _row_text(grid: Grid, match: Match, number: int) -> str:
    for role in ("title", "code"):
        text = clean(_said(grid, match, role, number))
        if text:
            return text
    return ""


def period_said(grid: Grid, match: Match) -> tuple[Period, str] | None:
    """The period named nearest above the headings, else in them, and the cell that names it."""
    for row in [*range(match.first_row - 1, 0, -1), *range(match.first_row, match.last_row + 1)]:
        for column, text in enumerate(grid.values[row - 1], 1):
            period = Period.find_in(text) if isinstance(text, str) else None
            if period:
                return period.ends_in, grid.cell(row, column).address
    return None


def read_matched(grid: Grid, match: Match, period: Period | None) -> Filled:
    """The rows of a stranger's workbook as rows of ours. Without a period given, the one the file names."""
    said = period_said(grid, match)
    if period is None and said is not None:
        period = said[0]
    lines = list(_wide(grid, match) if match.layout == "wide" else _down(grid, match))
    figures = [line for line, total in lines if not total]
    if period is None:
        own = {line.period for line in figures if line.period}
        period = max(map(Period.parse, own)) if own else None
    identity = {"kind": "matched", "plan": match.plan_id, "unit": match.unit_id, "period": str(period or "")}
    return Filled(identity, figures, [], totals=[line for line, total in lines if total])


def _down(grid: Grid, match: Match) -> Iterator[tuple[Line, bool]]:
    """The lines of a sheet whose rows are indicators. What a text means is looked up once for each text."""
    entered = {role: match.columns[role] for role in _FILLED_IN if role in match.columns}
    places = {"code": match.columns.get("title") or match.columns.get("code") or 1} | entered
    measure_of, unit_of, period_of = _once(_measure_said, match), _once(_unit_said, match), cache(_period_said)
    for number in range(match.last_row + 1, grid.height + 1):
        text = _row_text(grid, match, number)
        code = measure_of(text)
        unit, total = unit_of(_said(grid, match, "unit", number))
        if code == IGNORED or unit is None:
            continue
        cells = grid.filled_cells(number, entered)
        if cells and (text or any(cells[role].value is not None for role in _ENTERED if role in cells)):
            period = period_of(_said(grid, match, "period", number))
            yield Line(grid.name, number, cells, places, code, unit, period, number in grid.hidden_rows), total


def _wide(grid: Grid, match: Match) -> Iterator[tuple[Line, bool]]:
    """The lines of a sheet whose rows are units, one for each indicator across."""
    heads = headings(grid, match.first_row, match.last_row)
    across = {column: _measure_said(match, text) for column, text in heads.items() if column not in match.columns.values()}
    asked = {column: code for column, code in across.items() if code != IGNORED and not (code[0] == UNMATCHED and _is_place(heads[column]))}
    unit_of, period_of = _once(_unit_said, match), cache(_period_said)
    for number in range(match.last_row + 1, grid.height + 1):
        unit, total = unit_of(_said(grid, match, "unit", number))
        if unit is None:
            continue
        period = period_of(_said(grid, match, "period", number))
        for column, code in asked.items():
            cells = grid.filled_cells(number, {"value": column})
            if cells:
                places = {"code": column, "value": column}
                yield Line(grid.name, number, cells, places, code, unit, period, number in grid.hidden_rows), total


def _once(look_up: Callable[[Match, str], Meant], match: Match) -> Callable[[str], Meant]:
    """A look-up that remembers every text it was asked about."""
    return cache(partial(look_up, match))


def _said(grid: Grid, match: Match, role: str, number: int) -> str:
    """What a row says in the column of a role; nothing where there is no such column."""
    said = grid.value(number, match.columns[role]) if role in match.columns else None
    return said if isinstance(said, str) else str(said or "")


def _measure_said(match: Match, text: str) -> str:
    """The code of a row's or a column's text: a measure, none (`IGNORED`), or what nobody has matched yet."""
    known = match.measures.get(_plain(text)) if text else None
    return known if known is not None else UNMATCHED + text


def _unit_said(match: Match, said: str) -> tuple[str | None, bool]:
    """The unit a row is about (None for a row to be left out), and whether the row adds others up."""
    if "unit" not in match.columns:
        return "", False
    text = clean(said)
    if not text:
        return NO_UNIT, False
    if is_total(fold(text)):
        return "", True
    known = match.units.get(_plain(text))
    return (None if known == IGNORED else known or text), False


def _period_said(said: str) -> str:
    """The quarter a row names; nothing where it names none."""
    found = Period.find_in(said)
    return str(found.ends_in) if found else ""
