"""The pictures of a briefing, drawn once and remembered by what is on them.

Typst draws without holding up other people's pages. A draft is drawn kind by kind: whoever writes a remark waits for that slide only.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import Any

import streamlit as st

from domain.frozen import digest, pack, unpack
from report.briefing import drawing, layout, slides
from report.briefing.kinds import OF_CHOICE
from report.briefing.standalone import squeezed

Row = dict[str, Any]

DRAFT = "Bản nháp"
"""What stands in the place of the code until the figures are frozen."""
_SMALL = 0.15


@dataclass(frozen=True)
class Picture:
    """One slide as drawn: vectors, squeezed, and a small picture to pick it by."""

    kind: str
    title: str
    packed: bytes
    small: bytes

    @property
    def svg(self) -> bytes:
        return gzip.decompress(self.packed)


def of_draft(facts: Row, choice: Row, address: str) -> list[Picture]:
    """The pictures of what is not frozen yet; `CannotDraw` says which slide has no room."""
    known = digest(pack(facts))
    parts = [_part_of(choice, kind) for kind in choice["slides"]]
    return [picture for part in parts for picture in _drawn(known, pack(part), DRAFT, address, facts)]


@st.cache_data(show_spinner="Đang vẽ trang chiếu …", max_entries=60)
def of_frozen(packed: bytes, code: str, address: str) -> list[Picture]:
    """The pictures of a frozen briefing, exactly as it was."""
    return _pictures(unpack(packed), code, address)


def _part_of(choice: Row, kind: str) -> Row:
    """One kind of a choice, with what of the choice shows on it."""
    remarks = {name: said for name, said in choice["remarks"].items() if name == kind}
    return choice | {"slides": [kind], "remarks": remarks, "rows": choice["rows"] if kind in OF_CHOICE else []}


@st.cache_data(show_spinner="Đang vẽ trang chiếu …", max_entries=200)
def _drawn(known: str, choice: bytes, code: str, address: str, _facts: Row) -> list[Picture]:
    """Remembered by the facts' own hash (`known`) and the choice."""
    return _pictures({"facts": _facts, "choice": unpack(choice)}, code, address)


def _pictures(document: Row, code: str, address: str) -> list[Picture]:
    pages = layout.pages(slides.slides(document, code, address))
    drawn = zip(pages, drawing.svg(pages), drawing.png(pages, _SMALL), strict=True)
    return [Picture(page.slide.kind, page.slide.title, squeezed(svg), small) for page, svg, small in drawn]
