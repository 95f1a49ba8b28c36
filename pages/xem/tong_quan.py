"""Tổng quan: how a unit stands against its plan in one quarter, worst first, and who answers for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import row_label
from etl import pins
from report import calendar, compare, indicator, markup, overview, tasks
from report.markup import text
from report.sentences import headline, headline_parts, silence, where_counted
from report.tables import Table
from report.worst import behind, with_kin
from store import reads
from store.reads import about_compare, about_duties, about_indicator, about_stages, about_tasks
from ui.chart import show_table
from ui.copy import to_paste
from ui.counted import Counted, counted
from ui.data import ask, warehouse
from ui.filters import Chosen, choose_stage
from ui.frame import card, demonstration_note, no_period, opened, picture, proof
from ui.person import acting
from ui.scope import may_here, scope
from ui.turn import do, say_finished

WORST_SHOWN, DEADLINES_SHOWN = 4, 2
YEAR = timedelta(days=365)

Row = dict[str, Any]


def show(chosen: Chosen, period: Period) -> None:
    rows = cards(chosen, period)
    last_year = Period.from_index(period.index - 4)
    stage = choose_stage(chosen.boxes[0], sorted({row["stage"] for row in rows if row["stage"]}), "Tất cả")
    if stage:
        rows = [row for row in rows if row["stage"] == stage]
    ids = {row["indicator_id"] for row in rows}
    before, year_ago = (past_cards(chosen, past, ids) for past in (chosen.before, last_year))
    units = [] if chosen.unit["bound"] else ask(reads.below, chosen.plan_id, chosen.unit_id, period)
    ranking = ranked_below(chosen, period, chosen.before)
    with card("standing"):
        if units:
            st.html(overview.units_standing(units, ranking))
        else:
            st.html(overview.standing(headline_parts(rows, before), rows, where_counted(rows), stages_missed(chosen, period)))
    show_tiles(chosen, period, rows)
    if units:
        left, middle, right = st.container(key="units").columns([1.35, 1, 1], gap="small")
        pasts = [(past, ranked_below(chosen, period, past)) for past in (chosen.before, last_year) if past]
        with left, card("worst", "Các đơn vị"):
            show_units(chosen, period, units, ranking)
        middle.html(overview.card("Thay đổi", overview.units_changes(pasts)) + tasks_due(chosen, period, []))
        right.html(reports_due(chosen, period))
    else:
        own = open_tasks(chosen, counted(chosen, period))
        left, right = st.columns([2, 1], gap="small")
        with left, card("worst", "Cần xử lý trước"):
            show_worst(rows, WORST_SHOWN - bool(tasks.overdue(own)) - bool(silence(rows)))
        left.html(tasks_due(chosen, period, own))
        changed = overview.changes(rows, before, year_ago, chosen.before, last_year)
        right.html(overview.card("Thay đổi", changed) + reports_due(chosen, period))
    show_more(chosen, rows, before)


def stages_missed(chosen: Chosen, period: Period) -> str:
    def address(stage: int) -> str:
        return markup.page_address("giai-doan", chosen.plan_id, chosen.unit_id, period, giai_doan=stage)

    return overview.stages_missed(ask(about_stages.missed, chosen.plan_id, chosen.unit_id, period), address)


def cards(chosen: Chosen, period: Period) -> list[Row]:
    """The scorecard of a quarter, each row with its place in the plan, its page, the cell its figure came from, and who asked about it."""
    explained = ask(reads.explained, scope(), chosen.unit_id, period)
    found = ask(reads.found_at, chosen.plan_id, chosen.unit_id, period)
    answers = {row["indicator_id"]: row["answer"] for row in asked_of(chosen, period) if row["answer"]}
    return [
        row
        | {
            "label": row_label(row["indicator_id"]),
            "address": markup.page_address("chi-tieu", chosen.plan_id, chosen.unit_id, period, chi_tieu=row["indicator_id"]),
            "source": markup.source_address(chosen.plan_id, chosen.unit_id, period, row["indicator_id"]),
            "found_at": found.get(row["indicator_id"]),
            "explained": explained.get(row["indicator_id"]),
            "answer": answers.get(row["indicator_id"]),
        }
        for row in with_kin(ask(reads.scorecard, chosen.plan_id, chosen.unit_id, period))
    ]


def asked_of(chosen: Chosen, period: Period) -> list[Row]:
    """What the unit itself was asked about its figures of a quarter."""
    found = ask(reads.explanations, scope(), chosen.plan_id, chosen.unit_id)
    return [row for row in found if row["unit_id"] == chosen.unit_id and row["period"] == str(period)]


def ranked_below(chosen: Chosen, period: Period, before: Period | None) -> list[Row]:
    """The plan's ranking as far as it is of units below the one looked at."""
    if chosen.unit["bound"]:
        return []
    within = {row["unit_id"] for row in ask(about_compare.compared_units, chosen.plan_id, chosen.unit_id)}
    return [row for row in ask(about_compare.ranking, chosen.plan_id, None, period, before) if row["unit_id"] in within]


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


