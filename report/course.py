"""The large chart of one row: what was reported, the straight path from base to target, the targets, where the recent pace leads.

Decides what to draw (`course`, tested by equality), then draws it (`draw`). Status and path are the scorecard's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any
from urllib.parse import quote

import plotly.graph_objects as go

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, describe_target
from report.chart import ANSWERS, NAVY, PALE, SOFT, blank
from report.conclusion import WINDOW, YEAR_TO_DATE, drift
from report.lineage import cell_text, clock, who
from report.markup import text
from report.sentences import figure_text, is_answer, target_text, value_text

Row = dict[str, Any]
Place = tuple[float, float]
Box = tuple[float, float, float, float]

HEIGHT = 330
PATH_LINE, AHEAD_LINE = (2.0, "dash"), (2.0, "dot")
"""How the two lines to come are drawn, in the chart and in its key: width and dashes."""
_WIDTHS = (270.0, 560.0, 880.0)
"""The widths labels are laid out for, a phone's to a large screen's: what leans steeply on one lies flat on another."""
_STEP = 1.4
"""From one line of a label to the next, in sizes of its letters."""


@dataclass(frozen=True)
class Point:
    """A quarter's own figure; a hollow one is not approved yet, a square one estimated."""

    at: tuple[int, float]
    hover: str
    pending: bool = False
    estimate: bool = False


@dataclass(frozen=True)
class Aim:
    """A target at the end of its stage (or year), with the words beside it."""

    at: tuple[int, float]
    words: str


@dataclass(frozen=True)
class Course:
    """What the chart shows; quarters are running numbers."""

    points: tuple[Point, ...]
    runs: tuple[tuple[Place, ...], ...]
    path: tuple[Place, ...]
    expected: Place | None
    aims: tuple[Aim, ...]
    ahead: tuple[Place, ...]
    ahead_words: str
    first: int
    last: int
    unit: str
    colour: str
    value_words: str
    held: bool
    answer: bool = False
    """Whether it is answered with yes or no: nothing lies between."""


def course(row: Row, quarters: Sequence[Row], targets: Sequence[Row], *, to_the_end: bool = False) -> Course:
    """`quarters`: the cards with figures of their own; `targets`: of every stage; `to_the_end`: up to the last stage of all."""
    points = tuple(_point(one, row) for one in quarters if one["value"] is not None)
    aims = _aims(row, targets)
    last = _end(row)
    if to_the_end:
        last = max([last, *(aim.at[0] for aim in aims)])
    answer = is_answer(row)
    path = () if answer else _path(row, last)
    ahead, words = ((), "") if answer else _ahead(row, last)
    runs = _runs(row, points)
    first = min([Period.parse(row["period"]).year * 4, *(int(run[0][0]) for run in runs)])
    if row["base_period"]:
        first = min(first, Period.parse(row["base_period"]).index)
    return Course(
        points=points,
        runs=runs,
        path=path,
        expected=None if answer else _expected(row),
        aims=tuple(aim for aim in aims if first <= aim.at[0] <= last),
        ahead=ahead,
        ahead_words=words,
        first=first,
        last=last,
        unit=row["unit_of_measure"] or "",
        colour=STATUS[row["status"]].line,
        value_words=value_text(row),
        held=bool(row["held"]),
        answer=answer,
    )


def _point(one: Row, row: Row) -> Point:
    when = Period.parse(one["period"])
    said = [f"<b>{when.label}: {text(value_text(row | {'value': one['value']}))}</b>", *map(text, source_lines(one))]
    return Point((when.index, float(one["value"])), "<br>".join(said), not one["approved"], bool(one["estimate"]))


def source_lines(one: Row) -> list[str]:
    """Where a quarter's figure comes from, line by line: its cell (or how many), by whom and when, whether it is approved."""
    state = ("đã duyệt" if one["approved"] else "chưa duyệt") + (", số ước" if one["estimate"] else "")
    if not one["cells"]:
        return [state]
    if one["cells"] > 1:
        units = f" của {one['units']} đơn vị" if one["aggregated"] else ""
        return [f"tính từ {one['cells']} ô{units}", state]
    return [f"{one['file_name']} · «{one['sheet']}» · {cell_text(one)}", f"{who(one)}, {clock(one['at'])} · {state}"]


def _end(row: Row) -> int:
    """The quarter the path ends in: of the stage, or of the year for what starts anew each year and for what is only held."""
    within_year = row["over_time"] in FLOWS or row["held"] or row["stage"] is None
    return (Period.parse(row["period"]).year if within_year else int(row["stage"])) * 4 + 3


