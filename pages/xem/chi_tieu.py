"""Chỉ tiêu: one row of a plan for one unit and quarter: its stages to 2045, its way so far and ahead, the conclusion ready to paste,
the units beside each other, the figures with their cells, what it means and what is like it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import day, row_label
from etl.lineage import excerpt
from report import course, explanations, indicator, lineage, markup
from report.conclusion import conclusion
from report.heat import BASIS
from report.markup import text
from report.sentences import explain
from report.tables import Table
from report.worst import opened_first, with_kin
from store import reads
from store.catalogue import source_text
from store.reads import about_indicator
from ui.chart import draw, twin
from ui.copy import copy_button
from ui.data import ask
from ui.filters import Chosen, choose, choose_row, keep
from ui.frame import card, demonstration_note, no_period, picture, proof, stands, title
from ui.scope import scope, way_to_explain
from ui.sheets import with_cells

Row = dict[str, Any]
LONG_NAME = 100
"""Characters from which a name is set smaller, so that strip, chart and sentence still stand on one screen."""


def show(chosen: Chosen, period: Period, row: Row, facts: Row) -> None:
    indicator_id = row["indicator_id"]
    targets = ask(reads.targets_of, indicator_id, chosen.unit_id, period)
    row = indicator.with_standing_target(row, targets)
    quarters = ask(about_indicator.own_quarters, chosen.unit_id, indicator_id, period)
    stages = show_stages(row, facts, targets)
    left, right = st.columns([1.55, 1], gap="small")
    with left, card("course", even=True):
        # a total of many units is not set beside the target of one
        show_course(row, quarters, [] if row["reason"] == "aggregate" and facts["over_units"] == "tong" else targets)
    with right, card("conclusion", even=True):
        show_conclusion(row, quarters, targets, chosen)
    left, right = st.columns(2, gap="small")
    with left, card("units", "So với các đơn vị khác", even=True):
        show_units(row, chosen, period)
    with right, card("figures", "Số liệu và nguồn", even=True):
        show_figures(row, quarters, chosen, period)
    left, right = st.columns(2, gap="small")
    with left, card("definition", "Định nghĩa và chỗ đứng trong kế hoạch", even=True):
        show_definition(row, facts, targets, chosen)
    with right, card("kin", "Các dòng khác cùng số liệu hoặc gần nghĩa", even=True):
        st.html(indicator.kin_html(ask(about_indicator.kin, indicator_id, chosen.unit_id, period), chosen.unit_id, period))
    with card("tables", "Bảng số liệu, tải về"):
        show_tables(row, quarters, stages, chosen, period)


def show_stages(row: Row, facts: Row, targets: list[Row]) -> tuple[indicator.Stage, ...]:
    cards = ask(about_indicator.stages, row["unit_id"], row["indicator_id"])
    found = indicator.strip(row, facts["stages"], cards, targets)
    st.html(indicator.strip_html(found, indicator.strip_note(row, cards, found)))
    return found


def show_course(row: Row, quarters: list[Row], targets: list[Row]) -> None:
    head, choice = st.columns([1, 1], vertical_alignment="center", wrap=False)
    head.html("<h2 class='td-head'>Lộ trình và kết quả</h2>")
    if not quarters:
        st.html("<p>Chưa có số liệu của quý nào để vẽ. Lấy biểu mẫu, ghi số liệu rồi nộp ở trang «Nộp báo cáo».</p>")
        return
    shown = course.course(row, quarters, targets)
    last = max((one["stage"] for one in targets if one["stands"]), default=0)
    if last * 4 + 3 > shown.last and to_the_end(choice, last):
        shown = course.course(row, quarters, targets, to_the_end=True)
    draw("course", course.draw(shown), explain(row))
    st.html(f"<p class='td-note'>{course.key(shown)}</p>")


def to_the_end(box: Any, last: int) -> bool:
    """Whether the chart runs to the last stage; kept in the URL."""
    if "bieu_do_den" not in st.session_state:
        st.session_state["bieu_do_den"] = st.query_params.get("den") == "cuoi"
    chosen = bool(box.toggle(f"Vẽ đến năm {last}", key="bieu_do_den"))
    keep("den", "cuoi" if chosen else "")
    return chosen


def show_conclusion(row: Row, quarters: list[Row], targets: list[Row], chosen: Chosen) -> None:
    said = conclusion(
        row, chosen.unit["name"], chosen.plan["number"], quarters, targets, why_old=why_old(row), invented=ask(reads.is_demonstration)
    )
    address = markup.source_address(chosen.plan_id, row["unit_id"], row["period"], row["indicator_id"])
    head, button = st.columns([2.1, 1], gap="small", vertical_alignment="center", wrap=False)
    head.html("<h2 class='td-head'>Câu kết luận, chép vào báo cáo</h2>")
    with button:
        copy_button("ket-luan", said)
    st.html(f"{indicator.head_html(row | {'address': address})}<p class='td-say'>{text(said)}</p>")


def why_old(row: Row) -> str:
    """For a unit above whose units' figures of the quarter do not add up yet: why not."""
    if not (row["aggregated"] and row["age_quarters"]):
        return ""
    where = (row["indicator_id"], row["unit_id"], Period.parse(row["period"]))
    bare = [one["short_name"] for one in ask(about_indicator.bare_rates, *where)]
    return indicator.why_not_together(ask(about_indicator.other_units, *where), bare)


