"""The frame of the program: page settings, navigation, and nothing else. `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from domain.wording import PRODUCT
from ui.frame import style

st.set_page_config(page_title=PRODUCT, page_icon="static/icon.png", layout="wide", initial_sidebar_state="auto")
style()
page = st.navigation({"Xem": [st.Page("pages/xem/tong_quan.py", title="Tổng quan", url_path="tong-quan", default=True)]})
st.sidebar.html(f"<p class='td-product'>{PRODUCT}</p>")
page.run()
