"""The page Đơn vị: for every plan, a unit with much, with little, a department, and the city above."""

from __future__ import annotations

import re
from datetime import date

import pytest

from domain import clock
from report.calendar import LOADED_AT_ONCE
from store.home import Home
from tests.pages import open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

WARD = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu", "ky": "2026Q3"}


@pytest.fixture(autouse=True)
def _home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 21))
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.mark.parametrize("plan", ["tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53"])
def test_every_plan_has_a_card_in_vietnamese(plan: str) -> None:
    words = said(open_page("xem/don_vi", ke_hoach=plan))
    assert "Nhiệm vụ, tính đến" in words and "Báo cáo theo quý" in words
    assert not re.search(r"\b(None|nan|NaT|null)\b", words)


def test_the_card_says_how_many_stand_well_and_who_leads_most_of_the_rest() -> None:
    words = said(open_page("xem/don_vi", **WARD))
    assert re.search(r"\d+/55 dòng chỉ tiêu đạt hoặc đúng tiến độ\. \d+ dòng .*, \d+ do Phòng Văn hóa - Xã hội chủ trì", words)
    assert "Tổng 55 (Phụ lục 1: 26, Phụ lục 2: 29)" in words
    assert "Phụ lục 1, phần I · 9 dòng" in words
    assert "Chưa báo cáo: Công an phường." in words


def test_groups_by_lead_stand_in_the_url() -> None:
    app = open_page("xem/don_vi", **WARD, nhom="co-quan")
    assert "3 dòng · 1 chậm · chưa báo cáo Quý III/2026" in said(app)
    groups = next(element.proto.body for element in app.get("html") if "td-folder" in element.proto.body)
    assert "<b>Công an phường</b>" in groups and "Phụ lục 1, phần I ·" not in groups
    assert sum(int(found) for found in re.findall(r"td-mark'>(\d+) dòng", groups)) == 55


def test_a_department_shows_what_it_leads_and_that_it_has_not_reported() -> None:
    words = said(open_page("xem/don_vi", **WARD, chu_tri="tran-lieu/cong-an"))
    assert "Công an phường Trần Liễu chủ trì 3 dòng chỉ tiêu và 8 nhiệm vụ, giải pháp của kế hoạch. Chưa báo cáo Quý III/2026." in words
    assert "Tổng 3 (Phụ lục 1: 1, Phụ lục 2: 2)" in words
    assert "Ai chủ trì" not in words


def test_a_department_that_leads_tasks_only_lists_them() -> None:
    words = said(open_page("xem/don_vi", **WARD, chu_tri="tran-lieu/trung-tam-vhtttt"))
    assert "Cơ quan này không chủ trì dòng chỉ tiêu nào." in words and "Tổng 2 việc" in words


def test_figures_lead_to_their_row_and_their_source() -> None:
    app = open_page("xem/don_vi", **WARD)
    groups = next(element.proto.body for element in app.get("html") if "td-folder" in element.proto.body)
    assert groups.count('href="chi-tieu?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu') == 55
    assert groups.count('href="nguon?ke_hoach=tranlieu-79&amp;don_vi=tran-lieu') >= 55


def test_the_city_above_lists_its_units_worst_first_and_explains_why_it_is_not_judged() -> None:
    app = open_page("xem/don_vi", ke_hoach="tranlieu-79", don_vi="minh-hoa", ky="2026Q3")
    words = said(app)
    assert "12/12 đơn vị có dòng chỉ tiêu không đạt hoặc có nguy cơ không đạt; kém nhất là Phú Mẫu" in words
    assert "11/12 đơn vị đã báo cáo Quý III/2026" in words and "Chưa báo cáo: Vân Mẫu." in words
    assert "vì chưa đủ đơn vị báo cáo, hoặc cấp này không có mục tiêu riêng" in words
    assert "gộp 11/12 đơn vị" in words and "kết quả của các đơn vị" in words
    below = next(element.proto.body for element in app.get("html") if "td-below" in element.proto.body)
    assert below.index("Phú Mẫu") < below.index("An Mẫu")


def test_a_unit_without_reports_says_so_and_nothing_is_called_late() -> None:
    words = said(open_page("xem/don_vi", ke_hoach="tranlieu-79", don_vi="lam-mau", ky="2026Q1"))
    assert "Chưa đánh giá được dòng chỉ tiêu nào." in words and "Chưa báo cáo Quý I/2026." in words
    assert "muộn" not in words.replace("nên chỉ tính muộn ở quý có hạn nội bộ", "").replace(LOADED_AT_ONCE, "")
    assert "Cơ quan chủ trì ghi theo tên trong kế hoạch" in words


def test_the_departments_are_late_as_in_the_calendar_in_working_days() -> None:
    words = said(open_page("xem/don_vi", ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2026Q3"))
    record = words[words.index("Báo cáo theo quý") :]
    assert "Chưa báo cáo chậm 26 ngày làm việc" in record and LOADED_AT_ONCE in record
    assert record.count("chậm") == 1 and "gửi muộn" not in record and "38 ngày" not in record


def test_an_empty_home_says_what_to_do(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", f"{tmp_path}/home")
    sign_in(monkeypatch)
    assert "Chưa có báo cáo nào" in said(open_page("xem/don_vi"))


def test_a_unit_without_a_report_of_the_quarter_says_so_first_and_is_not_compared() -> None:
    for page in ("xem/don_vi", "xem/tong_quan"):
        words = said(open_page(page, ke_hoach="tranlieu-79", don_vi="van-mau", ky="2026Q3"))
        assert "Chưa có báo cáo Quý III/2026; đang xem số của Quý I/2026: 2/55 dòng chỉ tiêu" in words
        assert "số liệu đến 31/03/2026" in words and "kỳ trước:" not in words


def test_a_plan_without_indicators_calls_no_quarter_late() -> None:
    words = said(open_page("xem/don_vi", ke_hoach="uongbi-53", don_vi="uong-bi"))
    record = words[words.index("Báo cáo theo quý") :]
    assert "không đặt chỉ tiêu bằng số nên không có số liệu quý phải gửi" in record
    assert "chậm" not in record and "Chưa báo cáo" not in record
    overview = said(open_page("xem/tong_quan", ke_hoach="uongbi-53", don_vi="uong-bi"))
    assert "đơn vị đã báo cáo Quý" not in overview and "Chưa báo cáo" not in overview
