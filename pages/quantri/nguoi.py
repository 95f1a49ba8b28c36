"""Người dùng: who may come in, in which role and for which unit; invite, change, lock, give a new password, sign out everywhere.

A one-time password is shown once, to whoever had it made, and kept nowhere. An administrator of a unit sees and changes the people of that
unit and those below it.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.access import EVERYWHERE, ROLE_NAME, ROLES, Refused
from domain.clock import today
from domain.wording import day
from etl import people
from report import admin as shown_as
from report.markup import text
from store.reads import about_admin
from ui.chart import twin
from ui.copy import copy_button
from ui.data import accounts, ask, warehouse
from ui.filters import keep, url_changed
from ui.frame import card, title
from ui.person import acting
from ui.scope import scope
from ui.turn import do, finish, say_finished, turn

SHOWN_ONCE = "mat_khau_cap"
MEANS = {
    "lanh_dao": "xem mọi trang, xem báo cáo của đơn vị mình",
    "chuyen_vien": "nộp, rút báo cáo của đơn vị mình và cấp dưới",
    "nguoi_duyet": "duyệt hoặc trả lại báo cáo, hỏi giải trình",
    "quan_tri": "người dùng, kế hoạch, đơn vị, kỳ, thiết đặt",
}

Row = dict[str, Any]


def show_password() -> None:
    """Once: the next click on this page, or any other, forgets it."""
    given = st.session_state.pop(SHOWN_ONCE, None)
    if given is None:
        return
    whom, password = given
    with card("password", f"Mật khẩu dùng một lần của {whom}"):
        st.html(f"<p class='td-qt-password' tabindex='0'>{text(password)}</p>")
        copy_button("mat-khau", password, "Chép mật khẩu")
        st.html(
            "<p class='td-note'>Chỉ hiện một lần này, không lưu ở đâu. Đưa tận tay; "
            "người nhận phải đặt mật khẩu riêng khi đăng nhập lần đầu.</p>"
        )


def hand_over(whom: str, make: Any, done: str) -> None:
    """Makes a one-time password and shows it in the next run; refused acts keep what was typed."""
    try:
        password = make()
    except Refused as refusal:
        st.error(str(refusal))
    else:
        st.session_state[SHOWN_ONCE] = (whom, password)
        finish(done)


def choose_role(key: str, role: str | None) -> str:
    index = ROLES.index(role) if role in ROLES else None
    chosen = st.selectbox(
        "Vai trò", ROLES, index=index, format_func=lambda one: f"{ROLE_NAME[one]}: {MEANS[one]}", key=key, placeholder="Chọn"
    )
    return chosen or ""


def choose_unit(key: str, role: str, unit_id: str | None) -> str | None:
    """Any unit of theirs that is still there; none only for an administrator of all."""
    units = {row["unit_id"]: row for row in ask(about_admin.units, scope()) if row["valid_to"] is None or row["unit_id"] == unit_id}
    everywhere = role == "quan_tri" and scope() == EVERYWHERE
    options = [*([""] if everywhere else []), *units]
    index = options.index(unit_id or "") if (unit_id or "") in options else None
    chosen = st.selectbox(
        "Đơn vị phụ trách (gồm cả cấp dưới)",
        options,
        index=index,
        format_func=lambda one: shown_as.unit_name(units[one]) if one else "Mọi đơn vị (quản trị chung)",
        key=key,
        placeholder="Chọn, gõ vài chữ để tìm",
    )
    return chosen or None


def offer_to_invite(who: str) -> None:
    left, right = st.columns(2, gap="small")
    with left:
        name = st.text_input("Họ tên hoặc chức danh", max_chars=120, key=f"moi_ten_{turn()}", placeholder="Ví dụ: Nguyễn An")
        person_id = st.text_input("Mã người dùng", max_chars=40, key=f"moi_ma_{turn()}", placeholder="Ví dụ: nguyen.an")
        email = st.text_input("Thư điện tử (để đăng nhập bằng tài khoản cơ quan, có thể để trống)", max_chars=120, key=f"moi_thu_{turn()}")
    with right:
        role = choose_role(f"moi_vai_{turn()}", None)
        unit_id = choose_unit(f"moi_don_vi_{turn()}_{role == 'quan_tri'}", role, None)
    if st.button("Thêm người dùng", type="primary"):
        hand_over(
            person_id,
            lambda: people.invite(
                warehouse(), accounts(), person_id=person_id.strip(), name=name, role=role, unit_id=unit_id, email=email, by=who
            ),
            f"Đã thêm {name} ({person_id.strip()}).",
        )


def choose_person(rows: list[Row]) -> Row | None:
    """The person the URL speaks of, or one picked."""
    by_id = {row["person_id"]: row for row in rows}
    if url_changed("nguoi"):
        st.session_state["chon_nguoi"] = st.query_params.get("nguoi") if st.query_params.get("nguoi") in by_id else None
    picked = st.selectbox(
        "Người dùng",
        list(by_id),
        index=None,
        key="chon_nguoi",
        format_func=lambda one: shown_as.person_name(by_id[one]),
        placeholder="Chọn, gõ vài chữ để tìm",
    )
    keep("nguoi", picked or "")
    return by_id[picked] if picked else None


def offer_to_change(row: Row, who: str) -> None:
    whose = f"{row['person_id']}_{turn()}"
    left, right = st.columns(2, gap="small")
    with left:
        name = st.text_input("Họ tên hoặc chức danh", row["name"], max_chars=120, key=f"sua_ten_{whose}")
        email = st.text_input("Thư điện tử", row["email"] or "", max_chars=120, key=f"sua_thu_{whose}")
    with right:
        role = choose_role(f"sua_vai_{whose}", row["role"])
        unit_id = choose_unit(f"sua_don_vi_{whose}_{role == 'quan_tri'}", role, row["unit_id"])
    st.html("<p class='td-note'>Đổi vai trò, đơn vị hoặc thư điện tử thì người này phải đăng nhập lại.</p>")
    if st.button("Lưu thay đổi", type="primary"):
        changes = {"name": name, "email": email, "role": role, "unit_id": unit_id}
        do(lambda: people.change(warehouse(), accounts(), person_id=row["person_id"], by=who, **changes), f"Đã lưu thay đổi của {name}.")


def offer_acts(row: Row, who: str) -> None:
    whom, person_id = row["name"], row["person_id"]
    with st.container(horizontal=True):
        if not row["active"]:
            if st.button("Mở lại"):
                do(lambda: people.change(warehouse(), accounts(), person_id=person_id, by=who, active=True), f"Đã mở lại {whom}.")
            return
        if st.button("Cấp mật khẩu mới"):
            hand_over(
                person_id,
                lambda: people.new_password(warehouse(), accounts(), person_id=person_id, by=who),
                f"Đã cấp mật khẩu dùng một lần cho {whom}; mật khẩu cũ và các phiên đăng nhập cũ hết giá trị.",
            )
        if st.button("Đăng xuất ở mọi nơi"):
            do(lambda: people.sign_out(warehouse(), accounts(), person_id=person_id, by=who), f"Đã đăng xuất {whom} ở mọi nơi.")
        if st.button("Khóa người này"):
            do(
                lambda: people.change(warehouse(), accounts(), person_id=person_id, by=who, active=False),
                f"Đã khóa {whom}; các phiên đăng nhập đã hết. Việc đã làm vẫn giữ tên người này.",
            )


title("Người dùng", "Ai được vào, vai trò gì, phụ trách đơn vị nào; mỗi thay đổi đều ghi vào sổ cái", invented=False)
say_finished()
show_password()
rows = ask(about_admin.people, scope())
with card("people", f"{sum(bool(row['active']) for row in rows)} người đang hoạt động"):
    if rows:
        st.html(shown_as.people_table(rows))
        twin("people", lambda: shown_as.people_to_take_along(rows, (f"Tính đến ngày {day(today())}",)), "Tải danh sách", invented=False)
    else:
        st.info("Chưa có người dùng nào ở đơn vị bạn quản trị. Thêm người đầu tiên ở dưới.")
who = acting()
if rows:
    with card("person", "Sửa, khóa hoặc cấp mật khẩu cho một người"):
        chosen = choose_person(rows)
        if chosen:
            offer_acts(chosen, who)
            offer_to_change(chosen, who)
with card("invite", "Thêm người dùng"):
    offer_to_invite(who)
