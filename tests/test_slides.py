"""The slides of a briefing: what they say of the facts, that nothing is left out or drawn outside its place, and what a picture proves."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from domain.wording import STATUS
from report.briefing import drawing, layout, slides
from report.briefing.layout import CannotDraw
from report.briefing.measure import plain, width, wrap
from report.briefing.model import Bars, Cell, Chart, Column, Grid, Part, Says, Slide
from tests.briefings import PLAN, UNIT, beside, cell, document, facts, made, reporter, task
from tests.rows import NO_PATH, card

LONG = (
    "Tỷ lệ cơ sở giáo dục phổ thông thực hiện lồng ghép, tích hợp giáo dục khởi nghiệp, đổi mới sáng tạo vào các môn học và hoạt động "
    "giáo dục, bảo đảm phù hợp với từng cấp học và điều kiện thực tế của địa phương theo hướng dẫn của cấp có thẩm quyền"
)


NOTHING = NO_PATH | {"value": None, "value_period": None, "status": "chua_co_so_lieu", "reason": "no_value"}


def long_rows(number: int) -> list[dict]:
    named = {"lead": LONG, "status": "nguy_co"}
    return [card(**named, indicator_id=f"k/PL2/{one}", position=one, name=f"{one} {LONG}") for one in range(1, number + 1)]


def rows(number: int, **changes: Any) -> list[dict]:
    return [card(indicator_id=f"k/PL2/{place}", position=place, name=f"Chỉ tiêu số {place}", **changes) for place in range(1, number + 1)]


def slide(*blocks: Any, **changes: Any) -> Slide:
    said = {"kind": "toan_canh", "over": "Phường A", "title": "Tiêu đề", "foot": "Nguồn", "code": "7K2-QF4H", "address": "7K2-QF4H"}
    return Slide(**said | {"blocks": blocks} | changes)


def titles(found: dict, *kinds: str) -> list[str]:
    return [one.title for one in made(found, list(kinds))]


def said(one: Slide) -> str:
    """Everything a slide says."""
    return " ".join(_strings(one))


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for one in thing:
            yield from _strings(one)
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            yield from _strings(getattr(thing, name))


# -- what is said ---------------------------------------------------------------------------------------------------------------


def test_a_title_is_the_conclusion() -> None:
    found = facts(rows=rows(3, status="nguy_co") + [card(indicator_id="k/PL2/9", status="dat")])
    assert "3 dòng có nguy cơ không đạt" in titles(found, "toan_canh")[0]
    assert titles(found, "can_xu_ly") == ["3 dòng chỉ tiêu có nguy cơ không đạt"]


def test_the_worst_comes_first_with_who_answers_for_it() -> None:
    found = facts(rows=[card(status="cham"), card(indicator_id="k/PL2/2", status="khong_dat", name="Xấu nhất", lead="Phòng B")])
    [grid] = made(found, ["can_xu_ly"])[0].blocks
    assert [one.text for one in grid.lines[0]][:3] == ["Xấu nhất", "Phòng B", STATUS["khong_dat"].label]


def test_nothing_is_said_to_be_well_where_nothing_was_judged() -> None:
    found = facts(rows=[card(status="khong_danh_gia", reason="aggregate", **NO_PATH)])
    assert titles(found, "can_xu_ly") == ["Chưa đánh giá được dòng chỉ tiêu nào"]


def test_a_picture_proves_itself() -> None:
    found = facts(rows=[card(approved=False), card(indicator_id="k/PL1/2", estimate=True)], demonstration=True)
    one = made(found, ["toan_canh"])[0]
    for proof in (
        "79/KH-UBND",
        "Phụ lục 2: 1, Phụ lục 1: 1",
        "30/09/2026",
        "21/11/2026",
        "1/2 đơn vị",
        "1/2 số chưa duyệt",
        "1 số ước",
        "phương pháp 1",
    ):
        assert proof in one.foot
    assert one.mark == "Số liệu minh họa"
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{4}", one.code)


def test_a_single_rows_picture_names_its_line_of_the_plan() -> None:
    [one] = made(facts(), ["chi_tieu"])
    assert "Phụ lục 2, dòng 1" in one.foot


def test_the_notes_name_the_cells() -> None:
    one = made(facts(cells=[cell(), cell(cell="G13", verified=False, state="cho_duyet")]), ["can_xu_ly", "cham"])[1]
    [note] = [line for line in one.notes if "G12" in line]
    assert "tệp «a.xlsx», trang «Số liệu», ô G12" in note
    assert "chưa duyệt, chưa xác thực" in note


def test_doubt_and_age_stand_beside_the_figure() -> None:
    found = facts(rows=[card(certain=False, value_period="2026Q2", approved=False, estimate=True)])
    told = said(made(found, ["cham"])[0])
    assert "bản chữ của kế hoạch có chỗ chưa chắc" in told
    assert "chưa duyệt, ước, số của Quý II/2026" in told


def test_remarks_and_order_are_the_offices() -> None:
    shown = made(facts(tasks=[task()]), ["nhiem_vu", "toan_canh"], remarks={"nhiem_vu": "Đã nhắc ngày 20/11."})
    assert [one.kind for one in shown] == ["nhiem_vu", "toan_canh"]
    assert [one.remark for one in shown] == ["Đã nhắc ngày 20/11.", ""]


def test_without_a_choice_what_has_something_to_say_is_shown() -> None:
    kinds = slides.useful(facts())
    assert {"toan_canh", "cham", "chi_tieu"} <= set(kinds)
    assert not {"nhiem_vu", "chi_so", "viec_giao", "giai_doan"} & set(kinds)


def test_overdue_tasks_lead_and_name_their_lead() -> None:
    one = made(
        facts(tasks=[task(1, state="trong_han", counted="trong_han", overdue_days=None, closes_on=date(2026, 12, 1)), task(2)]),
        ["nhiem_vu"],
    )[0]
    assert one.title.startswith("1 nhiệm vụ quá hạn chưa xong, 20 ngày (Phòng A chủ trì)")
    grid = one.blocks[-1]
    assert isinstance(grid, Grid)
    assert [line[0].text for line in grid.lines] == ["Nhiệm vụ 2", "Nhiệm vụ 1"]


def test_what_was_concluded_opens_the_briefing() -> None:
    concluded = {
        "meeting_task_id": "KL-00001", "unit_id": "a", "text": "Rà soát chữ ký số", "lead_unit_id": "a/x", "due_on": date(2026, 11, 1),
        "done_on": None, "concluded_on": date(2026, 8, 1), "result": None, "state": "qua_han", "overdue_days": 20, "lead_name": "Phòng A",
    }  # fmt: skip
    found = facts(meeting_tasks=[concluded])
    first = made(found)[0]
    assert first.kind == "viec_giao"
    assert "1 quá hạn" in first.title
    assert "quá 20 ngày" in said(first)


def test_a_plan_without_indicators_is_told_as_such() -> None:
    found = facts(rows=[], ways={}, cells=[], reporters=[])
    told = said(made(found, ["toan_canh"])[0])
    assert "không đặt chỉ tiêu bằng số" in told


@pytest.mark.parametrize("kind", list(slides.KINDS))
@pytest.mark.parametrize(
    "found",
    [
        facts(),
        facts(rows=[], ways={}, cells=[], reporters=[]),
        facts(
            rows=[card(value=None, value_period=None, status="chua_co_so_lieu", reason="no_value", **NO_PATH)],
            ways={"k/PL2/1": []},
            cells=[],
        ),
        facts(rows=[card(name=LONG, lead=LONG)]),
        facts(tasks=[task(number, name=LONG, leads=[LONG]) for number in range(1, 40)]),
        facts(reporters=[reporter(f"{LONG} {number}", False) for number in range(5)]),
        facts(beside=beside([f"{LONG} {number}" for number in range(3)], long_rows(4))),
        facts(beside=beside([f"Phường {number}" for number in range(23)], rows(60, value=12345678.25), estimate=True)),
        facts(beside=beside(["A", "B"], [card(**NOTHING)], place=None, middle=None, found_at=None)),
        facts(beside=None),
    ],
    ids=[
        *("one row", "no rows", "no data", "long names", "many long tasks", "long units"),
        *("long names beside", "many units", "units without figures", "made before"),
    ],
)
def test_every_kind_is_drawn_whole_for_every_kind_of_facts(kind: str, found: dict) -> None:
    for page in layout.pages(made(found, [kind])):
        assert page.placed
        assert_within(page)


def test_seventy_long_rows_go_on_with_counts_and_none_is_lost() -> None:
    many = [
        card(indicator_id=f"k/PL2/{place}", position=place, name=f"{place} {LONG}", lead=LONG, status="nguy_co") for place in range(1, 71)
    ]
    pages = layout.pages(made(facts(rows=many, ways={}), ["can_xu_ly"]))
    shown = [line[0].text.split()[0] for page in pages for placed in page.placed for line in placed.block.lines]
    assert sorted(shown, key=int) == [str(place) for place in range(1, 71)]
    assert pages[0].counted.startswith("Chỉ tiêu 1 đến ")
    assert pages[-1].counted.endswith("70 trong 70")
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


# -- units beside each other -----------------------------------------------------------------------------------------------------------


def the_map(found: dict) -> list[Grid]:
    return [block for one in made(found, ["ban_do"]) for block in one.blocks if isinstance(block, Grid)]


def test_the_heat_map_has_the_worst_unit_first_and_its_reds_in_full_colour() -> None:
    found = facts(beside=beside(["Tốt", "Vừa", "Kém"], [card(status="nguy_co"), card(indicator_id="k/PL2/2", status="dat")]))
    [one] = made(found, ["ban_do"])
    told, grid = one.blocks
    assert one.title.startswith("Kém nhất là Kém, hạng 3/3")
    assert [column.name.split("\n")[0] for column in grid.columns[1:]] == ["Kém", "Vừa", "Tốt"]
    assert [[cell.text for cell in line[1:]] for line in grid.lines] == [["■\u00a045"] * 3, ["●\u00a045"] * 3]
    assert [line[1].bold for line in grid.lines] == [True, False]
    assert told.counts == (3, 3) and "Tổng 6 ô" in told.note, "its legend adds up"
    assert "3/3 đơn vị có số liệu của kỳ" in one.foot and "Phụ lục 2: 2" in one.foot


def test_what_is_not_settled_or_old_is_told_in_its_cell() -> None:
    def cell_of(**changes: Any) -> Cell:
        return the_map(facts(beside=beside(["A", "B"], [card()], **changes)))[0].lines[0][1]

    assert (cell_of().text, cell_of(approved=False).text, cell_of(estimate=True).text) == ("▼\u00a045", "▼\u00a045*", "▼\u00a045*")
    assert cell_of(age_quarters=2).small == "cũ"
    assert cell_of(value=None, status="chua_co_so_lieu").text == "○"


def test_more_units_than_can_be_read_go_on_and_none_is_lost() -> None:
    names = [f"Phường {number}" for number in range(1, 24)]
    grids = the_map(facts(beside=beside(names, rows(30))))
    assert [grid.columns[0].name for grid in grids] == [
        "Chỉ tiêu, mục tiêu; đơn vị 1 đến 12 trong 23",
        "Chỉ tiêu, mục tiêu; đơn vị 13 đến 23 trong 23",
    ]
    assert [column.name.split("\n")[0] for grid in grids for column in grid.columns[1:]] == names[::-1]
    assert all(len(grid.lines) == 30 for grid in grids)


def test_every_picture_of_a_map_has_its_legend_and_no_figure_is_broken() -> None:
    found = facts(beside=beside([f"Phường {number}" for number in range(13)], rows(60, value=1234567.25), estimate=True))
    pages = layout.pages(made(found, ["ban_do"]))
    assert len(pages) > 2
    for page in pages:
        told, placed = page.placed
        assert "* chưa duyệt hoặc ước" in told.block.note
        for line, size in zip(placed.block.lines, placed.sizes, strict=True):
            for cell_, column in zip(line[1:], placed.block.columns[1:], strict=True):
                assert "1.234.567,25*" in " ".join(layout.cell_lines(cell_, column, size)[0])
    assert_within(pages[-1])


def test_nobody_to_compare_with_is_said_in_a_sentence() -> None:
    for kind in ("ban_do", "xep_hang", "cac_don_vi"):
        assert titles(facts(), kind) == ["Kế hoạch 79/KH-UBND chỉ giao cho A: không có đơn vị khác để so sánh"]


def test_a_document_made_before_says_that_it_kept_no_other_units() -> None:
    older = {name: value for name, value in facts().items() if name != "beside"}
    whole = document(facts(), ["ban_do", "xep_hang", "cac_don_vi"]) | {"facts": older}
    assert {one.title for one in slides.slides(whole, "7K2-QF4H")} == {"Bản tin này không giữ số của các đơn vị khác"}


def test_one_row_over_the_units_is_the_one_chosen_or_the_one_most_are_bad_at() -> None:
    two = [card(name="Một"), card(indicator_id="k/PL2/2", name="Hai", status="nguy_co")]
    found = facts(rows=two, beside=beside(["A", "B"], two))
    [worst] = made(found, ["cac_don_vi"])
    [chosen] = made(found, ["cac_don_vi"], rows=["k/PL2/1"])
    assert worst.title.startswith("Hai: ") and chosen.title.startswith("Một: tốt nhất là A 45 %, kém nhất là B 45 %")
    assert "Mục tiêu ≥ 80 % đến 2030." in said(chosen) and "Phụ lục 2, dòng 1" in chosen.foot
    assert [line[1].text for line in chosen.blocks[1].lines] == ["A", "B"]
    assert chosen.notes[0] == "A: 45 %. Nguồn: ô G12"
    assert chosen.blocks[1].lines[0][3].bullet.target == 1.0


def test_the_ranking_is_a_bar_for_each_unit_worst_first() -> None:
    [one] = made(facts(beside=beside(["A", "B"], [card(status="nguy_co")])), ["xep_hang"])
    [bars] = [block for block in one.blocks if isinstance(block, Bars)]
    assert [(name, [part.count for part in parts]) for name, parts in bars.lines] == [("B, hạng 2/2", [1]), ("A, hạng 1/2", [1])]


# -- over the years ----------------------------------------------------------------------------------------------------------------------


def test_the_line_of_time_begins_with_what_is_overdue_and_ends_at_a_far_deadline() -> None:
    far = {"state": "trong_han", "counted": "trong_han", "overdue_days": None, "closes_on": date(2035, 12, 31)}
    [one] = made(facts(tasks=[task(1, **far), task(2)]), ["thoi_gian"])
    told, grid = one.blocks
    late, later = (line[1].span for line in grid.lines)
    assert [line[0].text for line in grid.lines] == ["Nhiệm vụ 2", "Nhiệm vụ 1"]
    assert late.start < late.end == late.due < late.late_until == late.today
    assert later.due is None and later.end == 1.0
    assert [year for _, year in grid.columns[1].ticks] == ["2025", "2026"] and grid.columns[1].now[1] == "tính đến 21/11/2026"
    assert told.counts == (1, 1) and "hạn 01/11/2026" in grid.lines[0][2].small


def test_without_deadlines_there_is_no_line_of_time() -> None:
    assert titles(facts(tasks=[task(closes_on=None, state="thuong_xuyen", counted="thuong_xuyen")]), "thoi_gian") == [
        "Chưa có dòng thời gian để vẽ"
    ]
    below = facts(tasks_below=[{"unit_id": "b"}])
    assert "chọn một đơn vị" in said(made(below, ["thoi_gian"])[0])


def stage(year: int, **changes: Any) -> dict:
    now = {name: card()[name] for name in ("period", "status", "reason", "value", "value_period", "approved", "estimate", "age_quarters")}
    return (
        card(stage=year)
        | {f"now_{name}": value for name, value in now.items()}
        | {"now_stage": 2030, "now_held": False, "now_newer_pending": False, "already_met": False}
        | changes
    )


AHEAD = {"status": "chua_den_ky", "value": None, "value_period": None, "base": None, "expected": None}


def test_the_stages_of_a_row_stand_under_each_other() -> None:
    found = facts(stages=[stage(2025, status="khong_dat"), stage(2030), stage(2045, **AHEAD), stage(2040, op=None)])
    [one] = made(found, ["cac_moc"], rows=["k/PL2/1"])
    grid = one.blocks[0]
    assert [(line[0].text, line[0].small, line[-1].text) for line in grid.lines] == [
        ("Năm 2025", "đã hết", "Không đạt"),
        ("Năm 2030", "đang áp dụng", "Chậm"),
        ("Năm 2045", "chưa đến", "Chưa đến kỳ"),
        ("Năm 2040", "chưa đến", "–"),
    ]
    assert titles(facts(), "cac_moc") == ["Không có chỉ tiêu nào có mốc để vẽ"]


def test_every_row_by_stage_is_coloured_by_how_it_stands() -> None:
    [one] = made(facts(stages=[stage(2025, status="khong_dat"), stage(2030), stage(2045, **AHEAD)]), ["ma_tran"])
    told, grid = one.blocks
    assert [column.name for column in grid.columns] == ["Chỉ tiêu", "Hiện nay", "Đến 2025", "Đến 2030 (đang xét)", "Đến 2045"]
    assert [cell_.text for cell_ in grid.lines[0][1:]] == ["45 %", "✕\n≥ 80 %", "▼\n≥ 80 %", "–\n≥ 80 %"]
    assert sum(told.counts) == 3 and titles(facts(), "ma_tran") == ["Kế hoạch này không đặt mục tiêu theo giai đoạn"]


# -- where it stands ----------------------------------------------------------------------------------------------------------------


def assert_within(page: layout.Page) -> None:
    """Blocks stand between title and foot, one under the other."""
    bottom = 0.0
    for placed in page.placed:
        assert placed.top >= max(bottom - 0.01, layout.HEAD)
        bottom = placed.top + placed.height
    assert bottom <= layout.FOOT_RULE


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.floats(12, 46), st.floats(60, 1700))
def test_wrapped_lines_fit_and_lose_nothing(words: str, size: float, room: float) -> None:
    lines = wrap(words, size, room)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", plain(words))
    for line in lines:
        assert width(line, size) <= room or len(line) == 1


def test_a_number_keeps_its_percent() -> None:
    assert all(not line.startswith("%") for line in wrap("đạt 80,69 % " * 20, 28, 300))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=60)), min_size=1, max_size=60))
def test_any_table_is_placed_whole(lines: list[tuple[str, str]]) -> None:
    grid = Grid((Column("Tên", 0.7), Column("Ai", 0.3, right=True)), tuple((Cell(name, bold=True), Cell(who)) for name, who in lines))
    pages = layout.fit(slide(grid))
    shown = [line for page in pages for placed in page.placed for line in placed.block.lines]
    assert shown == list(grid.lines)
    for page in pages:
        assert_within(page)


def test_lines_are_spread_evenly_over_the_pictures() -> None:
    grid = Grid((Column("Tên", 1.0),), tuple((Cell(f"{LONG} {number}"),) for number in range(21)))
    counts = [len(page.placed[0].block.lines) for page in layout.fit(slide(grid))]
    assert max(counts) - min(counts) <= 1


def test_a_remark_as_long_as_a_slide_is_refused_with_a_remedy() -> None:
    with pytest.raises(CannotDraw, match="Rút ngắn ghi chú"):
        layout.fit(slide(Says(("a",)), remark=LONG * 12))


def test_a_name_higher_than_a_slide_is_set_smaller_or_refused() -> None:
    def one(times: int) -> list[layout.Page]:
        return layout.fit(slide(Grid((Column("Tên", 0.3), Column("Ai", 0.7)), ((Cell(LONG * times), Cell("a")),))))

    assert_within(one(8)[0])
    with pytest.raises(CannotDraw, match="Rút ngắn tên"):
        one(200)


# -- what is drawn --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Word:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def words_of(pdf: bytes, folder: Path) -> list[list[Word]]:
    """The words of a PDF page by page, with the boxes they stand in."""
    (folder / "x.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-bbox", "x.pdf", "-"], cwd=folder, capture_output=True, check=True, text=True).stdout
    found = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
    return [[Word(one[4], *map(float, one[:4])) for one in found.findall(page)] for page in told.split("<page ")[1:]]


@pytest.mark.slow
def test_every_word_is_drawn_inside_the_picture_and_its_own_place(tmp_path: Path) -> None:
    many = [
        card(indicator_id=f"k/PL2/{place}", position=place, name=f"{LONG} {place}", lead="Văn phòng", status="nguy_co")
        for place in range(1, 31)
    ]
    found = facts(
        rows=many,
        tasks=[task(number, name=LONG) for number in range(1, 12)],
        stages=[stage(year, indicator_id=f"k/PL2/{place}", name=LONG) for place in range(1, 12) for year in (2025, 2030, 2035, 2040, 2045)],
        beside=beside([f"Phường Trần Liễu {number}" for number in range(1, 24)], many[:9], value=12345.25, approved=False),
        ways=facts()["ways"],
        demonstration=True,
    )
    pages = layout.pages(made(found, list(slides.KINDS), remarks={"toan_canh": "Ghi chú của văn phòng. " * 8}))
    drawn = words_of(drawing.pdf(pages, "Thử", date(2026, 11, 21)), tmp_path)
    assert len(drawn) == len(pages)
    for page, words in zip(pages, drawn, strict=True):
        assert words
        for word in words:
            assert word.left >= layout.LEFT - 6, word
            assert word.right <= layout.LEFT + layout.ROOM + 6, word
            assert 20 < word.top < word.bottom < layout.HIGH - 4, word
        text = " ".join(word.text for word in words)
        assert page.slide.code in text
        for placed in page.placed:
            for line in placed.block.lines if isinstance(placed.block, Grid) else ():
                for one in line:
                    assert set(one.text.split()) <= set(text.replace("\u00a0", " ").split()), one.text
    assert_cells_apart(pages, drawn)


def assert_cells_apart(pages: list[layout.Page], drawn: list[list[Word]]) -> None:
    """No word of a table crosses into the next column."""
    for page, words in zip(pages, drawn, strict=True):
        for placed in (one for one in page.placed if isinstance(one.block, Grid)):
            edges = [
                layout.LEFT + layout.ROOM * sum(column.share for column in placed.block.columns[:place])
                for place in range(1, len(placed.block.columns))
            ]
            inside = [word for word in words if placed.top < word.top and word.bottom < placed.top + placed.height]
            for word in inside:
                assert not [edge for edge in edges if word.left + 2 < edge < word.right - 2], word


@pytest.mark.slow
def test_the_same_briefing_is_the_same_bytes_and_a_picture_has_its_size(tmp_path: Path) -> None:
    pages = layout.pages(made(facts(), ["toan_canh", "chi_tieu"]))
    assert drawing.pdf(pages, "Thử", date(2026, 11, 21)) == drawing.pdf(pages, "Thử", date(2026, 11, 21))
    once, twice = drawing.png(pages), drawing.png(pages, 2.0)
    assert once == drawing.png(pages)
    for pictures, size in ((once, (1920, 1080)), (twice, (3840, 2160))):
        for number, picture in enumerate(pictures):
            path = tmp_path / f"{number}.png"
            path.write_bytes(picture)
            with Image.open(path) as image:
                assert image.size == size
                assert len(image.convert("L").getcolors(256) or [1, 2]) > 1


@pytest.mark.slow
def test_data_is_never_read_as_markup(tmp_path: Path) -> None:
    wicked = ['#panic("x")', "$x$ *b* _i_ `c`", "<script>alert(1)</script>", '"quoted" \\ back', "= tiêu đề", "@ref [x] #let a = 1"]
    found = facts(rows=[card(indicator_id=f"k/PL2/{place}", name=name, status="nguy_co") for place, name in enumerate(wicked, 1)])
    pages = layout.pages(made(found, ["can_xu_ly"]))
    [words] = words_of(drawing.pdf(pages, "Thử", date(2026, 11, 21)), tmp_path)
    text = " ".join(word.text for word in words).replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
    for name in wicked:
        assert all(piece in text for piece in name.split()), name


def test_a_chart_tells_value_target_and_state() -> None:
    source = drawing.source(layout.pages(made(facts(), ["chi_tieu"]))).replace("\u00a0", " ")
    for told in ("45 %", "Mục tiêu ≥ 80 % (2030)", "Chậm"):
        assert told in source


def test_the_axis_starts_at_zero_and_reaches_above_all() -> None:
    for values in ([45, 80], [0.5, 3], [1200, 9800], [-4, 10], [0, 0], [100]):
        low, high, step = drawing.axis(values)
        assert low <= min(0, *values)
        assert high >= max(values)
        assert 1 <= (high - low) / step <= 8


def test_bars_keep_every_unit(tmp_path: Path) -> None:
    lines = tuple((f"Đơn vị {number}", (Part(STATUS["dat"], number),)) for number in range(1, 61))
    pages = layout.fit(slide(Bars(lines)))
    assert [name for page in pages for placed in page.placed for name, _ in placed.block.lines] == [name for name, _ in lines]
    assert pages[0].counted.startswith("Đơn vị 1 đến")


def test_a_chart_without_data_says_so() -> None:
    chart = Chart("x", "%", (), (), None, "chưa có mục tiêu", "chưa có", STATUS["chua_co_so_lieu"])
    assert "Chưa có số liệu nào để vẽ." in drawing.source(layout.fit(slide(chart)))


def test_the_document_is_all_it_takes() -> None:
    """What was kept draws the same after it was read back."""
    once, again = (drawing.source(layout.pages(slides.slides(document(), "7K2-QF4H"))) for _ in range(2))
    assert once == again
    assert PLAN["number"] in once
    assert UNIT["name"] in once


def test_a_map_leaves_room_for_the_count_of_its_rows() -> None:
    found = facts(beside=beside(["A", "B"], rows(60)))
    for page in layout.pages(made(found, ["ban_do"])):
        assert page.counted
        assert page.placed[-1].top + page.placed[-1].height <= layout.FOOT_RULE - 30


def test_what_is_asked_of_a_lead_names_the_worst_and_counts_the_rest() -> None:
    rows = [card(indicator_id=f"k/PL2/{place}", name=f"Dòng {place}", status="nguy_co", measure_id=f"m{place}") for place in range(5)]
    [one] = made(facts(rows=rows), ["kien_nghi"])
    assert "Phòng A nêu nguyên nhân, biện pháp 5 chỉ tiêu: Dòng 0 (" in said(one) and "; và 2 chỉ tiêu khác." in said(one)
    assert "Dòng 3" not in said(one)
    [few] = made(facts(rows=rows[:1]), ["kien_nghi"])
    assert "nêu nguyên nhân, biện pháp: Dòng 0 (" in said(few) and "chỉ tiêu khác" not in said(few)
