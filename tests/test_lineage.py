"""Every figure leads to the cell it was typed into, every target to the lines of the plan that set it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from domain.access import EVERYWHERE
from domain.period import Period
from etl.lineage import excerpt
from etl.submit import approve, load, send_back
from report import lineage, markup, overview
from store import reads
from store.catalogue import read_catalogue, source_text
from store.home import CATALOGUE, Home
from store.ledger import unpack_file
from store.warehouse import Warehouse
from tests.pages import sign_in
from tests.rows import card
from tests.test_markup import EVIL, EVIL_ROW, Page
from tests.workbooks import Book, blank
from tests.world import PLAN as PLAN_OF_THE_WORLD
from tests.world import World, indicator, measure, target, unit

pytestmark = pytest.mark.xdist_group("lineage")  # one worker makes the home below

ROOT = Path(__file__).resolve().parent.parent
PLAN = "tranlieu-79"
SHOWN = ("2025Q4", "2026Q2")
WARDS = {
    "units": [
        {"unit_id": "minh-hoa", "name": "Thành phố thử", "short_name": "Thử", "kind": "tinh", "demonstration": True},
        *(
            {"unit_id": slug, "name": f"Phường {slug}", "short_name": slug, "kind": "phuong", "parent_id": "minh-hoa"}
            for slug in ("an-thu", "binh-thu")
        ),
    ],
    "plan_units": [{"plan_id": PLAN, "unit_id": slug} for slug in ("an-thu", "binh-thu")],
}
FIGURES: dict[str, dict[str, object]] = {
    "chu-ky-so-truong-thanh": {"value": 40.4},
    "bang-rong-1gb": {"numerator": 850, "denominator": 1000},
    "dvctt-su-dung": {"numerator": 120, "denominator": 200},
    "chi-ngan-sach": {"numerator": 13, "denominator": 1000},
    "sang-kien": {"value": 2},
    "5g-dia-ban": {"value": "71,5"},
}


def filled(warehouse: Warehouse, unit_id: str, period: str, step: int) -> Book:
    book = blank(warehouse, unit_id, period)
    codes = {book.book["Số liệu"].cell(line, 13).value for line in range(6, book.book["Số liệu"].max_row + 1)}
    for code in codes & set(FIGURES):
        for column, entered in FIGURES[code].items():
            moved = entered + step if isinstance(entered, (int, float)) else f"{71 + step},5"
            book.poke(code, moved, column)
    return book


@pytest.fixture(scope="module")
def real_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Trần Liễu, one of its departments and two wards of a city over three quarters; one report waits, one was returned."""
    home = Home(tmp_path_factory.mktemp("lineage"))
    warehouse = Warehouse.own(home)
    warehouse.ledger.append_all([("start", {"demonstration": True}), ("catalogue_rows", {"rows": WARDS})], by="an")
    for step, period in enumerate(("2025Q4", "2026Q1", "2026Q2"), 1):
        for unit_id in ("tran-lieu", "an-thu", "binh-thu"):
            outcome = load(warehouse, filled(warehouse, unit_id, period, step).bytes(), f"{unit_id}.xlsx", by="an", accept_warnings=True)
            if (unit_id, period) != ("binh-thu", "2026Q2"):
                approve(warehouse, str(outcome.submission_id), by="binh")
    late = filled(warehouse, "tran-lieu", "2026Q2", 9)
    wrong = load(warehouse, late.bytes(), "nhầm.xlsx", by="an", accept_warnings=True)
    send_back(warehouse, str(wrong.submission_id), by="binh", why="Chưa có minh chứng")
    warehouse.close()
    return home


@pytest.fixture(scope="module")
def real(real_home: Home) -> Iterator[Warehouse]:
    opened = Warehouse.own(real_home)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def cards(real: Warehouse) -> list[dict]:
    """Every row of the scorecard in two quarters, each with its sources."""
    with real.cursor() as cursor:
        found = []
        for one in reads.judged_units(cursor, PLAN):
            for period in SHOWN:
                found += reads.scorecard(cursor, PLAN, one["unit_id"], Period.parse(period))
        asked = [(row["unit_id"], row["indicator_id"], Period.parse(row["period"])) for row in found]
        return [row | {"sources": reads.figure_sources(cursor, *key)} for row, key in zip(found, asked, strict=True)]


