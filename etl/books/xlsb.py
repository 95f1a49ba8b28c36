"""Sheets of an .xlsb workbook. Values come from calamine; what it loses is read here from the binary records: error cells, number
formats, days kept as whole numbers, fonts, merges, hidden rows and columns.

Records are scanned first, so that calamine never has to hold a sheet of absurd size. Raises ValueError with one of the words
`dimensions`, `encrypted`, `truncated`, `unread`, or what the readers below it say of damage.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from python_calamine import CalamineSheet, load_workbook
from xlrd import error_text_from_code

from domain.oldfonts import decode_runs, encoding_of
from etl.books.grid import Grid, Place
from etl.books.safety import MAX_CELLS, refuse_in_total
from etl.books.xls import keep_hidden_within, moment, trim, whole
from etl.books.xlsx import scales_by_hundred

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ROW, _ISST, _ERROR, _FORMULA_ERROR, _LAST_CELL = 0, 7, 3, 11, 11
_UNREAD = {12, 13, 14, 15, 16, 17, 18, 62}
"""Short cells and rich text within a cell: calamine passes over them without a word, and a figure would be lost."""
_FONT, _FORMAT, _STYLE, _STYLES_START, _STYLES_END = 43, 44, 47, 617, 618
_COLUMN, _MERGE, _SHEET, _BOOK_SETTINGS, _SHARED_TEXT = 60, 176, 156, 153, 19
_LOCAL_DATES = {*range(27, 37), *range(50, 59)}
"""Built-in date formats openpyxl has no text for."""
_HIDDEN_ROW = 0x10

Record = tuple[int, bytes]
Runs = list[tuple[int, str | None]]


@dataclass
class _Looks:
    """What the workbook says for all sheets: number format and font of each cell style, shared texts of several fonts, the calendar."""

    formats: list[str] = field(default_factory=list)
    fonts: list[str | None] = field(default_factory=list)
    rich: dict[int, Runs] = field(default_factory=dict)
    datemode: int = 0


@dataclass
class _Marked:
    """A sheet before its values are in: the grid with its marks, error texts, cells by what their style makes of the value."""

    grid: Grid
    errors: dict[Place, str] = field(default_factory=dict)
    dates: set[Place] = field(default_factory=set)
    fonts: dict[Place, Runs] = field(default_factory=dict)


def read_xlsb(content: bytes) -> list[Grid]:
    """Every worksheet; raises where the file is damaged."""
    if content.startswith(_OLE):
        raise ValueError("encrypted")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        looks = _looks(package)
        marked = [_mark(package, part, Grid(name, [], hidden=hidden), looks) for name, part, hidden in _sheets(package)]
    try:
        _fill_all(content, marked, looks)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # not an Exception: it would pass every handler above
            raise ValueError("damaged") from error
        raise
    return [one.grid for one in marked]


def _fill_all(content: bytes, marked: list[_Marked], looks: _Looks) -> None:
    with load_workbook(io.BytesIO(content)) as book:
        for one in marked:
            _fill(one, book.get_sheet_by_name(one.grid.name), looks)
            refuse_in_total([each.grid for each in marked])


def _fill(one: _Marked, sheet: CalamineSheet, looks: _Looks) -> None:
    grid = one.grid
    grid.values = [[_plain(value) for value in line] for line in sheet.to_python(skip_empty_area=False)]
    for place, text in one.errors.items():
        _put(grid, place, text)
    for place in one.dates:
        value = grid.value(*place)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            _put(grid, place, moment(value, looks.datemode))
    for place, runs in one.fonts.items():
        _decode(grid, place, runs)
    grid.percent = {place for place in grid.percent if isinstance(grid.value(*place), (int, float))}
    trim(grid.values)
    keep_hidden_within(grid)


def _plain(value: Any) -> Any:
    """As the other readers say it: nothing is None, whole numbers are whole, a day has an hour, a long time is a number of days."""
    if value == "":
        return None
    if isinstance(value, float):
        return whole(value)
    if isinstance(value, datetime.timedelta):
        return whole(value / datetime.timedelta(days=1))
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return datetime.datetime(value.year, value.month, value.day)
    return value


def _put(grid: Grid, place: Place, value: Any) -> None:
    row, column = place
    grid.values.extend([] for _ in range(row - len(grid.values)))
    line = grid.values[row - 1]
    line.extend([None] * (column - len(line)))
    line[column - 1] = value


def _decode(grid: Grid, place: Place, runs: Runs) -> None:
    text = grid.value(*place)
    if not isinstance(text, str):
        return
    ends = [at for at, _ in runs[1:]] + [len(text)]
    plain = decode_runs((text[at:end], font) for (at, font), end in zip(runs, ends, strict=True))
    if plain != text:
        _put(grid, place, plain)
        grid.decoded.add(place)


# -- records ---------------------------------------------------------------------------------------------------------------


def _records(package: zipfile.ZipFile, part: str) -> Iterator[Record]:
    """Number and body of every record of a part; nothing where there is no such part."""
    data = package.read(part) if part in package.namelist() else b""
    at = 0
    while at < len(data):
        kind, at = _stretched(data, at, 2)
        size, at = _stretched(data, at, 4)
        if at + size > len(data):
            raise ValueError("truncated")
        yield kind, data[at : at + size]
        at += size


def _stretched(data: bytes, at: int, longest: int) -> tuple[int, int]:
    """A number of seven bits a byte, and the place after it."""
    number = 0
    for place in range(longest):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at


def _numbers(form: str, body: bytes, at: int = 0) -> tuple[Any, ...]:
    return struct.unpack_from("<" + form, body, at)


def _wide(body: bytes, at: int) -> tuple[str, int]:
    """A text with its length before it, and the place after it."""
    (length,) = _numbers("I", body, at)
    end = at + 4 + 2 * length
    if end > len(body):
        raise ValueError("truncated")
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


# -- the workbook's own parts ----------------------------------------------------------------------------------------------


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether hidden of every worksheet, in the workbook's order."""
    links = {link.get("Id"): link for link in ElementTree.fromstring(package.read("xl/_rels/workbook.bin.rels"))}
    for kind, body in _records(package, "xl/workbook.bin"):
        if kind != _SHEET:
            continue
        (state,) = _numbers("I", body)
        identity, after = _wide(body, 8) if body[8:12] != b"\xff\xff\xff\xff" else ("", 12)
        link = links.get(identity)
        if link is not None and (link.get("Type") or "").endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", link.get("Target") or "")).lstrip("/")
            yield _wide(body, after)[0], part, state != 0


