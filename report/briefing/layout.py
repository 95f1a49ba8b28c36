"""Where the blocks of a slide stand on 1920 × 1080, and on how many pictures: what does not fit goes on, with counts.

Decides every height and line break once, for all formats. Draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.wording import StatusWords
from report.briefing.measure import width, wrap
from report.briefing.model import Bar, Bars, Block, Cell, Chart, Column, Grid, Legend, Part, Says, Slide, Tile, Tiles

WIDE, HIGH = 1920, 1080
LEFT, ROOM = 80, 1760
HEAD, FOOT_RULE, SQUARE = 74, 984, 78
FOOT_ROOM = ROOM - SQUARE - 190
GAP, PAD = 26, 12
NEW = -1.0
"""The top of what begins a new picture, until that has one."""
GRID_SIZES = (28, 26, 24, 22, 20)
SMALL_ROW, SMALLEST = 16, 12
INK = "#1D2733"
FILLED_PAD, TIGHT, PALE_SHARE = 5, 7, 0.17
SMALL = 0.76
"""The smaller line of a cell against its first."""
LINE = 1.28


class CannotDraw(Exception):
    """Something has no room on a whole slide; the message says what and what to do."""


@dataclass(frozen=True)
class Placed:
    """A block, or the part of one this picture shows: from where, how high, and how high each of its lines is."""

    block: Block
    top: float
    height: float
    heights: tuple[float, ...] = ()
    sizes: tuple[float, ...] = ()
    """The size each row of a table is set in."""
    size: float = 0
    first: int = 1
    of: int = 0


@dataclass(frozen=True)
class Page:
    """One picture: the lines of its title, and what stands where."""

    slide: Slide
    over: tuple[str, ...]
    over_size: float
    title: tuple[str, ...]
    title_size: float
    placed: tuple[Placed, ...]
    remark: tuple[str, ...]
    foot: tuple[str, ...]
    foot_size: float
    number: int = 1
    of: int = 1

    @property
    def title_top(self) -> float:
        """Where the title begins, under the lines above it."""
        return _title_top(self.over, self.over_size)

    @property
    def counted(self) -> str:
        """Which lines these are, where a table goes on over several pictures."""
        for one in self.placed:
            if one.of and isinstance(one.block, (Grid, Bars)):
                last = one.first + len(one.block.lines) - 1
                which = f"{one.first} đến {last}" if last > one.first else str(last)
                return f"{one.block.what} {which} trong {one.of}".capitalize()
        return ""


def pages(slides: Sequence[Slide]) -> list[Page]:
    """All pictures of a deck."""
    return [page for slide in slides for page in fit(slide)]


def fit(slide: Slide) -> list[Page]:
    """The pictures of one slide, nothing left out."""
    over_size, over = _over(slide)
    title_size, title = _title(slide)
    foot_size, foot = _foot(slide)
    remark = tuple(wrap(slide.remark, 24, ROOM - 40, "italic")) if slide.remark else ()
    top = _title_top(over, over_size) + 8 + len(title) * title_size * 1.2 + GAP
    # a coloured cell would lie under the count of its rows
    above = 32 if any(isinstance(block, Grid) and block.tight for block in slide.blocks) else 14
    bottom = FOOT_RULE - above - (len(remark) * 24 * LINE + 28 if remark else 0)
    if bottom - top < 300:
        raise CannotDraw(f"Trang «{slide.title}»: tiêu đề hoặc ghi chú dài quá, không còn chỗ cho nội dung. Rút ngắn ghi chú.")
    sheets = _fill(slide, top, bottom)
    made = [Page(slide, over, over_size, title, title_size, tuple(placed), remark, foot, foot_size) for placed in sheets]
    return [replace(page, number=number, of=len(made)) for number, page in enumerate(made, 1)]


def _over(slide: Slide) -> tuple[float, tuple[str, ...]]:
    """The line above the title: whose slide it is, smaller or on several lines where the names are long."""
    for size in (24, 22, 20, 18):
        lines = wrap(slide.over, size, ROOM)
        if len(lines) == 1:
            break
    return size, tuple(lines)


def _title_top(over: Sequence[str], size: float) -> float:
    return HEAD + 14 + (len(over) - 1) * size * LINE


def _title(slide: Slide) -> tuple[float, tuple[str, ...]]:
    room = ROOM - (width(slide.mark, 22, "semibold") + 90 if slide.mark else 0)
    whole = slide.title.removesuffix(".")
    for size, most in ((46, 1), (42, 1), (46, 2), (40, 2), (34, 2), (30, 3), (26, 5)):
        lines = wrap(whole, size, room, "bold")
        if len(lines) <= most:
            break
    return size, tuple(lines)


def _foot(slide: Slide) -> tuple[float, tuple[str, ...]]:
    for size in (19, 17, 15, 13):
        lines = wrap(slide.foot, size, FOOT_ROOM)
        if len(lines) * size * 1.35 <= 72:
            return size, tuple(lines)
    raise CannotDraw(f"Trang «{slide.title}»: dòng nguồn dài quá một trang chiếu.")


def _fill(slide: Slide, top: float, bottom: float) -> list[list[Placed]]:
    sheets: list[list[Placed]] = [[]]
    again: list[Placed] = []
    at = first = top
    for block in slide.blocks:
        for part in _parts(block, at, first, bottom):
            if part.top == NEW:
                sheets.append(list(again))
                part = replace(part, top=first)
            sheets[-1].append(part)
            at = part.top + part.height + GAP
        if isinstance(block, Legend) and block.again:
            again.append(replace(sheets[-1][-1], top=first))
            first += again[-1].height + GAP
    return sheets


def _parts(block: Block, at: float, top: float, bottom: float) -> list[Placed]:
    """The block from `at` on, in as many parts as needed."""
    if isinstance(block, (Grid, Bars, Says)):
        return _lines_in_turn(block, at, top, bottom)
    whole = _whole_height(block, bottom - at)
    if at + whole <= bottom:
        return [Placed(block, at, whole)]
    if at == top:
        raise CannotDraw("Một hình cao hơn cả trang chiếu, không vẽ được. Chọn ít chỉ tiêu hơn hoặc rút ngắn ghi chú.")
    return [replace(part, top=NEW) for part in _parts(block, top, top, bottom)]


def _whole_height(block: Block, left: float) -> float:
    if isinstance(block, Bar):
        return 56 + 14 + len(legend_lines([legend_text(part) for part in block.parts])) * 36 + 4
    if isinstance(block, Legend):
        told, size = [sign_text(look) + count for look, count in legend_told(block)], legend_size(block)
        return len(legend_lines(told, size)) * size * 1.5 + 4 + _note_height(block)
    if isinstance(block, Tiles):
        return max(tile_height(tile, len(block.tiles)) for tile in block.tiles)
    assert isinstance(block, Chart)
    note = len(wrap(block.note, 24, ROOM)) * 24 * LINE + 20 if block.note else 0
    return max(left, 380 + note)


NOTE = 20
"""The size of what is said under a legend."""


def legend_told(block: Legend) -> list[tuple[StatusWords, str]]:
    """Each look of a legend with its count, a blank before it; nothing where nothing is counted."""
    return (
        [(look, f" {count}") for look, count in zip(block.looks, block.counts, strict=True)]
        if block.counts
        else [(look, "") for look in block.looks]
    )


def legend_size(block: Legend) -> float:
    return 20 if block.again else 24


def note_lines(block: Legend) -> list[str]:
    return wrap(block.note, NOTE, ROOM) if block.note else []


def _note_height(block: Legend) -> float:
    return len(note_lines(block)) * NOTE * LINE


def _lines_in_turn(block: Grid | Bars | Says, at: float, top: float, bottom: float) -> list[Placed]:
    size = _size(block, bottom - at, bottom - top)
    head = head_height(block, size)
    heights = line_heights(block, size, bottom - top - head)
    first, rest = bottom - at - head, bottom - top - head
    sizes = tuple(row_size(block, line, size, rest) for line in block.lines) if isinstance(block, Grid) else ()
    if heights and max(heights) > rest:
        raise CannotDraw("Một dòng của bảng cao hơn cả trang chiếu, không vẽ được. Rút ngắn tên chỉ tiêu hoặc nhiệm vụ đó.")
    parts: list[Placed] = []
    start, here = 0, at
    for count in _shares(heights, first, rest):
        if count:
            shown, of = heights[start : start + count], len(heights) if count < len(heights) else 0
            part: Block = replace(block, lines=block.lines[start : start + count])  # type: ignore[arg-type]
            parts.append(Placed(part, here, head + sum(shown), shown, sizes[start : start + count], size, start + 1, of))
        start, here = start + count, NEW
    return parts


def _shares(heights: Sequence[float], first: float, rest: float) -> list[int]:
    """How many lines stand on each picture: as few pictures as can be, the lines spread evenly over them where that adds none."""
    greedy = _filled(heights, first, rest)
    even = _filled(heights, first, rest, len(greedy))
    return even if len(even) == len(greedy) else greedy


def _filled(heights: Sequence[float], first: float, rest: float, pictures: int = 1) -> list[int]:
    """How many lines stand on each picture, filled one after the other; no fuller than `pictures` even ones would be."""
    shares: list[int] = []
    start, room = 0, first
    while start < len(heights):
        left = len(heights) - start
        count = min(_how_many(heights[start:], room), -(-left // max(pictures - len(shares), 1)))
        shares.append(count)
        start, room = start + count, rest
    return shares


def _how_many(heights: Sequence[float], room: float) -> int:
    """How many lines from the first on fit."""
    count, used = 0, 0.0
    while count < len(heights) and used + heights[count] <= room:
        used += heights[count]
        count += 1
    return count


def _size(block: Grid | Bars | Says, left: float, whole: float) -> float:
    """The largest size that takes no more pictures than the smallest one read from the back does."""
    if isinstance(block, Says):
        if block.alone and sum(line_heights(block, 36, 0)) <= 0.35 * left:
            return 36
        return next((size for size in (block.size, 26, 24, 22) if sum(line_heights(block, size, 0)) <= left), block.size)
    needed = {size: _how_many_pictures(block, size, left, whole) for size in GRID_SIZES}
    few = [size for size in GRID_SIZES if needed[size] == needed[GRID_SIZES[-1]]]
    return next((size for size in few if isinstance(block, Bars) or _is_unbroken(block, size)), few[-1])


def _is_unbroken(block: Grid, size: float) -> bool:
    """Whether no word of a coloured cell is wider than its column."""
    return all(_is_line_unbroken(block, line, size) for line in block.lines)


def _is_line_unbroken(block: Grid, line: tuple[Cell, ...], size: float) -> bool:
    return all(
        width(word, size, cell_style(cell)) <= ROOM * column.share - 2 * cell_side(cell)
        for cell, column in zip(line, block.columns, strict=True)
        if cell.filled
        for word in re.split("[ \n]", cell.text)
    )


def _how_many_pictures(block: Grid | Bars, size: float, left: float, whole: float) -> int:
    head = head_height(block, size)
    heights = line_heights(block, size, whole - head)
    return len(_filled(heights, left - head, whole - head)) if max(heights, default=0) <= whole - head else 10_000


def head_height(block: Block, size: float) -> float:
    if isinstance(block, Grid):
        return max(len(lines) for lines in head_lines(block, size)) * size * SMALL * LINE + 16
    return 0.0


def head_lines(block: Grid, size: float) -> list[list[str]]:
    """The name of each column in lines; under it two more for a scale, the day of reckoning and its ticks."""
    return [_head_of(column, size) for column in block.columns]


def _head_of(column: Column, size: float) -> list[str]:
    side = FILLED_PAD if column.middle else PAD
    lines = wrap(column.name, size * SMALL, ROOM * column.share - 2 * side)
    return lines if not column.ticks else [*(lines if column.name else ()), "", ""]


def line_heights(block: Grid | Bars | Says, size: float, most: float) -> tuple[float, ...]:
    """How high each line is; one higher than `most` is set smaller until it fits."""
    if isinstance(block, Says):
        return tuple(len(says_lines(line, block, size)) * size * LINE + size * 0.5 for line in block.lines)
    if isinstance(block, Bars):
        return tuple(max(len(bars_name(name, size)) * size * LINE + 14, size * 1.5 + 14) for name, _ in block.lines)
    return tuple(_row_height(block, line, size, most) for line in block.lines)


def _row_height(block: Grid, line: tuple[Cell, ...], size: float, most: float) -> float:
    own = row_size(block, line, size, most)
    return _line_height(block, line, own)


def _line_height(block: Grid, line: tuple[Cell, ...], size: float) -> float:
    return max(_cell_height(cell, column, size, TIGHT if block.tight else PAD) for cell, column in zip(line, block.columns, strict=True))


def row_size(block: Grid, line: tuple[Cell, ...], size: float, most: float) -> float:
    """The size a row is set in: that of its table, but smaller where it would take half a picture, or more than a whole one, or where a
    coloured cell would break its figure."""
    while size > SMALL_ROW and not _is_line_unbroken(block, line, size):
        size -= 1
    for least, share in ((SMALL_ROW, 0.4), (SMALLEST, 1.0)):
        while size > least and _line_height(block, line, size) > share * most:
            size -= 1
    return size


def _cell_height(cell: Cell, column: Column, size: float, pad: float) -> float:
    main, small = cell_lines(cell, column, size)
    return len(main) * size * LINE + len(small) * size * SMALL * LINE + 2 * pad


def cell_lines(cell: Cell, column: Column, size: float) -> tuple[list[str], list[str]]:
    """The lines of a cell, large and small."""
    room = ROOM * column.share - 2 * cell_side(cell)
    sign = size * 1.1 if cell.sign else 0.0
    main = wrap(cell.text, size, room - sign, cell_style(cell)) if cell.text else []
    return main, wrap(cell.small, size * SMALL, room) if cell.small else []


def tick(column: Column, at: float, told: str, size: float, left: float, low: float) -> tuple[float, float]:
    """Where the words of a tick begin: under their place on the scale, but inside the column."""
    room, wide = ROOM * column.share - 2 * PAD, width(told, size, "semibold")
    return left + PAD + min(max(room * at - wide / 2, 0.0), max(room - wide, 0.0)), low - 0.15 * size * LINE


def cell_side(cell: Cell) -> float:
    """How far the words of a cell stand from its sides."""
    return FILLED_PAD if cell.filled else PAD


def ground(cell: Cell) -> str:
    """The colour a cell stands on; empty for plain paper."""
    if not (cell.filled and cell.look):
        return ""
    return cell.look.colour if cell.bold else pale(cell.look.line)


def ink(cell: Cell) -> str:
    """The colour of its words."""
    if cell.filled and cell.look:
        return cell.look.ink if cell.bold else INK
    return cell.look.line if cell.look else INK


def pale(colour: str) -> str:
    """A colour thinned with white until dark words are read on it."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * PALE_SHARE):02X}" for part in parts)


