"""Đơn vị: the card of one unit, or of one department in it: how its rows stand by part and by lead, its tasks, who reported when."""

from __future__ import annotations

from collections import Counter
from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import STATUS, TASK_STATE, row_label
from report import compare, markup, overview, unit_card
from report.calendar import LOADED_AT_ONCE
from report.markup import text
from report.sentences import headline_parts, where_counted
from report.tables import Table
from report.tasks import overdue
from report.worst import with_kin
from store import reads
from store.reads import about_compare, about_tasks, about_unit_card
from ui.chart import twin
from ui.counted import Counted, counted
from ui.data import ask
from ui.filters import Chosen, pick_or_all, pick_view
from ui.frame import card, demonstration_note, no_period, opened, picture, proof
from ui.scope import scope

Row = dict[str, Any]

VIEWS = {"phan": "Theo phần của kế hoạch", "co-quan": "Theo cơ quan chủ trì"}


def show(chosen: Chosen, period: Period) -> None:
    leads = ask(about_unit_card.leads, chosen.plan_id)
    lead_id = choose_lead(chosen, leads)
    led = {one["subject_id"] for one in leads if one["unit_id"] == lead_id}
    rows = [row for row in cards(chosen, period) if not lead_id or row["indicator_id"] in led]
    before = [row for row in cards(chosen, chosen.before) if not lead_id or row["indicator_id"] in led]
    on = counted(chosen, period)
    tasks = [row for row in all_tasks(chosen, on) if not lead_id or row["task_id"] in led]
    record = ask(about_unit_card.reporting_record, chosen.plan_id, chosen.unit_id, period, today())
    lead = next((one for one in leads if one["unit_id"] == lead_id), None)
    if lead:
        own = [row for row in record if row["unit_id"] == lead_id]
        show_lead(lead, rows, tasks, own, period)
        record = own or record
    if not chosen.unit["bound"]:
        show_below(chosen, period, record, on)
    show_standing(chosen, rows, before, lead)
    left, right = st.columns([2.5, 1], gap="small")
    with left:
        show_rows(chosen, period, rows, leads, lead_id, tasks, record)
    with right:
        if rows and not lead:
            with card("leads", "Ai chủ trì"):
                show_leads(chosen, period, rows, leads, remarks(leads, tasks, record, period))
        with card("tasks", f"Nhiệm vụ, {on.said}"):
            show_tasks(chosen, period, tasks, on)
    with card("record", "Báo cáo theo quý"):
        show_record(chosen, period, record)


def all_tasks(chosen: Chosen, on: Counted) -> list[Row]:
    """The tasks and solutions of the unit as they stand: the longest overdue first, then in the plan's order."""
    rows = ask(about_tasks.tasks, chosen.plan_id, chosen.unit_id, on.period, on.as_of)
    return overdue(rows) + [row for row in rows if row["state"] != "qua_han"]


def choose_lead(chosen: Chosen, leads: list[Row]) -> str | None:
    """The filter of the page: a department the plan names as lead, its own before collective names."""
    known = {one["unit_id"]: one for one in leads}
    order = sorted(known.values(), key=lambda one: (one["kind"] == "nhom", not one["is_row"]))
    return pick_or_all(chosen.boxes[0], "Cơ quan chủ trì", "chu_tri", {one["unit_id"]: one["short_name"] for one in order}, "Cả đơn vị")


def cards(chosen: Chosen, period: Period | None) -> list[Row]:
    """The unit's rows in a quarter, each with its place in the plan and whether somebody asked about it."""
    if period is None:
        return []
    explained = ask(reads.explained, scope(), chosen.unit_id, period)
    found = ask(reads.found_at, chosen.plan_id, chosen.unit_id, period)
    return [
        row | more(chosen, period, row["indicator_id"], explained) | {"found_at": found.get(row["indicator_id"])}
        for row in with_kin(ask(reads.scorecard, chosen.plan_id, chosen.unit_id, period))
    ]


def more(chosen: Chosen, period: Period, indicator_id: str, explained: dict[str, str]) -> Row:
    where = (chosen.plan_id, chosen.unit_id, period)
    return {
        "label": row_label(indicator_id),
        "explained": explained.get(indicator_id),
        "address": markup.page_address("chi-tieu", *where, chi_tieu=indicator_id),
        "source": markup.source_address(*where, indicator_id),
    }


def show_lead(lead: Row, rows: list[Row], tasks: list[Row], record: list[Row], period: Period) -> None:
    """Whose card it is when one department is looked at: what it leads, and whether it reported."""
    said = f"{lead['name']} chủ trì {len(rows)} dòng chỉ tiêu và {len(tasks)} nhiệm vụ, giải pháp của kế hoạch."
    st.html(f"<p class='td-lead'><b>{text(said)}</b> {text(unit_card.reported_sentence(record, period) if record else '')}</p>")


