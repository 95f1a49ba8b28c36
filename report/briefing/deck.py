"""The slides as a PowerPoint file a secretary can edit: native tables, charts and text, where layout.py placed them.

Decides nothing about words or figures; how strokes, charts and the form are written is for deck_strokes.py, deck_chart.py and deck_form.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from itertools import accumulate
from typing import Any

import segno
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from domain.wording import StatusWords
from report.briefing import deck_chart, deck_form, layout
from report.briefing.deck_chart import Native, Series
from report.briefing.deck_strokes import (
    NAMESPACES,
    SPACING,
    Box,
    Para,
    Run,
    emu,
    group,
    placeholder,
    shape,
    slide_number,
    table,
    table_cell,
)
from report.briefing.drawing import GREY, INK, NAVY, PALE, RED, RULE
from report.briefing.form import printable
from report.briefing.layout import FOOT_RULE, HEAD, LEFT, LINE, PAD, ROOM, SMALL, SQUARE, Page, Placed
from report.briefing.measure import width, wrap
from report.briefing.model import Bar, Bars, Bullet, Cell, Chart, Column, Grid, Legend, Part, Says, Span, Tile, Tiles
from report.briefing.steady import steady

BAR_HIGH = 56
SLACK = 8
"""Wider than measured by so much: one line of the other family may be."""


def to_pptx(pages: Sequence[Page], title: str, made_on: date, demonstration: bool) -> bytes:
    """One slide for each page; the same pages give the same bytes."""
    made = deck_form.empty(printable(title), made_on, demonstration)
    for number, page in enumerate(pages, 1):
        _Drawn(made, printable(page), number, made_on).draw()
    saved = io.BytesIO()
    made.save(saved)
    return steady(saved.getvalue())


class _Drawn:
    """One page on its slide, drawn in the order it is read out."""

    def __init__(self, made: Any, page: Page, number: int, made_on: date) -> None:
        self.slide = made.slides.add_slide(made.slide_layouts[0])
        self.tree = self.slide.shapes.element
        for one in self.slide.placeholders:
            self.tree.remove(one.element)
        self.page, self.number, self.made_on = page, number, made_on

    def draw(self) -> None:
        self._head()
        for placed in self.page.placed:
            _DRAW[type(placed.block)](self, placed)
        self._remark()
        self._foot()
        for number, one in enumerate(self.tree.iter(qn("p:cNvPr")), 1):
            one.set("id", str(number))
        if self.page.slide.notes:
            deck_form.note(self.slide, self.page.slide.notes)

    def put(self, *strokes: str) -> None:
        for one in parse_xml(f"<p:spTree {NAMESPACES}>{''.join(strokes)}</p:spTree>"):
            self.tree.append(one)

    def chart(self, kind: Any, native: Native, box: Box, name: str, says: str) -> None:
        frame = self.slide.shapes.add_chart(kind, *map(emu, (box.left, box.top, box.wide, box.high)), native)
        _call(frame, name, says)

    # -- around the blocks --------------------------------------------------------------------------------------------------

    def _head(self) -> None:
        page = self.page
        mark = width(page.slide.mark, 22, "semibold") + 28 if page.slide.mark else 0
        room = ROOM - (mark + 40 if mark else -SLACK)
        box = Box(LEFT, page.title_top, room, len(page.title) * page.title_size * 1.2)
        title = Para((Run(page.slide.title.removesuffix("."), page.title_size, NAVY, bold=True),), spacing=100)
        self.put(placeholder("Tiêu đề", 'type="title"', [title], box))
        over = Para((Run(page.slide.over, page.over_size, GREY),), spacing=SPACING)
        over_box = Box(LEFT, HEAD - page.over_size, ROOM + SLACK, len(page.over) * page.over_size * LINE)
        self.put(placeholder("Đơn vị, kỳ, kế hoạch", 'type="body" sz="quarter" idx="13"', [over], over_box))
        if mark:
            told = Para((Run(page.slide.mark, 22, RED, bold=True),), align="ctr", spacing=100)
            mark_box = Box(LEFT + ROOM - mark, page.title_top, mark, 44)
            self.put(shape(page.slide.mark, mark_box, [told], kind="roundRect", edge=RED, dash="dash", anchor="ctr"))

    def _remark(self) -> None:
        page = self.page
        if not page.remark:
            return
        high = _remark_height(page)
        box = Box(LEFT, FOOT_RULE - 14 - high, ROOM, high)
        told = [Para((Run(page.slide.remark, 24, italic=True),))]
        words = shape("Lời ghi chú", box, told, colour="#F3F6FA", anchor="ctr", inside=(24, 0, 8, 0))
        strip = shape("Vạch", Box(LEFT, box.top, 6, high), colour=NAVY)
        self.put(group("Ghi chú", f"Ghi chú: {page.slide.remark}", box, [words, strip]))

    def _foot(self) -> None:
        page = self.page
        right = LEFT + ROOM - SQUARE - 14
        if page.counted:
            above = _remark_height(page) + 14 if page.remark else 0
            box = Box(LEFT + ROOM - 700, FOOT_RULE - 28 - above, 700, 24)
            self.put(shape("Đang xem", box, [Para((Run(page.counted, 19, GREY, bold=True),), align="r", spacing=100)]))
        foot = Para((Run(" ".join(page.foot), page.foot_size, GREY),))
        self.put(placeholder("Nguồn", 'type="ftr" sz="quarter" idx="11"', [foot]))
        told = [Para((Run(page.slide.code, 26, NAVY, bold=True),), align="r", spacing=100)]
        if page.of > 1:
            told.append(Para((Run(f"trang {page.number}/{page.of}", 19, GREY),), align="r", spacing=100))
        self.put(shape("Mã số liệu", Box(right - 176, FOOT_RULE + 12, 176, 64), told))
        square = Box(LEFT + ROOM - SQUARE, FOOT_RULE + 8, SQUARE, SQUARE)
        picture = self.slide.shapes.add_picture(_square(page.slide.address), *map(emu, (square.left, square.top, square.wide, square.high)))
        _call(picture, "Mã vuông", f"Mã vuông để mở lại số liệu {page.slide.code}: {page.slide.address}")
        self.put(slide_number(self.number))

    # -- blocks -------------------------------------------------------------------------------------------------------------

    def bar(self, placed: Placed) -> None:
        block = placed.block
        assert isinstance(block, Bar)
        total = sum(part.count for part in block.parts) or 1
        series = [
            Series(part.look.label, (part.count,), part.look, frozenset([0] if _fits(part.count, ROOM * part.count / total, 30) else []))
            for part in block.parts
        ]
        native = deck_chart.bars([block.of], series, most=total, gap=0, size=30, made_on=self.made_on)
        says = f"{total} {block.of}: {_counted(block.parts)}."
        self.chart(XL_CHART_TYPE.BAR_STACKED, native, Box(LEFT, placed.top, ROOM, BAR_HIGH), f"Biểu đồ: {block.of}", says)
        told = [(part.look, f"{part.look.label} {part.count}") for part in block.parts]
        self._legend_at(placed.top + BAR_HIGH + 14, told)

    def legend(self, placed: Placed) -> None:
        block = placed.block
        assert isinstance(block, Legend)
        self._legend_at(placed.top, [(look, look.label + count) for look, count in layout.legend_told(block)], layout.legend_size(block))
        if notes := layout.note_lines(block):
            high = len(notes) * layout.NOTE * LINE
            told = [Para((Run(block.note, layout.NOTE, GREY),))]
            self.put(shape("Cách đọc", Box(LEFT, placed.top + placed.height - high, ROOM + SLACK, high), told))

    def _legend_at(self, top: float, told: Sequence[tuple[StatusWords, str]], size: float = 24) -> None:
        """A box of words for each line of a legend, its parts as far apart as measured."""
        high = size * 1.5
        for row, places in enumerate(layout.legend_lines([f"{look.sign} {words}" for look, words in told], size)):
            runs: list[Run] = []
            for place in places:
                look, words = told[place]
                runs += [*([Run("\u2003", size)] if runs else []), Run(look.sign, size, look.line), Run(f"\u00a0{words}", size)]
            self.put(shape("Chú giải", Box(LEFT, top + row * high, ROOM + SLACK, high), [Para(tuple(runs), spacing=100)], anchor="ctr"))

    def bars(self, placed: Placed) -> None:
        """The bars as one chart of even rows, their names beside it."""
        block = placed.block
        assert isinstance(block, Bars)
        row = self._even(placed, block)
        room, left = ROOM * (1 - layout.BARS_NAME), LEFT + ROOM * layout.BARS_NAME
        most = max((sum(part.count for part in parts) for _, parts in block.lines), default=0) or 1
        series = [_series_of(look, block, room / most, placed.size * 0.9) for look in _looks(block)]
        native = deck_chart.bars(
            [name for name, _ in block.lines], series, most=most, gap=round(1400 / (row - 14)), size=placed.size * 0.9, made_on=self.made_on
        )
        boxes = [Box(LEFT, placed.top + place * row, ROOM * layout.BARS_NAME - 12, row) for place in range(len(block.lines))]
        names = (
            shape(name, box, [Para((Run(name, _name_size(name, placed.size, row)),), spacing=100)], anchor="ctr")
            for box, (name, _) in zip(boxes, block.lines, strict=True)
        )
        whole = Box(LEFT, placed.top, ROOM * layout.BARS_NAME - 12, row * len(block.lines))
        self.put(group(f"Tên từng {block.what}", "; ".join(name for name, _ in block.lines), whole, names))
        says = "; ".join(f"{name}: {_counted(parts)}" for name, parts in block.lines)
        self.chart(
            XL_CHART_TYPE.BAR_STACKED, native, Box(left, placed.top, room, row * len(block.lines)), f"Biểu đồ theo {block.what}", f"{says}."
        )

    def _even(self, placed: Placed, block: Bars) -> float:
        """How high every row is: as the highest where there is room, else as on average."""
        count, highest = len(block.lines), max(placed.heights)
        page = self.page
        bottom = FOOT_RULE - 30 - (_remark_height(page) + 14 if page.remark else 0)
        return highest if placed is page.placed[-1] and placed.top + count * highest <= bottom else sum(placed.heights) / count

    def grid(self, placed: Placed) -> None:
        block = placed.block
        assert isinstance(block, Grid)
        edges = [LEFT + ROOM * share for share in accumulate((column.share for column in block.columns), initial=0.0)]
        head = layout.head_height(block, placed.size)
        rows = [_row(line, block.columns, size) for line, size in zip(block.lines, placed.sizes, strict=True)]
        heights = (head, *placed.heights)
        box = Box(LEFT, placed.top, ROOM, sum(heights))
        says = f"Bảng {len(block.lines)} {block.what}: {', '.join(column.name for column in block.columns)}."
        self.put(table(f"Bảng: {block.what}", says, box, edges, heights, [_head_row(block.columns, placed.size), *rows]))
        for column, left in zip(block.columns, edges, strict=False):
            self.put(*_scale(column, left, placed.top + head - 16, placed.size * SMALL))
        tops = accumulate(placed.heights, initial=placed.top + head)
        for line, top, high in zip(block.lines, tops, placed.heights, strict=False):
            for cell, left, column in zip(line, edges, block.columns, strict=False):
                if cell.bullet and cell.look:
                    where = (left + PAD, top + high / 2, ROOM * column.share - 2 * PAD)
                    self.put(_bullet(cell.bullet, cell.look, _told(line, block.columns), line[0].text, *where))
                if cell.span and cell.look:
                    place = Box(left + PAD, top, ROOM * column.share - 2 * PAD, high)
                    self.put(_span(cell.span, cell.look, _told(line, block.columns), line[0].text, place))

    def tiles(self, placed: Placed) -> None:
        assert isinstance(placed.block, Tiles)
        count = len(placed.block.tiles)
        wide = (ROOM - layout.TILE_GAP * (count - 1)) / count
        for place, tile in enumerate(placed.block.tiles):
            self.put(_tile(tile, Box(LEFT + place * (wide + layout.TILE_GAP), placed.top, wide, placed.height)))

    def says(self, placed: Placed) -> None:
        block, size = placed.block, placed.size
        assert isinstance(block, Says)
        hang, dot = (size * 1.3, NAVY) if block.points else (0.0, "")
        told = [Para((Run(said, size),), hang=hang, bullet=dot, after=size * 0.5) for said in block.lines]
        self.put(shape("Nội dung", Box(LEFT, placed.top, ROOM + SLACK, placed.height), told))

    def values(self, placed: Placed) -> None:
        chart = placed.block
        assert isinstance(chart, Chart)
        note = len(wrap(chart.note, 24, ROOM)) * 24 * LINE + 20 if chart.note else 0
        box = Box(LEFT, placed.top, ROOM, placed.height - note)
        goal = f"; {chart.target_text}" if chart.target_text else ""
        if chart.reported:
            unit = Box(LEFT, placed.top - 2, deck_chart.AXIS_ROOM - 10 + 400, 26)
            self.put(shape("Đơn vị tính", unit, [Para((Run(chart.unit, 20, GREY),), spacing=100)], inside=(deck_chart.AXIS_ROOM, 0, 0, 0)))
            says = f"{chart.name}: {chart.value_text}, {chart.look.label.lower()}{goal}. {len(chart.reported)} lần báo cáo."
            native = deck_chart.values(chart, box, self.made_on)
            self.chart(XL_CHART_TYPE.XY_SCATTER_LINES, native, box, f"Biểu đồ: {chart.name}", says)
        else:
            nothing = [Para((Run("Chưa có số liệu nào để vẽ.", 28, GREY),)), Para((Run(chart.target_text, 24, NAVY, bold=True),))]
            self.put(shape("Chưa có số liệu", Box(LEFT, placed.top + 26, ROOM, 160), nothing))
        if chart.note:
            self.put(shape("Diễn giải", Box(LEFT, box.top + box.high + 20, ROOM + SLACK, note - 20), [Para((Run(chart.note, 24),))]))


_DRAW = {
    Bar: _Drawn.bar,
    Bars: _Drawn.bars,
    Legend: _Drawn.legend,
    Grid: _Drawn.grid,
    Tiles: _Drawn.tiles,
    Says: _Drawn.says,
    Chart: _Drawn.values,
}


def _call(drawn: Any, name: str, says: str) -> None:
    """Its name in the list of objects, and what is read out for it."""
    about = next(drawn.element.iter(qn("p:cNvPr")))
    about.set("name", name)
    about.set("descr", says)


def _square(address: str) -> io.BytesIO:
    """The square picture a telephone reads."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="png", border=0, scale=8)
    drawn.seek(0)
    return drawn


