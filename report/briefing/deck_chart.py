"""Native charts of a PowerPoint slide with the workbook behind them: bars of states, and values over time on their way to a target.

Everything in a chart can be edited in PowerPoint; its workbook holds the same numbers under the same Vietnamese names.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from domain.period import Period
from domain.wording import StatusWords
from report.briefing.deck_strokes import FONT, LANGUAGE, NAMESPACES, Box, Para, Run, fill, fonts, line, paragraphs, weight
from report.briefing.drawing import GREY, NAVY, PALE, axis
from report.briefing.measure import wrap
from report.briefing.model import Chart

SHEET = "Số liệu"
REPORTED, WAY, TARGET = "Đã báo cáo", "Lộ trình đến mục tiêu", "Mục tiêu"
AXIS_ROOM, END_ROOM, ABOVE, BELOW = 110, 360, 34, 46
"""Around the values: the axis to the left, the names of the lines to the right, the unit above, the quarters below."""
MOST_YEARS = 22
"""How many years of an axis are named one by one."""
LABEL_WIDE, LABEL_HIGH, LABEL_APART = 320, 64, 42
"""The room the name of the last value takes, and how far its middle stands from a line."""
_YEAR = 365.25
_DAY_NOUGHT = date(1899, 12, 30)
"""From which workbooks count days."""
_SPACE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    f'{NAMESPACES}><c:date1904 val="0"/><c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/>'
)
_SHOWN = "".join(
    f'<c:{name} val="{int(name == "showVal")}"/>'
    for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
)
_HIDDEN = _SHOWN.replace('"1"', '"0"')


@dataclass(frozen=True)
class Series:
    """Numbers under one name; `told` are the places whose number is written on it."""

    name: str
    values: tuple[float | None, ...]
    look: StatusWords | None = None
    told: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Native:
    """A chart in the form the library puts it into a presentation."""

    drawn: str
    workbook: bytes

    def xml_bytes(self, _kind: object) -> bytes:
        return self.drawn.encode()

    @property
    def xlsx_blob(self) -> bytes:
        return self.workbook


# -- the workbook behind a chart --------------------------------------------------------------------------------------------


def _book(rows: Sequence[Sequence[str | float | date | None]], made_on: date) -> bytes:
    """The numbers of a chart as its editor opens them. What people typed never becomes a formula."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    for row in rows:
        sheet.append(row)
    for line_ in sheet.iter_rows():
        for cell in line_:
            if cell.data_type == "f":
                cell.data_type, cell.quotePrefix = "s", True
            if cell.is_date:
                cell.number_format = "mm/yyyy"
    sheet.column_dimensions["A"].width = 32
    book.properties.creator = None
    saved = io.BytesIO()
    book.save(saved)
    return _dated(saved.getvalue(), made_on)


