"""Quản lý đơn vị: the tree of units with their days and what became of them; one is added, gets another name, ends and becomes others."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.access import EVERYWHERE
from domain.clock import today
from domain.wording import LINEAGE, day
from etl import units
from etl.plan_form import BELONGS, UNIT_KIND
from etl.planned import Planned, carry_out
from report import admin as shown_as
from store.reads import about_admin
from ui import planned
from ui.data import ask, warehouse
from ui.frame import card, demonstration_note, title
from ui.person import acting
from ui.scope import scope
from ui.turn import say_finished, turn

KINDS = UNIT_KIND | {"quoc_gia": "Quốc gia", "thanh_pho": "Thành phố (cấp huyện cũ)", "thi_xa": "Thị xã (cấp huyện cũ)"}
ADD, RENAME, END = "Thêm đơn vị", "Đổi tên", "Kết thúc, nhập vào đơn vị khác"
MOST_SUCCESSORS = 6

Row = dict[str, Any]


def done_by(who: str) -> Any:
    def act(prepared: Planned) -> None:
        carry_out(warehouse(), prepared, by=who)

    return act


def choose(label: str, by_id: dict[str, Row], key: str, nothing: str = "Chọn, gõ vài chữ để tìm") -> str | None:
    picked: str | None = st.selectbox(
        label, list(by_id), index=None, format_func=lambda one: shown_as.unit_name(by_id[one]), key=f"{key}_{turn()}", placeholder=nothing
    )
    return picked


def offer_to_add(rows: list[Row], who: str) -> None:
    parents = {row["unit_id"]: row for row in rows if row["kind"] not in BELONGS and row["valid_to"] is None}
    left, right = st.columns(2, gap="small")
    with left:
        kind = st.selectbox("Loại", list(UNIT_KIND), index=None, format_func=UNIT_KIND.get, key=f"them_loai_{turn()}", placeholder="Chọn")
        parent = choose("Thuộc đơn vị", parents, "them_tren", "Không thuộc đơn vị nào" if scope() == EVERYWHERE else "Chọn")
        first = st.date_input(
            "Thành lập ngày (ngày/tháng/năm, có thể để trống)", value=None, format="DD/MM/YYYY", key=f"them_ngay_{turn()}"
        )
    with right:
        name = st.text_input("Tên đầy đủ", max_chars=200, key=f"them_ten_{turn()}", placeholder="Ví dụ: Phòng Kinh tế, Hạ tầng và Đô thị")
        short = st.text_input("Tên ngắn (để trống thì dùng tên đầy đủ)", max_chars=80, key=f"them_ngan_{turn()}")
        suggested = units.code_for(name, parent, kind or "")
        code = st.text_input("Mã (không đổi được về sau)", suggested, max_chars=80, key=f"them_ma_{suggested}_{turn()}")
    if not name.strip() or not kind:
        st.html("<p class='td-note'>Chọn loại và ghi tên đầy đủ. Mã được gợi ý theo tên; mã hành chính cũ không dùng làm mã ở đây.</p>")
        return
    planned.offer(
        "them",
        "thêm đơn vị",
        (kind, parent, first, name, short, code),
        lambda: units.add(
            warehouse(), unit_id=code.strip(), name=name, short_name=short, kind=str(kind), parent_id=parent, first_day=first, by=who
        ),
        f"Đã thêm {name}. Đưa vào phạm vi kế hoạch ở trang «Kế hoạch» nếu đơn vị phải báo cáo.",
        done_by(who),
    )


def offer_to_rename(rows: list[Row], who: str) -> None:
    by_id = {row["unit_id"]: row for row in rows}
    unit_id = choose("Đơn vị đổi tên", by_id, "doi")
    if unit_id is None:
        st.html("<p class='td-note'>Tên mới hiện ở mọi kỳ. Bản trình bày đã lưu vẫn giữ tên cũ.</p>")
        return
    left, right = st.columns(2, gap="small")
    name = left.text_input("Tên đầy đủ mới", by_id[unit_id]["name"], max_chars=200, key=f"doi_ten_{unit_id}_{turn()}")
    short = right.text_input("Tên ngắn mới", by_id[unit_id]["short_name"] or "", max_chars=80, key=f"doi_ngan_{unit_id}_{turn()}")
    why = st.text_input("Lý do đổi tên", max_chars=300, key=f"doi_ly_do_{turn()}", placeholder="Ví dụ: số, ngày của nghị quyết")
    planned.offer(
        "doi",
        "đổi tên",
        (unit_id, name, short, why),
        lambda: units.rename(warehouse(), unit_id, name, short, why, by=who),
        f"Đã đổi tên thành {name}.",
        done_by(who),
    )


def offer_to_end(rows: list[Row], who: str) -> None:
    by_id = {row["unit_id"]: row for row in rows}
    unit_id = choose("Đơn vị kết thúc", by_id, "ket_thuc")
    if unit_id is None:
        st.html("<p class='td-note'>Đơn vị đã kết thúc vẫn giữ số liệu các quý trước; không còn được đánh giá sau ngày ấy.</p>")
        return
    why = st.text_input("Lý do", max_chars=300, key=f"ket_thuc_ly_do_{turn()}", placeholder="Ví dụ: số, ngày của nghị quyết sắp xếp")
    if by_id[unit_id]["valid_to"] is not None:
        planned.offer(
            "song-lai",
            "bỏ ngày kết thúc",
            (unit_id, why),
            lambda: units.take_end_back(warehouse(), unit_id, why, by=who),
            f"{by_id[unit_id]['name']} hoạt động trở lại.",
            done_by(who),
        )
        return
    last = st.date_input("Ngày cuối còn hoạt động (ngày/tháng/năm)", value=None, format="DD/MM/YYYY", key=f"ket_thuc_ngay_{turn()}")
    successors = choose_successors(unit_id)
    if ask(about_admin.people_of, unit_id):
        st.html(
            f"<p class='td-note'>Còn {ask(about_admin.people_of, unit_id)} người phụ trách đơn vị này; chuyển họ ở trang «Người dùng».</p>"
        )
    if last is None:
        return
    planned.offer(
        "ket-thuc",
        "kết thúc đơn vị",
        (unit_id, last, tuple(successors), why),
        lambda: units.end(warehouse(), unit_id, last, successors, why, by=who),
        f"{by_id[unit_id]['name']} kết thúc hoạt động sau ngày {day(last)}.",
        done_by(who),
    )


def choose_successors(unit_id: str) -> list[units.Successor]:
    """Into which units another one goes, and whether wholly or in part; a further box comes with each choice."""
    others = {row["unit_id"]: row for row in ask(about_admin.units, EVERYWHERE) if row["unit_id"] != unit_id and row["valid_to"] is None}
    chosen: list[units.Successor] = []
    while len(chosen) < MOST_SUCCESSORS:
        unit_box, kind_box, note_box = st.columns([2, 1, 2], gap="small")
        key = f"{unit_id}_{len(chosen)}_{turn()}"
        picked = unit_box.selectbox(
            f"Đơn vị kế thừa thứ {len(chosen) + 1} (có thể để trống)",
            [one for one in others if one not in {earlier.unit_id for earlier in chosen}],
            index=None,
            format_func=lambda one: shown_as.unit_name(others[one]),
            key=f"ke_thua_{key}",
            placeholder="Không còn đơn vị nào nữa",
        )
        if picked is None:
            break
        kinds = ["nhap_mot_phan"] if chosen else list(LINEAGE)
        kind = kind_box.selectbox("Cách nhập", kinds, format_func=LINEAGE.get, key=f"cach_{key}", placeholder="Chọn")
        note = note_box.text_input(
            "Gồm những gì (có thể để trống)", max_chars=300, key=f"gom_{key}", placeholder="Ví dụ: phần phía đông sông"
        )
        chosen.append(units.Successor(picked, str(kind), note))
        if kind == "nhap_toan_bo":
            break
    return chosen


title("Quản lý đơn vị", "Đơn vị nào đang hoạt động, thuộc đâu, nhập vào đâu; mỗi thay đổi đều ghi vào sổ cái", invented=False)
say_finished()
planned.say_moved()
rows = ask(about_admin.units, scope())
with card("tree", f"{sum(row['valid_to'] is None or row['valid_to'] >= today() for row in rows)} đơn vị đang hoạt động"):
    if rows:
        st.html(shown_as.unit_tree(rows, ask(about_admin.lineage), KINDS, today()))
    else:
        st.info("Chưa có đơn vị nào trong phạm vi của bạn. Thêm đơn vị đầu tiên ở dưới.")
who = acting()
with card("acts", "Thêm, đổi tên hoặc kết thúc một đơn vị"):
    act = st.segmented_control("Việc cần làm", [ADD, RENAME, END], default=ADD, key="viec_don_vi", required=True)
    if act == RENAME:
        offer_to_rename(rows, who)
    elif act == END:
        offer_to_end(rows, who)
    else:
        offer_to_add(rows, who)
demonstration_note()