def _remark_height(page: Page) -> float:
    return len(page.remark) * 24 * LINE + 16


# -- counts of states -------------------------------------------------------------------------------------------------------


def _fits(count: int, wide: float, size: float) -> bool:
    return width(str(count), size, "semibold") + 4 <= wide


def _counted(parts: Sequence[Part]) -> str:
    return ", ".join(f"{part.look.label} {part.count}" for part in parts)


def _name_size(name: str, size: float, row: float) -> float:
    """The largest size at which a name is no higher than its row."""
    while size > layout.SMALLEST and len(layout.bars_name(name, size)) * size * LINE > row:
        size -= 1
    return size


def _looks(block: Bars) -> list[StatusWords]:
    """The states of all bars in the one order every bar keeps."""
    order: TopologicalSorter[StatusWords] = TopologicalSorter()
    for _, parts in block.lines:
        for place, part in enumerate(parts):
            order.add(part.look, *(one.look for one in parts[max(place - 1, 0) : place]))
    try:
        return list(order.static_order())
    except CycleError:
        return list(dict.fromkeys(part.look for _, parts in block.lines for part in parts))


def _series_of(look: StatusWords, block: Bars, each: float, size: float) -> Series:
    """One state over all bars; a bar without it has no part, and one too narrow for its number none written on it."""
    counts = [sum(part.count for part in parts if part.look == look) for _, parts in block.lines]
    told = frozenset(place for place, count in enumerate(counts) if count and _fits(count, each * count, size))
    return Series(look.label, tuple(count or None for count in counts), look, told)


