"""Lịch báo cáo on the demonstration, as of one day: who has not reported, how late, whom to call; and what people enter there."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from domain import clock
from store.home import Home
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]
PLANS = ("tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53")
TODAY = date(2026, 11, 21)
ENGLISH = re.compile(r"\b(None|nan|null|undefined|Error|Target|Status|False|True)\b")


@pytest.fixture(autouse=True)
def on_one_day(monkeypatch: pytest.MonkeyPatch, demonstration: Home) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)  # the page asks it anew in every run
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.fixture
def own_home(monkeypatch: pytest.MonkeyPatch, demonstration: Home, tmp_path: Path) -> Home:
    """A copy of the demonstration to write into."""
    home = Home(tmp_path / "home")
    shutil.copytree(demonstration.ledger, home.ledger)
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    return home


def stored(home: Home, query: str) -> list[tuple]:
    warehouse = Warehouse.own(home)
    with warehouse.cursor() as cursor:
        return cursor.execute(query).fetchall()


def open_all(**query: str) -> AppTest:
    """The page under every plan and for every unit, but for what is asked."""
    return open_page("xem/lich", **({"ke_hoach": "", "don_vi": ""} | query))


def field(app: AppTest, kind: str, label: str) -> AppTest:
    return next(element for element in app.get(kind) if element.label.startswith(label))


def test_the_page_answers_who_how_late_and_whom_to_call() -> None:
    words = said(open_all())
    assert "Tính đến hôm nay, thứ Bảy, 21/11/2026" in words
    assert (
        "Số liệu Quý III/2026: 2 đơn vị chậm 26 ngày làm việc (quy ước nội bộ): Phường Vân Mẫu (giả định), Công an phường Trần Liễu. "
        "Số liệu Quý II/2026: Phường Vân Mẫu (giả định) chậm 90 ngày làm việc (quy ước nội bộ). "
        "Báo cáo theo kế hoạch: 3 đơn vị còn 3 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: "
    ) in words
    assert "trước ngày 30/11/2026, còn 4 ngày làm việc, đến hết 27/11/2026" in words
    assert "Ngày làm việc cuối trước hạn: thứ Sáu, 04/12/2026. Chưa ghi nhận ở cấp" in words and "còn 9 ngày làm việc" in words
    assert "Đơn vị Còn thiếu gì, chậm bao lâu Gọi ai Việc tiếp theo Phường Vân Mẫu (giả định) Số liệu Quý III/2026 ■ chậm 26 ngày" in words
    assert "Báo cáo năm 2025 ■ chậm 243 ngày làm việc" in words
    assert "hạn 15/10/2026 (quy ước nội bộ, không phải quy định của kế hoạch)" in words
    assert "Công chức văn hóa - xã hội 0000 000 003" in words
    assert "Phường Lam Mẫu (giả định) Báo cáo năm 2025 ■ chậm 243 ngày làm việc" in words and "Chưa có đầu mối, ghi ở đây" in words
    assert "Kế hoạch 276/KH-SNV hết hiệu lực 30/06/2025: không hỏi thêm báo cáo nào; 8 báo cáo trước đó chưa ghi nhận." in words
    assert "9/13" in words


def test_the_overview_says_of_a_report_what_the_calendar_says() -> None:
    left = "Báo cáo năm 2026 của các cơ quan, đơn vị gửi UBND phường (qua Phòng Văn hóa - Xã hội), trước ngày 30/11/2026, "
    sentence = (
        "Số liệu Quý III/2026: Công an phường Trần Liễu chậm 26 ngày làm việc (quy ước nội bộ). "
        f"Báo cáo theo kế hoạch: Không có báo cáo nào quá hạn. Sắp tới: {left}còn 4 ngày làm việc, đến hết 27/11/2026."
    )
    here = {"ke_hoach": "tranlieu-79", "don_vi": "tran-lieu"}
    assert sentence in said(open_page("xem/tong_quan", **here, ky="2026Q3")) and sentence in said(open_all(**here))


def test_a_city_is_told_of_the_reports_of_the_units_below_on_both_pages() -> None:
    sentence = (
        "Số liệu Quý III/2026: Phường Vân Mẫu (giả định) chậm 26 ngày làm việc (quy ước nội bộ). "
        "Số liệu Quý II/2026: Phường Vân Mẫu (giả định) chậm 90 ngày làm việc (quy ước nội bộ). "
        "Báo cáo theo kế hoạch: 2 đơn vị còn 2 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: "
    )
    here = {"ke_hoach": "tranlieu-79", "don_vi": "minh-hoa"}
    assert sentence in said(open_page("xem/tong_quan", **here, ky="2026Q3")) and sentence in said(open_all(**here))


def test_who_comes_by_the_menu_finds_the_plan_and_unit_chosen_elsewhere() -> None:
    app = open_all()
    app.session_state["nho_ke_hoach"], app.session_state["nho_don_vi"] = "tranlieu-79", "tran-lieu"
    app.session_state["url_ke_hoach"], app.session_state["url_don_vi"] = "tranlieu-79", "tran-lieu"  # as the page before wrote them
    app.run()
    assert "Kế hoạch 79/KH-UBND · Phường Trần Liễu" in said(app)
    field(app, "selectbox", "Đơn vị").select("").run()
    assert "Kế hoạch 79/KH-UBND · mọi đơn vị" in said(app), "everybody may still be chosen"


@pytest.mark.parametrize("plan", PLANS)
def test_every_plan_shows_its_duties_with_the_plans_own_lines(plan: str) -> None:
    app = open_all(ke_hoach=plan)
    words = said(app)
    assert field(app, "expander", "Ai phải báo cáo gì") and "Kế hoạch viết" in words and "dòng" in words
    assert not ENGLISH.search(words), ENGLISH.search(words)


@pytest.mark.parametrize(
    ("unit", "sentence"),
    [
        ("tran-lieu", "Số liệu Quý III/2026: Công an phường Trần Liễu chậm 26 ngày làm việc (quy ước nội bộ)."),
        ("lam-mau", "gửi UBND phường (qua Phòng Văn hóa - Xã hội) chậm 243 ngày làm việc, chưa ghi nhận."),
        ("van-mau", "Số liệu Quý II/2026: Phường Vân Mẫu (giả định) chậm 90 ngày làm việc (quy ước nội bộ)."),
        ("an-mau", "Báo cáo theo kế hoạch: Không có báo cáo nào quá hạn."),
        ("minh-hoa", "còn 2 báo cáo năm 2025 quá hạn chưa ghi nhận, lâu nhất 243 ngày làm việc: Phường Lam Mẫu (giả định), Phường Vân"),
    ],
)
def test_a_unit_shows_its_own_debts_those_of_its_departments_and_of_the_units_below(unit: str, sentence: str) -> None:
    words = said(open_all(ke_hoach="tranlieu-79", don_vi=unit, ky="2026Q3"))
    assert sentence in words
    assert not ENGLISH.search(words), ENGLISH.search(words)


def test_a_plan_without_days_is_never_late_but_its_reports_are_named() -> None:
    words = said(open_all(ke_hoach="uongbi-53"))
    assert "Không có báo cáo nào quá hạn" in words
    assert "Kế hoạch 53/KH-UBND, báo cáo hằng năm chưa ghi nhận 2 kỳ" in words and "sơ kết năm 2027" in words


def test_an_ended_plan_asks_for_nothing_more() -> None:
    words = said(open_all(ke_hoach="haiduong-snv-276"))
    assert "Kế hoạch 276/KH-SNV hết hiệu lực 30/06/2025: không hỏi thêm báo cáo nào" in words
    assert "quá hạn chưa ghi nhận" not in words and "đơn vị không gửi" in words


def letter_of(app: AppTest) -> str:
    [words] = [
        element.proto.body for element in app.get("html") if "td-paste" in element.proto.body and element.proto.body.startswith("<div")
    ]
    return unescape(re.sub(r"<[^>]+>", "", words))


def test_a_link_opens_the_letter_of_a_unit_with_what_is_missing() -> None:
    app = open_all(don_doc="tran-lieu/cong-an")
    letter = letter_of(app)
    assert letter.startswith("[SỐ LIỆU MINH HỌA, KHÔNG PHẢI VĂN BẢN THẬT]") and "Kính gửi: Công an phường Trần Liễu" in letter
    assert "Còn thiếu số liệu 3 dòng chỉ tiêu:" in letter and "Phụ lục 2, dòng 27" in letter
    field(app, "selectbox", "Đơn vị (thứ tự").select_index(0).run()
    letter = letter_of(app)
    assert "Còn thiếu số liệu 55 dòng chỉ tiêu:" in letter


def test_a_report_recorded_here_is_no_longer_owed_and_may_be_taken_back(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "chuyen_vien", "lam-mau")
    app = open_all(don_vi="lam-mau", dau_moi="lam-mau")
    assert "Người thực hiện: An (an)" in said(app)
    field(app, "radio", "Việc").set_value("gui").run()
    field(app, "date_input", "Ngày gửi").set_value(date(2025, 12, 1)).run()
    field(app, "button", "Ghi nhận đã gửi").click().run()
    assert "Chưa ghi số, ký hiệu văn bản" in app.error[0].value
    field(app, "text_input", "Số, ký hiệu").set_value("12/BC-UBND").run()
    field(app, "button", "Ghi nhận đã gửi").click().run()
    words = said(app)
    assert "ngày 01/12/2025, ở cấp Phường Lam Mẫu (giả định)." in words
    assert "Không có báo cáo nào quá hạn" in words
    assert stored(own_home, "SELECT period, sent_on, document, by_whom FROM duty_sent WHERE unit_id = 'lam-mau'") == [
        ("2025", date(2025, 12, 1), "12/BC-UBND", "an")
    ]
    field(app, "radio", "Việc").set_value("rut").run()
    field(app, "text_input", "Lý do rút").set_value("Nhầm đơn vị").run()
    field(app, "button", "Rút ghi nhận").click().run()
    assert "Đã rút ghi nhận của Phường Lam Mẫu (giả định)." in said(app)
    assert stored(own_home, "SELECT 1 FROM duty_sent WHERE unit_id = 'lam-mau'") == []


def test_a_contact_written_down_here_stands_beside_the_debt(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", None, "ha")
    app = open_all(don_vi="lam-mau", dau_moi="lam-mau")
    field(app, "text_input", "Đầu mối").set_value("Công chức văn hóa - xã hội").run()
    field(app, "button", "Lưu đầu mối").click().run()
    assert "Chưa có cách liên hệ" in app.error[0].value
    field(app, "text_input", "Điện thoại").set_value("0000 000 009").run()
    field(app, "button", "Lưu đầu mối").click().run()
    words = said(app)
    assert "Công chức văn hóa - xã hội 0000 000 009" in words and "Chưa có đầu mối" not in words
    assert stored(own_home, "SELECT by_whom FROM contact WHERE unit_id = 'lam-mau'") == [("ha",)]


@pytest.mark.parametrize(("role", "unit_id"), [(None, None), ("lanh_dao", "lam-mau"), ("nguoi_duyet", "lam-mau")])
def test_who_may_not_write_is_shown_no_form(role: str | None, unit_id: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role, unit_id)
    app = open_all(don_vi="lam-mau", dau_moi="lam-mau")
    assert not app.radio and "do chuyên viên của đơn vị đó hoặc quản trị ghi" in said(app)


def test_only_units_of_ones_own_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "chuyen_vien", "lam-mau")
    app = open_all(dau_moi="tran-lieu")
    assert field(app, "selectbox", "Đơn vị").options and "tran-lieu" not in {
        box.value for box in app.selectbox if box.key == "dau_moi_don_vi"
    }
    assert [box.options for box in app.selectbox if box.key == "dau_moi_don_vi"] == [["Phường Lam Mẫu (giả định)"]]


def test_the_office_sets_and_takes_away_the_date_of_a_quarter(own_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", None, "ha")
    app = open_page("quantri/ky")
    assert field(app, "date_input", "Hạn gửi").value is None
    field(app, "selectbox", "Quý").select_index(1).run()
    field(app, "button", "Bỏ hạn").click().run()
    assert "Đã bỏ hạn gửi số liệu Quý III/2026." in said(app)
    words = said(open_all(don_vi="tran-lieu"))
    assert "Không có báo cáo nào quá hạn" in words
    assert (
        "Số liệu Quý III/2026: chưa báo cáo 1/5 nơi (Công an phường Trần Liễu). Quý này chưa đặt hạn nội bộ nên không gọi là chậm" in words
    )
    field(app, "date_input", "Hạn gửi").set_value(date(2026, 9, 30)).run()
    field(app, "button", "Đặt hạn").click().run()
    assert "chưa qua ngày chốt số liệu 30/09/2026" in app.error[0].value
    field(app, "date_input", "Hạn gửi").set_value(date(2026, 10, 20)).run()
    field(app, "button", "Đặt hạn").click().run()
    assert "Hạn gửi số liệu Quý III/2026: 20/10/2026." in said(app)


def test_the_calendar_file_holds_the_coming_deadlines() -> None:
    app = open_all(ke_hoach="tranlieu-79")
    [button] = [element for element in app.get("download_button") if element.proto.label.endswith("(.ics)")]
    assert button.proto.label.startswith("Tải 2 hạn trong 12 tháng tới")


def test_an_empty_home_says_there_is_nothing_owed_by_figures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "trong"))
    sign_in(monkeypatch)
    words = said(open_all(ke_hoach="uongbi-53"))
    assert "Không có báo cáo nào quá hạn" in words and "Số liệu minh họa" not in words


def test_every_table_opens_with_its_downloads() -> None:
    app = open_all()
    for name in ("reports", "holidays", "rates"):
        app.session_state[f"twin-{name}"] = True
    app.run()
    assert not app.exception
    words = said(app)
    for title in ("Lịch báo cáo từng đơn vị", "Ngày nghỉ lễ, Tết và ngày làm bù", "Tỷ lệ ghi nhận gửi đúng hạn"):
        assert title in words
    assert "Nghị quyết 28/2026/QH16" in words and "None" not in words
