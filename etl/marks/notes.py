"""Comments of one sheet and the shapes they are drawn in: ours put in or taken out, everybody else's as they were.

What we say in a cell begins with a line of its own, so it is found again even within a comment of the user's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from openpyxl.utils.cell import coordinate_to_tuple

from etl.marks.package import NotPatchable, inserted
from etl.marks.texts import escaped

AUTHOR = "Tiến độ 57"
_OURS = re.compile(f"{AUTHOR}:(?:\\s|&#1[03];|&#x[aAdD];)+(?:Lỗi|Cảnh báo): ".encode())
_THREAD = "tc="
"""Authors of what stands in for a threaded comment; Excel shows the thread, never this text."""

_AUTHORS = re.compile(rb"<authors(?=[\s>])[^>]*(?<!/)>(.*?)</authors>|<authors\s*/>", re.DOTALL)
_AUTHOR = re.compile(rb"<author(?=[\s/>])[^>]*?(?:/>|>(.*?)</author>)", re.DOTALL)
_LIST = re.compile(rb"(<commentList(?=[\s>])[^>]*(?<!/)>)(.*?)(</commentList>)|<commentList\s*/>", re.DOTALL)
_COMMENT = re.compile(rb"<comment\s.*?</comment>", re.DOTALL)
_REF = re.compile(rb"""^<comment\s[^>]*?\bref=["']([A-Z]+\d+)""")
_AUTHOR_ID = re.compile(rb"""^<comment\s[^>]*?\bauthorId=["'](\d+)""")
_TEXT = re.compile(rb"(<text(?=[\s>])[^>]*(?<!/)>)(.*?)(</text>)|<text\s*/>", re.DOTALL)
_EMPTY_RUN = re.compile(rb"<r>(?:<rPr>(?:(?!</rPr>).)*</rPr>)?<t(?:\s[^>]*)?></t></r>$", re.DOTALL)
_SHAPE = re.compile(rb"<(\w+):shape\s.*?</\1:shape>\s*", re.DOTALL)
_SHAPE_PLACE = re.compile(rb"<\w+:(Row|Column)>\s*(\d+)\s*</")
_SHAPE_NUMBER = re.compile(rb"""\bid=["']_x0000_s(\d+)["']""")


@dataclass(frozen=True)
class Edited:
    """A comments part, with the cells whose comment went and those (with its text) that have a new one."""

    text: bytes
    gone: list[str]
    new: dict[str, str]


def has_ours(comments: bytes) -> bool:
    return AUTHOR.encode() in comments


def edited_comments(text: bytes | None, notes: dict[str, str]) -> Edited:
    """The notes put in, by cell; those of an earlier round taken out first."""
    text = text or _NO_COMMENTS
    authors = [unescape(one.decode()) for one in _AUTHOR.findall(_section(_AUTHORS, text)[0])]
    kept, gone = _without_ours(_COMMENT.findall(_section(_LIST, text)[1]), authors)
    new = {cell: note for cell, note in notes.items() if cell not in kept}
    for cell in notes.keys() & kept.keys():
        if not _author(kept[cell], authors).startswith(_THREAD):
            kept[cell] = _with(kept[cell], notes[cell])
    if new and AUTHOR not in authors:
        text = inserted(text, b"authors", f"<author>{AUTHOR}</author>".encode())
        authors.append(AUTHOR)
    made = [_comment(cell, note, authors.index(AUTHOR)) for cell, note in new.items()]
    all_of_them = b"".join([*kept.values(), *made])
    return Edited(_LIST.sub(lambda found: (found[1] or b"<commentList>") + all_of_them + b"</commentList>", text, count=1), gone, new)


def edited_shapes(text: bytes | None, gone: list[str], new: dict[str, str]) -> bytes:
    """The drawing of a sheet's comments without those that went and with the new ones."""
    text, places = text or _NO_SHAPES, {_place(cell) for cell in gone}
    if places:
        text = _SHAPE.sub(lambda found: b"" if _is_note_at(found[0], places) else found[0], text)
    if new and b"_x0000_t202" not in text:
        text = _before_end(text, _SHAPE_TYPE)
    text = _with_prefixes(text) if new else text
    number = max([1024, *map(int, _SHAPE_NUMBER.findall(text))])
    return _before_end(text, b"".join(_shape(cell, note, number + count) for count, (cell, note) in enumerate(new.items(), 1)))


