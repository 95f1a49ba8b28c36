"""A plan of many units offers them like a tree: the topmost, and the branch of the one chosen; a link to any of them still opens it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from bench.entered import PLAN as THOUSANDS
from bench.entered import enter
from bench.workload import Size, commune, make, province, province_of
from store import reads
from store.home import Home
from tests.browser import chromium, serving
from tests.pages import open_page, said
from tests.test_every_page import faults
from tests.world import PLAN, World, unit

COUNTRY = Size("T", communes=180, quarters=1, provinces_report=True)
NEAR, FAR = 120, 180
HINT = "chọn tỉnh, thành phố trước"


# -- which are offered -------------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(make_world: Callable[..., World]) -> World:
    """A country of two provinces with two wards each and a province without; the wards and the lonely province are bound."""
    wards = [unit(name, parent_id=name[0]) for name in ("p1", "p2", "q1", "q2")]
    provinces = [unit("country", "tw"), unit("p", "tinh", "country"), unit("q", "tinh", "country"), unit("alone", "tinh", "country")]
    bound = [{"plan_id": "k", "unit_id": name} for name in ("p1", "p2", "q1", "q2", "alone")]
    return make_world(units=[*provinces, *wards], plans=[PLAN], plan_units=bound)


def near(world: World, unit_id: str | None, at_once: int = 3) -> list[str]:
    """The units offered beside one; a closed branch is marked."""
    warehouse = world.open()
    with warehouse.cursor() as cursor:
        rows = reads.judged_units_near(cursor, "k", reads.branch_of(cursor, "k", unit_id), at_once)
    warehouse.close()
    return [row["unit_id"] + "+" * row["closed"] for row in rows]


@pytest.mark.parametrize(
    ("chosen", "offered"),
    [
        ("q1", ["country", "alone", "p+", "q", "q1", "q2"]),
        ("p", ["country", "alone", "p", "q+", "p1", "p2"]),
        ("country", ["country", "alone", "p+", "q+"]),
        ("alone", ["country", "alone", "p+", "q+"]),
        (None, ["country+"]),
        ("nobody", ["country+"]),
    ],
)
def test_a_branch_is_opened_and_the_way_up_stays(tree: World, chosen: str | None, offered: list[str]) -> None:
    assert near(tree, chosen) == offered


def test_few_units_are_offered_together_bound_ones_first(tree: World) -> None:
    assert near(tree, "q1", at_once=8) == ["alone", "p1", "p2", "q1", "q2", "country", "p", "q"]
    assert len(near(tree, "q1", at_once=7)) == 6


# -- on the page -------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """34 provinces, 180 communes and a quarter of figures."""
    folder = tmp_path_factory.mktemp("country")
    make(folder / "facts.duckdb", COUNTRY)
    enter(folder / "facts.duckdb", Home(folder / "home"), COUNTRY)
    return Home(folder / "home")


@pytest.fixture
def overview(country: Home, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    monkeypatch.setenv("TIENDO57_HOME", str(country.folder))
    return lambda page="xem/tong_quan", **query: open_page(page, ke_hoach=THOUSANDS, **query)


def offered(app: AppTest) -> list[str]:
    return list(app.selectbox(key="don_vi").options)


def wards_of(number: int) -> list[str]:
    """The names of the communes beside one."""
    return sorted(commune(other)[1] for other in range(1, COUNTRY.communes + 1) if province_of(other) == province_of(number))


PROVINCES = [province(number)[1] for number in range(1, COUNTRY.provinces + 1)]


@pytest.mark.slow
@pytest.mark.xdist_group("many")
def test_a_link_to_a_commune_opens_it_among_its_neighbours(overview: Callable[..., AppTest]) -> None:
    app = overview(don_vi=commune(FAR)[0])
    assert commune(FAR)[1] in said(app) and app.selectbox(key="don_vi").value == commune(FAR)[0]
    assert offered(app)[: len(PROVINCES)] == PROVINCES and sorted(offered(app)[len(PROVINCES) :]) == wards_of(FAR)
    assert HINT in app.selectbox(key="don_vi").help


@pytest.mark.slow
@pytest.mark.xdist_group("many")
def test_another_province_opens_its_communes_and_the_url_follows(overview: Callable[..., AppTest]) -> None:
    app = overview(don_vi=commune(FAR)[0])
    code, name = province(province_of(NEAR))
    app.selectbox(key="don_vi").select(code).run()
    assert name in said(app) and app.query_params["don_vi"] in (code, [code])
    assert sorted(offered(app)[len(PROVINCES) :]) == wards_of(NEAR)
    app.selectbox(key="don_vi").select(commune(NEAR)[0]).run()
    assert commune(NEAR)[1] in said(app) and app.query_params["don_vi"] in (commune(NEAR)[0], [commune(NEAR)[0]])
    assert not app.warning


@pytest.mark.slow
@pytest.mark.xdist_group("many")
def test_a_changed_address_wins_over_the_box_and_an_unknown_one_is_answered(overview: Callable[..., AppTest]) -> None:
    app = overview(don_vi=commune(FAR)[0])
    app.selectbox(key="don_vi").select(province(1)[0]).run()
    app.query_params["don_vi"] = commune(NEAR)[0]
    app.run()
    assert app.selectbox(key="don_vi").value == commune(NEAR)[0] and not app.warning
    app.query_params["don_vi"] = "abc"
    app.run()
    assert "Không có đơn vị «abc» ở đây" in said(app)
    assert offered(app) == PROVINCES


@pytest.mark.slow
@pytest.mark.xdist_group("many")
def test_every_page_of_filters_keeps_the_commune(overview: Callable[..., AppTest]) -> None:
    app = overview(don_vi=commune(FAR)[0])
    for page in ("xem/don_vi", "xem/giai_doan"):
        app.switch_page(f"pages/{page}.py").run()
        assert app.selectbox(key="don_vi").value == commune(FAR)[0] and commune(FAR)[1] in offered(app)


@pytest.mark.slow
@pytest.mark.xdist_group("many")
def test_by_keyboard_to_another_province_down_to_a_commune_and_back(country: Home, tmp_path_factory: pytest.TempPathFactory) -> None:
    home = Home(tmp_path_factory.mktemp("served"))
    shutil.copytree(country.ledger, home.ledger)
    with serving(home) as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        heading, box = page.get_by_role("heading", level=1), page.locator(".st-key-don_vi input")
        page.goto(f"{address}/?ke_hoach={THOUSANDS}&don_vi={commune(FAR)[0]}")
        expect(heading).to_contain_text(commune(FAR)[1], timeout=60_000)
        box.click()
        box.press_sequentially(commune(NEAR)[1])
        expect(page.get_by_role("listbox")).to_have_text("Không có trong danh sách")
        box.press("Escape")
        for code, name in (province(province_of(NEAR)), commune(NEAR)):
            box.click()
            box.press_sequentially(name)
            expect(page.get_by_role("option", name=name)).to_be_visible()
            box.press("Enter")
            expect(heading).to_contain_text(name, timeout=20_000)
            expect(page).to_have_url(re.compile(f"don_vi={code}"))
        assert faults(page) == []
        page.go_back()
        expect(heading).to_contain_text(province(province_of(NEAR))[1], timeout=20_000)
        expect(box).to_have_value(province(province_of(NEAR))[1])
