"""The files of a frozen briefing, made once and remembered: what is asked for again comes at once.

What is frozen can be taken along: all of it is made before the figures are frozen (`make_all`), so that nobody is refused afterwards.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

import streamlit as st

from domain.frozen import unpack
from report.briefing import drawing, export, layout, slides
from report.briefing.steady import steady

FORMATS = ("pptx", "docx", "pdf", "xlsx")


@st.cache_data(show_spinner=False, max_entries=60)
def made(packed: bytes, code: str, format: str, address: str, scale: float = 1.0) -> dict[str, bytes]:
    """The files of one format by name; `CannotDraw` where one could not be made whole."""
    return dict(export.files(unpack(packed), code, [format], address=address, scale=scale))


def make_all(packed: bytes, code: str, address: str) -> None:
    for format in FORMATS:
        made(packed, code, format, address)


def one(packed: bytes, code: str, format: str, address: str, ending: str) -> bytes:
    """The file of a format whose name ends so."""
    return next(content for name, content in made(packed, code, format, address).items() if name.endswith(ending))


def name(document: dict[str, Any], code: str, ending: str) -> str:
    return f"{export.base_name(document['facts'], code)}-{ending}"


def pictures(packed: bytes, code: str, address: str, scale: float) -> bytes:
    """All slides as PNG, in one zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as written:
        for file_name, content in made(packed, code, "png", address, scale).items():
            written.writestr(file_name, content)
    return steady(target.getvalue())


@st.cache_data(show_spinner=False, max_entries=60)
def picture(packed: bytes, code: str, address: str, place: int, scale: float) -> bytes:
    """One slide as PNG."""
    page = layout.pages(slides.slides(unpack(packed), code, address))[place]
    [drawn] = drawing.png([page], scale)
    export.check([page], [drawn], scale)
    return drawn
