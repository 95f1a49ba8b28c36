"""How every chart looks: font, colours, comma decimals, a quiet grid, labels on the marks. What it shows is the caller's."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

INK, SOFT, PALE, GRID, NAVY = "#1D2733", "#55606C", "#9AA5B1", "#E3E7EC", "#12355B"
FONT = "Be Vietnam Pro, sans-serif"

ANSWERS: dict[str, Any] = {"tickvals": [0, 1], "ticktext": ["Không", "Có"], "ticksuffix": "", "range": [-0.15, 1.35]}
"""The axis of what is answered with yes or no."""


def blank(height: int, *, left: int = 8, right: int = 8, top: int = 12, bottom: int = 28) -> go.Figure:
    """An empty chart in the house style; axes do not zoom, so that a finger on a phone scrolls the page."""
    figure = go.Figure()
    axis: dict[str, Any] = {
        "fixedrange": True,
        "gridcolor": GRID,
        "linecolor": GRID,
        "zeroline": False,
        "tickfont": {"color": SOFT, "size": 12},
        "automargin": True,
    }
    figure.update_layout(
        template="none",
        showlegend=False,
        height=height,
        margin={"l": left, "r": right, "t": top, "b": bottom},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"family": FONT, "color": INK, "size": 13},
        hoverlabel={"bgcolor": "#FFFFFF", "bordercolor": NAVY, "font": {"family": FONT, "color": INK, "size": 13}, "align": "left"},
        separators=",.",
        xaxis=axis | {"showgrid": False},
        yaxis=axis,
    )
    return figure


def label(
    figure: go.Figure, x: Any, y: Any, words: str, *, colour: str = INK, side: str = "right", bold: bool = False, lift: int = 0
) -> None:
    """A label standing beside a point: `side` right or left of it, or above."""
    anchors = {"right": ("left", 8), "left": ("right", -8), "above": ("center", 0)}
    anchor, shift = anchors[side]
    figure.add_annotation(
        x=x,
        y=y,
        text=f"<b>{words}</b>" if bold else words,
        showarrow=False,
        xanchor=anchor,
        xshift=shift,
        yshift=14 if side == "above" else lift,
        font={"color": colour, "size": 13},
        align="left",
    )
