"""Sheets of an .ods workbook, in one pass over its XML: a sheet of a million repeated rows costs what it holds, not what it spans.

Only what people see counts: comments, drawings, tracked changes, cached foreign sheets and cells under a merge are passed over. A DTD
is refused. Raises ValueError with one of the words `doctype`, `encrypted`, `dimensions`, or what the damage makes the parser say.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from domain.oldfonts import decode_runs
from etl.books.grid import Grid
from etl.books.xls import keep_hidden_within, whole

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_FILLED = 3_000_000
"""Cells with something in them, over all sheets, repeats counted."""
MAX_HELD = 10_000_000
"""Cells and rows held in memory, blank ones between filled ones counted, over all sheets."""
_ROW_WEIGHT = 8
"""A row weighs as much as eight cells, even an empty one."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_PREFIXES = {f"{_OASIS}{name}:1.0": name for name in ("office", "table", "text", "style", "manifest")} | {
    f"{_OASIS}drawing:1.0": "draw",
    f"{_OASIS}xsl-fo-compatible:1.0": "fo",
    f"{_OASIS}svg-compatible:1.0": "svg",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_PASSED_OVER = {"table:tracked-changes", "table:dde-links", "table:table-source", "table:shapes", "office:forms", "office:annotation"}
_ERROR = re.compile(r"#(?:REF|DIV/0|N/A|NAME|VALUE|NUM|NULL)[!?]?|Err:\d{3}")
_DURATION = re.compile(r"P(?:(\d{1,7})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,12})?)S)?)?")
_WHITE = re.compile(r"[ \t\r\n]+")
_NUMBERS = {"float", "percentage", "currency"}

Attributes = dict[str, str]
Style = tuple[str, str]
"""Family and name."""