def _dated(content: bytes, made_on: date) -> bytes:
    """The same workbook made on the day the figures are of, not now."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", f"{made_on}T00:00:00Z".encode(), part)
            written.writestr(name, part)
    return target.getvalue()


# -- bars of states ---------------------------------------------------------------------------------------------------------


def bars(names: Sequence[str], series: Sequence[Series], *, most: int, gap: int, size: float, made_on: date) -> Native:
    """Stacked bars filling their whole frame, one for each name from the top down; their names stand beside it."""
    drawn = "".join(_bar_series(place, one, names, size) for place, one in enumerate(series))
    plot = (
        f'{_layout(0, 0, 1, 1)}<c:barChart><c:barDir val="bar"/><c:grouping val="stacked"/><c:varyColors val="0"/>{drawn}'
        f'<c:gapWidth val="{gap}"/><c:overlap val="100"/><c:axId val="1001"/><c:axId val="1002"/></c:barChart>'
        '<c:catAx><c:axId val="1001"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="1"/><c:axPos val="l"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1002"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="{most}"/><c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1001"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )
    rows = [[name, *(one.values[place] for one in series)] for place, name in enumerate(names)]
    return Native(_space(plot, "gap"), _book([["", *(one.name for one in series)], *rows], made_on))


def _bar_series(place: int, one: Series, names: Sequence[str], size: float) -> str:
    assert one.look is not None
    silent = "".join(
        f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>' for at, value in enumerate(one.values) if value and at not in one.told
    )
    labels = (
        f'<c:dLbls>{silent}<c:numFmt formatCode="#,##0;;;" sourceLinked="0"/><c:spPr><a:noFill/>{line("")}</c:spPr>'
        f'{_look(size, one.look.ink, bold=True)}<c:dLblPos val="ctr"/>{_SHOWN}</c:dLbls>'
    )
    shown = f'<c:spPr>{fill(one.look.colour)}{line("#FFFFFF", 2)}</c:spPr><c:invertIfNegative val="0"/>'
    return f"<c:ser>{_named(place, one.name)}{shown}{labels}{_data(place, one, names)}</c:ser>"


# -- values over time -------------------------------------------------------------------------------------------------------


def values(chart: Chart, box: Box, made_on: date) -> Native:
    """What was reported as a line from zero, the straight way to the target dashed, both named where they end."""
    series = value_series(chart)
    looks = {
        REPORTED: (line(chart.look.line, 5, round_cap=True), _dot(7, chart.look.line), _reported_label(chart, box)),
        WAY: (line("#8592A0", 3, "dash"), '<c:marker><c:symbol val="none"/></c:marker>', ""),
        TARGET: (line(""), _dot(8, NAVY), _target_label(chart)),
    }
    drawn, row = "", 2
    for place, (name, points) in enumerate(series.items()):
        stroke, mark, label = looks[name]
        drawn += f"<c:ser>{_named(place, name)}<c:spPr>{stroke}</c:spPr>{mark}{label}{_times(place, points, row)}</c:ser>"
        row += len(points)
    sides = (AXIS_ROOM / box.wide, ABOVE / box.high, 1 - (AXIS_ROOM + END_ROOM) / box.wide, 1 - (ABOVE + BELOW) / box.high)
    plot = (
        f'{_layout(*sides)}<c:scatterChart><c:scatterStyle val="lineMarker"/><c:varyColors val="0"/>{drawn}'
        f'<c:axId val="1001"/><c:axId val="1002"/></c:scatterChart>{_time_axis(chart)}{_value_axis(chart)}'
    )
    return Native(_space(plot, "span"), _value_book(series, made_on))


def value_series(chart: Chart) -> dict[str, tuple[tuple[int, float], ...]]:
    """The two lines and the target's point, each quarter with its value."""
    last = chart.way[-1][0] if chart.way else max(time for time, _ in chart.reported)
    end = ((last, chart.target),) if chart.target is not None else ()
    found = {REPORTED: chart.reported, WAY: chart.way if len(chart.way) > 1 else (), TARGET: end}
    return {name: points for name, points in found.items() if points}


def _value_book(series: dict[str, tuple[tuple[int, float], ...]], made_on: date) -> bytes:
    """Each line on rows of its own, its quarters by their last days and, for the reader, by name."""
    rows = [
        [_last_day(time), *(value if one == name else None for one in series), Period.from_index(time).label]
        for name, points in series.items()
        for time, value in points
    ]
    return _book([["Cuối quý", *series, "Kỳ"], *rows], made_on)


def _last_day(time: int) -> date:
    return Period.from_index(time).last_day


def _serial(time: int) -> int:
    """The last day of a quarter as workbooks count days."""
    return (_last_day(time) - _DAY_NOUGHT).days


def _times(place: int, points: Sequence[tuple[int, float]], row: int) -> str:
    """One line's quarters and values, and where they stand in the workbook."""
    last = row + len(points) - 1
    across = _numbers("A", row, last, [str(_serial(time)) for time, _ in points], "mm/yyyy")
    up = _numbers(get_column_letter(place + 2), row, last, [_number(value) for _, value in points])
    return f'<c:xVal>{across}</c:xVal><c:yVal>{up}</c:yVal><c:smooth val="0"/>'


def years(chart: Chart) -> tuple[int, int]:
    """The last quarters of the years the axis begins and ends with."""
    times = [time for time, _ in (*chart.reported, *chart.way)]
    first, last = min(times), max(times)
    return first - (first + 1) % 4, max(last + (3 - last) % 4, first - (first + 1) % 4 + 4)


