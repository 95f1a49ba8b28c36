"""Tổng quan: how a unit stands against its plan in one quarter, worst first, and who answers for it."""

from __future__ import annotations

import streamlit as st

from domain.period import Period
from domain.wording import STATUS, day, row_label
from report import markup
from report.figures import path_figure, path_info
from report.markup import text
from report.sentences import BAD, counts, deadline_text, explain, headline, needed_text, standing_text, target_text, value_text
from store import reads
from ui.data import ask
from ui.filters import Chosen, choose
from ui.frame import card, demonstration_note, title

PINNED = ("chu-ky-so-truong-thanh", "5g-dia-ban", "chi-ngan-sach")
WORST_SHOWN = 6
CHANGES_SHOWN = 3
DEADLINE_LENGTH = 105  # three lines of the narrow column: the page stands on one screen of the meeting room
ORDER = list(STATUS)


def show(chosen: Chosen, period: Period) -> None:
    rows = ask(reads.scorecard, chosen.plan["plan_id"], chosen.unit["unit_id"], period)
    before = ask(reads.scorecard, chosen.plan["plan_id"], chosen.unit["unit_id"], chosen.before) if chosen.before else []
    where = (chosen.plan["plan_id"], chosen.unit["unit_id"], period)
    explained = ask(reads.explained, chosen.unit["unit_id"], period)
    rows = [row | more(row, where, explained) for row in rows]
    show_standing(rows, before)
    show_tiles(rows, chosen, period)
    left, right = st.columns([2, 1], gap="small")
    with left, card("worst", "Cần xử lý trước"):
        show_worst(rows)
    with right:
        with card("changes", "Thay đổi so với kỳ trước"):
            show_changes(rows, before)
        with card("reporters", f"Báo cáo {period.label}"):
            show_reporters(chosen, period)
        with card("deadlines", f"Thời hạn, tính đến {day(period.last_day)}"):
            show_deadlines(chosen, period)


def more(row: dict, where: tuple[str, str, Period], explained: dict[str, str]) -> dict:
    """What a row is shown with: its place in the plan, its source, whether somebody asked about it."""
    indicator_id = row["indicator_id"]
    address = markup.source_address(*where, indicator_id)
    return {"label": row_label(indicator_id), "address": address, "explained": explained.get(indicator_id)}


def show_standing(rows: list[dict], before: list[dict]) -> None:
    well, bad = headline(rows, before)
    tone = "" if any(row["status"] in BAD for row in rows) else " class='td-plain'"
    with card("standing"):
        st.html(f"<p class='td-lede'>{text(well)} <b{tone}>{text(bad)}</b></p>{markup.status_bar(counts(rows))}")


def show_tiles(rows: list[dict], chosen: Chosen, period: Period) -> None:
    pinned = [next((row for row in rows if row["measure_id"] == measure and row["stage"]), None) for measure in PINNED]
    shown = [row for row in pinned if row] or rows[:3]
    for place, (box, row) in enumerate(zip(st.columns(len(shown)), shown, strict=True)):
        with box, card(f"tile-{place}", even=True):
            show_tile(row, chosen, period)


def show_tile(row: dict, chosen: Chosen, period: Period) -> None:
    st.html(f"<div class='td-tile'><h3>{markup.linked(row, text(row['name']))}</h3>{markup.badge(row['status'])}</div>")
    number, chart = st.columns([1, 1.5], vertical_alignment="center", wrap=False)
    colour = STATUS[row["status"]].line if row["value"] is not None else "#66707B"
    number.html(
        f"<div class='td-big' style='color:{colour}'>{markup.linked(row, text(value_text(row)))}</div>"
        f"<p class='td-note'>mục tiêu {text(target_text(row))} ({row['stage']}){markup.doubt_mark(row)}</p>{markup.figure_marks(row)}"
    )
    series = ask(reads.series, chosen.unit["unit_id"], row["indicator_id"], period)
    if series:
        figure = path_figure(path_info(row, series))
        chart.plotly_chart(
            figure, theme=None, config={"displayModeBar": False, "responsive": True}, key=f"path-{row['indicator_id']}", alt=explain(row)
        )
    needed = f"Cần {needed_text(row)} mỗi quý. " if needed_text(row) else ""
    st.html(f"<p class='td-note'>{text(needed)}{text(row['label'])}</p>")


