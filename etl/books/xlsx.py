"""Sheets of an .xlsx or .xlsm workbook. Values come from calamine, which is fast but silent about error cells, formulas without a
saved result, number formats, fonts and hidden rows; those are read here from the sheet's own XML, stretch by stretch.

Macros, charts and pictures are never looked at.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineSheet, load_workbook

from domain.oldfonts import decode, decode_runs, encoding_of
from etl.books.grid import Grid, Place
from etl.books.safety import MAX_CELLS, refuse_dimensions, refuse_in_total

_CHUNK = 4 << 20
_TAG = rb"<(?:\w+:)?"
_FORMULA = _TAG + rb"f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_FILLED = re.compile(_TAG + rb"""c\s[^>]*?\br=["']([A-Z]+)(\d+)["'][^>]*(?<!/)>""")
_LETTERS = re.compile(rb"""\sr=["']([^"'\d]*)""")
_NOT_NEAR = re.compile(rb"""r="(?!\d{1,5}"|[A-Z]\d{1,5}")""")
_COLUMN_LETTERS = re.compile(rb"[A-Z]{0,3}")
_LONG_ROWS = re.compile(rb"""\sr=["'][A-Z]+(\d{5,})["']""")
_UNPLACED = re.compile(_TAG + rb"""c(?:\s+(?!r=)[\w:]+=["'][^"'>]*["'])*\s*/?>""")
_ROW_OR_CELL = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^>]*)")
_ODD_PLACE = re.compile(rb"""\sr(?:\s+=|=\s|=["'](?!\d{1,7}["']|[A-Z]{1,3}\d{1,7}["']))[^<>]*>|<(?:\w+:)?(?:c|row)[\t\r\n]""")
_CUT_TAG = re.compile(_TAG + rb"""(?:c|row) (?:[^>"']|"[^">]*"|'[^'>]*')*["'][^"'>]*>""")
_HIDDEN_ROW = re.compile(_TAG + rb"""row\s(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*?\br=["'](\d+)["']""")
_HIDDEN_COLUMN = re.compile(_TAG + rb"""col\s(?=[^>]*\bhidden=["'](?:1|true)["'])(?=[^>]*\bmin=["'](\d+))[^>]*\bmax=["'](\d+)""")
_ERROR = re.compile(_TAG + rb"""c\s([^>]*\bt=["']e["'][^>]*)>\s*(?:""" + _FORMULA + rb""")?\s*(?:<(?:\w+:)?v>([^<]*)<)?""")
_UNSAVED = re.compile(
    _TAG + rb"""c\s([^>]*)(?<!/)>\s*""" + _FORMULA + rb"""\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_SHARED = re.compile(_TAG + rb"""c\s([^>]*\bt=["']s["'][^>]*)>\s*<(?:\w+:)?v>(\d+)<""")
_PLACE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
_PERCENT_FORMATS = {9, 10}
_NAMESPACE = re.compile(r"\{.*?\}")


@dataclass
class _Looks:
    """What styles and shared texts say: which styles show a percent, which are in an old font, which texts hold a run in one."""

    percent: set[str] = field(default_factory=set)
    old_fonts: dict[str, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


@dataclass
class _Marked:
    """A sheet before its values are in: the grid with its marks, the texts that stand in for values, the old fonts by place."""

    grid: Grid
    texts: dict[Place, str] = field(default_factory=dict)
    fonts: dict[Place, str] = field(default_factory=dict)


def read_xlsx(content: bytes) -> list[Grid]:
    """Every worksheet; raises where the file is damaged."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        looks = _looks(package)
        sheets = list(_sheets(package))
        marked = [_mark(package, part, Grid(name, [], hidden=hidden), looks) for name, part, hidden in sheets]
        _refuse_far_strays(package, {part for _, part, _ in sheets})
    if len({one.grid.name.casefold() for one in marked}) < len(marked):
        raise ValueError("two sheets of one name")  # calamine would give the first one for both
    with load_workbook(io.BytesIO(content)) as book:
        for one in marked:
            _fill(one, book.get_sheet_by_name(one.grid.name))
            refuse_in_total([each.grid for each in marked])
    return [one.grid for one in marked]


def scales_by_hundred(number_format: str) -> bool:
    """Whether a number is shown a hundredfold: a % that is neither quoted nor escaped."""
    return "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", number_format)


def _fill(one: _Marked, sheet: CalamineSheet) -> None:
    grid = one.grid
    grid.values = sheet.to_python(skip_empty_area=False)
    grid.merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in sheet.merged_cell_ranges or []]
    grid.percent = {place for place in grid.percent if isinstance(grid.value(*place), (int, float))}
    for place, text in one.texts.items():
        _put(grid, place, text)
    for place, font in one.fonts.items():
        text = grid.value(*place)
        if isinstance(text, str) and place not in one.texts and decode(text, font) != text:
            _put(grid, place, decode(text, font))
            grid.decoded.add(place)
    _empty_covered(grid)


def _empty_covered(grid: Grid) -> None:
    """What stands under a merged cell is not to be seen, so it is not read."""
    width, area = max(map(len, grid.values), default=0), 0
    for top, left, bottom, right in grid.merged:
        area += max(min(bottom, grid.height) - top + 1, 0) * max(min(right, width) - left + 1, 1)
        if area > grid.height * max(width, 1):
            raise ValueError("merged cells overlap")  # and a hundred thousand of them would take for ever
        for line in grid.values[top - 1 : bottom]:
            kept = line[left - 1] if line is grid.values[top - 1] and left <= len(line) else None
            line[left - 1 : right] = [None] * len(line[left - 1 : right])
            if kept is not None:
                line[left - 1] = kept


def _put(grid: Grid, place: Place, text: str) -> None:
    row, column = place
    grid.values += [[] for _ in range(row - len(grid.values))]
    line = grid.values[row - 1]
    line += [None] * (column - len(line))
    line[column - 1] = text


# -- the workbook's own parts ----------------------------------------------------------------------------------------------


def _tree(package: zipfile.ZipFile, part: str) -> ElementTree.Element | None:
    return ElementTree.fromstring(package.read(part)) if part in package.namelist() else None


def _tag(element: ElementTree.Element) -> str:
    return _NAMESPACE.sub("", element.tag)


def _all(root: ElementTree.Element | None, *path: str) -> list[ElementTree.Element]:
    """The elements down a path of names, whatever their namespace."""
    found = [root] if root is not None else []
    for name in path:
        found = [child for element in found for child in element if _tag(child) == name]
    return found


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether hidden of every worksheet, in the workbook's order."""
    book = _book_part(package)
    folder, file = posixpath.split(book)
    parts = {link.get("Id"): link for link in _all(_tree(package, posixpath.join(folder, "_rels", f"{file}.rels")), "Relationship")}
    for sheet in _all(_tree(package, book), "sheets", "sheet"):
        link = parts.get(next((text for name, text in sheet.attrib.items() if name.endswith("}id")), None))
        if link is not None and (link.get("Type") or "").endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/", folder, link.get("Target") or "")).lstrip("/")
            if not part.casefold().endswith(".xml"):
                raise ValueError("a sheet that was not looked at")
            yield sheet.get("name") or "", part, sheet.get("state", "visible") != "visible"


def _book_part(package: zipfile.ZipFile) -> str:
    links = _all(_tree(package, "_rels/.rels"), "Relationship")
    targets = [link.get("Target") or "" for link in links if (link.get("Type") or "").endswith("/officeDocument")]
    return targets[0].lstrip("/") if targets else "xl/workbook.xml"


def _looks(package: zipfile.ZipFile) -> _Looks:
    folder = posixpath.dirname(_book_part(package))
    styles = _tree(package, posixpath.join(folder, "styles.xml"))
    formats = {one.get("numFmtId"): one.get("formatCode") or "" for one in _all(styles, "numFmts", "numFmt")}
    fonts = [_first_value(font, "name") for font in _all(styles, "fonts", "font")]
    looks = _Looks(texts=_old_texts(package, posixpath.join(folder, "sharedStrings.xml")))
    for place, style in enumerate(_all(styles, "cellXfs", "xf")):
        number_format, font = style.get("numFmtId") or "0", int(style.get("fontId") or 0)
        if int(number_format) in _PERCENT_FORMATS or scales_by_hundred(formats.get(number_format, "")):
            looks.percent.add(str(place))
        if font < len(fonts) and encoding_of(fonts[font]):
            looks.old_fonts[str(place)] = fonts[font]
    return looks


def _first_value(element: ElementTree.Element, *path: str) -> str:
    return next((one.get("val") or "" for one in _all(element, *path)), "")


def _old_texts(package: zipfile.ZipFile, part: str) -> dict[int, str]:
    """Shared texts of which a run is in an old font of its own."""
    if part not in package.namelist() or not re.search(rb"""rFont\s+val=["'](?:\.vn|vni)""", package.read(part), re.IGNORECASE):
        return {}
    texts = {}
    for place, item in enumerate(_all(_tree(package, part), "si")):
        runs = [(_first_value(run, "rPr", "rFont"), "".join(text.text or "" for text in _all(run, "t"))) for run in _all(item, "r")]
        if any(encoding_of(font) for font, _ in runs):
            texts[place] = decode_runs([(text, font) for font, text in runs])
    return texts


# -- marks -----------------------------------------------------------------------------------------------------------------


def _mark(package: zipfile.ZipFile, part: str, grid: Grid, looks: _Looks) -> _Marked:
    """Notes what calamine does not tell of a sheet."""
    one, styled, wanted = _Marked(grid), *_styled(looks.percent | set(looks.old_fonts))
    for text in _stretches(package, part):
        _refuse_far_cells(grid.name, text)
        _mark_hidden(grid, text)
        _mark_errors(one, text)
        formulas = _UNSAVED.finditer(text) if b":f" in text else _cells_with(b"<f", _UNSAVED, text)
        grid.unsaved.update(_place(found[1]) for found in formulas if not _is_saved_blank(found))
        for found in styled.finditer(text) if wanted.search(text) else ():
            _mark_style(one, _place(found[1]), found[2].decode(), looks)
        for found in _SHARED.finditer(text) if looks.texts else ():
            if int(found[2]) in looks.texts:
                one.texts[_place(found[1])] = looks.texts[int(found[2])]
                grid.decoded.add(_place(found[1]))
    grid.unsaved -= grid.errors
    return one


def _cells_with(sign: bytes, form: re.Pattern[bytes], text: bytes) -> Iterator[re.Match[bytes]]:
    """Where the form of a cell matches, tried only at tags that hold or come before a sign: few cells of a long sheet do."""
    at = text.find(sign)
    while at >= 0:
        if found := form.match(text, max(text.rfind(b"<", 0, at), 0)):
            yield found
        at = text.find(sign, at + 1)


def _styled(styles: set[str]) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """Finds the cells in one of these styles, and quickly whether there can be any."""
    one_of = b"s=[\"'](" + b"|".join(style.encode() for style in sorted(styles) or ["none"]) + b")[\"']"
    return re.compile(_TAG + rb"c\s([^>]*\b" + one_of + rb"[^>]*)(?<!/)>"), re.compile(one_of)


def _mark_hidden(grid: Grid, text: bytes) -> None:
    if b"hidden=" not in text:
        return
    grid.hidden_rows.update(map(int, _HIDDEN_ROW.findall(text)))
    for first, last in _HIDDEN_COLUMN.findall(text):
        columns = range(int(first), min(int(last), 16384) + 1)
        if not grid.hidden_columns.isdisjoint(columns):
            raise ValueError("columns overlap")
        grid.hidden_columns.update(columns)


def _mark_errors(one: _Marked, text: bytes) -> None:
    for found in (*_cells_with(b't="e"', _ERROR, text), *_cells_with(b"t='e'", _ERROR, text)):
        one.grid.errors.add(_place(found[1]))
        one.texts[_place(found[1])] = (found[2] or b"#N/A").decode()


def _mark_style(one: _Marked, place: Place, style: str, looks: _Looks) -> None:
    if style in looks.percent:
        one.grid.percent.add(place)
    if style in looks.old_fonts:
        one.fonts[place] = looks.old_fonts[style]


def _place(attributes: bytes) -> Place:
    found = _PLACE.search(attributes)
    if found is None:
        raise ValueError("a cell without a place")
    return int(found[2]), _column(found[1])


def _is_saved_blank(found: re.Match[bytes]) -> bool:
    """Whether the formula's saved result is the empty text, as of `=IF(A1="";"";A1)`."""
    return b"v" in found[0].rsplit(b"f>", 1)[-1].rsplit(b"</", 1)[0] and bool(re.search(rb"""\bt=["']str["']""", found[1]))


def _refuse_far_strays(package: zipfile.ZipFile, known: set[str]) -> None:
    """Calamine may find its sheets by another way than we do; a far cell where it does would end the whole program."""
    for part in package.namelist():
        if part not in known and part.casefold().endswith(".xml"):
            with package.open(part) as stream:
                _, root = next(ElementTree.iterparse(stream, events=("start",)))
            if _tag(root) == "worksheet":
                for text in _stretches(package, part):
                    _refuse_far_cells(part, text)


def _refuse_odd_places(text: bytes, letters: set[bytes]) -> None:
    """No program writes `r = "g6"`, or a cell's attributes on lines of their own; calamine would follow where we cannot."""
    if _is_plain(text) and all(map(_COLUMN_LETTERS.fullmatch, letters)):
        return
    if _ODD_PLACE.search(text) or (text.count(b"<") != text.count(b">") and _CUT_TAG.search(text)):
        raise ValueError("odd places")


def _is_plain(text: bytes) -> bool:
    """Whether every row and cell says where it stands, the way most programs write it."""
    all_placed = text.count(b"<c") == text.count(b'<c r="') and text.count(b"<row") == text.count(b'<row r="')
    return all_placed and b":c" not in text and b":row" not in text


def _refuse_far_cells(name: str, text: bytes) -> None:
    """Looks closely, at filled cells only, where a first glance at all of them finds the sheet too large."""
    if _is_plain(text) and not _NOT_NEAR.search(text):
        return
    letters, rows = set(_LETTERS.findall(text)), _LONG_ROWS.findall(text)
    _refuse_odd_places(text, letters)
    letters.discard(b"")  # a row has none
    if letters and max(map(int, rows), default=10_000) * max(map(_column, letters)) > MAX_CELLS:
        cells = _FILLED.findall(text)
        if cells:
            refuse_dimensions(name, max(int(row) for _, row in cells), max(_column(found) for found, _ in cells))


def _column(letters: bytes) -> int:
    return int(column_index_from_string(letters.decode()))


def _stretches(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The sheet's XML in stretches of whole rows; cells that do not say where they stand are told."""
    rest, counted = b"", [0, 0]
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            rest += chunk
            cut = rest.rfind(b"row>") + 4
            if cut > 3:
                yield _placed(rest[:cut], counted)
                rest = rest[cut:]
    yield _placed(rest, counted)


def _placed(text: bytes, counted: list[int]) -> bytes:
    """Rows and cells with their `r`, counted where the writer left it out."""
    all_say = text.count(b"<c r=") == text.count(b"<c ") + text.count(b"<c>")
    if not counted[0] and (all_say and b":c" not in text or not _UNPLACED.search(text)):
        return text

    def tell(found: re.Match[bytes]) -> bytes:
        row_or_cell, said = found[2], re.search(rb"""\br=["']([A-Z]*)(\d+)""", found[3])
        if not said and (re.search(rb"\sr\s*=", found[3]) or found[3].count(b'"') % 2):
            raise ValueError("odd places")  # told anew, it would look plain
        if row_or_cell == b"row":
            counted[:] = [int(said[2]) if said else counted[0] + 1, 0]
            return found[0] if said else b"<" + found[1] + b'row r="%d"' % counted[0] + found[3]
        counted[1] = _column(said[1]) if said and said[1] else counted[1] + 1
        return found[0] if said else b"<" + found[1] + b'c r="%b%d"' % (get_column_letter(counted[1]).encode(), counted[0]) + found[3]

    return _ROW_OR_CELL.sub(tell, text)
