"""Đã nộp: who sent what and when, in which state; the original file back; approve, return or withdraw with what that changes."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.period import Period
from domain.wording import SUBMISSION_STATE, UNVERIFIED
from etl.submit import CannotDo, NotAllowed, approve, send_back, withdraw
from report import markup
from report.markup import text
from store import reads
from store.ledger import unpack_file
from ui.data import ask, warehouse
from ui.frame import card, title
from ui.person import acting

SHOWN = 40


def show_list(rows: list[dict[str, Any]]) -> None:
    st.html(
        markup.headed_table(
            ("Mã", "Đơn vị", "Kỳ", "Tệp", "Người nộp, lúc (giờ UTC)", "Số liệu", "Trạng thái"),
            [
                (
                    f"<span class='td-keep'>{text(row['submission_id'])}</span>",
                    text(row["unit_name"]),
                    f"<span class='td-keep'>{text(Period.parse(row['period']).label)}</span>",
                    text(row["file_name"]),
                    f"{text(row['by_whom'])}<small class='td-mark'>{text(row['at'].strftime('%d/%m/%Y %H:%M'))}"
                    f"{'' if row['verified'] else ' · ' + UNVERIFIED}</small>",
                    f"{row['figures']} chỉ tiêu, {row['tasks']} nhiệm vụ",
                    f"<b>{text(SUBMISSION_STATE[row['state']])}</b>"
                    + (f"<small class='td-mark'>{text(row['reason'])}</small>" if row["reason"] else ""),
                )
                for row in rows[:SHOWN]
            ],
        )
    )
    if len(rows) > SHOWN:
        st.html(f"<p class='td-note'>và {len(rows) - SHOWN} báo cáo cũ hơn.</p>")


def original(number: int) -> bytes:
    entry = next(iter(warehouse().ledger.entries(after=number - 1)))
    return unpack_file(entry.data["file"])


def act_on(row: dict[str, Any]) -> None:
    who = acting()
    why = st.text_input("Lý do (khi trả lại hoặc rút)", max_chars=300)
    with st.container(horizontal=True):
        st.download_button("Tải tệp gốc", data=lambda: original(row["number"]), file_name=row["file_name"], on_click="ignore")
        pending = row["state"] == "cho_duyet"
        if st.button("Duyệt", disabled=not (who and pending)):
            do(lambda: approve(warehouse(), row["submission_id"], by=who))
        if st.button("Trả lại", disabled=not (who and why.strip() and pending)):
            do(lambda: send_back(warehouse(), row["submission_id"], by=who, why=why))
        if st.button("Rút báo cáo", disabled=not (who and why.strip() and row["state"] != "da_rut")):
            do(lambda: withdraw(warehouse(), row["submission_id"], by=who, why=why))
    if row["state"] in ("cho_duyet", "da_duyet"):
        show_effect_of_withdrawal(row)


def show_effect_of_withdrawal(row: dict[str, Any]) -> None:
    moved = warehouse().foresee("withdrawal", {"submission_id": row["submission_id"], "reason": ""}, by="–")
    statuses = [one for one in moved if one["status_before"] != one["status_after"]]
    st.html(f"<p class='td-note'>Nếu rút: {len(moved)} dòng đổi số liệu, {len(statuses)} dòng đổi trạng thái (mọi kỳ và cấp trên).</p>")


def do(act: Any) -> None:
    try:
        act()
    except (CannotDo, NotAllowed) as refusal:
        st.error(str(refusal))
    else:
        st.rerun()


title("Đã nộp", "Mọi báo cáo đã nhận, mới nhất trước; không có gì bị xóa")
plans = ask(reads.judged_plans)
plan = st.selectbox("Kế hoạch", plans, format_func=lambda row: row["number"], placeholder="Chọn")
rows = ask(reads.submissions, plan["plan_id"])
if not rows:
    st.info("Chưa có báo cáo nào. Nộp ở trang «Nộp báo cáo».")
else:
    with card("act", "Một báo cáo"):
        chosen = st.selectbox(
            "Báo cáo",
            rows,
            format_func=lambda row: f"{row['submission_id']} · {row['unit_name']} · {Period.parse(row['period']).label}",
            placeholder="Chọn",
        )
        act_on(chosen)
    with card("submissions"):
        show_list(rows)
