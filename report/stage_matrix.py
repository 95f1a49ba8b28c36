"""Every row of a plan by stage, as the plan prints it: the target in each cell, how it stands, and the doubts of the text.

Rows of `about_stages.stage_rows` in; one HTML table and its twin out. What the stages add up to is report/stages.py's business.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from domain.period import Period
from domain.wording import STATUS, row_label
from report import markup
from report.markup import text
from report.sentences import target_text, value_cell, value_text
from report.stage_moves import rises
from report.stages import AHEAD, LOOK, NOBODY, kind, lines_of, over, present, sections
from report.tables import Table

Row = dict[str, Any]
Address = Callable[[Row], str]
WIDTH, HEIGHT, EDGE = 150.0, 34.0, 5.0
NAVY, PALE = "#12355B", "#9AA5B1"
TINT = {"vuot": "#EAF4EF", "dat": "#EAF4EF", "dung_tien_do": "#EDF3FA", "cham": "#FFF6E8", "nguy_co": "#FAE3E1", "khong_dat": "#FAE3E1",
        AHEAD: "#EFF7F2"}  # fmt: skip
NOTE = (
    "Trong ô là mục tiêu kế hoạch đặt cho mốc đó và trạng thái của dòng ở mốc đó; mốc đã hết ghi cả số đã xét. "
    "✓ là giá trị hiện nay đã đạt mức của mốc chưa đến. "
    "«–»: kế hoạch in dấu gạch, không đặt mục tiêu. Ô gạch chéo: bảng này của kế hoạch không in mốc đó. "
    "«?»: ô trong bản chữ chưa đọc được chắc chắn. «↘»: mức của kế hoạch lại thấp đi so với mốc trước."
)


def matrix(rows: list[Row], stages: list[int], force: int, address: Address) -> str:
    """The table; its head stays in sight while it scrolls, part by part as the plan prints."""
    heads = "".join(f"<th scope='col'{_mark(stage, force)}>{stage}{_in_force(stage, force)}</th>" for stage in stages)
    bodies = "".join(_part(name, part, stages, force, address) for name, part in sections(rows))
    return (
        "<div class='td-gd-matrix' tabindex='0' role='region' aria-label='Mục tiêu của từng dòng theo từng mốc'><table class='td-table'>"
        f"<thead><tr><th scope='col'>Dòng</th><th scope='col'>Chỉ tiêu</th><th scope='col' class='td-number'>Hiện tại</th>"
        f"<th scope='col' class='td-wide'>Các mốc, ● hiện tại</th>{heads}</tr></thead>{bodies}</table></div>"
    )


def _mark(stage: int, force: int) -> str:
    return " class='td-gd-force'" if stage == force else ""


def _in_force(stage: int, force: int) -> str:
    return "<small>đang áp dụng</small>" if stage == force else ""


def _part(name: str, rows: list[Row], stages: list[int], force: int, address: Address) -> str:
    """A part of the plan with its heading, and a heading for each of the plan's own groups within it."""
    body = _heading("td-gd-group", name, stages)
    several = len({row["group_name"] for row in rows}) > 1
    group = None
    for line in lines_of(rows):
        first = line[min(line)]
        if several and first["group_name"] and first["group_name"] != group:
            body += _heading("td-gd-subgroup", first["group_name"], stages)
        group = first["group_name"]
        body += _line(line, stages, force, address)
    return f"<tbody>{body}</tbody>"


def _heading(kind_of: str, name: str, stages: list[int]) -> str:
    """A heading over the whole width, whether or not the column of pictures is shown."""
    return f"<tr class='{kind_of}'><th colspan='{len(stages) + 3}' scope='rowgroup'>{text(name)}</th><th class='td-wide'></th></tr>"


