"""The picture of a worked example: what was reported as steps, the way from base to target, what was expected. One scale from zero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from domain.indicator import FLOWS
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS
from report.markup import text
from report.sentences import target_text

Row = dict[str, Any]
Place = Callable[[float, float], tuple[float, float]]
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 430, 165, 16, 122, 22, 28
NAVY, PALE, SOFT = "#12355B", "#9AA5B1", "#55606C"
FONT = 'font-family="Be Vietnam Pro, Arial, sans-serif" font-size="13.5"'

_HALO = 'paint-order="stroke" stroke="#fff" stroke-width="4"'
"""Words stay readable where a line runs behind them."""


@dataclass(frozen=True)
class Scene:
    """What the picture shows, in quarters and values: the points reported, the quarters the way runs between, the last quarter shown."""

    card: Row
    points: tuple[tuple[int, float], ...]
    start: int
    end: int
    last: int


def picture(card: Row, series: list[Row], says: str) -> str:
    """The picture with `says` for those who cannot see it; nothing where no target or only one figure could be drawn."""
    scene = scene_of(card, series)
    if scene is None:
        return ""
    place = _scale(scene)
    drawn = _axis(scene, place) + _way(scene, place) + _values(scene, place) + _expected(scene, place)
    image = quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>{drawn}</svg>')
    return f'<img class="td-pp-picture" src="data:image/svg+xml,{image}" alt="{text(says)}">'


def scene_of(card: Row, series: list[Row]) -> Scene | None:
    points = tuple((Period.parse(row["period"]).index, float(row["value"])) for row in series)
    if card["target"] is None or len(points) < 2:
        return None
    last = max(Period.parse(card["period"]).index, points[-1][0])
    start = Period.parse(card["base_period"]).index if card["base_period"] else points[0][0]
    return Scene(card, points, start, _end_of_way(card, last), last)


def _end_of_way(card: Row, last: int) -> int:
    """A held target runs on to now, a flow to the end of its year, others to the end of their stage."""
    if card["held"]:
        return last
    return last // 4 * 4 + 3 if card["over_time"] in FLOWS else int(card["stage"]) * 4 + 3


def _scale(scene: Scene) -> Place:
    first, final = min(scene.start, scene.points[0][0]), max(scene.end, scene.last)
    top = max([float(scene.card["upper"] or scene.card["target"]), *(y for _, y in scene.points)]) * 1.1 or 1.0

    def place(x: float, y: float) -> tuple[float, float]:
        share = (x - first) / max(final - first, 1)
        return LEFT + (WIDTH - LEFT - RIGHT) * share, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * y / top

    return place


def _line(a: tuple[float, float], b: tuple[float, float], colour: str, width: float, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}" stroke="{colour}" stroke-width="{width}"{dashed}/>'


def _words(at: tuple[float, float], words: str, colour: str, anchor: str = "start", *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{at[0]:.1f}" y="{at[1]:.1f}" fill="{colour}" text-anchor="{anchor}"{weight} {_HALO}>{text(words)}</text>'


def _axis(scene: Scene, place: Place) -> str:
    first, final = min(scene.start, scene.points[0][0]), max(scene.end, scene.last)
    left, right = place(first, 0), place(final, 0)
    drawn = _line(left, right, "#C9CED6", 1) + _words((left[0] - 10, left[1] + 4), "0", SOFT, "middle")
    drawn += _words((left[0], left[1] + 17), Period.from_index(first).label, SOFT)
    return drawn + (_words((right[0], right[1] + 17), Period.from_index(final).label, SOFT, "end") if final > first else "")


def _way(scene: Scene, place: Place) -> str:
    """The straight way from the base where one was judged, or the level to hold; the target at its end, a range as a band."""
    card = scene.card
    x, y = place(scene.end, float(card["target"]))
    from_y = card["base"] if card["base"] is not None else card["target"] if card["held"] else None
    drawn = _line(place(scene.start, float(from_y)), (x, y), PALE, 1.5, "4 4") if from_y is not None else ""
    if card["op"] == "range":
        upper = place(scene.end, float(card["upper"]))[1]
        drawn += f'<rect x="{x - 5:.1f}" y="{upper:.1f}" width="10" height="{y - upper:.1f}" fill="{NAVY}" opacity="0.25"/>'
    drawn += _line((x - 9, y), (x + 9, y), NAVY, 3)
    return drawn + _words((x + 14, y + 4), target_text(card), NAVY, bold=True)


def _values(scene: Scene, place: Place) -> str:
    """What was reported, as steps: a value stands until the next one; what is carried on is dotted."""
    colour = STATUS[scene.card["status"]].line
    drawn, before = "", None
    for point in scene.points:
        at = place(*point)
        if before is not None:
            drawn += _line(before, (at[0], before[1]), colour, 2.5) + _line((at[0], before[1]), at, colour, 2.5)
        drawn += f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="3.5" fill="{colour}"/>'
        before = at
    a, b = place(*scene.points[-1])
    if scene.last > scene.points[-1][0]:
        drawn += _line((a, b), (place(scene.last, 0)[0], b), colour, 1.2, "2 3")
    lift = 17 if _below(scene) else -9
    return drawn + _words((a, b + lift), format_number(Decimal(str(scene.points[-1][1]))), colour, "middle", bold=True)


def _below(scene: Scene) -> bool:
    """Whether the last value stands below what was asked of it then: its label gives way to the other's."""
    return scene.card["expected"] is not None and scene.points[-1][1] < float(scene.card["expected"])


def _expected(scene: Scene, place: Place) -> str:
    """What the way asks at the value's own quarter."""
    card = scene.card
    if card["expected"] is None or card["value_period"] is None or card["held"]:
        return ""
    a, b = place(Period.parse(card["value_period"]).index, card["expected"])
    ring = f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="none" stroke="{NAVY}" stroke-width="1.5"/>'
    lift = -9 if _below(scene) else 16
    return ring + _words((a + 9, b + lift), f"kỳ vọng {format_number(Decimal(str(round(card['expected'], 4))))}", SOFT)
