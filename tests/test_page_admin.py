"""The pages of administration: who sees what, acts through them, a password shown once, effects before they are so, honest empty states."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from domain.access import Refused
from etl import settings
from etl.plan_form import write_plan_template
from store import reads
from store.home import Home
from store.ledger import Ledger
from store.reads import about_admin, about_people
from store.warehouse import Warehouse
from tests.pages import open_page, said, sign_in
from ui.installation import accounts, warehouse

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PAGES = ("quantri/nguoi", "quantri/ke_hoach", "quantri/don_vi", "quantri/cai_dat", "quantri/nhat_ky")
ENGLISH = re.compile(r"\b(None|nan|NaN|null|undefined|True|False|Error|Value|Choose|Search)\b")
PASSWORD = re.compile(r"[a-z2-9]{5}(?:-[a-z2-9]{5}){3}")
PEOPLE = (("sep", "quan_tri", None), ("ha", "quan_tri", "tran-lieu"), ("an", "chuyen_vien", "tran-lieu"), ("xa", "chuyen_vien", "lam-mau"))


@pytest.fixture(scope="module")
def peopled(demonstration: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demonstration with people, its tables made once."""
    home = Home(tmp_path_factory.mktemp("peopled") / "home")
    shutil.copytree(demonstration.folder, home.folder)
    for person_id, role, unit_id in PEOPLE:
        facts = {"person_id": person_id, "name": person_id.capitalize(), "role": role, "unit_id": unit_id, "active": True}
        Ledger(home.ledger).append("person", facts, by="quan-tri")
    opened = Warehouse.open(home)
    opened.catch_up()
    opened.close()
    return home


