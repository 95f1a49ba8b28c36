"""Ghi trực tiếp: a few figures typed in the browser, for units that will not use Excel. What is typed becomes a workbook of ours and goes
the way of every other: checked, previewed and confirmed on «Nộp báo cáo».
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.numbers import format_number
from domain.period import Period
from domain.wording import OVER_TIME, with_unit
from etl.checks import check_period
from etl.fill import fill_form, typed_in
from etl.template import find_form, measures_asked
from store import pending, reads
from store.home import Home
from store.reads import Form
from ui.data import ask, warehouse
from ui.filters import place_of
from ui.frame import card, title
from ui.person import acting
from ui.scope import own, own_plans

TYPED = {"value": "Kỳ này", "numerator": "Tử số", "denominator": "Mẫu số", "estimate": "Ước", "note": "Ghi chú", "evidence": "Minh chứng"}
TYPED_HERE = "ghi-truc-tiep"
NARROW = ("value", "numerator", "denominator", "estimate")
FIXED = {"title": ("Chỉ tiêu", 430), "previous": ("Kỳ trước", 160), "counting": ("Cách ghi", 230)}


def typed_before(who: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What this person typed here before it was found wrong: the upload the URL speaks of."""
    upload = pending.find(Home.current(), st.query_params.get("tep", ""), who)
    return typed_in(upload.content) if upload else ({}, {})


def choose_form(asked: dict[str, str]) -> Form | None:
    """For whom, under which plan and for which quarter; None for somebody who reports for no unit of any plan."""
    plans = own_plans(ask(reads.judged_plans))
    if not plans:
        return None
    plan_box, unit_box, period_box = st.columns([1, 2, 1])
    plan = plan_box.selectbox(
        "Kế hoạch", plans, index=place(plans, "plan_id", asked.get("plan"), "ke_hoach"), format_func=lambda row: row["number"]
    )
    units = own(ask(reads.reporting_units, plan["plan_id"]))
    unit = unit_box.selectbox(
        "Đơn vị báo cáo", units, index=place(units, "unit_id", asked.get("unit"), "don_vi"), format_func=lambda row: row["name"]
    )
    periods = ask(reads.quarters_to_report, plan)
    wanted = next((index for index, period in enumerate(periods) if str(period) == asked.get("period")), 1)
    period = period_box.selectbox("Kỳ", periods, index=wanted, format_func=lambda one: one.label)
    if unit is None:
        return None
    with warehouse().cursor() as cursor:
        return find_form(cursor, plan["plan_id"], unit["unit_id"], period)


def place(rows: list[dict[str, Any]], key: str, wanted: str | None, name: str) -> int:
    return next((index for index, row in enumerate(rows) if row[key] == wanted), place_of(rows, key, name))


def rows_of(form: Form, typed: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    with warehouse().cursor() as cursor:
        measures = measures_asked(cursor, form)
        before = reads.previous_figures(cursor, [form.describes["unit_id"]], form.period)
    unit_id = form.describes["unit_id"]
    return [row_of(row, before.get((unit_id, row["measure_id"]))) | typed.get(row["measure_id"], {}) for row in measures]


def row_of(measure: dict[str, Any], before: reads.Standing | None) -> dict[str, Any]:
    unit = measure["unit_of_measure"]
    told = f"{with_unit(format_number(before.value), unit)} ({Period.parse(before.period).label})" if before else f"– ({unit or 'lời văn'})"
    about = {"code": measure["measure_id"], "title": measure["name"]}
    return about | {"counting": OVER_TIME[measure["over_time"]], "previous": told} | dict.fromkeys(TYPED, "")


def show_grid(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    columns: dict[str, Any] = {"code": None}
    for name, (label, width) in FIXED.items():
        columns[name] = st.column_config.TextColumn(label, disabled=True, pinned=name == "title", width=width)
    for name, label in TYPED.items():
        columns[name] = st.column_config.TextColumn(label, max_chars=300, width="small" if name in NARROW else "medium")
    order = ("title", "previous", *TYPED, "counting")
    typed: list[dict[str, Any]] = st.data_editor(rows, column_config=columns, column_order=order, hide_index=True, height=560, key=key)
    return typed


def offer_to_type(form: Form, earlier: dict[str, dict[str, str]], who: str) -> None:
    """The grid, and the way on with what was typed."""
    st.html(
        "<p class='td-note'>Ghi như trong Excel: 62,5 hoặc «không áp dụng». Tỷ lệ từ 1 % trở xuống ghi kèm dấu %, ví dụ 0,6%. "
        "Ô để trống giữ nguyên số đã báo cáo. Cột «Ước» ghi x nếu là số ước.</p>"
    )
    typed = show_grid(rows_of(form, earlier), f"bang-{form.plan['plan_id']}-{form.reporter['unit_id']}-{form.period}")
    entered = {row["code"]: {name: str(row[name] or "") for name in TYPED} for row in typed}
    filled = {code: cells for code, cells in entered.items() if any(cells.values())}
    if st.button(f"Kiểm tra {len(filled)} dòng đã ghi", type="primary", disabled=not filled):
        with warehouse().cursor() as cursor:
            content = fill_form(cursor, form, filled)
        pending.drop(Home.current(), st.query_params.get("tep", ""), who)
        name = f"{TYPED_HERE}-{form.reporter['unit_id'].replace('/', '-')}-{form.period}.xlsx"
        st.switch_page("pages/nhap/nop_bao_cao.py", query_params={"tep": pending.keep(Home.current(), content, name, who)})


title("Ghi trực tiếp", "Ghi vài con số ngay trên trình duyệt; kiểm tra và xác nhận như khi nộp tệp")
with card("grid"):
    who = acting()
    asked, earlier = typed_before(who)
    form = choose_form(asked)
    with warehouse().cursor() as cursor:
        problem = next(check_period(cursor, form), None) if form else None
    if form is None:
        st.info("Bạn không phụ trách đơn vị nào báo cáo theo kế hoạch này. Chọn kế hoạch khác.")
    elif problem:
        st.error(f"{problem.message} {problem.expected}")
    else:
        offer_to_type(form, earlier, who)