def _path(row: Row, last: int) -> tuple[Place, ...]:
    """The straight way from base to target; level where a target is only held; none where the scorecard judged no path."""
    if row["target"] is None or row["stage"] is None:
        return ()
    target = float(row["target"])
    if row["base"] is not None:
        return ((Period.parse(row["base_period"]).index, float(row["base"])), (_end(row), target))
    if row["over_time"] in FLOWS:
        start = Period.parse(row["period"]).year * 4 - 1
        return ((start, 0.0), (_end(row), target)) if row["reason"] == "pace" else ()
    return ((row["stage"] * 4 + 3, target), (last, target)) if row["held"] else ()


def _expected(row: Row) -> Place | None:
    if row["reason"] != "pace" or row["expected"] is None:
        return None
    return (Period.parse(row["value_period"]).index, float(row["expected"]))


def _aims(row: Row, targets: Sequence[Row]) -> tuple[Aim, ...]:
    """Every target with a figure at Q4 of its year; for flows also at Q4 of the year looked at."""
    aims = [
        Aim(
            (one["stage"] * 4 + 3, height),
            f"{one['stage']}: {describe_target(one['op'], one['value'], one['upper'], one['text'], row['unit_of_measure'])}",
        )
        for one in targets
        if one["stands"] and (height := _height(one, row["direction"])) is not None
    ]
    year = Period.parse(row["period"]).year
    if targets and row["over_time"] in FLOWS and row["target"] is not None and all(aim.at[0] != year * 4 + 3 for aim in aims):
        aims.append(Aim((year * 4 + 3, float(row["target"])), f"{year}: {target_text(row)}"))
    return tuple(sorted(aims, key=lambda aim: aim.at))


def _height(target: Row, direction: str) -> float | None:
    """Where a target stands on the scale: a range at its near end."""
    if target["op"] == "words":
        return None
    value = target["upper"] if target["op"] == "range" and direction == "giam" else target["value"]
    return None if value is None else float(value)


def _ahead(row: Row, last: int) -> tuple[tuple[Place, ...], str]:
    """Where the recent pace leads, from the value to the quarter it would meet the target in, or to the end of the stage; a pace that
    leads away from the target is said in words, not drawn on to nothing."""
    if row["projected"] is None or row["value"] is None or row["target"] is None or row["status"] in ("vuot", "dat", "khong_dat"):
        return (), ""
    if drift(row):
        return (), ""
    start = (Period.parse(row["value_period"]).index, float(row["value"]))
    end = row["stage"] * 4 + 3
    if row["met_in"] is not None and (met := Period.parse(row["met_in"]).index) <= max(end, last):
        return (start, (met, float(row["target"]))), f"theo đà: {_at_target(row)} vào {Period.from_index(met).label}"
    landing = max(float(row["projected"]), 0.0)
    return (start, (end, landing)), f"theo đà: {figure_text(round(landing, 2), row)} vào {Period.from_index(end).label}"


def _at_target(row: Row) -> str:
    return figure_text(row["target"], row)


def per_quarter(line: Sequence[Place], unit: str) -> str:
    """What a straight line brings in every quarter: "+1,41 điểm mỗi quý"; empty where it is level or has no length."""
    (start, low), (end, high) = line[0], line[-1]
    step = round((high - low) / (end - start), 2) if end > start else 0.0
    if not step:
        return ""
    of = "điểm" if unit.startswith("%") else unit
    return f"{'+' if step > 0 else '−'}{' '.join(filter(None, (format_number(abs(step)), of)))} mỗi quý"


