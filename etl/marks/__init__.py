"""Problems marked within a user's own workbook: its cells coloured and commented, a sheet added that lists them, all else byte for byte.

Of the package only these parts change: the sheets with marks, their comments and the shapes of those, styles.xml, workbook.xml, relations
and content types. Our sheet stands last, opened first, so that no index of another sheet shifts. Raises `NotPatchable` where a part is of
a form not handled here; annotate.py knows another way.
"""

from __future__ import annotations

import io
import posixpath
import re
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import IO
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import load_workbook

from etl.marks.book import opened_at, with_sheet
from etl.marks.cells import Marks, SheetEdit, is_selected
from etl.marks.listing import HEADINGS, write_listing
from etl.marks.notes import AUTHOR, edited_comments, edited_shapes, has_ours
from etl.marks.package import NotPatchable, Package
from etl.marks.styles import Styles
from etl.problems import Problem

__all__ = ["AUTHOR", "SHEET", "NotPatchable", "mark_workbook"]
SHEET = "Cần sửa"
_MOST_NOTES = 2000
"""Comments in one workbook: a program draws each of them, so the rest is coloured and listed only."""
_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
_LONGEST_NOTE = 8000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_COMMENTS = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True)
class _Sheet:
    name: str
    part: str
    visible: bool
    id: str
    """Of its relation."""


@dataclass
class _Told:
    """What is to be marked in one sheet."""

    marks: Marks = field(default_factory=lambda: defaultdict(dict))
    notes: dict[str, str] = field(default_factory=dict)

    def add(self, problem: Problem, *, may_note: bool) -> bool:
        """Whether it made one more comment."""
        row, column = coordinate_to_tuple(problem.cell)
        self.marks[row][column] = "error" if self.marks[row].get(column) == "error" else problem.level
        before = self.notes.get(problem.cell)
        if before or may_note:
            said = f"{problem.mark}: {problem.message} {problem.expected}"
            self.notes[problem.cell] = (f"{before}\n{said}" if before else said)[:_LONGEST_NOTE]
        return may_note and not before


def mark_workbook(content: bytes, problems: list[Problem]) -> bytes:
    """The same package with the problems marked in it."""
    try:
        with ExitStack() as files:
            return _Marking(content, files).run(problems)
    except (ElementTree.ParseError, ExpatError, StopIteration, LookupError, ValueError) as strange:
        raise NotPatchable(str(strange)) from strange