def _line(line: dict[int, Row], stages: list[int], force: int, address: Address) -> str:
    first = line[min(line)]
    now = present(first)
    cells = "".join(_cell(line, stage, force, address) for stage in stages)
    return (
        f"<tr><td class='td-gd-rowno' data-head='Dòng'>{text(first['row_no'] or '')}</td>"
        f'<td class="td-name"><a class="td-link" href="{text(address(now))}" target="_self">{text(first["name"])}</a>'
        f"<small>{text(first['lead'] or NOBODY)}</small></td>"
        f'<td class="td-number" data-head="Hiện tại"><b>{text(value_text(now))}</b>{markup.figure_marks(now)}</td>'
        f"<td class='td-wide'>{steps(line, stages)}</td>{cells}</tr>"
    )


def _cell(line: dict[int, Row], stage: int, force: int, address: Address) -> str:
    row = line.get(stage)
    column = " td-gd-force" if stage == force else ""
    if row is None:
        return f"<td class='td-gd-unprinted{column}' data-head='{stage}' title='Bảng này của kế hoạch không in mốc {stage}'></td>"
    if row["op"] is None:
        keep = _keeps(row) if stage == force else ""
        return (
            f"<td class='td-gd-cell{column}' data-head='{stage}' title='Kế hoạch in dấu gạch: không đặt mục tiêu năm {stage}'>–{keep}</td>"
        )
    tint = TINT.get(kind(row), "transparent")
    link = f'class="td-link" href="{text(address(row))}" target="_self" title="{text(cell_says(row))}"{_wordy(row)}'
    asks = f"<a {link}>{text(target_text(row))}</a>"
    marks = f"{markup.doubt_mark(row)}{_fall(line, row)}{_standing(row)}{_judged_on(row)}"
    return f'<td class="td-gd-cell{column}" data-head="{stage}" style="background:{tint}">{asks}{marks}</td>'


def _keeps(row: Row) -> str:
    """Where the stage in force sets nothing, an earlier target must be held: how that stands."""
    if not row["now_held"]:
        return ""
    words = LOOK[row["now_status"]]
    return f"<small style='color:{words.line}'>giữ mức {row['now_stage']}: {words.sign} {text(words.label)}</small>"


def cell_says(row: Row) -> str:
    """A cell in one sentence: target, how it stands, by which value."""
    said = f"Mục tiêu {row['stage']}: {target_text(row)}. {LOOK[kind(row)].label}"
    if row["value"] is not None and row["value_period"]:
        said += f": {value_text(row)} ({Period.parse(row['value_period']).label})"
    elif row["already_met"] is not None and row["now_value"] is not None:
        said += f"; hiện tại {value_text(row | {'value': row['now_value']})}"
    return said


def _wordy(row: Row) -> str:
    """A target in words is a sentence, not a figure."""
    return ' style="font-weight:400;font-size:0.8rem"' if row["op"] == "words" else ""


def _standing(row: Row) -> str:
    """Sign and word under a target, in the colour of both; nothing for a stage nobody asks about yet."""
    one = kind(row)
    if one == "chua_den_ky":
        return ""
    colour = "#1F7A4A" if one == AHEAD else LOOK[one].line
    return f"<small style='color:{colour}'>{LOOK[one].sign} {text(LOOK[one].label)}</small>"


def _judged_on(row: Row) -> str:
    """The figure a stage that is over was judged on: the present one stands beside it."""
    if not over(row["stage"], Period.parse(row["now_period"])) or row["value"] is None:
        return ""
    return f"<small>{text(value_text(row))} ({Period.parse(row['value_period']).label})</small>"


def falls(line: dict[int, Row], row: Row) -> Row | None:
    """The nearest earlier stage with a figure, where the plan asks less than it did there."""
    earlier = [line[stage] for stage in sorted(line) if stage < row["stage"] and line[stage]["target"] is not None]
    if not earlier:
        return None
    rise = rises(earlier[-1], row)
    return earlier[-1] if rise is not None and rise < 0 else None


