"""The peer of the pages: a Plotly Dash app over the same figures, five charts and one choice (the stage) that redraws all of them.

Written as its users would: one callback, DuckDB asked at each change, served by gunicorn with threads, as Dash advises. The facts stand in
the file BENCH_FACTS; with BENCH_SCOPE=country it shows the country by province, otherwise the first province by commune.
"""

from __future__ import annotations

import os
from typing import Any

import duckdb
import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from bench.workload import STAGES

CHARTS = ("status", "bar", "line", "heat", "rank")
FIRST_STAGE = 2030
_COLOURS = {"met": "#2e7d32", "near": "#f9a825", "missed": "#c62828"}


def questions(country: bool) -> dict[str, str]:
    """The SQL behind each chart."""
    by, inside = ("parent_name", "level = 2") if country else ("unit_name", "parent_code = 'p01'")
    direct = "level = 1" if country else "parent_code = 'p01'"
    series = "p01" if country else "c00001"
    now = "period = $period AND stage = $stage"
    return {
        "status": f"SELECT {by} AS unit, status, count(*) AS n FROM v_status WHERE {inside} AND {now} GROUP BY ALL ORDER BY ALL",
        "bar": f"SELECT unit_name AS unit, value::DOUBLE AS value, target::DOUBLE AS target FROM v_status WHERE {direct} AND {now} "
        "AND indicator_code = 'ct01' ORDER BY unit_code",
        "line": "SELECT period, value::DOUBLE AS value, target::DOUBLE AS target FROM v_status "
        f"WHERE unit_code = '{series}' AND indicator_code = 'ct01' AND stage = $stage AND period <= $period ORDER BY period",
        "heat": "SELECT unit_name AS unit, indicator_code AS ind, ratio::DOUBLE AS ratio FROM v_status "
        f"WHERE {direct} AND {now} ORDER BY unit_code, ind",
        "rank": "SELECT unit_name AS unit, avg(CASE WHEN status = 'met' THEN 100.0 ELSE 0 END) AS pct, avg(ratio)::DOUBLE AS ratio "
        f"FROM v_status WHERE {inside} AND {now} GROUP BY ALL ORDER BY pct DESC, ratio DESC, unit LIMIT 30",
    }


def figures(frames: dict[str, pd.DataFrame], stage: int) -> dict[str, go.Figure]:
    """The five charts; each says the stage in its title, which is what the clock waits for."""
    counts = frames["status"].pivot(index="unit", columns="status", values="n").fillna(0)
    heat = frames["heat"].pivot(index="unit", columns="ind", values="ratio")
    bar, line, rank = frames["bar"], frames["line"], frames["rank"]
    stacked = [go.Bar(x=counts.index, y=counts[name], name=name, marker_color=_COLOURS[name]) for name in counts.columns]
    reached = [go.Bar(x=bar.unit, y=bar.value, name="giá trị"), go.Scatter(x=bar.unit, y=bar.target, name="mục tiêu", mode="markers")]
    way = [go.Scatter(x=line.period, y=line[name], name=name) for name in ("value", "target")]
    cells = [go.Heatmap(z=heat.values, x=list(heat.columns), y=list(heat.index), zmin=0.5, zmax=1.2, colorscale="RdYlGn")]
    return {
        "status": _figure(stacked, "Trạng thái theo đơn vị", stage, barmode="stack"),
        "bar": _figure(reached, "Giá trị và mục tiêu", stage),
        "line": _figure(way, "Quá trình", stage),
        "heat": _figure(cells, "Đơn vị và chỉ tiêu", stage),
        "rank": _figure([go.Bar(x=rank.pct, y=rank.unit, orientation="h")], "Xếp hạng", stage),
    }


def _figure(traces: list[Any], title: str, stage: int, **layout: Any) -> go.Figure:
    figure = go.Figure(traces)
    figure.update_layout(title=f"{title}, giai đoạn {stage}", height=360, margin={"l": 40, "r": 10, "t": 40, "b": 40}, **layout)
    return figure


def _app(facts: str, country: bool) -> Dash:
    connection = duckdb.connect(facts, read_only=True)
    [(last,)] = connection.execute("SELECT max(period) FROM values_").fetchall()
    asked = questions(country)
    app = Dash(__name__)
    choice = dcc.RadioItems([{"label": str(stage), "value": stage} for stage in STAGES], FIRST_STAGE, id="stage", inline=True)
    app.layout = html.Div([choice, *(dcc.Graph(id=name) for name in CHARTS)])

    @app.callback([Output(name, "figure") for name in CHARTS], Input("stage", "value"))
    def draw(stage: int) -> list[go.Figure]:
        with connection.cursor() as cursor:
            frames = {name: cursor.execute(sql, _words(sql, stage, last)).df() for name, sql in asked.items()}
        drawn = figures(frames, stage)
        return [drawn[name] for name in CHARTS]

    return app


def _words(sql: str, stage: int, last: Any) -> dict[str, Any]:
    return {name: value for name, value in {"period": last, "stage": stage}.items() if f"${name}" in sql}


server = _app(os.environ["BENCH_FACTS"], os.environ.get("BENCH_SCOPE") == "country").server if "BENCH_FACTS" in os.environ else None
