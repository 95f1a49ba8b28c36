"""Figures as people here write them: `1.234,5`, `1234,5`, `62,5%`, `đạt`, `-`, nothing.

Each form has one documented reading or is asked about; nothing is guessed. Blank, zero and "không áp dụng" are three different
answers. Where the figure stands and what it means for a measure is etl's business.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from domain.names import clean, fold

Kind = Literal["number", "blank", "not_applicable", "question"]

_BLANK = {"", "-", "–", "—", "...", "…", "chua co so lieu", "chua co", "khong co so lieu"}
_NOT_APPLICABLE = {"khong ap dung", "kad", "n/a"}
_YES = {"co", "dat", "x", "da dat", "da co", "dung"}
_NO = {"khong", "chua dat", "khong dat", "chua", "sai"}
_GROUPED = re.compile(r"(?!0)\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
_BOTH = re.compile(r"(?!0)(?:\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?: \d{3})+[.,]\d+)")
MAX_DIGITS = 14
"""Whole digits a stored figure can hold (DECIMAL(18,4))."""
_TOO_LARGE = Decimal(10) ** MAX_DIGITS - Decimal("0.5")
"""From here on a figure could be rounded up to what no longer fits."""


class Reading(NamedTuple):
    """What a cell says: a number, nothing, "không áp dụng", or a question for the person who wrote it."""

    kind: Kind
    value: Decimal | None = None
    question: str = ""
    example: str = ""


BLANK = Reading("blank")
NOT_APPLICABLE = Reading("not_applicable")


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(_step(decimals), rounding=ROUND_HALF_UP)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def read_number(entered: object, *, percent: bool = False, percent_format: bool = False) -> Reading:
    """Reads a figure. `percent`: the row is a rate in %; `percent_format`: Excel shows the cell as a percentage."""
    if entered is None:
        return BLANK
    if isinstance(entered, bool):
        return _ask("Ô này là giá trị đúng/sai, không phải con số.", "62,5")
    if isinstance(entered, Decimal):
        return _from_decimal(entered, percent, percent_format)
    if isinstance(entered, (int, float)):
        return _from_cell_number(entered, percent, percent_format)
    return _from_text(clean(str(entered)), percent)


def read_yes_no(entered: object) -> Reading:
    """Reads a có/không measure, stored as 1 or 0."""
    if entered is None:
        return BLANK
    if isinstance(entered, bool):
        return Reading("number", Decimal(int(entered)))
    key = fold(str(entered))
    if key == "chua co":
        return _ask("«Chưa có» có thể là chưa đạt hoặc chưa có số liệu.", "Không» hoặc «chưa có số liệu")
    if key in _BLANK:
        return BLANK
    if key in _NOT_APPLICABLE:
        return NOT_APPLICABLE
    if key in _YES or key in {"1", "1.0"}:
        return Reading("number", Decimal(1))
    if key in _NO or key in {"0", "0.0"}:
        return Reading("number", Decimal(0))
    return _ask("Chỉ tiêu này trả lời có hoặc không.", "Có")


@lru_cache(maxsize=1 << 15, typed=True)
def _from_cell_number(entered: int | float, percent: bool, percent_format: bool) -> Reading:
    """Rates and small counts recur by the thousand in a long workbook, so their readings are remembered."""
    # Excel itself shows 15 significant digits; the rest is the noise of binary fractions.
    number = Decimal(format(entered, ".15g")) if isinstance(entered, float) else Decimal(entered)
    return _from_decimal(number, percent, percent_format)


def _from_decimal(number: Decimal, percent: bool, percent_format: bool) -> Reading:
    if not number.is_finite():
        return _ask("Ô này không chứa một con số.", "62,5")
    if percent_format:
        if not percent:
            return _ask("Ô có định dạng phần trăm nhưng chỉ tiêu này không tính bằng phần trăm.", "125")
        return _checked(number * 100)
    return _small_rate(number, percent) or _checked(number)


def _from_text(text: str, percent: bool) -> Reading:
    key = fold(text)
    if key in _BLANK:
        return BLANK
    if key in _NOT_APPLICABLE:
        return NOT_APPLICABLE
    if key in _YES or key in _NO:
        return _ask("Chỉ tiêu này cần con số đạt được, không phải lời nhận xét.", "62,5")
    if text[0] in "<>=≥≤~±":
        return _ask("Đây là một ngưỡng, không phải con số đạt được.", "70,4")
    with_sign = text.endswith("%")
    digits = text[:-1].rstrip() if with_sign else text
    negative = digits.startswith(("-", "−"))
    digits = digits[1:].strip() if negative else digits
    number = _digits(digits)
    if isinstance(number, Reading):
        return number
    number = -number if negative else number
    if with_sign and not percent:
        return _ask("Có dấu % nhưng chỉ tiêu này không tính bằng phần trăm.", "125")
    if with_sign:
        return _checked(number)
    return _small_rate(number, percent) or _checked(number)


def _digits(text: str) -> Decimal | Reading:
    if _BOTH.fullmatch(text):
        decimal_mark = max(text.rfind(","), text.rfind("."))
        whole = re.sub(r"[., ]", "", text[:decimal_mark])
        return Decimal(f"{whole}.{text[decimal_mark + 1 :]}")
    grouped = _GROUPED.fullmatch(text)
    if grouped:
        mark, groups = grouped.group(1), len(text) // 4
        if mark == " " or groups > 1:
            return Decimal(re.sub(r"[., ]", "", text))
        whole, part = text.split(mark)
        return _ask(f"«{text}» có thể là {whole}{part} hoặc {whole},{part} (phần lẻ).", f"{whole}{part}» hoặc «{whole},{part}0")
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    return _ask("Đây không phải là một con số.", "62,5")


def _small_rate(number: Decimal, percent: bool) -> Reading | None:
    if not percent or not 0 < abs(number) <= 1:
        return None
    plain, hundredfold = format_number(number), format_number(number * 100)
    return _ask(f"«{plain}» trong hàng tính bằng % có thể là {plain} % hoặc {hundredfold} %.", f"{plain}%» hoặc «{hundredfold}%")


def _checked(number: Decimal) -> Reading:
    if abs(number) >= _TOO_LARGE:
        return _ask("Con số quá lớn để lưu.", "125")
    return Reading("number", number)


def _ask(question: str, example: str) -> Reading:
    return Reading("question", question=question, example=example)


def format_number(value: Decimal | float | int | None, decimals: int | None = None) -> str:
    """The Vietnamese form, `1.234,5`; trailing zeros go unless `decimals` fixes them. None is an en dash."""
    if value is None:
        return "–"
    number = value if isinstance(value, Decimal) else Decimal(format(value, ".12g"))
    if decimals is not None:
        number = round_half_up(number, decimals)
    text = f"{number:,f}"
    if "." in text and decimals is None:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")
