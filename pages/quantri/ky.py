"""Kỳ báo cáo: every quarter, when it is due, whether it is locked, who may still report; set the date, lock, unlock, let a unit in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.access import EVERYWHERE
from domain.clock import today
from domain.period import Period
from domain.wording import OFFICE_RULE, PERIOD_STATE, day
from etl import periods
from report import markup
from report.markup import text
from store import reads
from ui.data import ask, warehouse
from ui.frame import card, title
from ui.person import acting
from ui.scope import own, scope
from ui.turn import do, say_finished, turn

SHOWN = 6
HEADS = ("Kỳ", "Hạn nộp", "Số liệu", "Đơn vị được nộp thêm")

Row = dict[str, Any]


def show_table(quarters: list[Period], facts: dict[str, Row], exceptions: list[Row]) -> None:
    rows = [
        (
            f"<span class='td-keep'>{text(period.label)}</span>",
            due_text(facts.get(str(period))),
            lock_text(facts.get(str(period))),
            "".join(exception_line(row) for row in exceptions if row["period"] == str(period)) or "–",
        )
        for period in quarters
    ]
    st.html(markup.headed_table(HEADS, rows[:SHOWN]))
    if rows[SHOWN:]:
        with st.expander(f"{len(rows) - SHOWN} kỳ trước đó"):
            st.html(markup.headed_table(HEADS, rows[SHOWN:]))
    st.html(f"<p class='td-note'>Hạn nộp là {text(OFFICE_RULE)}; kỳ chưa đặt hạn thì không báo cáo nào bị gọi là muộn.</p>")


def due_text(row: Row | None) -> str:
    return text(day(row["due_on"])) if row and row["due_on"] else "chưa đặt"


def lock_text(row: Row | None) -> str:
    if row is None:
        return text(PERIOD_STATE[False])
    words = text(PERIOD_STATE[row["locked"]])
    words = f"<b>{words}</b>" if row["locked"] else words
    return words + (f"<small class='td-mark'>{text(row['by_whom'])}: {text(row['reason'])}</small>" if row["reason"] else "")


def exception_line(row: Row) -> str:
    past = row["until"] is not None and row["until"] < today()
    until = "đến khi thôi cho" if row["until"] is None else f"{'đã hết ngày' if past else 'đến hết ngày'} {day(row['until'])}"
    return f"<div>{text(row['unit_name'])}, {text(until)}<small class='td-mark'>{text(row['by_whom'])}: {text(row['reason'])}</small></div>"


def offer_lock(quarters: list[Period], facts: dict[str, Row], who: str) -> None:
    last = ask(reads.last_quarter)
    come = [period for period in quarters if last and period <= last]
    if not come:
        st.info("Chưa có kỳ nào có báo cáo nên chưa có gì để khóa. Nộp báo cáo ở trang «Nộp báo cáo».")
        return
    period = st.selectbox("Kỳ", come, format_func=lambda one: in_list(one, facts), key="khoa_ky", placeholder="Chọn")
    why = st.text_input("Lý do", max_chars=300, key=f"khoa_ly_do_{turn()}", placeholder="Ví dụ: đã chốt số liệu trình họp")
    if facts.get(str(period), {}).get("locked"):
        st.html("<p class='td-note'>Khi mở khóa, mọi đơn vị đều nộp được; danh sách đơn vị được nộp thêm của kỳ này cũng hết.</p>")
        if st.button("Mở khóa", type="primary"):
            do(lambda: periods.unlock(warehouse(), period, who, why), f"Đã mở khóa {period.label}.")
    elif st.button("Khóa số liệu", type="primary"):
        do(lambda: periods.lock(warehouse(), period, who, why), f"Đã khóa số liệu {period.label}.")


def in_list(period: Period, facts: dict[str, Row]) -> str:
    return f"{period.label} · {PERIOD_STATE[bool(facts.get(str(period), {}).get('locked'))]}"


def offer_due(quarters: list[Period], facts: dict[str, Row], who: str) -> None:
    period = st.selectbox("Quý", quarters, format_func=lambda one: due_in_list(one, facts), key="han_ky", placeholder="Chọn")
    old = facts.get(str(period), {}).get("due_on")
    due_on = st.date_input("Hạn gửi (ngày/tháng/năm)", value=None, format="DD/MM/YYYY", key=f"han_quy_{period}_{turn()}")
    st.html(f"<p class='td-note'>Đây là {text(OFFICE_RULE)}. Hạn rơi vào ngày nghỉ thì tính đến hết ngày làm việc kế tiếp.</p>")
    with st.container(horizontal=True):
        if st.button("Đặt hạn", type="primary"):
            if due_on is None:
                st.error("Chưa chọn ngày. Muốn bỏ hạn đã đặt thì bấm «Bỏ hạn».")
            else:
                do(lambda: periods.set_due(warehouse(), period, due_on, who), f"Hạn gửi số liệu {period.label}: {day(due_on)}.")
        if old and st.button("Bỏ hạn"):
            do(lambda: periods.set_due(warehouse(), period, None, who), f"Đã bỏ hạn gửi số liệu {period.label}.")


def due_in_list(period: Period, facts: dict[str, Row]) -> str:
    due_on = facts.get(str(period), {}).get("due_on")
    return f"{period.label} · {f'hạn {day(due_on)}' if due_on else 'chưa đặt hạn'}"


def offer_exception(quarters: list[Period], facts: dict[str, Row], who: str) -> None:
    locked = [period for period in quarters if facts.get(str(period), {}).get("locked")]
    if not locked:
        st.html("<p class='td-note'>Chưa có kỳ nào bị khóa: mọi đơn vị đều nộp được. Khóa một kỳ trước, rồi cho riêng từng đơn vị.</p>")
        return
    period = st.selectbox("Kỳ đã khóa", locked, format_func=lambda one: one.label, placeholder="Chọn")
    unit = st.selectbox("Đơn vị", own(ask(reads.all_reporting_units)), format_func=lambda row: row["name"], placeholder="Chọn")
    until = st.date_input(
        "Đến hết ngày (ngày/tháng/năm, có thể để trống)", value=None, min_value=today(), format="DD/MM/YYYY", key=f"den_{turn()}"
    )
    why = st.text_input("Lý do cho nộp thêm", max_chars=300, key=f"cho_ly_do_{turn()}", placeholder="Ví dụ: mất điện đúng ngày nộp")
    if st.button("Cho nộp thêm", type="primary"):
        do(
            lambda: periods.allow(warehouse(), period, unit["unit_id"], who, why, until),
            f"{unit['name']} được nộp thêm cho {period.label}.",
        )


def offer_to_end(exceptions: list[Row], who: str) -> None:
    row = st.selectbox("Đơn vị đang được nộp thêm", exceptions, format_func=exception_name, placeholder="Chọn")
    why = st.text_input("Lý do thôi cho", max_chars=300, key=f"thoi_ly_do_{turn()}")
    if st.button("Thôi cho nộp thêm"):
        period = Period.parse(row["period"])
        do(
            lambda: periods.disallow(warehouse(), period, row["unit_id"], who, why),
            f"{row['unit_name']} thôi được nộp thêm cho {period.label}.",
        )


def exception_name(row: Row) -> str:
    return f"{row['unit_name']} · {Period.parse(row['period']).label}"


title("Kỳ báo cáo", "Đặt hạn gửi, khóa số liệu từng quý, cho riêng một đơn vị nộp thêm; mỗi việc đều ghi vào sổ cái")
quarters = ask(reads.all_quarters)
facts = {row["period"]: row for row in ask(reads.period_rows)}
exceptions = ask(reads.period_exceptions)
say_finished()
if not quarters:
    st.info("Chưa có kế hoạch nào có chỉ tiêu, nên chưa có kỳ báo cáo. Thêm kế hoạch trước.")
else:
    with card("quarters"):
        show_table(quarters, facts, exceptions)
    who = acting()
    left, right = st.columns(2, gap="small")
    for_all = scope() == EVERYWHERE
    with left:
        with card("lock", "Khóa hoặc mở khóa"):
            if for_all:
                offer_lock(quarters, facts, who)
            else:
                st.html("<p class='td-note'>Khóa kỳ và hạn gửi áp dụng cho mọi đơn vị, do quản trị chung đặt.</p>")
        if own(exceptions):
            with card("end", "Thôi cho một đơn vị nộp thêm"):
                offer_to_end(own(exceptions), who)
    with right:
        if for_all:
            with card("due", "Hạn gửi số liệu quý (quy ước nội bộ)"):
                offer_due(quarters, facts, who)
        with card("exception", "Cho riêng một đơn vị nộp thêm"):
            offer_exception(quarters, facts, who)
