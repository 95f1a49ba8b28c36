"""What is possible but wants a second look: the warnings about figures that can be read.

A jump, a fall, a probable slip of scale against the unit's own history or the target, a changed past value, a figure another reporter
already gave, parts above the whole, a total that does not add up. None of them stops a report; each must be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from domain.indicator import FLOWS
from domain.numbers import format_number, read_number
from domain.period import Period
from domain.wording import with_unit
from etl.books.grid import Cell
from etl.problems import Problem
from etl.read import Line
from store import reads
from store.reads import Form, Standing
from store.tables import Cursor, Row

JUMP_POINTS = Decimal(30)
"""A rate that moves by more than this between two reports is asked about."""
JUMP_TIMES = Decimal(5)
"""So is a count that grows or shrinks by more than this factor."""
FALL_POINTS = Decimal(5)
"""And a rate that gets worse by more than this."""
Span = tuple[Decimal, Decimal]
SCALE: Span = (Decimal(80), Decimal(125))
"""A factor between these looks like a percent typed for a fraction, or the other way round."""


@dataclass
class Known:
    """What the warehouse knows of a workbook's measures, units and quarter: the figures that stand, the ones before, the targets."""

    form: Form
    measures: dict[str, Row]
    units: dict[str, Row]
    now: dict[tuple[str, str], Standing] = field(default_factory=dict)
    before: dict[tuple[str, str], Standing] = field(default_factory=dict)
    targets: dict[str, Decimal] = field(default_factory=dict)
    """By measure, the largest target in force."""
    slips: dict[str, list[Span]] = field(default_factory=dict)
    """By measure, the spans of values that are off that target by a slip of scale."""

    def look_up(self, cursor: Cursor, period: Period) -> None:
        units = list(self.units)
        self.now = reads.standing_figures(cursor, units, period)
        self.before = reads.previous_figures(cursor, units, period)
        wanted = [indicator for measure in self.measures.values() for indicator in measure["indicator_ids"]]
        rows = {row["indicator_id"]: row for row in reads.targets_in_force(cursor, wanted, units[0], period)}
        for measure_id, measure in self.measures.items():
            asked = [rows[one]["value"] for one in measure["indicator_ids"] if one in rows and rows[one]["value"]]
            if asked:
                self.targets[measure_id] = max(asked)
                self.slips[measure_id] = _slips(measure, self.targets[measure_id])


def doubts(cell: Cell, measure: Row, row: Row, known: Known) -> Iterator[Problem]:
    """The warnings about one figure."""
    value, unit, key = Decimal(row["value"]), measure["unit_of_measure"], (row["unit_id"], row["measure_id"])
    if row["numerator"] and row["denominator"] and Decimal(row["numerator"]) > Decimal(row["denominator"]):
        yield Problem.at("above_denominator", cell.sheet, cell.address, cell.value, computed=format_number(value))
    now, before = known.now.get(key), known.before.get(key)
    if now is not None and now.value is not None and now.value != value:
        yield _changed(cell, now, value, unit, known)
    kind = _movement(measure, value, before)
    if kind and before is not None:
        facts = {"period": Period.parse(before.period).label, "before": with_unit(format_number(before.value), unit)}
        yield Problem.at(kind, cell.sheet, cell.address, cell.value, after=with_unit(format_number(value), unit), **facts)
    if before is None and _within(value, known.slips.get(row["measure_id"], [])):
        shown = with_unit(format_number(known.targets[row["measure_id"]]), unit)
        yield Problem.at("scale_target", cell.sheet, cell.address, cell.value, target=shown, after=with_unit(format_number(value), unit))


def _changed(cell: Cell, now: Standing, value: Decimal, unit: str | None, known: Known) -> Problem:
    before = with_unit(format_number(now.value), unit)
    if now.reporter_id == known.form.reporter["unit_id"]:
        after = with_unit(format_number(value), unit)
        return Problem.at("changed", cell.sheet, cell.address, cell.value, before=before, after=after, submission=now.submission_id)
    return Problem.at("other_reporter", cell.sheet, cell.address, cell.value, other=now.reporter, before=before)


def _movement(measure: Row, value: Decimal, before: Standing | None) -> str | None:
    """The kind of doubt a change since the last report raises. Flows start anew and are not compared."""
    if before is None or before.value is None or measure["over_time"] in FLOWS:
        return None
    old = before.value
    if value and old and (_looks_scaled(old / value) or _looks_scaled(value / old)):
        return "scale"
    change = value - old
    worse = change if measure["direction"] == "giam" else -change
    if measure["value_kind"] == "ty_le":
        return "jump" if abs(change) > JUMP_POINTS else "fall" if worse > FALL_POINTS else None
    if measure["value_kind"] == "so_luong" and value and old:
        return "jump" if max(value / old, old / value) > JUMP_TIMES else None
    return None


def _looks_scaled(factor: Decimal) -> bool:
    return SCALE[0] <= factor <= SCALE[1]


def _slips(measure: Row, target: Decimal) -> list[Span]:
    """A hundred times the target, or for a rate a hundredth of it. A count may well begin at a hundredth of where it is to end."""
    least, most = SCALE
    above, below = (target * least, target * most), (target / most, target / least)
    return [above, below] if measure["value_kind"] == "ty_le" else [above]


def _within(value: Decimal, spans: list[Span]) -> bool:
    return any(low <= value <= high for low, high in spans)


# -- totals ----------------------------------------------------------------------------------------------------------------


def total_doubts(totals: list[Line], known: Known, values: list[Row]) -> Iterator[Problem]:
    """A row that says it adds the others up, against their sum. Rates are not summed; their parts are."""
    for line in totals:
        measure = known.measures.get(line.code)
        if measure is None:
            continue
        rows = [row for row in values if row["measure_id"] == line.code]
        parts = ("numerator", "denominator") if measure["value_kind"] == "ty_le" else ("value",)
        for part in parts if measure["over_units"] in ("tong", "ty_so_cua_tong") else ():
            said = read_number(line[part].value).value
            total = sum((Decimal(row[part]) for row in rows if row[part] is not None), Decimal(0))
            if said is not None and rows and said != total:
                cell = line[part]
                shown, added = format_number(said), format_number(total)
                yield Problem.at("total_differs", line.sheet, cell.address, cell.value, said=shown, total=added)