def half_up(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


class Files:
    """The original workbooks as openpyxl shows them."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.books = {
            entry.number: load_workbook(io.BytesIO(unpack_file(entry.data["file"])))
            for entry in warehouse.ledger.entries()
            if entry.kind == "submission"
        }

    def typed(self, source: dict) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        """What was typed as the value, the numerator and the denominator in the row of a source's cell."""
        sheet, line = self.books[source["number"]][source["sheet"]], int(re.sub(r"\D", "", source["cell"]))
        assert sheet[source["cell"]].column_letter == "G"
        entered = (sheet[f"{letter}{line}"].value for letter in "GHI")
        value, numerator, denominator = (None if one is None else Decimal(str(one).replace(",", ".")) for one in entered)
        return value, numerator, denominator


def computed(row: dict, sources: list[dict], files: Files, over_units: str) -> Decimal:
    """A figure made again from nothing but the cells it is said to come from."""
    typed = [files.typed(source) for source in sources]
    if all(numerator is not None and denominator is not None for _, numerator, denominator in typed):
        return half_up(100 * sum(one[1] for one in typed) / sum(one[2] for one in typed), row["decimals"])
    total = sum(value for value, _, _ in typed)
    return half_up(total / len({source["unit_id"] for source in sources}), row["decimals"]) if over_units == "trung_binh" else total


def test_every_figure_and_every_base_can_be_made_again_from_its_cells(real: Warehouse, cards: list[dict]) -> None:
    files, proved = Files(real), {"value": 0, "base": 0}
    with real.cursor() as cursor:
        over_units = {row["measure_id"]: row["over_units"] for row in reads.whole_table(cursor, "measure")[1]}
    for row in cards:
        by_role = {role: [one for one in row["sources"] if one["role"] == role] for role in {one["role"] for one in row["sources"]}}
        assert ("value" in by_role) == (row["value"] is not None), row
        for role, sources in by_role.items():
            assert computed(row, sources, files, over_units[row["measure_id"]]) == row[role], (row, role)
            proved[role] += 1
    assert proved["value"] > 50 and proved["base"] > 10


def test_the_cells_of_a_figure_are_told_once_each(real: Warehouse, cards: list[dict]) -> None:
    told = [(row["unit_id"], row["indicator_id"], row["period"], one["role"], one["submission_id"], one["sheet"], one["cell"])
            for row in cards for one in row["sources"]]  # fmt: skip
    with real.cursor() as cursor:
        known = [tuple(row.values()) for row in reads.whole_table(cursor, "scorecard_source")[1] if row["period"] in SHOWN]
    assert sorted(told) == sorted(known)
    assert len(set(told)) == len(told)


def test_an_aggregate_reaches_all_its_units_and_quarters(real: Warehouse) -> None:
    with real.cursor() as cursor:
        found = reads.figure_sources(cursor, "minh-hoa", f"{PLAN}/PL1/3", Period.parse("2026Q2"))
    behind = {(one["unit_id"], one["period"], one["state"]) for one in found if one["role"] == "value"}
    assert behind == {
        ("an-thu", "2026Q1", "da_duyet"),
        ("an-thu", "2026Q2", "da_duyet"),
        ("binh-thu", "2026Q1", "da_duyet"),
        ("binh-thu", "2026Q2", "cho_duyet"),
    }


def test_the_excerpt_shows_the_cell_as_it_was_filled(real: Warehouse, cards: list[dict]) -> None:
    wanted = {(one["number"], one["cell"]): one for row in cards for one in row["sources"]}
    last = max(number for number, _ in wanted)
    for one in (source for (number, _), source in wanted.items() if number == last):
        entry = next(iter(real.ledger.entries(after=one["number"] - 1)))
        found = excerpt(unpack_file(entry.data["file"]), one["sheet"], one["cell"])
        assert found is not None
        assert f"{found.letters[found.here]}{found.row}" == one["cell"]
        [(number, heading)] = found.headings
        assert (number, heading[found.here]) == (5, "Kỳ này")
        assert [heading[place] for place in found.parts.values()] == ["Tử số", "Mẫu số"]
        assert "M" not in found.letters  # the hidden column of codes
        assert (found.line[found.here] == "") == (one["numerator"] is not None)


def test_the_excerpt_of_another_kind_of_sheet(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "Bảng"
    for line in (["Báo cáo"], [], ["Đơn vị", "Chữ ký số", "5G"], ["Phường A", 0.625, 70.25], ["Phường B", date(2026, 9, 30), True]):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    found = excerpt(out.getvalue(), "Bảng", "C4")
    assert found is not None
    assert found.headings == ((3, ("Đơn vị", "Chữ ký số", "5G")),)
    assert (found.line, found.here) == (("Phường A", "0,625", "70,25"), 2)
    beyond = excerpt(out.getvalue(), "Bảng", "Z9")
    assert beyond is not None and (beyond.letters, beyond.line, beyond.headings) == (("Z",), ("",), ())
    last = excerpt(out.getvalue(), "Bảng", "B5")
    assert last is not None and last.line == ("Phường B", "30/09/2026", "Đúng")
    assert excerpt(out.getvalue(), "Trang khác", "C4") is None
    assert excerpt(b"not a workbook", "Bảng", "C4") is None


def test_a_very_wide_sheet_shows_its_left_edge_and_what_stands_near_the_cell() -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["", "", *(f"Chỉ tiêu {place // 3}" if place % 3 == 0 else "" for place in range(60))])
    sheet.append(["TT", "Đơn vị", *("Kỳ này", "Tử số", "Mẫu số") * 20])
    sheet.append(["m", "mã", *("value", "numerator", "denominator") * 20])
    sheet.row_dimensions[3].hidden = True
    sheet.append([1, "Phường A", *(None, 5, 8) * 20])
    out = io.BytesIO()
    book.save(out)
    found = excerpt(out.getvalue(), sheet.title, "U4")
    assert found is not None
    assert found.letters == ("A", "B", "C", *"RSTUVWX")
    assert [(number, heading[found.here]) for number, heading in found.headings] == [(1, "Chỉ tiêu 6"), (2, "Kỳ này")]
    assert {name: found.letters[place] for name, place in found.parts.items()} == {"numerator": "V", "denominator": "W"}
    assert (found.line[found.here], found.left_out) == ("", 52)


# -- targets -----------------------------------------------------------------------------------------------------------------


def test_every_target_and_row_of_the_catalogue_leads_to_its_lines() -> None:
    for name in ("indicators", "targets"):
        for row in read_catalogue(CATALOGUE)[name]:
            lines = source_text(row["source"])
            assert any(line.named and line.text.strip() for line in lines), row
            assert [line.number for line in lines] == sorted({line.number for line in lines})


def test_lines_come_with_two_of_context_and_gaps_are_shown() -> None:
    lines = source_text("001_7ac7d944c215c4c1.txt:487,500-501")
    assert [line.number for line in lines] == [485, 486, 487, 488, 489, 498, 499, 500, 501, 502, 503]
    assert [line.number for line in lines if line.named] == [487, 500, 501]
    fragment = lineage.plan_lines(lines)
    assert fragment.count("…</span>") == 1 and "<i>487</i>" in fragment
    assert lineage.plan_lines([]).count("<i>") == 0
    assert source_text("001_7ac7d944c215c4c1.txt:1")[0].number == 1


def test_a_source_of_another_kind_is_shown_as_it_is() -> None:
    source = "Sổ tính «ke-hoach.xlsx», trang «Chỉ tiêu», ô D7"
    assert source_text(source) == source_text("000_0000000000000000.txt:1") == []
    assert lineage.source_name(source) == source
    assert lineage.source_name("001_7ac7d944c215c4c1.txt:487,490") == "tệp 001_7ac7d944c215c4c1.txt, dòng 487, 490"


def test_a_revised_target_stands_from_its_day_and_the_old_one_stays(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("a"), unit("b")],
        plans=[PLAN_OF_THE_WORLD],
        plan_units=[{"plan_id": "k", "unit_id": "a"}, {"plan_id": "k", "unit_id": "b"}],
        measures=[measure("m")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[
            target("k/PL2/1", 2030, ">=", 80),
            target("k/PL2/1", 2030, ">=", 90, valid_from="2026-04-01"),
            target("k/PL2/1", 2030, ">=", 70, unit_id="b"),
        ],
    )
    for unit_id in "ab":
        for period in ("2026Q1", "2026Q2"):
            world.report(unit_id, period, {"m": 50})
    with world.open().cursor() as cursor:
        for unit_id in "ab":
            for text in ("2026Q1", "2026Q2"):
                rows = reads.targets_of(cursor, "k/PL2/1", unit_id, Period.parse(text))
                [standing] = [row for row in rows if row["stands"]]
                assert standing["value"] == world.card(unit_id, "k/PL2/1", text)["target"], (unit_id, text)
        old, new = sorted(reads.targets_of(cursor, "k/PL2/1", "a", Period.parse("2026Q2")), key=lambda row: row["value"])
    assert lineage.target_standing(old, date(2026, 6, 30)) == "đã thay từ 01/04/2026"
    assert lineage.target_standing(old, date(2026, 3, 31)) == "sẽ thay từ 01/04/2026"
    assert lineage.target_standing(new, date(2026, 6, 30)) == "áp dụng từ 01/04/2026"
    assert lineage.target_standing(new, date(2026, 3, 31)) == "áp dụng từ 01/04/2026; chưa áp dụng trong kỳ này"


# -- history -----------------------------------------------------------------------------------------------------------------


def test_the_history_names_the_figure_that_stands_and_why(small_world: World) -> None:
    quarter = Period.parse("2025Q4")
    ids = [small_world.report("a", "2025Q4", {"m": value}, approve=value in (50, 52)) for value in (50, 51, 52, 53, 54, 55)]
    small_world.act("return", {"submission_id": ids[3], "reason": "thiếu minh chứng"})
    small_world.act("withdrawal", {"submission_id": ids[4], "reason": "nhầm quý"})
    with small_world.open().cursor() as cursor:
        rows = reads.values_of(cursor, EVERYWHERE, "a", "m", quarter, quarter)
    assert [row["submission_id"] for row in rows] == ids[::-1]
    assert [lineage.standing_reason(row, rows) for row in rows] == [
        "Chưa dùng: còn chờ duyệt, bản đã duyệt vẫn có hiệu lực",
        "Không dùng, đã rút: nhầm quý",
        "Không dùng, trả lại: thiếu minh chứng",
        "Đang dùng: bản được duyệt mới nhất",
        "Chưa dùng: còn chờ duyệt, bản đã duyệt vẫn có hiệu lực",
        f"Không dùng: đã có {ids[2]} thay",
    ]
    assert small_world.card("a", "k/PL2/1", "2025Q4")["value"] == 52


def test_a_pending_figure_stands_where_none_is_approved_and_a_withdrawn_one_never(small_world: World) -> None:
    quarter = Period.parse("2025Q4")
    first, second = (small_world.report("a", "2025Q4", {"m": value}, approve=False) for value in (50, 51))
    with small_world.open().cursor() as cursor:
        rows = reads.values_of(cursor, EVERYWHERE, "a", "m", quarter, quarter)
    assert [row["stands"] for row in rows] == [True, False]
    assert lineage.standing_reason(rows[0], rows) == "Đang dùng: bản chờ duyệt mới nhất, chưa có bản nào được duyệt"
    assert lineage.standing_reason(rows[1], rows) == f"Không dùng: đã có {second} thay"
    for submission_id in (first, second):
        small_world.act("withdrawal", {"submission_id": submission_id, "reason": "nhầm"})
    with small_world.open().cursor() as cursor:
        assert [row["stands"] for row in reads.values_of(cursor, EVERYWHERE, "a", "m", quarter, quarter)] == [False, False]


def test_a_whole_years_figure_is_found_in_its_fourth_quarter(make_world: Callable[..., World]) -> None:
    world = make_world(
        units=[unit("a")],
        plans=[PLAN_OF_THE_WORLD],
        plan_units=[{"plan_id": "k", "unit_id": "a"}],
        measures=[measure("m", over_time="ca_nam")],
        indicators=[indicator("k/PL2/1", "m")],
        targets=[target("k/PL2/1", 2030, ">=", 80)],
    )
    world.report("a", "2025Q3", {"m": 50})
    with world.open().cursor() as cursor:
        [row] = reads.values_of(cursor, EVERYWHERE, "a", "m", Period.parse("2025Q4"), Period.parse("2025Q4"))
    assert row["stands"] and row["quarter"] == Period.parse("2025Q4").index


# -- which cells hold the numbers ---------------------------------------------------------------------------------------------

RATE = {"value": Decimal("69.31"), "numerator": Decimal(350), "denominator": Decimal(505), "cell": "G7"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (RATE | {"numerator": None, "denominator": None}, "ô G7"),
        (RATE, "hàng 7 (tử số, mẫu số)"),
        (RATE | {"part_cells": ("H7", "I7"), "empty": True}, "ô H7 và I7 (tử số, mẫu số); ô G7 để trống"),
        (RATE | {"part_cells": ("H7", "I7"), "empty": False}, "ô G7, H7 và I7 (tử số, mẫu số)"),
    ],
)
def test_the_cells_named_are_those_that_hold_the_numbers(row: dict, said: str) -> None:
    assert lineage.cell_text(row) == said


