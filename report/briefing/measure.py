"""How wide words are in the shipped fonts, and where lines break. A sign the font lacks counts as wide as the widest that may stand in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from PIL import ImageFont

from report.briefing.typeset import FONTS

_FILES = {"regular": "400Regular", "italic": "400Regular_Italic", "semibold": "600SemiBold", "bold": "700Bold"}
_EM = 1000
_KEPT = re.compile(r"(?<=\d) (?=[%°])|(?<=[≥≤<>+−]) (?=\d)")
"""A number is not parted from its sign or its percent."""


@cache
def _font(style: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"BeVietnamPro_{_FILES[style]}.ttf"), _EM)


@lru_cache(maxsize=50_000)
def _ems(words: str, style: str) -> float:
    return _font(style).getlength(words) / _EM + 0.15 * sum(one in "▲●◆▼■✕○◌✓◇∞↩" for one in words)


def width(words: str, size: float, style: str = "regular") -> float:
    return _ems(words, style) * size


def plain(words: str) -> str:
    """The words without what has no shape: control characters, marks of direction, halves of letters."""
    told = "".join(" " if unicodedata.category(one) in ("Zl", "Zp") else one for one in words)
    return "".join(one for one in told if one == "\n" or unicodedata.category(one)[0] != "C")


def wrap(words: str, size: float, room: float, style: str = "regular") -> list[str]:
    """The words as lines no wider than `room`; a word wider than that is broken where it must be. Nothing that has a shape is left out."""
    lines: list[str] = []
    for paragraph in _KEPT.sub("\u00a0", plain(words)).split("\n"):
        line = ""
        for word in filter(None, paragraph.split(" ")):
            for piece in _pieces(word, size, room, style):
                longer = f"{line} {piece}" if line else piece
                if line and width(longer, size, style) > room:
                    lines.append(line)
                    longer = piece
                line = longer
        lines.append(line)
    return lines


def _pieces(word: str, size: float, room: float, style: str) -> list[str]:
    if width(word, size, style) <= room:
        return [word]
    pieces, piece = [], ""
    for letter in word:
        if piece and width(piece + letter, size, style) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]
