"""Pages as Typst source: the pictures and the PDF of the slides. Where things stand was decided in layout.py.

Every line of text is placed by itself, so that what was measured is what is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

import segno

from domain.numbers import format_number
from domain.period import Period
from domain.wording import StatusWords
from report.briefing import layout
from report.briefing.layout import FOOT_RULE, HEAD, HIGH, LEFT, LINE, PAD, ROOM, SMALL, SQUARE, WIDE, Page, Placed
from report.briefing.measure import width, wrap
from report.briefing.model import Bar, Bars, Bullet, Cell, Chart, Column, Grid, Legend, Part, Says, Span, Tile, Tiles
from report.briefing.typeset import SANS, string, to_pdf, to_png, to_svg

NAVY, INK, GREY, PALE, RULE = "#12355B", layout.INK, "#5A6672", "#E9EDF1", "#D5DAE0"
RED = "#B3261E"
Place = Callable[[tuple[float, float]], tuple[float, float]]
_WEIGHT = {"regular": 400, "semibold": 600, "bold": 700, "italic": 400}
# signs the family lacks come from the one font Typst carries for them
_HEAD = (
    f"#set page(width: {WIDE}pt, height: {HIGH}pt, margin: 0pt, fill: white)\n"
    f'#set text(font: ("{SANS}", "DejaVu Sans Mono"), lang: "vi", top-edge: "baseline", bottom-edge: "baseline", hyphenate: false, '
    'number-width: "proportional")\n#set par(leading: 0pt, spacing: 0pt)\n'
)


def pdf(pages: Sequence[Page], title: str, as_of: date) -> bytes:
    """All pages as one PDF, its fonts in it."""
    return to_pdf(f"#set document(title: {string(title)})\n{source(pages)}", as_of)


def png(pages: Sequence[Page], scale: float = 1.0) -> list[bytes]:
    """A picture of each page, 1920 × 1080 at scale 1."""
    return to_png(source(pages), scale)


def svg(pages: Sequence[Page]) -> list[bytes]:
    return to_svg(source(pages))


def source(pages: Sequence[Page]) -> str:
    return _HEAD + "#pagebreak()\n".join("\n".join(_page(page)) + "\n" for page in pages)


def _page(page: Page) -> Iterable[str]:
    slide = page.slide
    for place, line in enumerate(page.over):
        yield words(LEFT, HEAD + place * page.over_size * LINE, line, page.over_size, GREY)
    for place, line in enumerate(page.title):
        yield words(LEFT, page.title_top + (place + 0.9) * page.title_size * 1.2, line, page.title_size, NAVY, "bold")
    if slide.mark:
        wide = width(slide.mark, 22, "semibold") + 28
        yield box(LEFT + ROOM - wide, page.title_top, wide, 44, "none", RED, dash=True)
        yield words(LEFT + ROOM - 14, page.title_top + 30, slide.mark, 22, RED, "semibold", "right")
    for placed in page.placed:
        yield from _DRAW[type(placed.block)](placed)
    yield from _remark(page)
    yield from _foot(page)


def _remark(page: Page) -> Iterable[str]:
    if not page.remark:
        return
    high = len(page.remark) * 24 * LINE + 16
    top = FOOT_RULE - 14 - high
    yield box(LEFT, top, ROOM, high, "#F3F6FA")
    yield box(LEFT, top, 6, high, NAVY)
    for place, line in enumerate(page.remark):
        yield words(LEFT + 24, top + 8 + (place + 0.85) * 24 * LINE, line, 24, INK, "italic")


def _foot(page: Page) -> Iterable[str]:
    yield rule(LEFT, FOOT_RULE, LEFT + ROOM, FOOT_RULE, RULE, 1.5)
    for place, line in enumerate(page.foot):
        yield words(LEFT, FOOT_RULE + 8 + (place + 1) * page.foot_size * 1.35, line, page.foot_size, GREY)
    right = LEFT + ROOM - SQUARE - 14
    yield words(right, FOOT_RULE + 36, page.slide.code, 26, NAVY, "bold", "right")
    which = f"trang {page.number}/{page.of}" if page.of > 1 else ""
    yield words(right, FOOT_RULE + 64, which, 19, GREY, anchor="right")
    if page.counted:
        yield words(
            LEFT + ROOM,
            FOOT_RULE - 6 - (len(page.remark) * 24 * LINE + 30 if page.remark else 0),
            page.counted,
            19,
            GREY,
            "semibold",
            "right",
        )
    yield square(page.slide.address, LEFT + ROOM - SQUARE, FOOT_RULE + 8)


# -- blocks -----------------------------------------------------------------------------------------------------------------


def _bar(placed: Placed) -> Iterable[str]:
    assert isinstance(placed.block, Bar)
    yield from _parts(placed.block.parts, LEFT, placed.top, ROOM, 56, 30)
    yield from _legend_at(placed.top + 70, [(part.look, f"{part.look.label} {part.count}") for part in placed.block.parts])


def _legend(placed: Placed) -> Iterable[str]:
    block = placed.block
    assert isinstance(block, Legend)
    told = [(look, look.label + count) for look, count in layout.legend_told(block)]
    yield from _legend_at(placed.top, told, layout.legend_size(block))
    notes = layout.note_lines(block)
    for place, line in enumerate(notes):
        low = placed.top + placed.height - (len(notes) - place - 0.8) * layout.NOTE * LINE
        yield words(LEFT, low, line, layout.NOTE, GREY)


def _legend_at(top: float, told: Sequence[tuple[StatusWords, str]], size: float = 24) -> Iterable[str]:
    whole = [f"{look.sign} {words_}" for look, words_ in told]
    for row, line in enumerate(layout.legend_lines(whole, size)):
        at, base = float(LEFT), top + (row + 0.8) * size * 1.5
        for place in line:
            look, words_ = told[place]
            yield words(at, base, look.sign, size, look.line)
            yield words(at + width(f"{look.sign} ", size), base, words_, size, INK)
            at += layout.legend_width(whole[place], size)


def _parts(parts: Sequence[Part], left: float, top: float, room: float, high: float, size: float) -> Iterable[str]:
    total = sum(part.count for part in parts) or 1
    at = left
    for part in parts:
        wide = room * part.count / total
        yield box(at, top, max(wide - 2, 1), high, part.look.colour)
        fits = next((one for one in (size, size * 0.8, size * 0.64) if width(str(part.count), one, "semibold") + 3 <= wide), None)
        if fits:
            yield words(at + wide / 2 - 1, top + high / 2 + fits * 0.36, str(part.count), fits, part.look.ink, "semibold", "center")
        at += wide


def _bars(placed: Placed) -> Iterable[str]:
    assert isinstance(placed.block, Bars)
    top, size = placed.top, placed.size
    most = max((sum(part.count for part in parts) for _, parts in placed.block.lines), default=1) or 1
    left, room = LEFT + ROOM * layout.BARS_NAME, ROOM * (1 - layout.BARS_NAME)
    for (name, parts), high in zip(placed.block.lines, placed.heights, strict=True):
        lines = layout.bars_name(name, size)
        first = top + high / 2 - len(lines) * size * LINE / 2
        for place, line in enumerate(lines):
            yield words(LEFT, first + (place + 0.8) * size * LINE, line, size, INK)
        share = room * sum(part.count for part in parts) / most
        yield from _parts(parts, left, top + 7, share, high - 14, size * 0.9)
        top += high


def _grid(placed: Placed) -> Iterable[str]:
    block = placed.block
    assert isinstance(block, Grid)
    lefts = [LEFT + ROOM * sum(column.share for column in block.columns[:place]) for place in range(len(block.columns))]
    head = layout.head_height(block, placed.size)
    for column, left, lines in zip(block.columns, lefts, layout.head_lines(block, placed.size), strict=True):
        for place, line in enumerate(lines):
            x, anchor = _side_of(column, left, PAD)
            base = placed.top + (place + 0.85) * placed.size * SMALL * LINE
            yield words(x, base, line, placed.size * SMALL, GREY, anchor=anchor)
        yield from _scale(column, left, placed.top + len(lines) * placed.size * SMALL * LINE, placed.size * SMALL)
    top = placed.top + head
    yield rule(LEFT, top, LEFT + ROOM, top, "#B9C2CC", 1.5)
    for row, high, size in zip(block.lines, placed.heights, placed.sizes, strict=True):
        for cell, column, left in zip(row, block.columns, lefts, strict=True):
            yield from _cell(cell, column, left, top, high, size)
        top += high
        yield rule(LEFT, top, LEFT + ROOM, top, PALE, 1.2)


def _side_of(column: Column, left: float, side: float) -> tuple[float, str]:
    """Where the words of a column stand, and which way they run from there."""
    wide = ROOM * column.share
    return (left + wide / 2, "center") if column.middle else (left + wide - side, "right") if column.right else (left + side, "left")


def _scale(column: Column, left: float, low: float, size: float) -> Iterable[str]:
    """The ticks of a column in the last line of its head, the day of reckoning in the line above."""
    for at, told in column.ticks:
        yield words(*layout.tick(column, at, told, size, left, low), told, size, GREY)
    if column.now:
        at, told = column.now
        yield words(*layout.tick(column, at, told, size, left, low - size * LINE), told, size, NAVY, "semibold")


def _cell(cell: Cell, column: Column, left: float, top: float, high: float, size: float) -> Iterable[str]:
    main, small = layout.cell_lines(cell, column, size)
    text_high = len(main) * size * LINE + len(small) * size * SMALL * LINE
    at = top + (high - text_high) / 2
    x, anchor = _side_of(column, left, layout.cell_side(cell))
    colour = layout.ink(cell)
    if ground := layout.ground(cell):
        yield box(left + 1.5, top + 1.5, ROOM * column.share - 3, high - 3, ground)
    if cell.sign and cell.look and main:
        yield words(left + PAD, at + 0.85 * size * LINE, cell.look.sign, size, colour)
        x += size * 1.1 if anchor == "left" else 0
    for place, line in enumerate(main):
        yield words(x, at + (place + 0.8) * size * LINE, line, size, colour, layout.cell_style(cell), anchor)
    x = left + PAD if anchor == "left" else x
    for place, line in enumerate(small):
        told = colour if cell.filled else GREY
        yield words(x, at + len(main) * size * LINE + (place + 0.78) * size * SMALL * LINE, line, size * SMALL, told, anchor=anchor)
    if cell.bullet and cell.look:
        yield from _bullet(cell.bullet, cell.look.line, left + PAD, top + high / 2, ROOM * column.share - 2 * PAD)
    if cell.span and cell.look:
        yield from _span(cell.span, cell.look.line, [at for at, _ in column.ticks], left + PAD, top, high, ROOM * column.share - 2 * PAD)


def _bullet(bullet: Bullet, colour: str, left: float, middle: float, room: float) -> Iterable[str]:
    yield box(left, middle - 5, room, 10, PALE)
    if bullet.now > 0:
        yield box(left, middle - 5, max(room * bullet.now, 2), 10, colour)
    if bullet.expected is not None:
        yield box(left + room * bullet.expected - 1.5, middle - 12, 3, 24, INK)
    if bullet.target is not None:
        x = left + room * bullet.target
        yield polygon([(x - 8, middle - 19), (x + 8, middle - 19), (x, middle - 8)], NAVY)


def _span(span: Span, colour: str, ticks: Sequence[float], left: float, top: float, high: float, room: float) -> Iterable[str]:
    """A bar from its beginning to the deadline, pale where it ran over; behind it the scale and today."""
    middle = top + high / 2
    for at in ticks:
        yield rule(left + room * at, top, left + room * at, top + high, PALE, 1.2)

    def bar(start: float, end: float, ground: str, edge: str = "") -> str:
        return box(left + room * start, middle - 11, max(room * (end - start), 3), 22, ground, edge, dash=bool(edge))

    yield bar(span.start, span.end, colour)
    if span.late_until is not None:
        yield bar(span.end, span.late_until, layout.pale(colour), colour)
    yield rule(left + room * span.today, top, left + room * span.today, top + high, NAVY, 2)
    if span.due is not None:
        yield box(left + room * span.due - 2.5, middle - 18, 5, 36, INK)
    else:
        x = left + room
        yield polygon([(x, middle - 11), (x + 10, middle), (x, middle + 11)], colour)
    if span.done is not None:
        yield circle(left + room * span.done, middle, 10, "#FFFFFF")
        yield circle(left + room * span.done, middle, 7, INK)


def _tiles(placed: Placed) -> Iterable[str]:
    assert isinstance(placed.block, Tiles)
    count = len(placed.block.tiles)
    wide = (ROOM - layout.TILE_GAP * (count - 1)) / count
    for place, tile in enumerate(placed.block.tiles):
        yield from _tile(tile, LEFT + place * (wide + layout.TILE_GAP), placed.top, wide, placed.height, count)


def _tile(tile: Tile, left: float, top: float, wide: float, high: float, count: int) -> Iterable[str]:
    yield box(left, top, wide, high, "#FFFFFF", RULE)
    yield box(left, top, 8, high, tile.look.colour)
    name, value, goal, note = layout.tile_lines(tile, count)
    at, x = top + 22, left + 28
    for line in name:
        yield words(x, at + 0.8 * 24 * LINE, line, 24, INK, "semibold")
        at += 24 * LINE
    for line in value:
        yield words(x, at + 0.85 * 56 * 1.2, line, 56, tile.look.line, "bold")
        at += 56 * 1.2
    at += 8
    yield words(x, at + 0.8 * 22 * LINE, tile.look.sign, 22, tile.look.line)
    yield words(x + 28, at + 0.8 * 22 * LINE, tile.look.label, 22, tile.look.line, "semibold")
    at += 22 * LINE
    for line in goal:
        yield words(x, at + 0.8 * 22 * LINE, line, 22, INK)
        at += 22 * LINE
    for line in note:
        yield words(x, at + 0.8 * 20 * LINE, line, 20, GREY)
        at += 20 * LINE


def _says(placed: Placed) -> Iterable[str]:
    block = placed.block
    assert isinstance(block, Says)
    top, size = placed.top, placed.size
    for line, high in zip(block.lines, placed.heights, strict=True):
        left = LEFT + (size * 1.3 if block.points else 0)
        if block.points:
            yield circle(LEFT + size * 0.4, top + size * 0.72, size * 0.16, NAVY)
        for place, part in enumerate(layout.says_lines(line, block, size)):
            yield words(left, top + (place + 0.8) * size * LINE, part, size, INK)
        top += high


def _chart(placed: Placed) -> Iterable[str]:
    """Values as a line from zero, the straight way to the target dashed, both named where they end."""
    chart = placed.block
    assert isinstance(chart, Chart)
    note = wrap(chart.note, 24, ROOM) if chart.note else []
    low = placed.top + placed.height - 46 - (len(note) * 24 * LINE + 20 if note else 0)
    for place, line in enumerate(note):
        yield words(LEFT, low + 66 + (place + 0.8) * 24 * LINE, line, 24, INK)
    if not chart.reported:
        yield words(LEFT, placed.top + 60, "Chưa có số liệu nào để vẽ.", 28, GREY)
        return
    points = [*chart.reported, *chart.way]
    first, last = min(x for x, _ in points), max(x for x, _ in points)
    bottom_value, top_value, step = axis([y for _, y in points] + ([chart.target] if chart.target is not None else []))
    left, right, high = LEFT + 110, LEFT + ROOM - 360, placed.top + 34

    def at(point: tuple[float, float]) -> tuple[float, float]:
        x = left + (right - left) * (point[0] - first) / max(last - first, 1)
        return x, low - (low - high) * (point[1] - bottom_value) / (top_value - bottom_value)

    tick = bottom_value
    while tick <= top_value + step / 1000:
        _, y = at((first, tick))
        yield rule(left, y, right, y, PALE, 1.2)
        yield words(left - 14, y + 8, format_number(_tidy(tick)), 22, GREY, anchor="right")
        tick += step
    yield words(left, high - 16, chart.unit, 20, GREY)
    for quarter in range(first, last + 1):
        if quarter % 4 == 3 or (last - first < 9):
            x, _ = at((quarter, bottom_value))
            yield rule(x, low, x, low + 7, "#B9C2CC", 1.5)
            if last - first < 9 or quarter // 4 % (1 if last - first < 60 else 5) == 0:
                told = Period.from_index(quarter).label.removeprefix("Quý ") if last - first < 9 else str(quarter // 4)
                yield words(x, low + 34, told, 22, GREY, anchor="center")
    if len(chart.way) > 1:
        yield polyline([at(point) for point in chart.way], "#8592A0", 3, dash=True)
    yield polyline([at(point) for point in chart.reported], chart.look.line, 5)
    for point in chart.reported:
        x, y = at(point)
        yield circle(x, y, 7, chart.look.line)
    yield from _ends(chart, at, right)


def _ends(chart: Chart, place: Place, right: float) -> Iterable[str]:
    """The names beside the ends of the two lines, moved apart where they would touch."""
    x, y = place(chart.reported[-1])
    goal_y = place((chart.reported[-1][0], chart.target))[1] if chart.target is not None else None
    crowded = goal_y is not None and x > right - 260 and abs(goal_y - y) < 74
    now_y = y if not crowded else y + (74 if goal_y is not None and goal_y <= y else -74)
    yield words(x + 18, now_y + (34 if not crowded else 8), chart.value_text, 34, chart.look.line, "bold")
    told = f"{chart.look.sign} {chart.look.label}"
    yield words(x + 18, now_y + (64 if not crowded else 38), told, 22, chart.look.line, "semibold")
    if goal_y is not None and chart.target is not None:
        end_x = place(chart.way[-1])[0] if chart.way else right
        yield circle(end_x, goal_y, 8, NAVY)
        for number, line in enumerate(wrap(chart.target_text, 24, LEFT + ROOM - end_x - 24, "semibold")):
            yield words(end_x + 20, goal_y + 8 + number * 30, line, 24, NAVY, "semibold")


def axis(values: Sequence[float]) -> tuple[float, float, float]:
    """From zero to above the highest, in a few round steps."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0
    raw = span / 4
    power = 10.0 ** (len(str(int(raw))) - 1) if raw >= 1 else 10.0 ** -_zeros(raw)
    step = next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= raw)
    bottom = -step * (-(low // step)) if low < 0 else 0.0
    top = bottom
    while top < high - step / 1000:
        top += step
    return bottom, max(top, bottom + step), step


def _zeros(number: float) -> int:
    zeros = 0
    while number < 1:
        number, zeros = number * 10, zeros + 1
    return zeros


def _tidy(number: float) -> Decimal:
    return Decimal(str(round(number, 6))).normalize() + 0


_DRAW = {Bar: _bar, Bars: _bars, Legend: _legend, Grid: _grid, Tiles: _tiles, Says: _says, Chart: _chart}


# -- strokes ----------------------------------------------------------------------------------------------------------------


def words(x: float, y: float, said: str, size: float, colour: str, style: str = "regular", anchor: str = "left") -> str:
    """One line of text, `y` being its baseline."""
    if not said:
        return ""
    look = f'size: {size:.4g}pt, weight: {_WEIGHT[style]}, fill: rgb("{colour}")' + (', style: "italic"' if style == "italic" else "")
    place = {"left": ("left", x), "right": ("right", x - WIDE), "center": ("center", x - WIDE / 2)}[anchor]
    return f"#place(top + {place[0]}, dx: {place[1]:.2f}pt, dy: {y:.2f}pt, text({look}, {string(said)}))"


def box(x: float, y: float, wide: float, high: float, colour: str, line: str = "", *, dash: bool = False) -> str:
    fill = "none" if colour == "none" else f'rgb("{colour}")'
    edge = f'(paint: rgb("{line}"), thickness: 1.5pt{", dash: (4pt, 4pt)" if dash else ""})' if line else "none"
    drawn = f"rect(width: {wide:.2f}pt, height: {high:.2f}pt, fill: {fill}, stroke: {edge}, radius: 4pt)"
    return f"#place(top + left, dx: {x:.2f}pt, dy: {y:.2f}pt, {drawn})"


def rule(x: float, y: float, to_x: float, to_y: float, colour: str, thick: float) -> str:
    return (
        f"#place(top + left, line(start: ({x:.2f}pt, {y:.2f}pt), end: ({to_x:.2f}pt, {to_y:.2f}pt), "
        f'stroke: (paint: rgb("{colour}"), thickness: {thick}pt)))'
    )


def circle(x: float, y: float, radius: float, colour: str) -> str:
    return f'#place(top + left, dx: {x - radius:.2f}pt, dy: {y - radius:.2f}pt, circle(radius: {radius:.2f}pt, fill: rgb("{colour}")))'


def polygon(points: Sequence[tuple[float, float]], colour: str) -> str:
    listed = ", ".join(f"({x:.2f}pt, {y:.2f}pt)" for x, y in points)
    return f'#place(top + left, polygon(fill: rgb("{colour}"), {listed}))'


def polyline(points: Sequence[tuple[float, float]], colour: str, thick: float, *, dash: bool = False) -> str:
    (x, y), rest = points[0], points[1:]
    lines = "".join(f", curve.line(({to_x:.2f}pt, {to_y:.2f}pt))" for to_x, to_y in rest)
    style = ", dash: (10pt, 8pt)" if dash else ', cap: "round"'
    stroke = f'(paint: rgb("{colour}"), thickness: {thick}pt, join: "round"{style})'
    return f"#place(top + left, curve(stroke: {stroke}, curve.move(({x:.2f}pt, {y:.2f}pt)){lines}))"


def square(address: str, x: float, y: float) -> str:
    """The square picture a telephone reads."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, scale=1, nl=False)
    picture = string(drawn.getvalue().decode())
    return f'#place(top + left, dx: {x:.2f}pt, dy: {y:.2f}pt, image(bytes({picture}), format: "svg", width: {SQUARE}pt))'
