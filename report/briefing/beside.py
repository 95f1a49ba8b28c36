"""The units of a plan beside each other as slides: the heat map, the ranking, and one row of the plan over all units.

Places, order and words are those of the page «So sánh»; what a document made before these slides did not keep is said, not guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from domain.numbers import format_number
from domain.wording import STATUS, row_label
from report import compare, heat, spread
from report.briefing.kinds import Maker, legend, status_parts
from report.briefing.model import Bars, Bullet, Cell, Column, Grid, Legend, Says, Slide
from report.briefing.proof import proof_beside
from report.sentences import BAD, counts, is_answer, target_text, value_text

Row = dict[str, Any]

NAMES_SHARE = 0.3
"""Of a heat map's width, for the rows of the plan."""
MOST_UNITS, LETTER, AROUND, BROAD = 13, 0.0056, 0.007, 8
"""How many units stand across at most; what a letter of the smallest figure and its edges take of the width; up to how many units the sign
stands before the figure, not above it."""
UNSETTLED = "*"
NOTE = (
    f"{UNSETTLED} chưa duyệt hoặc ước; «cũ»: số của quý trước. Màu so mỗi ô với lộ trình riêng của đơn vị ấy, không so các đơn vị với nhau."
)


# -- the facts ---------------------------------------------------------------------------------------------------------------


def compared(facts: Row) -> list[Row]:
    """The figure of every unit for every row, rows in the plan's order, in each the best figure of the quarter first."""
    found = facts.get("beside") or {"rows": [], "columns": [], "cells": []}
    rows = {row["indicator_id"]: row for row in found["rows"]}
    cells = [dict(zip(found["columns"], line, strict=True)) for line in found["cells"]]
    return [cell | rows[cell["indicator_id"]] for cell in cells]


