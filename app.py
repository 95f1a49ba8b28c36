"""The frame of the program: page settings, navigation, and nothing else. `streamlit run app.py`."""

from __future__ import annotations

import logging

import streamlit as st

from domain.wording import PRODUCT
from store.catalogue import CatalogueWrong
from store.ledger import LedgerDamaged
from store.replay import UnknownEntry
from store.warehouse import WarehouseDamaged
from ui.data import warehouse
from ui.frame import style

st.set_page_config(page_title=PRODUCT, page_icon="static/icon.png", layout="wide", initial_sidebar_state="auto")
style()
st.logo("static/name.svg", size="large")
page = st.navigation(
    {
        "Xem": [
            st.Page("pages/xem/tong_quan.py", title="Tổng quan", url_path="tong-quan", default=True),
            st.Page("pages/xem/chi_tieu.py", title="Chỉ tiêu", url_path="chi-tieu"),
            st.Page("pages/xem/don_vi.py", title="Đơn vị", url_path="don-vi"),
            st.Page("pages/xem/so_sanh.py", title="So sánh", url_path="so-sanh"),
            st.Page("pages/xem/giai_doan.py", title="Giai đoạn", url_path="giai-doan"),
            st.Page("pages/xem/nhiem_vu.py", title="Nhiệm vụ", url_path="nhiem-vu"),
            st.Page("pages/xem/lich.py", title="Lịch báo cáo", url_path="lich-bao-cao"),
            st.Page("pages/xem/thi_dua.py", title="Thi đua", url_path="thi-dua"),
            st.Page("pages/xem/bo_chi_so.py", title="Bộ chỉ số", url_path="bo-chi-so"),
            st.Page("pages/xem/nguon.py", title="Nguồn số liệu", url_path="nguon"),
            st.Page("pages/xem/ra_soat.py", title="Rà soát kế hoạch", url_path="ra-soat"),
            st.Page("pages/xem/phuong_phap.py", title="Phương pháp", url_path="phuong-phap"),
        ],
        "Nhập số liệu": [
            st.Page("pages/nhap/nop_bao_cao.py", title="Nộp báo cáo", url_path="nop-bao-cao"),
            st.Page("pages/nhap/ghi_truc_tiep.py", title="Ghi trực tiếp", url_path="ghi-truc-tiep"),
            st.Page("pages/nhap/ghep_cot.py", title="Ghép cột", url_path="ghep-cot"),
            st.Page("pages/nhap/da_nop.py", title="Đã nộp", url_path="da-nop"),
            st.Page("pages/nhap/giai_trinh.py", title="Giải trình", url_path="giai-trinh"),
        ],
        "Họp": [
            st.Page("pages/hop/ban_tin.py", title="Bản tin họp", url_path="ban-tin"),
        ],
        "Quản trị": [
            st.Page("pages/quantri/ky.py", title="Kỳ báo cáo", url_path="ky-bao-cao"),
        ],
    },
    expanded=True,
)
try:
    warehouse().catch_up()
    page.run()
except (LedgerDamaged, CatalogueWrong, UnknownEntry, WarehouseDamaged) as damage:
    st.error(f"Kho số liệu chưa mở được. {damage} Báo cho quản trị; số liệu đã nộp không bị thay đổi.")
except Exception:
    logging.getLogger(__name__).exception("page failed")
    st.error("Trang này gặp lỗi khi mở. Số liệu không bị ảnh hưởng; tải lại trang, nếu vẫn lỗi thì báo cho quản trị.")
