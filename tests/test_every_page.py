"""Every page, for every plan and for units with much, little and no data: it opens, speaks Vietnamese, fits, and can be read by all.

Read as nobody, which the demonstration allows; who else may open what is test_every_role's business.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from store.home import Home
from tests.browser import SIZES, chromium, serving, settle
from tests.pages import is_marked, open_page, said, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pages")]

PAGES = {
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
    "ban_tin": "ban-tin",
}
SECTION = {"ban_tin": "hop"}
"""The folder of a page, where it is not `xem`."""
PUBLISHED = {"bo_chi_so": "số đã công bố", "ra_soat": "văn bản thật"}
"""Pages whose content the demonstration does not invent: they carry no mark and say in words what they show."""
PLANS = ("tranlieu-79", "uongbi-114", "haiduong-snv-276", "haiphong-sct-5749", "uongbi-53")
UNITS = ("tran-lieu", "lam-mau", "van-mau", "minh-hoa")
ENGLISH = re.compile(r"\b(None|nan|NaN|null|undefined|True|False|Loading|Error|Target|Status|Download|Value|Total|Search|Choose)\b")


def script(page: str) -> str:
    return f"{SECTION.get(page, 'xem')}/{page}"


@pytest.fixture(autouse=True)
def shown_home(demonstration: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(demonstration.folder))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("plan", PLANS)
def test_a_page_opens_for_every_plan(page: str, plan: str) -> None:
    app = open_page(script(page), ke_hoach=plan)
    words = said(app)
    assert not ENGLISH.findall(words)
    assert is_marked(app) is (page not in PUBLISHED)
    if page in PUBLISHED:
        assert PUBLISHED[page] in words and "không thuộc số liệu minh họa" in words


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("unit", UNITS)
def test_a_page_opens_for_units_with_much_and_little_data_and_for_those_above(page: str, unit: str) -> None:
    assert not ENGLISH.findall(said(open_page(script(page), ke_hoach="tranlieu-79", don_vi=unit)))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_for_the_first_quarter(page: str) -> None:
    assert not ENGLISH.findall(said(open_page(script(page), ke_hoach="tranlieu-79", don_vi="tran-lieu", ky="2025Q1")))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_before_there_is_any_report(page: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch)
    app = open_page(script(page))
    assert not ENGLISH.findall(said(app))
    assert not is_marked(app)


def test_the_newest_quarter_is_followed_from_plan_to_plan_and_an_older_one_says_so() -> None:
    app = open_page("xem/tong_quan", ke_hoach="tranlieu-79", don_vi="tran-lieu")
    app.selectbox(key="ke_hoach").select("haiduong-snv-276").run()
    assert app.selectbox(key="ky").value == "2025Q2"
    app.selectbox(key="ke_hoach").select("tranlieu-79").run()
    assert app.selectbox(key="ky").value == "2026Q3" and "Đang xem kỳ cũ" not in said(app)
    app.selectbox(key="ky").select("2026Q1").run()
    app.selectbox(key="don_vi").select("an-mau").run()
    assert app.selectbox(key="ky").value == "2026Q1" and "Đang xem kỳ cũ. Xem Quý III/2026, kỳ mới nhất" in said(app)


def test_a_unit_that_owes_the_newest_quarter_opens_at_it() -> None:
    app = open_page("xem/tong_quan", ke_hoach="tranlieu-79", don_vi="van-mau")
    assert app.selectbox(key="ky").value == "2026Q3"
    assert "Chưa có báo cáo Quý III/2026; đang xem số của Quý I/2026" in said(app) and "1/1 đơn vị đã báo cáo" not in said(app)


def test_a_link_to_what_is_not_there_is_answered() -> None:
    assert "Không có đơn vị «abc» ở đây" in said(open_page("xem/tong_quan", don_vi="abc"))
    assert "Không có Phường Uông Bí ở đây" in said(open_page("xem/tong_quan", ke_hoach="tranlieu-79", don_vi="uong-bi"))


def test_a_plan_without_figures_is_told_by_its_number_also_where_the_menu_leads() -> None:
    by_link = said(open_page("xem/nguon", ke_hoach="uongbi-53", don_vi="uong-bi"))
    assert "Kế hoạch 53/KH-UBND không đặt chỉ tiêu bằng số nên không có số liệu để xem ở trang này. Đang xem kế hoạch " in by_link
    assert "uong-bi" not in by_link and "uongbi-53" not in by_link and "Phường Uông Bí ở đây" not in by_link
    by_menu = open_page("xem/don_vi", ke_hoach="uongbi-53")
    by_menu.query_params.clear()
    by_menu.switch_page("pages/xem/nguon.py").run()
    assert "Kế hoạch 53/KH-UBND không đặt" in said(by_menu)


# -- in the browser ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(demonstration: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration served from a copy: the harness above holds the first one's warehouse."""
    home = Home(tmp_path_factory.mktemp("served"))
    shutil.copytree(demonstration.ledger, home.ledger)
    with serving(home) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(params=SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    opened = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
    yield opened
    opened.close()


def whole(page: Page, url: str) -> None:
    """Opens a page and waits until it stands still."""
    page.goto(url)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
    settle(page)


CUT = """() => {
  const scrolls = e => {
    for (; e && !e.matches('.stMain'); e = e.parentElement) if (/auto|scroll/.test(getComputedStyle(e).overflowX)) return true;
  };
  // what stands in a closed fold is not shown
  const shown = ['h1', 'h2', 'h3', 'td', 'th', 'p', '.td-badge', 'img'].map(one => '.stMain ' + one).join(',');
  return [...document.querySelectorAll(shown)]
    .filter(e => e.getClientRects().length && e.getBoundingClientRect().right > innerWidth + 1 && !scrolls(e))
    .map(e => e.innerText || e.alt);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_no_serious_fault_is_found(name: str, address: str, page: Page) -> None:
    whole(page, f"{address}/{PAGES[name]}?ke_hoach=tranlieu-79&don_vi=tran-lieu")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert page.evaluate(CUT) == []
    assert faults(page) == []


def faults(page: Page) -> list[str]:
    """The serious and critical faults a checker of accessibility finds on the page as it stands; a closed fold shows nothing yet."""
    settle(page)
    shown = {"exclude": [["details:not([open]) > :not(summary)"]]}
    found = [fault for fault in Axe().run(page, context=shown).response["violations"] if fault["impact"] in ("serious", "critical")]
    return [f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"][:3]]


@pytest.mark.parametrize("unit", ["tran-lieu", "minh-hoa"])
def test_the_overview_stands_on_one_screen_of_a_meeting_room(unit: str, address: str, browser: Browser) -> None:
    opened = browser.new_page(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    whole(opened, f"{address}/?ke_hoach=tranlieu-79&don_vi={unit}&ky=2026Q3")
    assert opened.evaluate("document.querySelector('.stMain').scrollHeight") <= 1080
    opened.close()


@pytest.mark.parametrize("plan", PLANS)
def test_on_a_phone_no_plan_is_wider_than_the_screen(plan: str, address: str, browser: Browser) -> None:
    opened = browser.new_page(viewport={"width": 390, "height": 844}, locale="vi-VN")
    for path in PAGES.values():
        whole(opened, f"{address}/{path}?ke_hoach={plan}")
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert opened.evaluate(CUT) == [], path
    opened.close()
