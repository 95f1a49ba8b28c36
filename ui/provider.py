"""Sign-in by the office's own identity provider, through Streamlit's st.login where .streamlit/secrets.toml sets it up.

Streamlit keeps what the provider said in a cookie that lasts for weeks and works in any browser it is copied to. So it is taken once, and
only once, as the proof for a sign-in of ours (store/accounts.py), which can be ended; after that it opens nothing.
"""

from __future__ import annotations

import json
import time
from typing import Any

import streamlit as st

from report.markup import text
from store.reads import about_people
from ui.data import accounts, warehouse

BUTTON = "Đăng nhập bằng tài khoản cơ quan"


def has_provider() -> bool:
    """Whether an identity provider is set up."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def offer_provider() -> None:
    """The way to the provider; for somebody who comes from there, the way in."""
    if st.user.is_logged_in:
        _come_in(st.user.to_dict())
    if st.button(BUTTON, type="primary"):
        st.login()


def _come_in(claims: dict[str, Any]) -> None:
    """Exchanges what the provider says for a ticket to a sign-in of ours; says why where there is none."""
    email = str(claims.get("email") or "")
    with warehouse().cursor() as cursor:
        person = about_people.person_of_email(cursor, email) if email and claims.get("email_verified") is not False else None
    if person is None:
        st.error(f"Tài khoản «{email or claims.get('sub')}» chưa được mời vào hệ thống. Gửi địa chỉ này cho quản trị để được thêm.")
        return
    proof = json.dumps([claims.get(name) for name in ("iss", "sub", "iat", "nonce", "sid")], default=str)
    ticket = accounts().exchange(proof, person["person_id"], time.time())
    if ticket:
        st.html(f"<script>location.replace('/vao?ve={text(ticket)}')</script>", unsafe_allow_javascript=True)
        st.stop()
    st.info("Lần đăng nhập trước đã hết. Đăng nhập lại để tiếp tục.")
