"""Units of a plan beside each other in words and fragments: who stands worst and at what, the ranking, tiles.

Places and statuses come as they are decided; here they are put in order and worded. Rows carry the `address` they lead to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, row_label, with_unit
from report import markup
from report.markup import text
from report.sentences import (
    BAD,
    CHANGE_RULE,
    JUDGED,
    against,
    counts,
    figure_text,
    is_answer,
    stands_text,
    target_text,
    value_cell,
    value_text,
)
from report.worst import RULE, behind

Row = dict[str, Any]

OUTSIDE_NAMED = 3
BETTER, WORSE, SAME = "↗", "↘", "="


# -- against the quarter before ------------------------------------------------------------------------------------------------


def change(cell: Row) -> Decimal | None:
    """How far a figure moved since the quarter before; None where there are not two figures that compare."""
    if cell["value"] is None or cell["value_before"] is None or cell["value_period"] == cell["period_before"]:
        return None
    if cell["over_time"] in FLOWS and cell["value_period"][:4] != cell["period_before"][:4]:
        return None
    return Decimal(cell["value"] - cell["value_before"])


def way(cell: Row) -> str:
    """Better, worse or the same, by the direction of the measure; empty where nothing compares."""
    moved = change(cell)
    if moved is None:
        return ""
    return SAME if moved == 0 else BETTER if (moved > 0) == (cell["direction"] == "tang") else WORSE


def change_words(cell: Row) -> str:
    """The change in words: "kém hơn kỳ trước 1,2 điểm"."""
    moved = change(cell)
    if moved is not None:
        if moved == 0:
            return "không đổi so với kỳ trước"
        return f"{'tốt' if way(cell) == BETTER else 'kém'} hơn kỳ trước {amount_text(abs(moved), cell)}"
    if cell["value"] is None:
        return "kỳ này không còn số liệu" if cell["value_before"] is not None else "chưa có số liệu"
    if cell["value_before"] is None:
        return "kỳ trước chưa có số liệu"
    if cell["value_period"] == cell["period_before"]:
        return "chưa có số mới so với kỳ trước"
    return "sang năm mới tính lại từ đầu, không so với kỳ trước"


def change_short(cell: Row) -> str:
    """The same under a heading that says since when: "kém hơn 1,2 điểm"."""
    moved = change(cell)
    if moved is None:
        return change_words(cell)
    return f"{'tốt' if way(cell) == BETTER else 'kém'} hơn {amount_text(abs(moved), cell)}" if moved else "không đổi"


def amount_text(number: Decimal, cell: Row) -> str:
    if is_answer(cell):
        return f"(trước là {figure_text(cell['value_before'], cell)})"
    unit = cell["unit_of_measure"] or ""
    return f"{format_number(number)} {'điểm' if unit.startswith('%') else unit}".rstrip()


def no_place(row: Row) -> str:
    """Why a unit has no place for a row: only figures of the quarter itself are set in order; empty where it has one."""
    if row["place"] is not None:
        return ""
    return f"không xếp hạng: số cũ {row['age_quarters']} quý" if row["value"] is not None else "không xếp hạng: chưa có số liệu"


# -- the answer in words -------------------------------------------------------------------------------------------------------


def cell_sentence(cell: Row, name: str) -> str:
    """What a unit's figure for a row says to those who hover over it or hear it."""
    marks = [
        *(["chưa duyệt"] if cell["value"] is not None and not cell["approved"] else []),
        *(["ước"] if cell["estimate"] else []),
        *([f"số cũ {cell['age_quarters']} quý"] if cell["age_quarters"] else []),
    ]
    said = f"{name}: {value_text(cell)}" + (f" ({', '.join(marks)})" if marks else "")
    aim = f", mục tiêu {target_text(cell)}" if cell["stage"] else ""
    return f"{said}{aim}; {STATUS[cell['status']].label}; {change_words(cell)}"


def answer(ranking: Sequence[Row]) -> tuple[str, str]:
    """Which unit stands worst, then how badly and whether it got worse; two sentences, the second may be empty."""
    placed = [row for row in ranking if row["place"] is not None]
    if not placed:
        return "Chưa xếp hạng được đơn vị nào: chưa đơn vị nào đủ số liệu và đủ dòng đánh giá được trong kỳ này.", ""
    last = last_of(ranking)
    if len(placed) > 1 and len(last) == len(placed):
        return f"{len(placed)} đơn vị cùng tỷ lệ dòng đạt hoặc đúng tiến độ, không đơn vị nào kém nhất.", ""
    names = " và ".join(row["short_name"] for row in last)
    first = f"{'Cùng kém nhất' if len(last) > 1 else 'Kém nhất'} là {names}, {place_text(last[0], ranking)}."
    return first, " ".join(f"{_stands(row, named=len(last) > 1)}." for row in last)


