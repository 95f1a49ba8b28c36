"""The PowerPoint file of a briefing: native and editable, nothing left out, nothing outside its slide, the same bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from lxml import etree
from pptx import Presentation
from pptx.util import Emu

from domain.period import Period
from domain.wording import STATUS
from report.briefing import deck, deck_chart, slides
from report.briefing.deck_strokes import Box, emu
from report.briefing.form import printable
from report.briefing.layout import BARS_NAME, HIGH, LEFT, ROOM, WIDE, Page, pages
from report.briefing.model import Bar, Bars, Bullet, Cell, Chart, Column, Grid, Legend, Part, Says, Slide, Span, Tile, Tiles
from tests.briefings import cell, facts, made, task
from tests.rows import card

MADE = date(2026, 11, 21)
SLOW, BAD, GOOD = STATUS["cham"], STATUS["nguy_co"], STATUS["dat"]
HOSTILE = ("<script>alert(1)</script>", "=1+1", "a\x00b\x0b\x1f\ufffec", "Phường 😀 A", "a & b \" ' >", "x" * 400, "Dài " * 100)
Q = Period.parse("2026Q3").index


def slide(*blocks: Any, **changes: Any) -> Slide:
    said = {
        "kind": "toan_canh",
        "over": "Phường A",
        "title": "Tiêu đề",
        "foot": "Nguồn",
        "code": "7K2-QF4H",
        "address": "http://x/7K2-QF4H",
    }
    return Slide(**said | {"blocks": blocks} | changes)


def chart(**changes: Any) -> Chart:
    """Reported twice with a quarter missing between, on its way to 80 by 2030."""
    told = {
        "name": "Tỷ lệ thử", "unit": "%", "reported": ((Q - 2, 40.0), (Q, 45.5)), "way": ((Q - 2, 40.0), (2030 * 4 + 3, 80.0)),
        "target": 80.0, "target_text": "Mục tiêu ≥ 80 % (2030)", "value_text": "45,5 %", "look": SLOW, "note": "Vì sao.",
    }  # fmt: skip
    return Chart(**told | changes)


def grid(number: int = 2, name: str = "Chỉ tiêu") -> Grid:
    columns = (Column("Chỉ tiêu", 0.5), Column("Trạng thái", 0.2), Column("Vạch", 0.1), Column("Hiện tại", 0.2, right=True))
    lines = tuple(
        (
            Cell(f"{name} {place}", "Phụ lục 2", bold=True),
            Cell(SLOW.label, look=SLOW, sign=True),
            Cell(bullet=Bullet(0.5, 0.6, 1.0), look=SLOW),
            Cell(f"{place},5 %", "ước", look=SLOW),
        )
        for place in range(1, number + 1)
    )
    return Grid(columns, lines, "chỉ tiêu")


def coloured(name: str = "Phòng A") -> Grid:
    """A heat map beside a line of time."""
    columns = (
        Column(name[:60], 0.4),
        Column("Phú Mẫu\nhạng 11", 0.1, middle=True),
        Column("Hòa Mẫu", 0.1, middle=True),
        Column("", 0.4, ticks=((0.0, "2025"), (0.5, "2026"), (1.0, "2027")), now=(0.95, "tính đến 21/11/2026")),
    )
    late, far = Span(0.1, 0.5, 0.9, 0.5, 0.9), Span(0.1, 1.0, 0.9, done=0.2)
    lines = tuple(
        (
            Cell(name),
            Cell("■\u00a045,5*", "cũ", bold=True, look=BAD, filled=True),
            Cell("▼\n45,5", look=SLOW, filled=True),
            Cell(look=BAD, span=span),
        )
        for span in (late, far)
    )
    return Grid(columns, lines, "dòng", tight=True)


def every_block(name: str = "Phòng A") -> list[Slide]:
    """Slides with every kind of block, `name` wherever somebody's words can stand."""
    parts = (Part(GOOD, 6), Part(SLOW, 3), Part(BAD, 1))
    tile = Tile(name, "45,5 %", "Mục tiêu ≥ 80 %", SLOW, name)
    lines = ((name, parts), ("Phòng B", (Part(BAD, 200),)), ("Phòng C", ()))
    return [
        slide(Bar(parts, "dòng"), Tiles((tile, tile)), Says((name, "Câu hai.")), title=name[:250], over=name[:250], remark=name[:200]),
        slide(Legend((GOOD, SLOW, BAD)), Bars(lines, "đơn vị"), notes=(name, "Nguồn: ô G12.")),
        slide(grid(name=name)),
        slide(Legend((SLOW, BAD), (6, 1), f"* chưa duyệt; {name}", again=True), coloured(name)),
        slide(chart(name=name, note=name, target_text=name[:60])),
    ]