@pytest.mark.parametrize(
    ("over_time", "own", "said"),
    [
        ("ty_le_trong_nam", RATE, "riêng quý: 350 / 505 = 69,31 %; từ đầu năm 68,61 %"),
        ("phat_sinh", RATE | {"numerator": None}, "riêng quý: 69,31 %; từ đầu năm 68,61 %"),
        ("cuoi_ky", RATE, "350 / 505"),
    ],
)
def test_the_quarter_alone_stands_beside_the_year_so_far(over_time: str, own: dict, said: str) -> None:
    assert lineage.within_year(own, {"over_time": over_time, "value": Decimal("68.61"), "unit_of_measure": "%"}) == said


def test_where_the_cell_is_empty_its_parts_are_the_marked_ones() -> None:
    empty = lineage.sheet_row("GHI", [], (7, ("", "350", "505")), 0, (1, 2))
    assert empty.count("td-here") == 2 and "<td class='td-part' data-head='G'><span class='td-keep'>(ô trống)" in empty
    assert lineage.sheet_row("GHI", [], (7, ("69,31", "350", "505")), 0, (1, 2)).count("td-here") == 1


# -- words and fragments -------------------------------------------------------------------------------------------------------


def test_moments_are_told_in_local_time_and_say_so() -> None:
    assert lineage.moment(datetime(2026, 10, 5, 18, 30)) == "06/10/2026 01:30 (giờ Việt Nam, GMT+7)"
    assert lineage.who({"by_whom": "an", "verified": False}) == "an (chưa xác thực)"
    assert lineage.who({"by_whom": "an", "verified": True}) == "an"