def worst_row(ranking: Sequence[Row], cells: Iterable[Row]) -> str:
    """At what the unit in the last place stands worst; empty where nobody is last, or nothing is behind there."""
    last = last_of(ranking)
    if not last or last[0]["place"] == best_place(ranking):
        return ""
    worst = _worst_sentence(last[0], cells)
    return f"Dòng kém nhất ở {last[0]['short_name']} là {worst}." if worst else ""


def own(ranking: Sequence[Row], cells: Sequence[Row], here: str) -> str:
    """How the unit looked at stands, in the same words; empty where the answer has told it, or it is not compared."""
    row = next((row for row in ranking if row["unit_id"] == here), None)
    if row is None or (row in last_of(ranking) and row["place"] != best_place(ranking)):
        return ""
    place = place_text(row, ranking) if row["place"] is not None else f"chưa xếp hạng, {why_unranked(row)}"
    if not row["figures"]:
        return f"{row['short_name']} (đang xem): {place}."
    stands = f"; {_stands(row, named=False)}" if row["judged"] else ""
    worst = _worst_sentence(row, cells)
    return f"{row['short_name']} (đang xem): {place}{stands}{'; dòng kém nhất là ' + worst if worst else ''}."


def last_of(ranking: Sequence[Row]) -> list[Row]:
    """The units in the last place."""
    placed = [row for row in ranking if row["place"] is not None]
    return [row for row in placed if row["place"] == placed[-1]["place"]]


def best_place(ranking: Sequence[Row]) -> int | None:
    """The best place among the units shown; the first of the plan may be elsewhere."""
    return next((row["place"] for row in ranking if row["place"] is not None), None)


def place_text(row: Row, ranking: Sequence[Row] = ()) -> str:
    """ "hạng 10/10 (2 đơn vị chưa xếp hạng)": of how many under the plan, and how many of those shown are left out."""
    if row["place"] is None:
        return "chưa xếp hạng"
    left = sum(one["place"] is None for one in ranking)
    return f"hạng {row['place']}/{row['out_of']}" + (f" ({left} đơn vị chưa xếp hạng)" if left else "")


def _worst_sentence(row: Row, cells: Iterable[Row]) -> str:
    """The worst row of a unit with its figures, and the one of the quarter before: a single row is no verdict on the unit."""
    found = behind(cell for cell in cells if cell["unit_id"] == row["unit_id"])
    return f"«{found[0]['name']}»: {STATUS[found[0]['status']].label.lower()}, {stands_text(found[0])}{_was(found[0])}" if found else ""


def _was(cell: Row) -> str:
    if change(cell) is None:
        return ""
    return f" (kỳ trước {figure_text(cell['value_before'], cell)})"


def _stands(row: Row, *, named: bool) -> str:
    whose = f"{row['short_name']} có " if named else ""
    return f"{whose}{of_judged('bad', row)} không đạt hoặc có nguy cơ{bad_change(row)}"


def of_judged(which: str, row: Row) -> str:
    """A count with what it is of."""
    return f"{row[which]}/{row['judged']} dòng đánh giá được"


def bad_change(row: Row) -> str:
    """Whether a unit got worse since the quarter before, by the rule of every page; nothing where it has told nothing since."""
    said = against(row) if row["figures"] else ""
    return f"; {said}" if said else ""


def others(ranking: Sequence[Row], cells: Iterable[Row]) -> str:
    """Who stands best, which row most units are bad at, how many are not ranked."""
    placed = [row for row in ranking if row["place"] is not None]
    best = [row["short_name"] for row in placed if row["place"] == best_place(ranking)]
    said = [f"Tốt nhất là {', '.join(best)}: {of_judged('well', placed[0])} đạt hoặc đúng tiến độ."] if best else []
    bad = Counter((cell["indicator_id"], cell["name"]) for cell in cells if cell["status"] in BAD)
    if bad:
        (_, name), units = bad.most_common(1)[0]
        said.append(f"Dòng chỉ tiêu nhiều đơn vị kém nhất là «{name}»: {units}/{len(ranking)} đơn vị không đạt hoặc có nguy cơ.")
    left = [row["short_name"] for row in ranking if row["place"] is None]
    if left and placed:
        said.append(f"Chưa xếp hạng {len(left)} đơn vị: {', '.join(left)}.")
    return " ".join(said)


# -- ranking -------------------------------------------------------------------------------------------------------------------