class _Marking:
    """One workbook on its way."""

    def __init__(self, content: bytes, files: ExitStack) -> None:
        self.package, self.files = Package(content), files
        self.book = next(link.part for link in self.package.relations("") if link.kind == "officeDocument")
        links = self.package.relations(self.book)
        self.types = next(link.type for link in links if link.kind == "worksheet").removesuffix("/worksheet")
        self.sheets = self._find_sheets({link.id: link.part for link in links if link.kind == "worksheet"})
        names = _lists_of_ours(content, [sheet.name for sheet in self.sheets])
        self.ours = next((sheet for sheet in self.sheets if sheet.name in names), None)
        self.styles_part = next(link.part for link in links if link.kind == "styles")
        self.styles = Styles(self.package.read(self.styles_part), marked_before=bool(self.ours), trusted=not self._is_from_libreoffice())

    def run(self, problems: list[Problem]) -> bytes:
        told, linked = self._told(problems)
        for sheet in self.sheets:
            if sheet is not self.ours:
                self._mark(sheet, told[sheet.name])
        part, name = self._place_list()
        out = self._file()
        write_listing(out, problems, linked, self.styles, self._namespace())
        self.package.change(part, out)
        self.package.change(self.styles_part, self.styles.written())
        self.package.no_longer_a_template()
        return self.package.saved()

    # -- what there is --

    def _tree(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.package.read(self.book))

    def _namespace(self) -> str:
        return self._tree().tag.partition("}")[0].lstrip("{")

    def _find_sheets(self, parts: dict[str, str]) -> list[_Sheet]:
        found = []
        for sheet in self._tree().iter(f"{{{self._namespace()}}}sheet"):
            id_ = next((text for name, text in sheet.attrib.items() if name.endswith("}id")), "")
            if id_ in parts:
                found.append(_Sheet(sheet.get("name", ""), parts[id_], sheet.get("state", "visible") == "visible", id_))
        return found

    def _is_from_libreoffice(self) -> bool:
        """It writes a second colour of its own choice."""
        told = [link.part for link in self.package.relations("") if link.kind == "extended-properties"]
        return any(part in self.package and b"<Application>LibreOffice" in self.package.read(part) for part in told)

    def _told(self, problems: list[Problem]) -> tuple[dict[str, _Told], set[tuple[str, str]]]:
        """What to mark by sheet, and all the cells that are."""
        told: dict[str, _Told] = defaultdict(_Told)
        visible, linked, noted = {sheet.name for sheet in self.sheets if sheet.visible and sheet is not self.ours}, set(), 0
        for problem in problems:
            if problem.sheet in visible and _is_place(problem.cell):
                linked.add((problem.sheet, problem.cell))
                noted += told[problem.sheet].add(problem, may_note=noted < _MOST_NOTES)
        return told, linked

    # -- a sheet of the user's --

    def _mark(self, sheet: _Sheet, told: _Told) -> None:
        links = self.package.relations(sheet.part)
        comments = next((link.part for link in links if link.kind == "comments"), "")
        cleaned = bool(comments) and has_ours(self.package.read(comments))
        if not (told.marks or cleaned or self.styles.earlier or self._is_selected(sheet)):
            return
        new = self.package.new_relation_id(sheet.part) if told.notes else ""
        edit = SheetEdit(told.marks, self.styles, new, self.types)
        out = self._file()
        with self.package.open(sheet.part) as stream:
            edit.run(stream, out)
        self.package.change(sheet.part, out)
        if told.notes or cleaned:
            shapes = next((link.part for link in links if link.id == edit.legacy), "")
            self._comment(sheet, told.notes, comments, shapes, new)

    def _is_selected(self, sheet: _Sheet) -> bool:
        with self.package.open(sheet.part) as stream:
            return is_selected(stream)

    def _comment(self, sheet: _Sheet, notes: dict[str, str], comments: str, shapes: str, new: str) -> None:
        package, folder = self.package, posixpath.dirname(self.book)
        edited = edited_comments(package.read(comments) if comments else None, notes)
        drawn = edited_shapes(package.read(shapes) if shapes else None, edited.gone, edited.new)
        if not shapes and new:
            shapes = package.new_name(posixpath.join(folder, "drawings", "vmlDrawing{}.vml"))
            package.relate(sheet.part, new, f"{self.types}/vmlDrawing", shapes)
            package.declare_ending("vml", _VML)
        if not comments:
            comments = package.new_name(posixpath.join(folder, "comments{}.xml"))
            package.relate(sheet.part, package.new_relation_id(sheet.part), f"{self.types}/comments", comments)
            package.declare(comments, _COMMENTS)
        package.change(comments, edited.text)
        if shapes:
            package.change(shapes, drawn)

    # -- our list --

    def _place_list(self) -> tuple[str, str]:
        """Our sheet in the workbook, where it was or last, and opened first."""
        package = self.package
        if self.ours:
            part, name, id_ = self.ours.part, self.ours.name, self.ours.id
            package.forget_relations(part)
        else:
            part = package.new_name(posixpath.join(posixpath.dirname(self.book), "worksheets", "sheet{}.xml"))
            name, id_ = self._free_name(), package.new_relation_id(self.book)
            package.relate(self.book, id_, f"{self.types}/worksheet", part)
            package.declare(part, _WORKSHEET)
            package.change(self.book, with_sheet(package.read(self.book), name, id_, self.types))
        package.change(self.book, opened_at(package.read(self.book), id_, name))
        return part, name

    def _free_name(self) -> str:
        taken = {sheet.get("name", "").casefold() for sheet in self._tree().iter(f"{{{self._namespace()}}}sheet")}
        names = (SHEET if number == 1 else f"{SHEET} ({number})" for number in count(1))
        return next(name for name in names if name.casefold() not in taken)

    def _file(self) -> IO[bytes]:
        """Sheets are long: they wait on the disk."""
        return self.files.enter_context(tempfile.TemporaryFile())


def _is_place(cell: str) -> bool:
    row, column = coordinate_to_tuple(cell) if _ADDRESS.fullmatch(cell) else (0, 0)
    return 0 < row <= _LAST_ROW and column <= _LAST_COLUMN


def _lists_of_ours(content: bytes, names: list[str]) -> set[str]:
    """A sheet of that name may be the user's own, so its headings decide."""
    candidates = [name for name in names if name.startswith(SHEET)]
    if not candidates:
        return set()
    with load_workbook(io.BytesIO(content)) as book:
        heads = {name: book.get_sheet_by_name(name).to_python(nrows=1) for name in candidates}
    return {name for name, head in heads.items() if head and tuple(head[0][: len(HEADINGS)]) == tuple(heading for heading, _ in HEADINGS)}
