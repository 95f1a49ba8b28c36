"""Indices by year: the sentence that says where a province stands, the chart that breaks where nothing may be compared, and the tables.

What may be compared with what comes with the rows (store/reads/about_indices.py); nothing is subtracted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from domain.indices import INDICES, rank_text, score_text
from domain.numbers import format_number
from domain.wording import UNVERIFIED, day
from report.chart import PALE, SOFT, blank
from report.markup import headed_table, linked, text
from report.tables import Table

Row = dict[str, Any]

PUBLISHED = (
    "Các số trên trang này là số đã công bố, có ghi nguồn (chỗ nào là số tính lại thì nói rõ); không thuộc số liệu minh họa. "
    "Số cũ chưa có nguồn đọc được thì để trống, không ước."
)
NO_VERSION = "nguồn không ghi cách tính"
COLOURS = ("#12355B", "#00798C", "#7B3F8C", "#8A5A2B", "#5A6B00", "#9C2F6E")
"""Of units, none of them the colour of a status."""
SIGNS = ("circle", "square", "diamond", "triangle-up", "cross", "star")
MOST_UNITS = len(COLOURS)
_RANK = 34
"""The height of a row of ranks."""
LABELLED = 8
"""So many points carry their score each; with more only the ends of lines do, and of many units only the last of each."""


def name_of(index_id: str) -> str:
    return f"{index_id}: {INDICES[index_id].name}" if index_id in INDICES else index_id


def source_said(source: str) -> str:
    """A source as it was noted; an address nobody noted to its end says so instead of ending in dots."""
    return source.replace("…", " (địa chỉ chưa ghi đủ)")


def version_text(version: str | None) -> str:
    return version or NO_VERSION


def told(rows: Iterable[Row]) -> list[Row]:
    """The figures of the whole index that say something."""
    return [row for row in rows if row["kind"] == "chung" and not row["missing"]]


@dataclass(frozen=True)
class Latest:
    """What is known last of an index: the figures of that year, the step that led to it, the way to all its years."""

    index_id: str
    rows: list[Row]
    step: Row | None
    address: str


def latest(index_id: str, rows: Iterable[Row], steps: Iterable[Row], units: Iterable[str], address: str) -> Latest:
    """Of the first of these units anything is known of."""
    known = told(rows)
    unit_id = next((one for one in units if any(row["unit_id"] == one for row in known)), None)
    own = [row for row in known if row["unit_id"] == unit_id]
    year = max((row["year"] for row in own), default=None)
    step = next((one for one in steps if one["unit_id"] == unit_id and one["year"] == year), None)
    return Latest(index_id, [row for row in own if row["year"] == year], step, address)


# -- sentences -------------------------------------------------------------------------------------------------------------


def lede(index_id: str, unit_name: str, rows: Sequence[Row], steps: Iterable[Row]) -> tuple[str, str]:
    """Where a unit stood in the last year known, and in the one before it, compared only where both may be."""
    last_year = max((row["year"] for row in rows), default=None)
    if last_year is None:
        return f"{unit_name}: chưa có số {index_id} nào trong các nguồn đã đọc.", "Không có nghĩa là không tồn tại."
    last = [row for row in rows if row["year"] == last_year]
    step = next((one for one in steps if one["unit_id"] == last[0]["unit_id"] and one["year"] == last_year), None)
    strong = f"{unit_name}, {index_id}, mới nhất trong nguồn đã đọc là năm {last_year}: {_standing(index_id, last)}."
    if step is None:
        return strong, "Chưa có năm trước để so."
    before = [row for row in rows if row["year"] == step["year_before"]]
    return strong, f"Năm {step['year_before']}: {_standing(index_id, before)}. {compared(index_id, step)}"


def _standing(index_id: str, rows: Sequence[Row]) -> str:
    scores = sorted({row["score"] for row in rows if row["score"] is not None}, reverse=True)
    rank = next((row for row in rows if row["rank"] is not None), None)
    said = [f"hạng {rank_text(rank['rank'], rank['out_of'])}" if rank else "chưa có hạng"]
    if len(scores) > 1:
        said.append(f"hai nguồn ghi hai điểm khác nhau ({' và '.join(score_text(index_id, one) for one in scores)})")
    else:
        said.append(f"{score_text(index_id, scores[0])} điểm" if scores else "chưa có điểm công bố")
    return ", ".join(said)


def compared(index_id: str, step: Row) -> str:
    """What a year may be said against the one before it, or why nothing may."""
    before = f"năm {step['year_before']}"
    said = []
    if step["change"] is not None:
        said.append(f"{change_text(index_id, step['change'])} so với {before}, cùng cách tính")
    if step["places_up"] is not None:
        said.append(f"{places_text(step['places_up'])} so với {before}, cùng trong {step['out_of']} tỉnh, thành phố")
    if said:
        return f"{'; '.join(said)}.".capitalize()
    return f"Không so với {before}: {'; '.join(reasons(step, brief=True))}."


def change_text(index_id: str, change: Decimal) -> str:
    if change == 0:
        return "điểm không đổi"
    return f"{'tăng' if change > 0 else 'giảm'} {score_text(index_id, abs(change))} điểm"


def places_text(places: int) -> str:
    return "hạng không đổi" if places == 0 else f"{'lên' if places > 0 else 'xuống'} {abs(places)} bậc"


def reasons(step: Row, *, brief: bool = False) -> list[str]:
    """Why the two sides of a step are not compared; `brief` leaves the names of the ways of computing to the column beside it."""
    said = []
    if step["other_version"]:
        versions = f" ({version_text(step['version_before'])} → {version_text(step['version'])})"
        said.append("đổi cách tính" + ("" if brief else versions))
    if step["unknown_version"]:
        said.append("nguồn không ghi cách tính")
    if step["other_field"]:
        said.append(f"xếp hạng trong {step['out_of_before']} rồi trong {step['out_of']} tỉnh, thành phố")
    if step["other_border"]:
        said.append("đổi địa giới từ 01/7/2025")
    if brief and step["conflicting"]:
        said.append("hai nguồn ghi điểm khác nhau")
    if brief and step["no_score"] and not said:
        said.append("có năm chưa có điểm")
    return said


def breaks(steps: Iterable[Row], names: dict[str, str]) -> list[str]:
    """The breaks of the shown units in words, each said once with the units it is of."""
    found: dict[str, list[str]] = {}
    for step in steps:
        if step["broken"]:
            why = "; ".join(reasons(step))
            said = f"Giữa {step['year_before']} và {step['year']}, {why}; không so điểm hai bên"
            found.setdefault(said, []).append(names[step["unit_id"]])
    return [f"{said} ({', '.join(units)})." for said, units in found.items()]


# -- the chart -------------------------------------------------------------------------------------------------------------


def course(index_id: str, rows: Sequence[Row], steps: Sequence[Row], units: Sequence[Row]) -> go.Figure:
    """Scores by year, joined only where they may be compared, and under them each unit's rank of how many, on the same years."""
    ranked = any(row["rank"] is not None for row in rows) or all(row["score"] is None for row in rows)
    scored = [row for row in rows if row["score"] is not None]
    figure = blank(_height(scored, len(units) if ranked else 0), right=96, top=50)
    if scored:
        for place, unit in enumerate(units):
            own = [row for row in scored if row["unit_id"] == unit["unit_id"]]
            _scores(figure, own, scored, steps, place, labelled=_labelled(own, scored, steps, len(units)))
        _name_ends(figure, index_id, scored, units)
    if ranked:
        _ranks(figure, rows, units, scored)
    _gaps(figure, rows, units, scored, ranked=ranked)
    _axes(figure, rows, scored, len(units) if ranked else 0)
    _break_lines(figure, steps)
    return figure


