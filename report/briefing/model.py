"""What a slide is made of, as plain data: every format draws the same blocks. Measures nothing, draws nothing."""

from __future__ import annotations

from dataclasses import dataclass

from domain.wording import StatusWords


@dataclass(frozen=True)
class Bullet:
    """Now, expected today and target as shares of one scale, 0 to 1."""

    now: float
    expected: float | None
    target: float | None


@dataclass(frozen=True)
class Span:
    """What something takes of a scale of time, 0 to 1: its bar, what came after the deadline, deadline and doing, and today.

    No `due` where the deadline lies beyond the scale.
    """

    start: float
    end: float
    today: float
    due: float | None = None
    late_until: float | None = None
    done: float | None = None


@dataclass(frozen=True)
class Cell:
    """A cell of a table: words, a smaller line under them, a sign that tells its state, a bullet, or a span of time."""

    text: str = ""
    small: str = ""
    bold: bool = False
    look: StatusWords | None = None
    """How the words are coloured; `sign` puts the look's sign before them."""
    sign: bool = False
    bullet: Bullet | None = None
    filled: bool = False
    """On a ground of its look: in full colour where the words are bold, else pale. Its first line is never broken within a word."""
    span: Span | None = None


@dataclass(frozen=True)
class Column:
    name: str
    share: float
    """Of the table's width."""
    right: bool = False
    middle: bool = False
    ticks: tuple[tuple[float, str], ...] = ()
    """What a scale says under the column's name, and where on its width."""
    now: tuple[float, str] | None = None
    """Above them, the day of reckoning."""


@dataclass(frozen=True)
class Grid:
    """A table; `lines` are all of it, however many slides that takes."""

    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]
    what: str = "dòng"
    """What a line is, for the count where the table goes on: "dòng 1 đến 8 trong 24"."""
    tight: bool = False
    """Many short lines, close to each other."""


@dataclass(frozen=True)
class Part:
    """So many of one state."""

    look: StatusWords
    count: int


@dataclass(frozen=True)
class Bar:
    """Counts by state in one bar with its legend, and of what they are counts."""

    parts: tuple[Part, ...]
    of: str


@dataclass(frozen=True)
class Legend:
    """What the colours below it mean, with their counts where there are any, and what else must be known to read them."""

    looks: tuple[StatusWords, ...]
    counts: tuple[int, ...] = ()
    note: str = ""
    again: bool = False
    """Whether it stands on every picture a table goes on over; smaller then."""


@dataclass(frozen=True)
class Bars:
    """A bar of states for each of several names, on one scale."""

    lines: tuple[tuple[str, tuple[Part, ...]], ...]
    what: str = "đơn vị"


@dataclass(frozen=True)
class Chart:
    """Values over time and the straight way to the target. Quarters are running numbers (`Period.index`)."""

    name: str
    unit: str
    reported: tuple[tuple[int, float], ...]
    way: tuple[tuple[int, float], ...]
    target: float | None
    target_text: str
    value_text: str
    look: StatusWords
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """One large number."""

    name: str
    value: str
    goal: str
    look: StatusWords
    note: str = ""


@dataclass(frozen=True)
class Tiles:
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Says:
    """Paragraphs, each a point of its own where `points`."""

    lines: tuple[str, ...]
    points: bool = True
    size: int = 28
    alone: bool = False
    """Nothing else on the slide: a few lines are set larger."""


Block = Grid | Bar | Bars | Chart | Legend | Tiles | Says


@dataclass(frozen=True)
class Slide:
    """One picture of the meeting: its title is the conclusion, `foot` proves it, `notes` carry the sources."""

    kind: str
    over: str
    title: str
    blocks: tuple[Block, ...]
    foot: str
    code: str
    address: str
    """Where the code reopens the figures: what the square picture says."""
    notes: tuple[str, ...] = ()
    remark: str = ""
    mark: str = ""
    """"Số liệu minh họa" where figures are invented."""