def test_text_of_a_workbook_or_a_plan_stays_text() -> None:
    line = type("L", (), {"number": 1, "text": EVIL, "named": True})()
    sheet = lineage.sheet_row(["A"], [(5, [EVIL])], (6, [EVIL]), 0)
    for fragment in (lineage.plan_lines([line]), sheet):
        page = Page(fragment)
        assert EVIL in page.said and "script" not in page.tags and "onload" not in page.attributes


def test_a_link_to_the_source_carries_unit_quarter_and_row() -> None:
    address = markup.source_address("k", "a/phong b", "2026Q3", "k/PL2/1&x=<1>")
    assert urlsplit(address).path == "nguon"
    assert parse_qs(urlsplit(address).query) == {
        "ke_hoach": ["k"],
        "don_vi": ["a/phong b"],
        "ky": ["2026Q3"],
        "chi_tieu": ["k/PL2/1&x=<1>"],
    }
    page = Page(markup.linked({"address": address}, "số"))
    assert page.tags == {"a"} and page.attributes["href"] == address and page.attributes["target"] == "_self"
    assert markup.linked({}, "số") == "số"


def test_rows_to_act_on_and_changes_are_links() -> None:
    row = card(name="Chữ ký số") | {"label": "Phụ lục 2, dòng 1", "address": "nguon?ky=2026Q3"}
    assert markup.needs_action([row]).count('href="nguon?ky=2026Q3"') == 2
    past = [card(status="dat")]
    assert overview.changes([row], past, [], Period.parse("2026Q2"), Period.parse("2025Q3")).count('href="nguon?ky=2026Q3"') == 2
    evil = markup.needs_action([EVIL_ROW | {"address": EVIL}])
    assert Page(evil).attributes["href"] == EVIL and "onload" not in Page(evil).attributes


