"""Bộ chỉ số, the page: published figures in a demonstration home, for every plan; an honest empty index; adding a figure by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from store.home import Home
from tests.pages import open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PLANS = {
    "tranlieu-79": ("tran-lieu", "Hải Phòng"),
    "uongbi-114": ("uong-bi-tp", "Quảng Ninh"),
    "haiduong-snv-276": ("hai-duong/so-noi-vu", "Hải Dương"),
    "haiphong-sct-5749": ("hai-phong/so-cong-thuong", "Hải Phòng"),
    "uongbi-53": ("uong-bi", "Quảng Ninh"),
}
ENGLISH = ("None", "nan", "null", "undefined", "Error", "Loading")


@pytest.fixture(autouse=True)
def _at_home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


def opened(plan_id: str, unit_id: str, index_id: str) -> tuple[AppTest, str]:
    app = open_page("xem/bo_chi_so", ke_hoach=plan_id, don_vi=unit_id, bo_chi_so=index_id)
    return app, said(app)


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_plan_sees_its_own_province(plan_id: str) -> None:
    unit_id, province = PLANS[plan_id]
    app, words = opened(plan_id, unit_id, "PAR INDEX")
    assert "không thuộc số liệu minh họa" in words
    assert province in words
    assert not any(word in words.split() for word in ENGLISH)
    assert app.query_params["bo_chi_so"] in ("PAR INDEX", ["PAR INDEX"])


@pytest.mark.parametrize("unit_id", ["lam-mau", "minh-hoa"])
def test_an_invented_unit_sees_the_province_of_whoever_issued_the_plan(unit_id: str) -> None:
    _, words = opened("tranlieu-79", unit_id, "PII")
    assert "Thành phố Hải Phòng, PII, mới nhất trong nguồn đã đọc là năm 2025: hạng 4/34, chưa có điểm công bố." in words
    assert "Năm 2024: hạng 3/63" in words and "Không so với năm 2024: đổi cách tính" in words
    assert "Tỉnh Hải Dương hợp nhất từ 01/07/2025; số của tỉnh cũ đứng riêng" in words


def test_the_newest_of_every_index_comes_first_and_quarters_are_not_asked_for() -> None:
    app, words = opened("tranlieu-79", "tran-lieu", "PAPI")
    assert "Mới nhất trong các nguồn đã đọc: Thành phố Hải Phòng" in words and "…" not in words
    assert words.index("4/34") < words.index("PAPI: Chỉ số")
    assert "DDCI Chỉ số đánh giá năng lực cạnh tranh cấp sở, ngành và địa phương – – – chưa có số trong các nguồn đã đọc" in words
    assert "Kỳ" not in {box.label for box in app.selectbox} and app.query_params["ky"]


def test_contradictions_parts_and_gaps_of_papi() -> None:
    _, words = opened("uongbi-53", "uong-bi", "PAPI")
    assert "Số công bố mâu thuẫn: 1 chỗ" in words and "48,811" in words and "48,881" in words
    assert "Mới công bố 7/8 thành phần (cộng lại 44,56; cả chỉ số 47,82)" in words
    assert "khoảng trống thật trong chuỗi" in words
    assert "đổi cách tính (không trọng số 2011-2016 → thang 0-80 từ 2018)" in words


def test_parts_that_do_not_add_up_are_said_to() -> None:
    _, words = opened("haiduong-snv-276", "hai-duong/so-noi-vu", "PAPI")
    assert "không khớp tổng: cộng lại 43,22, nguồn công bố 42,68. Giữ nguyên cả hai." in words


def test_an_index_without_any_figure_says_what_to_do_and_who_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "«Ghi thêm một số đã công bố»" not in opened("uongbi-114", "uong-bi-tp", "DDCI")[1], "only who may add a figure is told to"
    sign_in(monkeypatch, "chuyen_vien", "quang-ninh")
    app, words = opened("uongbi-114", "uong-bi-tp", "DDCI")
    assert "Chưa có số DDCI nào" in words and "«Ghi thêm một số đã công bố»" in words
    assert "Phòng Tài chính - Kế hoạch" in words
    assert not app.get("plotly_chart")


def test_a_figure_is_added_by_hand_and_taken_back(demonstration: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(demonstration.folder, tmp_path / "home")
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "home"))
    sign_in(monkeypatch, "chuyen_vien", "hai-phong")
    app, _ = opened("tranlieu-79", "tran-lieu", "DDCI")
    box = {widget.label: widget for widget in app.text_input}
    box["Điểm"].set_value("71,25")
    box["Cách tính, phiên bản (bắt buộc)"].set_value("DDCI 2025")
    next(button for button in app.button if button.label == "Ghi số này").click()
    app.run()
    assert "Phải ghi nguồn" in app.error[0].value
    assert next(widget for widget in app.text_input if widget.label == "Điểm").value == "71,25", "a refused act keeps what was typed"
    next(widget for widget in app.text_input if widget.label.startswith("Nguồn công bố")).set_value("Báo Hải Phòng 11/2026")
    next(button for button in app.button if button.label == "Ghi số này").click()
    app.run()
    assert not app.exception and not app.error
    words = said(app)
    assert "Đã ghi DDCI năm 2025" in words
    assert "71,25" in words and "Báo Hải Phòng 11/2026" in words and "ghi thêm: an (chưa xác thực)" in words
    next(widget for widget in app.text_input if widget.label == "Lý do rút").set_value("Ghi thử")
    next(button for button in app.button if button.label == "Rút số này").click()
    app.run()
    assert "Chưa có số DDCI nào" in said(app)
