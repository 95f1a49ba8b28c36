"""Every page × every role, own and foreign unit: in the menu or not, opened by a link or answered that there is no such page.

Over the demonstration in the harness, with nobody signed in too, where reading is open and where it is not; then in a real browser, the
first request after a start being a link to a page one may not see.
"""

from __future__ import annotations

import http.client
import shutil
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import streamlit as st
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from store.accounts import Accounts
from store.home import Home
from store.ledger import Ledger
from tests.browser import COOKIE, ROOT, chromium, invite, serving, signed_in
from tests.pages import said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

MEETING = ("ban-tin",)
READING = {
    "tong_quan": "",
    "chi_tieu": "chi-tieu",
    "don_vi": "don-vi",
    "so_sanh": "so-sanh",
    "giai_doan": "giai-doan",
    "nhiem_vu": "nhiem-vu",
    "lich": "lich-bao-cao",
    "thi_dua": "thi-dua",
    "bo_chi_so": "bo-chi-so",
    "nguon": "nguon",
    "ra_soat": "ra-soat",
    "phuong_phap": "phuong-phap",
}
"""For everybody who may read at all."""
ENTERING = {
    "nhap/nop_bao_cao": ("Nộp báo cáo", "nop-bao-cao", {"chuyen_vien"}),
    "nhap/ghi_truc_tiep": ("Ghi trực tiếp", "ghi-truc-tiep", {"chuyen_vien"}),
    "nhap/ghep_cot": ("Ghép cột", "ghep-cot", {"chuyen_vien"}),
    "nhap/da_nop": ("Đã nộp", "da-nop", {"lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"}),
    "nhap/giai_trinh": ("Giải trình", "giai-trinh", {"lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"}),
    "quantri/nguoi": ("Người dùng", "nguoi-dung", {"quan_tri"}),
    "quantri/ke_hoach": ("Kế hoạch", "ke-hoach", {"quan_tri"}),
    "quantri/don_vi": ("Quản lý đơn vị", "quan-ly-don-vi", {"quan_tri"}),
    "quantri/ky": ("Kỳ báo cáo", "ky-bao-cao", {"quan_tri"}),
    "quantri/cai_dat": ("Cài đặt", "cai-dat", {"quan_tri"}),
    "quantri/nhat_ky": ("Nhật ký", "nhat-ky", {"quan_tri"}),
}
"""What a page is called, where it is, and for which roles."""
ROLES = ("lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri", None)
OWN, FOREIGN = "tran-lieu", "lam-mau"


