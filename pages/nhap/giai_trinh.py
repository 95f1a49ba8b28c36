"""Giải trình: ask a unit why a figure is what it is, answer, close; those waiting for an answer stand first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import EXPLANATION_STATE, STATUS, row_label
from etl import explain
from report import explanations as shown_as
from report import markup
from report.markup import text
from report.sentences import target_text, value_text
from store import reads
from ui.data import ask, warehouse
from ui.filters import Chosen, choose, choose_row
from ui.frame import card, demonstration_note, title
from ui.person import acting
from ui.scope import answered_for, may_here, scope
from ui.turn import do, say_finished, turn

ORDER = list(STATUS)
ELSEWHERE = 6

Row = dict[str, Any]


def show_list(chosen: Chosen, period: Period) -> list[Row]:
    """The questions of the chosen unit and quarter, and a way to those waiting elsewhere."""
    everywhere = ask(reads.explanations, scope(), chosen.plan["plan_id"])
    of_unit = ask(reads.explanations, scope(), chosen.plan["plan_id"], chosen.unit["unit_id"])
    here = [row for row in of_unit if row["period"] == str(period)]
    waiting = sum(row["state"] == "cho_tra_loi" for row in here)
    said = f"{waiting} yêu cầu chờ trả lời" if waiting else "không có yêu cầu nào chờ trả lời"
    with card("list", f"{chosen.unit['name']}, {period.label}: {said}"):
        if here:
            st.html(shown_as.table(here, today(), chosen.unit["unit_id"]))
        else:
            may_ask = may_here("duyet", unit_id=chosen.unit["unit_id"])
            how = f" Muốn hỏi thì chọn một chỉ tiêu ở «Hỏi {chosen.unit['name']}» rồi ghi câu hỏi." if may_ask else ""
            st.info(f"Chưa có yêu cầu nào cho đơn vị và kỳ này.{how}")
        ids = {row["explanation_id"] for row in here}
        show_elsewhere([row for row in everywhere if row["state"] == "cho_tra_loi" and row["explanation_id"] not in ids])
    return here


def show_elsewhere(rows: list[Row]) -> None:
    if not rows:
        return
    links = [
        f"<a href='giai-trinh?ke_hoach={text(row['plan_id'])}&amp;don_vi={text(row['unit_id'])}&amp;ky={text(row['period'])}' "
        f"target='_self' style='color:inherit'>{text(row['unit_name'])}, {text(Period.parse(row['period']).label)}</a>"
        for row in rows
    ]
    links = list(dict.fromkeys(links))
    more = f" và {len(links) - ELSEWHERE} nơi khác" if len(links) > ELSEWHERE else ""
    st.html(f"<p class='td-note'>Còn {len(rows)} yêu cầu chờ trả lời ở nơi khác: {'; '.join(links[:ELSEWHERE])}{more}.</p>")


def offer_to_ask(chosen: Chosen, period: Period, who: str) -> None:
    cards = ask(reads.scorecard, chosen.plan["plan_id"], chosen.unit["unit_id"], period)
    cards = sorted(cards, key=lambda row: (ORDER.index(row["status"]), row["pace"] or 0, row["position"]))
    row = choose_row(cards, "Chỉ tiêu (xấu nhất trước)", in_list)
    st.html(
        f"<p style='margin:0'>{markup.badge(row['status'])} <b>{text(value_text(row))}</b>, "
        f"mục tiêu {text(target_text(row))}{markup.doubt_mark(row)} {text(row['name'])}{markup.figure_marks(row)}</p>"
        + shown_as.under_figure(ask(reads.explanations_of, scope(), chosen.unit["unit_id"], row["indicator_id"], period), today())
    )
    question = st.text_area(
        "Câu hỏi", key=f"cau_hoi_{turn()}", max_chars=600, height=90, placeholder="Ví dụ: Vì sao giảm so với quý trước? Hướng xử lý?"
    )
    due_on = st.date_input(
        "Hạn trả lời (ngày/tháng/năm, có thể để trống)", value=None, min_value=today(), format="DD/MM/YYYY", key=f"han_{turn()}"
    )
    if st.button("Gửi câu hỏi", type="primary"):
        unit_id, indicator_id = chosen.unit["unit_id"], row["indicator_id"]
        do(
            lambda: explain.ask(
                warehouse(), unit_id=unit_id, indicator_id=indicator_id, period=period, question=question, by=who, due_on=due_on
            ),
            f"Đã gửi câu hỏi cho {chosen.unit['name']}.",
        )


def in_list(row: Row) -> str:
    words = STATUS[row["status"]]
    return f"{words.sign} {words.label} · {value_text(row)} · {row['name']} ({row_label(row['indicator_id'])})"


def offer_to_answer(rows: list[Row], who: str) -> None:
    still_open = [row for row in rows if row["state"] != "da_dong"]
    if not still_open:
        st.html("<p class='td-note'>Không có yêu cầu nào đang mở ở đơn vị và kỳ này.</p>")
        return
    row = st.selectbox("Yêu cầu", still_open, format_func=in_answers, placeholder="Chọn")
    if row is None:
        return
    badge = markup.badge(row["status"]) if row["status"] else ""
    st.html(f"<p style='margin:0'>{badge} <b>{text(value_text(row))}</b> {text(row['name'])}</p>" + shown_as.under_figure([row], today()))
    explanation_id = row["explanation_id"]
    label = "Trả lời lại (thay câu trả lời trên)" if row["answer"] else "Trả lời"
    said = st.text_area(
        label, key=f"tra_loi_{explanation_id}_{turn()}", max_chars=2000, height=120, placeholder="Nguyên nhân, việc đã làm, hướng xử lý"
    )
    if st.button("Gửi trả lời", type="primary"):
        do(lambda: explain.answer(warehouse(), explanation_id, text=said, by=who), f"Đã gửi trả lời cho {explanation_id}.")


def offer_to_close(rows: list[Row], who: str) -> None:
    still_open = [row for row in rows if row["state"] != "da_dong"]
    if not still_open:
        return
    row = st.selectbox("Đóng một yêu cầu đã rõ", still_open, format_func=in_answers, placeholder="Chọn", key=f"dong_{turn()}")
    explanation_id = row["explanation_id"]
    if st.button("Đóng yêu cầu"):
        do(lambda: explain.close(warehouse(), explanation_id, by=who), f"Đã đóng {explanation_id}.")


def in_answers(row: Row) -> str:
    return f"{EXPLANATION_STATE[row['state']]} · {row['explanation_id']} · {row['unit_name']} · {row['name']}"


title("Giải trình", "Hỏi về một con số của một kỳ; đơn vị trả lời; câu trả lời đứng dưới con số đó")
chosen = choose(judged=True, whose=answered_for())
if chosen is None:
    st.info("Chưa có kế hoạch nào có chỉ tiêu của đơn vị bạn phụ trách để hỏi.")
elif chosen.period is None:
    st.info(f"Chưa có báo cáo nào cho {chosen.unit['name']}, chưa có con số để hỏi. Nộp báo cáo ở trang «Nộp báo cáo».")
else:
    say_finished()
    asked = show_list(chosen, chosen.period)
    if may_here("duyet", unit_id=chosen.unit_id):
        with card("ask", f"Hỏi {chosen.unit['name']}"):
            who = acting()
            offer_to_ask(chosen, chosen.period, who)
            offer_to_close(asked, who)
    elif may_here("nop"):
        with card("answer", "Trả lời"):
            offer_to_answer(asked, acting())
    demonstration_note()
