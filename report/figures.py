"""Charts: decide what to draw, then draw it. Rows in, a Plotly figure out; the deciding half is tested by equality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from domain.indicator import FLOWS
from domain.period import Period
from domain.wording import STATUS

Row = dict[str, Any]
INK, PALE, NAVY = "#1D2733", "#9AA5B1", "#12355B"


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


def path_figure(info: PathInfo) -> go.Figure:
    """A line of what was reported and a dashed one to the target, labelled directly; no axes, no legend."""
    figure = go.Figure()
    if info.path:
        figure.add_scatter(
            x=[x for x, _ in info.path],
            y=[y for _, y in info.path],
            mode="lines",
            line={"color": PALE, "width": 1.5, "dash": "dot"},
            hoverinfo="skip",
        )
        end_x, end_y = info.path[-1]
        figure.add_annotation(
            x=end_x,
            y=end_y,
            text=f"<b>{info.target_label}</b>",
            showarrow=False,
            xanchor="right",
            yshift=10,
            font={"color": NAVY, "size": 12},
        )
    figure.add_scatter(
        x=[x for x, _ in info.reported],
        y=[y for _, y in info.reported],
        mode="lines",
        line={"color": info.colour, "width": 2.5},
        customdata=[Period.from_index(x).label for x, _ in info.reported],
        hovertemplate="%{customdata}: %{y}<extra></extra>",
    )
    if info.reported:
        last_x, last_y = info.reported[-1]
        figure.add_scatter(x=[last_x], y=[last_y], mode="markers", marker={"color": info.colour, "size": 9}, hoverinfo="skip")
    figure.update_layout(
        showlegend=False,
        margin={"l": 4, "r": 6, "t": 14, "b": 4},
        height=84,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True, "rangemode": "tozero"},
        font={"family": "Be Vietnam Pro, sans-serif", "color": INK},
        separators=",.",
    )
    return figure
