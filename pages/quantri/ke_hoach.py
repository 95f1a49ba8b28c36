"""Kế hoạch: which plans there are, in force or not, with how much in them and whom they bind.

A plan, or rows of one, comes in by workbook; a plan ends or another takes its place, a unit comes in or drops out.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from domain.access import EVERYWHERE, Refused
from domain.clock import today
from domain.wording import day
from etl import plans
from etl.annotate import annotate, annotated_name
from etl.plan_form import BELONGS, write_plan_template
from etl.planned import Planned, carry_out
from etl.problems import NotOurWorkbook, grouped
from etl.submit import NotAllowed, PlanPreview, confirm, known_file, may_store, preview
from etl.template import CannotMakeForm
from report import admin as shown_as
from report.markup import text
from store.ledger import LedgerMoved
from store.reads import about_admin
from ui import planned
from ui.data import ask, warehouse
from ui.filters import place_of, remember
from ui.frame import card, demonstration_note, title
from ui.person import acting
from ui.problems import EXCEL, counted, show_problems
from ui.scope import own
from ui.turn import finish, say_finished, turn

END, BIND, UNBIND = "Kết thúc, thay bằng kế hoạch khác", "Đưa đơn vị vào", "Đưa đơn vị ra"
NEW = ""
COMES_IN = {
    "plans": "kế hoạch",
    "indicators": "chỉ tiêu",
    "targets": "mục tiêu",
    "tasks": "nhiệm vụ",
    "duties": "chế độ báo cáo",
    "units": "đơn vị",
}
WHY = "Ví dụ: số, ngày của văn bản"

Row = dict[str, Any]


def done_by(who: str) -> Any:
    def act(prepared: Planned) -> None:
        carry_out(warehouse(), prepared, by=who)

    return act


def a_day(label: str, name: str, value: date | None = None) -> date | None:
    return st.date_input(f"{label} (ngày/tháng/năm)", value=value, format="DD/MM/YYYY", key=f"{name}_{turn()}")


def a_reason(label: str, name: str) -> str:
    return st.text_input(label, max_chars=300, key=f"{name}_{turn()}", placeholder=WHY)


def offer_to_end(plan: Row, others: list[Row], who: str) -> None:
    plan_id = plan["plan_id"]
    by_id = {row["plan_id"]: row for row in others}
    left, right = st.columns(2, gap="small")
    with left:
        other = st.selectbox(
            "Kế hoạch thay thế (có thể để trống)",
            list(by_id),
            index=None,
            format_func=lambda one: shown_as.plan_name(by_id[one]),
            key=f"thay_{plan_id}_{turn()}",
            placeholder="Không có kế hoạch nào thay",
        )
    with right:
        before = by_id[other]["issued_on"] - timedelta(days=1) if other else None
        last = a_day("Ngày cuối còn hiệu lực", f"het_{plan_id}_{other}", before)
    why = a_reason("Lý do", f"het_ly_do_{plan_id}")
    if last is None:
        st.html("<p class='td-note'>Chọn ngày cuối kế hoạch còn hiệu lực; những quý kết thúc sau ngày ấy không được đánh giá nữa.</p>")
        return
    planned.offer(
        "het",
        "kết thúc kế hoạch",
        (plan_id, other, last, why),
        lambda: plans.end(warehouse(), plan_id, last, why, by=who, replaced_by=other),
        f"Kế hoạch {plan['number']} hết hiệu lực sau ngày {day(last)}.",
        done_by(who),
    )


def offer_to_return(plan: Row, who: str) -> None:
    why = a_reason("Lý do bỏ ngày hết hiệu lực", f"bo_het_{plan['plan_id']}")
    planned.offer(
        "bo-het",
        "bỏ ngày hết hiệu lực",
        (plan["plan_id"], why),
        lambda: plans.take_end_back(warehouse(), plan["plan_id"], why, by=who),
        f"Kế hoạch {plan['number']} có hiệu lực trở lại.",
        done_by(who),
    )


def offer_to_bind(plan: Row, bound: list[Row], who: str) -> None:
    standing = {row["unit_id"] for row in bound if row["valid_to"] is None}
    free = {
        row["unit_id"]: row
        for row in own(ask(about_admin.units, EVERYWHERE))
        if row["unit_id"] not in standing and row["kind"] not in BELONGS and row["valid_to"] is None
    }
    left, right = st.columns(2, gap="small")
    with left:
        unit_id = st.selectbox(
            "Đơn vị",
            list(free),
            index=None,
            format_func=lambda one: shown_as.unit_name(free[one]),
            key=f"vao_{plan['plan_id']}_{turn()}",
            placeholder="Chọn, gõ vài chữ để tìm",
        )
    with right:
        first = a_day("Từ ngày", f"vao_ngay_{plan['plan_id']}", plan["issued_on"])
    why = a_reason("Lý do đưa vào", f"vao_ly_do_{plan['plan_id']}")
    if unit_id is None or first is None:
        st.html("<p class='td-note'>Chọn đơn vị và ngày bắt đầu thực hiện. Đơn vị nợ số liệu từ quý đầu tiên kết thúc sau ngày ấy.</p>")
        return
    planned.offer(
        "vao",
        "đưa đơn vị vào phạm vi",
        (plan["plan_id"], unit_id, first, why),
        lambda: plans.bind(warehouse(), plan["plan_id"], unit_id, first, why, by=who),
        f"{free[unit_id]['name']} thực hiện kế hoạch {plan['number']}.",
        done_by(who),
    )


def offer_to_unbind(plan: Row, bound: list[Row], who: str) -> None:
    standing = {row["unit_id"]: row for row in bound if row["valid_to"] is None}
    if not standing:
        st.html("<p class='td-note'>Kế hoạch này chưa ràng buộc đơn vị nào, hoặc đơn vị nào cũng đã có ngày thôi.</p>")
        return
    left, right = st.columns(2, gap="small")
    with left:
        unit_id = st.selectbox(
            "Đơn vị đang thực hiện",
            list(standing),
            index=None,
            format_func=lambda one: standing[one]["unit_name"],
            key=f"ra_{plan['plan_id']}_{turn()}",
            placeholder="Chọn, gõ vài chữ để tìm",
        )
    with right:
        last = a_day("Ngày cuối còn thực hiện", f"ra_ngay_{plan['plan_id']}")
    why = a_reason("Lý do đưa ra", f"ra_ly_do_{plan['plan_id']}")
    if unit_id is None or last is None:
        st.html("<p class='td-note'>Chọn đơn vị và ngày cuối đơn vị còn thực hiện kế hoạch.</p>")
        return
    planned.offer(
        "ra",
        "đưa đơn vị ra khỏi phạm vi",
        (plan["plan_id"], unit_id, last, why),
        lambda: plans.unbind(warehouse(), plan["plan_id"], unit_id, last, why, by=who),
        f"{standing[unit_id]['unit_name']} thôi thực hiện kế hoạch {plan['number']} sau ngày {day(last)}.",
        done_by(who),
    )


# -- by workbook -----------------------------------------------------------------------------------------------------------


def offer_form(rows: list[Row]) -> None:
    """The blank workbook: of a plan that is known and lacks rows, or of a new one under a code of its own."""
    by_id = {row["plan_id"]: row for row in rows}
    which_box, code_box, unit_box = st.columns([1.2, 1, 1.6], gap="small")
    plan_id = which_box.selectbox(
        "Sổ tính của",
        [NEW, *by_id],
        format_func=lambda one: shown_as.plan_name(by_id[one]) if one in by_id else "Kế hoạch mới",
        key="so_tinh_cua",
        placeholder="Chọn",
    )
    unit_id = None
    if plan_id == NEW:
        plan_id = code_box.text_input("Mã kế hoạch mới", max_chars=60, key="so_tinh_ma", placeholder="Ví dụ: nam-sach-12").strip()
        units = {row["unit_id"]: row for row in own(ask(about_admin.units, EVERYWHERE)) if row["kind"] not in BELONGS}
        unit_id = unit_box.selectbox(
            "Cơ quan ban hành (có thể để trống)",
            list(units),
            index=None,
            format_func=lambda one: shown_as.unit_name(units[one]),
            key="so_tinh_don_vi",
            placeholder="Chọn, gõ vài chữ để tìm",
        )
    if not plan_id:
        st.html("<p class='td-note'>Ghi mã kế hoạch mới để lấy sổ tính: chữ thường không dấu, số và gạch nối.</p>")
        return
    try:
        with warehouse().cursor() as cursor:
            blank = write_plan_template(cursor, plan_id, unit_id)
    except CannotMakeForm as refusal:
        st.error(str(refusal))
        return
    st.download_button("Tải sổ tính kế hoạch", blank, f"ke-hoach-{plan_id}.xlsx", mime=EXCEL, on_click="ignore")


def offer_upload(who: str) -> None:
    """A filled workbook: every problem by cell, or what would come in, and then the button."""
    sent = st.file_uploader("Sổ tính kế hoạch đã ghi (Excel .xlsx hoặc .xlsm)", type=["xlsx", "xlsm"], key=f"so_tinh_{turn()}")
    if sent is None:
        return
    shown = look_at(sent.file_id, sent.getvalue(), sent.name, who)
    if shown is None:
        return
    if known := known_file(warehouse(), shown.sha256):
        st.info(f"Sổ tính này đã nộp trước đây, mã {known['submission_id']}.")
        return
    if shown.checked.problems:
        tell_problems(shown)
    if not shown.checked.has_errors:
        offer_to_store(shown, who)


def look_at(file_id: str, content: bytes, name: str, who: str) -> PlanPreview | None:
    """The preview of a sent workbook, remembered while the file stays and the ledger does not move."""
    key = (file_id, warehouse().stands_at)
    if st.session_state.get("so_tinh_khoa") != key:
        try:
            with st.spinner(f"Đang đọc và kiểm tra «{name}» …"):
                st.session_state["so_tinh_xem"] = preview(warehouse(), content, name, by=who)
        except NotOurWorkbook as stranger:
            st.error(str(stranger))
            return None
        st.session_state["so_tinh_khoa"] = key
    shown = st.session_state["so_tinh_xem"]
    if not isinstance(shown, PlanPreview):
        st.error("Tệp này không phải sổ tính kế hoạch. Báo cáo quý do chuyên viên nộp ở trang «Nộp báo cáo».")
        return None
    try:
        may_store(warehouse(), shown, who)
    except NotAllowed as refusal:
        st.error(str(refusal))
        return None
    return shown


def tell_problems(shown: PlanPreview) -> None:
    problems = shown.checked.problems
    groups = grouped(problems)
    st.html(f"<h3 class='td-part-head'>{counted(groups)}</h3>")
    show_problems(groups, annotated_name(shown.file_name), lambda: annotate(shown.content, problems, shown.file_name))


def offer_to_store(shown: PlanPreview, who: str) -> None:
    counts = ", ".join(f"{len(shown.checked.rows[name])} {word}" for name, word in COMES_IN.items() if shown.checked.rows.get(name))
    st.html(f"<p>Sẽ đưa vào kế hoạch «{text(shown.checked.plan_id)}»: <b>{text(counts or 'không có dòng nào')}</b>. Có hiệu lực ngay.</p>")
    if shown.checked.problems and not st.checkbox(f"Tôi đã xem {len(shown.checked.problems)} cảnh báo"):
        return
    if st.button("Xác nhận đưa vào", type="primary"):
        try:
            submission_id = confirm(warehouse(), shown, by=who)
        except LedgerMoved:
            planned.note_moved()
        except Refused as refusal:
            st.error(str(refusal))
        else:
            finish(f"Đã đưa sổ tính kế hoạch vào, mã {submission_id}.")


# -- acts --------------------------------------------------------------------------------------------------------------------


def offer_acts(rows: list[Row], bindings: list[Row], who: str) -> None:
    index = place_of(rows, "plan_id", "ke_hoach")
    plan = st.selectbox("Kế hoạch", rows, index=index, format_func=shown_as.plan_name, key=f"chon_ke_hoach_{turn()}", placeholder="Chọn")
    remember("ke_hoach", plan["plan_id"])
    bound = [row for row in bindings if row["plan_id"] == plan["plan_id"]]
    if plan["effective_to"] is not None:
        offer_to_return(plan, who)
        return
    act = st.segmented_control("Việc cần làm", [END, BIND, UNBIND], default=END, key="viec_ke_hoach", required=True)
    if act == BIND:
        offer_to_bind(plan, bound, who)
    elif act == UNBIND:
        offer_to_unbind(plan, bound, who)
    else:
        others = [row for row in rows if row["plan_id"] != plan["plan_id"] and row["issued_on"] >= plan["issued_on"]]
        offer_to_end(plan, others, who)


title("Kế hoạch", "Kế hoạch nào có hiệu lực, ràng buộc đơn vị nào; mỗi thay đổi đều ghi vào sổ cái", invented=False)
say_finished()
planned.say_moved()
rows = ask(about_admin.plans)
bindings = ask(about_admin.bindings)
with card("plans", f"{len(rows)} kế hoạch"):
    if rows:
        st.html(shown_as.plans_table(rows, bindings, today()))
    else:
        st.info("Chưa có kế hoạch nào. Lấy sổ tính kế hoạch trống ở dưới, ghi rồi nộp lại.")
who = acting()
if rows:
    with card("acts", "Thay đổi hiệu lực hoặc phạm vi của một kế hoạch"):
        offer_acts(rows, bindings, who)
with card("workbook", "Thêm kế hoạch, hoặc thêm dòng vào một kế hoạch, bằng sổ tính"):
    offer_form(rows)
    offer_upload(who)
demonstration_note()