def _looks(package: zipfile.ZipFile) -> _Looks:
    looks, formats, fonts, in_styles = _Looks(), dict(BUILTIN_FORMATS), list[str](), False
    for kind, body in _records(package, "xl/styles.bin"):
        if kind == _FORMAT:
            formats[_numbers("H", body)[0]] = _wide(body, 2)[0]
        elif kind == _FONT:
            fonts.append(_wide(body, 21)[0])
        elif kind in {_STYLES_START, _STYLES_END}:
            in_styles = kind == _STYLES_START
        elif kind == _STYLE and in_styles:
            _, number_format, font = _numbers("HHH", body)
            looks.formats.append("d" if number_format in _LOCAL_DATES else formats.get(number_format, ""))
            looks.fonts.append(fonts[font] if font < len(fonts) else None)
    looks.datemode = _datemode(package)
    if any(map(encoding_of, fonts)):
        looks.rich = _rich_texts(package, fonts)
    return looks


def _datemode(package: zipfile.ZipFile) -> int:
    return next((body[0] & 1 for kind, body in _records(package, "xl/workbook.bin") if kind == _BOOK_SETTINGS), 0)


def _rich_texts(package: zipfile.ZipFile, fonts: list[str]) -> dict[int, Runs]:
    """Where fonts change in shared texts of several fonts, by the text's place among all."""
    texts = (body for kind, body in _records(package, "xl/sharedStrings.bin") if kind == _SHARED_TEXT)
    return {place: _runs(body, fonts) for place, body in enumerate(texts) if body[0] & 1}


def _runs(body: bytes, fonts: list[str]) -> Runs:
    _, at = _wide(body, 1)
    (count,) = _numbers("I", body, at)
    pairs = [_numbers("HH", body, at + 4 + 4 * place) for place in range(min(count, (len(body) - at - 4) // 4))]
    return [(start, fonts[font] if font < len(fonts) else None) for start, font in pairs]


# -- marks -----------------------------------------------------------------------------------------------------------------


def _mark(package: zipfile.ZipFile, part: str, grid: Grid, looks: _Looks) -> _Marked:
    """Notes what calamine does not tell of a sheet, and refuses one too large for it."""
    one, row, rows, columns = _Marked(grid), 0, 0, 0
    for kind, body in _records(package, part):
        if kind == _ROW:
            row = _numbers("I", body)[0] + 1
            grid.hidden_rows.update([row] if body[11] & _HIDDEN_ROW else [])
        elif 0 < kind <= _LAST_CELL:
            column = _numbers("I", body)[0] + 1
            rows, columns = max(rows, row), max(columns, column)
            _refuse_dimensions(rows, columns)
            _mark_cell(one, (row, column), kind, body, looks)
        else:
            _mark_sheet(grid, kind, body)
    return one


def _mark_sheet(grid: Grid, kind: int, body: bytes) -> None:
    if kind in _UNREAD:
        raise ValueError("unread")
    if kind == _COLUMN:
        first, last, _, _, flags = _numbers("4IH", body)
        columns = range(first + 1, min(last + 1, MAX_COLUMNS) + 1)
        if flags & 1 and not grid.hidden_columns.isdisjoint(columns):
            raise ValueError("columns overlap")
        grid.hidden_columns.update(columns if flags & 1 else ())
    elif kind == _MERGE:
        top, bottom, left, right = _numbers("4I", body)
        grid.merged.append((top + 1, left + 1, bottom + 1, right + 1))


def _refuse_dimensions(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise ValueError("dimensions")


def _mark_cell(one: _Marked, place: Place, kind: int, body: bytes, looks: _Looks) -> None:
    style = int.from_bytes(body[4:7], "little")
    number_format = looks.formats[style] if style < len(looks.formats) else ""
    font = looks.fonts[style] if style < len(looks.fonts) else None
    if kind in {_ERROR, _FORMULA_ERROR}:
        one.grid.errors.add(place)
        one.errors[place] = error_text_from_code.get(body[8], "#N/A")
    elif is_date_format(number_format) and not is_timedelta_format(number_format):
        one.dates.add(place)
    elif scales_by_hundred(number_format):
        one.grid.percent.add(place)
    runs = [(0, font), *(looks.rich.get(_numbers("I", body, 8)[0], []) if kind == _ISST else [])]
    if any(encoding_of(name) for _, name in runs):
        one.fonts[place] = runs
