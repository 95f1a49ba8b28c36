"""The heat map: rows of the plan down, units across, each cell in the sign, figure and colour of its status.

Cells and units carry the `address` they lead to; statuses come as they are decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, row_label
from report import markup
from report.compare import BETTER, SAME, WORSE, cell_sentence, change, way
from report.markup import text
from report.sentences import BAD, figure_text, is_answer, target_text, value_text
from report.unit_card import part_label

Row = dict[str, Any]

UNITS_IN_SIGHT = 13
"""How many columns the narrowest desk screen holds; the hint to scroll stands where there are more, or on narrower screens."""

BASIS = (
    "Màu so mỗi số với lộ trình riêng của đơn vị ấy, từ mốc gốc của nó đến mục tiêu, không so số của các đơn vị với nhau: "
    "số thấp vẫn có thể đúng tiến độ, số cao hơn vẫn có thể có nguy cơ."
)
SHOWN = {"so": "Dấu và số", "dau": "Chỉ dấu", "thay-doi": "Thay đổi so với kỳ trước"}


def heat_map(cells: Sequence[Row], units: Sequence[Row], shown: str, here: str) -> str:
    """The map, units in the order given. It scrolls inside its own region; its first column and its head stay."""
    heads = "".join(_unit_head(unit, here) for unit in units)
    body = "".join(_part(part, units, shown, here) for part in _parts(cells))
    return (
        f"{_hint(len(units))}<div class='td-heat' tabindex='0' role='region' aria-label='Bản đồ nhiệt: chỉ tiêu theo đơn vị'><table>"
        f"<thead><tr><th scope='col'>Chỉ tiêu, mục tiêu</th>{heads}</tr></thead>{body}</table></div>"
    )


def _hint(units: int) -> str:
    if units < 2:
        return ""
    return f"<p class='td-note{'' if units > UNITS_IN_SIGHT else ' td-heat-hint'}'>Kéo ngang bảng để xem thêm đơn vị.</p>"


def _parts(cells: Iterable[Row]) -> list[list[list[Row]]]:
    """The cells of each row of the plan, the rows of one part and group together."""
    rows = [list(own) for _, own in groupby(cells, key=lambda cell: cell["indicator_id"])]
    return [list(part) for _, part in groupby(rows, key=lambda own: (part_label(own[0]), own[0]["group_name"]))]


def _unit_head(unit: Row, here: str) -> str:
    place = "chưa xếp hạng" if unit["place"] is None else f"hạng {unit['place']}"
    mine = " class='td-mine'" if unit["unit_id"] == here else ""
    return f"<th scope='col'{mine}>{markup.linked(unit, text(unit['short_name']))}<small>{place}</small></th>"


def _part(rows: list[list[Row]], units: Sequence[Row], shown: str, here: str) -> str:
    first = rows[0][0]
    name = part_label(first) + (f" · {first['group_name']}" if first["group_name"] else "")
    head = f"<tr class='td-heat-part'><th colspan='{len(units) + 1}' scope='rowgroup'><span>{text(name)}</span></th></tr>"
    return f"<tbody>{head}{''.join(_row(row, units, shown, here) for row in rows)}</tbody>"


def _row(row: list[Row], units: Sequence[Row], shown: str, here: str) -> str:
    by_unit = {cell["unit_id"]: cell for cell in row}
    cells = "".join(_cell(by_unit.get(unit["unit_id"]), unit, shown, here) for unit in units)
    return f"<tr><th scope='row'>{text(row[0]['name'])}<small>{text(facts_of(row))}</small></th>{cells}</tr>"


def facts_of(row: list[Row]) -> str:
    """Where a row stands in the plan, what it is held to, and how many units are bad at it."""
    targets = {target_text(cell) for cell in row if cell["stage"]}
    aim = f"mục tiêu {targets.pop()}" if len(targets) == 1 else "mục tiêu riêng từng đơn vị" if targets else "chưa có mục tiêu"
    bad = sum(cell["status"] in BAD for cell in row)
    return " · ".join([row_label(row[0]["indicator_id"]), aim, *([f"{bad}/{len(row)} đơn vị kém"] if bad else [])])


def _cell(cell: Row | None, unit: Row, shown: str, here: str) -> str:
    if cell is None:
        return "<td title='Kế hoạch không ràng buộc đơn vị này trong kỳ'></td>"
    kinds = [
        *(["td-strong"] if cell["status"] in BAD else []),
        *(["td-unsettled"] if shows_figure(cell) and (not cell["approved"] or cell["estimate"]) else []),
        *(["td-mine"] if unit["unit_id"] == here else []),
    ]
    said = text("; ".join(filter(None, (cell_sentence(cell, unit["short_name"]) + _path(cell), cell.get("kin")))))
    return (
        f'<td class="{" ".join(kinds)}" style="--c:{STATUS[cell["status"]].line}">'
        f'<a href="{text(cell["address"])}" target="_self" title="{said}" aria-label="{said}">{_inside(cell, shown)}</a></td>'
    )


def _path(cell: Row) -> str:
    """What the figure was judged by: where the unit's own path began, and where it should be by now."""
    if is_answer(cell):
        return ""
    base = f"; mốc gốc {figure_text(cell['base'], cell)} ({Period.parse(cell['base_period']).label})" if cell["base"] is not None else ""
    return base + (f"; lộ trình đến nay {figure_text(cell['expected'], cell)}" if cell["expected"] is not None else "")


def shows_figure(cell: Row) -> bool:
    """Whether there is a figure to show beside the sign."""
    return cell["value"] is not None and cell["status"] != "chua_den_ky"


def _inside(cell: Row, shown: str) -> str:
    mark = f"<i>{STATUS[cell['status']].sign}</i>"
    if shown == "dau" or not shows_figure(cell):
        return mark
    if shown == "thay-doi" and not is_answer(cell):
        moved = change(cell)
        return mark if moved is None else f"<i>{way(cell)}</i> {'+' if moved > 0 else ''}{format_number(moved)}"
    figure = value_text(cell) if is_answer(cell) else format_number(cell["value"])
    notes = [*(["cũ"] if cell["age_quarters"] else []), *(["≠"] if cell.get("kin") else [])]
    said = f"<small>{' '.join(notes)}</small>" if notes else ""
    return f"{mark} {figure}{said}"


def legend(cells: Sequence[Row], shown: str) -> str:
    """What a colour compares; the signs of the map in words with their counts, only those there are, adding up to the cells shown."""
    now = Counter(cell["status"] for cell in cells)
    signs = [
        f"<span><b style='color:{STATUS[status].line}'>{STATUS[status].sign}</b> {text(STATUS[status].label)} {now[status]}</span>"
        for status in STATUS
        if now[status]
    ]
    if shown == "thay-doi":
        signs.append(
            f"<span>{BETTER} tốt lên</span><span>{WORSE} kém đi</span><span>{SAME} không đổi</span><span>chỉ dấu: không so được</span>"
        )
    signs.append("<span>viền đứt: chưa duyệt hoặc ước; «cũ»: số của quý trước</span>")
    if any(cell.get("kin") for cell in cells):
        signs.append("<span>«≠»: dòng khác dùng cùng số liệu nhưng khác mốc gốc hoặc mục tiêu nên khác màu</span>")
    signs.append(f"<span class='td-total'>Tổng {now.total()} ô</span>")
    return f"<p class='td-said'>{text(BASIS)}</p><div class='td-legend'>{''.join(signs)}</div>"
