"""Cài đặt: what holds for the whole installation, each with a sentence on what it does, who set it last and when."""

from __future__ import annotations

from typing import Any

import streamlit as st

from domain.access import EVERYWHERE
from etl import settings
from report.markup import text
from store import reads
from store.reads import about_admin
from store.reads.about_people import ONE_PERSON, OPEN_READING
from ui.data import ask, warehouse
from ui.frame import card, title
from ui.person import acting
from ui.scope import scope
from ui.turn import do, say_finished, turn

SWITCHES = {
    OPEN_READING: (
        "Xem không cần đăng nhập",
        "Khi bật, ai mở được địa chỉ này đều xem được các trang của mục «Xem», và mỗi trang ghi rõ là đang mở. "
        "Nộp, duyệt, tải báo cáo gốc và quản trị vẫn phải đăng nhập.",
    ),
    ONE_PERSON: (
        "Đơn vị chỉ có một người: người nộp được tự duyệt",
        "Bình thường người nộp không duyệt báo cáo của chính mình. Khi bật, người nộp được tự duyệt, "
        "và báo cáo ấy luôn ghi «người nộp tự duyệt».",
    ),
}
ADDRESS_SAYS = (
    "Địa chỉ người ngoài dùng để mở hệ thống, in thành mã QR trên trang chiếu và văn bản. "
    "Để trống thì mã QR dẫn về địa chỉ người xuất đang dùng."
)

Row = dict[str, Any]


def show_last(key: str, last: dict[str, Row]) -> None:
    if key in last:
        st.html(f"<p class='td-note'>{text(last[key]['by_whom'])} đặt lúc {last[key]['moment']:%d/%m/%Y %H:%M} (GMT+7).</p>")
    else:
        st.html("<p class='td-note'>Chưa ai thay đổi; đang theo mặc định.</p>")


def offer_switch(key: str, values: dict[str, str], last: dict[str, Row], who: str, *, may: bool) -> None:
    name, says = SWITCHES[key]
    on = values.get(key) == "true"
    with card(key, f"{name}: {'đang bật' if on else 'đang tắt'}"):
        st.html(f"<p>{text(says)}</p>")
        if key == OPEN_READING and ask(reads.is_demonstration):
            st.html("<p class='td-note'>Bản minh họa luôn mở cho mọi người xem, dù thiết đặt này tắt.</p>")
        show_last(key, last)
        if may and st.button("Tắt" if on else "Bật", key=f"doi-{key}"):
            do(lambda: settings.turn(warehouse(), key, not on, by=who), f"Đã {'tắt' if on else 'bật'}: {name}.")


def offer_address(values: dict[str, str], last: dict[str, Row], who: str, *, may: bool) -> None:
    standing = values.get(settings.PUBLIC_ADDRESS, "")
    with card("address", "Địa chỉ công khai"):
        st.html(f"<p>{text(ADDRESS_SAYS)}</p><p>Đang dùng: <b class='td-file'>{text(standing or 'chưa có')}</b></p>")
        show_last(settings.PUBLIC_ADDRESS, last)
        if not may:
            return
        address = st.text_input(
            "Địa chỉ, bắt đầu bằng https", standing, max_chars=200, key=f"dia_chi_{turn()}", placeholder="https://tiendo57.phuong.example"
        )
        if st.button("Lưu địa chỉ", type="primary"):
            do(lambda: settings.set_address(warehouse(), address, by=who), "Đã lưu địa chỉ." if address.strip() else "Đã bỏ địa chỉ.")


title("Cài đặt", "Những gì áp dụng cho cả hệ thống; mỗi thay đổi đều ghi vào sổ cái", invented=False)
say_finished()
values, last = ask(about_admin.settings), ask(about_admin.last_set)
may = scope() == EVERYWHERE
if may:
    who = acting()
else:
    who = ""
    st.info("Thiết đặt áp dụng cho mọi đơn vị, do quản trị chung thay đổi. Bạn xem được, không đổi được.")
for key in SWITCHES:
    offer_switch(key, values, last, who, may=may)
offer_address(values, last, who, may=may)
st.html(
    "<p class='td-note'>Khóa kỳ và hạn gửi số liệu đặt ở trang «Kỳ báo cáo». Ngưỡng đánh giá nằm trong phần mềm, xem trang «Phương pháp»"
    f"{text(', phiên bản ' + values['method_version']) if values.get('method_version') else ''}.</p>"
)
