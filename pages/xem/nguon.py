"""Nguồn số liệu: one figure back to the cells of the workbooks it came from, and its target back to the lines of the plan.

Also what else was ever reported for it and which report counts, and the targets of every stage. Everything is chosen by the URL, so
any figure elsewhere can link here.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.clock import today
from domain.indicator import FLOWS
from domain.period import Period
from domain.wording import day, row_label
from etl.lineage import excerpt
from report import explanations, lineage, markup
from report.markup import text
from report.sentences import explain, figure_text, target_text, value_text
from report.worst import opened_first
from store import reads
from store.catalogue import source_text
from ui.data import ask, original
from ui.filters import Chosen, choose, choose_row
from ui.frame import card, demonstration_note, title
from ui.scope import covers, scope, way_to_explain
from ui.sheets import excerpt_of, with_cells

Row = dict[str, Any]

TERMS_SHOWN = 6
"""So many cells of a sum are written out in the open."""


def show(chosen: Chosen, period: Period, row: Row) -> None:
    targets = ask(reads.targets_of, row["indicator_id"], row["unit_id"], period)
    target = next((one for one in targets if one["stands"] and one["stage"] == row["stage"]), None)
    if target:  # the scorecard's reading names the plan's first wording; a revised target has its own
        row = row | {"target_text": target["text"], "target_doubt": target["doubt"]}
    sources = [with_cells(one, excerpt) for one in ask(reads.figure_sources, row["unit_id"], row["indicator_id"], period)]
    left, right = st.columns(2, gap="small")
    with left, card("figure", row["name"], even=True):
        show_figure(row, sources, chosen)
    with right, card("target", "Mục tiêu lấy từ đâu", even=True):
        shown = target or next((one for one in targets if one["stands"]), None)
        show_target(row, shown, chosen)
    with card("sources", "Con số lấy từ đâu"):
        show_sources(row, sources, chosen)
    with card("history", "Mọi lần báo cáo con số này, mới nhất trước"):
        show_history(row, sources, period)
    with card("targets", "Mục tiêu của dòng này theo từng giai đoạn"):
        show_targets(row, targets, period, shown)


def show_figure(row: Row, sources: list[Row], chosen: Chosen) -> None:
    when = Period.parse(row["value_period"]).label if row["value_period"] else "chưa có số liệu dùng được"
    st.html(
        f"<div class='td-figure'><span class='td-big'>{text(value_text(row))}</span><span>{text(when)}{markup.figure_marks(row)}</span>"
        f"{markup.badge(row['status'])}</div><p>{text(explain(row))}</p>"
    )
    base = "không dùng đến trong cách đánh giá này"
    if row["base"] is not None:
        base = f"{figure_text(row['base'], row)} ({lineage.quarter_label(row['base_period'])})"
    facts = [
        *_submission_facts(row, [one for one in sources if one["role"] == "value"]),
        ("Đơn vị", text(chosen.unit["name"])),
        ("Dòng của kế hoạch", text(f"{row_label(row['indicator_id'])}, Kế hoạch {chosen.plan['number']}")),
        ("Cơ quan chủ trì", text(row["lead"] or "Chưa rõ chủ trì")),
        ("Mốc gốc", text(base)),
        *([("Gộp từ các đơn vị", text(_reported(row)))] if row["aggregated"] else []),
        ("Mục tiêu", text(target_text(row) + (f" ({row['stage']})" if row["stage"] else "")) + markup.doubt_mark(row)),
    ]
    if row["aggregate"] is not None and not row["aggregated"]:
        together = f"{figure_text(row['aggregate'], row | {'aggregated': True})} ({_reported(row)})"
        facts.append(("Tổng hợp từ các đơn vị", text(together)))
    st.html(markup.plain_table(facts, reading=True))
    show_explanations(row, chosen)


def _submission_facts(row: Row, sources: list[Row]) -> list[tuple[str, str]]:
    """At a glance: the report the figure came in with, its state, its cells, who and when; of several units how many wait for approval."""
    if not sources:
        return []
    first = ("Đơn vị báo cáo", f"<b>{text(lineage.reported_by(sources))}</b>")
    made = lineage.sum_text(row["value"], sources, row)
    how = [("Cách tính", text(made))] if made else []
    if any(one["unit_id"] != row["unit_id"] for one in sources):
        pending = len({one["submission_id"] for one in sources if one["state"] == "cho_duyet"})
        return [
            first,
            ("Báo cáo", text(f"{_how_made(row, sources)}; {f'{pending} báo cáo chờ duyệt' if pending else 'mọi báo cáo đã duyệt'}")),
        ]
    last, years = sources[0], lineage.within_year(sources[0], row)
    more = f", và {len(sources) - 1} ô của các quý trước" if len(sources) > 1 else ""
    return [
        first,
        *how,
        ("Báo cáo", f"<b>{text(lineage.state_text(last))}</b>, mã {text(last['submission_id'])}"),
        ("Tệp", text(f"{last['file_name']}, trang «{last['sheet']}», {lineage.cell_text(last)}{more}")),
        ("Người nộp, lúc", text(f"{lineage.who(last)}, {lineage.moment(last['at'])}")),
        ("Người duyệt, lúc", text(lineage.decided(last).removeprefix("duyệt: ") or "chưa ai duyệt")),
        *([("Số đã ghi", text(years))] if years else []),
    ]


def show_explanations(row: Row, chosen: Chosen) -> None:
    """What was asked and answered about the figure, and the way to ask."""
    period = Period.parse(row["period"])
    said = ask(reads.explanations_of, scope(), row["unit_id"], row["indicator_id"], period)
    address = markup.explanation_address(chosen.plan["plan_id"], row["unit_id"], period, row["indicator_id"])
    way = way_to_explain(row["unit_id"], asked=bool(said))
    link = f"<p class='td-note'><a class='td-ask' href='{text(address)}' target='_self'>{way}</a></p>" if way else ""
    if said or link:
        st.html(explanations.under_figure(said, today()) + link)


def show_sources(row: Row, sources: list[Row], chosen: Chosen) -> None:
    values = [one for one in sources if one["role"] == "value"]
    bases = [one for one in sources if one["role"] == "base"]
    if not values:
        st.html("<p>Chưa có số liệu nào dùng được cho kỳ này nên không có ô nguồn.</p>")
    else:
        show_role("value", row, values, chosen)
    if bases:
        show_role("base", row, bases, chosen)
    elif row["base"] is not None:
        show_base_without_cell(row)


def show_role(role: str, row: Row, sources: list[Row], chosen: Chosen) -> None:
    figure, period = (row["value"], row["value_period"]) if role == "value" else (row["base"], row["base_period"])
    st.html(
        f"<h3 class='td-part-head'>{lineage.ROLE[role]} "
        f"{text(figure_text(figure, row))}, {text(lineage.quarter_label(period))}"
        f"<small>{text(_how_made(row, sources))}</small></h3>{show_sum(figure, sources, row)}"
    )
    if all(one["unit_id"] == row["unit_id"] for one in sources):
        for place, one in enumerate(sources):
            show_cell(one, row, opened=place == 0 and role == "value")
    else:
        show_units(sources, row, chosen)


def show_sum(figure: Any, sources: list[Row], row: Row) -> str:
    """The sum written out in full; folded where many units make it long."""
    said = text(lineage.sum_text(figure, sources, row)) if len(sources) > 1 else ""
    if not said:
        return ""
    if len(sources) <= TERMS_SHOWN:
        return f"<p class='td-said'><b>{said}</b></p>"
    order = "theo tên đơn vị, rồi theo quý" if len({one["unit_id"] for one in sources}) > 1 else "theo quý"
    totals = text(lineage.totals_text(figure, sources, row))
    shown = f"<p class='td-said'><b>{totals}</b></p>" if totals else ""
    summary = f"<summary>Phép tính đầy đủ, {len(sources)} ô, xếp {order}</summary>"
    return f"{shown}<details class='td-lines'>{summary}<p class='td-said'>{said}</p></details>"


def _how_made(row: Row, sources: list[Row]) -> str:
    """How several cells make one figure, in words."""
    units = {one["unit_id"] for one in sources}
    quarters = {one["quarter"] for one in sources}
    if len(sources) == 1:
        return f"lấy từ {lineage.made_of(sources).replace('1', 'một', 1)}"
    over_year = " và các quý trong năm" if len(quarters) > 1 else ""
    if units != {row["unit_id"]}:
        how = "trung bình cộng" if row["averaged"] else "gộp"
        return f"{how} từ {len(units)} đơn vị{over_year}, {lineage.made_of(sources)}"
    if row["over_time"] == "phat_sinh":
        missing = f", còn thiếu {row['missing_quarters']} quý" if row["missing_quarters"] else ""
        return f"tổng các quý trong năm, {lineage.made_of(sources)}{missing}"
    return f"tổng tử số chia tổng mẫu số các quý trong năm, {lineage.made_of(sources)}"


def _reported(row: Row) -> str:
    return f"{row['reported_units']}/{row['due_units']} đơn vị có số liệu"


def show_cell(one: Row, row: Row, *, opened: bool) -> None:
    """One cell: what it says, whose it is, the file back, and the row it stands in."""
    figure = lineage.figure_from_parts(one, row["unit_of_measure"])
    with st.expander(
        f"{lineage.quarter_label(one['period'])}: {figure}, trang «{one['sheet']}», {lineage.cell_text(one)}", expanded=opened
    ):
        content = original(one["number"], scope())
        show_excerpt(one)
        st.html(markup.plain_table(_facts(one, row), reading=True))
        if content:
            st.download_button(
                "Tải tệp gốc",
                data=content,
                file_name=one["file_name"],
                on_click="ignore",
                key=f"{one['role']}-{one['submission_id']}-{one['cell']}",
            )
        elif not covers(one["reporter_id"]):
            st.html("<p class='td-note'>Cả trang tính và tệp gốc chỉ mở cho đơn vị đã nộp và cấp trên của đơn vị đó.</p>")


def _facts(one: Row, row: Row) -> list[tuple[str, str]]:
    facts = [
        ("Đơn vị báo cáo", one["reporter"]),
        ("Số đã lưu", lineage.figure_from_parts(one, row["unit_of_measure"])),
        ("Số liệu của", f"{one['unit_name']}, {lineage.quarter_label(one['period'])}"),
        ("Tệp", f"{one['file_name']}, trang «{one['sheet']}», {lineage.cell_text(one)}"),
        ("Người nộp, lúc", f"{lineage.who(one)}, {lineage.moment(one['at'])}"),
        ("Trạng thái", f"{lineage.state_text(one)}, mã {one['submission_id']}"),
        ("Người duyệt, lúc", lineage.decided(one).removeprefix("duyệt: ") or "chưa ai duyệt"),
    ]
    notes = [("Ghi chú", one["note"]), ("Minh chứng", one["evidence"]), ("Số ước", "đơn vị ghi là số ước" if one["estimate"] else None)]
    return [(name, text(said)) for name, said in [*facts, *notes] if said]


def show_excerpt(one: Row) -> None:
    found = excerpt_of(one, excerpt)
    if found is None:
        st.html("<p class='td-note'>Không trích được trang tính: báo cáo này không kèm tệp gốc đọc được.</p>")
        return
    if not covers(one["reporter_id"]):
        found = found.cell_only
    parts = found.parts if one.get("part_cells") else {}
    said = f"Trang «{found.sheet}» như đơn vị đã ghi; được tô: {lineage.cell_text(one)}."
    if found.left_out:
        said += f" Trang này rộng: chỉ hiện các cột đầu và các cột gần ô, còn {found.left_out} cột ở tệp gốc."
    table = lineage.sheet_row(found.letters, found.headings, (found.row, found.line), found.here, parts.values())
    st.html(f"{table}<p class='td-note'>{text(said)}</p>")


def show_units(sources: list[Row], row: Row, chosen: Chosen) -> None:
    """The cells behind an aggregate, each unit's name leading to the page of its own figure; the year's earlier quarters folded away."""
    last = max(one["quarter"] for one in sources)
    st.html("<p class='td-note'>Bấm vào tên đơn vị để xem ô gốc của đơn vị đó.</p>")
    show_unit_table([one for one in sources if one["quarter"] == last], row, chosen)
    if earlier := [one for one in sources if one["quarter"] < last]:
        with st.expander(f"Các quý trước trong năm: {len(earlier)} ô"):
            show_unit_table(earlier, row, chosen)


def show_unit_table(sources: list[Row], row: Row, chosen: Chosen) -> None:
    st.html(
        markup.headed_table(
            ("Đơn vị", "Kỳ", "Số liệu", "Tệp, trang, ô", "Người nộp, lúc", "Trạng thái"),
            [
                (
                    markup.linked({"address": _address(chosen, one, row)}, text(one["unit_name"])),
                    f"<span class='td-keep'>{text(lineage.quarter_label(one['period']))}</span>",
                    _with_parts(one, row),
                    text(f"{one['file_name']}, «{one['sheet']}», {lineage.cell_text(one)}"),
                    f"{text(lineage.who(one))}<small class='td-mark'>{text(lineage.moment(one['at']))}</small>",
                    f"{text(lineage.state_text(one))}<small class='td-mark td-keep'>{text(one['submission_id'])}</small>{_decided(one)}",
                )
                for one in sources
            ],
        )
    )


def _with_parts(one: Row, row: Row) -> str:
    parts = lineage.parts_text(one)
    under = f"<small class='td-mark td-keep'>{text(parts)}</small>" if parts else ""
    return f"<b class='td-keep'>{text(lineage.figure_text(one, row['unit_of_measure']))}</b>{under}"


def _decided(one: Row) -> str:
    said = lineage.decided(one)
    return f"<small class='td-mark'>{text(said)}</small>" if said else ""


def _address(chosen: Chosen, one: Row, row: Row) -> str:
    return markup.source_address(chosen.plan["plan_id"], one["unit_id"], Period.from_index(one["quarter"]), row["indicator_id"])


def show_base_without_cell(row: Row) -> None:
    """A base no report gave: the start of a year's sum, or a baseline of the catalogue."""
    if row["over_time"] in FLOWS:
        st.html("<p>Mốc gốc là 0 ở đầu năm: chỉ tiêu này tính lại từ đầu mỗi năm.</p>")
        return
    found = ask(reads.baselines_of, row["unit_id"], row["measure_id"])
    baseline = next((one for one in found if one["quarter"] == row["base_period"]), None)
    if baseline:
        figure = figure_text(baseline["value"], row)
        st.html(f"<p>Mốc gốc {text(figure)} ({text(lineage.quarter_label(baseline['period']))}) lấy từ danh mục.</p>")
        show_plan_lines(baseline["source"])


