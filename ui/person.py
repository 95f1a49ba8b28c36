"""Who is signed in, asked anew in every run: a sign-in that was ended, or a person who was disabled, counts from that moment on.

How somebody signs in is ui/doors.py's business; what they may do is decided by domain/access.py, in every act.
"""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from domain.access import ROLE_NAME, Act
from domain.wording import PRODUCT
from report.markup import text
from store.reads import about_people
from ui.data import ask
from ui.sign_in import COOKIE, Person, person_behind

OPEN = {
    "demonstration": "Bản minh họa: ai mở cũng xem được, không cần đăng nhập.",
    "setting": "Đang mở cho mọi người xem, không cần đăng nhập.",
}


def signed_in() -> Person | None:
    """Who looks at this page; None for somebody who did not sign in."""
    token = st.context.cookies.get(COOKIE)
    return person_behind(token) if isinstance(token, str) else None  # without a browser, in the test harness, there is none


def why_open() -> str | None:
    """Why this page may be read without signing in; None where it may not."""
    reason: str | None = ask(about_people.why_open)
    return reason


def may_see(act: Act, person: Person | None) -> bool:
    """Whether somebody may open a page for an act; reading is for everybody where it is open."""
    return person.may(act) if person else act == "xem" and why_open() is not None


def acting() -> str:
    """The id of the person acting, written with what they do; empty, and a way to sign in, where nobody is."""
    person = signed_in()
    if person:
        st.caption(f"Người thực hiện: {person.name} ({person.person_id}), ghi vào sổ cái cùng việc này.")
        return person.person_id
    st.html("<p class='td-note'>Chỉ người đã đăng nhập mới ghi được. <a class='td-ask' href='/dang-nhap' target='_self'>Đăng nhập</a></p>")
    return ""


def must_sign_in() -> NoReturn:
    """Instead of any page: nobody may read here without signing in."""
    st.html(f"<div class='td-card td-alone'><h1>{PRODUCT}</h1><p>Trang này chỉ dành cho người đã đăng nhập.</p></div>")
    st.html("<p><a class='td-ask' href='/dang-nhap' target='_self'>Đăng nhập</a></p>")
    st.stop()


def show_account(person: Person | None) -> None:
    """Under the menu: who is signed in and the way out; or that anybody may read, and the way in."""
    if person:
        said = f"<b>{text(person.name)}</b><br>{text(ROLE_NAME.get(person.role, ''))}"
        ways = "<a href='/doi-mat-khau' target='_self'>Đổi mật khẩu</a> · <a href='/dang-xuat' target='_self'>Đăng xuất</a>"
    else:
        said = OPEN[why_open() or "setting"]
        ways = "<a href='/dang-nhap' target='_self'>Đăng nhập để ghi</a>"
    st.sidebar.html(f"<div class='td-account'><p>{said}</p><p>{ways}</p></div>")