def read_ods(content: bytes) -> list[Grid]:
    """Every sheet of the workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if "META-INF/manifest.xml" in package.namelist() and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise ValueError("encrypted")
        styles = _Styles()
        if "styles.xml" in package.namelist():
            _parse(package, "styles.xml", styles.start, None, None)
        body = _Body(styles)
        _parse(package, "content.xml", body.start, body.end, body.characters)
    return body.grids


def _parse(
    package: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None,
    characters: Callable[[str], None] | None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda tag, attributes: start(_short(tag), {_short(name): said for name, said in attributes.items()})
    if end and characters:
        ended = end
        parser.EndElementHandler = lambda tag: ended(_short(tag))
        parser.CharacterDataHandler = characters
    with package.open(part) as stream:
        parser.ParseFile(stream)


def _refuse_doctype(*_: object) -> None:
    """No office program writes one; entities that unfold into gigabytes need one."""
    raise ValueError("doctype")


@lru_cache(maxsize=4096)
def _short(name: str) -> str:
    """`table:table-row` whatever prefix the file chose."""
    namespace, _, local = name.rpartition(" ")
    return f"{_PREFIXES.get(namespace, '?')}:{local}"


def _count(attributes: Attributes, name: str) -> int:
    said = attributes.get(name)
    return 1 if said is None else max(int(said), 1)


# -- styles ----------------------------------------------------------------------------------------------------------------


class _Styles:
    """Fonts by style, through the styles they inherit from, and which table styles hide their sheet."""

    def __init__(self) -> None:
        self._parents: dict[Style, str] = {}
        self._fonts: dict[Style, str] = {}
        self._faces: dict[str, str] = {}
        self._current: Style = ("", "")
        self.hidden: set[str] = set()

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "style:font-face":
            self._faces[attributes.get("style:name", "")] = attributes.get("svg:font-family", "").strip("'\"")
        elif tag in {"style:style", "style:default-style"}:
            self._current = (attributes.get("style:family", ""), attributes.get("style:name", ""))
            self._parents[self._current] = attributes.get("style:parent-style-name", "")
        elif tag == "style:text-properties":
            self._note_font(attributes)
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._current[1])

    def _note_font(self, attributes: Attributes) -> None:
        face = attributes.get("style:font-name")
        font = self._faces.get(face, face) if face else attributes.get("fo:font-family", "").strip("'\"")
        if font:
            self._fonts[self._current] = font

    def font(self, family: str, name: str) -> str | None:
        """The font a style names itself or inherits. The default style of cells has no name and stands last."""
        seen: set[str] = set()
        while name not in seen and (name or family == "table-cell"):
            seen.add(name)
            if (family, name) in self._fonts:
                return self._fonts[family, name]
            name = self._parents.get((family, name), "")
        return None


# -- sheets ----------------------------------------------------------------------------------------------------------------


@dataclass
class _CellSoFar:
    """A cell being read: its attributes and the text seen, a list of runs with their fonts for every paragraph."""

    attributes: Attributes
    covered: bool
    font: str | None
    paragraphs: list[list[tuple[str, str | None]]] = field(default_factory=list)

    @property
    def lines(self) -> list[list[tuple[str, str | None]]]:
        """What the cell holds rather than how a text format shows it, where the two differ."""
        said = self.attributes.get("office:string-value")
        return [[(said, self.font)]] if said else self.paragraphs

    @property
    def text(self) -> str:
        return "\n".join("".join(text for text, _ in runs) for runs in self.lines)

    @property
    def decoded(self) -> str:
        return "\n".join(map(decode_runs, self.lines))


@dataclass
class _RowSoFar:
    """A row being read: values up to the last filled cell, marks by column, the column after the last cell seen."""

    repeat: int
    hidden: bool
    style: str
    values: list[Any] = field(default_factory=list)
    marks: list[tuple[str, int]] = field(default_factory=list)
    merges: list[tuple[int, int, int]] = field(default_factory=list)
    column: int = 1

    @property
    def filled(self) -> int:
        return sum(value is not None for value in self.values) + sum(name == "unsaved" for name, _ in self.marks)

    def keep(self, cell: _CellSoFar, column: int, repeat: int) -> None:
        """Blank cells are only made up for once a filled one follows."""
        value, marks = _value(cell)
        if value is None and "unsaved" not in marks:
            return
        if column + repeat - 1 > MAX_COLUMNS:
            raise ValueError("dimensions")
        self.values.extend([None] * (column - 1 - len(self.values)) + [value] * repeat)
        self.marks.extend((name, place) for name in marks for place in range(column, column + repeat))


@dataclass
class _SheetSoFar:
    """A sheet being read: the grid, the next row's number, columns' first numbers with their styles, hidden stretches."""

    grid: Grid
    row: int = 1
    column: int = 1
    column_starts: list[int] = field(default_factory=list)
    column_styles: list[str] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)


class _Body:
    """Reads content.xml: its automatic styles, then sheet by sheet."""

    def __init__(self, styles: _Styles) -> None:
        self.grids: list[Grid] = []
        self._styles = styles
        self._skipped = 0  # depth inside an element that is passed over
        self._filled = self._held = 0
        self._sheet: _SheetSoFar | None = None
        self._row: _RowSoFar | None = None
        self._cell: _CellSoFar | None = None
        self._fonts: list[str | None] = []  # of the paragraph and the spans around the present place; empty outside a paragraph
        self._starts = {
            "table:table": self._start_sheet,
            "table:table-column": self._start_column,
            "table:table-row": self._start_row,
            "table:table-cell": self._start_cell,
            "table:covered-table-cell": self._start_covered,
            "text:p": self._start_paragraph,
            "text:span": self._start_span,
            "text:s": self._spaces,
            "text:tab": self._space,
            "text:line-break": self._line_break,
        }
        self._ends = {
            "table:table": self._end_sheet,
            "table:table-row": self._end_row,
            "table:table-cell": self._end_cell,
            "table:covered-table-cell": self._end_cell,
            "text:p": self._end_text,
            "text:span": self._end_text,
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipped or self._passes_over(tag):
            self._skipped += 1
        elif tag in self._starts:
            self._starts[tag](attributes)
        elif self._sheet is None:
            self._styles.start(tag, attributes)

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif tag in self._ends:
            self._ends[tag]()

    def characters(self, text: str) -> None:
        if not self._skipped:
            self._add(_WHITE.sub(" ", text))  # the file's own line ends mean nothing, text:line-break does

    def _add(self, text: str) -> None:
        if self._fonts and self._cell:
            self._cell.paragraphs[-1].append((text, self._fonts[-1]))

    def _passes_over(self, tag: str) -> bool:
        if self._cell is None:
            return tag in _PASSED_OVER
        if not self._fonts:
            return tag != "text:p"  # in a cell beside its paragraphs: comments, drawings, tables within
        return tag.startswith(("draw:", "table:")) or tag in {"office:annotation", "text:p"}

    # sheets, columns, rows

    def _start_sheet(self, attributes: Attributes) -> None:
        hidden = attributes.get("table:style-name", "") in self._styles.hidden
        self._sheet = _SheetSoFar(Grid(attributes.get("table:name", ""), [], hidden=hidden))

    def _start_column(self, attributes: Attributes) -> None:
        if self._sheet is None:
            return
        first, count = self._sheet.column, _count(attributes, "table:number-columns-repeated")
        self._sheet.column_starts.append(first)
        self._sheet.column_styles.append(attributes.get("table:default-cell-style-name", ""))
        if attributes.get("table:visibility") in {"collapse", "filter"}:
            self._sheet.hidden_columns.append((first, first + count))
        self._sheet.column = first + count

    def _start_row(self, attributes: Attributes) -> None:
        hidden = attributes.get("table:visibility") in {"collapse", "filter"}
        self._row = _RowSoFar(_count(attributes, "table:number-rows-repeated"), hidden, attributes.get("table:default-cell-style-name", ""))

    def _end_row(self) -> None:
        sheet, row = self._sheet, self._row
        self._row = None
        if sheet is None or row is None:
            return
        if row.hidden:
            sheet.hidden_rows.append((sheet.row, sheet.row + row.repeat))
        if row.filled:
            self._hold(sheet, row)
        for number in range(sheet.row, sheet.row + (row.repeat if row.filled else 1)):
            sheet.grid.merged.extend((number, left, number + down - 1, left + across - 1) for left, across, down in row.merges)
        sheet.row += row.repeat

    def _hold(self, sheet: _SheetSoFar, row: _RowSoFar) -> None:
        grid, last = sheet.grid, sheet.row + row.repeat - 1
        self._filled += row.filled * row.repeat
        self._held += (len(row.values) + len(row.merges) + _ROW_WEIGHT) * row.repeat + _ROW_WEIGHT * (sheet.row - 1 - grid.height)
        if last > MAX_ROWS or self._filled > MAX_FILLED or self._held > MAX_HELD:
            raise ValueError("dimensions")
        grid.values.extend([] for _ in range(sheet.row - 1 - grid.height))
        grid.values.extend(list(row.values) for _ in range(row.repeat))
        for name, column in row.marks:
            getattr(grid, name).update((number, column) for number in range(sheet.row, last + 1))

    def _end_sheet(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is None:
            return
        grid = sheet.grid
        width = max(map(len, grid.values), default=0)
        grid.hidden_rows.update(row for first, end in sheet.hidden_rows for row in range(first, min(end, grid.height + 1)))
        grid.hidden_columns.update(column for first, end in sheet.hidden_columns for column in range(first, min(end, width + 1)))
        keep_hidden_within(grid)
        self.grids.append(grid)

    # cells

    def _start_covered(self, attributes: Attributes) -> None:
        self._start_cell(attributes, covered=True)

    def _start_cell(self, attributes: Attributes, covered: bool = False) -> None:
        if self._row and self._sheet:
            style = attributes.get("table:style-name") or self._row.style or _column_style(self._sheet, self._row.column)
            self._cell = _CellSoFar(attributes, covered, self._styles.font("table-cell", style))

    def _end_cell(self) -> None:
        cell, row = self._cell, self._row
        self._cell = None
        if cell is None or row is None:
            return
        column, repeat = row.column, _count(cell.attributes, "table:number-columns-repeated")
        row.column += repeat
        across, down = (_count(cell.attributes, f"table:number-{which}-spanned") for which in ("columns", "rows"))
        if (across > 1 or down > 1) and column <= MAX_COLUMNS:
            row.merges.append((column, min(across, MAX_COLUMNS), min(down, MAX_ROWS)))
        if not cell.covered:
            row.keep(cell, column, repeat)

    # text

    def _start_paragraph(self, _: Attributes) -> None:
        if self._cell:
            self._cell.paragraphs.append([])
            self._fonts.append(self._cell.font)

    def _start_span(self, attributes: Attributes) -> None:
        if self._fonts:
            self._fonts.append(self._styles.font("text", attributes.get("text:style-name", "")) or self._fonts[-1])

    def _end_text(self) -> None:
        if self._fonts:
            self._fonts.pop()

    def _spaces(self, attributes: Attributes) -> None:
        self._add(" " * min(_count(attributes, "text:c"), 1000))

    def _space(self, _: Attributes) -> None:
        self._add(" ")

    def _line_break(self, _: Attributes) -> None:
        self._add("\n")


def _column_style(sheet: _SheetSoFar, column: int) -> str:
    at = bisect_right(sheet.column_starts, column) - 1
    return sheet.column_styles[at] if at >= 0 else ""


# -- values ----------------------------------------------------------------------------------------------------------------


def _value(cell: _CellSoFar) -> tuple[Any, list[str]]:
    """What a cell holds, and the names of the grid's marks it belongs in."""
    attributes, formula = cell.attributes, "table:formula" in cell.attributes
    kind = attributes.get("office:value-type", "")
    if attributes.get("calcext:value-type") == "error" or (formula and _ERROR.fullmatch(cell.text)):
        return cell.text or "#N/A", ["errors"]
    if kind in _NUMBERS and "office:value" in attributes:
        return whole(float(attributes["office:value"])), ["percent"] if kind == "percentage" else []
    if kind == "boolean" and "office:boolean-value" in attributes:
        return attributes["office:boolean-value"] == "true", []
    when = _when(attributes)
    if when is not None:
        return when, []
    text = cell.decoded
    if formula and kind != "string" and not text:
        return None, ["unsaved"]
    return text or None, ["decoded"] if text != cell.text else []


def _when(attributes: Attributes) -> datetime.datetime | datetime.time | int | float | None:
    """A date, or a time of day; a stretch of a day or more is Excel's number of days. None: no date, or outside the calendar."""
    if "office:date-value" in attributes:
        try:
            return datetime.datetime.fromisoformat(attributes["office:date-value"]).replace(tzinfo=None)
        except ValueError:
            return None
    said = _DURATION.fullmatch(attributes.get("office:time-value", ""))
    if said is None:
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in said.groups())
    total = days * 86400 + hours * 3600 + minutes * 60 + seconds
    return (datetime.datetime.min + datetime.timedelta(seconds=total)).time() if total < 86400 else whole(total / 86400)