def show_standing(chosen: Chosen, rows: list[Row], before: list[Row], lead: Row | None) -> None:
    if not rows:
        return
    spoken = [row | {"lead": None} for row in rows] if lead else rows
    notes = [unit_card.not_judged(rows)]
    notes.append(unit_card.foreign_leads(ask(about_unit_card.leads, chosen.plan_id), chosen.unit))
    with card("standing"):
        st.html(
            overview.standing(headline_parts(spoken, before), spoken, where_counted(rows))
            + f"<p class='td-said'>{text(unit_card.worst_sentence(spoken))}</p>"
            + "".join(f"<p class='td-note'>{text(note)}</p>" for note in notes if note)
        )


def show_below(chosen: Chosen, period: Period, record: list[Row], on: Counted) -> None:
    """For a unit above those a plan binds: each of them, the worst first."""
    below = ask(reads.below, chosen.plan_id, chosen.unit_id, period)
    everybody = ask(about_compare.ranking, chosen.plan_id, None, period, chosen.before)
    within = {row["unit_id"] for row in ask(about_compare.compared_units, chosen.plan_id, chosen.unit_id)}
    ranking = [row for row in everybody if row["unit_id"] in within]
    notes = (compare.outside(everybody, ranking, chosen.unit["name"]), f"Nhiệm vụ quá hạn {on.said}.")
    late = overdue_below(chosen, on)
    reported = {row["unit_id"]: row["reported"] for row in record if row["period"] == str(period) and (row["owed"] or row["reported"])}
    with card("below", "Các đơn vị bên dưới, kém nhất trước"):
        st.html(
            f"<p>{text(unit_card.below_sentence(below, ranking, record, period))}</p>"
            + unit_card.units_below(
                below, ranking, reported, late, lambda unit: markup.page_address("don-vi", chosen.plan_id, unit, period)
            )
            + f"<p class='td-note'>{text(' '.join(note for note in notes if note))}</p>"
        )
        way = picture(chosen, "don_vi")
        twin("below", lambda: below_table(chosen, unit_card.children(below, ranking), reported, late, on), picture=way)


def overdue_below(chosen: Chosen, on: Counted) -> dict[str, int]:
    """How many tasks are overdue at each unit below that has some."""
    found = ask(about_tasks.counts_below, chosen.plan_id, chosen.unit_id, on.period, on.as_of, "nhiem_vu")
    return {row["unit_id"]: row["number"] for row in found if row["counted"] == "qua_han"}


def below_table(
    chosen: Chosen, units: list[tuple[str, str, Counter[str]]], reported: dict[str, bool], late: dict[str, int], on: Counted
) -> Table:
    statuses = STATUS
    rows = [(name, *(of[status] for status in statuses), of.total(), reported.get(unit), late.get(unit, 0)) for unit, name, of in units]
    heads = ("Đơn vị", *(words.label for words in statuses.values()), "Tổng số dòng", "Đã báo cáo kỳ này", f"Nhiệm vụ quá hạn, {on.said}")
    return Table(f"Các đơn vị thuộc {chosen.unit['name']}", proof(chosen), heads, rows)


def show_rows(
    chosen: Chosen, period: Period, rows: list[Row], leads: list[Row], lead_id: str | None, tasks: list[Row], record: list[Row]
) -> None:
    """The rows in groups; a plan of tasks only shows who leads them instead."""
    if rows:
        with card("groups", "Các dòng chỉ tiêu, kém nhất trước trong từng nhóm"):
            show_groups(chosen, period, rows, leads, lead_id, tasks, record)
        return
    if lead_id:
        with card("lead-tasks", "Nhiệm vụ, giải pháp chủ trì"):
            st.html(f"<p class='td-note'>Cơ quan này không chủ trì dòng chỉ tiêu nào.</p>{unit_card.tasks_list(tasks)}")
        return
    with card("lead-tasks", "Nhiệm vụ, giải pháp theo cơ quan chủ trì"):
        heads, lines = unit_card.tasks_by_lead(tasks, leads)
        table = markup.headed_table(heads, [tuple(text(one) for one in line) for line in lines]) if lines else ""
        st.html(f"<p class='td-note'>Kế hoạch này không có dòng chỉ tiêu, chỉ có nhiệm vụ và giải pháp.</p>{table}")


def show_groups(
    chosen: Chosen, period: Period, rows: list[Row], leads: list[Row], lead_id: str | None, tasks: list[Row], record: list[Row]
) -> None:
    view = "phan" if lead_id else pick_view("Xếp nhóm", "nhom", VIEWS)
    groups = unit_card.by_part(rows) if view == "phan" else unit_card.by_lead(rows, leads, remarks(leads, tasks, record, period))
    twice = unit_card.counted_twice(groups, rows)
    st.html(unit_card.groups_list(groups) + (f"<p class='td-note'>{text(twice)}</p>" if twice else ""))
    heading = f"Chỉ tiêu của {chosen.unit['name']}"
    twin("rows", lambda: Table(heading, proof(chosen), overview.HEADS, overview.all_rows(rows)), picture=picture(chosen, "phu_luc"))