def show_history(row: Row, sources: list[Row], period: Period) -> None:
    own = [Period.from_index(one["quarter"]) for one in sources if one["role"] == "value" and one["unit_id"] == row["unit_id"]]
    first = min([period, *own])
    rows = [with_cells(one, excerpt) for one in ask(reads.values_of, scope(), row["unit_id"], row["measure_id"], first, period)]
    if not rows:
        below = " Con số trên gộp từ các đơn vị bên dưới." if sources else ""
        st.html(f"<p>Đơn vị này chưa tự báo cáo con số nào cho {text(period.label)}.{below}</p>")
        return
    st.html(
        markup.headed_table(
            ("Kỳ", "Số liệu", "Dùng hay không, vì sao", "Mã, trạng thái", "Tệp, trang, ô", "Người nộp, lúc"),
            [
                (
                    f"<span class='td-keep'>{text(lineage.quarter_label(one['period']))}</span>",
                    _with_parts(one, row),
                    f"<{'b' if one['stands'] else 'span'}>{text(lineage.standing_reason(one, rows))}</{'b' if one['stands'] else 'span'}>",
                    f"<span class='td-keep'>{text(one['submission_id'])}</span>"
                    f"<small class='td-mark'>{text(lineage.state_text(one))}</small>{_decided(one)}",
                    text(f"{one['file_name']}, «{one['sheet']}», {lineage.cell_text(one)}"),
                    f"{text(one['reporter'])}<small class='td-mark'>{text(lineage.who(one))}, {text(lineage.moment(one['at']))}</small>",
                )
                for one in rows
            ],
        )
    )