@pytest.fixture
def home(peopled: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy to write in, looked at by an administrator of all."""
    shutil.copytree(peopled.folder, tmp_path / "home")
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "home"))
    sign_in(monkeypatch, "quan_tri", None, "sep")
    return Home(tmp_path / "home")


def button(app: AppTest, label: str) -> AppTest:
    [found] = [one for one in app.button if one.label == label]
    return found.click().run()


def field(app: AppTest, kind: str, label: str) -> object:
    return [one for one in getattr(app, kind) if one.label.startswith(label)][-1]


def known(person_id: str) -> dict | None:
    with warehouse().cursor() as cursor:
        return about_people.known_person(cursor, person_id)


def errors(app: AppTest) -> list[str]:
    return [one.value for one in app.error]


# -- all of them -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_administrators_of_all_and_of_a_unit(page: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ENGLISH.findall(said(open_page(page)))
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    assert not ENGLISH.findall(said(open_page(page)))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_before_there_is_anything(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(tmp_path / "empty"))
    sign_in(monkeypatch, "quan_tri", None, "sep")
    words = said(open_page(page))
    assert not ENGLISH.findall(words)
    empty = {"quantri/nguoi": "Chưa có người dùng nào", "quantri/nhat_ky": "Sổ cái chưa có mục nào"}
    assert empty.get(page, "") in words


# -- people ------------------------------------------------------------------------------------------------------------------


def invited(app: AppTest, person_id: str = "binh", role: str = "nguoi_duyet", unit_id: str = "tran-lieu") -> AppTest:
    field(app, "text_input", "Họ tên").set_value("Lê Bình")
    field(app, "text_input", "Mã người dùng").set_value(person_id)
    field(app, "selectbox", "Vai trò").select(role)
    field(app, "selectbox", "Đơn vị phụ trách").select(unit_id)
    return button(app, "Thêm người dùng")


def test_an_invitation_shows_a_password_once_and_never_again(home: Home) -> None:
    app = invited(open_page("quantri/nguoi"))
    [password] = PASSWORD.findall(said(app))
    assert "Đã thêm Lê Bình (binh)." in said(app) and known("binh")["role"] == "nguoi_duyet"
    accounts().check("binh", password, 0.0)
    assert password not in str(dict(app.query_params)) and "mat_khau_cap" not in app.session_state
    assert PASSWORD.findall(said(app.run())) == []
    assert PASSWORD.findall(said(open_page("quantri/nguoi", nguoi="binh"))) == []
    assert PASSWORD.findall(said(open_page("quantri/nhat_ky"))) == []


def test_a_refused_invitation_says_why_and_keeps_what_was_typed(home: Home) -> None:
    app = invited(open_page("quantri/nguoi"), person_id="sep")
    assert errors(app) == ["Đã có người dùng «sep». Chọn mã khác."]
    assert field(app, "text_input", "Họ tên").value == "Lê Bình" and PASSWORD.findall(said(app)) == []


def test_somebody_is_changed_locked_opened_and_given_a_password(home: Home) -> None:
    app = open_page("quantri/nguoi", nguoi="an")
    [name] = [one for one in app.text_input if one.value == "An"]
    name.set_value("Nguyễn An")
    button(app, "Lưu thay đổi")
    assert known("an")["name"] == "Nguyễn An" and "Đã lưu thay đổi của Nguyễn An." in said(app)
    button(app, "Khóa người này")
    assert known("an")["active"] is False and [one.label for one in app.button if "mật khẩu" in one.label] == []
    button(app, "Mở lại")
    assert known("an")["active"] is True
    button(app, "Cấp mật khẩu mới")
    assert len(PASSWORD.findall(said(app))) == 1


def test_signing_out_everywhere_is_written_down(home: Home) -> None:
    token = accounts().begin("an", 0.0)
    button(open_page("quantri/nguoi", nguoi="an"), "Đăng xuất ở mọi nơi")
    assert accounts().who(token, 0.0) is None
    assert "Đăng xuất An (an) ở mọi nơi." in said(open_log(loai="person"))


def test_the_last_administrator_is_not_locked(home: Home) -> None:
    assert "quản trị duy nhất" in errors(button(open_page("quantri/nguoi", nguoi="sep"), "Khóa người này"))[0]


def test_an_administrator_of_a_unit_sees_and_offers_only_their_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    app = open_page("quantri/nguoi", nguoi="xa")
    assert field(app, "selectbox", "Người dùng").options == ["An (an)", "Ha (ha)"] and "Xa" not in said(app)
    offered = field(app, "selectbox", "Đơn vị phụ trách").options
    assert any("tran-lieu/phong-vhxh" in one for one in offered) and not any("lam-mau" in one for one in offered)


# -- plans -------------------------------------------------------------------------------------------------------------------


def test_a_plan_ends_only_after_its_effect_was_shown(home: Home) -> None:
    app = open_page("quantri/ke_hoach", ke_hoach="tranlieu-79")
    field(app, "date_input", "Ngày cuối còn hiệu lực").set_value(date(2026, 6, 30)).run()
    field(app, "text_input", "Lý do").set_value("Thay kế hoạch")
    button(app, "Xem trước: kết thúc kế hoạch")
    assert "Thôi đánh giá 55 chỉ tiêu và 98 nhiệm vụ, ở 15 đơn vị" in said(app)
    assert reads_plan("tranlieu-79")["effective_to"] is None
    button(app, "Xác nhận")
    assert reads_plan("tranlieu-79")["effective_to"] == date(2026, 6, 30)
    assert "Kế hoạch 79/KH-UBND hết hiệu lực sau ngày 30/06/2026." in said(app)
    assert [one.label for one in app.button if one.label.startswith("Xem trước")] == ["Xem trước: bỏ ngày hết hiệu lực"]


def reads_plan(plan_id: str) -> dict:
    with warehouse().cursor() as cursor:
        return reads.plan(cursor, plan_id)


def test_what_was_shown_is_gone_once_something_else_is_typed(home: Home) -> None:
    app = open_page("quantri/ke_hoach", ke_hoach="tranlieu-79")
    field(app, "date_input", "Ngày cuối còn hiệu lực").set_value(date(2026, 6, 30)).run()
    field(app, "text_input", "Lý do").set_value("Thay kế hoạch")
    button(app, "Xem trước: kết thúc kế hoạch")
    field(app, "date_input", "Ngày cuối còn hiệu lực").set_value(date(2026, 3, 31)).run()
    assert not [one for one in app.button if one.label == "Xác nhận"]


def test_after_somebody_elses_entry_the_effect_is_shown_again_before_it_is_so(home: Home) -> None:
    app = open_page("quantri/ke_hoach", ke_hoach="tranlieu-79")
    field(app, "date_input", "Ngày cuối còn hiệu lực").set_value(date(2026, 6, 30)).run()
    field(app, "text_input", "Lý do").set_value("Thay kế hoạch")
    button(app, "Xem trước: kết thúc kế hoạch")
    warehouse().ledger.append("setting", {"key": "a", "value": "b"}, by="ai-do")
    button(app, "Xác nhận")
    assert reads_plan("tranlieu-79")["effective_to"] is None and "Có người vừa ghi vào sổ cái" in app.warning[0].value
    button(app, "Xác nhận")
    assert reads_plan("tranlieu-79")["effective_to"] == date(2026, 6, 30)


def test_an_act_without_a_reason_is_refused_on_the_page(home: Home) -> None:
    app = open_page("quantri/ke_hoach", ke_hoach="tranlieu-79")
    field(app, "date_input", "Ngày cuối còn hiệu lực").set_value(date(2026, 6, 30)).run()
    assert "phải có lý do" in errors(button(app, "Xem trước: kết thúc kế hoạch"))[0]


def test_a_unit_is_let_go_and_another_comes_in(home: Home) -> None:
    app = open_page("quantri/ke_hoach", ke_hoach="uongbi-53")
    app.segmented_control[0].set_value("Đưa đơn vị ra").run()
    field(app, "selectbox", "Đơn vị đang thực hiện").select("uong-bi").run()
    field(app, "date_input", "Ngày cuối còn thực hiện").set_value(date(2026, 6, 30)).run()
    field(app, "text_input", "Lý do").set_value("Sắp xếp")
    button(button(app, "Xem trước: đưa đơn vị ra khỏi phạm vi"), "Xác nhận")
    with warehouse().cursor() as cursor:
        assert about_admin.binding(cursor, "uongbi-53", "uong-bi")["valid_to"] == date(2026, 6, 30)
    assert "đã thôi sau ngày 30/06/2026" in said(app)


def test_a_plan_workbook_is_taken_and_sent_back_on_this_page(home: Home) -> None:
    app = open_page("quantri/ke_hoach")
    with warehouse().cursor() as cursor:
        blank = write_plan_template(cursor, "nam-sach-12", None)
    app.file_uploader[0].set_value(("ke-hoach.xlsx", blank, "application/octet-stream")).run()
    assert "lỗi" in said(app) and not [one for one in app.button if one.label == "Xác nhận đưa vào"]


# -- units -------------------------------------------------------------------------------------------------------------------


def test_a_unit_is_added_with_a_suggested_code(home: Home) -> None:
    app = open_page("quantri/don_vi")
    field(app, "selectbox", "Loại").select("phong").run()
    field(app, "selectbox", "Thuộc đơn vị").select("tran-lieu").run()
    field(app, "text_input", "Tên đầy đủ").set_value("Phòng Chuyển đổi số").run()
    assert field(app, "text_input", "Mã").value == "tran-lieu/phong-chuyen-doi-so"
    button(button(app, "Xem trước: thêm đơn vị"), "Xác nhận")
    assert "tran-lieu/phong-chuyen-doi-so" in said(app)
    assert "Thêm đơn vị Phòng Chuyển đổi số." in said(open_page("quantri/nhat_ky", don_vi="tran-lieu"))


def test_a_unit_ends_and_becomes_another(home: Home) -> None:
    app = open_page("quantri/don_vi")
    app.segmented_control[0].set_value("Kết thúc, nhập vào đơn vị khác").run()
    field(app, "selectbox", "Đơn vị kết thúc").select("lam-mau").run()
    field(app, "text_input", "Lý do").set_value("Nghị quyết 1").run()
    field(app, "date_input", "Ngày cuối còn hoạt động").set_value(date(2026, 6, 30)).run()
    field(app, "selectbox", "Đơn vị kế thừa thứ 1").select("an-mau").run()
    assert "Còn 1 người phụ trách đơn vị này" in said(app)
    button(button(app, "Xem trước: kết thúc đơn vị"), "Xác nhận")
    assert "nhập toàn bộ vào Phường An Mẫu (giả định) từ 01/07/2026" in said(app)


def test_demonstration_units_are_marked_and_an_administrator_sees_their_own_branch(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    words = said(open_page("quantri/don_vi"))
    assert "Thành phố Minh Họa (giả định) minh họa" in words and "nhận Tỉnh Hải Dương (nhập toàn bộ) từ 01/07/2025" in words
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    words = said(open_page("quantri/don_vi"))
    assert "Phường Trần Liễu" in words and "Minh Họa (giả định)" not in words


# -- settings ----------------------------------------------------------------------------------------------------------------


def test_settings_are_turned_and_say_who_did(home: Home) -> None:
    app = open_page("quantri/cai_dat")
    assert "Xem không cần đăng nhập: đang tắt" in said(app) and "Chưa ai thay đổi" in said(app)
    app.button(key="doi-doc_khong_dang_nhap").click().run()
    assert "Xem không cần đăng nhập: đang bật" in said(app) and "Sep đặt lúc" in said(app)
    app.button(key="doi-mot_nguoi_duyet").click().run()
    with warehouse().cursor() as cursor:
        assert [reads.setting(cursor, key) for key in ("doc_khong_dang_nhap", "mot_nguoi_duyet")] == ["true", "true"]


def test_a_public_address_is_checked(home: Home) -> None:
    app = open_page("quantri/cai_dat")
    app.text_input[0].set_value("http://phuong.example").run()
    assert "chưa đúng dạng" in errors(button(app, "Lưu địa chỉ"))[0]
    app.text_input[0].set_value("https://phuong.example").run()
    assert "Đang dùng: https://phuong.example" in said(button(app, "Lưu địa chỉ"))


def test_an_administrator_of_a_unit_sees_settings_and_changes_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    app = open_page("quantri/cai_dat")
    assert not app.button and "do quản trị chung thay đổi" in said(app)
    with pytest.raises(Refused):
        settings.turn(warehouse(), "doc_khong_dang_nhap", True, by="ha")


def open_log(**asked: str) -> AppTest:
    """The audit by a link; in a browser what the page before chose does not come along."""
    return open_page("quantri/nhat_ky", **({"don_vi": ""} | asked))


# -- the audit ---------------------------------------------------------------------------------------------------------------


def test_the_audit_filters_by_its_address(home: Home) -> None:
    words = said(open_log(loai="return"))
    assert "1 mục, mới nhất trước" in words and "Số liệu tăng nhiều, chưa có minh chứng." in words
    words = said(open_log(nguoi="quan-tri", don_vi="lam-mau"))
    assert "1 mục, mới nhất trước" in words and "Ghi người dùng Xa (xa), vai trò chuyên viên." in words
    assert "Không có mục nào khớp bộ lọc" in said(open_log(tu="2020-01-01", den="2020-02-01"))
    assert "không có ngày nào" in said(open_log(tu="2026-02-01", den="2026-01-01"))
    assert "mục, mới nhất trước" in said(open_log(tu="hom-qua", loai="khong-co", nguoi="khong-co"))


def test_the_audit_comes_in_pages_of_fifty(home: Home) -> None:
    first, last = (rows(open_log(trang=page)) for page in ("1", "2"))
    assert len(first) == len(last) == 50 and min(first) == max(last) + 1


def rows(app: AppTest) -> list[int]:
    [table] = [element.proto.body for element in app.get("html") if element.proto.body.startswith("<div class='td-qt-log'")]
    return [int(number) for number in re.findall(r"<b class='td-keep'>(\d+)</b>", table)]


def test_the_whole_ledger_is_checked_when_somebody_asks(home: Home) -> None:
    app = open_page("quantri/nhat_ky")
    assert "Sổ cái nguyên vẹn" not in said(app)
    number = warehouse().stands_at
    assert f"Sổ cái nguyên vẹn: {number} mục nối tiếp nhau" in said(button(app, "Kiểm tra toàn bộ sổ cái"))
    path = home.ledger / "00000005.json"
    path.write_text(path.read_text().replace('"kind":"', '"kind":"x'))
    assert "Sổ cái không còn nguyên vẹn. Mục 5 của sổ cái" in errors(button(app, "Kiểm tra toàn bộ sổ cái"))[0]


def test_an_administrator_of_a_unit_reads_the_audit_of_their_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, "quan_tri", "tran-lieu", "ha")
    app = open_page("quantri/nhat_ky", don_vi="lam-mau")
    assert "Bạn xem được các việc của đơn vị mình và cấp dưới." in said(app)
    assert "lam-mau" not in said(app) and "Lam Mẫu" not in said(app) and not any("Lam Mẫu" in one for one in app.selectbox[2].options)
