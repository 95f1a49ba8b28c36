"""The app in a real browser and in Streamlit's own test harness: first request, filters in the URL, honest marks, no English."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from streamlit.testing.v1 import AppTest

from store.home import Home
from store.warehouse import Warehouse
from tests.browser import ROOT, SIZES, chromium, invite, serving, signed_in
from tests.pages import sign_in
from tests.workbooks import Book, blank, valid

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


def _small_demonstration(home: Home) -> None:
    """Two quarters of Trần Liễu, one of them with a name that would be markup if it were not escaped."""
    from etl.submit import approve, load

    warehouse = Warehouse.open(home)
    warehouse.ledger.append("start", {"demonstration": True}, by="minh-hoa")
    for period, share in (("2026Q2", 40), ("2026Q3", 42)):
        book = valid(warehouse, lambda book, share=share: book.poke("chu-ky-so-truong-thanh", share), period=period)
        book.poke("chi-ngan-sach", 13, "numerator")
        book.poke("chi-ngan-sach", 1000, "denominator")
        outcome = load(warehouse, book.bytes(), "f.xlsx", by="an", accept_warnings=True)
        if period == "2026Q2":
            approve(warehouse, str(outcome.submission_id), by="binh")
    warehouse.close()


@pytest.fixture(scope="module")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("app"))
    _small_demonstration(home)
    invite(home, "an", "chuyen_vien", "tran-lieu")
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
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    yield opened
    opened.close()


def test_a_deep_link_as_first_request_opens_the_framed_page(address: str, page: Page) -> None:
    page.goto(f"{address}/phuong-phap")
    expect(page.get_by_role("heading", name="Phương pháp")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Tổng quan")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)  # Streamlit's own "page not found"


def test_the_overview_says_what_stands_where(address: str, page: Page) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Phường Trần Liễu · Quý III/2026")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Số liệu minh họa", exact=True)).to_be_visible()
    expect(page.locator(".td-lede")).to_contain_text("55")
    bar = page.locator(".td-bar div")
    assert sum(int(part) for part in bar.all_inner_texts()) == 55
    expect(page.get_by_text("chưa duyệt").first).to_be_visible()
    assert "?" in page.locator(".td-doubt").first.inner_text()
    assert "≥" in (page.locator(".td-doubt").first.get_attribute("title") or "")


def test_filters_live_in_the_url_and_a_link_reopens_the_view(address: str, page: Page, browser: Browser) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", name="Quý III/2026").first).to_be_visible(timeout=30_000)
    page.get_by_role("combobox", name="Kỳ").click()
    page.get_by_role("option", name="Quý II/2026").click()
    expect(page.get_by_role("heading", name="Phường Trần Liễu · Quý II/2026")).to_be_visible()
    page.wait_for_url("**ky=2026Q2**")
    assert "don_vi=tran-lieu" in page.url and "ke_hoach=tranlieu-79" in page.url
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", name="Phường Trần Liễu · Quý II/2026")).to_be_visible(timeout=30_000)
    other.close()


def test_a_new_report_shows_at_the_next_read_while_the_app_runs(address: str, page: Page, app_home: Home, tmp_path: Path) -> None:
    scratch = Warehouse.own(app_home)
    book = blank(scratch, "tran-lieu/cong-an", "2026Q3")
    book.poke("chu-ky-so-nguoi-dan", 3.5)
    path = tmp_path / "cong-an.xlsx"
    path.write_bytes(book.bytes())
    page.goto(f"{address}/?ky=2026Q3")
    expect(page.get_by_text("Chưa báo cáo:")).to_contain_text("Công an phường", timeout=30_000)
    environment = os.environ | {"TIENDO57_HOME": str(app_home.folder)}
    loaded = subprocess.run([sys.executable, "-m", "etl", "load", str(path), "--by", "an"], cwd=ROOT, env=environment, capture_output=True)
    assert loaded.returncode == 0, loaded.stderr
    page.reload()
    expect(page.get_by_role("heading", name="Quý III/2026").first).to_be_visible(timeout=30_000)
    expect(page.get_by_text("đơn vị đã báo cáo")).not_to_contain_text("Công an phường")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_figure_leads_to_its_cell_and_its_file_and_back(
    address: str, browser: Browser, app_home: Home, width: int, height: int, tmp_path: Path
) -> None:
    opened = signed_in(browser, app_home, address, "an", viewport={"width": width, "height": height}).new_page()
    opened.goto(f"{address}/?ky=2026Q2")
    opened.locator(".td-card", has_text="chữ ký số").locator(".td-big .td-link").first.click(timeout=30_000)
    expect(opened.locator(".td-here").first).to_have_text("40", timeout=30_000)
    expect(opened.get_by_text("Bản chữ nhận dạng từ bản chụp, có thể sai chữ").first).to_be_visible()
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    with opened.expect_download() as file:
        opened.get_by_role("button", name="Tải tệp gốc").first.click()
    file.value.save_as(tmp_path / "goc.xlsx")
    assert Book(load_workbook(tmp_path / "goc.xlsx")).book["Số liệu"]
    opened.get_by_text("← Tổng quan").click()
    expect(opened.get_by_role("heading", name="Phường Trần Liễu · Quý II/2026")).to_be_visible(timeout=30_000)
    opened.close()


def test_links_change_the_page_without_loading_the_program_anew_and_the_back_button_returns(address: str, page: Page) -> None:
    page.goto(f"{address}/?ky=2026Q2")
    page.evaluate("window.loadedOnce = true")
    page.locator(".td-tile .td-link", has_text="chữ ký số").first.click(timeout=30_000)
    page.wait_for_url("**/chi-tieu?**chi_tieu=tranlieu-79**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("chữ ký số", timeout=30_000)
    expect(page.get_by_role("combobox", name="Kỳ")).to_have_value("Quý II/2026")
    page.go_back()
    expect(page.get_by_role("heading", name="Phường Trần Liễu · Quý II/2026")).to_be_visible(timeout=30_000)
    assert page.evaluate("window.loadedOnce") is True


def test_a_wrong_address_is_answered_in_vietnamese(address: str, page: Page) -> None:
    page.goto(f"{address}/khong-co-trang-nay")
    expect(page.get_by_role("dialog")).to_contain_text("Không có trang này", timeout=30_000)
    expect(page.get_by_role("dialog")).not_to_contain_text("page")
    assert page.evaluate("document.documentElement.lang") == "vi"


def test_the_back_button_undoes_a_choice(address: str, page: Page) -> None:
    page.goto(f"{address}/?ky=2026Q3")
    expect(page.get_by_role("heading", name="Quý III/2026").first).to_be_visible(timeout=30_000)
    page.get_by_role("combobox", name="Kỳ").click()
    page.get_by_role("option", name="Quý II/2026").click()
    page.wait_for_url("**ky=2026Q2**")
    page.go_back()
    expect(page.get_by_role("heading", name="Quý III/2026").first).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_is_clipped_at_any_size(address: str, browser: Browser, width: int, height: int) -> None:
    opened = browser.new_page(viewport={"width": width, "height": height})
    opened.goto(address)
    expect(opened.locator(".td-bar")).to_be_visible(timeout=30_000)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    cut = opened.evaluate(
        "[...document.querySelectorAll('.stMain h1, .stMain h2, .stMain h3, .stMain td, .stMain p, .td-badge')]"
        ".filter(e => e.offsetParent && (e.getBoundingClientRect().right > innerWidth + 1)).map(e => e.innerText)"
    )
    assert cut == []
    opened.close()


def test_the_page_speaks_vietnamese_and_uses_its_own_font(address: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    expect(page.locator(".td-bar")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(1000)
    assert any("be-vietnam-pro-vietnamese" in url for url in asked)
    assert all(url.startswith((address, "data:", "blob:")) for url in asked), "nothing is asked of other hosts"
    said = page.locator(".stMain").inner_text()
    for english in ("Loading", "Error", "None", "nan", "null", "undefined", "Target", "Status"):
        assert english not in said


def test_a_report_goes_through_the_browser_and_back(address: str, browser: Browser, app_home: Home, tmp_path: Path) -> None:
    """Wrong file, marked file back, right file, preview, confirm, the overview changes, withdraw, it changes back."""
    opened = signed_in(browser, app_home, address, "an", viewport={"width": 1366, "height": 1400}).new_page()
    opened.goto(f"{address}/nop-bao-cao")
    book = blank(Warehouse.own(app_home), "tran-lieu/trung-tam-hcc", "2026Q3")
    where = book.poke("dvctt-su-dung", "0,6")
    (tmp_path / "sai.xlsx").write_bytes(book.bytes())
    opened.locator("input[type=file]").set_input_files(tmp_path / "sai.xlsx")
    expect(opened.get_by_text("1 lỗi, 0 cảnh báo")).to_be_visible(timeout=30_000)
    expect(opened.get_by_role("button", name="Xác nhận nộp")).to_have_count(0)
    with opened.expect_download() as marked:
        opened.get_by_role("button", name="Tải lại tệp của tôi, có đánh dấu chỗ cần sửa").click()
    marked.value.save_as(tmp_path / "danh-dau.xlsx")
    back = Book(load_workbook(tmp_path / "danh-dau.xlsx"))
    assert "0,6" in back.book["Số liệu"][where].comment.text
    back.poke("dvctt-su-dung", 61.5)
    (tmp_path / "dung.xlsx").write_bytes(back.bytes())
    opened.locator("input[type=file]").set_input_files(tmp_path / "dung.xlsx")
    expect(opened.get_by_text("Số liệu sẽ lưu cho Phường Trần Liễu, Quý III/2026")).to_be_visible(timeout=30_000)
    expect(opened.get_by_text("61,5 %")).to_be_visible()
    expect(opened.get_by_text("Người thực hiện: An (an)")).to_be_visible()
    opened.get_by_role("button", name="Xác nhận nộp").click()
    expect(opened.get_by_text("Đã lưu báo cáo, mã BC-")).to_be_visible(timeout=30_000)
    assert _value(app_home, "tranlieu-79/PL1/1.1") == 61.5
    opened.goto(f"{address}/da-nop")
    opened.locator(".td-code .td-link").first.click(timeout=30_000)
    expect(opened.get_by_text("Nếu rút: 1 số liệu đổi")).to_be_visible(timeout=30_000)
    expect(opened.get_by_role("button", name="Duyệt")).to_have_count(0)  # who sends does not approve
    opened.get_by_label("Lý do rút").fill("Nhầm quý")
    opened.get_by_label("Lý do rút").press("Enter")
    opened.get_by_role("button", name="Rút BC-").click()
    expect(opened.get_by_text("Đã rút BC-")).to_be_visible(timeout=30_000)
    assert _value(app_home, "tranlieu-79/PL1/1.1") is None
    opened.close()


def _value(home: Home, indicator_id: str) -> float | None:
    """What the scorecard says of Trần Liễu in the last quarter, as another process sees it."""
    with Warehouse.own(home).cursor() as cursor:
        found = cursor.execute(
            "SELECT value::DOUBLE FROM scorecard WHERE unit_id = 'tran-lieu' AND indicator_id = ? AND period = '2026Q3'", [indicator_id]
        ).fetchone()
    return found[0] if found else None


def test_an_empty_home_says_what_to_do_next(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "Lấy biểu mẫu" in app.info[0].value


def test_a_damaged_ledger_is_told_in_words_not_in_a_trace(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    _small_demonstration(home)
    (home.ledger / "00000002.json").write_text("{}")
    home.warehouse.unlink()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "Mục 2 của sổ cái" in app.error[0].value
