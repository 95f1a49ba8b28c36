"""workbook.xml with our sheet in it, last and opened first; nothing else of it changes."""

from __future__ import annotations

import re

from etl.marks.package import NotPatchable, inserted
from etl.marks.styles import with_attribute
from etl.marks.texts import escaped

_ROOT = re.compile(rb"<workbook(?=[\s>])[^>]*>")
_SHEET = re.compile(rb"<sheet\s[^>]*>")
_RELATION = re.compile(rb"""\s(\w+):id=["']([^"']+)["']""")
_SHEET_ID = re.compile(rb"""\ssheetId=["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\sstate=["']\w+["']""")
_VIEW = re.compile(rb"<workbookView(?=[\s/>])[^>]*>")
_LISTS_BEFORE_NAMES = re.compile(rb"</sheets>(?:\s*<(functionGroups|externalReferences)(?=[\s>]).*?</\1>)*", re.DOTALL)


def with_sheet(text: bytes, name: str, relation: str, namespace: str) -> bytes:
    """One more sheet, the last one: no other's index shifts, so no name or filter that counts them has to change."""
    sheets = _SHEET.findall(text)
    said = _RELATION.search(sheets[-1]) if sheets else None
    if not said:
        raise NotPatchable("sheets of another form")
    number = 1 + max(int(found[1]) for found in map(_SHEET_ID.search, sheets) if found)
    declared = b"" if b"xmlns:%b=" % said[1] in _ROOT.findall(text)[0] else b' xmlns:%b="%b"' % (said[1], namespace.encode())
    element = b'<sheet%b name="%b" sheetId="%d" %b:id="%b"/>' % (declared, escaped(name).encode(), number, said[1], relation.encode())
    return inserted(text, b"sheets", element)


def opened_at(text: bytes, relation: str, name: str) -> bytes:
    """With the sheet of that relation visible and in front; its first line on every printed page."""
    place = [_relation_of(sheet) for sheet in _SHEET.findall(text)].index(relation.encode())
    text = _SHEET.sub(lambda found: _HIDDEN.sub(b"", found[0]) if _relation_of(found[0]) == relation.encode() else found[0], text)
    if not _VIEW.search(text):
        text = text.replace(b"<sheets>", b"<bookViews><workbookView/></bookViews><sheets>", 1)
    text = _VIEW.sub(lambda found: with_attribute(found[0], b"activeTab", place), text, count=1)
    return _with_title_line(text, place, name)


def _relation_of(sheet: bytes) -> bytes:
    said = _RELATION.search(sheet)
    return said[2] if said else b""


def _with_title_line(text: bytes, place: int, name: str) -> bytes:
    start = b'<definedName name="_xlnm.Print_Titles" localSheetId="%d">' % place
    if start in text:
        return text
    quoted = "'" + name.replace("'", "''") + "'"
    element = start + f"{escaped(quoted)}!$1:$1</definedName>".encode()
    if b"</definedNames>" in text:
        return inserted(text, b"definedNames", element)
    return _LISTS_BEFORE_NAMES.sub(lambda found: found[0] + b"<definedNames>" + element + b"</definedNames>", text, count=1)
