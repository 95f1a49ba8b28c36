"""Nộp báo cáo: take a form, fill it in Excel, send it; see every problem by cell and every change before anything is kept.

An upload waits beside the ledger under a key in the URL until it is confirmed, so a lost connection loses nothing. Matching a
stranger's workbook is ghep_cot.py's business, typing without Excel ghi_truc_tiep.py's.
"""

from __future__ import annotations

import hashlib

import streamlit as st

from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, TASK_REPORT, row_label, with_unit
from etl.annotate import annotate, annotated_name
from etl.match import Match, NeedsMatch
from etl.problems import NotOurWorkbook, grouped
from etl.submit import (
    CannotDo,
    Change,
    NotAllowed,
    PlanPreview,
    Preview,
    blanks,
    changes,
    confirm,
    effects,
    known_file,
    may_store,
    preview,
)
from etl.template import CannotMakeForm, find_form, write_template
from etl.wide import find_wide_form, write_wide_template
from report import markup
from report.markup import submission_address, text
from store import pending, reads
from store.home import Home
from store.ledger import LedgerMoved
from store.reads import Form
from ui.data import ask, warehouse
from ui.filters import place_of, remember
from ui.frame import card, title
from ui.person import acting
from ui.problems import EXCEL, counted, show_problems
from ui.scope import own, own_plans

KINDS = {
    "quarter": "Báo cáo quý của một đơn vị",
    "wide": "Báo cáo quý, nhiều đơn vị trên một bảng",
}
TYPES = ["xlsx", "xlsm", "xls", "xlsb", "ods"]
CHANGES_SHOWN = 60
KEY = "tep"
TYPED_HERE = "ghi-truc-tiep"  # how the name of a workbook begins that was typed in the browser


# -- 1. the form -----------------------------------------------------------------------------------------------------------


def offer_form() -> None:
    kind_box, plan_box, unit_box, period_box = st.columns([1.4, 1, 1.5, 0.8])
    kind = kind_box.selectbox("Loại biểu mẫu", list(KINDS), format_func=KINDS.get, key="loai_bieu_mau", placeholder="Chọn")
    plans = own_plans(ask(reads.judged_plans))
    if not plans:
        st.info("Chưa có kế hoạch nào có chỉ tiêu của đơn vị bạn phụ trách.")
        return
    chosen = place_of(plans, "plan_id", "ke_hoach")
    plan = plan_box.selectbox("Kế hoạch", plans, index=chosen, format_func=lambda row: row["number"], placeholder="Chọn")
    units = own(ask(reads.reporting_units if kind == "quarter" else reads.units_above, plan["plan_id"]))
    chosen = place_of(units, "unit_id", "don_vi")
    unit = unit_box.selectbox(
        "Đơn vị báo cáo", units, index=chosen if units else None, format_func=lambda row: row["name"], placeholder="Chọn"
    )
    period = period_box.selectbox("Kỳ", ask(reads.quarters_to_report, plan), index=1, format_func=lambda one: one.label, placeholder="Chọn")
    if unit is None:
        st.info("Bạn không phụ trách đơn vị nào lập loại báo cáo này cho kế hoạch đã chọn. Chọn loại biểu mẫu hoặc kế hoạch khác.")
        return
    remember("ke_hoach", plan["plan_id"])
    remember("don_vi", unit["unit_id"])
    name = f"{unit['unit_id'].replace('/', '-')}-{period}{'-nhieu-don-vi' if kind == 'wide' else ''}.xlsx"
    show_form_button(name, lambda: make_form(kind, plan["plan_id"], unit["unit_id"], period))


def show_form_button(name: str, make: object) -> None:
    st.download_button("Tải biểu mẫu", data=make, file_name=name, mime=EXCEL, on_click="ignore")  # type: ignore[arg-type]


def make_form(kind: str, plan_id: str, unit_id: str, period: Period) -> bytes:
    with warehouse().cursor() as cursor:
        if kind == "wide":
            return write_wide_template(cursor, find_wide_form(cursor, plan_id, unit_id, period))
        return write_template(cursor, find_form(cursor, plan_id, unit_id, period))


# -- 2. the file -----------------------------------------------------------------------------------------------------------