def show_target(row: Row, target: Row | None, chosen: Chosen) -> None:
    if target is None:
        st.html("<p>Kế hoạch không đặt mục tiêu cho dòng này.</p>")
        return
    plan = chosen.plan
    when = ", chưa đến kỳ" if row["stage"] is None else ", nay phải duy trì" if row["held"] else ""
    facts = [
        ("Kế hoạch", text(f"{plan['number']} ngày {day(plan['issued_on'])}: {plan['title']}")),
        ("Vị trí", text(_place(row))),
        ("Giai đoạn", text(f"đến {target['stage']}{when}")),
        ("Chữ của kế hoạch", f"<b>{text(target['text'])}</b>"),
        ("Đọc là", text(lineage.target_line(target, row["unit_of_measure"]))),
    ]
    if target["due_on"]:
        facts.append(("Thời hạn nêu trong kế hoạch", text(day(target["due_on"]))))
    doubts = {"Mục tiêu chưa chắc": (target["certain"], target["doubt"]), "Dòng chưa chắc": (row["row_certain"], row["doubt"])}
    facts += [(name, f"<span class='td-unsure'>{text(doubt)}</span>") for name, (certain, doubt) in doubts.items() if certain is False]
    st.html(markup.plain_table(facts, reading=True))
    show_plan_lines(target["source"], opened=row["value"] is None)


