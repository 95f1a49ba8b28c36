"""So sánh: the units of a plan beside each other: who stands worst, at what, and whether it got worse."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import row_label
from report import compare, heat, markup, overview, spread, unit_card
from report.markup import text
from report.sentences import standing_text
from report.tables import Table
from report.worst import behind, with_kin
from store import reads
from store.reads import about_compare, about_tasks, about_unit_card
from ui.chart import draw, twin
from ui.counted import counted
from ui.data import ask
from ui.filters import Chosen, choose_row, pick_or_all, pick_view, remember, remembered
from ui.frame import card, demonstration_note, no_period, opened, picture, proof

Row = dict[str, Any]

VIEWS = {"ban-do": "Bản đồ nhiệt", "xep-hang": "Xếp hạng", "chi-tieu": "Một chỉ tiêu", "o": "Từng đơn vị"}


def show(chosen: Chosen, period: Period) -> None:
    within = None if chosen.unit["bound"] else chosen.unit_id
    units = ask(about_compare.compared_units, chosen.plan_id, within)
    if len(units) < 2:
        show_alone(chosen, period, units[0])
        return
    told = with_kin(ask(about_compare.cells, chosen.plan_id, within, period, chosen.before))
    cells = [cell | way_to(chosen, period, cell) for cell in told]
    ids = {unit["unit_id"] for unit in units}
    everybody = ask(about_compare.ranking, chosen.plan_id, None, period, chosen.before)
    ranking = [row | unit_way(chosen, period, row) for row in everybody if row["unit_id"] in ids]
    if not cells:
        st.info("Kế hoạch này không có chỉ tiêu để so sánh giữa các đơn vị; xem nhiệm vụ ở trang «Nhiệm vụ».")
        return
    show_answer(chosen, ranking, cells, compare.outside(everybody, ranking, chosen.unit["name"]))
    view = pick_view("Cách xem", "xem", VIEWS)
    if view == "ban-do":
        show_map(chosen, ranking, cells)
    elif view == "xep-hang":
        show_ranking(chosen, ranking, cells)
    elif view == "chi-tieu":
        show_row(chosen, period, cells, within)
    else:
        show_tiles(chosen, ranking, cells)


def way_to(chosen: Chosen, period: Period, cell: Row) -> Row:
    """Where a cell leads: that row's page for its unit."""
    return {"address": markup.page_address("chi-tieu", chosen.plan_id, cell["unit_id"], period, chi_tieu=cell["indicator_id"])}


def unit_way(chosen: Chosen, period: Period, row: Row) -> Row:
    return {"address": markup.page_address("don-vi", chosen.plan_id, row["unit_id"], period)}


def show_answer(chosen: Chosen, ranking: list[Row], cells: list[Row], outside: str) -> None:
    """The leader's question first: which unit stands worst, is it worse than last quarter, and at what. `outside`: who is not shown."""
    first, second = compare.answer(ranking)
    rows = len({cell["indicator_id"] for cell in cells})
    about = f"{len(ranking)} đơn vị, mỗi đơn vị {rows} dòng chỉ tiêu của Kế hoạch {chosen.plan['number']}. {outside}"
    told = (compare.worst_row(ranking, cells), compare.own(ranking, cells, chosen.unit_id), compare.others(ranking, cells))
    with card("answer"):
        st.html(
            f"<p class='td-lede'>{text(first)} <b>{text(second)}</b></p>"
            + "".join(f"<p class='td-said'>{text(one)}</p>" for one in told if one)
            + f"<p class='td-note'>{text(about)}</p>"
        )


def show_map(chosen: Chosen, ranking: list[Row], cells: list[Row]) -> None:
    with card("map", "Chỉ tiêu theo đơn vị, đơn vị kém nhất bên trái"):
        left, right = st.columns([1, 1], vertical_alignment="bottom")
        parts = {unit_card.part_label(cell): unit_card.part_label(cell) for cell in cells}
        part = pick_or_all(left, "Phụ lục, phần", "phan", parts, "Mọi phần của kế hoạch")
        with right:
            shown = pick_view("Trong mỗi ô", "trong_o", heat.SHOWN)
        cells = [cell for cell in cells if not part or unit_card.part_label(cell) == part]
        st.html(
            heat.legend(cells, shown)
            + heat.heat_map(cells, compare.worst_units_first(ranking), shown, chosen.unit_id)
            + "<p class='td-note'>Bấm vào ô để xem chỉ tiêu ấy của đơn vị; rê chuột lên ô để đọc cả câu.</p>"
        )
        twin("map", lambda: cells_table(chosen, ranking, cells, "Chỉ tiêu theo đơn vị"), picture=picture(chosen, "ban_do"))


def cells_table(chosen: Chosen, units: list[Row], cells: list[Row], title: str) -> Table:
    names = {row["unit_id"]: row["name"] for row in units}
    return Table(title, compared(chosen, units), compare.CELL_HEADS, compare.cell_rows(cells, names))


def ranking_table(chosen: Chosen, ranking: list[Row], title: str) -> Table:
    return Table(title, compared(chosen, ranking), compare.RANKING_HEADS, compare.ranking_rows(ranking))


def compared(chosen: Chosen, units: list[Row]) -> tuple[str, ...]:
    """The proof of a table over several units: it is not of the one looked at."""
    when = [f"Kỳ: {chosen.period.label}, {standing_text(chosen.period, today())}"] if chosen.period else []
    return (proof(chosen)[0], f"So sánh {len(units)} đơn vị", *when)


