"""The workbook's styles with ours appended: each a copy of the cell's own but for its fill. None is renumbered, none removed.

The fill a cell had is kept in the second colour of ours, which a solid fill never shows, so that a later round can give it back. Where
the program that saved the file since put its own colour there, the style that is alike in all but the fill tells it, if there is just one.
"""

from __future__ import annotations

import re
from functools import cache, cached_property

from etl.marks.package import NotPatchable
from etl.problems import Level

COLOURS: dict[Level, bytes] = {"error": b"F6C7C3", "warning": b"FBE3B5"}
_MOST = 65_000
"""Excel takes no more formats in one workbook."""
_UNSAID, _NO_FILL = b'indexed="64"', b'indexed="65"'
_SOLID = re.compile(rb"""patternType=["']solid["'].*?<fgColor\s+([^>]*?)\s*(?:/>|>)""", re.DOTALL)
_SECOND = re.compile(rb"<bgColor\s+([^>]*?)\s*(?:/>|>)")
_FILL_FACTS = re.compile(rb"""\s(?:fillId|applyFill)=["'][^"']*["']""")
_OURS = re.compile(rb"""\brgb=["']\w\w(?:%b)["']""" % b"|".join(COLOURS.values()), re.IGNORECASE)


class Styles:
    """styles.xml as lists that only grow. `earlier` are those of ours from an earlier round."""

    def __init__(self, text: bytes, *, marked_before: bool, trusted: bool = True) -> None:
        """`trusted`: the program that wrote it keeps the second colour of a fill."""
        self._text = text
        self._fonts, self._fills = _Section(text, b"fonts", b"font"), _Section(text, b"fills", b"fill")
        self._borders, self._formats = _Section(text, b"borders", b"border"), _Section(text, b"cellXfs", b"xf")
        self._marked: dict[tuple[int, Level], int] = {}
        self._trusted = trusted
        self._before: dict[int, int] = {}
        self.earlier = {style for style, one in enumerate(self._formats.items) if self._is_ours(one)} if marked_before else set()

    def marked(self, style: int, level: Level) -> int:
        """A style that is the given one on our colour."""
        if (style, level) not in self._marked:
            self._marked[style, level] = self._on_our_colour(style, level)
        return self._marked[style, level]

    def before(self, style: int) -> int:
        """What a style of ours was before."""
        if style not in self._before:
            self._before[style] = self._find_before(self._formats.items[style])
        return self._before[style]

    def own(self, font: bytes, colour: bytes = b"", alignment: bytes = b"") -> int:
        """A style for our own sheet."""
        border = self._borders.place_of(_BORDER)
        fill = self._fills.place_of(_solid(b'rgb="FF%b"' % colour, _UNSAID)) if colour else 0
        facts = (self._fonts.place_of(font), fill, border, alignment)
        return self._formats.place_of(
            b'<xf numFmtId="49" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1"'
            b' applyBorder="1" applyAlignment="1"><alignment vertical="top"%b/></xf>' % facts
        )

    def written(self) -> bytes:
        text = self._text
        for section in (self._fonts, self._fills, self._borders, self._formats):
            text = section.written_into(text)
        return text

    def _on_our_colour(self, style: int, level: Level) -> int:
        if style >= len(self._formats.items) or len(self._formats.items) >= _MOST:
            raise NotPatchable(f"style {style}")
        base = self._formats.items[style]
        was = _SOLID.search(self._fill_of(base))
        fill = _solid(b'rgb="FF%b"' % COLOURS[level], was[1] if was else _NO_FILL)
        return self._formats.place_of(self._filled(base, self._fills.place_of(fill)))

    @cached_property
    def _not_ours(self) -> dict[bytes, list[int]]:
        """The styles of others, by all that is not their fill."""
        found: dict[bytes, list[int]] = {}
        for place, style in enumerate(self._formats.items):
            if not self._is_ours(style):
                found.setdefault(_but_fill(style), []).append(place)
        return found

    def _is_ours(self, style: bytes) -> bool:
        colour = _SOLID.search(self._fill_of(style))
        return bool(colour and _OURS.search(colour[1]))

    def _find_before(self, style: bytes) -> int:
        """The very style it was, rather than one more like it."""
        alike = [
            place for place, other in enumerate(self._formats.items) if _but_fill(other) == _but_fill(style) and not self._is_ours(other)
        ]
        second = _SECOND.search(self._fill_of(style))
        if not self._trusted or not second or second[1] == _UNSAID or _OURS.search(second[1]):
            return alike[0] if len(alike) == 1 else self._formats.place_of(self._filled(style, 0))
        fills = [0] if second[1] == _NO_FILL else [place for place, fill in enumerate(self._fills.items) if _colour(fill) == second[1]]
        if not fills:
            fills = [self._fills.place_of(_solid(second[1], _UNSAID))]
        same = [place for place in alike if self._fill_place(self._formats.items[place]) in fills]
        same.sort(key=lambda place: self._filled(self._formats.items[place], self._fill_place(style)) != style)
        return same[0] if same else self._formats.place_of(self._filled(style, fills[0]))

    def _fill_of(self, style: bytes) -> bytes:
        place = self._fill_place(style)
        return self._fills.items[place] if place < len(self._fills.items) else b""

    @staticmethod
    def _fill_place(style: bytes) -> int:
        said = re.search(rb"""\bfillId=["'](\d+)""", style)
        return int(said[1]) if said else 0

    @staticmethod
    def _filled(style: bytes, fill: int) -> bytes:
        return with_attribute(with_attribute(style, b"fillId", fill), b"applyFill", 1)