def _time_axis(chart: Chart) -> str:
    first, last = years(chart)
    count = (last - first) // 4
    start, every = _serial(first), 1 if count <= MOST_YEARS else 5
    return (
        f'<c:valAx><c:axId val="1001"/><c:scaling><c:orientation val="minMax"/><c:max val="{_number(start + count * _YEAR)}"/>'
        f'<c:min val="{start}"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:numFmt formatCode="yyyy" sourceLinked="0"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:spPr>{line("#B9C2CC")}</c:spPr>{_look(22, GREY, turned=0)}<c:crossAx val="1002"/><c:crosses val="min"/>'
        f'<c:crossBetween val="midCat"/><c:majorUnit val="{_number(every * _YEAR)}"/></c:valAx>'
    )


def _value_axis(chart: Chart) -> str:
    bottom, top, step = _scale(chart)
    return (
        f'<c:valAx><c:axId val="1002"/><c:scaling><c:orientation val="minMax"/><c:max val="{_number(top)}"/>'
        f'<c:min val="{_number(bottom)}"/></c:scaling><c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines><c:spPr>{line(PALE, 1.2)}</c:spPr></c:majorGridlines>"
        f'<c:numFmt formatCode="{_format(step)}" sourceLinked="0"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr>{line("")}</c:spPr>{_look(22, GREY)}<c:crossAx val="1001"/><c:crosses val="min"/>'
        f'<c:crossBetween val="midCat"/><c:majorUnit val="{_number(step)}"/></c:valAx>'
    )


def _scale(chart: Chart) -> tuple[float, float, float]:
    return axis([value for _, value in (*chart.reported, *chart.way)] + ([chart.target] if chart.target is not None else []))


def _reported_label(chart: Chart, box: Box) -> str:
    state = f"{chart.look.sign} {chart.look.label}, {Period.from_index(chart.reported[-1][0]).label}"
    told = (
        Para((Run(chart.value_text, 34, chart.look.line, bold=True),), spacing=100),
        Para((Run(state, 22, chart.look.line, bold=True),), spacing=100),
    )
    return _point_label(len(chart.reported) - 1, told, 8 / box.wide, label_down(chart, box) / box.high)


def label_down(chart: Chart, box: Box) -> float:
    """By how much the name of the last value stands lower than it, so that no line, axis or other name runs through it."""
    bottom, top, _ = _scale(chart)
    dot = (box.high - ABOVE - BELOW) / (top - bottom)
    value = chart.reported[-1][1]
    lower = [(value - other) * dot for other in _beside(chart, box)]
    if not lower or min(lower) > LABEL_HIGH or max(lower) < -LABEL_HIGH:
        return 0.0 if (value - bottom) * dot > LABEL_HIGH / 2 else -LABEL_APART
    down, up = max(0.0, *lower) + LABEL_APART, max(0.0, *(-one for one in lower)) + LABEL_APART
    fits_down = down + LABEL_HIGH / 2 <= (value - bottom) * dot
    fits_up = up + LABEL_HIGH / 2 <= (top - value) * dot + ABOVE
    return -up if fits_up and (up < down or not fits_down) else down


def _beside(chart: Chart, box: Box) -> list[float]:
    """The values there are where the name of the last value would stand."""
    time = chart.reported[-1][0]
    first, last = years(chart)
    until = time + LABEL_WIDE * (last - first) / (box.wide - AXIS_ROOM - END_ROOM)
    found: list[float] = []
    for (start, low), (end, high) in zip(chart.way, chart.way[1:], strict=False):
        if end > time and start < until:
            found += [low + (high - low) * (min(max(at, start), end) - start) / (end - start) for at in (time, until)]
    bottom, top, _ = _scale(chart)
    half = LABEL_HIGH / 3 * (top - bottom) / (box.high - ABOVE - BELOW)
    if chart.target is not None and (not chart.way or chart.way[-1][0] < until):
        found += [chart.target - half, chart.target + half]
    return found


def _target_label(chart: Chart) -> str:
    lines = wrap(chart.target_text, 24, END_ROOM - 24, "semibold")
    return _point_label(0, tuple(Para((Run(one, 24, NAVY, bold=True),), spacing=100) for one in lines), 0.004, 0)


