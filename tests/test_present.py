"""The slides on a projector, in a real browser: the keys work, the picture fills the window, Esc leaves; the file needs nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from report.briefing import standalone
from store.home import Home
from tests.browser import SIZES, chromium, serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1920 1080"><rect width="1920" height="1080" fill="{}"/></svg>'
COLOURS = ("#123456", "#654321", "#abcdef", "#fedcba")
HARD = "</script><b id='broken'>một</b>"
TITLES = (HARD, "hai", "ba", "bốn")
PICTURE = ".td-show img[src^=blob]"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def alone(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Four slides as the file somebody takes along, opened from a disk without any network."""
    pictures = [standalone.squeezed(SQUARE.format(colour).encode()) for colour in COLOURS]
    path = tmp_path / "trinh-chieu.html"
    path.write_bytes(standalone.whole("Bản tin <7K2>", pictures, TITLES))
    context = browser.new_context(viewport={"width": 1366, "height": 768}, offline=True, has_touch=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector(PICTURE)
    yield page
    context.close()


def at(page: Page, said: str) -> None:
    expect(page.locator(".td-show-counter")).to_have_text(said)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_keys_of_a_presenter_work(alone: Page) -> None:
    at(alone, "1/4")
    for keys, said in (
        (["ArrowRight"], "2/4"), (["Space"], "3/4"), (["PageDown", "PageDown", "PageDown"], "4/4"), (["ArrowLeft"], "3/4"),
        (["PageUp"], "2/4"), (["End"], "4/4"), (["Home"], "1/4"), (["ArrowLeft"], "1/4"),
    ):  # fmt: skip
        press(alone, *keys)
        at(alone, said)


def test_the_picture_of_the_place_is_shown_and_told(alone: Page) -> None:
    expect(alone.get_by_role("img")).to_have_attribute("alt", HARD)
    assert alone.locator("#broken").count() == 0 and alone.title() == "Bản tin <7K2>"
    press(alone, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    expect(alone.get_by_role("img")).to_have_attribute("alt", "ba")
    assert alone.evaluate("fetch(document.querySelector('.td-show img').src).then(one => one.text())") == SQUARE.format(COLOURS[2])


def test_b_makes_it_black_and_any_step_brings_it_back(alone: Page) -> None:
    black = alone.locator(".td-show-black")
    press(alone, "b")
    expect(black).to_be_visible()
    press(alone, "B")
    expect(black).to_be_hidden()
    press(alone, "b", "ArrowRight")
    expect(black).to_be_hidden()
    at(alone, "2/4")


def test_the_halves_and_the_buttons_are_clicked(alone: Page) -> None:
    alone.mouse.click(1100, 400)
    at(alone, "2/4")
    alone.mouse.click(200, 400)
    at(alone, "1/4")
    alone.get_by_role("button", name="Sau →").click()
    at(alone, "2/4")
    assert alone.get_by_role("button", name="Thoát").count() == 0, "a file has nothing to go back to"


def test_f_fills_the_screen_and_esc_of_the_browser_ends_that(alone: Page) -> None:
    press(alone, "f")
    alone.wait_for_function("!!document.fullscreenElement")
    press(alone, "f")
    alone.wait_for_function("!document.fullscreenElement")
    at(alone, "1/4")


@pytest.mark.parametrize("moved", [(300, 60, "2/4"), (60, 300, "1/4"), (200, 190, "1/4")], ids=["to the left", "to the right", "hardly"])
def test_a_finger_turns_the_page(alone: Page, moved: tuple[int, int, str]) -> None:
    start, end, said = moved
    alone.evaluate(
        """([start, end]) => { const stage = document.querySelector(".td-show");
        const touch = x => new Touch({ identifier: 1, target: stage, clientX: x, clientY: 300 });
        stage.dispatchEvent(new TouchEvent("touchstart", { changedTouches: [touch(start)], bubbles: true, cancelable: true }));
        stage.dispatchEvent(new TouchEvent("touchend", { changedTouches: [touch(end)], bubbles: true, cancelable: true })); }""",
        [start, end],
    )
    at(alone, said)


@pytest.mark.parametrize("size", [*SIZES, (844, 390), (1024, 768)], ids=str)
def test_the_picture_is_as_large_as_the_window_allows(alone: Page, size: tuple[int, int]) -> None:
    wide, high = size
    alone.set_viewport_size({"width": wide, "height": high})
    box = alone.get_by_role("img").bounding_box()
    assert box is not None
    room = min(wide, high * 16 / 9)
    assert box["width"] == pytest.approx(room, abs=1) and box["height"] == pytest.approx(room * 9 / 16, abs=1)
    assert box["x"] == pytest.approx((wide - room) / 2, abs=1) and box["y"] == pytest.approx((high - room * 9 / 16) / 2, abs=1)
    assert alone.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [wide, high]


def test_the_same_slides_make_the_same_file() -> None:
    made = [standalone.whole("a", [standalone.squeezed(b"<svg/>")], ["x"]) for _ in range(2)]
    assert made[0] == made[1] and b"http://" not in made[0] and b"https://" not in made[0]


# -- in the program ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(demonstration: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = Home(tmp_path_factory.mktemp("served"))
    shutil.copytree(demonstration.ledger, home.ledger)
    with serving(home) as url:
        yield url


def test_from_the_page_to_the_projector_and_back(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    page.goto(f"{address}/ban-tin?ke_hoach=tranlieu-79&don_vi=tran-lieu")
    expect(page.locator(".td-slide")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Sau →").click()
    expect(page.locator(".td-slide-bar b")).to_contain_text("Trang 2/", timeout=20_000)
    page.get_by_role("link", name="Trình chiếu").click()
    page.wait_for_selector(PICTURE, timeout=60_000)
    expect(page.locator(".td-show-counter")).to_contain_text("2/")
    box = page.locator(".td-show img").bounding_box()
    assert box is not None and (box["width"], box["height"]) == (1920, 1080)
    assert page.evaluate("document.elementFromPoint(5, 600).closest('.td-show') !== null"), "nothing of the program stands above it"
    press(page, "End", "r", "c")
    expect(page.get_by_role("dialog")).to_have_count(0)
    press(page, "Escape")
    expect(page.locator(".td-slide")).to_be_visible(timeout=30_000)
    expect(page.locator(".td-show")).to_have_count(0)
    assert "trinh_chieu" not in page.url
    expect(page.locator(".td-slide-bar b")).to_contain_text("Trang 2/")
    page.close()


def test_a_link_opens_the_show_at_once(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="vi-VN", has_touch=True)
    page.goto(f"{address}/ban-tin?ke_hoach=uongbi-53&trinh_chieu=1")
    page.wait_for_selector(PICTURE, timeout=60_000)
    box = page.locator(".td-show img").bounding_box()
    assert box is not None and box["width"] == pytest.approx(390, abs=1)
    page.get_by_role("button", name="Thoát").click()
    expect(page.locator(".td-slide")).to_be_visible(timeout=30_000)
    page.close()