# -- the page ------------------------------------------------------------------------------------------------------------------


def opened(home: Home, monkeypatch: pytest.MonkeyPatch, whose: tuple[str, str] | None = None, **asked: str) -> AppTest:
    """The page as it opens from a link, for somebody who answers for every unit unless another signed in."""
    monkeypatch.setenv("TIENDO57_HOME", str(home.folder))
    sign_in(monkeypatch, *(whose or ("quan_tri", None)))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, value in asked.items():
        app.query_params[name] = value
    app.switch_page("pages/xem/nguon.py").run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    """The fragments of a page; a figure is kept on one line with its unit by a space that does not break."""
    return " ".join(block.proto.body for block in app.get("html")).replace("\xa0", " ")


def test_the_page_leads_to_the_cell_and_to_the_line(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="tran-lieu", ky="2026Q2", chi_tieu=f"{PLAN}/PL1/7")
    text = said(app)
    assert "43,4 %" in text and "Quý II/2026" in text
    assert "td-here" in text and "tran-lieu.xlsx, trang «Số liệu», ô G" in text
    assert "an (chưa xác thực)" in text and "giờ Việt Nam, GMT+7" in text
    assert "Bản chữ nhận dạng từ bản chụp, có thể sai chữ" in text and "79/KH-UBND" in text
    assert "Đang dùng: bản được duyệt mới nhất" in text
    assert "Không dùng, trả lại: Chưa có minh chứng" in text and "49,4 %" in text
    assert app.get("download_button")
    assert [box.label for box in app.expander][0].startswith("Quý II/2026: 43,4 %, trang «Số liệu», ô G")


