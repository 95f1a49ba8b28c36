"""Nộp báo cáo: get the form, fill it in Excel, upload it, see every problem and every change, confirm."""

from __future__ import annotations

import hashlib

import streamlit as st

from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, row_label, with_unit
from etl.annotate import annotate
from etl.problems import NotOurWorkbook, errors
from etl.submit import CannotDo, NotAllowed, Preview, blanks, changes, confirm, effects, preview
from etl.template import find_form, write_template
from report import markup
from report.markup import text
from store import reads
from store.ledger import LedgerMoved
from ui.data import ask, warehouse
from ui.frame import card, title
from ui.person import acting

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_form() -> None:
    plans = ask(reads.judged_plans)
    plan_box, unit_box, period_box = st.columns([1, 2, 1])
    plan = plan_box.selectbox("Kế hoạch", plans, format_func=lambda row: row["number"], placeholder="Chọn")
    units = ask(reads.reporting_units, plan["plan_id"])
    unit = unit_box.selectbox("Đơn vị báo cáo", units, format_func=lambda row: row["name"], placeholder="Chọn")
    period = period_box.selectbox("Kỳ", ask(reads.quarters_to_report, plan), index=1, format_func=lambda one: one.label, placeholder="Chọn")
    st.download_button(
        "Tải biểu mẫu",
        data=lambda: make_form(plan["plan_id"], unit["unit_id"], period),
        file_name=f"{unit['unit_id'].replace('/', '-')}-{period}.xlsx",
        mime=EXCEL,
        on_click="ignore",
    )


def make_form(plan_id: str, unit_id: str, period: Period) -> bytes:
    with warehouse().cursor() as cursor:
        return write_template(cursor, find_form(cursor, plan_id, unit_id, period))


def look_at(content: bytes, name: str) -> Preview | None:
    """The preview of an uploaded file, remembered while the same file stays and the ledger does not move."""
    key = (hashlib.sha256(content).hexdigest(), warehouse().stands_at)
    if st.session_state.get("xem_truoc_khoa") != key:
        try:
            st.session_state["xem_truoc"] = preview(warehouse(), content, name)
        except NotOurWorkbook as stranger:
            st.error(str(stranger))
            return None
        st.session_state["xem_truoc_khoa"] = key
    shown: Preview = st.session_state["xem_truoc"]
    return shown


def show_problems(shown: Preview) -> None:
    problems = shown.checked.problems
    wrong = len(errors(problems))
    with card("problems", f"{wrong} lỗi, {len(problems) - wrong} cảnh báo"):
        st.html(
            markup.plain_table(
                (
                    (
                        f"<b>{problem.mark}</b><br>{text(problem.sheet)} · {text(problem.cell)}",
                        f"{text(problem.message)}{' Đã ghi «' + text(problem.entered) + '».' if problem.entered else ''}<br>"
                        f"<small>{text(problem.expected)}</small>",
                    )
                    for problem in problems
                ),
                reading=True,
            )
        )
        st.download_button(
            "Tải lại tệp của tôi, có đánh dấu chỗ cần sửa",
            data=lambda: annotate(shown.content, problems),
            file_name=f"can-sua-{shown.file_name}",
            mime=EXCEL,
            on_click="ignore",
        )


def show_changes(shown: Preview, who: str) -> None:
    form = shown.checked.form
    if form is None:
        return
    with card("changes", f"Số liệu sẽ lưu cho {form.describes['name']}, {form.period.label}"):
        rows = [
            (
                text(change.measure["name"]),
                f"{text(format_number(change.before))}"
                + (f"<small class='td-mark'>{text(Period.parse(change.period_before).label)}</small>" if change.period_before else ""),
                f"<b>{text(with_unit(format_number(change.after), change.measure['unit_of_measure']))}</b>",
                text(change.cell),
            )
            for change in changes(warehouse(), shown)
        ]
        st.html(markup.headed_table(("Chỉ tiêu", "Trước", "Sẽ lưu", "Ô"), rows))
        if shown.checked.tasks:
            st.html(f"<p class='td-note'>và tình hình {len(shown.checked.tasks)} nhiệm vụ.</p>")
        left = blanks(warehouse(), shown)
        if left:
            with st.expander(f"{len(left)} chỉ tiêu để trống (số đã báo cáo trước đây giữ nguyên)"):
                st.html(markup.plain_table(((text(row["name"]),) for row in left), reading=False))
    with card("effects", "Trạng thái sẽ thay đổi"):
        moved = effects(warehouse(), shown, by=who or "–")
        if not moved:
            st.html("<p>Không có chỉ tiêu nào đổi trạng thái.</p>")
            return
        names = {row["indicator_id"]: row["name"] for row in ask(reads.indicators, form.plan["plan_id"])}
        st.html(
            markup.headed_table(
                ("Chỉ tiêu", "Trước", "Sau"),
                [
                    (
                        f"{text(names[row['indicator_id']])}<small class='td-mark'>{text(row_label(row['indicator_id']))}</small>",
                        markup.badge(row["status_before"]),
                        markup.badge(row["status_after"]),
                    )
                    for row in sorted(moved, key=lambda row: list(STATUS).index(row["status_after"]))
                ],
            )
        )


def offer_to_confirm(shown: Preview, who: str) -> None:
    warned = bool(shown.checked.problems)
    agreed = not warned or st.checkbox(f"Tôi đã xem {len(shown.checked.problems)} cảnh báo và xác nhận số liệu đúng")
    if not who:
        st.info("Ghi tên người thực hiện ở đầu trang rồi xác nhận.")
    if not st.button("Xác nhận nộp", type="primary", disabled=not (agreed and who)):
        return
    try:
        st.session_state["da_luu"] = confirm(warehouse(), shown, by=who)
    except LedgerMoved:
        st.session_state["vua_doi"] = True
    except (CannotDo, NotAllowed) as refusal:
        st.error(str(refusal))
        return
    st.session_state.pop("xem_truoc_khoa", None)
    st.rerun()


title("Nộp báo cáo", "Tải biểu mẫu, ghi số liệu bằng Excel, nộp lại; không lưu gì khi còn lỗi")
with card("form", "1. Lấy biểu mẫu"):
    offer_form()
with card("upload", "2. Nộp tệp đã ghi"):
    who = acting()
    uploaded = st.file_uploader("Tệp báo cáo (.xlsx)", type=["xlsx"], key="tep_bao_cao")
if st.session_state.pop("vua_doi", False):
    st.warning("Có người vừa nộp hoặc duyệt một báo cáo khác. Dưới đây là bản xem trước mới; xem lại rồi xác nhận.")
if uploaded is not None:
    content = uploaded.getvalue()
    known = ask(reads.submission_of_file, hashlib.sha256(content).hexdigest())
    if known:
        saved = st.session_state.pop("da_luu", None)
        said = "Đã lưu báo cáo" if saved == known["submission_id"] else "Tệp này đã nộp trước đây"
        st.success(f"{said}, mã {known['submission_id']}. Xem ở trang «Đã nộp».")
    elif shown := look_at(content, uploaded.name):
        if shown.checked.problems:
            show_problems(shown)
        if not shown.checked.has_errors:
            show_changes(shown, who)
            offer_to_confirm(shown, who)