def cell_style(cell: Cell) -> str:
    return "bold" if cell.bold else "semibold" if cell.look else "regular"


def says_lines(line: str, block: Says, size: float) -> list[str]:
    return wrap(line, size, ROOM - (size * 1.3 if block.points else 0))


BARS_NAME = 0.34


def bars_name(name: str, size: float) -> list[str]:
    return wrap(name, size, ROOM * BARS_NAME - 20)


def legend_text(part: Part) -> str:
    return f"{sign_text(part.look)} {part.count}"


def sign_text(look: StatusWords) -> str:
    return f"{look.sign} {look.label}"


def legend_lines(told: Sequence[str], size: float = 24) -> list[list[int]]:
    """Which words of a legend stand in which line, by their places."""
    lines: list[list[int]] = [[]]
    at = 0.0
    for place, words in enumerate(told):
        needed = legend_width(words, size)
        if lines[-1] and at + needed > ROOM:
            lines.append([])
            at = 0.0
        lines[-1].append(place)
        at += needed
    return lines


def legend_width(words: str, size: float = 24) -> float:
    return width(words, size) + 34


TILE_GAP = 24


def tile_room(count: int) -> float:
    return (ROOM - TILE_GAP * (count - 1)) / count - 48


def tile_lines(tile: Tile, count: int) -> tuple[list[str], list[str], list[str], list[str]]:
    """Name, value, goal and note of a tile as lines."""
    room = tile_room(count)
    return (
        wrap(tile.name, 24, room, "semibold"),
        wrap(tile.value, 56, room, "bold"),
        wrap(tile.goal, 22, room),
        wrap(tile.note, 20, room) if tile.note else [],
    )


def tile_height(tile: Tile, count: int) -> float:
    name, value, goal, note = tile_lines(tile, count)
    return 44 + len(name) * 24 * LINE + len(value) * 56 * 1.2 + 8 + 22 * LINE + len(goal) * 22 * LINE + len(note) * 20 * LINE