def _room(scored: Sequence[Row]) -> int:
    """How high the scores stand: a few points need no tall axis."""
    return 0 if not scored else 190 if len(scored) <= 3 else 300


def _height(scored: Sequence[Row], ranks: int) -> int:
    return max(_room(scored), 10) + _RANK * ranks + 84


def _share(scored: Sequence[Row], ranks: int) -> float:
    """How much of the height the ranks take."""
    return _RANK * ranks / (_room(scored) + _RANK * ranks) if ranks else 0.0


def _labelled(own: Sequence[Row], scored: Sequence[Row], steps: Iterable[Row], units: int) -> list[bool]:
    """Which points of a unit carry their score: all of a few; else the ends of its lines; of many units none, their names carry it."""
    if units > 2:
        return [False] * len(own)
    if len(scored) <= LABELLED:
        return [True] * len(own)
    joined = [step for step in steps if own and step["unit_id"] == own[0]["unit_id"] and step["joined"]]
    into, out_of = {step["year"] for step in joined}, {step["year_before"] for step in joined}
    return [row["year"] not in into or row["year"] not in out_of for row in own]


def _scores(
    figure: go.Figure, rows: Sequence[Row], scored: Sequence[Row], steps: Sequence[Row], place: int, *, labelled: Sequence[bool]
) -> None:
    colour = COLOURS[place]
    at: dict[tuple[int, str | None], list[Row]] = {}
    for row in rows:
        at.setdefault((row["year"], row["version"]), []).append(row)
    for step in steps:
        ends = at.get((step["year_before"], step["version_before"])), at.get((step["year"], step["version"]))
        if step["joined"] and rows and step["unit_id"] == rows[0]["unit_id"] and ends[0] and ends[1]:
            dash = "solid" if step["joined"] == "lien" else "dot"
            _line(figure, [end[0] for end in ends if end], colour, dash)
    for same in at.values():
        if len({row["score"] for row in same}) > 1:  # contradicting sources stand beside each other, nothing goes through them
            _line(figure, [min(same, key=_score), max(same, key=_score)], colour, "dot", 1)
    figure.add_scatter(
        x=[row["year"] for row in rows],
        y=[float(row["score"]) for row in rows],
        mode="markers+text",
        marker={
            "size": 11,
            "symbol": [f"{SIGNS[place]}-open" if row["conflicting"] else SIGNS[place] for row in rows],
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        text=[score_text(row["index_id"], row["score"]) if shown else "" for row, shown in zip(rows, labelled, strict=True)],
        textposition=["bottom center" if _is_lower(row, scored) else "top center" for row in rows],
        textfont={"color": colour, "size": 12},
        cliponaxis=False,
        hovertext=[hover(row) for row in rows],
        hoverinfo="text",
    )


def _score(row: Row) -> Decimal:
    return Decimal(row["score"])


def _is_lower(row: Row, scored: Iterable[Row]) -> bool:
    """The lower of two figures of one year has its label below it."""
    return any(other["year"] == row["year"] and other["score"] > row["score"] for other in scored)


def _line(figure: go.Figure, rows: Sequence[Row], colour: str, dash: str, width: int = 3) -> None:
    figure.add_scatter(
        x=[row["year"] for row in rows],
        y=[float(row["score"]) for row in rows],
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        hoverinfo="skip",
    )


def _name_ends(figure: go.Figure, index_id: str, scored: Sequence[Row], units: Sequence[Row]) -> None:
    """Each unit's name beside its last score, moved apart where two would lie on each other."""
    ends = []
    for place, unit in enumerate(units):
        own = [row for row in scored if row["unit_id"] == unit["unit_id"]]
        if own:
            last = max(own, key=lambda row: (row["year"], row["score"]))
            also = f" {score_text(index_id, last['score'])}" if len(units) > 2 else ""
            ends.append((last["year"], float(last["score"]), f"{unit['short_name']}{also}", COLOURS[place]))
    low, high = _span(scored)
    lifts = spread([(year, _room(scored) * (score - low) / (high - low)) for year, score, _, _ in ends])
    for (year, score, name, colour), lift in zip(ends, lifts, strict=True):
        figure.add_annotation(
            x=year, y=score, text=f"<b>{text(name)}</b>", showarrow=False, xanchor="left", xshift=12, yshift=lift,
            font={"color": colour, "size": 13},
        )  # fmt: skip


def spread(places: Sequence[tuple[int, float]], apart: float = 17.0) -> list[float]:
    """How far to lift labels of one year so that they stand `apart` pixels from each other, lowest first."""
    lifts = [0.0] * len(places)
    last: dict[int, float] = {}
    for index in sorted(range(len(places)), key=lambda one: places[one]):
        year, height = places[index]
        if year in last and height < last[year] + apart:
            lifts[index] = last[year] + apart - height
        last[year] = height + lifts[index]
    return lifts


def _ranks(figure: go.Figure, rows: Sequence[Row], units: Sequence[Row], scored: Sequence[Row]) -> None:
    """A row of ranks for each unit, in words: a place of 34 and a place of 63 lie on no common scale."""
    for place, unit in enumerate(units):
        own = [row for row in rows if row["unit_id"] == unit["unit_id"] and row["rank"] is not None]
        figure.add_scatter(
            x=[row["year"] for row in own],
            y=[-place] * len(own),
            yaxis="y2" if scored else "y",
            mode="text",
            text=[f"<b>{row['rank']}</b>" + (f"/{row['out_of']}" if row["out_of"] else "/?") for row in own],
            textfont={"color": COLOURS[place], "size": 14},
            hovertext=[hover(row) for row in own],
            hoverinfo="text",
        )
    names = {
        "tickvals": [-place for place in range(len(units))],
        "ticktext": ["Hạng"] if len(units) == 1 else [text(unit["short_name"]) for unit in units],
        "range": [0.5 - len(units), 0.5],
        "showgrid": False,
    }
    if not scored:
        figure.update_yaxes(**names)
    else:
        old = {"domain": [0, _share(scored, len(units))], "anchor": "x", "fixedrange": True, "zeroline": False, "automargin": True}
        figure.update_layout(yaxis2=old | names | {"tickfont": {"color": SOFT, "size": 12}})


def _gaps(figure: go.Figure, rows: Sequence[Row], units: Sequence[Row], scored: Sequence[Row], *, ranked: bool) -> None:
    """A year somebody searched and found nothing for is said to be empty, where its rank would stand."""
    for place, unit in enumerate(units):
        for row in rows:
            if row["missing"] and row["unit_id"] == unit["unit_id"]:
                name = "" if len(units) == 1 or ranked else f"{text(unit['short_name'])}: "
                spot = {"y": -place, "yref": "y2" if scored else "y"} if ranked else {"y": 0, "yref": "paper", "yshift": 10 + 14 * place}
                font = {"color": SOFT, "size": 11}
                hint = "<br>".join(_wrapped(row["note"] or ""))
                figure.add_annotation(x=row["year"], text=f"{name}không có số", showarrow=False, font=font, hovertext=hint, **spot)


def _axes(figure: go.Figure, rows: Sequence[Row], scored: Sequence[Row], ranks: int) -> None:
    years = sorted({row["year"] for row in rows})
    shown = years if len(years) <= LABELLED else years[::-1][::2]
    figure.update_xaxes(tickvals=shown, ticktext=[str(year) for year in shown], range=[years[0] - 0.45, years[-1] + 0.45], anchor="free")
    figure.update_xaxes(position=0)
    if scored:
        low, high = _span(scored)
        figure.update_layout(yaxis={"domain": [_share(scored, ranks) + (0.04 if ranks else 0), 1], "range": [low, high]})
        figure.update_layout(yaxis={"nticks": 6, "title": {"text": ""}})


def _span(scored: Sequence[Row]) -> tuple[float, float]:
    """The range of scores with room for labels; it does not start at 0, which the page says."""
    values = [float(row["score"]) for row in scored]
    room = max((max(values) - min(values)) * 0.22, max(values) * 0.02)
    return max(min(values) - room, 0.0), max(values) + room


def _break_lines(figure: go.Figure, steps: Iterable[Row]) -> None:
    """A dashed line where something changed that forbids comparing, with its words above it."""
    at: dict[float, Row] = {}
    for step in steps:
        if step["broken"]:
            at.setdefault((step["year_before"] + step["year"]) / 2, step)
    for x, step in at.items():
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line={"color": PALE, "width": 1.5, "dash": "dash"})
        field = f" ({step['out_of_before']} → {step['out_of']})" if step["other_field"] else ""
        what = "đổi cách tính" if step["other_version"] else "đổi số tỉnh" if step["other_field"] else "đổi địa giới"
        figure.add_annotation(
            x=x, y=1, yref="paper", yanchor="bottom", showarrow=False, align="center", font={"color": SOFT, "size": 11},
            text=f"{what}{field};<br>không so<br>điểm hai bên",
        )  # fmt: skip