def _place(row: Row) -> str:
    appendix = f"Phụ lục {row['appendix']}, " if row["appendix"] else ""
    part = f"phần {row['part']}, " if row["part"] else ""
    group = f", nhóm «{row['group_name']}»" if row["group_name"] else ""
    return f"{appendix}{part}dòng {row['row_no']}{group}: {row['name']}"


def show_plan_lines(source: str, *, opened: bool = True) -> None:
    """The lines of the plan's text a source names, to unfold or `opened`; a source of another kind, such as a workbook's cell, as it is."""
    lines = source_text(source)
    if not lines:
        st.html(f"<p>Nguồn: {text(source)}</p>")
        return
    st.html(
        f"<details class='td-lines'{' open' if opened else ''}><summary>{lineage.READ_BY_MACHINE} · {text(lineage.source_name(source))}"
        f"</summary>{lineage.plan_lines(lines)}</details>"
    )


def show_targets(row: Row, targets: list[Row], period: Period, shown: Row | None) -> None:
    if not targets:
        st.html("<p>Kế hoạch không đặt mục tiêu cho dòng này.</p>")
        return
    cells = []
    for one in targets:
        mark = markup.doubt_mark({"certain": one["certain"], "target_doubt": one["doubt"]})
        now = one["stands"] and one["stage"] == row["stage"]
        cells.append(
            (
                f"{'<b>' if now else ''}{one['stage']}{'</b><small class=td-mark>đang xét</small>' if now else ''}",
                f"<span class='td-keep'>{text(lineage.target_line(one, row['unit_of_measure']))}</span>{mark}",
                text(one["text"]),
                text(lineage.target_standing(one, period.last_day) or "theo kế hoạch ban đầu"),
                text(lineage.source_name(one["source"])),
            )
        )
    st.html(markup.headed_table(("Giai đoạn đến", "Mục tiêu", "Chữ của kế hoạch", "Hiệu lực", "Nguồn"), cells))
    others = dict.fromkeys(one["source"] for one in targets if shown is None or one["source"] != shown["source"])
    if others:
        with st.expander("Bản chữ của các mục tiêu khác"):
            for source in others:
                show_plan_lines(source)


def back(chosen: Chosen) -> str:
    address = markup.overview_address(chosen.plan["plan_id"], chosen.unit["unit_id"], chosen.period)
    return f"<p class='td-note'><a class='td-link' href='{text(address)}' target='_self'>← Tổng quan</a></p>"


def open_page() -> None:
    title_place, filters_place = st.columns([1.25, 1.8], vertical_alignment="center")
    with filters_place:
        chosen = choose(judged=True)
    with title_place:
        title("Nguồn số liệu", "Từ con số về ô của tệp báo cáo, từ mục tiêu về dòng của kế hoạch")
    if chosen is None:
        st.info("Chưa có kế hoạch nào có chỉ tiêu. Quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch».")
        return
    if chosen.period is None:
        st.info(f"Chưa có báo cáo nào cho {chosen.unit['name']}. Lấy biểu mẫu, ghi số liệu rồi nộp ở trang «Nộp báo cáo».")
        return
    rows = ask(reads.scorecard, chosen.plan["plan_id"], chosen.unit["unit_id"], chosen.period)
    st.html(back(chosen))
    show(chosen, chosen.period, choose_row(rows, first=opened_first(rows)["indicator_id"]))
    demonstration_note()


open_page()