@pytest.mark.parametrize("role", ["lanh_dao", "chuyen_vien", "nguoi_duyet", "quan_tri"])
def test_a_neighbour_sees_the_cell_but_not_the_file_nor_what_was_returned(
    real_home: Home, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    asked = {"ke_hoach": PLAN, "don_vi": "tran-lieu", "ky": "2026Q2", "chi_tieu": f"{PLAN}/PL1/7"}
    own, other = (opened(real_home, monkeypatch, (role, unit), **asked) for unit in ("tran-lieu", "an-thu"))
    assert [bool(app.get("download_button")) for app in (own, other)] == [True, False]
    assert "43,4 %" in said(other) and "tran-lieu.xlsx, trang «Số liệu», ô G" in said(other) and "td-here" in said(other)
    assert "trả lại: Chưa có minh chứng" in said(own) and "Chưa có minh chứng" not in said(other) and "49,4 %" not in said(other)
    assert "Cả trang tính và tệp gốc chỉ mở cho đơn vị đã nộp" in said(other)
    assert "Cách ghi" in said(own) and "Cách ghi" not in said(other), "of the row only the cell"


def test_the_page_of_an_aggregate_leads_to_its_units(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="minh-hoa", ky="2026Q2", chi_tieu=f"{PLAN}/PL1/3"))
    for unit_id in ("an-thu", "binh-thu"):
        for period in ("2026Q1", "2026Q2"):
            address = markup.source_address(PLAN, unit_id, period, f"{PLAN}/PL1/3")
            assert markup.linked({"address": address}, f"Phường {unit_id}") in text
    assert "gộp từ 2 đơn vị và các quý trong năm, 4 cặp ô tử số, mẫu số" in text and "Chờ duyệt" in text and "2/2 đơn vị có số liệu" in text


def test_a_year_shows_every_quarters_cell(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="tran-lieu", ky="2026Q2", chi_tieu=f"{PLAN}/PL2/16")
    assert [box.label.split(":")[0] for box in app.expander][:2] == ["Quý II/2026", "Quý I/2026"]
    assert "tổng các quý trong năm, 2 ô" in said(app)


def test_a_row_without_figures_still_leads_to_its_target(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="tran-lieu", ky="2026Q2", chi_tieu=f"{PLAN}/PL1/1.2"))
    assert "Chưa có số liệu nào dùng được" in text and "<i>490</i>" in text


def test_a_target_still_to_come_leads_to_its_line_too(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    text = said(opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="tran-lieu", ky="2026Q2", chi_tieu=f"{PLAN}/PL2/3"))
    assert "đến 2035, chưa đến kỳ" in text and "<div><i>610</i>" in text


def test_the_lines_of_every_stage_are_on_the_page(real_home: Home, real: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    with real.cursor() as cursor:
        targets = [row for row in reads.whole_table(cursor, "target")[1] if row["indicator_id"].startswith(f"{PLAN}/")]
    many = max(
        {row["indicator_id"] for row in targets}, key=lambda name: len({row["source"] for row in targets if row["indicator_id"] == name})
    )
    text = said(opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi="tran-lieu", ky="2026Q2", chi_tieu=many))
    for row in (row for row in targets if row["indicator_id"] == many):
        for line in (line for line in source_text(row["source"]) if line.named):
            assert f"<div><i>{line.number}</i><span>{markup.text(line.text.strip())}</span>" in text, line