def hover(row: Row) -> str:
    """Everything about one figure, its source last."""
    index_id = row["index_id"]
    said = [f"<b>{text(row['unit_name'])}, {row['year']}</b>"]
    said.append(f"điểm {score_text(index_id, row['score'])} · hạng {rank_text(row['rank'], row['out_of'])}")
    said += _wrapped(f"Cách tính: {version_text(row['version'])}")
    said += _wrapped(f"Nguồn: {source_said(row['source'])}") if row["source"] else []
    said += _wrapped(row["note"]) if row["note"] else []
    return "<br>".join(said)


def _wrapped(words: str) -> list[str]:
    return [text(line) for line in wrap(words, 64)]


def says(index_id: str, rows: Sequence[Row]) -> str:
    """The chart in words, for those who cannot see it."""
    each = [f"{row['short_name']} {row['year']}: {_standing(index_id, [row])}" for row in sorted(rows, key=lambda row: row["year"])]
    return f"{name_of(index_id)} theo năm. {'; '.join(each)}."


# -- tables ----------------------------------------------------------------------------------------------------------------


def latest_table(found: Sequence[Latest], home: str) -> str:
    """One line for every index: the last year known, its score and rank, and what may be said against the year before."""
    heads = ("Bộ chỉ số", "Năm mới nhất", "Điểm", "Hạng", "So với lần trước", "Nguồn")
    return headed_table(heads, [_latest_cells(one, home) for one in found])


