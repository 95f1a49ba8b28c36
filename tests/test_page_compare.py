"""The page So sánh: every way to look at the units of a plan, and plans with nobody to compare."""

from __future__ import annotations

import re

import pytest

from store.home import Home
from tests.pages import open_page, said

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

ALL = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3"}


@pytest.fixture(autouse=True)
def _home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.mark.parametrize("view", ["ban-do", "xep-hang", "chi-tieu", "o"])
def test_every_view_answers_which_unit_is_worst_at_what_and_whether_it_got_worse(view: str) -> None:
    words = said(open_page("xem/so_sanh", **ALL, xem=view))
    assert re.search(
        r"Kém nhất là Phú Mẫu, hạng 11/11 \(2 đơn vị chưa xếp hạng\)\. \d+/\d+ dòng đánh giá được .*; kém hơn kỳ trước: \d+ dòng xấu đi",
        words,
    )
    assert re.search(r"Dòng kém nhất ở Phú Mẫu là «[^[»]+»: không đạt, [^»]+, mục tiêu [^»]+\(kỳ trước ", words)
    assert "Trần Liễu (đang xem): hạng 3/11" in words
    assert "13 đơn vị, mỗi đơn vị 55 dòng chỉ tiêu" in words
    assert not re.search(r"\b(None|nan|NaT|null)\b", words)


def test_the_heat_map_has_every_unit_and_row_and_its_legend_adds_up() -> None:
    app = open_page("xem/so_sanh", **ALL)
    shown = next(element.proto.body for element in app.get("html") if "td-heat'" in element.proto.body)
    assert shown.count("<td ") == 13 * 55 and "Tổng 715 ô" in shown
    assert shown.index("Phú Mẫu") < shown.index("An Mẫu") < shown.index("Vân Mẫu"), "worst first, unranked last"


def test_a_part_of_the_plan_alone() -> None:
    app = open_page("xem/so_sanh", **ALL, phan="Phụ lục 2, phần I")
    shown = next(element.proto.body for element in app.get("html") if "td-heat'" in element.proto.body)
    assert shown.count("<td ") == 13 * 3 and "Tổng 39 ô" in shown


def test_the_ranking_states_its_rule_and_why_units_are_not_ranked() -> None:
    words = said(open_page("xem/so_sanh", **ALL, xem="xep-hang"))
    assert "cùng hạng" in words and "ít nhất 80 %" in words and "ít nhất 50 %" in words
    assert "chưa có số liệu của kỳ này" in words, "Vân Mẫu has not reported"
    assert "mới đánh giá được 2/51 dòng" in words, "Lam Mẫu has just begun"


def test_one_row_starts_with_the_one_that_goes_worst_or_the_one_asked_for() -> None:
    app = open_page("xem/so_sanh", **ALL, xem="chi-tieu", chi_tieu="tranlieu-79/PL2/27")
    assert "Phụ lục 2, dòng 27" in said(app) and len(app.get("plotly_chart")) == 1
    assert len(open_page("xem/so_sanh", **ALL, xem="chi-tieu").get("plotly_chart")) == 1


def test_the_city_above_compares_its_own_units_only() -> None:
    where = {"ke_hoach": "tranlieu-79", "don_vi": "minh-hoa", "ky": "2026Q3"}
    outside = "Phường Trần Liễu không thuộc Thành phố Minh Họa (giả định) nên không có ở đây."
    words = said(open_page("xem/so_sanh", **where, xem="o"))
    assert "12 đơn vị, mỗi đơn vị 55 dòng" in words and outside in words
    assert "Trần Liễu" not in words.replace("các phường khác Trần Liễu", "").replace(outside, "")
    for page in ("xem/tong_quan", "xem/don_vi"):
        words = said(open_page(page, **where))
        assert "kém nhất là Phú Mẫu, 32 dòng, hạng 11/11 (2 đơn vị chưa xếp hạng)" in words and outside in words, (
            "the same places on every page"
        )


def test_the_first_quarter_ranks_nobody_and_says_why() -> None:
    words = said(open_page("xem/so_sanh", ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2025Q1", xem="xep-hang"))
    assert "Chưa xếp hạng được đơn vị nào" in words


@pytest.mark.parametrize("plan", ["uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53"])
def test_a_plan_for_one_unit_compares_its_departments(plan: str) -> None:
    words = said(open_page("xem/so_sanh", ke_hoach=plan))
    assert "không có đơn vị khác để so sánh" in words and "theo cơ quan chủ trì" in words


def test_a_city_with_one_bound_unit_compares_that_units_departments() -> None:
    words = said(open_page("xem/so_sanh", ke_hoach="tranlieu-79", don_vi="hai-phong", ky="2026Q3"))
    assert "chỉ giao cho Phường Trần Liễu trong phạm vi Thành phố Hải Phòng" in words
    assert "Phòng Văn hóa - Xã hội 30 dòng" in words


@pytest.mark.parametrize("unit", ["tran-lieu", "phu-mau", "lam-mau", "an-mau"])
def test_three_pages_name_the_same_worst_row_and_the_same_verdict(unit: str) -> None:
    words = {"ke_hoach": "tranlieu-79", "don_vi": unit, "ky": "2026Q3"}
    compared, own = said(open_page("xem/so_sanh", **words)), said(open_page("xem/don_vi", **words))
    first = said(open_page("xem/tong_quan", **words))
    [name] = re.findall(r"Kém nhất là «(.+?)»", own)
    assert re.search(rf"[Dd]òng kém nhất (ở Phú Mẫu )?là «{re.escape(name)}»", compared)
    assert first.split("Trạng thái", 1)[1].strip().startswith(name)
    verdict = r"(kém hơn|tốt hơn|ngang) kỳ trước: [^;.]+"
    told = [re.search(verdict, page.split("dòng kém nhất")[0]) for page in (first, own)]
    assert told[0] and told[1] and told[0].group() == told[1].group() and told[0].group() in compared