def deck_of(*told: Slide) -> tuple[list[Page], Any]:
    drawn = pages(told)
    return drawn, opened(deck.to_pptx(drawn, "Bản tin", MADE, False))


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def shapes_of(shapes: Any) -> Iterator[Any]:
    for one in shapes:
        yield one
        if hasattr(one, "shapes"):
            yield from shapes_of(one.shapes)


def charts_of(drawn: Any) -> list[Any]:
    return [one.chart for page in drawn.slides for one in page.shapes if getattr(one, "has_chart", False)]


def texts_of(part: Any) -> str:
    """Everything a slide says, in its shapes, its tables and its charts, letters only."""
    said = ["".join(part.element.itertext())]
    said += [" ".join(one.chart._chartSpace.itertext()) for one in part.shapes if getattr(one, "has_chart", False)]
    return squeezed(" ".join(said))


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def words_of(thing: Any) -> Iterator[str]:
    """Every word a block shows; how a picture is called is told in its alternative text."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, (tuple, list)):
        for one in thing:
            yield from words_of(one)
    elif isinstance(thing, (Grid, Bars, Bar)):
        yield from words_of((getattr(thing, "columns", ()), getattr(thing, "lines", ()), getattr(thing, "parts", ())))
    elif hasattr(thing, "__dataclass_fields__"):
        for name in thing.__dataclass_fields__:
            if name not in ("colour", "ink", "name" if isinstance(thing, Chart) else ""):
                yield from words_of(getattr(thing, name))


def workbook_of(one: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(one.part.chart_workbook.xlsx_part.blob)).active


# -- nothing left out -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Phòng A", *HOSTILE], ids=lambda one: one[:8].encode("unicode_escape").decode())
def test_every_word_of_every_page_is_in_the_presentation(name: str) -> None:
    drawn, found = deck_of(*every_block(name))
    assert len(found.slides) == len(drawn)
    for page, part in zip(drawn, found.slides, strict=True):
        said = texts_of(part)
        shown = printable(page)
        for words in words_of([shown.slide.title, shown.slide.over, shown.slide.remark, [one.block for one in shown.placed], shown.foot]):
            assert squeezed(words) in said, words
        assert squeezed(page.counted) in said
        assert page.slide.code in said


def test_a_table_that_goes_on_says_where_it_is() -> None:
    drawn, found = deck_of(slide(grid(60)))
    assert len(drawn) > 2
    for page, part in zip(drawn, found.slides, strict=True):
        assert squeezed(f"{page.counted}") in texts_of(part)
        assert squeezed(f"trang {page.number}/{page.of}") in texts_of(part)
    rows = [row for part in found.slides for one in part.shapes if one.has_table for row in list(one.table.rows)[1:]]
    assert [row.cells[0].text.split("\n")[0] for row in rows] == [f"Chỉ tiêu {place}" for place in range(1, 61)]


def test_facts_of_a_briefing_become_a_presentation() -> None:
    found = facts(rows=[card(), card(indicator_id="k/PL2/2", name="Chỉ tiêu hai", status="nguy_co")], tasks=[task()], demonstration=True)
    drawn = pages(made(found, list(slides.KINDS)))
    content = opened(deck.to_pptx(drawn, "Bản tin", MADE, True))
    for page, part in zip(drawn, content.slides, strict=True):
        assert part.shapes.title.text == page.slide.title.removesuffix(".")
        assert (squeezed("Số liệu minh họa") in texts_of(part)) == bool(page.slide.mark)
    assert content.core_properties.subject == "Số liệu minh họa"


def test_the_speaker_has_the_sources() -> None:
    found = facts(cells=[cell(reporter="Phòng <A>")])
    drawn = pages(made(found, ["can_xu_ly", "chi_tieu"]))
    content = opened(deck.to_pptx(drawn, "Bản tin", MADE, False))
    assert any(page.slide.notes for page in drawn)
    for page, part in zip(drawn, content.slides, strict=True):
        said = part.notes_slide.notes_text_frame.text if part.has_notes_slide else ""
        assert said == "\n".join(page.slide.notes)


# -- charts -----------------------------------------------------------------------------------------------------------------


def test_a_bar_of_states_is_a_chart_with_the_counts_as_labels() -> None:
    _, found = deck_of(slide(Bar((Part(GOOD, 600), Part(SLOW, 3), Part(BAD, 1)), "dòng")))
    [one] = charts_of(found)
    assert {series.name: tuple(series.values) for series in one.plots[0].series} == {"Đạt": (600,), "Chậm": (3,), "Nguy cơ không đạt": (1,)}
    colours = [str(series.format.fill.fore_color.rgb) for series in one.plots[0].series]
    assert [f"#{colour}" for colour in colours] == [GOOD.colour, SLOW.colour, BAD.colour]
    silent = [bool(series._element.findall(".//{*}dLbl/{*}delete")) for series in one.plots[0].series]
    assert silent == [False, True, True]  # 3 of 604 is too narrow to write on


def test_bars_keep_one_order_and_write_nothing_where_there_is_nothing() -> None:
    lines = (("Phòng A", (Part(SLOW, 3), Part(BAD, 1))), ("Phòng B", (Part(GOOD, 2), Part(SLOW, 5))), ("Phòng C", ()))
    _, found = deck_of(slide(Bars(lines, "đơn vị")))
    [one] = charts_of(found)
    plot = one.plots[0]
    assert list(plot.categories) == ["Phòng A", "Phòng B", "Phòng C"]
    assert [(series.name, tuple(series.values)) for series in plot.series] == [
        ("Đạt", (None, 2, None)),
        ("Chậm", (3, 5, None)),
        ("Nguy cơ không đạt", (1, None, None)),
    ]
    rows = list(workbook_of(one).values)
    assert rows[0][1:] == ("Đạt", "Chậm", "Nguy cơ không đạt")
    assert rows[1:] == [("Phòng A", None, 3, 1), ("Phòng B", 2, 5, None), ("Phòng C", None, None, None)]


def test_names_stand_beside_their_bars() -> None:
    lines = tuple((f"Phòng {place} " + "rất dài tên " * (8 if place == 3 else 0), (Part(GOOD, place),)) for place in range(1, 9))
    _, found = deck_of(slide(Bars(lines, "đơn vị")))
    frame = next(one for one in found.slides[0].shapes if one.has_chart)
    names = next(one for one in found.slides[0].shapes if one.name == "Tên từng đơn vị")
    tops = [one.top for one in names.shapes]
    row = frame.height / len(lines)
    assert [round((top - frame.top) / row) for top in tops] == list(range(8))
    assert names.left + names.width < frame.left == emu(LEFT + ROOM * BARS_NAME)


def test_values_over_time_are_a_chart_of_the_same_values() -> None:
    _, found = deck_of(slide(chart()))
    [one] = charts_of(found)
    plotted = {series.name: tuple(series.iter_values()) for series in one.plots[0].series}
    assert plotted == {deck_chart.REPORTED: (40.0, 45.5), deck_chart.WAY: (40.0, 80.0), deck_chart.TARGET: (80.0,)}
    assert one.value_axis.minimum_scale == 0
    dashed = [bool(series._element.findall(".//{*}prstDash")) for series in one.plots[0].series]
    assert dashed == [False, True, False]
    rows = [(row[0].date() if row[0] else None, *row[1:]) for row in list(workbook_of(one).values)[1:]]
    assert rows == [
        (date(2026, 3, 31), 40, None, None, "Quý I/2026"),
        (date(2026, 9, 30), 45.5, None, None, "Quý III/2026"),
        (date(2026, 3, 31), None, 40, None, "Quý I/2026"),
        (date(2030, 12, 31), None, 80, None, "Quý IV/2030"),
        (date(2030, 12, 31), None, None, 80, "Quý IV/2030"),
    ]


@pytest.mark.parametrize(
    "one", [chart(), chart(way=()), chart(way=(), target=None, target_text="Chưa có mục tiêu"), chart(reported=((Q, 45.5),), way=())]
)
def test_the_axis_of_time_begins_and_ends_at_ends_of_years(one: Chart) -> None:
    first, last = deck_chart.years(one)
    times = [time for time, _ in (*one.reported, *one.way)]
    assert first % 4 == last % 4 == 3
    assert first <= min(times) <= max(times) <= last and first < last
    assert min(times) - first < 4


def test_every_year_of_the_axis_is_its_own() -> None:
    """A step of 365,25 days from the last of a December never leaves the next one."""
    for start in range(2020, 2030):
        for after in range(40):
            counted = deck_chart._serial(start * 4 + 3) + after * deck_chart._YEAR
            assert int(counted) in (deck_chart._serial((start + after) * 4 + 3) - 1, deck_chart._serial((start + after) * 4 + 3))


@pytest.mark.parametrize(
    ("one", "side"),
    [
        (chart(reported=((Q - 2, 40.0), (Q, 40.5))), 1),  # behind a rising way: below it
        (chart(reported=((Q - 2, 90.0), (Q, 82.0)), way=((Q - 2, 90.0), (Q + 17, 50.0)), target=50.0), -1),  # under a falling one: above it
        (chart(reported=((Q - 12, 40.0), (Q, 79.0)), way=((Q - 12, 40.0), (Q + 1, 80.0))), 1),  # beside the target's name
        (chart(reported=((Q - 1, 0.1), (Q, 0.2)), way=((Q - 1, 0.1), (Q + 17, 80.0))), -1),  # no room below
        (chart(way=(), target=None), 0),
        (chart(reported=((Q - 1, 90.0), (Q, 0.0)), way=(), target=None), -1),  # on the axis
        (chart(reported=((Q - 2, 10.0), (Q, 10.0)), way=((Q - 2, 80.0), (Q + 17, 90.0)), target=90.0), 0),  # the way is far
    ],
)
def test_the_name_of_a_value_gives_way_to_the_lines(one: Chart, side: int) -> None:
    down = deck_chart.label_down(one, Box(LEFT, 200, ROOM, 600))
    assert (down > 0) - (down < 0) == side


def test_a_chart_without_values_says_so() -> None:
    _, found = deck_of(slide(chart(reported=(), way=())))
    assert charts_of(found) == []
    assert squeezed("Chưa có số liệu nào để vẽ.") in texts_of(found.slides[0])
    assert squeezed("Mục tiêu ≥ 80 % (2030)") in texts_of(found.slides[0])


def test_what_people_typed_is_never_a_formula() -> None:
    _, found = deck_of(slide(Bars((("=1+1", (Part(GOOD, 2),)), ("http://x.vn", (Part(GOOD, 1),))), "đơn vị")))
    [one] = charts_of(found)
    told = workbook_of(one)["A2"]
    assert (told.value, told.data_type) == ("=1+1", "s")
    assert list(one.plots[0].categories)[0] == "=1+1"


# -- tables and shapes ------------------------------------------------------------------------------------------------------


def test_a_table_is_a_table() -> None:
    drawn, found = deck_of(slide(grid(3)))
    frame = next(one for one in found.slides[0].shapes if one.has_table)
    [placed] = drawn[0].placed
    assert frame.table.first_row and not frame.table.horz_banding
    assert [cell.text for cell in frame.table.rows[0].cells] == ["Chỉ tiêu", "Trạng thái", "Vạch", "Hiện tại"]
    assert frame.table.rows[1].cells[1].text == f"{SLOW.sign}\t{SLOW.label}"
    assert [row.height for row in list(frame.table.rows)[1:]] == [emu(high) for high in placed.heights]
    assert sum(column.width for column in frame.table.columns) == emu(ROOM)
    assert "r" in str(frame.table.rows[1].cells[3].text_frame.paragraphs[0].alignment).lower()


def test_a_bullet_lies_over_its_row() -> None:
    drawn, found = deck_of(slide(grid(3)))
    frame = next(one for one in found.slides[0].shapes if one.has_table)
    bullets = [one for one in found.slides[0].shapes if one.name.startswith("Thanh: ")]
    assert [one.name for one in bullets] == ["Thanh: Chỉ tiêu 1", "Thanh: Chỉ tiêu 2", "Thanh: Chỉ tiêu 3"]
    top = frame.top + frame.table.rows[0].height
    for one, row in zip(bullets, list(frame.table.rows)[1:], strict=True):
        assert top <= one.top and one.top + one.height <= top + row.height
        top += row.height
        scale, now, expected, target = one.shapes
        assert now.width == pytest.approx(scale.width / 2, abs=2)
        assert expected.left + expected.width / 2 == pytest.approx(scale.left + scale.width * 0.6, abs=2)
        assert target.left + target.width / 2 == pytest.approx(scale.left + scale.width, abs=2)
    assert "Hiện tại: 1,5 %" in bullets[0].element.nvGrpSpPr.cNvPr.get("descr")


def test_a_coloured_cell_has_its_ground_and_words_that_are_read_on_it() -> None:
    _, found = deck_of(slide(coloured()))
    [table] = [one.table for one in found.slides[0].shapes if one.has_table]
    red, pale = table.rows[1].cells[1], table.rows[1].cells[2]
    assert f"#{red.fill.fore_color.rgb}" == BAD.colour and str(pale.fill.fore_color.rgb) not in ("FFFFFF", SLOW.colour[1:])
    inks = [{str(run.font.color.rgb) for one in cell.text_frame.paragraphs for run in one.runs} for cell in (red, pale)]
    assert inks == [{"FFFFFF"}, {"1D2733"}]
    assert red.text.split("\n") == ["■\u00a045,5*", "cũ"]
    assert "ctr" in str(red.text_frame.paragraphs[0]._p.pPr.get("algn"))


def test_a_span_of_time_lies_over_its_row_on_the_scale_of_its_head() -> None:
    _, found = deck_of(slide(coloured()))
    shapes = list(found.slides[0].shapes)
    frame = next(one for one in shapes if one.has_table)
    late, far = (one for one in shapes if one.name.startswith("Thanh: "))
    assert [one.name for one in late.shapes] == ["Thời gian được giao", "Quá hạn", "Ngày tính", "Hạn"]
    assert [one.name for one in far.shapes] == ["Thời gian được giao", "Ngày tính", "Hạn còn xa", "Hoàn thành"]
    given, over, today, due = late.shapes
    assert over.left == pytest.approx(given.left + given.width, abs=2)
    assert over.left + over.width == pytest.approx(today.left + today.width / 2, abs=2)
    assert due.left + due.width / 2 == pytest.approx(over.left, abs=2)
    head = frame.top + frame.table.rows[0].height
    ticks = [one for one in shapes if one.has_text_frame and one.text_frame.text in ("2025", "2026", "2027", "tính đến 21/11/2026")]
    assert len(ticks) == 4
    for one in ticks:
        assert frame.top <= one.top and one.top + one.height <= head, one.text_frame.text
        assert one.left + one.width <= frame.left + frame.width + 2, one.text_frame.text


@pytest.mark.parametrize("name", ["Phòng A", "x" * 400, "Dài " * 100])
def test_nothing_stands_outside_its_slide(name: str) -> None:
    _, found = deck_of(*every_block(name), slide(grid(40, name)))
    assert (found.slide_width, found.slide_height) == (Emu(12192000), Emu(6858000)) == (emu(WIDE), emu(HIGH))
    for part in found.slides:
        for one in part.shapes:
            assert min(one.left, one.top) >= 0, one.name
            assert one.left + one.width <= found.slide_width, one.name
            assert one.top + one.height <= found.slide_height, one.name


def test_what_is_seen_can_be_read_out() -> None:
    _, found = deck_of(*every_block())
    for part in found.slides:
        for one in part.shapes:
            about = next(one.element.iter("{*}cNvPr"))
            if one.shape_type in (3, 6, 13, 19):  # chart, group, picture, table
                assert about.get("descr"), about.get("name")
            assert about.get("name")
        numbers = [about.get("id") for about in part.element.iter("{*}cNvPr")]
        assert len(numbers) == len(set(numbers))


def test_title_foot_and_number_stand_in_their_places() -> None:
    _, found = deck_of(slide(Says(("Câu.",))))
    kinds = {one.placeholder_format.type.name for one in found.slides[0].placeholders}
    assert kinds == {"TITLE", "BODY", "FOOTER", "SLIDE_NUMBER"}
    assert found.slides[0].slide_layout.name == "Trang trình bày"


# -- the file ---------------------------------------------------------------------------------------------------------------


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


def test_the_same_pages_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = pages(every_block())
    first = deck.to_pptx(drawn, "Bản tin", MADE, False)

    class Later(datetime):
        @classmethod
        def now(cls, **_: Any) -> datetime:
            return datetime(2031, 5, 6, 7, 8, 9)

    monkeypatch.setattr("openpyxl.writer.excel.datetime", SimpleNamespace(datetime=Later, timezone=timezone))
    monkeypatch.setattr("time.localtime", lambda *_: datetime(2031, 5, 6).timetuple())
    assert deck.to_pptx(drawn, "Bản tin", MADE, False) == first


def test_it_bears_the_day_of_its_figures_and_nobodys_name() -> None:
    content = deck.to_pptx(pages(every_block()), "Bản tin\x00 <A>", MADE, False)
    about = opened(content).core_properties
    assert (about.title, about.language, about.author, about.last_modified_by, about.comments) == ("Bản tin <A>", "vi-VN", "", "", "")
    assert about.created == about.modified == datetime(2026, 11, 21)
    for name, part in parts_of(content).items():
        if name.endswith(".xlsx"):
            inner = parts_of(part)["docProps/core.xml"].decode()
            assert set(re.findall(r"\d{4}-\d\d-\d\d", inner)) == {"2026-11-21"}
            assert "openpyxl" not in inner


def test_no_english_word_is_left_of_the_librarys_template() -> None:
    content = deck.to_pptx(pages(every_block()), "Bản tin", MADE, False)
    parts = parts_of(content)
    assert not [name for name in parts if "printer" in name.lower() or "thumbnail" in name]
    assert len([name for name in parts if "slideLayouts/slideLayout" in name]) == 2
    for name, part in parts.items():
        if not name.startswith("ppt/") or not name.endswith(".xml"):
            continue
        root = etree.fromstring(part)
        shown = " ".join([*root.itertext(), *(one.get("name") or "" for one in root.iter("{*}cNvPr", "{*}cSld", "{*}theme"))])
        assert not re.search(r"click|level|title|placeholder|office|slide|text|header", shown, re.IGNORECASE), name
        assert {one.get("lang") for one in root.iter() if one.get("lang")} <= {"vi-VN"}, name
        families = {one.get("typeface") for one in root.iter("{*}latin")}
        assert families <= {"Arial", "Segoe UI Symbol", "+mn-lt", "+mj-lt"}, name


@pytest.mark.slow
def test_libreoffice_shows_every_page_whole(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if not (office and (Path(office).resolve().parent / "libsdlo.so").exists() and shutil.which("pdftotext")):
        pytest.skip("LibreOffice Impress or pdftotext is not on this machine")
    drawn = pages([*every_block("Trung tâm Phục vụ hành chính công phường"), slide(grid(30))])
    (tmp_path / "f.pptx").write_bytes(deck.to_pptx(drawn, "Bản tin", MADE, False))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "f.pptx")], check=True, capture_output=True, timeout=240)
    told = subprocess.run(["pdftotext", "-raw", str(tmp_path / "f.pdf"), "-"], check=True, capture_output=True, text=True).stdout
    shown = told.split("\f")[:-1]
    assert len(shown) == len(drawn)
    for page, words in zip(drawn, shown, strict=True):
        blocks = [one.block for one in page.placed]
        for one in words_of([page.slide.title, page.slide.remark, blocks, page.slide.code, page.counted]):
            assert squeezed(one) in squeezed(words), one