def _runs(row: Row, points: tuple[Point, ...]) -> tuple[tuple[Place, ...], ...]:
    """The lines through the points: one, or one for each year where every year starts anew (flows from zero)."""
    if row["over_time"] not in YEAR_TO_DATE:
        return (tuple(point.at for point in points),) if points else ()
    years = [(year, tuple(point.at for point in group)) for year, group in groupby(points, key=lambda point: point.at[0] // 4)]
    return tuple((((year * 4 - 1, 0.0), *run) if row["over_time"] in FLOWS else run) for year, run in years)


# -- drawing -------------------------------------------------------------------------------------------------------------------


def draw(shown: Course) -> go.Figure:
    """The figure: axes from zero, lines labelled where they end."""
    figure = blank(HEIGHT, left=8, right=36, top=10, bottom=30)
    low, high = shown.first - 0.6, shown.last + 0.6
    top = _top(shown)
    _axes(figure, shown, low, high, top)
    for run in shown.runs:
        _line(figure, run, colour=NAVY, width=2.5)
    if shown.path:
        _line(figure, shown.path, colour=PALE, width=PATH_LINE[0], dash=PATH_LINE[1])
    if shown.ahead:
        _line(figure, shown.ahead, colour=shown.colour, width=AHEAD_LINE[0], dash=AHEAD_LINE[1])
    _marks(figure, shown)
    _labels(figure, shown, low, high, top)
    return figure


def _top(shown: Course) -> float:
    if shown.answer:
        return float(ANSWERS["range"][1])
    heights = [point.at[1] for point in shown.points] + [aim.at[1] for aim in shown.aims] + [y for _, y in (*shown.path, *shown.ahead)]
    return max([*heights, 0.0]) * 1.14 or 1.0


def _axes(figure: go.Figure, shown: Course, low: float, high: float, top: float) -> None:
    quarters = range(shown.first, shown.last + 1)
    if len(quarters) <= 9:
        ticks: dict[float, str] = {index: Period.from_index(index).label.removeprefix("Quý ") for index in quarters}
    else:
        ticks = _years(shown)
        starts = [year * 4 - 0.5 for year in range(shown.first // 4 + 1, shown.last // 4 + 1)]
        figure.update_xaxes(minor={"tickvals": starts, "ticks": "outside", "ticklen": 7, "tickcolor": PALE})
    figure.update_xaxes(range=[low, high], tickvals=list(ticks), ticktext=list(ticks.values()), tickangle=0)
    if shown.answer:
        figure.update_yaxes(**ANSWERS)
        return
    rate = shown.unit.startswith("%")
    figure.update_yaxes(range=[-0.025 * top, top], ticksuffix=" %" if rate else "", tickformat=",.2~f", nticks=6)


def _years(shown: Course) -> dict[float, str]:
    """Each year's name under the middle of its quarters on the chart; over many years every fifth."""
    step = 5 if shown.last - shown.first >= 40 else 1
    years = [year for year in range(shown.first // 4, shown.last // 4 + 1) if year % step == 0]
    return {(max(year * 4, shown.first) + min(year * 4 + 3, shown.last)) / 2: str(year) for year in years}


def _line(figure: go.Figure, places: Sequence[Place], *, colour: str, width: float, dash: str = "solid") -> None:
    figure.add_scatter(
        x=[x for x, _ in places],
        y=[y for _, y in places],
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        hoverinfo="skip",
    )


def _marks(figure: go.Figure, shown: Course) -> None:
    for aim in shown.aims:
        figure.add_scatter(
            x=[aim.at[0]],
            y=[aim.at[1]],
            mode="markers",
            marker={"symbol": "line-ew", "size": 22, "line": {"color": NAVY, "width": 4}},
            hovertemplate=f"Mục tiêu {text(aim.words)}<extra></extra>",
        )
    if shown.expected:
        figure.add_scatter(
            x=[shown.expected[0]],
            y=[shown.expected[1]],
            mode="markers",
            marker={"symbol": "circle", "size": 9, "color": "#FFFFFF", "line": {"color": SOFT, "width": 2}},
            hovertemplate=f"Kỳ vọng {text(_short(shown.expected[1], shown.unit))}<extra></extra>",
        )
    if shown.points:
        colours = [NAVY] * (len(shown.points) - 1) + [shown.colour]
        figure.add_scatter(
            x=[point.at[0] for point in shown.points],
            y=[point.at[1] for point in shown.points],
            mode="markers",
            marker={
                "opacity": 1,
                "symbol": ["square" if point.estimate else "circle" for point in shown.points],
                "size": [8] * (len(shown.points) - 1) + [12],
                "color": ["#FFFFFF" if point.pending else colour for point, colour in zip(shown.points, colours, strict=True)],
                "line": {"color": colours, "width": 2},
            },
            customdata=[point.hover for point in shown.points],
            hovertemplate="%{customdata}<extra></extra>",
        )


# -- labels: each beside what it names, where nothing else stands ---------------------------------------------------------------

_SIDES: dict[str, tuple[str, float, float]] = {
    "above": ("center", 0, -17),
    "below": ("center", 0, 17),
    "right-below": ("left", 9, 14),
    "left-above": ("right", -9, -14),
    "right-above": ("left", 9, -14),
    "left-below": ("right", -9, 14),
    "right": ("left", 12, 0),
    "left": ("right", -12, 0),
    "far-below": ("center", 0, 34),
    "far-above": ("center", 0, -34),
    "left-far-below": ("right", -9, 30),
    "left-far-above": ("right", -9, -30),
    "right-far-below": ("left", 9, 30),
    "right-far-above": ("left", 9, -30),
    "left-lower": ("right", -9, 40),
    "left-higher": ("right", -9, -40),
}


@dataclass(frozen=True)
class _Label:
    at: Place
    words: str
    colour: str
    size: int
    sides: tuple[str, ...]
    may_go: bool = False
    """Whether it may be left to the key where it would lie on something."""


def _labels(figure: go.Figure, shown: Course, low: float, high: float, top: float) -> None:
    def pixel(at: Place, wide: float) -> Place:
        return (wide * (at[0] - low) / (high - low), (HEIGHT - 40) * (1 - at[1] / top))

    def boxes(one: _Label, side: str) -> dict[float, Box]:
        return {wide: _box(pixel(one.at, wide), one.words, side, one.size) for wide in _WIDTHS}

    def trouble(one: _Label, side: str) -> float:
        return sum(_trouble(box, taken[wide], wide) for wide, box in boxes(one, side).items())

    taken = {wide: _drawn(shown, partial(pixel, wide=wide)) for wide in _WIDTHS}
    said = set()
    for one in _wanted(shown):
        if one.words in said:
            continue
        side = min(one.sides, key=partial(trouble, one))
        if one.may_go and trouble(one, side):
            continue
        said.add(one.words)
        for wide, box in boxes(one, side).items():
            taken[wide].append(box)
        anchor, right, down = _placed(one.words, side, one.size)
        words = "<br>".join(map(text, one.words.split("\n")))
        figure.add_annotation(
            x=one.at[0],
            y=one.at[1],
            text=f"<b>{words}</b>" if one.size > 12 else words,
            showarrow=False,
            xanchor=anchor,
            yanchor="middle",
            xshift=right,
            yshift=-down,
            align=anchor,
            font={"color": one.colour, "size": one.size},
        )


def _drawn(shown: Course, pixel: Callable[[Place], Place]) -> list[Box]:
    """What labels must not lie on: points, targets, lines."""
    taken = [_box(pixel(point.at), "", "right", 12) for point in shown.points]
    taken += [(x - 11, y - 4, x + 11, y + 4) for x, y in (pixel(aim.at) for aim in shown.aims)]
    for line in (*shown.runs, shown.path, shown.ahead):
        taken += [_box(pixel(at), "", "right", 12) for at in _along(line, 80)]
    return taken


def _wanted(shown: Course) -> list[_Label]:
    """The labels, most important first."""
    every, up, down = tuple(_SIDES), _side("above"), _side("below")
    higher = not shown.expected or not shown.points or shown.points[-1].at[1] >= shown.expected[1]
    wanted = []
    if shown.points:  # of value and expected the higher is named above, so that no label stands on the wrong side
        sides = (up if higher else down) if shown.expected else every
        wanted.append(_Label(shown.points[-1].at, shown.value_words, shown.colour, 15, sides))
    if shown.expected:
        words = f"kỳ vọng {_short(shown.expected[1], shown.unit)}"
        wanted.append(_Label(shown.expected, words, SOFT, 12, down if higher else up))
    for aim in shown.aims:
        late = aim.at[0] >= shown.last - 1
        wanted.append(
            _Label(
                aim.at,
                aim.words,
                NAVY,
                13,
                ("left-above", "left-below", "left", "left-far-below", "left-far-above") if late else ("right-below", *every),
            )
        )
    if shown.ahead:
        wanted.append(
            _Label(
                shown.ahead[-1],
                shown.ahead_words.replace(" vào ", "\nvào "),  # in two lines it stays beside the end of its line
                shown.colour,
                12,
                ("left-below", "left-above", "left-far-below", "left-lower", "left-higher", *every),
            )
        )
    if shown.path and (pace := per_quarter(shown.path, shown.unit)):
        spots = [_along(shown.path, 8)[step] for step in (4, 5, 6, 7)]
        wanted += [
            _Label(spot, f"lộ trình {pace.replace(' mỗi quý', '/quý').replace(' điểm', '')}", SOFT, 12, (*down, *up), may_go=True)
            for spot in spots
        ]
    return wanted


def _side(name: str) -> tuple[str, ...]:
    return tuple(side for side in _SIDES if name in side)


def _box(at: Place, words: str, side: str, size: int) -> Box:
    """Left, top, right, bottom in pixels of a label standing at a side of a point; a point itself where there are no words."""
    if not words:
        return (at[0] - 5, at[1] - 5, at[0] + 5, at[1] + 5)
    anchor, right, down = _placed(words, side, size)
    lines = words.split("\n")
    wide, half = max(map(len, lines)) * size * 0.56, len(lines) * size * _STEP / 2
    left = at[0] + right - {"left": 0.0, "center": wide / 2, "right": wide}[anchor]
    middle = at[1] + down
    return (left, middle - half, left + wide, middle + half)


def _placed(words: str, side: str, size: int) -> tuple[str, float, float]:
    """The side of a point as anchor and shift; what has more lines stands further off, above or below."""
    anchor, right, down = _SIDES[side]
    more = words.count("\n") * size * _STEP / 2
    return anchor, right, down + (more if down > 0 else -more if down < 0 else 0)


def _trouble(box: Box, taken: Sequence[Box], wide: float) -> float:
    """How much of a label would lie on something else or outside a chart so wide."""
    left, top, right, bottom = box
    outside = max(0.0, -left) + max(0.0, right - wide - 30) + max(0.0, -top) + max(0.0, bottom - (HEIGHT - 40))
    over = sum(
        max(0.0, min(right, other[2]) - max(left, other[0])) * max(0.0, min(bottom, other[3]) - max(top, other[1])) for other in taken
    )
    return over + 50 * outside


def _along(line: Sequence[Place], pieces: int = 40) -> list[Place]:
    """Points along a line, close enough for no label to slip between."""
    found: list[Place] = []
    for (x, y), (to_x, to_y) in zip(line, line[1:], strict=False):
        found += [(x + (to_x - x) * step / pieces, y + (to_y - y) * step / pieces) for step in range(pieces + 1)]
    return found


def _short(value: float, unit: str) -> str:
    return value_text({"value": round(value, 2), "unit_of_measure": unit})


def key(shown: Course) -> str:
    """What the signs of this very chart mean, in a line of HTML; lines as they are drawn, each with what it brings in a quarter."""
    told = sum(point.at[0] > shown.points[-1].at[0] - WINDOW for point in shown.points)
    said = [
        (_sign("●"), "số đã duyệt", any(not point.pending and not point.estimate for point in shown.points)),
        (_sign("○"), "số chưa duyệt (dấu rỗng)", any(point.pending for point in shown.points)),
        (_sign("■"), "số ước (dấu vuông)", any(point.estimate for point in shown.points)),
        (_sample(NAVY, 4, "", 22), "mục tiêu (Quý IV của năm)", bool(shown.aims)),
        (
            _sample(PALE, *PATH_LINE),
            _of_line("mức phải duy trì" if shown.held else "lộ trình thẳng", shown.path, shown.unit),
            bool(shown.path),
        ),
        (
            _sample(shown.colour, *AHEAD_LINE),
            _of_line(f"đà {told} quý có số trong {WINDOW} quý gần nhất", shown.ahead, shown.unit),
            bool(shown.ahead),
        ),
    ]
    # a block each: kept on one line, broken only where it is wider than the screen
    return " · ".join(f"<span style='display:inline-block'>{sign} {text(words)}</span>" for sign, words, there in said if there)


def _of_line(name: str, line: Sequence[Place], unit: str) -> str:
    pace = per_quarter(line, unit) if line else ""
    return f"{name}: {pace}" if pace else name


def _sign(sign: str) -> str:
    return f"<b style='color:{NAVY}'>{sign}</b>"


def _sample(colour: str, width: float, dash: str, wide: int = 39) -> str:
    """A piece of a line as the chart draws it: a long dash is nine points, a dot three."""
    dots = {"dash": 'stroke-dasharray="9 6"', "dot": 'stroke-dasharray="3 3"'}.get(dash, "")
    drawn = f'<line x1="0" y1="4" x2="{wide}" y2="4" stroke="{colour}" stroke-width="{width}" {dots}/>'
    image = quote(f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="8">{drawn}</svg>')
    return f"<img src='data:image/svg+xml,{image}' width='{wide}' height='8' alt='' style='display:inline;vertical-align:middle'>"