class _Section:
    """A list within styles.xml."""

    def __init__(self, text: bytes, name: bytes, item: bytes) -> None:
        self._whole = re.compile(rb"(<%b(?=[\s>])[^>]*(?<!/)>)(.*?)(</%b>)" % (name, name), re.DOTALL)
        found = self._whole.search(text)
        if not found or b"<!--" in text:
            raise NotPatchable(f"styles without {name!r}")
        self.items: list[bytes] = re.findall(rb"<%b(?=[\s/>])[^>]*?(?:/>|>.*?</%b>)" % (item, item), found[2], re.DOTALL)
        self._first_new = len(self.items)
        self._places = {text: place for place, text in reversed(list(enumerate(self.items)))}

    def place_of(self, item: bytes) -> int:
        """Where such an item stands; appended where there is none."""
        if item not in self._places:
            self._places[item] = len(self.items)
            self.items.append(item)
        return self._places[item]

    def written_into(self, text: bytes) -> bytes:
        new = self.items[self._first_new :]

        def longer(found: re.Match[bytes]) -> bytes:
            return with_attribute(found[1], b"count", len(self.items)) + found[2] + b"".join(new) + found[3]

        return self._whole.sub(longer, text, count=1) if new else text


def with_attribute(element: bytes, name: bytes, value: int) -> bytes:
    """The element with an attribute of its first tag set; nothing else of it changes."""
    changed, count = _attribute(name).subn(rb"\g<1>%d\g<2>" % value, element, count=1)
    return changed if count else re.sub(rb"^<([\w:]+)", rb'<\g<1> %b="%d"' % (name, value), element, count=1)


@cache
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""^(<[^>]*?\s%b=["'])[^"']*(["'])""" % name)


def _colour(fill: bytes) -> bytes:
    found = _SOLID.search(fill)
    return found[1] if found else b""


def _but_fill(style: bytes) -> bytes:
    return _FILL_FACTS.sub(b"", style)


def _solid(colour: bytes, second: bytes) -> bytes:
    return b'<fill><patternFill patternType="solid"><fgColor %b/><bgColor %b/></patternFill></fill>' % (colour, second)


_LINE = b'style="thin"><color rgb="FFC9CED6"/>'
_BORDER = b"<border><left %b</left><right %b</right><top %b</top><bottom %b</bottom><diagonal/></border>" % (_LINE, _LINE, _LINE, _LINE)
