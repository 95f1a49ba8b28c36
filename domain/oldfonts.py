"""Text typed for the fonts of before Unicode (TCVN3 in `.Vn…`, VNI in `VNI-…`) to Unicode.

The font's name decides, never the characters: «TUYÊN QUANG» holds a TCVN3 code too. Decode before anything strips invisible
characters, since TCVN3's ư is the soft hyphen. Which font a cell has is for those who read workbooks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby

_TCVN3 = str.maketrans(
    "µ¶·¸¹" "¨»¼½¾Æ" "©ÇÈÉÊË" "ÌÎÏÐÑ" "ªÒÓÔÕÖ" "×ØÜÝÞ" "ßáâãä" "«åæçèé" "¬êëìíî" "ïñòóô" "\u00adõö÷øù" "úûüýþ" "®" "¡¢£¤¥¦§",
    "àảãáạ" "ăằẳẵắặ" "âầẩẫấậ" "èẻẽéẹ" "êềểễếệ" "ìỉĩíị" "òỏõóọ" "ôồổỗốộ" "ơờởỡớợ" "ùủũúụ" "ưừửữứự" "ỳỷỹýỵ" "đ" "ĂÂÊÔƠƯĐ",
)  # fmt: skip
_VNI_LETTERS = dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_UNICODE = "ĂăĐđĨĩŨũƠơƯư\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323\u1ea0-\u1ef9"
_NOT_OLD = {
    "tcvn3": re.compile(f"[{_UNICODE}ÀÁÂÃÍÙÚà]"),  # letters of ours whose places TCVN3 leaves empty
    "vni": re.compile(f"[{_UNICODE}]"),
}


def encoding_of(font_name: str | None) -> str | None:
    """`tcvn3` or `vni` by the font's name, None for a Unicode font."""
    name = (font_name or "").strip().casefold()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith(("vni-", "vni ")) else None


def decode(text: str, font_name: str | None) -> str:
    """The text in Unicode; as it is where its font is not an old one, or where it was typed in Unicode all the same."""
    encoding = encoding_of(font_name)
    if encoding is None or _NOT_OLD[encoding].search(text):
        return text
    plain = text.translate(_TCVN3) if encoding == "tcvn3" else _VNI_CODES.sub(lambda found: _VNI[found[0]], text)
    plain = unicodedata.normalize("NFC", plain)
    return plain.upper() if _draws_capitals(font_name) else plain


def decode_runs(runs: Iterable[tuple[str, str | None]]) -> str:
    """A text of several fonts. Runs of like fonts are read as one: a VNI letter and its mark may stand in two."""
    known = [(text, font) for text, font in runs if text]
    pieces = [list(group) for _, group in groupby(known, key=lambda run: (encoding_of(run[1]), _draws_capitals(run[1])))]
    return "".join(decode("".join(text for text, _ in piece), piece[0][1]) for piece in pieces)


def _draws_capitals(font_name: str | None) -> bool:
    """`.VnTimeH` and its kin have capitals in the places of small letters: TCVN3 has no codes for accented capitals."""
    name = (font_name or "").strip()
    return encoding_of(name) == "tcvn3" and (name.endswith("H") or (name.islower() and name.endswith("h")))


def _vni_table() -> dict[str, str]:
    """Every VNI code, both cases: letters of their own, and a letter with a mark after it, whatever the mark's case."""
    pairs = {base + mark: plain + tone for base, plain in zip("aeouyôö", "aeouyơư", strict=True) for mark, tone in _TONES.items()}
    pairs |= {base + mark: base + "\u0302" + tone for base in "aeo" for mark, tone in _CIRCUMFLEX.items()}
    pairs |= {"a" + mark: "a\u0306" + tone for mark, tone in _BREVE.items()}
    del pairs["yï"]  # ỵ is a letter of its own
    small = {code: unicodedata.normalize("NFC", letter) for code, letter in (_VNI_LETTERS | pairs).items()}
    capital = {code[0].upper() + rest: letter.upper() for code, letter in small.items() for rest in (code[1:], code[1:].upper())}
    return small | {code[0] + code[1:].upper(): letter for code, letter in small.items()} | capital


_VNI = _vni_table()
_VNI_CODES = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))