def show_leads(chosen: Chosen, period: Period, rows: list[Row], leads: list[Row], said: dict[str, str]) -> None:
    """Each lead with the bar of its rows, leading to a card of its own."""
    ids = {one["short_name"]: one["unit_id"] for one in leads if one["is_row"]}
    st.html(
        unit_card.leads_list(
            unit_card.by_lead(rows, leads, said),
            lambda name: markup.page_address("don-vi", chosen.plan_id, chosen.unit_id, period, chu_tri=ids.get(name, "")),
        )
        + markup.picture_link(picture(chosen, "don_vi"), own_line=True)
    )


def remarks(leads: list[Row], tasks: list[Row], record: list[Row], period: Period) -> dict[str, str]:
    """What stands beside a department's name: tasks it has overdue, and that it has not reported."""
    late = {row["task_id"] for row in tasks if row["state"] == "qua_han"}
    overdue = Counter(one["unit_id"] for one in leads if one["subject_id"] in late)
    silent = {row["unit_id"] for row in record if row["period"] == str(period) and row["owed"] and not row["reported"]}
    said = {unit: f" · <b class='td-late'>{count} nhiệm vụ quá hạn</b>" for unit, count in overdue.items()}
    for unit in silent:
        said[unit] = said.get(unit, "") + f" · <b class='td-late'>chưa báo cáo {text(period.label)}</b>"
    return said


def show_tasks(chosen: Chosen, period: Period, tasks: list[Row], on: Counted) -> None:
    if not chosen.unit["bound"]:
        st.html("<p class='td-note'>Nhiệm vụ theo dõi ở từng đơn vị; số quá hạn của mỗi đơn vị ở bảng trên.</p>")
        return
    way = markup.page_address("nhiem-vu", chosen.plan_id, chosen.unit_id, period)
    st.html(
        unit_card.task_counts(tasks)
        + "<h3 class='td-part-head'>Quá hạn, chưa xong</h3>"
        + unit_card.overdue_tasks(tasks)
        + f"<p class='td-note'><a class='td-ask' href='{text(way)}' target='_self'>Xem mọi nhiệm vụ</a></p>"
    )
    if tasks:
        twin("tasks", lambda: tasks_table(chosen, tasks, on))


def tasks_table(chosen: Chosen, tasks: list[Row], on: Counted) -> Table:
    heads = ("Nhiệm vụ, giải pháp", "Trạng thái", "Thời hạn", "Hoàn thành", "Quá hạn, số ngày")
    rows = [(row["name"], TASK_STATE[row["state"]], row["closes_on"], row["completed_on"], row["overdue_days"]) for row in tasks]
    return Table(f"Nhiệm vụ của {chosen.unit['name']}", (*proof(chosen), f"Nhiệm vụ {on.said}"), heads, rows)


def show_record(chosen: Chosen, period: Period, record: list[Row]) -> None:
    if not record:
        st.html("<p class='td-note'>Chưa có đơn vị nào phải báo cáo.</p>")
        return
    if not asks_for_figures(chosen) and not any(row["reported"] for row in record):
        way = markup.page_address("lich-bao-cao", chosen.plan_id, chosen.unit_id, None)
        st.html(
            "<p class='td-note'>Kế hoạch này không đặt chỉ tiêu bằng số nên không có số liệu quý phải gửi. Báo cáo theo kế hoạch ở trang "
            f"<a class='td-ask' href='{text(way)}' target='_self'>Lịch báo cáo</a>.</p>"
        )
        return
    st.html(
        f"<p class='td-said'>{text(unit_card.reported_sentence(record, period))}</p>"
        + unit_card.record_table(record)
        + "<p class='td-note'>Ngày nhận theo giờ Việt Nam. Kế hoạch không đặt hạn báo cáo quý, nên chỉ tính muộn ở quý có hạn nội bộ.</p>"
        + (f"<p class='td-note'>{text(LOADED_AT_ONCE)}</p>" if ask(reads.is_demonstration) else "")
    )
    twin("record", lambda: Table("Báo cáo theo quý", proof(chosen), unit_card.RECORD_HEADS, unit_card.record_rows(record)))


def asks_for_figures(chosen: Chosen) -> bool:
    return any(row["plan_id"] == chosen.plan_id for row in ask(reads.judged_plans))


def open_page() -> None:
    chosen = opened("Đơn vị", more=1)
    if chosen is None:
        return
    if chosen.period is None:
        no_period(chosen)
        return
    show(chosen, chosen.period)
    demonstration_note()


open_page()
