"""Tổng quan: how a unit stands against its plan in one quarter, worst first, and who answers for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import row_label
from etl import pins
from report import calendar, indicator, markup, overview, tasks
from report.markup import text
from report.sentences import headline, where_counted
from report.tables import Table
from report.worst import behind
from store import reads
from store.reads import about_duties, about_indicator, about_tasks
from ui.chart import show_table
from ui.copy import to_paste
from ui.counted import Counted, counted
from ui.data import ask, warehouse
from ui.filters import Chosen, choose_stage
from ui.frame import card, demonstration_note, no_period, opened, proof
from ui.person import acting
from ui.scope import may_here, scope
from ui.turn import do, say_finished

WORST_SHOWN, DEADLINES_SHOWN = 5, 2
YEAR = timedelta(days=365)

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
    explained = ask(reads.explained, scope(), chosen.unit_id, period)
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
    worst = overview.together(behind(rows))
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


def due(chosen: Chosen, period: Period) -> str:
    """What is overdue, how much and whose, and what comes next: the tasks, then the reports the plan asks for."""
    on = counted(chosen, period)
    whole = markup.page_address("nhiem-vu", chosen.plan_id, chosen.unit_id, period)
    said = overview.deadlines(tasks_to_name(chosen, on), on.as_of, how_tasks_stand(chosen, on), whole) + reports_due(chosen, on)
    return overview.card(f"Thời hạn, {on.said}", said)


def how_tasks_stand(chosen: Chosen, on: Counted) -> tuple[str, str]:
    """What is overdue among the tasks of the unit, or of those below it, and what comes next."""
    if chosen.unit["bound"]:
        return tasks.headline(open_tasks(chosen, on), on.as_of)
    counts = ask(about_tasks.counts_below, chosen.plan_id, chosen.unit_id, on.period, on.as_of, "nhiem_vu")
    return tasks.headline_below(tasks.by_unit(counts))


def tasks_to_name(chosen: Chosen, on: Counted) -> list[Row]:
    """The longest overdue, then those due within a year, the soonest first."""
    rows = open_tasks(chosen, on)
    return tasks.overdue(rows)[:DEADLINES_SHOWN] + tasks.falling_due(rows, on.as_of + YEAR)[:DEADLINES_SHOWN]


def open_tasks(chosen: Chosen, on: Counted) -> list[Row]:
    return [row for row in ask(about_tasks.tasks, chosen.plan_id, chosen.unit_id, on.period, on.as_of) if row["kind"] == "nhiem_vu"]


def reports_due(chosen: Chosen, on: Counted) -> str:
    """The reports the plan itself asks of the unit; of a plan that ended, that it asks for no more. Empty where it never did."""
    as_of = today() if on.ended else on.as_of
    rows = ask(about_duties.occasions, as_of, as_of + YEAR, chosen.unit_id)
    rows = [row for row in rows if row["plan_id"] == chosen.plan_id]
    whole = markup.page_address("lich-bao-cao", chosen.plan_id, chosen.unit_id, None)
    return overview.due_line("Báo cáo", calendar.of_one_unit(rows, as_of), whole, "Lịch báo cáo") if rows else ""


def show_more(chosen: Chosen, rows: list[Row], before: list[Row]) -> None:
    """What a secretary takes along: sentences, the table, and the choice of what stands on top."""
    ways = ("Câu chép vào báo cáo", "Bảng số liệu, tải về", "Chọn chỉ tiêu ở đầu trang")
    offered = ways if may_here("nop", unit_id=chosen.unit_id) else ways[:2]
    way = st.pills("Mang theo", offered, key="mang_theo", label_visibility="collapsed")
    if way == ways[0]:
        head = f"{chosen.unit['name']}, {chosen.period.label if chosen.period else ''}: {' '.join(headline(rows, before))}"
        to_paste("overview", overview.to_paste(head, behind(rows)))
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
    on = counted(chosen, period)
    rows = open_tasks(chosen, on)
    late, calm = tasks.headline(rows, on.as_of)
    ways = indicator.elsewhere(chosen.plan_id, chosen.unit_id, period, ask(about_indicator.what_else, chosen.plan_id))
    with card("standing"):
        st.html(
            f"<p class='td-lede'><b>{text(late)}</b> {text(calm)}</p>"
            f"<p class='td-note'>Nhiệm vụ {text(on.said)}. {text(tasks.told_late(rows, on.period))}</p>"
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
