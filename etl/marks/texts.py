"""A text as XML may hold it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """For an element or an attribute; Excel reads `_x0041_` as a character, so its first underscore is said that way."""
    return escape(_LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("", text)), {'"': "&quot;"})