# -- rows of a table --------------------------------------------------------------------------------------------------------


def _head_row(columns: Sequence[Column], size: float) -> Iterable[str]:
    for column in columns:
        told = Para((Run(column.name, size * SMALL, GREY),), align=_align(column), spacing=100)
        side = layout.FILLED_PAD if column.middle else 8
        yield table_cell([told], "#B9C2CC", 1.5, anchor="t" if column.ticks else "b", side=min(side, 8))


def _align(column: Column) -> str:
    return "ctr" if column.middle else "r" if column.right else "l"


def _scale(column: Column, left: float, low: float, size: float) -> Iterable[str]:
    """The words of a scale over the head of its column, which is a cell of the table and has none of its own."""
    high = size * LINE
    told = [(at, words, GREY, 0.0) for at, words in column.ticks] + ([(*column.now, NAVY, high)] if column.now else [])
    for at, words, colour, above in told:
        x, _ = layout.tick(column, at, words, size, left, low)
        wide = width(words, size, "semibold") + 2 * SLACK
        box = Box(min(x, left + ROOM * column.share - wide), low - above - high, wide, high)
        yield shape(words, box, [Para((Run(words, size, colour, bold=above > 0),), spacing=100)])


def _row(line: Sequence[Cell], columns: Sequence[Column], size: float) -> Iterable[str]:
    for cell, column in zip(line, columns, strict=True):
        ground, side = layout.ground(cell), min(layout.cell_side(cell), 8)
        under, thick = ("#FFFFFF", 3) if ground else (PALE, 1.2)
        yield table_cell(_cell(cell, column, size), under, thick, side=side, ground=ground)


