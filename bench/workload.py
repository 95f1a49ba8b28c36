"""Invented figures of a province (M) or a whole country (L): units, 40 indicators with five stage targets, the values of many quarters.

Makes one DuckDB file, from which both sides are filled: ours through the ledger (bench/entered.py), the peer directly (it reads the file
itself). The same figures on every machine: noise is integer arithmetic. S is for the tests. M is a part of L.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

INDICATORS, FIRST_YEAR, STAGES = 40, 2025, (2025, 2030, 2035, 2040, 2045)
COMMUNES_OF_FIRST, PROVINCES = 114, 34
_WORDS = ("An", "Bình", "Đông", "Hòa", "Long", "Mỹ", "Phú", "Tân", "Thịnh", "Vĩnh")


@dataclass(frozen=True)
class Size:
    """How much: communes, quarters, and whether the provinces report figures of their own."""

    name: str
    communes: int
    quarters: int
    provinces_report: bool

    @property
    def provinces(self) -> int:
        return 1 if self.communes <= COMMUNES_OF_FIRST else PROVINCES

    @property
    def values(self) -> int:
        return (self.communes + self.provinces * self.provinces_report) * INDICATORS * self.quarters


SIZES = {size.name: size for size in (Size("S", 4, 8, False), Size("M", 114, 24, False), Size("L", 3321, 84, True))}


def make(path: Path, size: Size) -> None:
    """Writes the file; an earlier one of that name goes."""
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(_TABLES)
        connection.executemany("INSERT INTO units VALUES (?, ?, ?, ?, ?)", list(_units(size)))
        connection.executemany("INSERT INTO indicators VALUES (?, ?, ?, ?, ?, ?, ?, ?)", list(_indicators()))
        connection.execute(_TARGETS, [list(STAGES)])
        connection.execute(_VALUES, [size.quarters, 1 if size.provinces_report else 2])
        connection.execute(_STATUS)


def commune(number: int) -> tuple[str, str]:
    """Code and name of a commune."""
    return f"c{number:05d}", f"Xã {_WORDS[number % 10]} {number:04d}"


def province(number: int) -> tuple[str, str]:
    """Code and name of a province."""
    return f"p{number:02d}", f"Tỉnh Thử Nghiệm {number:02d}"


def province_of(number: int) -> int:
    """The first province has as many communes as M, the others share the rest."""
    return 1 if number <= COMMUNES_OF_FIRST else 2 + (number - COMMUNES_OF_FIRST - 1) % (PROVINCES - 1)


def quarter(place: int) -> str:
    return f"{FIRST_YEAR + place // 4}Q{place % 4 + 1}"


def _units(size: Size) -> Iterator[tuple[Any, ...]]:
    for number in range(1, size.provinces + 1):
        code, name = province(number)
        yield code, None, 1, name, 10_000 + number
    for number in range(1, size.communes + 1):
        yield commune(number)[0], f"p{province_of(number):02d}", 2, commune(number)[1], number


def _indicators() -> Iterator[tuple[Any, ...]]:
    groups = ("Hạ tầng số", "Chính quyền số", "Kinh tế số", "Xã hội số", "Nhân lực")
    for number in range(1, INDICATORS + 1):
        drawn = _stirred(number)
        uom = ("%", "%", "lượt", "tỷ đồng", "điểm")[drawn % 5]
        base = 30.0 + drawn % 30 if uom == "%" else float(100 + drawn % 9000)
        falls = number % 7 == 0
        goal = base * (0.35 if falls else 1.4 if uom == "%" else 2.5)
        name = f"Chỉ tiêu thử {number:02d} về {groups[number % 5].lower()}"
        yield f"ct{number:02d}", name, groups[number % 5], uom, "giam" if falls else "tang", base, goal, number


def _stirred(*numbers: int) -> int:
    mixed = 1
    for number in numbers:
        mixed = (mixed * 48271 + number * 40503 + 11) % 2147483647 * 69621 % 2147483647
    return mixed


_TABLES = """
CREATE TABLE units (code VARCHAR, parent_code VARCHAR, level INTEGER, name VARCHAR, place INTEGER);
CREATE TABLE indicators (code VARCHAR, name VARCHAR, grp VARCHAR, uom VARCHAR, direction VARCHAR, base DOUBLE, goal DOUBLE, place INTEGER);
CREATE MACRO stir(mixed, number) AS ((mixed::BIGINT * 48271 + number::BIGINT * 40503 + 11) % 2147483647) * 69621 % 2147483647;
"""
_TARGETS = """
CREATE TABLE targets AS SELECT code AS indicator_code, stage::INTEGER AS stage,
    round(base + (goal - base) * (stage - 2024) / 21.0, 2)::DECIMAL(18, 2) AS target
FROM indicators CROSS JOIN (SELECT unnest($1::INTEGER[]) AS stage) ORDER BY place, stage
"""
# A unit is 0.85 to 1.15 times the plan's path, a quarter 0.92 to 1.04 times the unit's.
_VALUES = """
CREATE TABLE values_ AS SELECT u.code AS unit_code, i.code AS indicator_code,
    make_date((2025 + q // 4)::INTEGER, (q % 4 * 3 + 1)::INTEGER, 1) AS period,
    round((base + (goal - base) * (q + 1) / 84.0) * (0.85 + stir(stir(1, u.place), i.place) % 3001 / 10000.0)
        * (0.92 + stir(stir(stir(2, u.place), i.place), q) % 1201 / 10000.0), 2)::DECIMAL(18, 2) AS value
FROM units AS u CROSS JOIN indicators AS i CROSS JOIN range($1::INTEGER) AS r(q) WHERE u.level >= $2 ORDER BY u.place, i.place, q
"""
# The usual way to a status: value against target, with a tenth of grace.
_STATUS = """
CREATE VIEW v_status AS
SELECT v.unit_code, u.name AS unit_name, u.parent_code, p.name AS parent_name, u.level, v.indicator_code, v.period, v.value, t.stage,
    t.target,
    CASE WHEN i.direction = 'giam' THEN t.target / nullif(v.value, 0) ELSE v.value / t.target END AS ratio,
    CASE WHEN ratio >= 1 THEN 'met' WHEN ratio >= 0.9 THEN 'near' ELSE 'missed' END AS status
FROM values_ AS v JOIN units AS u ON u.code = v.unit_code LEFT JOIN units AS p ON p.code = u.parent_code
    JOIN indicators AS i ON i.code = v.indicator_code JOIN targets AS t ON t.indicator_code = v.indicator_code
"""