def _latest_cells(one: Latest, home: str) -> tuple[str, ...]:
    spelled = f"<small class='td-mark'>{text(INDICES[one.index_id].name)}</small>" if one.index_id in INDICES else ""
    whose = f"<small class='td-mark'>{text(one.rows[0]['unit_name'])}</small>" if one.rows and one.rows[0]["unit_id"] != home else ""
    name = linked({"address": one.address}, f"<b class='td-keep'>{text(one.index_id)}</b>") + spelled + whose
    if not one.rows:
        return (name, "–", "–", "–", "chưa có số trong các nguồn đã đọc", "–")
    scores = sorted({row["score"] for row in one.rows if row["score"] is not None}, reverse=True)
    ranks = dict.fromkeys(rank_text(row["rank"], row["out_of"]) for row in one.rows if row["rank"] is not None)
    return (
        name,
        f"<b>{one.rows[0]['year']}</b>",
        f"<b class='td-keep'>{text(' và '.join(score_text(one.index_id, score) for score in scores) or 'chưa công bố')}</b>"
        f"{conflict_mark(next((row for row in one.rows if row['conflicting']), one.rows[0]))}",
        f"<b class='td-keep'>{text(' và '.join(ranks) or 'chưa có')}</b>",
        text(compared(one.index_id, one.step) if one.step else "năm đầu có số"),
        "<br>".join(
            f"<span class='td-file'>{text(source_said(source))}</span>"
            for source in dict.fromkeys(row["source"] for row in one.rows)
            if source
        ),
    )