def _fall(line: dict[int, Row], row: Row) -> str:
    before = falls(line, row)
    if before is None:
        return ""
    why = f"Kế hoạch đặt {target_text(before)} cho năm {before['stage']}, đến năm {row['stage']} chỉ còn {target_text(row)}"
    return f' <abbr class="td-gd-fall" title="{text(why)}" aria-label="{text(why)}">↘</abbr>'


def steps(line: dict[int, Row], stages: list[int]) -> str:
    """The targets of a row as a line over the years, and the present value on it: a picture beside the numbers that say the same."""
    first = line[min(line)]
    marks = [
        (stage * 4 + 3, float(row["target"])) for stage, row in sorted(line.items()) if row["target"] is not None and row["op"] != "words"
    ]
    value = first["now_value"]
    if not marks or len(stages) < 2:
        return ""
    now = (Period.parse(first["now_period"]).index, float(value)) if value is not None else None
    top = max(y for _, y in [*marks, *([now] if now else [])]) or 1.0

    def place(x: int, y: float) -> tuple[float, float]:
        share = (x - stages[0] * 4) / (stages[-1] * 4 + 3 - stages[0] * 4)
        return EDGE + (WIDTH - 2 * EDGE) * min(max(share, 0.0), 1.0), HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * max(y, 0.0) / top

    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in (place(*mark) for mark in marks))
    drawn = f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{HEIGHT - EDGE}" y2="{HEIGHT - EDGE}" stroke="#E3E7EC"/>'
    drawn += f'<polyline points="{path}" fill="none" stroke="{PALE}" stroke-width="1.5"/>'
    drawn += "".join(
        f'<rect x="{a - 3:.1f}" y="{b - 1.2:.1f}" width="6" height="2.4" fill="{NAVY}"/>' for a, b in (place(*mark) for mark in marks)
    )
    if now:
        a, b = place(*now)
        drawn += f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{STATUS[first["now_status"]].line}"/>'
    image = quote(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">{drawn}</svg>')
    return f'<img class="td-gd-steps" src="data:image/svg+xml,{image}" alt="{text(steps_say(line))}">'


def steps_say(line: dict[int, Row]) -> str:
    """The picture in words."""
    marks = ", ".join(f"{stage}: {target_text(row)}" for stage, row in sorted(line.items()) if row["op"])
    return f"hiện tại {value_text(present(line[min(line)]))}; {marks}"


def matrix_twin(rows: list[Row], stages: list[int], proof: tuple[str, ...]) -> Table:
    """The same as a table: a target and a standing for each stage, doubts and falls in words."""
    heads = ["Dòng", "Chỉ tiêu", "Cơ quan chủ trì", "Hiện tại", "Đơn vị tính"]
    for stage in stages:
        heads += [f"Mục tiêu {stage}", f"Trạng thái {stage}"]
    lines = [_twin_line(line, stages) for line in lines_of(rows)]
    return Table("Mục tiêu của từng dòng theo giai đoạn", proof, (*heads, "Chỗ cần lưu ý"), lines)


def _twin_line(line: dict[int, Row], stages: list[int]) -> list[Any]:
    first = line[min(line)]
    cells: list[Any] = [
        row_label(first["indicator_id"]),
        first["name"],
        first["lead"] or NOBODY,
        value_cell(first["now_value"], first),
        first["unit_of_measure"],
    ]
    for stage in stages:
        row = line.get(stage)
        asks = row is not None and row["op"] is not None
        cells += [target_text(row) if row and asks else None if row else "không in", LOOK[kind(row)].label if row and asks else None]
    notes = [f"{stage}: {row['target_doubt'] or 'ô chưa đọc chắc chắn'}" for stage, row in sorted(line.items()) if row["certain"] is False]
    notes += [f"{stage}: thấp đi so với mốc {before['stage']}" for stage, row in sorted(line.items()) if (before := falls(line, row))]
    return [*cells, "; ".join(notes) or None]