@pytest.fixture
def shown_home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.fixture
def closed_home(demonstration: Home, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Home:
    """The same figures where nobody reads without signing in."""
    home = Home(tmp_path_factory.mktemp("closed"))
    shutil.copytree(demonstration.folder, home.folder, dirs_exist_ok=True)
    Ledger(home.ledger).append("start", {"demonstration": False}, by="quan-tri")
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    return home


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses in the menu of the last run."""
    names: list[str] = []
    real = st.navigation

    def recording(pages: dict, **options: object) -> object:
        names[:] = [page.url_path for section in pages.values() for page in section]
        return real(pages, **options)

    monkeypatch.setattr(st, "navigation", recording)
    return names


def opened(script: str, **asked: str) -> AppTest:
    """A page by a link, as the first thing in a browser."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    path = ENTERING[script][1] if script in ENTERING else READING[script.removeprefix("xem/")]
    app._page_hash = calc_hash(path)  # what a browser asks for first; the harness itself opens only what is in the menu
    for name, value in asked.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception and not app.error, (script, app.exception, app.error)
    return app


def heading(app: AppTest) -> str:
    [first, *_] = [element.proto.body for element in app.get("html") if "td-title" in element.proto.body and "<h1>" in element.proto.body]
    return str(first.split("<h1>")[1].split("</h1>")[0])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_its_pages_in_the_menu_and_by_link_and_no_others(
    role: str | None, shown_home: None, menu: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, role, OWN)
    for script, (name, path, roles) in ENTERING.items():
        app = opened(script)
        assert (heading(app) == name) is (role in roles), script
        assert (path in menu) is (role in roles), script
    assert len(menu) == len(READING) + len(MEETING) + sum(role in roles for _, _, roles in ENTERING.values())


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_the_figures_of_every_unit(role: str | None, shown_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role, OWN)
    for script in READING:
        app = opened(f"xem/{script}", ke_hoach="tranlieu-79", don_vi=FOREIGN)
        assert heading(app) and not [button for button in app.get("download_button") if button.proto.label == "Tải tệp gốc"], script


@pytest.mark.parametrize("role", ["lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"])
def test_nothing_another_unit_sent_in_is_on_any_page(role: str, shown_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role, OWN)
    for script, (name, _, roles) in ENTERING.items():
        if role not in roles or script == "quantri/ke_hoach":  # whom a plan binds is the plan's own public word
            continue
        app = opened(script, ke_hoach="tranlieu-79", don_vi=FOREIGN, ky="2026Q3")
        told = " ".join(one.value for one in app.warning)
        words = said(app).replace(told, "") + str([box.options for box in [*app.selectbox, *app.multiselect]])
        assert heading(app) == name and "Lam Mẫu" not in words and FOREIGN not in words, script


@pytest.mark.parametrize("role", ["lanh_dao", "quan_tri"])
def test_who_stands_above_sees_what_stands_below(role: str, shown_home: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch, role, "minh-hoa")
    assert "Phường Lam Mẫu" in said(opened("nhap/da_nop", don_vi=FOREIGN))


@pytest.mark.parametrize("script", [*(f"xem/{name}" for name in READING), *ENTERING])
def test_where_reading_is_closed_nobody_sees_anything_without_signing_in(
    script: str, closed_home: Home, menu: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, None)
    app = opened(script)
    assert "chỉ dành cho người đã đăng nhập" in said(app) and menu == []
    assert not app.selectbox and not app.get("download_button") and "Trần Liễu" not in said(app)


# -- over HTTP and in the browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def served(demonstration: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, str]]:
    home = Home(tmp_path_factory.mktemp("served"))
    shutil.copytree(demonstration.ledger, home.ledger)
    for role in ROLES[:-1]:
        invite(home, str(role).replace("_", "-"), str(role), OWN)
    with serving(home) as address:
        yield home, address


def test_the_first_request_after_a_start_may_be_for_a_page_one_may_not_see(served: tuple[Home, str], browser: Browser) -> None:
    home, address = served
    page = signed_in(browser, home, address, "chuyen-vien").new_page()
    page.goto(f"{address}/ky-bao-cao")
    expect(page.get_by_role("dialog")).to_contain_text("Không có trang này", timeout=60_000)
    expect(page.get_by_text("Khóa số liệu")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("role", ROLES)
def test_links_in_the_browser(role: str | None, served: tuple[Home, str], browser: Browser) -> None:
    home, address = served
    context = signed_in(browser, home, address, role.replace("_", "-")) if role else browser.new_context()
    page = context.new_page()
    for name, path, roles in ENTERING.values():
        page.goto(f"{address}/{path}")
        if role in roles:
            expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=60_000)
        else:
            expect(page.get_by_role("dialog")).to_contain_text("Không có trang này", timeout=60_000)
    context.close()


def status(address: str, path: str, cookie: str = "") -> tuple[int, str]:
    """What the server answers a browser without following it; a cookie may be forged."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request("GET", path, headers={"Accept": "text/html", "Cookie": f"{COOKIE}={cookie}" if cookie else ""})
    answer = connection.getresponse()
    connection.close()
    return answer.status, answer.getheader("Location") or ""


def test_closed_no_route_answers_a_missing_forged_ended_or_old_cookie(served: tuple[Home, str]) -> None:
    home, address = served
    Ledger(home.ledger).append("start", {"demonstration": False}, by="quan-tri")  # from here on reading takes a sign-in
    accounts = Accounts(home.accounts)
    ended, old, good = (accounts.begin("lanh-dao", now) for now in (time.time(), time.time() - 24 * 3600, time.time()))
    accounts.end(ended)
    for path in (*READING.values(), *(path for _, path, _ in ENTERING.values())):
        for cookie in ("", "x" * 43, ended, old, "lanh-dao", "' OR 1=1 --"):
            code, place = status(address, f"/{path}", cookie)
            assert code == 303 and place.startswith("/dang-nhap?"), (path, cookie)
        assert status(address, f"/{path}", good)[0] == 200, path
