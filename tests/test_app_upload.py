"""The ways a report comes in through the browser beside our own form: typed in a grid, of another make, left half way and found again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from store.home import Home
from store.warehouse import Warehouse
from tests.browser import chromium, invite, serving, signed_in
from tests.test_match import packed, stranger
from tests.workbooks import valid

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("app"))
    warehouse = Warehouse.open(home)
    warehouse.ledger.append("start", {"demonstration": False}, by="an")
    warehouse.close()
    invite(home, "an", "chuyen_vien", "tran-lieu")
    invite(home, "chi", "chuyen_vien", "tran-lieu")
    return home


@pytest.fixture(scope="module")
def address(app_home: Home) -> Iterator[str]:
    with serving(app_home) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, app_home: Home, address: str) -> Iterator[Page]:
    opened = signed_in(browser, app_home, address, "an", viewport={"width": 1366, "height": 1400}).new_page()
    yield opened
    opened.close()


def figures(home: Home, submission_id: str) -> dict[str, Decimal]:
    warehouse = Warehouse.own(home)
    with warehouse.cursor() as cursor:
        rows = cursor.execute("SELECT measure_id, value FROM value WHERE submission_id = ?", [submission_id]).fetchall()
    warehouse.close()
    return dict(rows)


def confirm(page: Page) -> str:
    """Accepts the warnings, if any, and confirms; the id the page tells."""
    button = page.get_by_role("button", name="Xác nhận nộp")
    expect(button).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)  # a click while the page still draws is lost on it
    box = page.get_by_role("checkbox", name="Tôi đã xem")
    if box.count() and not box.is_checked():
        page.get_by_text("Tôi đã xem").click()
        expect(box).to_be_checked(timeout=15_000)
    expect(button).to_be_enabled(timeout=15_000)
    button.click()
    saved = page.get_by_text("Đã lưu báo cáo")
    expect(saved).to_be_visible(timeout=30_000)
    return str(saved.inner_text().split("mã ")[1].split(".")[0])


def type_this_quarter(page: Page, text: str) -> None:
    """Writes into «Kỳ này» of the grid's first row; the grid is a canvas, its editor an ordinary text area."""
    grid = page.locator(".dvn-scroller").first
    expect(grid).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1500)
    grid.click(position={"x": 620, "y": 48})
    page.keyboard.press("Enter")
    editor = page.locator("textarea.gdg-input")
    expect(editor).to_be_visible()
    editor.fill(text)
    page.keyboard.press("Enter")
    page.wait_for_timeout(2500)  # the page takes the edit in before a button is pressed


def test_an_upload_waits_until_it_is_confirmed_even_if_the_browser_is_closed(
    address: str, page: Page, browser: Browser, app_home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "bao-cao.xlsx"
    path.write_bytes(valid(Warehouse.own(app_home), period="2026Q1").bytes())
    page.goto(f"{address}/nop-bao-cao")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_text("Số liệu sẽ lưu cho")).to_be_visible(timeout=30_000)
    link = page.url
    assert "tep=" in link
    page.close()
    other = signed_in(browser, app_home, address, "chi").new_page()
    other.goto(link)
    expect(other.get_by_text("hoặc do người khác gửi")).to_be_visible(timeout=30_000)
    expect(other.get_by_text("bao-cao.xlsx")).to_have_count(0)
    other.close()
    again = signed_in(browser, app_home, address, "an", viewport={"width": 1366, "height": 1400}).new_page()
    again.goto(link)
    expect(again.get_by_text("bao-cao.xlsx").first).to_be_visible(timeout=30_000)
    submission_id = confirm(again)
    assert figures(app_home, submission_id)["5g-dia-ban"] == Decimal("71.5")
    again.close()


def test_figures_typed_in_the_grid_become_a_workbook_in_the_ledger(address: str, page: Page, app_home: Home) -> None:
    page.goto(f"{address}/ghi-truc-tiep")
    type_this_quarter(page, "khá")
    page.get_by_role("button", name="Kiểm tra 1 dòng đã ghi").click(timeout=15_000)
    expect(page.get_by_text("Đây không phải là một con số. Đã ghi «khá»")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Sửa tiếp").click()
    expect(page.get_by_role("button", name="Kiểm tra 1 dòng đã ghi")).to_be_visible(timeout=30_000)
    type_this_quarter(page, "62,5")
    page.get_by_role("button", name="Kiểm tra 1 dòng đã ghi").click(timeout=15_000)
    expect(page.get_by_text("Số liệu sẽ lưu cho")).to_be_visible(timeout=30_000)
    assert figures(app_home, confirm(page)) == {"dvctt-su-dung": Decimal("62.5")}


def test_a_stranger_is_matched_once_and_known_the_next_time(address: str, page: Page, app_home: Home, tmp_path: Path) -> None:
    first, second = tmp_path / "la.xlsx", tmp_path / "quy-sau.xlsx"
    first.write_bytes(packed(stranger()))
    second.write_bytes(packed(stranger("BÁO CÁO QUÝ IV NĂM 2026")))
    page.goto(f"{address}/nop-bao-cao")
    page.locator("input[type=file]").set_input_files(first)
    page.get_by_role("button", name="Ghép cột của tệp này").click(timeout=30_000)
    page.get_by_role("button", name="Lưu cách ghép và kiểm tra tệp").click(timeout=30_000)
    expect(page.get_by_text("Đọc theo cách ghép đã lưu")).to_be_visible(timeout=30_000)
    assert figures(app_home, confirm(page)) == {
        "5g-dia-ban": Decimal("71.5"),
        "sang-kien": Decimal(3),
        "chu-ky-so-truong-thanh": Decimal(85),
    }
    page.get_by_role("button", name="Nộp tệp khác").click()
    expect(page.get_by_text("Chỉ có vài con số?")).to_be_visible(timeout=15_000)
    page.locator("input[type=file]").set_input_files(second)
    expect(page.get_by_text("Đọc theo cách ghép đã lưu")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Quý IV/2026").first).to_be_visible()
