"""A worksheet's XML with the styles of some cells changed and every other byte as it was, in stretches, for a sheet can be very long.

Cells and rows that are not there yet are put in their order. Which style a cell gets is for styles.py.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from openpyxl.utils import column_index_from_string, get_column_letter

from etl.marks.package import NotPatchable
from etl.marks.styles import Styles, with_attribute
from etl.problems import Level

Marks = dict[int, dict[int, Level]]
"""Levels by row and column."""

_CHUNK = 4 << 20
_END = 1 << 31
_ROW = re.compile(rb"<row(?=[\s/>])[^>]*>|</sheetData>|<sheetData(?:\s[^>]*)?/>")
_END_OF_ROWS = re.compile(rb"</sheetData>|<sheetData(?:\s[^>]*)?/>")
_CELL = re.compile(rb"<c(?=[\s/>])([^>]*?)(?:/>|>.*?</c>)", re.DOTALL)
_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
_LETTERS = re.compile(rb"""\sr=["']([A-Z]{1,3})\d+["']""")
_STYLE = re.compile(rb"""^[^>]*?\ss=["'](\d+)["']""")
_COLUMNS = re.compile(rb"""<col\s(?=[^>]*\bmin=["'](\d+))(?=[^>]*\bmax=["'](\d+))[^>]*\bstyle=["'](\d+)""")
_OWN_STYLE = re.compile(rb"""\scustomFormat=["'](?:1|true)["']""")
_SPANS = re.compile(rb"""\sspans=["'][^"']*["']""")
_VIEW = re.compile(rb"<sheetView\s[^>]*>")
_SELECTED = re.compile(rb"""\stabSelected=["'](?:1|true)["']""")
_FIRST_VIEW = re.compile(rb"""\sworkbookViewId=["']0["']""")
_LEGACY = re.compile(rb"""<legacyDrawing\s[^>]*?\b\w+:id=["']([^"']+)["']""")
_AFTER_LEGACY = frozenset(
    ("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst", "mc:AlternateContent")
)


def is_selected(stream: IO[bytes]) -> bool:
    """Whether the sheet's tab is among those on which the user works."""
    head = next(_stretches(stream), b"").partition(b"<sheetData")[0]
    return _unselected(head) != head


@dataclass
class SheetEdit:
    """One pass over a sheet. `new_legacy` is the relation that leads to the comments' shapes if it has none, `legacy` the one it has."""

    marks: Marks
    styles: Styles
    new_legacy: str = ""
    relations: str = ""
    """The namespace of relation ids."""
    legacy: str = ""
    _root: bytes = b""
    _columns: list[tuple[int, int, int]] = field(default_factory=list)
    _waiting: deque[int] = field(default_factory=deque)
    _last: int = 0

    def run(self, stream: IO[bytes], out: IO[bytes]) -> None:
        self._waiting = deque(sorted(self.marks))
        for text in _stretches(stream):
            text = self._styles_given_back(text)
            for piece in _woven(text, self._rows(text), self._waiting, self._row, self._new_row):
                out.write(piece)
        if self._last != _END:
            raise NotPatchable("no sheetData")

    # -- the sheet around its rows --

    def _styles_given_back(self, text: bytes) -> bytes:
        if b"<!--" in text or b"<![CDATA[" in text:
            raise NotPatchable("comments in XML")
        if not self._root:
            text = self._begin(text)
        if self.styles.earlier:
            text = self._earlier().sub(lambda found: found[1] + b"%d" % self.styles.before(int(found[2])) + found[3], text)
        end = _END_OF_ROWS.search(text)
        return text[: end.end()] + self._legacy_led_to(text[end.end() :]) if end else text

    def _begin(self, text: bytes) -> bytes:
        head, data, rest = text.partition(b"<sheetData")
        root = re.search(rb"<worksheet(?=[\s>])[^>]*>", head)
        if not root:
            raise NotPatchable("no worksheet")
        self._root = root[0]
        self._columns = [(int(first), int(last), int(style)) for first, last, style in _COLUMNS.findall(head)]
        rows = re.sub(rb"^(<sheetData(?:\s[^>]*?)?)\s*/>", rb"\1></sheetData>", data + rest, count=1) if self.marks else data + rest
        return _unselected(head) + rows

    def _earlier(self) -> re.Pattern[bytes]:
        styles = b"|".join(b"%d" % style for style in self.styles.earlier)
        return re.compile(rb"""(<c\s(?:[^>]*?\s)?s=["'])(%b)(["'])""" % styles)

    def _legacy_led_to(self, tail: bytes) -> bytes:
        """Where the shapes of comments are: the schema wants it after the drawing and before what may follow that."""
        found = _LEGACY.search(tail)
        if found:
            self.legacy = found[1].decode()
        elif self.new_legacy:
            place = _place_for_legacy(self._root, tail)
            element = f'<legacyDrawing xmlns:r="{self.relations}" r:id="{self.new_legacy}"/>'.encode()
            return tail[:place] + element + tail[place:]
        return tail

    # -- rows and cells --

    def _rows(self, text: bytes) -> Iterator[tuple[int, int, int]]:
        for found in _ROW.finditer(text):
            start, end = found.span()
            is_row = found[0].startswith(b"<row")
            number, end = (_number(found[0]), self._end_of_row(text, end)) if is_row else (_END, start)
            if number <= self._last:
                raise NotPatchable("rows out of order")
            self._last = number
            yield number, start, end

    @staticmethod
    def _end_of_row(text: bytes, end: int) -> int:
        return end if text[end - 2] == _SLASH else text.index(b"</row>", end) + 6

    def _row(self, number: int, text: bytes) -> bytes:
        tag, body = _opened_row(text)
        own, levels = _STYLE.match(tag) if _OWN_STYLE.search(tag) else None, self.marks[number]

        def new(column: int) -> bytes:
            style = self.styles.marked(int(own[1]) if own else self._style_of(column), levels[column])
            return b'<c r="%b%d" s="%d"/>' % (get_column_letter(column).encode(), number, style)

        def marked(column: int, cell: bytes) -> bytes:
            said = _STYLE.match(cell)
            return with_attribute(cell, b"s", self.styles.marked(int(said[1]) if said else 0, levels[column]))

        cells = b"".join(_woven(body, _cells(body), deque(sorted(levels)), marked, new))
        if cells.count(b"<c ") > body.count(b"<c "):
            tag = _SPANS.sub(b"", tag)  # a hint that may have become wrong
        return tag + cells + b"</row>"

    def _new_row(self, number: int) -> bytes:
        return self._row(number, b'<row r="%d"></row>' % number)

    def _style_of(self, column: int) -> int:
        return next((style for first, last, style in self._columns if first <= column <= last), 0)


_SLASH = ord("/")


def _woven(
    text: bytes,
    places: Iterable[tuple[int, int, int]],
    wanted: deque[int],
    change: Callable[[int, bytes], bytes],
    make: Callable[[int], bytes],
) -> Iterator[bytes]:
    """A text of numbered elements with the wanted ones changed, and made in their order where they are missing."""
    at = 0
    for number, start, end in places:
        if not wanted or wanted[0] > number:
            continue
        yield text[at:start]
        while wanted and wanted[0] < number:
            yield make(wanted.popleft())
        at = start
        if wanted and wanted[0] == number:
            yield change(wanted.popleft(), text[start:end])
            at = end
    yield text[at:]


def _opened_row(text: bytes) -> tuple[bytes, bytes]:
    """A row's first tag and what is in it."""
    cut = text.index(b">") + 1
    return (text[: cut - 2] + b">", b"") if text[cut - 2] == _SLASH else (text[:cut], text[cut : -len(b"</row>")])


def _cells(body: bytes) -> Iterator[tuple[int, int, int]]:
    last, end = 0, 0
    for found in _CELL.finditer(body):
        said = _LETTERS.search(found[1])
        column = column_index_from_string(said[1].decode()) if said else 0
        if column <= last:
            raise NotPatchable("cells out of order")
        last, end = column, found.end()
        yield column, found.start(), end
    yield _END, end, end


def _number(tag: bytes) -> int:
    said = _NUMBER.search(tag)
    if not said:
        raise NotPatchable("row without a number")
    return int(said[1])


def _stretches(stream: IO[bytes]) -> Iterator[bytes]:
    """The XML in stretches of whole rows; the last one holds all that follows the rows."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        cut = rest.rfind(b"</row>") + 6
        if cut > 5 and b"</sheetData>" not in rest:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _unselected(head: bytes) -> bytes:
    """With our sheet in front, one still selected beside it would be edited along with it."""
    return _VIEW.sub(lambda found: _SELECTED.sub(b"", found[0]) if _FIRST_VIEW.search(found[0]) else found[0], head)


def _place_for_legacy(root: bytes, tail: bytes) -> int:
    """Before the first element that must follow it; those of the same name deeper inside do not count."""
    depth, places = 0, []
    parser = expat.ParserCreate()

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2 and tag in _AFTER_LEGACY:
            places.append(parser.CurrentByteIndex - len(root))

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 0:
            places.append(parser.CurrentByteIndex - len(root))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(root + tail, True)
    return places[0]
