"""The page «Thi đua»: what it says at first glance, for whatever plan it is opened; and what can be entered on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from etl import emulation
from etl.emulation import Criterion
from store.home import Home
from store.reads import about_emulation
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in
from tests.test_emulation import filled_scale

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PLAN, OFFICES = "uongbi-53", "Phòng, ban, cơ quan, đơn vị, khu dân cư"
CULTURE = "uong-bi/phong-vhxh"
PLANS = ("tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53")


@pytest.fixture
def shown(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.fixture
def clean(home: Home, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """A ledger with nothing in it but its beginning."""
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch, "quan_tri", None, "ha")
    warehouse = Warehouse.own(home)
    warehouse.ledger.append("start", {"demonstration": False}, by="an")
    return warehouse


@pytest.fixture
def entered(clean: Warehouse) -> Warehouse:
    """One office takes part."""
    emulation.enrol(clean, PLAN, CULTURE, OFFICES, year="2026", by="an")
    return clean


# -- what is shown -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", PLANS)
def test_it_always_looks_at_the_emulation_plan_and_says_so(shown: None, plan: str) -> None:
    words = said(open_page("xem/thi_dua", ke_hoach=plan, don_vi="tran-lieu", ky="2026Q3"))
    assert "Kế hoạch 53/KH-UBND ngày 14/08/2025 · năm 2026" in words and "Số liệu minh họa" in words
    assert ("không đặt tiêu chí thi đua" in words) is (plan != PLAN)


def test_the_four_questions_are_answered_first(shown: None) -> None:
    words = said(open_page("xem/thi_dua", ky="2026"))
    assert "Giai đoạn 1 (2025–2027)" in words and "Giai đoạn 2 (2027–2030)" in words
    assert "9/10 tập thể đã có minh chứng; còn thiếu ở 14/55 ô tiêu chí, nhiều nhất là Khu dân cư Mẫu 3 (giả định): 8 ô." in words
    assert "Khu dân cư Mẫu 3 (giả định) còn thiếu minh chứng ở 8 tiêu chí: 1, 2, 3, 4, 5, 6, 7, 8." in words
    assert "Đứng đầu: Phòng Văn hóa - Xã hội 84,5 %" in words
    assert "Doanh nghiệp Mẫu A (giả định) và Doanh nghiệp Mẫu B (giả định) cùng 85,0 %" in words
    assert "thang điểm nội bộ của Phường Uông Bí (thang điểm giả định)" in words
    assert "Chưa xếp hạng: Khu dân cư Mẫu 2 (giả định) (4/8 tiêu chí có điểm)" in words


def test_the_plan_is_printed_with_its_lines(shown: None) -> None:
    words = said(open_page("xem/thi_dua"))
    assert "Kế hoạch, dòng 221–226" in words and "Kế hoạch, dòng 300–302" in words
    assert "Giấy khen của Chủ tịch Ủy ban nhân dân tỉnh" in words
    assert "Năm 2025, tổng kết Phong trào thi đua Chuyển đổi số toàn diện" in words


def test_one_collective_is_told_criterion_by_criterion(shown: None) -> None:
    words = said(open_page("xem/thi_dua", ke_hoach=PLAN, don_vi="uong-bi/khu-dan-cu-mau-2", ky="2026"))
    assert "Khu dân cư Mẫu 2 (giả định): từng tiêu chí, năm 2026" in words
    assert "6/8 tiêu chí có minh chứng, 4/8 đã đánh giá; chưa xếp hạng: mới có điểm ở 4/8 tiêu chí" in words
    assert "Chưa đạt 9/20 điểm" in words and "không đặt tiêu chí" not in words


def test_a_year_before_anybody_took_part_accuses_nobody(shown: None) -> None:
    app = open_page("xem/thi_dua", ky="2025")
    assert "Năm 2025: chưa ghi tập thể nào tham gia" in said(app)
    assert "Chưa có minh chứng" not in said(app)


def test_proposals_can_be_pasted_and_withdrawn_ones_say_why(shown: None) -> None:
    words = said(open_page("xem/thi_dua", ky="2026"))
    assert "Năm 2026: 2 đề nghị (1 tập thể, 1 cá nhân), 1 đề nghị đã rút." in words
    assert "Đề nghị khen thưởng hàng năm, năm 2026, cho tập thể: Doanh nghiệp Mẫu A (giả định)." in words
    assert "Rút: Còn thiếu minh chứng" in words


@pytest.mark.parametrize(
    ("name", "heading"), [("cells", "Tiêu chí số"), ("ranking", "Hạng"), ("criteria", "Nguồn"), ("proposals", "Câu để dán")]
)
def test_every_table_has_its_twin_with_downloads(shown: None, name: str, heading: str) -> None:
    app = open_page("xem/thi_dua", ky="2026")
    app.session_state[f"twin-{name}"] = True
    app.run()
    assert not app.exception and heading in said(app)
    assert {f"xlsx-{name}", f"csv-{name}"} <= {button.key for button in app.get("download_button")}


def test_an_empty_ledger_shows_the_plan_and_what_to_do(clean: Warehouse) -> None:
    words = said(open_page("xem/thi_dua"))
    assert "chưa ghi tập thể nào tham gia" in words and "chọn «Tập thể tham gia» để thêm" in words
    assert "chưa nạp thang điểm nội bộ" in words and "Xây dựng tầm nhìn" in words and "Số liệu minh họa" not in words


# -- what is entered -----------------------------------------------------------------------------------------------------------


def work(app: AppTest, name: str) -> AppTest:
    return app.segmented_control(key="viec_thi_dua").set_value(name).run()


def write(app: AppTest, label: str, words: str) -> AppTest:
    boxes = [*app.text_input, *app.text_area]
    return next(box for box in boxes if box.label.startswith(label)).set_value(words).run()


def choose(app: AppTest, label: str, wanted: Callable[[str], bool]) -> AppTest:
    box = next(box for box in app.selectbox if box.label.startswith(label))
    return box.select_index(next(place for place, option in enumerate(box.options) if wanted(option))).run()


def press(app: AppTest, label: str) -> AppTest:
    app = next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def cells(warehouse: Warehouse) -> list[dict]:
    with warehouse.cursor() as cursor:
        return about_emulation.cells(cursor, PLAN, "2026")


def stored(warehouse: Warehouse, query: str) -> list[object]:
    with warehouse.cursor() as cursor:
        return [one for (one,) in cursor.execute(query).fetchall()]


def test_a_collective_is_added_and_another_one_made(clean: Warehouse) -> None:
    app = work(open_page("xem/thi_dua"), "tap_the")
    app = press(choose(app, "Tập thể đã có", lambda name: name.startswith("Phòng Văn hóa")), "Thêm vào phong trào")
    assert "đã tham gia phong trào" in said(app) and len(cells(clean)) == 8
    app = press(write(app, "Tên tập thể", "Khu dân cư số 5"), "Thêm tập thể mới")
    assert "Đã thêm Khu dân cư số 5" in said(app) and "Khu dân cư số 5" in {row["unit_name"] for row in cells(clean)}
    app = press(write(app, "Tên tập thể", "khu dân cư số 5"), "Thêm tập thể mới")
    assert "Đã có «Khu dân cư số 5»" in app.error[0].value


def test_evidence_and_assessment_are_entered_and_taken_back(entered: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "chuyen_vien", CULTURE)
    app = work(open_page("xem/thi_dua", don_vi=CULTURE), "minh_chung")
    app = press(app, "Ghi minh chứng")
    assert "Minh chứng còn trống" in app.error[0].value
    app = press(write(app, "Việc đã làm", "Đã ban hành kế hoạch"), "Ghi minh chứng")
    assert "Đã ghi minh chứng tiêu chí 1" in said(app) and cells(entered)[0]["evidence"] == "Đã ban hành kế hoạch"
    sign_in(monkeypatch, "nguoi_duyet", "uong-bi", "binh")
    app = work(app.run(), "danh_gia")
    assert "Chưa có thang điểm nên chỉ đánh giá bằng lời." in said(app)
    app = press(choose(app, "Kết luận", lambda name: name == "Đạt"), "Ghi đánh giá")
    assert stored(entered, "SELECT by_whom FROM emulation_evidence UNION ALL SELECT by_whom FROM assessment") == ["an", "binh"]
    assert cells(entered)[0]["state"] == "dat" and "Đã ghi đánh giá tiêu chí 1" in said(app)
    app = press(write(app, "Lý do", "Nhầm"), "Rút đánh giá này")
    assert cells(entered)[0]["state"] == "cho_danh_gia"


OFFERED = {
    ("chuyen_vien", "uong-bi"): ["Ghi minh chứng"],
    ("nguoi_duyet", "uong-bi"): ["Đánh giá", "Đề nghị khen thưởng"],
    ("quan_tri", "uong-bi"): ["Tập thể tham gia", "Thang điểm"],
    ("quan_tri", None): ["Tập thể tham gia", "Thang điểm"],
    ("lanh_dao", "uong-bi"): [],
    ("chuyen_vien", "tran-lieu"): [],
    ("nguoi_duyet", "tran-lieu"): [],
    ("quan_tri", "tran-lieu"): [],
    (None, None): [],
}


@pytest.mark.parametrize(("role", "unit_id"), OFFERED)
def test_everybody_is_offered_their_own_work_only(
    role: str | None, unit_id: str | None, entered: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered.ledger.append("setting", {"key": "doc_khong_dang_nhap", "value": "true"}, by="ha")
    sign_in(monkeypatch, role, unit_id)
    app = open_page("xem/thi_dua")
    assert [name for one in app.segmented_control for name in one.options] == OFFERED[role, unit_id]


def test_points_stay_when_only_the_remark_is_entered_again(entered: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "nguoi_duyet", "uong-bi", "binh")
    shown = emulation.preview_scale(entered, PLAN, filled_scale(entered, PLAN, [10] * 14), "thang.xlsx")
    emulation.load_scale(entered, shown, by="an")
    about = Criterion(PLAN, CULTURE, OFFICES, 1, "2026")
    emulation.assess(entered, about, verdict="dat", text="", points="7,5", by="an")
    app = work(open_page("xem/thi_dua", don_vi=CULTURE), "danh_gia")
    app = press(write(app, "Nhận xét", "Rõ ràng"), "Ghi đánh giá")
    assert (float(cells(entered)[0]["points"]), cells(entered)[0]["assessment"]) == (7.5, "Rõ ràng")
    assert "thang điểm nội bộ của" in said(app)


def test_a_scale_is_sent_corrected_and_loaded(entered: Warehouse) -> None:
    app = work(open_page("xem/thi_dua"), "thang_diem")
    wrong = filled_scale(entered, PLAN, [10, None, -1, *[10] * 11])
    app.file_uploader[0].set_value(("thang.xlsx", wrong, "application/octet-stream")).run()
    assert not app.exception and "2 lỗi, 0 cảnh báo" in said(app) and "· D7 Chưa ghi điểm tối đa" in said(app)
    assert not [button for button in app.button if button.label == "Nạp thang điểm này"]
    right = filled_scale(entered, PLAN, [10] * 14, owner="Hội đồng thi đua phường")
    app.file_uploader[0].set_value(("thang.xlsx", right, "application/octet-stream")).run()
    assert "Thang điểm của Hội đồng thi đua phường : 14 tiêu chí, tổng 140 điểm." in said(app)
    app = press(app, "Nạp thang điểm này")
    assert "Đã nạp thang điểm của Hội đồng thi đua phường" in said(app) and "thang điểm nội bộ của Hội đồng thi đua phường" in said(app)
    app.file_uploader[0].set_value(("bao-cao.xlsx", b"PK not a workbook", "application/octet-stream")).run()
    assert not app.exception and app.error


def test_an_award_is_proposed_for_a_person_without_a_name_and_withdrawn(entered: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "nguoi_duyet", "uong-bi", "binh")
    app = work(open_page("xem/thi_dua"), "khen_thuong")
    next(box for box in app.radio if box.label == "Đề nghị cho").set_value("ca_nhan").run()
    app = press(write(app, "Lý do, thành tích", "Hướng dẫn người cao tuổi"), "Ghi đề nghị khen thưởng")
    assert "bằng chức danh" in app.error[0].value
    app = press(write(app, "Cá nhân được đề nghị", "Một công chức văn hóa"), "Ghi đề nghị khen thưởng")
    assert "cho cá nhân: Một công chức văn hóa. Lý do: Hướng dẫn người cao tuổi." in said(app)
    app = choose(app, "Đề nghị đã ghi", lambda name: "Một công chức văn hóa" in name)
    next(box for box in app.text_input if box.label == "Lý do").set_value("Nhầm").run()
    app = press(app, "Rút đề nghị này")
    assert "1 đề nghị đã rút" in said(app) and "Rút: Nhầm" in said(app)
