"""Who is acting. Until there is sign-in, the person writes their own name; it is kept with each act and shown as not verified."""

from __future__ import annotations

import streamlit as st

from domain.wording import UNVERIFIED


def acting() -> str:
    """The name of the person acting; empty until they give it."""
    name = st.text_input(
        f"Người thực hiện (ghi vào sổ cái, {UNVERIFIED})", key="nguoi_thuc_hien", max_chars=60, placeholder="Họ tên hoặc mã cán bộ"
    )
    return name.strip()