def _cell(cell: Cell, column: Column, size: float) -> list[Para]:
    colour, align = layout.ink(cell), _align(column)
    told: list[Para] = []
    if cell.text:
        words = Run(cell.text, size, colour, bold=cell.bold or cell.look is not None)
        sign = [Run(f"{cell.look.sign}\t", size, colour)] if cell.sign and cell.look else []
        told.append(Para((*sign, words), align, hang=size * 1.1 if sign else 0))
    if cell.small:
        told.append(Para((Run(cell.small, size * SMALL, colour if cell.filled else GREY),), align))
    return told


def _told(line: Sequence[Cell], columns: Sequence[Column]) -> str:
    return "; ".join(f"{column.name}: {cell.text}" for cell, column in zip(line, columns, strict=True) if cell.text)


def _bullet(bullet: Bullet, look: StatusWords, says: str, name: str, left: float, middle: float, room: float) -> str:
    """Now as a bar, expected today as a line, the target as a mark above."""
    parts = [shape("Thang", Box(left, middle - 5, room, 10), colour=PALE)]
    if bullet.now > 0:
        parts.append(shape("Hiện tại", Box(left, middle - 5, max(room * bullet.now, 2), 10), colour=look.line))
    if bullet.expected is not None:
        parts.append(shape("Kỳ vọng", Box(left + room * bullet.expected - 1.5, middle - 12, 3, 24), colour=INK))
    if bullet.target is not None:
        target = Box(left + room * bullet.target - 8, middle - 19, 16, 11)
        parts.append(shape("Mục tiêu", target, kind="triangle", colour=NAVY, flipped=True))
    return group(f"Thanh: {name}", says, Box(left - 8, middle - 19, room + 16, 31), parts)


