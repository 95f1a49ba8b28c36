"""Targets as plans print them: `≥ 80`, `trên 80 %`, `tối thiểu 70`, `80-90`, `100`, `Có`, `-`, or words.

Each wording has one documented reading or is asked about; nothing is guessed. Numbers inside a wording are read as figures are
(numbers.py), so `1.200` is asked about here too. Whether a reading suits its measure is etl's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from domain.indicator import Operator
from domain.names import clean, fold
from domain.numbers import Reading, format_number, read_number

Kind = Literal["target", "none", "question"]

MAX_DECIMALS = 4
"""Decimals a stored target can hold (DECIMAL(18,4))."""

_NONE = {"", "-", "–", "—", "−"}
_UNFILLED = {"...", "…", "?", "chua co so lieu", "chua xac dinh"}
_YES = {"co", "dat", "x", "da co", "da dat"}
_NO = {"khong", "chua", "khong dat", "chua dat", "chua co"}

_SYMBOLS: tuple[tuple[str, Operator], ...] = (
    (">=", ">="),
    ("=>", ">="),
    ("≥", ">="),
    ("≧", ">="),
    ("<=", "<="),
    ("=<", "<="),
    ("≤", "<="),
    ("≦", "<="),
    (">", ">"),
    ("<", "<"),
    ("=", "="),
)
_WORDS: tuple[tuple[str, Operator], ...] = (
    ("lon hon hoac bang", ">="),
    ("nho hon hoac bang", "<="),
    ("khong thap hon", ">="),
    ("khong nho hon", ">="),
    ("khong duoi", ">="),
    ("khong it hon", ">="),
    ("khong kem", ">="),
    ("toi thieu", ">="),
    ("it nhat", ">="),
    ("khong vuot qua", "<="),
    ("khong qua", "<="),
    ("khong tren", "<="),
    ("khong lon hon", "<="),
    ("khong cao hon", "<="),
    ("toi da", "<="),
    ("nhieu nhat", "<="),
    ("lon hon", ">"),
    ("cao hon", ">"),
    ("tren", ">"),
    ("hon", ">"),
    ("nho hon", "<"),
    ("thap hon", "<"),
    ("it hon", "<"),
    ("duoi", "<"),
    ("bang", "="),
)
_ENDINGS: tuple[tuple[str, Operator], ...] = (("tro len", ">="), ("tro xuong", "<="))
_FILLERS = ("phan dau", "huong toi", "dat")
"""Words before a threshold that do not change it: "phấn đấu đạt trên 3%" asks for more than 3."""
_ROUGHLY = ("~", "≈", "±", "khoang ", "xap xi ", "gan ")

_FIGURE = r"\d[\d., ]*%?"
_NUMERIC = re.compile(r"\d[\d., ]*(?: ?%)?")
_RANGE = re.compile(rf"(?P<low>{_FIGURE}) ?(?:[-–—−]|den) ?(?P<upper>{_FIGURE})")


@dataclass(frozen=True)
class Target:
    """What a target cell says: an operator with its figure or words, nothing ("-"), or a question for the person who wrote it."""

    kind: Kind
    op: Operator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    yes: bool = False
    """Whether it was said as yes ("Có", "Đạt"): fit for a yes-or-no measure only, stored as `= 1`."""
    question: str = ""
    example: str = ""

    @property
    def parts(self) -> tuple[Operator | None, Decimal | None, Decimal | None]:
        return self.op, self.value, self.upper


NONE = Target("none")
WORDS = Target("target", "words")
YES = Target("target", "=", Decimal(1), yes=True)


def read_target(entered: object, *, percent: bool | None = None, percent_format: bool = False) -> Target:
    """Reads a target. `percent`: whether the row is a rate in %, None where that is not known."""
    if entered is None:
        return NONE
    if isinstance(entered, bool):
        return YES if entered else _asks_no("FALSE")
    if isinstance(entered, (int, float, Decimal)):
        return _figure("=", read_number(entered, percent=bool(percent) or percent_format, percent_format=percent_format))
    return _from_text(clean(str(entered)), percent)


def _from_text(text: str, percent: bool | None) -> Target:
    key = fold(text)
    if key in _NONE:
        return NONE
    if key in _YES:
        return YES
    if key in _NO:
        return _asks_no(text)
    if key in _UNFILLED:
        return _ask(f"«{text}» chưa phải là mục tiêu.", "≥ 80» hoặc «-")
    if key.startswith(_ROUGHLY):
        return _ask(f"«{text}» là con số ước chừng, chưa nói mức phải đạt.", "≥ 80» hoặc «75-85")
    return _signed(text, percent) or _worded(_without_fillers(key), text, percent)


def _signed(text: str, percent: bool | None) -> Target | None:
    """A threshold with a sign, `≥ 80`: what follows must be a number."""
    for symbol, op in _SYMBOLS:
        if text.startswith(symbol):
            return _figure(op, _number(_without_fillers(fold(text[len(symbol) :])), percent))
    if re.fullmatch(r"[-–—−] ?\d.*", text):
        rest = text[1:].strip()
        return _ask(f"«{text}» có thể là ≥ {rest} (dấu ≥ bị đọc nhầm) hoặc số âm.", f"≥ {rest}")
    return None


def _worded(key: str, text: str, percent: bool | None) -> Target:
    """A threshold in words, a range or a bare number; anything else stays words."""
    if found := _RANGE.fullmatch(key.removeprefix("tu ")):
        return _range(found["low"], found["upper"], percent)
    for ending, op in _ENDINGS:
        rest = key.removesuffix(ending).strip().removeprefix("tu ")
        if key.endswith(ending) and _NUMERIC.fullmatch(rest):
            return _figure(op, _number(rest, percent))
    for words, op in _WORDS:
        rest = _without_fillers(key.removeprefix(f"{words} "))
        if key.startswith(f"{words} ") and _NUMERIC.fullmatch(rest):
            return _figure(op, _number(rest, percent))
    if key.startswith("tu ") and _NUMERIC.fullmatch(key[3:]):
        return _ask(f"«{text}» có thể là mức tối thiểu hoặc đầu của một khoảng.", f"≥ {key[3:]}» hoặc «80-90")
    return _figure("=", _number(key, percent)) if _NUMERIC.fullmatch(key) else WORDS


def _without_fillers(key: str) -> str:
    key = key.strip()
    while filler := next((filler for filler in _FILLERS if key.startswith(f"{filler} ")), None):
        key = key[len(filler) :].strip()
    return key


def _number(text: str, percent: bool | None) -> Reading:
    return read_number(text, percent="%" in text if percent is None else percent)


def _range(low_text: str, upper_text: str, percent: bool | None) -> Target:
    """`80-90 %`: a sign at the end speaks for both ends."""
    low_text, upper_text = low_text.strip(), upper_text.strip()
    if upper_text.endswith("%") and not low_text.endswith("%"):
        low_text += "%"
    low, upper = _figure("range", _number(low_text, percent)), _figure("range", _number(upper_text, percent))
    if low.kind == "question" or upper.kind == "question":
        return low if low.kind == "question" else upper
    if low.value is None or upper.value is None or low.value >= upper.value:
        return _ask(f"Khoảng «{low_text} đến {upper_text}» có đầu không nhỏ hơn cuối.", "80-90")
    return replace(low, upper=upper.value)


def _figure(op: Operator, reading: Reading) -> Target:
    if reading.kind == "question":
        return _ask(reading.question, reading.example)
    if reading.value is None:
        return _ask("Sau dấu so sánh phải có con số.", "≥ 80")
    if reading.value < 0:
        return _ask("Mục tiêu không thể là số âm.", "≥ 80")
    if reading.value != round(reading.value, MAX_DECIMALS):
        shown = format_number(reading.value, MAX_DECIMALS)
        return _ask(f"Con số có nhiều hơn {MAX_DECIMALS} chữ số thập phân.", shown)
    return Target("target", op, reading.value)


def _asks_no(text: str) -> Target:
    return _ask(f"«{text}» có thể là không đặt mục tiêu hoặc mục tiêu là không có.", "-» hoặc «Có")


def _ask(question: str, example: str) -> Target:
    return Target("question", question=question, example=example)