def show_units(row: Row, chosen: Chosen, period: Period) -> None:
    rows = ask(about_indicator.other_units, row["indicator_id"], chosen.unit_id, period)
    if any(one["unit_id"] != chosen.unit_id for one in rows):
        note = f"Xếp theo giá trị của quý này, tốt nhất trước; số cũ hoặc chưa có số liệu thì không xếp hạng. {BASIS}"
        st.html(f"{indicator.units_html(rows, chosen.unit_id)}<p class='td-note'>{note}</p>")
    else:
        st.html("<p>Kế hoạch này không giao chỉ tiêu cho đơn vị nào khác để so.</p>")


def show_figures(row: Row, quarters: list[Row], chosen: Chosen, period: Period) -> None:
    st.html(indicator.figures_html(row, chosen.plan_id, quarters, all_reported(row, quarters, period)))
    if len(quarters) > indicator.FIGURES_SHOWN:
        st.html(f"<p class='td-note'>Còn {len(quarters) - indicator.FIGURES_SHOWN} quý trước đó trong bảng ở cuối trang.</p>")
    show_explanations(row, chosen, period)


def all_reported(row: Row, quarters: list[Row], period: Period) -> list[Row]:
    """Every figure reported in the quarters shown, also those returned or replaced."""
    first = Period.parse(quarters[0]["period"]) if quarters else period
    return [with_cells(one, excerpt) for one in ask(reads.values_of, scope(), row["unit_id"], row["measure_id"], first, period)]


def show_explanations(row: Row, chosen: Chosen, period: Period) -> None:
    said = ask(reads.explanations_of, scope(), row["unit_id"], row["indicator_id"], period)
    address = markup.explanation_address(chosen.plan_id, row["unit_id"], period, row["indicator_id"])
    way = way_to_explain(row["unit_id"], asked=bool(said))
    link = f"<p class='td-note'><a class='td-ask' href='{text(address)}' target='_self'>{way}</a></p>" if way else ""
    if said or link:
        st.html(explanations.under_figure(said, today()) + link)