def waiting_upload(who: str) -> pending.Upload | None:
    """The upload of this person the URL speaks of; a newly sent file takes its place."""
    sent = st.file_uploader(
        "Tệp báo cáo (Excel .xlsx, .xlsm, .xls, .xlsb hoặc LibreOffice .ods)",
        type=TYPES,
        key=f"tep_bao_cao_{st.session_state.get('luot_tep', 0)}",
    )
    if sent is not None and st.session_state.get("da_nhan") != sent.file_id:
        st.session_state["da_nhan"] = sent.file_id
        forget_upload(who)
        st.query_params[KEY] = pending.keep(Home.current(), sent.getvalue(), sent.name, who)
    key = st.query_params.get(KEY)
    return pending.find(Home.current(), key, who) if key else None


def forget_upload(who: str) -> None:
    if key := st.query_params.pop(KEY, None):
        pending.drop(Home.current(), key, who)


def look_at(upload: pending.Upload) -> Preview | PlanPreview | None:
    """The preview of an upload, remembered while the file stays and the ledger does not move."""
    chosen = st.query_params.get("ky_tep")
    key = (upload.key, chosen, warehouse().stands_at)
    if st.session_state.get("xem_truoc_khoa") != key:
        try:
            with st.spinner(f"Đang đọc và kiểm tra «{upload.file_name}» …", show_time=True):
                period = Period.parse(chosen) if chosen else None
                st.session_state["xem_truoc"] = preview(warehouse(), upload.content, upload.file_name, period, by=upload.by)
        except NeedsMatch:
            offer_matching(upload)
            return None
        except NotOurWorkbook as stranger:
            st.error(str(stranger))
            return None
        st.session_state["xem_truoc_khoa"] = key
    shown: Preview | PlanPreview = st.session_state["xem_truoc"]
    return shown


def offer_matching(upload: pending.Upload) -> None:
    st.warning("Tệp này do nơi khác lập. Hãy chỉ ra cột nào là gì, hàng nào là chỉ tiêu nào; lần sau tệp cùng dạng được nhận ngay.")
    if st.button("Ghép cột của tệp này", type="primary"):
        st.switch_page("pages/nhap/ghep_cot.py", query_params={KEY: upload.key})


def is_refused(shown: Preview | PlanPreview, who: str) -> bool:
    """Whether this person may not enter here what a file holds; then nothing of it is shown beside what stands."""
    if isinstance(shown, PlanPreview):
        st.error("Đây là sổ tính kế hoạch, không phải báo cáo. Quản trị thêm kế hoạch ở trang «Kế hoạch».")
        return True
    try:
        may_store(warehouse(), shown, who)
    except NotAllowed as refusal:
        st.error(f"{refusal} Tệp này không xem trước và không nộp được.")
        return True
    return False


def show_match(shown: Preview, match: Match, upload: pending.Upload) -> None:
    """How a stranger's workbook was read, and for which quarter: what the file says, or what the person chooses."""
    plan = next(row for row in ask(reads.plans) if row["plan_id"] == match.plan_id)
    unit = ask(reads.unit, match.unit_id)
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    left.html(f"<p>Đọc theo cách ghép đã lưu: trang «{text(match.sheet)}», kế hoạch {text(plan['number'])}, {text(unit['name'])}.</p>")
    if "period" not in match.columns:
        periods = ask(reads.quarters_to_report, plan)
        said = shown.checked.form.period if shown.checked.form else None
        index = periods.index(said) if said in periods else None
        chosen = middle.selectbox("Kỳ của tệp", periods, index=index, format_func=lambda one: one.label, placeholder="Chọn kỳ")
        if chosen is not None and chosen != said:
            st.query_params["ky_tep"] = str(chosen)
            st.rerun()
    if right.button("Ghép lại cột", width="stretch"):
        st.switch_page("pages/nhap/ghep_cot.py", query_params={KEY: upload.key})


# -- 3. what it says -------------------------------------------------------------------------------------------------------


def tell_problems(shown: Preview | PlanPreview) -> None:
    problems = shown.checked.problems
    groups = grouped(problems)
    with card("problems", counted(groups)):
        show_problems(groups, annotated_name(shown.file_name), lambda: annotate(shown.content, problems, shown.file_name))


