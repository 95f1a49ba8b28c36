"""The page «Giai đoạn» over the demonstration: every plan, units with much and with little, links, honest states."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from streamlit.testing.v1 import AppTest

from store.home import Home
from store.warehouse import Warehouse
from tests.pages import open_page, said

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]
PAGE = "xem/giai_doan"
ENGLISH = ("None", "nan", "null", "undefined", "Target", "Status", "stage")


@pytest.fixture(autouse=True)
def at_home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


def stood(home: Home, unit_id: str, stage: int) -> Counter[str]:
    with Warehouse.own(home).cursor() as cursor:
        found = cursor.execute(
            "SELECT status, count(*) FROM stage_card JOIN indicator USING (indicator_id) "
            "WHERE plan_id = 'tranlieu-79' AND unit_id = ? AND stage = ? AND op IS NOT NULL GROUP BY ALL",
            [unit_id, stage],
        ).fetchall()
    return Counter(dict(found))


def fragments(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html") if "<style" not in element.proto.body)


@pytest.mark.parametrize("plan", ["tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53"])
def test_every_plan_opens_in_vietnamese(plan: str) -> None:
    app = open_page(PAGE, ke_hoach=plan)
    text = re.sub(r"<[^>]+>", " ", fragments(app))
    assert app.query_params["ke_hoach"] == plan
    assert not [word for word in ENGLISH if re.search(rf"\b{word}\b", text)]


def test_the_counts_of_a_stage_are_the_cards_counts(demonstration: Home) -> None:
    counts = stood(demonstration, "tran-lieu", 2030)
    text = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu"))
    assert f"Giai đoạn 2030 đòi {counts.total()} dòng chỉ tiêu (Phụ lục 1: 23, Phụ lục 2: 26)" in text
    assert f"{counts['nguy_co']} dòng chỉ tiêu có nguy cơ không đạt năm 2030." in text and f"{counts['cham']} dòng chỉ tiêu chậm" in text
    for stage in (2025, 2035, 2040, 2045):
        assert f"{stood(demonstration, 'tran-lieu', stage).total()} dòng có mục tiêu" in text
    assert "số liệu đến 30/09/2026" in text


def test_who_may_miss_2030_is_answered_first_row_by_row_with_links() -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu")
    text, body = said(app), fragments(app)
    first = next(element.proto.body for element in app.get("html") if "td-gd-ask" in element.proto.body)
    assert first.split("</table>")[0].count("<tr>") == 1 + 11, "the head and the eleven rows counted"
    assert "Chủ trì: Phòng Văn hóa - Xã hội 5, " in text and "[…]" not in first
    assert "≠ khác quy tắc: đà 7 quý: tới vào Quý" in text and "đà 8 quý" not in text
    assert "kịp" not in text.split("đòi gì thêm")[0]
    assert text.index("11 dòng chỉ tiêu có nguy cơ") < text.index("13 dòng chỉ tiêu chậm") < text.index("Giai đoạn 2030 đòi")
    assert "Tổng quan, Đơn vị, So sánh đếm cả 55 dòng của kế hoạch: thêm" in text
    assert "chi-tieu?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu&amp;ky=2026Q3&amp;chi_tieu=" in body
    assert "nguon?ke_hoach=tranlieu-79" in body


def test_a_stage_in_the_url_is_looked_at() -> None:
    text = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", giai_doan="2025"))
    assert "11 dòng chỉ tiêu không đạt năm 2025." in text
    assert "Từ 2025 sang 2030" in text
    last = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", giai_doan="2045"))
    assert "Năm 2045 đòi gì thêm so với năm 2040" in last
    asked = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", giai_doan="2035"))
    assert "Từ 2030 sang 2035, 28 dòng" in asked and "Mục tiêu 2030 Mục tiêu 2035 Kết quả hiện nay" in asked
    assert "Năm 2030 có 49 dòng; bảng của kế hoạch không in mốc 2035 cho 23 dòng (Phụ lục 1: 23), thêm 2 dòng" in asked


def test_the_page_stands_at_the_last_quarter_and_says_so_when_another_is_chosen() -> None:
    text = said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q1"))
    assert "luôn xem ở kỳ mới nhất, Quý III/2026, không theo kỳ Quý I/2026" in text
    assert "luôn xem ở kỳ mới nhất" not in said(open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3"))


@pytest.mark.parametrize("unit", ["tran-lieu", "lam-mau", "van-mau", "minh-hoa"])
def test_the_matrix_has_every_row_of_the_plan_under_its_part(unit: str) -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi=unit)
    [matrix] = [element.proto.body for element in app.get("html") if "<div class='td-gd-matrix'" in element.proto.body]
    assert matrix.count("td-gd-rowno") == 55
    assert "Phụ lục 2, phần IV: Phát triển chuyển đổi số" in matrix
    assert "↘" in matrix and "td-doubt" in matrix and "không in mốc 2025" in matrix


def test_a_city_is_told_by_its_wards() -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="minh-hoa")
    text = said(app)
    assert "Cấp này chưa được đánh giá" in text
    assert text.index("Phường Phú Mẫu (giả định)", text.index("Cấp này")) < text.index("Phường An Mẫu (giả định)", text.index("Cấp này"))
    assert "giai-doan?ke_hoach=tranlieu-79&amp;don_vi=phu-mau" in fragments(app)


def test_a_plan_without_a_stage_table_says_so_and_when_it_ended() -> None:
    text = said(open_page(PAGE, ke_hoach="haiduong-snv-276"))
    assert "không in bảng theo giai đoạn" in text
    assert "đến khi kế hoạch hết hiệu lực, 30/06/2025: 3 chưa có số liệu" in text


def test_a_plan_without_indicators_says_what_to_do_and_tells_its_own_phases() -> None:
    app = open_page(PAGE, ke_hoach="uongbi-53")
    said_first = app.info[0].value
    assert "không có dòng chỉ tiêu nào" in said_first and "quản trị thêm bằng sổ tính kế hoạch ở trang «Kế hoạch»" in said_first
    assert "Giai đoạn 1 (từ năm 2025 - 2027)" in said(app)
    assert "nhiem-vu?ke_hoach=uongbi-53" in fragments(app)
    assert "Các giai đoạn kế hoạch nêu bằng lời" not in said(open_page(PAGE, ke_hoach="haiphong-sct-5749"))


def test_every_table_has_its_twin() -> None:
    app = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu")
    assert [box.label for box in app.expander] == ["Bảng số liệu, tải về"] * 3
    assert "Xem từng dòng của năm 2035" in said(app)
    to_come = open_page(PAGE, ke_hoach="tranlieu-79", don_vi="tran-lieu", giai_doan="2035")
    assert len(to_come.expander) == 3 and "Mức phải đạt tăng lên 10 dòng" in said(to_come)
