"""The parts of an .xlsx package: which there are, how they point to each other, and a copy of the package with a few of them changed.

Every part that was not changed comes out byte for byte, where it stood; new ones follow at the end. What stands in a part is for others.
"""

from __future__ import annotations

import copy
import io
import posixpath
import re
import shutil
import zipfile
from dataclasses import dataclass
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

TYPES = "[Content_Types].xml"
_CHUNK = 1 << 20
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding=["']([\w.-]+)""")


class NotPatchable(Exception):
    """A part is of a form that cannot be changed in place."""


@dataclass(frozen=True)
class Relation:
    """What one part says of another."""

    id: str
    type: str
    part: str

    @property
    def kind(self) -> str:
        """The last word of its type: worksheet, comments, vmlDrawing."""
        return self.type.rsplit("/", 1)[-1]


class Package:
    """The parts by name. Changed ones are kept aside until `saved`."""

    def __init__(self, content: bytes) -> None:
        self._source = zipfile.ZipFile(io.BytesIO(content))
        self._names = set(self._source.namelist())
        self._changed: dict[str, bytes | IO[bytes]] = {}

    def __contains__(self, part: str) -> bool:
        return part in self._names or part in self._changed

    def read(self, part: str) -> bytes:
        """A part whole, as it is now; in UTF-8, for that is what gets written into it."""
        kept = self._changed.get(part)
        text = kept if isinstance(kept, bytes) else self._source.read(part)
        said = _ENCODING.match(text)
        if said and said[1].lower() not in (b"utf-8", b"utf8"):
            raise NotPatchable(f"{part}: {said[1]!r}")
        return text

    def open(self, part: str) -> IO[bytes]:
        """A part as its writer left it, to be read bit by bit."""
        return self._source.open(part)

    def change(self, part: str, text: bytes | IO[bytes]) -> None:
        self._changed[part] = text

    def new_name(self, pattern: str) -> str:
        """A name nobody goes by yet, like `xl/comments{}.xml`, in whatever letters."""
        taken = {name.casefold() for name in (*self._names, *self._changed)}
        return next(name for number in range(1, 100_000) if (name := pattern.format(number)).casefold() not in taken)

    def relations(self, part: str) -> list[Relation]:
        """Those of a part that lead to other parts; of the package itself where the part is ''."""
        folder, links = posixpath.dirname(part), ElementTree.fromstring(self._relations_text(part))
        inside = [link for link in links if link.get("TargetMode") != "External"]
        return [Relation(link.get("Id", ""), link.get("Type", ""), _resolved(folder, link.get("Target", ""))) for link in inside]

    def new_relation_id(self, part: str) -> str:
        taken = {link.id for link in self.relations(part)} | set(re.findall(r"rId\d+", self._relations_text(part).decode()))
        return next(name for number in range(1, 100_000) if (name := f"rId{number}") not in taken)

    def relate(self, part: str, id_: str, type_: str, other: str) -> None:
        """Leads one part to another."""
        link = f"<Relationship Id={quoteattr(id_)} Type={quoteattr(type_)} Target={quoteattr('/' + other)}/>".encode()
        self.change(_relations_of(part), inserted(self._relations_text(part), b"Relationships", link))

    def _relations_text(self, part: str) -> bytes:
        return self.read(_relations_of(part)) if _relations_of(part) in self else _NO_RELATIONS

    def forget_relations(self, part: str) -> None:
        """For a part written anew, which leads nowhere."""
        if _relations_of(part) in self:
            self.change(_relations_of(part), _NO_RELATIONS)

    def declare(self, part: str, content_type: str) -> None:
        self._declare(f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(content_type)}/>")

    def declare_ending(self, ending: str, content_type: str) -> None:
        if not re.search(rb"""<Default\s[^>]*\bExtension=["']%b["']""" % ending.encode(), self.read(TYPES), re.IGNORECASE):
            self._declare(f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(content_type)}/>")

    def no_longer_a_template(self) -> None:
        """A template comes back as the workbook its new name says it is."""
        types = self.read(TYPES)
        if b"spreadsheetml.template.main+xml" in types:
            self.change(TYPES, types.replace(b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"))

    def _declare(self, entry: str) -> None:
        if entry.encode() not in self.read(TYPES):
            self.change(TYPES, inserted(self.read(TYPES), b"Types", entry.encode()))

    def saved(self) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._source.infolist():
                self._write(target, info)
            for part in self._changed:
                if part not in self._names:
                    self._write(target, zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _write(self, target: zipfile.ZipFile, info: zipfile.ZipInfo, compress_type: int | None = None) -> None:
        as_was = copy.copy(info)  # writing notes new sizes in it
        as_was.compress_type = info.compress_type if compress_type is None else compress_type
        text = self._changed.get(info.filename)
        source = self._source.open(info) if text is None else io.BytesIO(text) if isinstance(text, bytes) else text
        with target.open(as_was, "w", force_zip64=False) as stream:
            if text is None or not info.filename.endswith((".xml", ".rels")):
                shutil.copyfileobj(source, stream, _CHUNK)
            else:
                _copy_well_formed(source, stream)


def inserted(text: bytes, parent: bytes, element: bytes) -> bytes:
    """One more element at the end of the last `parent`, which may be empty."""
    text = re.sub(rb"<%b((?:\s[^>]*?)?)\s*/>" % parent, rb"<%b\1></%b>" % (parent, parent), text)
    place = text.rfind(b"</%b>" % parent)
    if place < 0:
        raise NotPatchable(f"no {parent!r}")
    return text[:place] + element + text[place:]


def _copy_well_formed(source: IO[bytes], stream: IO[bytes]) -> None:
    """What we changed must still be XML: what is not is never handed out."""
    parser = expat.ParserCreate(namespace_separator=" ")
    source.seek(0)
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
            stream.write(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError as damage:
        raise NotPatchable(str(damage)) from None


_NO_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def _relations_of(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{file}.rels")


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
