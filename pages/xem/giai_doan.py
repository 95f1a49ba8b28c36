"""Giai đoạn: what each stage of a plan demands, which rows will miss it and whose they are, and what the next stage adds."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from domain.period import Period
from domain.wording import day
from report import markup, stage_matrix, stage_misses, stage_moves, stages
from report.markup import text
from store.reads import about_stages
from ui.chart import twin
from ui.data import ask
from ui.filters import Chosen, choose, pick_or_all
from ui.frame import card, demonstration_note, picture, proof, title


def show(chosen: Chosen, rows: list[dict], shown: int) -> None:
    period = stages.as_of(rows)
    lines = proof(replace(chosen, period=period))
    if chosen.period and chosen.period != period:
        st.html(
            f"<p class='td-note'>Trang này luôn xem ở kỳ mới nhất, {period.label}, không theo kỳ {chosen.period.label} chọn ở trên.</p>"
        )
    years = stages.stages_of(rows)
    force = stages.in_force(years, period)
    pair = compared(years, shown, force)
    if pair and shown > force:
        with card("next", f"Năm {pair[1]} đòi gì thêm so với năm {pair[0]}"):
            show_next(chosen, rows, pair, lines)
    with card("question"):
        show_question(chosen, rows, shown, period, lines)
        if shown <= force:
            tell_next(chosen, rows, pair)
    with card("stages", "Các giai đoạn của kế hoạch"):
        show_stages(chosen, rows, shown, period)
    with card("parts", "Từng phần của kế hoạch theo giai đoạn"):
        st.html(stages.folded("Xem từng phần", stages.part_table(rows, shown)))
        twin("parts", lambda: stages.part_twin(rows, lines))
    with card("matrix", "Mục tiêu của từng dòng theo giai đoạn"):
        show_matrix(chosen, rows, period, lines)


def show_question(chosen: Chosen, rows: list[dict], shown: int, period: Period, lines: tuple[str, ...]) -> None:
    """One count, whose they are, and right below the rows themselves, reddest first; the slow ones and the rest wait folded."""
    above = any(row["reason"] == "aggregate" for row in rows)
    in_force = shown == stages.in_force(stages.stages_of(rows), period)
    if above and (below := ask(about_stages.units_below, chosen.plan_id, chosen.unit_id, shown, in_force)):
        show_units(chosen, shown, below)
        return
    first, whose = stage_misses.answer(rows, shown, period)
    found = stage_misses.misses(rows, shown, period)
    bad, slow, rest = stage_misses.groups(found)
    tone = "" if bad else " class='td-plain'"
    said = f"<p class='td-said'>{text(' '.join(filter(None, (whose, stage_misses.besides(slow, rest)))))}</p>" if whose else ""
    st.html(
        f"<p class='td-lede'><b{tone}>{text(first)}</b></p>{said}{rows_table(chosen, bad, shown, period)}"
        f"{stage_misses.counted(rows, shown, period)}"
        + waiting(f"{len(slow)} dòng chỉ tiêu chậm", rows_table(chosen, slow, shown, period))
        + waiting(
            f"{len(rest)} dòng chỉ tiêu quy tắc không báo động nhưng theo đà gần đây sẽ thiếu", rows_table(chosen, rest, shown, period)
        )
        + waiting("Hai cách tính và thứ tự là gì", text(stage_misses.TWO_ANSWERS) if found and not stages.over(shown, period) else "")
    )
    if found:
        way = picture(chosen, "giai_doan", giai_doan=shown)
        twin("question", lambda: stage_misses.twin(found, shown, lines, stage_misses.question(shown, period)), picture=way)


def rows_table(chosen: Chosen, rows: list[dict], shown: int, period: Period) -> str:
    ways = partial(indicator_address, chosen), partial(source_address, chosen)
    return stage_misses.table(rows, stages.over(shown, period), *ways) if rows else ""


def waiting(summary: str, body: str) -> str:
    """What is not looked at first, on every screen."""
    return f"<details class='td-gd-wait'><summary>{text(summary)}</summary>{body}</details>" if body else ""


def show_stages(chosen: Chosen, rows: list[dict], shown: int, period: Period) -> None:
    years = stages.stages_of(rows)
    only = ""
    if len(years) == 1:
        only = f" Kế hoạch này không in bảng theo giai đoạn; mốc duy nhất của mỗi dòng là năm của thời hạn, {years[0]}."
    also = stages.beside_sentence(rows, shown, period)
    asks = stages.demand(rows, shown, period, chosen.plan["effective_to"])

    def address(stage: int) -> str:
        return markup.page_address("giai-doan", chosen.plan_id, chosen.unit_id, chosen.period, giai_doan=stage)

    cards = stages.folded(f"Xem {len(years)} giai đoạn", stages.cards(rows, period, shown, address))
    note = f"<p class='td-note'>{text(also)}</p>" if also else ""
    st.html(f"<p class='td-said'>{text(asks + only)}</p>{note}{cards}")


def show_units(chosen: Chosen, shown: int, below: list[dict]) -> None:
    """For a unit above others, whose own rows are not judged: how the bound units below it stand in this stage."""

    def address(unit_id: str) -> str:
        return markup.page_address("giai-doan", chosen.plan_id, unit_id, chosen.period, giai_doan=shown)

    st.html(
        f"<p class='td-lede'><b>{text(stages.units_sentence(below, shown))}</b></p>"
        "<p class='td-said'>Cấp này chưa được đánh giá vì chưa đủ đơn vị báo cáo hoặc không có mục tiêu riêng. "
        "Từng đơn vị bên dưới, nhiều dòng đáng lo trước:</p>" + stages.units_table(below, address)
    )


def compared(years: list[int], shown: int, force: int) -> tuple[int, int] | None:
    """Which two stages stand beside each other: one still to come and the one before it, else what is asked now and what comes next."""
    place = years.index(shown)
    if shown > force:
        return years[place - 1], shown
    return (shown, years[place + 1]) if place + 1 < len(years) else None


def tell_next(chosen: Chosen, rows: list[dict], pair: tuple[int, int] | None) -> None:
    """How much the stage after the one looked at adds, and the way to its rows."""
    if pair is None:
        st.html(f"<p class='td-note'>{stages.stages_of(rows)[-1]} là mốc cuối của kế hoạch: sau đó mục tiêu cuối phải được duy trì.</p>")
        return
    way = markup.page_address("giai-doan", chosen.plan_id, chosen.unit_id, chosen.period, giai_doan=pair[1])
    said = stage_moves.sentence(stage_moves.moves(rows, *pair), *pair)
    st.html(f"<p class='td-said'>{text(said)} <a class='td-ask' href='{text(way)}' target='_self'>Xem từng dòng của năm {pair[1]}</a></p>")


def show_next(chosen: Chosen, rows: list[dict], pair: tuple[int, int], lines: tuple[str, ...]) -> None:
    """What a stage to come adds to the one before it, row by row."""
    found = stage_moves.moves(rows, *pair)
    table = stage_moves.table(found, *pair, partial(indicator_address, chosen))
    why = stage_moves.left_out(rows, found, *pair)
    note = f"<p class='td-note'>{text(why)}</p>" if why else ""
    st.html(f"<p class='td-lede'>{text(stage_moves.sentence(found, *pair))}</p>{note}{table}")
    if found:
        twin("next", lambda: stage_moves.twin(found, *pair, lines))


def show_matrix(chosen: Chosen, rows: list[dict], period: Period, lines: tuple[str, ...]) -> None:
    years = stages.stages_of(rows)
    force = stages.in_force(years, period)
    table = stage_matrix.matrix(rows, years, force, partial(indicator_address, chosen))
    note = f"<p class='td-note'>{text(stage_matrix.NOTE)}</p>"
    st.html(stages.folded(f"Xem {len(stages.lines_of(rows))} dòng của kế hoạch", note + table))
    twin("matrix", lambda: stage_matrix.matrix_twin(rows, years, lines), picture=picture(chosen, "ma_tran"))


def indicator_address(chosen: Chosen, row: dict) -> str:
    return markup.page_address("chi-tieu", chosen.plan_id, row["unit_id"], row["period"], chi_tieu=row["indicator_id"])


def source_address(chosen: Chosen, row: dict) -> str:
    return markup.source_address(chosen.plan_id, row["unit_id"], row["period"], row["indicator_id"])


def show_without_rows(chosen: Chosen) -> None:
    """A plan without indicators has no stage targets; what it calls stages is shown in its own words."""
    phases = ask(about_stages.phases, chosen.plan_id)
    tasks = markup.page_address("nhiem-vu", chosen.plan_id, chosen.unit_id, chosen.period)
    st.info(
        f"Kế hoạch {chosen.plan['number']} không có dòng chỉ tiêu nào trong hệ thống nên không có mục tiêu theo giai đoạn. "
        "Nếu kế hoạch có phụ lục chỉ tiêu, quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch»."
    )
    if phases:
        with card("phases", "Các giai đoạn kế hoạch nêu bằng lời"):
            st.html(markup.headed_table(("Giai đoạn", "Nội dung"), [(text(row["name"]), text(row["text"] or "–")) for row in phases]))
    st.html(f"<p class='td-note'><a class='td-ask' href='{text(tasks)}' target='_self'>Xem nhiệm vụ của kế hoạch</a></p>")


def choose_shown(chosen: Chosen, rows: list[dict]) -> int:
    """The stage looked at: the one in force unless another is picked."""
    years = stages.stages_of(rows)
    force = stages.in_force(years, stages.as_of(rows))
    words = {str(stage): f"Năm {stage}" for stage in years if stage != force}
    picked = pick_or_all(chosen.boxes[0], "Giai đoạn", "giai_doan", words, f"Năm {force}")
    return int(picked) if picked else force


def heading(chosen: Chosen, rows: list[dict]) -> str:
    """Whose stages, as of when: the cards stand at the last quarter opened, whatever quarter is chosen."""
    if not rows:
        return f"{chosen.unit['name']} · Kế hoạch {chosen.plan['number']} ngày {day(chosen.plan['issued_on'])}"
    return f"{chosen.unit['name']} · kỳ mới nhất, số liệu đến {day(stages.as_of(rows).last_day)}"


def open_page() -> None:
    title_place, filters_place = st.columns([1.25, 1.8], vertical_alignment="center")
    with filters_place:
        chosen = choose(more=1)
    if chosen is None:
        title("Giai đoạn", "Mỗi giai đoạn đòi gì, dòng nào có thể không đạt")
        st.info("Chưa có kế hoạch nào để theo dõi. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
        return
    rows = ask(about_stages.stage_rows, chosen.plan_id, chosen.unit_id)
    with title_place:
        title("Giai đoạn", heading(chosen, rows))
    if rows:
        show(chosen, rows, choose_shown(chosen, rows))
    else:
        show_without_rows(chosen)
    demonstration_note()


open_page()
