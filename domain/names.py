"""Text as people typed it, made comparable.

`clean` is what is stored: NFC, no invisible characters, single spaces. `fold` is what is compared: without case, tone marks'
position, diacritics and đ. Decoding of old fonts comes before either. A long workbook says the same few names over and over, so the
last thousands are remembered.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,]*$)")
"""Text a spreadsheet would take for a formula; a lone `=` and a number with its sign are none."""


@lru_cache(maxsize=1 << 12)
def clean(text: str) -> str:
    """The text in NFC, without invisible characters, runs of white space folded to one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", _CONTROL.sub(" ", text.translate(_INVISIBLE)))).strip()


@lru_cache(maxsize=1 << 12)
def fold(text: str) -> str:
    """A key under which "Hòa", "hoà" and "HOA" are the same."""
    plain = unicodedata.normalize("NFD", clean(text).casefold().replace("đ", "d"))
    bare = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return " ".join(bare.split())  # a mark on a space leaves the space bare


def harmless(text: str) -> str:
    """The text as csv may hold it: an apostrophe before what a spreadsheet would run as a formula when it opens the file."""
    return f"'{text}" if _FORMULA.match(text) else text