def worst_units_first(ranking: Sequence[Row]) -> list[Row]:
    """The one order of units on every page: the lowest place first; the units without a place apart at the end."""
    placed = [row for row in ranking if row["place"] is not None]
    return placed[::-1] + [row for row in ranking if row["place"] is None]


def in_order(units: Mapping[str, Counter[str]], names: Mapping[str, str], ranking: Sequence[Row]) -> list[str]:
    """Units with their statuses in that order; such as have others below and stand in no ranking come last, most going badly before."""
    place = {row["unit_id"]: number for number, row in enumerate(worst_units_first(ranking))}
    badly = {unit: sum(of[status] for status in BAD) / (of.total() or 1) for unit, of in units.items()}
    return sorted(units, key=lambda unit: (place.get(unit, len(place)), -badly[unit], names[unit]))


def outside(everybody: Sequence[Row], shown: Sequence[Row], above: str) -> str:
    """Who is ranked under the plan and not shown, as it lies elsewhere than the unit looked at; empty where nobody is."""
    names = [row["name"] for row in everybody if row["unit_id"] not in {one["unit_id"] for one in shown}]
    if not names:
        return ""
    who = ", ".join(names) if len(names) <= OUTSIDE_NAMED else f"{len(names)} đơn vị khác"
    return f"Hạng tính trong mọi đơn vị của kế hoạch; {who} không thuộc {above} nên không có ở đây."


def rule(figures: int, judged: int) -> str:
    """The rule of the ranking, as it stands on the page."""
    return (
        "Xếp theo tỷ lệ dòng vượt, đạt hoặc đúng tiến độ trong số dòng đánh giá được; tỷ lệ bằng nhau thì cùng hạng. "
        f"Chỉ xếp hạng đơn vị có số liệu của kỳ này cho ít nhất {figures} % số dòng có mục tiêu bằng số đã đến kỳ, "
        f"và đánh giá được ít nhất {judged} % số dòng đó. "
        f"{CHANGE_RULE} Dòng kém nhất: {RULE[0].lower()}{RULE[1:]}"
    )


def ranking_table(ranking: Iterable[Row], cells: Iterable[Row], here: str) -> str:
    """The units with a place, the best first: place, move, share, statuses, and the row that goes worst."""
    of_unit = cells_of(cells)
    lines = [
        (
            f"<b class='td-place'>{row['place']}</b>",
            place_change(row),
            unit_name(row, here),
            f"<b class='td-keep'>{share_text(row)}</b><small class='td-mark td-keep'>{row['well']}/{row['judged']} dòng đánh giá được"
            f"</small><small class='td-mark td-keep'>({row['rows']} dòng trong kế hoạch)</small>",
            markup.slim_bar(counts(of_unit[row["unit_id"]])),
            _worst(of_unit[row["unit_id"]]),
        )
        for row in ranking
        if row["place"] is not None
    ]
    shares = ("Đạt hoặc đúng tiến độ", "Mọi dòng của kế hoạch")
    heads = ("Hạng", "So với kỳ trước", "Đơn vị", *shares, "Dòng kém nhất")
    return f"<div class='td-ranking'>{markup.headed_table(heads, lines)}</div>" if lines else ""


