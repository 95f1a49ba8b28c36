"""Sign-in by password as people meet it: a real browser, from the first start of an empty installation on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from store.accounts import Accounts
from store.home import Home
from store.ledger import Ledger
from store.warehouse import Warehouse
from tests.browser import SIZES, chromium, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("signin")]
OWN = "bảy chú lùn bên sông"


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def browser(chrome: Browser) -> Iterator[BrowserContext]:
    context = chrome.new_context(locale="vi-VN")
    yield context
    context.close()


def person(person_id: str, *, active: bool = True) -> dict:
    unit_id, name = "tran-lieu", f"Bà {person_id}"
    return {"person_id": person_id, "name": name, "role": "chuyen_vien", "unit_id": unit_id, "active": active, "email": None}


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Home]]:
    """A server whose home knows an and binh."""
    home = Home(tmp_path_factory.mktemp("staffed") / "home")
    warehouse = Warehouse.own(home)
    for person_id in ("an", "binh", "chi"):
        warehouse.ledger.append("person", person(person_id), by="sep")
        Accounts(home.accounts).set_password(person_id, OWN)
    warehouse.close()
    with serving(home) as url:
        yield url, home


def sign_in(page: Page, who: str, password: str) -> None:
    page.get_by_label("Mã người dùng").fill(who)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def expect_heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def expect_signed_in(page: Page, name: str) -> None:
    expect(page.locator(".td-account b")).to_have_text(name, timeout=60_000)


def test_the_first_administrator_from_the_console_to_a_restart(tmp_path: Path, browser: BrowserContext) -> None:
    home, log = Home(tmp_path / "home"), tmp_path / "server.log"
    page = browser.new_page()
    with serving(home, log=log) as url:
        found = re.search(r"mã «(.+?)», mật khẩu dùng một lần «(.+?)»", log.read_text())
        assert found
        page.goto(f"{url}/ky-bao-cao")
        sign_in(page, found[1], found[2])
        expect_heading(page, "Đổi mật khẩu")
        for field, value in (("Mật khẩu đang dùng", found[2]), ("Mật khẩu mới", OWN), ("Ghi lại mật khẩu mới", OWN)):
            page.get_by_label(field, exact=True).fill(value)
        page.get_by_role("button", name="Đổi mật khẩu").click()
        page.get_by_role("link", name="Kỳ báo cáo").click(timeout=60_000)
        expect_heading(page, "Kỳ báo cáo")
        page.reload()
        expect_heading(page, "Kỳ báo cáo")
    with serving(home, log=log) as url:  # at another port, which is no matter to a cookie
        page.goto(f"{url}/ky-bao-cao")
        expect_heading(page, "Kỳ báo cáo")
        expect_signed_in(page, "Quản trị")
    assert log.read_text().count("mật khẩu dùng một lần") == 1
    assert OWN not in log.read_text()
    [entered] = [entry for entry in Ledger(home.ledger).entries() if entry.kind == "person"]
    assert (entered.by, entered.data["role"]) == ("quan-tri", "quan_tri")


def test_signing_out_everywhere_closes_the_other_browser(staffed: tuple[str, Home], chrome: Browser, browser: BrowserContext) -> None:
    url, _ = staffed
    other = chrome.new_context()
    one, two = browser.new_page(), other.new_page()
    for page in (one, two):
        page.goto(f"{url}/phuong-phap")
        sign_in(page, "an", OWN)
        expect_signed_in(page, "Bà an")
    one.get_by_role("link", name="Đổi mật khẩu").click()
    expect_heading(one, "Đổi mật khẩu")
    one.go_back()
    one.get_by_role("link", name="Đăng xuất").click()
    one.get_by_role("button", name="Đăng xuất ở mọi máy").click()
    expect_heading(one, "Đăng nhập")
    two.get_by_role("link", name="Nguồn số liệu").click()  # within the program, over the open socket
    expect(two.get_by_text("Trang này chỉ dành cho người đã đăng nhập.")).to_be_visible(timeout=30_000)
    expect(two.locator(".td-account")).to_be_hidden()
    two.get_by_role("link", name="Đăng nhập").click()
    expect_heading(two, "Đăng nhập")
    other.close()


def test_a_disabled_person_sees_nothing_more_in_an_open_window(staffed: tuple[str, Home], browser: BrowserContext) -> None:
    url, home = staffed
    page = browser.new_page()
    page.goto(f"{url}/phuong-phap")
    sign_in(page, "chi", OWN)
    expect_signed_in(page, "Bà chi")
    Ledger(home.ledger).append("person", person("chi", active=False), by="sep")
    page.get_by_role("link", name="Nguồn số liệu").click()
    expect(page.get_by_text("Trang này chỉ dành cho người đã đăng nhập.")).to_be_visible(timeout=30_000)
    page.reload()
    expect_heading(page, "Đăng nhập")


def test_two_browsers_are_two_people(staffed: tuple[str, Home], chrome: Browser, browser: BrowserContext) -> None:
    url, _ = staffed
    other = chrome.new_context()
    pages = {"an": browser.new_page(), "binh": other.new_page()}
    for who, page in pages.items():
        page.goto(f"{url}/phuong-phap")
        sign_in(page, who, OWN)
    for who, page in pages.items():
        expect_signed_in(page, f"Bà {who}")
        page.reload()
        expect_signed_in(page, f"Bà {who}")
    other.close()


def test_no_script_reads_the_cookie(staffed: tuple[str, Home], browser: BrowserContext) -> None:
    url, _ = staffed
    page = browser.new_page()
    page.goto(f"{url}/phuong-phap")
    sign_in(page, "an", OWN)
    expect_signed_in(page, "Bà an")
    assert "td57" not in page.evaluate("document.cookie")


def test_whoever_guesses_is_told_to_wait(staffed: tuple[str, Home], browser: BrowserContext) -> None:
    url, _ = staffed
    page = browser.new_page()
    page.goto(url)
    for number in range(5):
        sign_in(page, "binh", f"đoán {number}")
        expect(page.get_by_role("alert")).to_contain_text("Mã người dùng hoặc mật khẩu không đúng.")
        expect(page.get_by_label("Mã người dùng")).to_have_value("binh")
        expect(page.get_by_label("Mật khẩu")).to_have_value("")
    sign_in(page, "binh", OWN)
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"^Sai nhiều lần liên tiếp\. Thử lại sau (30|2\d) giây\.$"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_doors_fit_the_screen(staffed: tuple[str, Home], chrome: Browser, width: int, height: int) -> None:
    url, _ = staffed
    context = chrome.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for door in ("/dang-nhap", "/dang-xuat"):
        page.goto(url + door)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= height
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('16px \"Be Vietnam Pro\"', 'Đăng nhập'))")
    assert not said
    context.close()