def _without_ours(comments: list[bytes], authors: list[str]) -> tuple[dict[str, bytes], list[str]]:
    kept, gone = {}, []
    for comment in comments:
        cell = _REF.match(comment)
        if not cell:
            raise NotPatchable("comment without a cell")
        left = None if _author(comment, authors) == AUTHOR else _before_ours(comment)
        if left is None:
            gone.append(cell[1].decode())
        else:
            kept[cell[1].decode()] = left
    return kept, gone


def _before_ours(comment: bytes) -> bytes | None:
    """The comment up to what we said in it; None where that was all."""
    found = _TEXT.search(comment)
    ours = _OURS.search(found[2]) if found and found[2] else None
    if not found or not ours:
        return comment
    before = re.sub(rb"(?:\s|&#1[03];|&#x[aAdD];)+$", b"", found[2][: ours.start()])
    in_run = before.rfind(b"<r>") > before.rfind(b"</r>")
    before += b"</t></r>" if in_run else b"</t>"
    before = _EMPTY_RUN.sub(b"", before)
    if not re.sub(rb"<[^>]*>|\s", b"", before):
        return None
    return comment[: found.start(2)] + before + comment[found.end(2) :]


def _with(comment: bytes, note: str) -> bytes:
    """Ours below theirs, as a run of its own."""

    def longer(found: re.Match[bytes]) -> bytes:
        theirs = re.sub(rb"^\s*(<t(?=[\s>]).*?</t>)", rb"<r>\1</r>", found[2] or b"", count=1, flags=re.DOTALL)
        return (found[1] or b"<text>") + theirs + _run(f"\n\n{AUTHOR}:\n{note}") + b"</text>"

    return _TEXT.sub(longer, comment, count=1)


def _comment(cell: str, note: str, author: int) -> bytes:
    return f'<comment ref="{cell}" authorId="{author}"><text>'.encode() + _run(f"{AUTHOR}:\n{note}") + b"</text></comment>"


def _run(said: str) -> bytes:
    return f'<r><t xml:space="preserve">{escaped(said)}</t></r>'.encode()


def _author(comment: bytes, authors: list[str]) -> str:
    said = _AUTHOR_ID.match(comment)
    return authors[int(said[1])] if said and int(said[1]) < len(authors) else ""


def _section(pattern: re.Pattern[bytes], text: bytes) -> tuple[bytes, ...]:
    found = pattern.search(text)
    if not found or b"<!--" in text:
        raise NotPatchable("comments of another form")
    return tuple(group or b"" for group in found.groups())


# -- shapes ----------------------------------------------------------------------------------------------------------------


def _place(cell: str) -> tuple[int, int]:
    row, column = coordinate_to_tuple(cell)
    return row - 1, column - 1


def _is_note_at(shape: bytes, places: set[tuple[int, int]]) -> bool:
    said = {name: int(number) for name, number in _SHAPE_PLACE.findall(shape)}
    return b'"Note"' in shape and (said.get(b"Row", -1), said.get(b"Column", -1)) in places


def _shape(cell: str, note: str, number: int) -> bytes:
    row, column = _place(cell)
    lines = 2 + sum(1 + len(line) // _LINE for line in note.splitlines())
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:280pt;'
        f'height:{min(lines, 24) * 15}pt;z-index:{number - 1024};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>'
        f"<x:Column>{column}</x:Column></x:ClientData></v:shape>"
    ).encode()


def _with_prefixes(text: bytes) -> bytes:
    """Other programs give the namespaces prefixes of their own."""
    root = re.search(rb"<xml(?=[\s>])[^>]*", text)
    missing = [name for prefix, name in _NAMESPACES.items() if root and b"xmlns:%b=" % prefix not in root[0]]
    return text[: root.end()] + b"".join(b" " + name for name in missing) + text[root.end() :] if root else text


def _before_end(text: bytes, shapes: bytes) -> bytes:
    place = text.rfind(b"</xml>")
    if place < 0:
        raise NotPatchable("drawing of another form")
    return text[:place] + shapes + text[place:]


_LINE = 48
"""Characters that fit beside each other in the shape of a comment."""
_NO_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors><commentList></commentList></comments>'
)
_NAMESPACES = {
    b"v": b'xmlns:v="urn:schemas-microsoft-com:vml"',
    b"o": b'xmlns:o="urn:schemas-microsoft-com:office:office"',
    b"x": b'xmlns:x="urn:schemas-microsoft-com:office:excel"',
}
_NO_SHAPES = (
    b"<xml %b %b %b>" % tuple(_NAMESPACES.values()) + b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SHAPE_TYPE = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
