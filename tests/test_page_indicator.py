"""The page of one row of a plan, over the demonstration: every plan, units with much, little and nothing, earlier quarters, links."""

from __future__ import annotations

import pytest

from store.home import Home
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]
PAGE = "xem/chi_tieu"
ROW = "tranlieu-79/PL2/1"


@pytest.fixture(autouse=True)
def over_the_demonstration(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


def card_of(home: Home, unit_id: str, indicator_id: str, period: str) -> dict:
    warehouse = Warehouse.own(home)
    with warehouse.cursor() as cursor:
        cursor.execute("FROM scorecard WHERE (unit_id, indicator_id, period) = (?, ?, ?)", [unit_id, indicator_id, period])
        names = [column[0] for column in cursor.description]
        found = dict(zip(names, cursor.fetchall()[0], strict=True))
    warehouse.close()
    return found


def test_the_page_shows_strip_chart_conclusion_units_figures_definition_and_kin(
    demonstration: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, "nguoi_duyet")
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3", chi_tieu=ROW)
    words = said(app)
    assert "Tỷ lệ phủ sóng 5G trên địa bàn phường" in words and "Chủ trì: Phòng Văn hóa - Xã hội" in words
    value = f"{float(card_of(demonstration, 'tran-lieu', ROW, '2026Q3')['value']):g}".replace(".", ",")
    assert f"(Phụ lục 2, dòng 1, Kế hoạch 79/KH-UBND) là {value} %" in words
    for year in (2025, 2030, 2035, 2040, 2045):
        assert f" {year} " in words
    assert words.count("đang xét") == 1 and "▶" in words and "Xếp theo giá trị của quý này" in words
    assert "Diện tích được phủ sóng 5G" in words and "Bản chữ nhận dạng từ bản chụp" in words
    assert "không cộng, không so" in words and "Phủ sóng 5G cho người dân" in words
    assert len(app.get("plotly_chart")) == 1 and "None" not in words and "nan" not in words.split()
    assert "số liệu minh họa, không phải số thật" in words
    sources = " ".join(element.proto.body for element in app.get("html"))
    assert "nguon?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu&amp;ky=2026Q3" in sources and "giai-trinh?" in sources


@pytest.mark.parametrize("unit_id", ["tran-lieu", "lam-mau", "van-mau", "minh-hoa"])
@pytest.mark.parametrize("row", ["PL2/1", "PL2/2", "PL2/4", "PL2/8", "PL2/12", "PL2/16", "PL1/1.2"])
def test_every_kind_of_row_opens_for_every_kind_of_unit(unit_id: str, row: str) -> None:
    words = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi=unit_id, ky="2026Q3", chi_tieu=f"tranlieu-79/{row}"))
    assert "Câu kết luận, chép vào báo cáo" in words and "đang xét" in words and "None" not in words


def test_an_earlier_quarter_shows_its_own_card_and_says_where_the_others_stand() -> None:
    words = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2025Q2", chi_tieu=ROW))
    assert "Thẻ «đang xét» theo Quý II/2025; các giai đoạn khác theo Quý III/2026" in words
    assert "Phường Trần Liễu, Quý II/2025:" in words and "riêng quý" not in words


@pytest.mark.parametrize(
    ("plan_id", "what"),
    [("uongbi-114", "6 bộ chỉ số"), ("haiphong-sct-5749", "28 nhiệm vụ"), ("uongbi-53", "16 tiêu chí thi đua")],
)
def test_a_plan_without_rows_says_so_and_points_elsewhere(plan_id: str, what: str) -> None:
    words = said(open_page(PAGE, ke_hoach=plan_id))
    assert "Kế hoạch này không có dòng chỉ tiêu để theo dõi" in words and what in words


def test_a_row_nobody_reported_says_what_to_do_next() -> None:
    app = open_page(PAGE, ke_hoach="haiduong-snv-276", don_vi="hai-duong/so-noi-vu")
    words = said(app)
    assert "Chưa có số liệu của quý nào để vẽ" in words and "không giao chỉ tiêu cho đơn vị nào khác" in words
    assert not app.get("plotly_chart") and "Số liệu từng quý" not in [box.label for box in app.expander]


def test_a_city_shows_its_wards_and_no_target_of_one_ward_beside_its_total() -> None:
    words = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="minh-hoa", ky="2026Q3", chi_tieu="tranlieu-79/PL2/16"))
    assert "Mục tiêu đến năm 2030 đối với từng đơn vị là > 3 sáng kiến" in words and "gộp từ" in words and "Phú Mẫu" in words
    assert "━ mục tiêu" not in words


def test_a_city_whose_rate_is_old_says_why_and_names_no_other_wards_department() -> None:
    words = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="minh-hoa", ky="2026Q3", chi_tieu="tranlieu-79/PL1/9.5"))
    assert "chưa có số gộp của quý này; số gộp gần nhất là 79,65 % (Quý I/2026)" in words
    assert "số liệu của 11/12 đơn vị: số gộp cần tử số và mẫu số của mọi đơn vị đã báo cáo, mà Bích Mẫu, Đông Mẫu chỉ gửi tỷ lệ" in words
    assert "Trần Liễu" not in words.split("Lộ trình và kết quả")[0].replace("các phường khác Trần Liễu", "")


def test_the_chart_runs_to_the_last_stage_when_the_link_says_so() -> None:
    link = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3", "chi_tieu": ROW}
    near = open_page(PAGE, **link)
    assert near.toggle[0].value is False
    far = open_page(PAGE, **link, den="cuoi")
    assert far.toggle[0].value is True
    assert far.toggle[0].set_value(False).run().query_params.get("den") is None


def test_the_tables_behind_what_is_drawn_open_with_the_figures() -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3", chi_tieu=ROW)
    labels = [box.label for box in app.expander]
    assert labels == ["Số liệu từng quý", "Các giai đoạn", "So sánh các đơn vị"]