def show_changes(shown: Preview) -> None:
    form = shown.checked.form
    if form is None:
        return
    made = changes(warehouse(), shown)
    many = len({change.unit["unit_id"] for change in made}) > 1
    whom = f"{len({change.unit['unit_id'] for change in made})} đơn vị" if many else form.describes["name"]
    with card("changes", f"Số liệu sẽ lưu cho {whom}, {form.period.label}"):
        replaced = sorted({change.replaces for change in made if change.replaces and change.before != change.after})
        if replaced:
            st.html(f"<p class='td-note'>Thay số của báo cáo {text(', '.join(replaced))} cùng kỳ; bản cũ vẫn được lưu.</p>")
        st.html(markup.headed_table(("Chỉ tiêu", "Trước", "Sẽ lưu", "Ô"), [change_row(change, many) for change in made[:CHANGES_SHOWN]]))
        if len(made) > CHANGES_SHOWN:
            st.html(f"<p class='td-note'>và {len(made) - CHANGES_SHOWN} số liệu khác, thay đổi ít hơn.</p>")
        if shown.checked.tasks:
            show_tasks(shown, form)
        left = blanks(warehouse(), shown)
        if left:
            with st.expander(f"{len(left)} chỉ tiêu để trống (số đã báo cáo trước đây giữ nguyên)"):
                st.html(markup.plain_table(((text(row["name"]),) for row in left), reading=False))


def show_tasks(shown: Preview, form: Form) -> None:
    with warehouse().cursor() as cursor:
        tasks = reads.form_tasks(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])
    names = {row["task_id"]: row["name"] for row in tasks}
    with st.expander(f"và tình hình {len(shown.checked.tasks)} nhiệm vụ"):
        rows = (
            (text(names[row["task_id"]]), f"<b>{text(TASK_REPORT[row['state']])}</b>", text(row["cell"])) for row in shown.checked.tasks
        )
        st.html(markup.plain_table(rows, reading=True))


def show_whose(shown: Preview) -> None:
    """For whom and when the file was read, before anything else is said of it."""
    form = shown.checked.form
    if form is not None:
        st.html(f"<p>Tệp này: <b>{text(form.reporter['name'])}, {text(form.period.label)}</b>, kế hoạch {text(form.plan['number'])}.</p>")


def change_row(change: Change, many: bool) -> tuple[str, ...]:
    unit = f"<small class='td-mark'>{text(change.unit['short_name'])}</small>" if many else ""
    when = f"<small class='td-mark'>{text(Period.parse(change.period_before).label)}</small>" if change.period_before else ""
    measure_unit = change.measure["unit_of_measure"]
    before = format_number(None) if change.before is None else with_unit(format_number(change.before), measure_unit)
    after = "không áp dụng" if change.after is None else with_unit(format_number(change.after), measure_unit)
    year = change.measure["over_time"] == "ty_le_trong_nam" and not change.parts and change.after is not None
    marks = [*(["số ước"] if change.estimate else []), *(["hiểu là tỷ lệ từ đầu năm, vì không có tử số và mẫu số"] if year else [])]
    return (
        f"{text(change.measure['name'])}{unit}",
        f"{text(before)}{when}",
        f"<b>{text(after)}</b>" + "".join(f"<small class='td-mark'>{text(mark)}</small>" for mark in marks),
        text(change.cell),
    )


def show_effects(shown: Preview, who: str) -> None:
    form = shown.checked.form
    if form is None:
        return
    with card("effects", "Trạng thái sẽ thay đổi"):
        moved = effects(warehouse(), shown, by=who or "–")
        if not moved:
            st.html("<p>Không có chỉ tiêu nào đổi trạng thái.</p>")
            return
        names = {row["indicator_id"]: row["name"] for row in ask(reads.indicators, form.plan["plan_id"])}
        units = {row["unit_id"]: row["short_name"] for row in form.units}
        rows = sorted(moved, key=lambda row: list(STATUS).index(row["status_after"]))
        st.html(
            markup.headed_table(
                ("Chỉ tiêu", "Trước", "Sau"),
                [
                    (
                        f"{text(names.get(row['indicator_id'], row['indicator_id']))}"
                        f"<small class='td-mark'>{text(units.get(row['unit_id'], ''))} {text(row_label(row['indicator_id']))}</small>",
                        markup.badge(row["status_before"]),
                        markup.badge(row["status_after"]),
                    )
                    for row in rows[:CHANGES_SHOWN]
                ],
            )
        )
        if len(rows) > CHANGES_SHOWN:
            st.html(f"<p class='td-note'>và {len(rows) - CHANGES_SHOWN} dòng khác đổi trạng thái.</p>")


