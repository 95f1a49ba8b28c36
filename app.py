"""The frame of the program: page settings, navigation, and nothing else. `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from domain.wording import PRODUCT
from ui.frame import style

st.set_page_config(page_title=PRODUCT, page_icon="static/icon.png", layout="wide", initial_sidebar_state="auto")
style()
st.logo("static/name.svg", size="large")
page = st.navigation(
    {
        "Xem": [
            st.Page("pages/xem/tong_quan.py", title="Tổng quan", url_path="tong-quan", default=True),
            st.Page("pages/xem/phuong_phap.py", title="Phương pháp", url_path="phuong-phap"),
        ]
    }
)
page.run()
