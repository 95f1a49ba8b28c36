"""Tổng quan: how a unit stands against its plan in one quarter, worst first, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import day, row_label
from etl import pins
from report import indicator, markup, overview, tasks
from report.markup import text
from report.sentences import headline, reckoned, where_counted
from report.tables import Table
from store import reads
from store.reads import about_indicator, about_tasks
from ui.chart import show_table
from ui.copy import to_paste
from ui.data import ask, warehouse
from ui.filters import Chosen, choose_stage
from ui.frame import card, demonstration_note, no_period, opened, proof
from ui.person import acting
from ui.turn import do, say_finished

WORST_SHOWN, DEADLINES_SHOWN = 5, 2

Row = dict[str, Any]


def show(chosen: Chosen, period: Period) -> None:
    rows = cards(chosen, period)
    last_year = Period.from_index(period.index - 4)
    stage = choose_stage(chosen.boxes[0], sorted({row["stage"] for row in rows if row["stage"]}))
    if stage:
        rows = [row for row in rows if row["stage"] == stage]
    ids = {row["indicator_id"] for row in rows}
    before, year_ago = (past_cards(chosen, past, ids) for past in (chosen.before, last_year))
    units = [] if chosen.unit["bound"] else ask(reads.below, chosen.plan_id, chosen.unit_id, period)
    with card("standing"):
        st.html(overview.units_standing(units) if units else overview.standing(headline(rows, before), rows, where_counted(rows)))
    show_tiles(chosen, period, rows)
    left, right = st.columns([2, 1], gap="small")
    if units:
        pasts = [(past, ask(reads.below, chosen.plan_id, chosen.unit_id, past)) for past in (chosen.before, last_year) if past]
        with left, card("worst", "Các đơn vị"):
            show_units(chosen, period, units)
        changed, aside = overview.units_changes(units, pasts), due(chosen, period)
    else:
        with left:
            with card("worst", "Cần xử lý trước"):
                show_worst(rows)
            st.html(due(chosen, period))
        changed, aside = overview.changes(rows, before, year_ago, chosen.before, last_year), ""
    reported = overview.reporters(ask(reads.reporters, chosen.plan_id, chosen.unit_id, period))
    right.html(overview.card("Thay đổi", changed) + overview.card(f"Báo cáo {period.label}", reported) + aside)
    show_more(chosen, rows, before)


def cards(chosen: Chosen, period: Period) -> list[Row]:
    """The scorecard of a quarter, each row with its place in the plan, its page, its source, and whether somebody asked about it."""
    explained = ask(reads.explained, chosen.unit_id, period)
    return [
        row
        | {
            "label": row_label(row["indicator_id"]),
            "address": markup.page_address("chi-tieu", chosen.plan_id, chosen.unit_id, period, chi_tieu=row["indicator_id"]),
            "source": markup.source_address(chosen.plan_id, chosen.unit_id, period, row["indicator_id"]),
            "explained": explained.get(row["indicator_id"]),
        }
        for row in ask(reads.scorecard, chosen.plan_id, chosen.unit_id, period)
    ]


def past_cards(chosen: Chosen, period: Period | None, ids: set[str]) -> list[Row]:
    """How the rows shown stood in another quarter."""
    found = ask(reads.past_cards, chosen.plan_id, chosen.unit_id, period) if period else []
    return [row for row in found if row["indicator_id"] in ids]


def pinned(chosen: Chosen) -> list[str]:
    return (ask(reads.setting, pins.key(chosen.plan_id, chosen.unit_id)) or "").split()


def show_tiles(chosen: Chosen, period: Period, rows: list[Row]) -> None:
    shown = overview.headline_rows(rows, pinned(chosen))
    ways = ask(reads.ways, chosen.unit_id, tuple(row["indicator_id"] for row in shown), period)
    st.html(overview.tiles(shown, ways))


def show_worst(rows: list[Row]) -> None:
    worst = overview.together(overview.worst(rows))
    if worst:
        st.html(markup.needs_action(worst[:WORST_SHOWN]))
    elif any(row["reason"] == "aggregate" for row in rows):
        st.html("<p>Cấp này chưa được đánh giá vì chưa đủ đơn vị báo cáo hoặc không có mục tiêu riêng. Chọn từng đơn vị để xem.</p>")
    else:
        st.html("<p>Không có chỉ tiêu nào chậm, không đạt hoặc có nguy cơ không đạt trong số đã đánh giá được.</p>")
    if len(worst) > WORST_SHOWN:
        box = st.expander(f"Còn {len(worst) - WORST_SHOWN} chỉ tiêu chậm hoặc có nguy cơ", key="more-worst", on_change="rerun")
        if box.open:
            box.html(markup.needs_action(worst[WORST_SHOWN:]))


def show_units(chosen: Chosen, period: Period, units: list[Row]) -> None:
    st.html(overview.units_below(units, lambda unit: markup.overview_address(chosen.plan_id, unit, period)))


def counted_from(chosen: Chosen, period: Period) -> date:
    """The day deadlines are counted from: today on the newest quarter, an older one's last day; never after the plan's end."""
    as_of = today() if chosen.latest else reckoned(period, today())
    return min(as_of, chosen.plan["effective_to"] or as_of)


def due(chosen: Chosen, period: Period) -> str:
    """What is overdue, how much and whose; what comes next."""
    as_of = counted_from(chosen, period)
    rows = ask(reads.coming_deadlines, chosen.plan_id, chosen.unit_id, period, as_of, DEADLINES_SHOWN)
    late, calm = how_tasks_stand(chosen, period, as_of)
    whole = markup.page_address("nhiem-vu", chosen.plan_id, chosen.unit_id, period, tinh_den="hom-nay" if as_of == today() else None)
    return overview.card(f"Thời hạn, tính đến {day(as_of)}", overview.deadlines(rows, as_of, late, calm, whole))


def how_tasks_stand(chosen: Chosen, period: Period, as_of: date) -> tuple[str, str]:
    """What is overdue among the tasks of the unit, or of those below it, and what comes next."""
    if chosen.unit["bound"]:
        return tasks.headline(open_tasks(chosen, period, as_of), as_of)
    counted = ask(about_tasks.counts_below, chosen.plan_id, chosen.unit_id, period, as_of, "nhiem_vu")
    return tasks.headline_below(tasks.by_unit(counted))


def open_tasks(chosen: Chosen, period: Period, as_of: date) -> list[Row]:
    return [row for row in ask(about_tasks.tasks, chosen.plan_id, chosen.unit_id, period, as_of) if row["kind"] == "nhiem_vu"]


def show_more(chosen: Chosen, rows: list[Row], before: list[Row]) -> None:
    """What a secretary takes along: sentences, the table, and the choice of what stands on top."""
    ways = ("Câu chép vào báo cáo", "Bảng số liệu, tải về", "Chọn chỉ tiêu ở đầu trang")
    way = st.pills("Mang theo", ways, key="mang_theo", label_visibility="collapsed")
    if way == ways[0]:
        head = f"{chosen.unit['name']}, {chosen.period.label if chosen.period else ''}: {' '.join(headline(rows, before))}"
        to_paste("overview", overview.to_paste(head, overview.worst(rows)))
    elif way == ways[1]:
        show_table("overview", Table("Tình hình thực hiện chỉ tiêu", proof(chosen), overview.HEADS, overview.all_rows(rows)))
    elif way == ways[2]:
        show_pins(chosen, rows)


def show_pins(chosen: Chosen, rows: list[Row]) -> None:
    names = {row["indicator_id"]: f"{row['label']}: {row['name']}" for row in rows}
    picked = st.multiselect(
        f"Thêm tối đa {pins.MOST} chỉ tiêu bên cạnh chữ ký số, 5G và chi ngân sách",
        list(names),
        default=[one for one in pinned(chosen) if one in names],
        format_func=names.get,
        max_selections=pins.MOST,
        placeholder="Chọn",
        key=f"pick-pins-{chosen.unit_id}",
    )
    by = acting()
    if st.button("Lưu lựa chọn"):
        do(lambda: pins.pin(warehouse(), chosen.plan_id, chosen.unit_id, picked, by=by), "Đã lưu các chỉ tiêu ở đầu trang.")


def show_without_indicators(chosen: Chosen, period: Period) -> None:
    """A plan of tasks, an index or a movement has no figures to follow: how its tasks stand, and where its other parts are."""
    as_of = counted_from(chosen, period)
    rows = open_tasks(chosen, period, as_of)
    late, calm = tasks.headline(rows, as_of)
    ways = indicator.elsewhere(chosen.plan_id, chosen.unit_id, period, ask(about_indicator.what_else, chosen.plan_id))
    with card("standing"):
        st.html(
            f"<p class='td-lede'><b>{text(late)}</b> {text(calm)}</p><p class='td-note'>{text(tasks.told_late(rows, period))}</p>"
            f"<p class='td-said'>Kế hoạch này không đặt chỉ tiêu bằng số. Kế hoạch có:</p><ul>{ways}</ul>"
        )
    st.html(due(chosen, period))


chosen = opened(None, more=1)
say_finished()
if chosen and chosen.period is None:
    no_period(chosen)
elif chosen and chosen.period:
    if ask(reads.indicators, chosen.plan_id):
        show(chosen, chosen.period)
    else:
        show_without_indicators(chosen, chosen.period)
    demonstration_note(f"{chosen.unit['name']} · {chosen.period.label}")