# -- 4. confirming ---------------------------------------------------------------------------------------------------------


def offer_to_confirm(shown: Preview | PlanPreview, who: str) -> None:
    warned = bool(shown.checked.problems)
    agreed = not warned or st.checkbox(f"Tôi đã xem {len(shown.checked.problems)} cảnh báo và xác nhận số liệu đúng")
    if not st.button("Xác nhận nộp", type="primary", disabled=not agreed):
        return
    try:
        with st.spinner("Đang lưu vào sổ cái và tính lại trạng thái …"):
            st.session_state["da_luu"] = confirm(warehouse(), shown, by=who)
    except LedgerMoved:
        st.session_state["vua_doi"] = True
    except (CannotDo, NotAllowed) as refusal:
        st.error(str(refusal))
        return
    st.session_state.pop("xem_truoc_khoa", None)
    st.rerun()


def show_known(known: dict, who: str) -> None:
    saved = st.session_state.get("da_luu")
    said = "Đã lưu báo cáo" if saved == known["submission_id"] else "Tệp này đã nộp trước đây"
    st.success(f"{said}, mã {known['submission_id']}.")
    st.html(f"<p><a class='td-link' href='{submission_address(known['submission_id'])}'>Xem báo cáo {text(known['submission_id'])}</a></p>")
    if st.button("Nộp tệp khác"):
        drop_and_restart(who)


def drop_and_restart(who: str) -> None:
    forget_upload(who)
    st.query_params.pop("ky_tep", None)
    st.session_state["luot_tep"] = st.session_state.get("luot_tep", 0) + 1
    st.session_state.pop("da_luu", None)
    st.rerun()


title("Nộp báo cáo", "Tải biểu mẫu, ghi số liệu bằng Excel, nộp lại; không lưu gì khi còn lỗi")
with card("form", "1. Lấy biểu mẫu"):
    try:
        offer_form()
    except CannotMakeForm as refusal:
        st.error(str(refusal))
with card("upload", "2. Nộp tệp đã ghi"):
    who = acting()
    upload = waiting_upload(who)
    known = known_file(warehouse(), hashlib.sha256(upload.content).hexdigest()) if upload else None
    if upload is None:
        st.page_link("pages/nhap/ghi_truc_tiep.py", label="Chỉ có vài con số? Ghi trực tiếp trên trình duyệt, không cần Excel.")
    elif known is None:
        left, middle, right = st.columns([4, 1, 1], vertical_alignment="center")
        if upload.file_name.startswith(TYPED_HERE) and middle.button("Sửa tiếp", width="stretch"):
            st.switch_page("pages/nhap/ghi_truc_tiep.py", query_params={KEY: upload.key})
        left.html(
            f"<p class='td-note'>Tệp đang chờ: <b>{text(upload.file_name)}</b>. Đóng trình duyệt rồi mở lại đường dẫn này vẫn còn.</p>"
        )
        if right.button("Bỏ tệp này", width="stretch"):
            drop_and_restart(who)
if st.session_state.pop("vua_doi", False):
    st.warning("Có người vừa nộp hoặc duyệt một báo cáo khác. Dưới đây là bản xem trước mới; xem lại rồi xác nhận.")
if upload is not None:
    if known:
        show_known(known, who)
    elif (shown := look_at(upload)) and not is_refused(shown, who):
        show_whose(shown)
        if shown.match is not None:
            with card("match"):
                show_match(shown, shown.match, upload)
        if shown.checked.problems:
            tell_problems(shown)
        if not shown.checked.has_errors:
            show_changes(shown)
            show_effects(shown, who)
            offer_to_confirm(shown, who)
elif st.query_params.get(KEY):
    st.info("Tệp chờ xác nhận này không còn nữa (đã bỏ, đã nộp hoặc quá bảy ngày), hoặc do người khác gửi. Nộp lại tệp.")