def show_worst(rows: list[Row], most: int) -> None:
    """The first rows that go badly, as many as stand on one screen with what else does; the rest folded."""
    worst = overview.together(behind(rows))
    shown, rest = worst[:most], worst[most:]
    if worst:
        st.html(markup.needs_action(shown) + overview.why(rows))
    elif any(row["reason"] == "aggregate" for row in rows):
        st.html("<p>Cấp này chưa được đánh giá vì chưa đủ đơn vị báo cáo hoặc không có mục tiêu riêng. Chọn từng đơn vị để xem.</p>")
    else:
        st.html("<p>Không có chỉ tiêu nào chậm, không đạt hoặc có nguy cơ không đạt trong số đã đánh giá được.</p>")
    if rest:
        here = f"{overview.lines(shown)} dòng" + (f" gộp thành {len(shown)} mục" if overview.lines(shown) > len(shown) else "")
        name = f"Còn {overview.lines(rest)} dòng chỉ tiêu chậm hoặc có nguy cơ; trên đây {here}, tổng {overview.lines(worst)}"
        box = st.expander(name, key="more-worst", on_change="rerun")
        if box.open:
            box.html(markup.needs_action(rest) + markup.marks_note(rows))


def show_units(chosen: Chosen, period: Period, units: list[Row], ranking: list[Row]) -> None:
    everybody = ask(about_compare.ranking, chosen.plan_id, None, period, chosen.before)
    note = compare.outside(everybody, ranking, chosen.unit["name"])
    st.html(
        overview.units_below(units, ranking, lambda unit: markup.overview_address(chosen.plan_id, unit, period))
        + (f"<p class='td-note'>{text(note)}</p>" if note else "")
    )


def tasks_due(chosen: Chosen, period: Period, rows: list[Row]) -> str:
    """Which tasks are overdue, how many and whose, and what comes next: of the unit's own `rows`, or of the units below it."""
    on = counted(chosen, period)
    whole = markup.page_address("nhiem-vu", chosen.plan_id, chosen.unit_id, period)
    said, caution = how_tasks_stand(chosen, on, rows)
    heading = f"Nhiệm vụ, {on.said}"
    if not chosen.unit["bound"]:
        waiting = ask(about_tasks.open_below, chosen.plan_id, chosen.unit_id, on.period, on.as_of, "nhiem_vu")
        return overview.card(heading, overview.late_below(waiting, said, whole, caution, DEADLINES_SHOWN))
    late = tasks.overdue(rows)
    named = late[:DEADLINES_SHOWN] + tasks.falling_due(rows, on.as_of + YEAR)[:DEADLINES_SHOWN]
    unnamed = max(len(late) - DEADLINES_SHOWN, 0)
    return overview.card(heading, overview.deadlines(named, on.as_of, said, whole, caution, unnamed))


def how_tasks_stand(chosen: Chosen, on: Counted, rows: list[Row]) -> tuple[tuple[str, str], str]:
    """What is overdue among the tasks of the unit, or of those below it, and what comes next; and that nobody reported on them."""
    if chosen.unit["bound"]:
        return tasks.headline(rows, on.as_of), tasks.told_late(rows, on.period) if rows else ""
    units = tasks.by_unit(ask(about_tasks.counts_below, chosen.plan_id, chosen.unit_id, on.period, on.as_of, "nhiem_vu"))
    silent = units and all(one.under == tasks.NO_REPORT for one in units)
    return tasks.headline_below(units), tasks.never_told(late=any(one.counts["qua_han"] for one in units)) if silent else ""


def open_tasks(chosen: Chosen, on: Counted) -> list[Row]:
    return [row for row in ask(about_tasks.tasks, chosen.plan_id, chosen.unit_id, on.period, on.as_of) if row["kind"] == "nhiem_vu"]


def reports_due(chosen: Chosen, period: Period) -> str:
    """Who has told the quarter's figures; how the reports under the plan stand at the unit, its departments and the units below it, as the
    calendar says it."""
    on = counted(chosen, period)
    told = overview.reporters(ask(reads.reporters, chosen.plan_id, chosen.unit_id, period), period)
    as_of = today() if on.ended else on.as_of
    unit_id = chosen.unit_id if chosen.unit["bound"] else None
    rows = ask(about_duties.occasions, as_of, as_of + YEAR, unit_id)
    scope = ask(about_duties.scope, chosen.unit_id)
    quarters = ask(about_duties.quarter_reports, as_of, chosen.unit_id)
    rows, quarters = (calendar.within(found, chosen.plan_id, scope) for found in (rows, quarters))
    whole = markup.page_address("lich-bao-cao", chosen.plan_id, chosen.unit_id, None)
    said = calendar.standing(rows, quarters, as_of)
    ways = [*[""] * (len(said) - 1), "Lịch báo cáo"]
    due = "".join(overview.due_line(one.kind, (one.late, one.calm), whole, way) for one, way in zip(said, ways, strict=True))
    return overview.card(f"Báo cáo, {on.said}", told + due)


def show_more(chosen: Chosen, rows: list[Row], before: list[Row]) -> None:
    """What a secretary takes along: sentences, the table, and the choice of what stands on top."""
    ways = ("Câu chép vào báo cáo", "Bảng số liệu, tải về", "Chọn chỉ tiêu ở đầu trang")
    offered = ways if may_here("nop", unit_id=chosen.unit_id) else ways[:2]
    with st.container(horizontal=True, key="mang-theo"):
        way = st.pills("Mang theo", offered, key="mang_theo", label_visibility="collapsed", width="content")
        st.html(f"<a class='td-ask' href='{text(picture(chosen, 'toan_canh'))}' target='_self'>Ảnh, trang chiếu</a>", width="content")
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
    st.html(tasks_due(chosen, period, rows) + reports_due(chosen, period))


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