def show_ranking(chosen: Chosen, ranking: list[Row], cells: list[Row]) -> None:
    with card("ranking", "Xếp hạng theo kế hoạch"):
        st.html(
            f"<p class='td-note'>{text(compare.rule(about_compare.FIGURES_NEEDED, about_compare.JUDGED_NEEDED))}</p>"
            + compare.ranking_table(ranking, cells, chosen.unit_id)
            + compare.unranked_table(ranking, chosen.unit_id)
        )
        twin("ranking", lambda: ranking_table(chosen, ranking, "Xếp hạng"), picture=picture(chosen, "xep_hang"))


def show_row(chosen: Chosen, period: Period, cells: list[Row], within: str | None) -> None:
    indicators = list({cell["indicator_id"]: cell for cell in cells}.values())
    if not remembered("chi_tieu"):
        remember("chi_tieu", next(iter(behind(cells)), cells[0])["indicator_id"])
    with card("row", "Một chỉ tiêu ở mọi đơn vị"):
        picked = choose_row(indicators)
        placed = ask(about_compare.spread, chosen.plan_id, within, picked["indicator_id"], period, chosen.before)
        own = [cell for cell in cells if cell["indicator_id"] == picked["indicator_id"]]
        rows = [row | {"source": source(chosen, period, row)} for row in spread.joined(own, placed)]
        said = spread.sentence(rows)
        st.html(f"<p class='td-lead'><b>{text(said)}</b></p><p class='td-note'>{text(note(picked))}</p>")
        left, right = st.columns([1, 1.15], gap="medium")
        with left:
            if any(row["value"] is not None for row in rows):
                draw(f"spread-{picked['indicator_id']}", spread.figure(rows), f"{picked['name']}: {said}")
        right.html(spread.table(rows, chosen.unit_id))
        units = ask(about_compare.compared_units, chosen.plan_id, within)
        way = picture(chosen, "cac_don_vi", dong=picked["indicator_id"])
        twin("row", lambda: cells_table(chosen, units, own, picked["name"]), picture=way)


def source(chosen: Chosen, period: Period, row: Row) -> str:
    return markup.source_address(chosen.plan_id, row["unit_id"], period, row["indicator_id"]) if row["value"] is not None else ""


def note(row: Row) -> str:
    """How to read the marks, and what a bare number does not say."""
    said = (
        f"{row_label(row['indicator_id'])}. Vòng rỗng: kỳ trước; dấu đậm: kỳ này; đường chấm: mục tiêu. Số cũ của quý trước không xếp hạng."
    )
    return said + (" Số tuyệt đối, chưa tính đến quy mô đơn vị." if row["value_kind"] == "so_luong" else "")


def show_tiles(chosen: Chosen, ranking: list[Row], cells: list[Row]) -> None:
    st.html(compare.tiles(ranking, cells))
    with card("tiles"):
        twin("tiles", lambda: ranking_table(chosen, ranking, "Từng đơn vị"), picture=picture(chosen, "xep_hang"))


def show_alone(chosen: Chosen, period: Period, unit: Row) -> None:
    """Nobody to compare with: the departments of the one unit stand beside each other instead."""
    whom = f"Kế hoạch {chosen.plan['number']} chỉ giao cho {unit['name']}"
    below = "" if chosen.unit["bound"] else f" trong phạm vi {chosen.unit['name']}"
    st.html(
        f"<p class='td-lead'><b>{text(f'{whom}{below}: không có đơn vị khác để so sánh.')}</b> "
        "Dưới đây so sánh các cơ quan chủ trì với nhau.</p>"
    )
    leads = ask(about_unit_card.leads, chosen.plan_id)
    rows = [row | more(chosen, period, unit, row) for row in ask(reads.scorecard, chosen.plan_id, unit["unit_id"], period)]
    on = counted(chosen, period)
    tasks = ask(about_tasks.tasks, chosen.plan_id, unit["unit_id"], on.period, on.as_of)
    if rows:
        show_leads(chosen, rows, leads)
    heads, lines = unit_card.tasks_by_lead(tasks, leads)
    if lines:
        with card("lead-tasks", f"Nhiệm vụ, giải pháp theo cơ quan chủ trì, {on.said}"):
            st.html(markup.headed_table(heads, [tuple(text(one) for one in line) for line in lines]))
            twin("lead-tasks", lambda: Table("Nhiệm vụ theo cơ quan chủ trì", proof(chosen), heads, lines))
    if not rows and not lines:
        st.info("Kế hoạch này chưa nêu cơ quan chủ trì nào để so sánh. Xem từng việc ở trang «Nhiệm vụ».")


def more(chosen: Chosen, period: Period, unit: Row, row: Row) -> Row:
    where = (chosen.plan_id, unit["unit_id"], period)
    return {
        "label": row_label(row["indicator_id"]),
        "address": markup.page_address("chi-tieu", *where, chi_tieu=row["indicator_id"]),
        "source": markup.source_address(*where, row["indicator_id"]),
    }


def show_leads(chosen: Chosen, rows: list[Row], leads: list[Row]) -> None:
    groups = unit_card.by_lead(rows, leads)
    twice = unit_card.counted_twice(groups, rows)
    with card("lead-rows", "Chỉ tiêu theo cơ quan chủ trì, kém nhất trước"):
        st.html(unit_card.groups_list(groups) + (f"<p class='td-note'>{text(twice)}</p>" if twice else ""))
        heading = "Chỉ tiêu theo cơ quan chủ trì"
        twin("lead-rows", lambda: Table(heading, proof(chosen), overview.HEADS, overview.all_rows(rows)), picture=picture(chosen, "don_vi"))


def open_page() -> None:
    chosen = opened("So sánh", own=False)
    if chosen is None:
        return
    if chosen.period is None:
        no_period(chosen)
        return
    show(chosen, chosen.period)
    demonstration_note()


open_page()