def show_definition(row: Row, facts: Row, targets: list[Row], chosen: Chosen) -> None:
    target = next((one for one in targets if one["stands"] and one["stage"] == row["stage"]), None)
    target = target or next((one for one in targets if one["stands"]), None)
    lines = source_text(target["source"] if target else facts["source"])
    address = markup.source_address(chosen.plan_id, row["unit_id"], row["period"], row["indicator_id"])
    st.html(
        markup.plain_table(indicator.definition_facts(facts), reading=True)
        + "<h3 class='td-part-head'>Dòng của kế hoạch</h3>"
        + markup.plain_table(indicator.legal_facts(row, facts, chosen.plan, target), reading=True)
        + (f"<p class='td-note'>{lineage.READ_BY_MACHINE}</p>{lineage.plan_lines(lines)}" if lines else "")
        + f"<p class='td-note'><a class='td-ask' href='{text(address)}' target='_self'>Xem đầy đủ ở trang Nguồn số liệu</a></p>"
    )


def show_tables(row: Row, quarters: list[Row], stages: tuple[indicator.Stage, ...], chosen: Chosen, period: Period) -> None:
    """The twins of chart, strip and comparison; the whole width is theirs, for they have many columns."""
    lines = proof(chosen)
    if quarters:
        of_course = picture(chosen, "chi_tieu", dong=row["indicator_id"])
        twin("figures", lambda: figures_table(row, quarters, lines, period), "Số liệu từng quý", picture=of_course)
    of_stages = picture(chosen, "cac_moc", dong=row["indicator_id"])
    twin("stages", lambda: indicator.stages_table(row, stages, lines), "Các giai đoạn", picture=of_stages)
    rows = ask(about_indicator.other_units, row["indicator_id"], chosen.unit_id, period)
    if rows:
        of_units = picture(chosen, "cac_don_vi", dong=row["indicator_id"])
        twin("units", lambda: indicator.units_table(rows, lines), "So sánh các đơn vị", picture=of_units)


def figures_table(row: Row, quarters: list[Row], lines: tuple[str, ...], period: Period) -> Table:
    return indicator.figures_table(row, quarters, all_reported(row, quarters, period), lines)


def show_nothing(chosen: Chosen) -> None:
    """A plan without rows to follow: say so, and where it can be looked at."""
    ways = indicator.elsewhere(chosen.plan_id, chosen.unit_id, chosen.period, ask(about_indicator.what_else, chosen.plan_id))
    with card("nothing", "Kế hoạch này không có dòng chỉ tiêu để theo dõi"):
        st.html(
            f"<p>Bản Kế hoạch {text(chosen.plan['number'])} đang có trong chương trình không có dòng chỉ tiêu nào kèm con số "
            f"theo giai đoạn. Kế hoạch này có:</p><ul>{ways}</ul>"
            "<p class='td-note'>Nếu phụ lục của kế hoạch có chỉ tiêu, quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».</p>"
        )


def about(row: Row, chosen: Chosen, period: Period) -> str:
    place = f"{row_label(row['indicator_id'])}, Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}"
    answers = indicator.who_answers(ask(about_indicator.assigned, row["indicator_id"]), chosen.unit)
    return " · ".join((chosen.unit["name"], period.label, stands(chosen, period), place, answers))


def open_page() -> None:
    title_place, filters_place = st.columns([1.15, 1], vertical_alignment="top")
    with filters_place:
        chosen = choose()
    if chosen is None:
        title("Chỉ tiêu", "")
        st.info("Chưa có kế hoạch nào để theo dõi. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
        return
    rows = ask(reads.scorecard, chosen.plan_id, chosen.unit_id, chosen.period) if chosen.period else []
    with filters_place:
        # whoever asks for no row sees the one that goes worst
        row = choose_row(with_kin(rows), first=opened_first(rows)["indicator_id"]) if rows else None
    with title_place.container(key="row-title-long" if row and len(row["name"]) > LONG_NAME else "row-title"):
        if row and chosen.period:
            title(row["name"], about(row, chosen, chosen.period))
        else:
            title("Chỉ tiêu", f"{chosen.unit['name']} · Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}")
    if chosen.period is None:
        no_period(chosen)
    elif row is None:
        show_nothing(chosen)
    else:
        show(chosen, chosen.period, row, ask(about_indicator.facts, row["indicator_id"]))
    demonstration_note()


open_page()