HEADS = ("Năm", "Tỉnh, thành phố", "Điểm", "Hạng", "So với lần trước", "Cách tính", "Nguồn, ghi chú")


def years_table(rows: Sequence[Row], steps: Sequence[Row]) -> str:
    """Every figure of the whole index, newest first, with what it may be compared with and where it was published."""
    step = {(one["unit_id"], one["year"], one["version"]): one for one in steps}
    ordered = sorted((row for row in rows if row["kind"] == "chung"), key=lambda row: -row["year"])
    return headed_table(HEADS, [_year_cells(row, step.get((row["unit_id"], row["year"], row["version"]))) for row in ordered])


def _year_cells(row: Row, step: Row | None) -> tuple[str, ...]:
    return (
        f"<b>{row['year']}</b>",
        text(row["unit_name"]),
        f"<b class='td-keep'>{text(score_text(row['index_id'], row['score']))}</b>{conflict_mark(row)}",
        f"<span class='td-keep'>{text(rank_text(row['rank'], row['out_of']))}</span>",
        "–" if row["missing"] else text(compared(row["index_id"], step)) if step else "năm đầu có số",
        text(version_text(row["version"])) if not row["missing"] or row["version"] else "–",
        source_cell(row),
    )


def conflict_mark(row: Row) -> str:
    return "<small class='td-mark td-unsure'>mâu thuẫn giữa các nguồn</small>" if row["conflicting"] else ""