def cells_of(cells: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for cell in cells:
        found.setdefault(cell["unit_id"], []).append(cell)
    return found


def unit_name(row: Row, here: str) -> str:
    mine = "<small class='td-mark'>đang xem</small>" if row["unit_id"] == here else ""
    name = text(row["short_name"])
    return markup.linked(row, f"<b>{name}</b>") + mine


def _worst(cells: Iterable[Row]) -> str:
    """The row of a unit that goes worst, with the figures that say so."""
    judged = [cell for cell in cells if cell["status"] in JUDGED]
    cell = next(iter(behind(judged)), None)
    if cell is None:
        return "Không dòng nào chậm, không đạt hoặc có nguy cơ." if judged else "Chưa dòng nào đánh giá được."
    figures = f"{stands_text(cell)}{_was(cell)}"
    return f"{markup.linked(cell, text(cell['name']))}<small class='td-mark'>{text(figures)}</small>"


def share_text(row: Row, which: str = "well", when: str = "") -> str:
    """A share of the rows judged; `when` "_before": of the quarter before."""
    judged = row["judged" + when]
    return with_unit(format_number(100 * row[which + when] / judged, 1), "%") if judged else "–"


def place_change(row: Row) -> str:
    """How a place moved since the quarter before; nothing to compare is said."""
    if row["place_before"] is None:
        return "<span class='td-mark'>kỳ trước chưa xếp hạng</span>"
    moved = row["place_before"] - row["place"]
    words = f"▲ lên {moved} bậc" if moved > 0 else f"▼ xuống {-moved} bậc" if moved < 0 else "giữ hạng"
    return (
        f"<span class='td-keep'>{words}</span><small class='td-mark td-keep'>kỳ trước {row['place_before']}/{row['out_of_before']}</small>"
    )


def unranked_table(ranking: Iterable[Row], here: str) -> str:
    """The units without a place, and why."""
    lines = [(unit_name(row, here), text(why_unranked(row))) for row in ranking if row["place"] is None]
    return f"<h3 class='td-part-head'>Chưa xếp hạng</h3>{markup.headed_table(('Đơn vị', 'Vì sao'), lines)}" if lines else ""


def why_unranked(row: Row) -> str:
    if not row["due"]:
        return "chưa có dòng nào có mục tiêu bằng số đến kỳ"
    if not row["figures"]:
        return "chưa có số liệu của kỳ này"
    if not row["enough_figures"]:
        return f"mới có số liệu của kỳ này cho {row['figures']}/{row['due']} dòng có mục tiêu bằng số đã đến kỳ"
    return f"mới đánh giá được {row['judged']}/{row['due']} dòng có mục tiêu bằng số đã đến kỳ"


def ranking_rows(ranking: Iterable[Row]) -> list[tuple[Any, ...]]:
    """The ranking as a table to take along."""
    return [
        (
            row["place"],
            row["place_before"],
            row["name"],
            100 * row["well"] / row["judged"] if row["judged"] else None,
            *(row[name] for name in ("well", "slow", "bad", "judged", "figures", "due")),
            None if row["place"] is not None else why_unranked(row),
        )
        for row in ranking
    ]


RANKING_HEADS = (
    "Hạng",
    "Hạng kỳ trước",
    "Đơn vị",
    "Tỷ lệ đạt hoặc đúng tiến độ (%)",
    "Số dòng đạt hoặc đúng tiến độ",
    "Số dòng chậm",
    "Số dòng không đạt hoặc nguy cơ",
    "Số dòng đánh giá được",
    "Số dòng có số liệu của kỳ",
    "Số dòng có mục tiêu bằng số đã đến kỳ",
    "Vì sao chưa xếp hạng",
)


def cell_rows(cells: Iterable[Row], names: dict[str, str]) -> list[tuple[Any, ...]]:
    """Cells as a table to take along, one line for each row and unit."""
    return [
        (
            row_label(cell["indicator_id"]),
            cell["name"],
            names[cell["unit_id"]],
            value_cell(cell["value"], cell),
            cell["unit_of_measure"],
            Period.parse(cell["value_period"]).label if cell["value_period"] else None,
            target_text(cell) if cell["stage"] else None,
            cell["stage"],
            STATUS[cell["status"]].label,
            value_cell(cell["value_before"], cell),
            change_words(cell),
            None if cell["value"] is None else "đã duyệt" if cell["approved"] else "chưa duyệt",
        )
        for cell in cells
    ]


CELL_HEADS = (
    "Dòng",
    "Chỉ tiêu",
    "Đơn vị",
    "Giá trị",
    "Đơn vị tính",
    "Số liệu của",
    "Mục tiêu",
    "Đến năm",
    "Trạng thái",
    "Giá trị kỳ trước",
    "So với kỳ trước",
    "Tình trạng duyệt",
)


# -- tiles ---------------------------------------------------------------------------------------------------------------------


def tiles(ranking: Sequence[Row], cells: Iterable[Row]) -> str:
    """A tile for each unit, worst first: its bar, its place and the row that goes worst."""
    of_unit = cells_of(cells)
    return f"<div class='td-tiles'>{''.join(_tile(row, of_unit[row['unit_id']]) for row in worst_units_first(ranking))}</div>"


def _tile(row: Row, cells: list[Row]) -> str:
    place = place_text(row)
    why = "" if row["place"] is not None else f"Chưa xếp hạng, {why_unranked(row)}. "
    said = f"{why}{of_judged('well', row)} đạt hoặc đúng tiến độ; {row['bad']} dòng không đạt hoặc có nguy cơ{bad_change(row)}."
    worst = next(iter(behind(cells)), None)
    return (
        f"<section class='td-card'><div><div class='td-tile'><h3>{markup.linked(row, text(row['short_name']))}</h3>"
        f"<span class='td-note td-keep'>{place}</span></div><p class='td-note'>{text(said) if row['judged'] else ''}</p></div>"
        f"<div>{markup.slim_bar(counts(cells))}"
        f"<div class='td-fine'>{markup.badge(worst['status']) if worst else ''} {_worst(cells)}</div></div></section>"
    )