@pytest.mark.slow  # opens a page for every kind of row
def test_every_kind_of_row_opens(real_home: Home, cards: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    for row in {(row["unit_id"] == "minh-hoa", row["over_time"], row["reason"]): row for row in cards}.values():
        opened(real_home, monkeypatch, ke_hoach=PLAN, don_vi=row["unit_id"], ky=row["period"], chi_tieu=row["indicator_id"])


def test_an_unknown_link_and_an_empty_home_do_not_break_the_page(real_home: Home, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Con số lấy từ đâu" in said(opened(real_home, monkeypatch, ke_hoach="x", don_vi="y", ky="1", chi_tieu="z"))
    assert "Lấy biểu mẫu" in opened(home, monkeypatch).info[0].value


def test_the_overview_links_every_figure_it_shows(real_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIENDO57_HOME", str(real_home.folder))
    sign_in(monkeypatch)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params["don_vi"], app.query_params["ky"] = "tran-lieu", "2026Q2"
    app.run()
    assert not app.exception
    blocks = [block.proto.body for block in app.get("html") if not block.proto.body.startswith("<style>")]
    for mark in ("td-tile", "td-big", "td-name", "td-under"):
        for block in (block for block in blocks if mark in block):
            assert 'href="nguon?' in block, block
    links = {link for block in blocks for link in re.findall(r'href="(nguon[^"]*)"', block)}
    assert len(links) > 3
    assert all("don_vi=tran-lieu" in link and "ky=2026Q2" in link and "chi_tieu=tranlieu-79%2FPL" in link for link in links)


def part(quarter: int, numerator: object, denominator: object, value: object = None, unit: str = "a") -> dict:
    return {"unit_name": unit, "quarter": quarter, "numerator": numerator, "denominator": denominator, "value": value, "reporter": unit}


def test_a_sum_is_written_out_in_full_in_the_order_of_the_quarters() -> None:
    cells = [part(3, 140, 190), part(1, 120, 200), part(2, 135, 210)]
    row = card(value=Decimal("65.83"))
    assert lineage.sum_text(row["value"], cells, row) == "(120 + 135 + 140) ÷ (200 + 210 + 190) = 65,83 %"
    assert lineage.totals_text(row["value"], cells, row) == "395 ÷ 600 = 65,83 %"
    assert lineage.sum_text(Decimal("65.8"), cells, row) == ""  # what does not come out so is not written


def test_figures_without_parts_are_added_up_or_averaged() -> None:
    cells = [part(1, None, None, 4), part(2, None, None, 6)]
    flow = card(unit_of_measure="hồ sơ", value=10)
    assert lineage.sum_text(Decimal(10), cells, flow) == "4 + 6 = 10 hồ sơ"
    assert lineage.sum_text(Decimal(5), cells, flow | {"averaged": True}) == "(4 + 6) ÷ 2 = 5 hồ sơ"
    assert lineage.sum_text(Decimal(4), cells[:1], flow) == lineage.totals_text(Decimal(10), cells, flow) == ""


def test_who_reported_is_named_once() -> None:
    assert lineage.reported_by([part(1, 1, 2, unit="b"), part(2, 1, 2, unit="b"), part(2, 1, 2)]) == "b; a"


def test_a_measure_answered_with_yes_or_no_has_that_for_its_unit(make_world: Callable[..., World]) -> None:
    world = make_world(
        plans=[PLAN_OF_THE_WORLD],
        units=[unit("a")],
        measures=[measure(value_kind="co_khong", decimals="0", unit_of_measure="trung tâm", over_units="khong_gop")],
        indicators=[indicator("k/PL1/1", "m")],
        targets=[target("k/PL1/1", 2030, "=", 1)],
    )
    assert world.rows("SELECT unit_of_measure FROM measure") == [{"unit_of_measure": "có/không"}]


def test_who_decided_and_what_a_figure_is_read_from_are_said() -> None:
    approved = {"state": "da_duyet", "decided_by": "binh", "decided_at": datetime(2026, 11, 21, 19, 56)}
    assert lineage.decided(approved) == "duyệt: binh, 22/11/2026 02:56 (giờ Việt Nam, GMT+7)"
    assert lineage.decided({"state": "cho_duyet", "decided_by": None}) == ""
    pair, alone = {"numerator": 1, "denominator": 2}, {"numerator": None, "denominator": None}
    assert lineage.made_of([pair] * 3) == "3 cặp ô tử số, mẫu số" and lineage.made_of([pair, alone]) == "2 ô"
