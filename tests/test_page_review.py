"""Rà soát kế hoạch, the page: every plan, all plans together, one kind; counts that add up; links that lead on."""

from __future__ import annotations

import re

import pytest

from store.home import Home
from tests.pages import open_page, said

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PLANS = ("tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53")
GRAVEST = {
    "tranlieu-79": "Phụ lục 1, dòng 1.2 ghi 90 % (năm 2030), Phụ lục 2, dòng 22 ghi 100 % (năm 2030)",
    "uongbi-114": "2 nhiệm vụ không ghi cơ quan chủ trì",
    "haiduong-snv-276": "Nhiệm vụ 4.2: hạn 31/07/2025, sau ngày hết hiệu lực 30/06/2025",
    "haiphong-sct-5749": "Không có Phụ lục 1",
    "uongbi-53": "Giai đoạn 1 đến hết năm 2027, giai đoạn 2 bắt đầu từ năm 2027",
}


@pytest.fixture(autouse=True)
def _at_home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


def kinds_and_total(body: str) -> tuple[list[int], int]:
    numbers = [int(number) for number in re.findall(r"<b>(\d+)</b>", body)]
    return numbers[:-1], numbers[-1]


@pytest.mark.parametrize("plan_id", PLANS)
def test_every_plan_says_its_gravest_and_counts_that_add_up(plan_id: str) -> None:
    app = open_page("xem/ra_soat", ke_hoach=plan_id)
    words = said(app)
    assert GRAVEST[plan_id] in words.split("Đáng chú ý nhất: ")[1][:220]
    assert "không thuộc số liệu minh họa" in words and "Kiến nghị: đề nghị" in words
    assert not {"None", "nan", "null"} & set(words.split())
    [kinds] = [element.proto.body for element in app.get("html") if "<div class='td-kinds'>" in element.proto.body]
    each, total = kinds_and_total(kinds)
    assert sum(each) == total > 0
    assert f"Từng chỗ, nặng nhất trước: {total}" in words


def test_no_filter_stands_there_that_changes_nothing() -> None:
    app = open_page("xem/ra_soat", ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3")
    assert not {"Đơn vị", "Kỳ"} & {box.label for box in app.selectbox}


def test_all_plans_together_hold_what_each_holds() -> None:
    def total(**query: str) -> int:
        words = said(open_page("xem/ra_soat", **query))
        return int(re.search(r"(\d+) tổng số chỗ", words).group(1))  # type: ignore[union-attr]

    assert total(ke_hoach="uongbi-53", pham_vi="moi") == sum(total(ke_hoach=plan_id) for plan_id in PLANS)


def test_one_kind_is_kept_in_the_url_and_leads_to_its_rows() -> None:
    app = open_page("xem/ra_soat", ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3", loai="khac_muc_tieu")
    words = said(app)
    assert "Một chỉ tiêu, mục tiêu khác nhau: 1" in words
    [body] = [element.proto.body for element in app.get("html") if "<details class='td-finding'" in element.proto.body]
    assert body.count("<details class='td-finding'") == 1
    for indicator_id in ("PL1%2F1.2", "PL2%2F22"):
        assert f"chi-tieu?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu&amp;ky=2026Q3&amp;chi_tieu=tranlieu-79%2F{indicator_id}" in body
        assert f"nguon?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu&amp;ky=2026Q3&amp;chi_tieu=tranlieu-79%2F{indicator_id}" in body
    assert "td-text" in body, "the plan's own lines can be unfolded"


@pytest.mark.parametrize("unit_id", ["lam-mau", "minh-hoa"])
def test_a_unit_with_little_or_none_reads_the_same_plan(unit_id: str) -> None:
    assert GRAVEST["tranlieu-79"] in said(open_page("xem/ra_soat", ke_hoach="tranlieu-79", don_vi=unit_id))