def _point_label(place: int, told: Sequence[Para], right: float, down: float) -> str:
    """Words beside one point, moved from right of it by shares of the frame."""
    moved = f'<c:layout><c:manualLayout><c:x val="{right:.5f}"/><c:y val="{down:.5f}"/></c:manualLayout></c:layout>'
    words = f'<c:tx><c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{paragraphs(told)}</c:rich></c:tx>'
    plain = f"<c:spPr><a:noFill/>{line('')}</c:spPr>"
    return f'<c:dLbls><c:dLbl><c:idx val="{place}"/>{moved}{words}{plain}<c:dLblPos val="r"/>{_SHOWN}</c:dLbl>{plain}{_HIDDEN}</c:dLbls>'


def _dot(size: int, colour: str) -> str:
    return f'<c:marker><c:symbol val="circle"/><c:size val="{size}"/><c:spPr>{fill(colour)}{line(colour, 1)}</c:spPr></c:marker>'


# -- parts of every chart ---------------------------------------------------------------------------------------------------


def _space(plot: str, blanks: str) -> str:
    return (
        f'{_SPACE}<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{plot}<c:spPr><a:noFill/>{line("")}</c:spPr></c:plotArea>'
        f'<c:plotVisOnly val="1"/><c:dispBlanksAs val="{blanks}"/></c:chart><c:spPr><a:noFill/>{line("")}</c:spPr>'
        f"{_look(22, GREY)}</c:chartSpace>"
    )


def _layout(x: float, y: float, wide: float, high: float) -> str:
    sizes = "".join(f'<c:{name} val="{value:.5f}"/>' for name, value in (("x", x), ("y", y), ("w", wide), ("h", high)))
    inner = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    return f"<c:layout><c:manualLayout>{inner}{sizes}</c:manualLayout></c:layout>"


def _look(size: float, colour: str, *, bold: bool = False, turned: int | None = None) -> str:
    turn = f' rot="{turned}" vert="horz"' if turned is not None else ' wrap="none"'
    return (
        f"<c:txPr><a:bodyPr{turn}/><a:lstStyle/><a:p><a:pPr><a:defRPr {weight(Run('', size, bold=bold))}>{fill(colour)}{fonts(FONT)}"
        f'</a:defRPr></a:pPr><a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
    )


def _named(place: int, name: str) -> str:
    where = f"'{SHEET}'!${get_column_letter(place + 2)}$1"
    return f'<c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:strRef><c:f>{where}</c:f>{_strings([name])}</c:strRef></c:tx>'


def _data(place: int, one: Series, names: Sequence[str]) -> str:
    end = len(names) + 1
    numbers = _numbers(get_column_letter(place + 2), 2, end, [None if value is None else _number(value) for value in one.values])
    return f"<c:cat><c:strRef><c:f>'{SHEET}'!$A$2:$A${end}</c:f>{_strings(names)}</c:strRef></c:cat><c:val>{numbers}</c:val>"


def _numbers(column: str, first: int, last: int, told: Sequence[str | None], form: str = "General") -> str:
    points = _points((at, one) for at, one in enumerate(told) if one is not None)
    return (
        f"<c:numRef><c:f>'{SHEET}'!${column}${first}:${column}${last}</c:f><c:numCache><c:formatCode>{form}</c:formatCode>"
        f'<c:ptCount val="{len(told)}"/>{points}</c:numCache></c:numRef>'
    )


def _strings(words: Sequence[str]) -> str:
    told = _points((at, escape(one, quote=False)) for at, one in enumerate(words))
    return f'<c:strCache><c:ptCount val="{len(words)}"/>{told}</c:strCache>'


def _points(told: Iterable[tuple[int, str]]) -> str:
    return "".join(f'<c:pt idx="{at}"><c:v>{one}</c:v></c:pt>' for at, one in told)


def _number(value: float) -> str:
    return f"{value:.15g}"


def _format(step: float) -> str:
    """As many decimals as the steps of the axis need."""
    decimals = next((places for places in range(6) if round(step, places) == step), 6)
    return "[$-42A]#,##0" + ("." + "0" * decimals if decimals else "")