def source_cell(row: Row) -> str:
    """Where a figure was published, what is to be known about it, and who added it where a person did."""
    added = ""
    if row.get("figure_id"):
        who = row["by_whom"] if row["verified"] else f"{row['by_whom']} ({UNVERIFIED})"
        added = f"<small class='td-mark'>ghi thêm: {text(who)}, {day(row['at'].date())}, mã {text(row['figure_id'])}</small>"
    note = f"<small class='td-mark'>{text(row['note'])}</small>" if row["note"] else ""
    return f"<span class='td-file'>{text(source_said(row['source'] or 'chưa có nguồn'))}</span>{note}{added}"


def table(index_id: str, rows: Sequence[Row], steps: Sequence[Row], proof: tuple[str, ...]) -> Table:
    """All of it to take along: the whole, the parts, the rest, each with its source."""
    step = {(one["unit_id"], one["year"], one["version"]): one for one in steps}
    heads = (
        "Năm",
        "Đơn vị",
        "Nội dung",
        "Điểm",
        "Hạng",
        "Trên bao nhiêu",
        "Cách tính",
        "So với lần trước",
        "Mâu thuẫn",
        "Nguồn",
        "Ghi chú",
    )
    cells = [
        (
            row["year"],
            row["unit_name"],
            row["part"] or "Toàn bộ chỉ số",
            row["score"],
            row["rank"],
            row["out_of"],
            version_text(row["version"]),
            compared(index_id, step[key]) if row["kind"] == "chung" and (key := _key(row)) in step else None,
            bool(row["conflicting"]),
            row["source"],
            row["note"],
        )
        for row in sorted(rows, key=lambda row: (-row["year"], row["unit_name"], row["position"] or 0))
    ]
    return Table(f"{name_of(index_id)}, số đã công bố", proof, heads, cells)


def _key(row: Row) -> tuple[Any, ...]:
    return (row["unit_id"], row["year"], row["version"])


# -- contradictions, parts, references -------------------------------------------------------------------------------------


