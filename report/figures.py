"""The small path chart of a tile: decide what to draw, then draw it as a picture. The deciding half is tested by equality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from domain.indicator import FLOWS
from domain.period import Period
from domain.wording import STATUS
from report.markup import text

Row = dict[str, Any]
PALE = "#9AA5B1"
WIDTH, HEIGHT, EDGE = 240.0, 64.0, 6.0


@dataclass(frozen=True)
class PathInfo:
    """What a small path chart shows: the values reported, and the straight way from base to target."""

    reported: tuple[tuple[int, float], ...]
    path: tuple[tuple[int, float], ...]
    target_label: str
    colour: str


def path_info(row: Row, series: list[Row]) -> PathInfo:
    """The values of a row so far, and the path its status was judged on, if any."""
    reported = tuple((Period.parse(point["period"]).index, float(point["value"])) for point in series)
    path: tuple[tuple[int, float], ...] = ()
    flow = row.get("over_time") in FLOWS and row["base"] is not None
    last_year = Period.parse(row["period"]).year if flow else row["stage"]
    if row["target"] is not None and row["stage"] is not None and (flow or not row["held"]) and reported:
        end = (last_year * 4 + 3, float(row["target"]))
        start = (Period.parse(row["base_period"]).index, float(row["base"])) if row["base"] is not None else reported[-1]
        path = (start, end)
    return PathInfo(reported, path, str(last_year or ""), STATUS[row["status"]].line)


def path_image(info: PathInfo, says: str) -> str:
    """A line of what was reported and a dashed one to the target, its year above its end. A picture: nothing to load, nothing to redraw."""
    if not info.reported:
        return ""
    place = _scale([*info.reported, *info.path])
    drawn = _line(info.path, place, PALE, 2, 'stroke-dasharray="3 4"') if info.path else ""
    drawn += _line(info.reported, place, info.colour, 3, 'stroke-linejoin="round"')
    x, y = place(info.reported[-1])
    drawn += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{info.colour}"/>'
    image = quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">{drawn}</svg>')
    year = ""
    if info.path:
        year = f"<b style='bottom:{100 - 100 * place(info.path[-1])[1] / HEIGHT + 4:.0f}%'>{text(info.target_label)}</b>"
    return f'<span class="td-spark"><img src="data:image/svg+xml,{image}" alt="{text(says)}">{year}</span>'


def _scale(points: list[tuple[int, float]]) -> Any:
    """Where a point stands in the picture: quarters from left to right, values from zero upwards."""
    first, last = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(0.0, *(y for _, y in points)), max(y for _, y in points)
    wide, tall = max(last - first, 1), (high - low) or 1.0

    def place(point: tuple[int, float]) -> tuple[float, float]:
        x = EDGE + (WIDTH - 2 * EDGE) * (point[0] - first) / wide
        return x, HEIGHT - EDGE - (HEIGHT - 3 * EDGE) * (point[1] - low) / tall

    return place


def _line(points: tuple[tuple[int, float], ...], place: Any, colour: str, width: int, more: str) -> str:
    drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, points))
    return f'<polyline fill="none" stroke="{colour}" stroke-width="{width}" {more} points="{drawn}"/>'
