"""Typst source to PDF, PNG or SVG with the fonts shipped here. What stands in the source is drawing.py's and printed.py's business."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"
SANS, SERIF = "Be Vietnam Pro", "Tinos"


@cache
def _fonts() -> typst.Fonts:
    """Only ours: the same input gives the same bytes on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)])


def to_pdf(source: str, as_of: date) -> bytes:
    """A PDF with its fonts in it; `as_of` is the date it bears."""
    moment = int(datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC).timestamp())
    return bytes(typst.compile(source.encode(), format="pdf", font_paths=_fonts(), timestamp=moment))


def to_png(source: str, scale: float = 1.0) -> list[bytes]:
    """One picture for each page; a point of the source is a dot at scale 1."""
    return _pages(typst.compile(source.encode(), format="png", ppi=72.0 * scale, font_paths=_fonts()))


def to_svg(source: str) -> list[bytes]:
    return _pages(typst.compile(source.encode(), format="svg", font_paths=_fonts()))


def _pages(drawn: bytes | list[bytes]) -> list[bytes]:
    return [drawn] if isinstance(drawn, bytes) else list(drawn)


def string(words: str) -> str:
    """Text as a Typst string literal: nothing in it is ever read as markup or code."""
    escaped = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", " ")
    return f'"{escaped}"'