def conflicts(rows: Iterable[Row]) -> list[list[Row]]:
    """The figures published differently, those of one thing together."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        if row["conflicting"]:
            groups.setdefault((*_key(row), row["part"]), []).append(row)
    return list(groups.values())


def conflicts_html(groups: Iterable[list[Row]]) -> str:
    """Contradicting figures side by side, none preferred."""
    said = []
    for rows in groups:
        first = rows[0]
        what = f"{first['unit_name']}, {first['index_id']} năm {first['year']}" + (f", {first['part'].lower()}" if first["part"] else "")
        sides = "".join(
            f"<div class='td-side'><b>{text(score_text(row['index_id'], row['score']))}</b>{source_cell(row)}</div>" for row in rows
        )
        said.append(f"<p class='td-lead'>{text(what)}</p><div class='td-sides'>{sides}</div>")
    return "".join(said)


def parts_html(rows: Sequence[Row], total: Row | None) -> str:
    """The parts of an index in one unit and year as bars from 0 to their own highest score, the weakest named, and whether they add up."""
    known = [row for row in rows if row["score"] is not None]
    weakest = min(known, key=lambda row: row["score"] / row["top"], default=None) if len(known) > 2 else None
    bars = "".join(_bar(row, weakest=row is weakest) for row in rows)
    first = rows[0]
    top = {row["top"] for row in rows if row["top"]}
    scale = f"Thanh chạy từ 0 đến {score_text('', top.pop())}. " if len(top) == 1 else ""
    note = f"<p class='td-note'>{text(scale)}Cách tính: {text(version_text(first['version']))}. Nguồn: {text(first['source'])}.</p>"
    summed = (
        f"<p class='td-lead{' td-unsure' if total['agreement'] in ('lech', 'thieu') else ''}'>{text(sum_text(total, first))}</p>"
        if total
        else ""
    )
    return f"<h3 class='td-part-head'>{text(first['unit_name'])}, {first['year']}</h3>{summed}<div class='td-parts'>{bars}</div>{note}"


def _bar(row: Row, *, weakest: bool) -> str:
    shown = score_text(row["index_id"], row["score"]) if row["score"] is not None else "chưa công bố"
    if row["score"] is None and row["rank"] is not None:
        shown = f"hạng {rank_text(row['rank'], row['out_of'])}"
    width = 100 * float(row["score"] / row["top"]) if row["score"] is not None and row["top"] else 0
    mark, colour = (" <small>thấp nhất</small>", COLOURS[3]) if weakest else ("", COLOURS[0])
    said = f"{row['part']}: {shown}. Nguồn: {row['source']}. {row['note'] or ''}"
    return (
        f"<div class='td-part-row' title='{text(said)}'><span>{text(row['part'])}{mark}</span>"
        f"<span class='td-track'><i style='width:{width:.1f}%;background:{colour}'></i></span><b>{text(shown)}</b></div>"
    )


def sum_text(total: Row, row: Row) -> str:
    """Whether the published parts make the published whole, as a fact about the source."""
    index_id, way = row["index_id"], "cộng lại" if total["added"] else "tính theo trọng số"
    summed, whole = score_text(index_id, _rounded(total["total"])), score_text(index_id, total["score"])
    if total["agreement"] == "thieu":
        made = f"{way} {summed}; cả chỉ số {whole}"
        return f"Mới công bố {total['published']}/{total['due']} thành phần ({made}), chưa đủ để kiểm tổng."
    if total["agreement"] == "lech":
        return f"Các thành phần đã công bố không khớp tổng: {way} {summed}, nguồn công bố {whole}. Giữ nguyên cả hai."
    if total["agreement"] == "khop":
        return f"Các thành phần {way} {summed}, khớp điểm công bố {whole}."
    return f"Các thành phần {way} {summed}; chưa có một điểm công bố để so."


def _rounded(value: Decimal) -> Decimal:
    return round(Decimal(value), 4)


def reference_html(rows: Sequence[Row]) -> str:
    """What was published besides: means of the country or a region, increases; each with what it is."""
    ordered = sorted(rows, key=lambda row: (-row["year"], row["unit_name"]))
    cells = [
        (
            f"{text(row['part'] or 'Cả nước')}<small class='td-mark'>{text(row['unit_name'])}, {row['year']}</small>",
            f"<b class='td-keep'>{text(score_text(row['index_id'], row['score']))}</b>{conflict_mark(row)}",
            source_cell(row),
        )
        for row in ordered
    ]
    return headed_table(("Số tham chiếu", "Điểm", "Nguồn, ghi chú"), cells)


def answers_html(rows: Sequence[Row], plan_id: str) -> str:
    """Who answers for the index under a plan; the rows come in the plan's order."""
    here = [row for row in rows if row["plan_id"] == plan_id]
    shown = here or list(rows)
    if not shown:
        return "<p>Không kế hoạch nào đang theo dõi giao đơn vị chịu trách nhiệm về bộ chỉ số này.</p>"
    heads = "" if here else "<p class='td-note'>Kế hoạch đang chọn không nêu bộ chỉ số này; kế hoạch khác có nêu:</p>"
    said = []
    for plan in dict.fromkeys(row["plan_id"] for row in shown):
        own = [row for row in shown if row["plan_id"] == plan]
        said.append(f"<p class='td-lead'>{text(_plan_text(own[0]))}</p>")
        said += [_answer(row, opened=row is own[0]) for row in own]
    return heads + "".join(said)


def _answer(row: Row, *, opened: bool) -> str:
    """A department, and what the plan says it does, opened for the first."""
    return (
        f"<details class='td-who'{' open' if opened else ''}><summary>{text(row['short_name'] or 'Chưa rõ đơn vị')}</summary>"
        f"<p>{text(row['text'])}</p></details>"
    )


def _plan_text(row: Row) -> str:
    ended = f", hết hiệu lực {day(row['effective_to'])}" if row["status"] != "hieu_luc" and row["effective_to"] else ""
    return f"Kế hoạch {row['number']} ngày {day(row['issued_on'])}{ended}"


def border_text(kin: Iterable[Row]) -> list[str]:
    """What became of the provinces shown: merged ones keep a series of their own."""
    said = []
    for row in kin:
        if row["relation"] == "truoc" and row["kind"] == "tinh":
            said.append(f"{row['name']} hợp nhất từ {day(row['on_date'])}; số của tỉnh cũ đứng riêng, không nối vào dãy của đơn vị mới.")
        if row["relation"] == "sau" and row["kind"] == "tinh":
            said.append(f"Từ {day(row['on_date'])} địa bàn thuộc {row['name']}; dãy số của đơn vị mới đứng riêng.")
    return said


def count_text(number: int) -> str:
    return f"{format_number(number)} số" if number else "chưa có số"