def show_worst(rows: list[dict]) -> None:
    worst = sorted(
        (row for row in rows if row["status"] in ("khong_dat", "nguy_co", "cham")),
        key=lambda row: (ORDER.index(row["status"]), row["pace"] or 0),
    )
    if worst:
        st.html(markup.needs_action(worst[:WORST_SHOWN]))
    elif any(row["reason"] == "aggregate" for row in rows):
        st.html("<p>Cấp này chưa được đánh giá vì chưa đủ đơn vị báo cáo hoặc không có mục tiêu riêng. Chọn từng đơn vị để xem.</p>")
    else:
        st.html("<p>Không có chỉ tiêu nào chậm, không đạt hoặc có nguy cơ không đạt trong số đã đánh giá được.</p>")
    if len(worst) > WORST_SHOWN:
        with st.expander(f"Còn {len(worst) - WORST_SHOWN} chỉ tiêu chậm hoặc có nguy cơ"):
            st.html(markup.needs_action(worst[WORST_SHOWN:]))


def show_changes(rows: list[dict], before: list[dict]) -> None:
    old = {row["indicator_id"]: row for row in before}
    moved = [row for row in rows if row["indicator_id"] in old and old[row["indicator_id"]]["status"] != row["status"]]
    moved.sort(key=lambda row: ORDER.index(row["status"]))
    if not moved:
        st.html("<p>Không có chỉ tiêu nào đổi trạng thái.</p>")
        return
    cells = [(markup.changed(row, old[row["indicator_id"]]),) for row in moved[:CHANGES_SHOWN]]
    st.html(markup.plain_table(cells))
    if len(moved) > CHANGES_SHOWN:
        st.html(f"<p class='td-note'>và {len(moved) - CHANGES_SHOWN} chỉ tiêu khác đổi trạng thái.</p>")


def show_reporters(chosen: Chosen, period: Period) -> None:
    expected = ask(reads.reporters, chosen.plan["plan_id"], chosen.unit["unit_id"], period)
    missing = [row["short_name"] for row in expected if not row["reported"]]
    done = len(expected) - len(missing)
    late = f" <b class='td-late'>Chưa báo cáo: {text(', '.join(missing))}.</b>" if missing else ""
    st.html(f"<p style='margin:0'>{done}/{len(expected)} đơn vị đã báo cáo.{late}</p>")


def show_deadlines(chosen: Chosen, period: Period) -> None:
    rows = ask(reads.coming_deadlines, chosen.plan["plan_id"], chosen.unit["unit_id"], period, 3)
    if not rows:
        st.html("<p>Không có thời hạn nào sắp tới hoặc đã quá.</p>")
        return
    cells = [
        (
            text(day(row["due_on"])),
            text(row["name"] if len(row["name"]) <= DEADLINE_LENGTH else row["name"][: DEADLINE_LENGTH - 2].rsplit(" ", 1)[0] + " …"),
            f"<span{' class=td-late' if row['state'] == 'qua_han' else ''}>{text(deadline_text(row['due_on'], period))}</span>",
        )
        for row in rows
    ]
    st.html(markup.plain_table(cells))


title_place, filters_place = st.columns([1.25, 1.75], vertical_alignment="center")
with filters_place:
    chosen = choose()
if chosen is None:
    st.info("Chưa có kế hoạch nào có chỉ tiêu. Thêm kế hoạch ở mục Quản trị.")
else:
    with title_place:
        when = f" · {chosen.period.label}" if chosen.period else ""
        about = f"Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}"
        title(f"{chosen.unit['name']}{when}", f"{about} · {standing_text(chosen.period)}" if chosen.period else about)
    if chosen.period is None:
        st.info(f"Chưa có báo cáo nào cho {chosen.unit['name']}. Lấy biểu mẫu, ghi số liệu rồi nộp ở trang «Nộp báo cáo».")
    else:
        show(chosen, chosen.period)
        demonstration_note()
