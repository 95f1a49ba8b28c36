"""Who is acting. Until there is sign-in, the person writes their own name; it is kept with each act and shown as not verified."""

from __future__ import annotations

import streamlit as st

from domain.wording import UNVERIFIED


def acting() -> str:
    """The name of the person acting, asked for once and kept from page to page; empty until they give it."""
    st.session_state.setdefault("nguoi_thuc_hien", st.session_state.get("da_xung_ten", ""))
    name = st.text_input(
        f"Người thực hiện (ghi vào sổ cái, {UNVERIFIED})", key="nguoi_thuc_hien", max_chars=60, placeholder="Họ tên hoặc mã cán bộ"
    )
    st.session_state["da_xung_ten"] = name
    return name.strip()