def _by_row(cells: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for cell in cells:
        found.setdefault(cell["indicator_id"], []).append(cell)
    return found


def _nothing(make: Maker) -> list[Slide]:
    """Why there is nothing to compare."""
    found, number = make.facts.get("beside"), make.facts["plan"]["number"]
    if found is None:
        title, said = "Bản tin này không giữ số của các đơn vị khác", "Bản tin chốt trước khi có loại trang này. Soạn bản tin mới để xem."
    elif len(found["units"]) > 1:
        title, said = f"Kế hoạch {number} không có chỉ tiêu để so sánh giữa các đơn vị", "Xem nhiệm vụ của từng đơn vị."
    else:
        whom = f"chỉ giao cho {found['units'][0]}" if found["units"] else "không giao cho đơn vị nào trong phạm vi này"
        title, said = f"Kế hoạch {number} {whom}: không có đơn vị khác để so sánh", "Xem trang «Các đơn vị» để so các cơ quan chủ trì."
    return [make.slide(title, [Says((said,), alone=True)])]


def _foot(make: Maker, cells: Sequence[Row]) -> str:
    rows = list({cell["indicator_id"]: cell for cell in cells}.values())
    return proof_beside(make.facts, rows, cells)


# -- the heat map --------------------------------------------------------------------------------------------------------------


def heat_map(make: Maker) -> list[Slide]:
    """Rows of the plan down, units across, the worst to the left; more units than can be read go on in further slides."""
    cells = compared(make.facts)
    if not cells:
        return _nothing(make)
    ranking = make.facts["beside"]["ranking"]
    units = compare.worst_units_first(ranking)
    most = _units_across(cells)
    slides = -(-len(units) // most)
    each = -(-len(units) // slides)
    title = " ".join(filter(None, compare.answer(ranking)))
    told = [compare.worst_row(ranking, cells), compare.own(ranking, cells, make.facts["unit"]["unit_id"]), compare.others(ranking, cells)]
    notes = [*filter(None, told), heat.BASIS, "Ô nguồn của từng số: trang «Một chỉ tiêu ở các đơn vị», phần ghi chú."]
    return [
        make.slide(title, [_map_legend(cells), _map(make, cells, units, at, each)], notes=notes, foot=_foot(make, cells))
        for at in range(0, len(units), each)
    ]


def _units_across(cells: Sequence[Row]) -> int:
    """So many that the longest figure stands in its cell unbroken."""
    longest = max(len(_figure(cell)) for cell in cells)
    return max(1, min(MOST_UNITS, int((1 - NAMES_SHARE) / (AROUND + LETTER * longest))))


def _map_legend(cells: Sequence[Row]) -> Legend:
    now = counts(list(cells))
    there = [status for status in STATUS if now[status]]
    return Legend(tuple(STATUS[one] for one in there), tuple(now[one] for one in there), f"Tổng {now.total()} ô. {NOTE}", again=True)


def _map(make: Maker, cells: Sequence[Row], units: Sequence[Row], first: int, each: int) -> Grid:
    shown = units[first : first + each]
    which = f"; đơn vị {first + 1} đến {first + len(shown)} trong {len(units)}" if len(shown) < len(units) else ""
    columns = [Column(f"Chỉ tiêu, mục tiêu{which}", NAMES_SHARE)]
    columns += [Column(_unit_head(unit, make.facts["unit"]["unit_id"]), (1 - NAMES_SHARE) / len(shown), middle=True) for unit in shown]
    by_row = [{cell["unit_id"]: cell for cell in row} for row in _by_row(cells).values()]
    lines = [
        (_named(list(row.values())), *(_cell(row.get(unit["unit_id"]), "\n" if len(shown) > BROAD else "\u00a0") for unit in shown))
        for row in by_row
    ]
    return Grid(tuple(columns), tuple(lines), "dòng chỉ tiêu", tight=True)


def _unit_head(unit: Row, here: str) -> str:
    place = "chưa xếp hạng" if unit["place"] is None else f"hạng {unit['place']}"
    return f"{unit['short_name']}\n{place}" + ("\nđang xem" if unit["unit_id"] == here else "")


def _named(row: list[Row]) -> Cell:
    return Cell(row[0]["name"], heat.facts_of(row))


def _cell(cell: Row | None, between: str) -> Cell:
    """The sign and the figure of a unit for a row; nothing where the plan does not bind it. `between` them a blank or a new line."""
    if cell is None:
        return Cell()
    return Cell(
        between.join(filter(None, (STATUS[cell["status"]].sign, _figure(cell)))),
        "cũ" if cell["age_quarters"] and heat.shows_figure(cell) else "",
        bold=cell["status"] in BAD,
        look=STATUS[cell["status"]],
        filled=True,
    )


def _figure(cell: Row) -> str:
    if not heat.shows_figure(cell):
        return ""
    figure = value_text(cell) if is_answer(cell) else format_number(cell["value"])
    return figure + (UNSETTLED if not cell["approved"] or cell["estimate"] else "")


# -- the ranking ---------------------------------------------------------------------------------------------------------------


def ranked(make: Maker) -> list[Slide]:
    """A bar of statuses for each unit, the worst first, with its place."""
    cells = compared(make.facts)
    if not cells:
        return _nothing(make)
    ranking = make.facts["beside"]["ranking"]
    of_unit = compare.cells_of(cells)
    lines = tuple(
        (f"{row['short_name']}, {compare.place_text(row)}", status_parts(counts(of_unit.get(row["unit_id"], []))))
        for row in compare.worst_units_first(ranking)
    )
    first, second = compare.answer(ranking)
    notes = [*filter(None, (compare.worst_row(ranking, cells), compare.others(ranking, cells)))]
    blocks = [*([Says((second,), points=False, size=24)] if second else []), *legend(lines), Bars(lines, "đơn vị")]
    return [make.slide(first, blocks, notes=notes, foot=_foot(make, cells))]


# -- one row over the units ------------------------------------------------------------------------------------------------------


def one_row(make: Maker) -> list[Slide]:
    """A slide for each row chosen, every unit a line in its place; the row most units are bad at where none was chosen."""
    cells = compared(make.facts)
    if not cells:
        return _nothing(make)
    by_row = _by_row(cells)
    chosen = [one for one in make.choice["rows"] if one in by_row]
    return [_row_slide(make, by_row[one]) for one in chosen or [_worst_row(cells)]]


def _worst_row(cells: Sequence[Row]) -> str:
    bad = Counter(cell["indicator_id"] for cell in cells if cell["status"] in BAD)
    return str(bad.most_common(1)[0][0] if bad else cells[0]["indicator_id"])


def _row_slide(make: Maker, cells: list[Row]) -> Slide:
    names = {row["unit_id"]: row["short_name"] for row in make.facts["beside"]["ranking"]}
    rows = [cell | {"short_name": names[cell["unit_id"]]} for cell in cells]
    ends, rest = spread.told(rows)
    name = rows[0]["name"]
    title = f"{name}: {ends[0].lower()}{ends[1:]}" if ends else name
    more = f" {_aim(rows)}" if _aim(rows) else ""
    more += " Số tuyệt đối, chưa tính đến quy mô đơn vị." if rows[0]["value_kind"] == "so_luong" else ""
    return make.slide(
        title,
        [Says((f"{row_label(rows[0]['indicator_id'])}. {rest}{more}",), points=False, size=24), _units_grid(make, rows)],
        notes=[f"{row['short_name']}: {value_text(row)}. {row['found_at'] or 'Chưa có số liệu.'}" for row in rows],
        foot=_foot(make, rows),
    )


def _aim(rows: Sequence[Row]) -> str:
    """The target, where all units have the same; else each says its own."""
    aims = {(target_text(row), row["stage"], row["held"]) for row in rows if row["stage"]}
    if len(aims) != 1:
        return ""
    [(aim, stage, held)] = aims
    return f"Mục tiêu {aim} {'duy trì từ' if held else 'đến'} {stage}."


def _units_grid(make: Maker, rows: Sequence[Row]) -> Grid:
    own = not _aim(rows)
    columns = (
        Column("Hạng", 0.05, right=True),
        Column("Đơn vị", 0.19),
        Column("Số liệu", 0.1, right=True),
        Column("Vạch: lộ trình đến nay; ▼: mục tiêu", 0.2 if own else 0.22),
        *([Column("Mục tiêu", 0.1, right=True)] if own else []),
        Column("Trạng thái", 0.16 if own else 0.18),
        Column("So với kỳ trước", 0.12 if own else 0.16),
        Column("Lưu ý", 0.08 if own else 0.1),
    )
    top = max((float(one) for row in rows for one in (row["value"], row["expected"], row["target"]) if one is not None), default=0.0)
    lines = tuple(_unit_line(row, top, make.facts["unit"]["unit_id"], own=own) for row in rows)
    return Grid(columns, lines, "đơn vị", tight=True)


def _unit_line(row: Row, top: float, here: str, *, own: bool) -> tuple[Cell, ...]:
    look, mine = STATUS[row["status"]], row["unit_id"] == here
    marks = [
        *(["chưa duyệt"] if row["value"] is not None and not row["approved"] else []),
        *(["ước"] if row["estimate"] else []),
        *([f"cũ {row['age_quarters']} quý"] if row["age_quarters"] else []),
    ]
    return (
        Cell("–" if row["place"] is None else str(row["place"]), bold=True),
        Cell(f"{row['short_name']} (đang xem)" if mine else row["short_name"], bold=mine),
        Cell(value_text(row), bold=True, look=look),
        Cell(bullet=_bullet(row, top), look=look),
        *([Cell(target_text(row) if row["stage"] else "–")] if own else []),
        Cell(look.label, look=look, sign=True),
        Cell(compare.change_short(row)),
        Cell(", ".join(marks)),
    )


def _bullet(row: Row, top: float) -> Bullet | None:
    """On the one scale of all units; nothing for an answer, or a figure below zero."""
    told = [float(one) for one in (row["value"], row["target"], row["expected"]) if one is not None]
    if is_answer(row) or row["value"] is None or top <= 0 or min(told) < 0:
        return None
    expected, target = (None if row[name] is None else float(row[name]) / top for name in ("expected", "target"))
    return Bullet(float(row["value"]) / top, expected, target)