def _span(span: Span, look: StatusWords, says: str, name: str, box: Box) -> str:
    """A bar from its beginning to the deadline, pale where it ran over, with deadline, day of doing and today."""
    middle = box.top + box.high / 2

    def at(share: float) -> float:
        return box.left + box.wide * share

    def bar(called: str, start: float, end: float, colour: str, edge: str = "") -> str:
        return shape(called, Box(at(start), middle - 11, max(box.wide * (end - start), 3), 22), colour=colour, edge=edge)

    parts = [bar("Thời gian được giao", span.start, span.end, look.line)]
    if span.late_until is not None:
        parts.append(bar("Quá hạn", span.end, span.late_until, layout.pale(look.line), look.line))
    parts.append(shape("Ngày tính", Box(at(span.today) - 1, box.top, 2, box.high), colour=NAVY))
    if span.due is not None:
        parts.append(shape("Hạn", Box(at(span.due) - 2.5, middle - 18, 5, 36), colour=INK))
    else:
        parts.append(shape("Hạn còn xa", Box(box.left + box.wide, middle - 11, 10, 22), kind="homePlate", colour=look.line))
    if span.done is not None:
        parts.append(shape("Hoàn thành", Box(at(span.done) - 8, middle - 8, 16, 16), kind="ellipse", colour=INK, edge="#FFFFFF"))
    return group(f"Thanh: {name}", says, Box(box.left - 8, box.top, box.wide + 18, box.high), parts)


# -- tiles ------------------------------------------------------------------------------------------------------------------


def _tile(tile: Tile, box: Box) -> str:
    said = [
        Para((Run(tile.name, 24, bold=True),)),
        Para((Run(tile.value, 56, tile.look.line, bold=True),), spacing=100, after=8),
        Para((Run(f"{tile.look.sign} ", 22, tile.look.line), Run(tile.look.label, 22, tile.look.line, bold=True)), spacing=SPACING - 10),
        *([Para((Run(tile.goal, 22),))] if tile.goal else []),
        *([Para((Run(tile.note, 20, GREY),))] if tile.note else []),
    ]
    words = shape("Nội dung", box, said, colour="#FFFFFF", edge=RULE, inside=(28, 22, 14, 8))
    strip = shape("Vạch", Box(box.left, box.top, 8, box.high), colour=tile.look.colour)
    return group(f"Ô số: {tile.name}", f"{tile.name}: {tile.value}, {tile.look.label.lower()}. {tile.goal}", box, [words, strip])
