"""Reporting periods: parsing, naming, first and last day, the quarter they end in.

Knows the calendar only. Which periods are open, locked or due is data (store), and today's date plays no part here.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from domain.names import fold

_FORM = re.compile(r"([1-9]\d{3})(?:Q([1-4])|M(0[1-9]|1[0-2])|H([12])|N(9))?")
_ROMAN = ("I", "II", "III", "IV")
_YEAR = r"\D{0,7}(20\d\d)"
_WRITTEN = (
    (re.compile(r"\bqu[yi] ?(iv|i{1,3}|[1-4])\b" + _YEAR), "Q"),
    (re.compile(r"\bq([1-4])\b" + _YEAR), "Q"),
    (re.compile(r"\b(20\d\d)[- /]?q([1-4])\b"), "YQ"),
    (re.compile(r"\b(?:6|sau) thang (dau|cuoi) nam" + _YEAR), "H"),
    (re.compile(r"\b(?:6|sau) thang()" + _YEAR), "H"),
    (re.compile(r"\b(?:9|chin) thang()" + _YEAR), "N"),
    (re.compile(r"\bthang (1[0-2]|0?[1-9])\b" + _YEAR), "M"),
    (re.compile(r"\b(?:ca )?nam()" + _YEAR), "Y"),
)
"""How a period is written in headings, without marks: "Quý III năm 2026", "Q3/2026", "6 tháng đầu năm 2026"."""


class NotAPeriod(ValueError):
    """The text names no period; the message says how one is written."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"«{text}» không phải là kỳ báo cáo. Viết theo mẫu: 2026Q3 (quý), 2026M07 (tháng), "
            "2026H1 (6 tháng), 2026N9 (9 tháng) hoặc 2026 (năm)."
        )


@dataclass(frozen=True, order=True)
class Period:
    """A span of whole months of one year, written as `2026Q3`, `2026M07`, `2026H1`, `2026N9` or `2026`."""

    year: int
    first_month: int
    last_month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        found = _FORM.fullmatch(text.strip().upper())
        if not found:
            raise NotAPeriod(text)
        year, quarter, month, half, nine = found.groups()
        if quarter:
            return cls.quarter(int(year), int(quarter))
        if month:
            return cls(int(year), int(month), int(month))
        if half:
            return cls(int(year), 6 * int(half) - 5, 6 * int(half))
        return cls(int(year), 1, 9 if nine else 12)

    @classmethod
    def quarter(cls, year: int, number: int) -> Period:
        return cls(year, 3 * number - 2, 3 * number)

    @classmethod
    def from_index(cls, index: int) -> Period:
        """The quarter with this running number (`Period.index`)."""
        return cls.quarter(index // 4, index % 4 + 1)

    @classmethod
    def find_in(cls, text: str) -> Period | None:
        """The period a heading speaks of, read as people write it; None where it names none."""
        plain = fold(text)
        for form, kind in _WRITTEN:
            found = form.search(plain)
            if found and kind == "YQ":
                return cls.quarter(int(found[1]), int(found[2]))
            if found:
                return cls._written(kind, found[1], int(found[2]))
        return None

    @classmethod
    def _written(cls, kind: str, number: str, year: int) -> Period:
        if kind == "Q":
            return cls.quarter(year, int(number) if number.isdigit() else _ROMAN.index(number.upper()) + 1)
        if kind == "M":
            return cls(year, int(number), int(number))
        if kind == "H":
            return cls(year, 7, 12) if number == "cuoi" else cls(year, 1, 6)
        return cls(year, 1, 9 if kind == "N" else 12)

    @property
    def ends_in(self) -> Period:
        """The quarter a period ends in."""
        return Period.from_index(self.index)

    @property
    def is_quarter(self) -> bool:
        return self.last_month - self.first_month == 2 and self.last_month % 3 == 0

    @property
    def index(self) -> int:
        """Running number of the quarter this period ends in; the difference of two is a count of quarters."""
        return self.year * 4 + (self.last_month - 1) // 3

    @property
    def first_day(self) -> date:
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.last_month, monthrange(self.year, self.last_month)[1])

    def closing_day(self, rule: str = "duong_lich") -> date:
        """The last day whose figures belong to the period: the calendar's, or the 14th under Nghị định 09/2019 (`nd_09_2019`)."""
        return date(self.year, self.last_month, 14) if rule == "nd_09_2019" else self.last_day

    def opening_day(self, rule: str = "duong_lich") -> date:
        """The first day whose figures belong to the period, by the same two rules as `closing_day`."""
        if rule != "nd_09_2019":
            return self.first_day
        before = self.first_day - timedelta(days=1)
        return date(before.year, before.month, 15)

    def __str__(self) -> str:
        length = self.last_month - self.first_month + 1
        if self.is_quarter:
            return f"{self.year}Q{self.last_month // 3}"
        if length == 1:
            return f"{self.year}M{self.last_month:02d}"
        if length == 6:
            return f"{self.year}H{self.last_month // 6}"
        return f"{self.year}N9" if length == 9 else str(self.year)

    @property
    def label(self) -> str:
        """As it is written in a Vietnamese report: "Quý III/2026"."""
        length = self.last_month - self.first_month + 1
        if self.is_quarter:
            return f"Quý {_ROMAN[self.last_month // 3 - 1]}/{self.year}"
        if length == 1:
            return f"Tháng {self.last_month}/{self.year}"
        if length == 6:
            return f"6 tháng {'đầu' if self.last_month == 6 else 'cuối'} năm {self.year}"
        return f"9 tháng năm {self.year}" if length == 9 else f"Năm {self.year}"


def quarters_between(first: Period, last: Period) -> list[Period]:
    return [Period.from_index(index) for index in range(first.index, last.index + 1)]
