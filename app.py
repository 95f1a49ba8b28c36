"""The frame of the program: page settings, sign-in, navigation, and nothing else. Served by `python -m ui.serve`."""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from domain.access import Act
from domain.wording import PRODUCT
from store.catalogue import CatalogueWrong
from store.ledger import LedgerDamaged
from store.replay import UnknownEntry
from store.warehouse import WarehouseDamaged
from ui.data import warehouse
from ui.frame import style
from ui.person import may_see, must_sign_in, show_account, signed_in

st.set_page_config(page_title=PRODUCT, page_icon="static/icon.png", layout="wide", initial_sidebar_state="auto")
style()
st.logo("static/name.svg", size="large")
SECTIONS: dict[str, list[tuple[Act, StreamlitPage]]] = {
    "Xem": [
        ("xem", st.Page("pages/xem/tong_quan.py", title="Tổng quan", url_path="tong-quan", default=True)),
        ("xem", st.Page("pages/xem/chi_tieu.py", title="Chỉ tiêu", url_path="chi-tieu")),
        ("xem", st.Page("pages/xem/don_vi.py", title="Đơn vị", url_path="don-vi")),
        ("xem", st.Page("pages/xem/so_sanh.py", title="So sánh", url_path="so-sanh")),
        ("xem", st.Page("pages/xem/giai_doan.py", title="Giai đoạn", url_path="giai-doan")),
        ("xem", st.Page("pages/xem/nhiem_vu.py", title="Nhiệm vụ", url_path="nhiem-vu")),
        ("xem", st.Page("pages/xem/lich.py", title="Lịch báo cáo", url_path="lich-bao-cao")),
        ("xem", st.Page("pages/xem/thi_dua.py", title="Thi đua", url_path="thi-dua")),
        ("xem", st.Page("pages/xem/bo_chi_so.py", title="Bộ chỉ số", url_path="bo-chi-so")),
        ("xem", st.Page("pages/xem/nguon.py", title="Nguồn số liệu", url_path="nguon")),
        ("xem", st.Page("pages/xem/ra_soat.py", title="Rà soát kế hoạch", url_path="ra-soat")),
        ("xem", st.Page("pages/xem/phuong_phap.py", title="Phương pháp", url_path="phuong-phap")),
    ],
    "Nhập số liệu": [
        ("nop", st.Page("pages/nhap/nop_bao_cao.py", title="Nộp báo cáo", url_path="nop-bao-cao")),
        ("nop", st.Page("pages/nhap/ghi_truc_tiep.py", title="Ghi trực tiếp", url_path="ghi-truc-tiep")),
        ("nop", st.Page("pages/nhap/ghep_cot.py", title="Ghép cột", url_path="ghep-cot")),
        ("xem_bao_cao", st.Page("pages/nhap/da_nop.py", title="Đã nộp", url_path="da-nop")),
        ("xem_bao_cao", st.Page("pages/nhap/giai_trinh.py", title="Giải trình", url_path="giai-trinh")),
    ],
    "Họp": [
        ("xem", st.Page("pages/hop/ban_tin.py", title="Bản tin họp", url_path="ban-tin")),
    ],
    "Quản trị": [
        ("quan_tri", st.Page("pages/quantri/nguoi.py", title="Người dùng", url_path="nguoi-dung")),
        ("quan_tri", st.Page("pages/quantri/ke_hoach.py", title="Kế hoạch", url_path="ke-hoach")),
        ("quan_tri", st.Page("pages/quantri/don_vi.py", title="Quản lý đơn vị", url_path="quan-ly-don-vi")),
        ("quan_tri", st.Page("pages/quantri/ky.py", title="Kỳ báo cáo", url_path="ky-bao-cao")),
        ("quan_tri", st.Page("pages/quantri/cai_dat.py", title="Cài đặt", url_path="cai-dat")),
        ("quan_tri", st.Page("pages/quantri/nhat_ky.py", title="Nhật ký", url_path="nhat-ky")),
    ],
}
try:
    warehouse().catch_up()
    person = signed_in()
    allowed = {name: [page for act, page in pages if may_see(act, person)] for name, pages in SECTIONS.items()}
    if not any(allowed.values()):
        must_sign_in()
    page = st.navigation({name: pages for name, pages in allowed.items() if pages}, expanded=True)
    show_account(person)
    page.run()
except (LedgerDamaged, CatalogueWrong, UnknownEntry, WarehouseDamaged) as damage:
    st.error(f"Kho số liệu chưa mở được. {damage} Báo cho quản trị; số liệu đã nộp không bị thay đổi.")
except Exception:
    logging.getLogger(__name__).exception("page failed")
    st.error("Trang này gặp lỗi khi mở. Số liệu không bị ảnh hưởng; tải lại trang, nếu vẫn lỗi thì báo cho quản trị.")
