"""Fragments of HTML that show tasks: the numbers, overdue and coming ones, a board, a timeline, counts by group, one task.

Rows come judged (store/reads/about_tasks.py) and in words (report/tasks.py). An `address` on a row leads to the task, a `report_address`
to the report it was taken from; both are the page's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.numbers import format_number
from domain.period import Period
from domain.wording import SUBMISSION_STATE, TASK_LOOK, TASK_REPORT, day
from report import lineage, markup
from report.markup import text
from report.tasks import (
    DUE_KIND,
    FOUR,
    NO_LEAD,
    NO_REPORT,
    OTHERS,
    WORST_FOUR,
    Group,
    by_task,
    completion,
    days_text,
    due_marks,
    due_words,
    lead_text,
    percent_text,
    place_label,
    rate_text,
    reported_text,
    section_key,
    section_label,
    sentence,
    small,
    standing,
)

Row = dict[str, Any]

FAR = timedelta(days=550)
"""A deadline later than this is named, not drawn: it would press the near ones together."""


def badge(state: str) -> str:
    look = TASK_LOOK[state]
    return f'<span class="td-badge" style="background:{look.colour};color:{look.ink}">{look.sign} {text(look.label)}</span>'


def doubt(row: Row) -> str:
    return markup.doubt_mark({"certain": row["certain"], "target_doubt": row["doubt"] or "Dòng này trong bản chữ chưa đọc được chắc chắn."})


# -- the numbers -------------------------------------------------------------------------------------------------------------


def numbers(counts: Counter[str], addresses: Mapping[str, str], chosen: str | None) -> str:
    """The four official numbers and the rate, each number leading to its tasks."""
    cells = [_number(state, counts[state], addresses.get(state, ""), state == chosen) for state in WORST_FOUR]
    share = "–" if completion(counts) is None else rate_text(counts)
    rate = f'<div class="td-task-count"><b class="td-big">{text(share)}</b><span>Tỷ lệ hoàn thành trong số việc đã đến hạn</span></div>'
    return f'<div class="td-task-counts">{"".join(cells)}{rate}</div>'


def _number(state: str, number: int, address: str, chosen: bool) -> str:
    look = TASK_LOOK[state]
    inside = (
        f'<b class="td-big" style="color:{look.line if number else "#66707B"}">{number}</b>'
        f'<span><b style="color:{look.line}">{look.sign}</b> {text(look.label)}</span>'
    )
    kind = " td-task-picked" if chosen else ""
    return f'<div class="td-task-count{kind}">{markup.linked({"address": address if number else None}, inside)}</div>'


def reconciliation(counts: Counter[str], addresses: Mapping[str, str], what: str = "nhiệm vụ") -> str:
    """The line that proves the counts: "48 nhiệm vụ = 7 có hạn (2 + 3 + 2 + 0) + 33 thường xuyên + …", the four as they stand above it."""
    dated = sum(counts[state] for state in FOUR)
    four = f" ({' + '.join(format_number(counts[state]) for state in WORST_FOUR)})" if dated else ""
    others = [
        markup.linked(
            {"address": addresses.get(state)},
            f"<span class='td-keep'>{format_number(counts[state])} {text(small(TASK_LOOK[state].label))}</span>",
        )
        for state in OTHERS
        if counts[state]
    ]
    apart = "; phần sau không thể quá hạn" if others else ""
    proof = f"{format_number(counts.total())} {text(what)} = {' + '.join([f'{format_number(dated)} có hạn{four}', *others])}"
    return f"Đối chiếu: {proof}{apart}."


# -- lists -------------------------------------------------------------------------------------------------------------------


def name_cell(row: Row) -> str:
    """A task's whole name leading to it; place, lead and product below."""
    return (
        f"{markup.linked(row, text(row['name']))}{doubt(row)}"
        f"<small>{text(place_label(row))} · <b>{text(lead_text(row))}</b>{_product(row)}</small>"
    )


def _product(row: Row) -> str:
    return f" · Sản phẩm: {text(row['output'])}" if row["output"] else ""


def whole_name_cell(row: Row) -> str:
    """A task's whole name over the whole width; below it place, the plan's own words for the deadline, product, what is odd about it."""
    name = f"{markup.linked(row, text(row['name']))}{doubt(row)}"
    about = f"{text(place_label(row))} · {text(due_words(row))}{_product(row)}"
    return f"<div class='td-name td-task-full'>{name}<small>{about}</small></div>{odd_deadline(row)}"


def lead_cell(row: Row) -> str:
    return f"<b>{text(lead_text(row))}</b>" if row["leads"] else f"<span class='td-unsure'>{NO_LEAD}</span>"


def due_cell(row: Row) -> str:
    """The day, the plan's own words for it, and what is odd about it."""
    return f"<span class='td-keep'>{text(day(row['closes_on']))}</span>{_due_notes(row)}"


def _due_notes(row: Row) -> str:
    return f"<small class='td-mark'>{text(due_words(row))}</small>{odd_deadline(row)}"


def odd_deadline(row: Row) -> str:
    """What is odd about a deadline, in the colour of doubt."""
    return "".join(f"<small class='td-mark td-unsure'>{text(mark)}</small>" for mark in due_marks(row))


def report_cell(row: Row) -> str:
    """The latest report: what it says, its note, of when, by whom, from which cell."""
    if row["submission_id"] is None:
        return f"<span class='td-unsure td-keep'>{NO_REPORT.capitalize()}</span>"
    note = f"<small class='td-mark'>«{text(row['note'])}»</small>" if row["note"] else ""
    waiting = "" if row["submission_state"] == "da_duyet" else f", {SUBMISSION_STATE[row['submission_state']].lower()}"
    cell = f"{row['submission_id']}, «{row['sheet']}», ô {row['cell']}"
    link = markup.linked({"address": row.get("report_address")}, text(cell))
    said = f"{lineage.quarter_label(row['reported_period'])}{waiting} · {lineage.who(row)}, {lineage.clock(row['at'])}"
    return (
        f"{text(reported_text(row).capitalize())}{note}<small class='td-mark'>{text(said)}</small>"
        f"<small class='td-mark td-code'>{link}</small>"
    )


def overdue_list(rows: Sequence[Row]) -> str:
    """What is overdue, in the order given: how many days and since when, who leads it, what it is, the latest report."""
    cells = [
        (
            f"<b class='td-late td-task-days'>■ {days_text(row['overdue_days'])}</b>{_until(row)}",
            lead_cell(row),
            whole_name_cell(row),
            report_cell(row),
        )
        for row in rows
    ]
    products = "" if any(row["output"] for row in rows) else "<p class='td-note'>Kế hoạch không nêu sản phẩm của các việc này.</p>"
    table = markup.headed_table(("Quá hạn", "Cơ quan chủ trì", "Nhiệm vụ", "Báo cáo gần nhất"), cells)
    return f"<div class='td-task-late'>{table}</div>{products}"


def _until(row: Row) -> str:
    return f"<small class='td-mark'>hạn {text(day(row['closes_on']))}</small>"


def coming_list(rows: Sequence[Row], as_of: date) -> str:
    """What falls due, soonest first: how long is left, who leads it, what it is."""
    cells = [
        (
            f"<b>{text(standing(row, as_of).capitalize())}</b>{_until(row)}",
            lead_cell(row),
            whole_name_cell(row),
        )
        for row in rows
    ]
    return f"<div class='td-task-late'>{markup.headed_table(('Còn lại', 'Cơ quan chủ trì', 'Nhiệm vụ'), cells)}</div>"


def paste(sentences: Iterable[str], heading: str) -> str:
    """Sentences folded away until somebody wants to copy them."""
    said = "".join(f"<p>{text(one)}</p>" for one in sentences)
    return f"<details class='td-task-paste'><summary>{text(heading)}</summary>{said}</details>"


# -- the board ---------------------------------------------------------------------------------------------------------------


def board(as_of: date, columns: Sequence[tuple[str, str, Sequence[Row]]]) -> str:
    """Columns of cards, wider where there are more: a heading, the colour of its edge, its tasks. An empty column says so."""
    drawn = "".join(
        f"<section class='td-task-column' style='flex:{1 + min(len(own), 6) // 2} 1 0' aria-label='{text(head)}'>"
        f"<h3 style='border-color:{colour}'><span>{text(head)}</span> <span>{len(own)}</span></h3>"
        f"<div>{''.join(_card(row, as_of) for row in own) or '<p class=td-note>Không có.</p>'}</div></section>"
        for head, colour, own in columns
    )
    return f"<div class='td-task-board'>{drawn}</div>"


def columns_by_state(rows: Sequence[Row]) -> list[tuple[str, str, list[Row]]]:
    """A column each of the four official states."""
    return [
        (f"{TASK_LOOK[state].sign} {TASK_LOOK[state].label}", TASK_LOOK[state].line, [row for row in rows if row["counted"] == state])
        for state in WORST_FOUR
    ]


def columns_by_lead(rows: Sequence[Row], groups: Sequence[Group]) -> list[tuple[str, str, list[Row]]]:
    """A column each lead, worst first; within it the worst state first."""
    order = list(TASK_LOOK)

    def own(group: Group) -> list[Row]:
        found = [row for row in rows if (group.key in row["lead_ids"] if group.key else not row["lead_ids"])]
        return sorted(found, key=lambda row: order.index(row["counted"]))

    return [(group.name, "#12355B", own(group)) for group in groups]


def _card(row: Row, as_of: date) -> str:
    look = TASK_LOOK[row["counted"]]
    percent = int(row["percent"]) if row["percent"] is not None else None
    bar = (
        f"<div class='td-task-percent' role='img' aria-label='đơn vị báo thực hiện {percent} %' title='đơn vị báo thực hiện {percent} %'>"
        f"<b style='width:{min(percent, 100)}%;background:{look.line}'></b></div>"
        if percent is not None
        else ""
    )
    due = f"Hạn {day(row['closes_on'])}" if row["closes_on"] else (row["due_text"] or "Không đặt hạn")
    return (
        f"<article class='td-task-card' style='border-left-color:{look.line}'>{markup.linked(row, text(row['name']))}{doubt(row)}"
        f"<small>{text(place_label(row))} · {text(lead_text(row))}</small>"
        f"<p><b style='color:{look.line}'>{look.sign} {text(standing(row, as_of))}</b> · {text(due)}</p>{bar}"
        f"<small>{text(reported_text(row))}</small>{odd_deadline(row)}</article>"
    )


def undated(rows: Sequence[Row], *, opened: bool) -> str:
    """What has no deadline, folded by state: it stands on no timeline and is never late."""
    fold = "<details class='td-task-fold' open>" if opened else "<details class='td-task-fold'>"
    parts = []
    for state in OTHERS:
        own = [row for row in rows if row["counted"] == state]
        if own:
            cells = [
                (
                    f"<div class='td-name td-task-full'>{name_cell(row)}</div>",
                    text(row["due_text"] or "–"),
                    text(reported_text(row).capitalize()),
                )
                for row in own
            ]
            table = markup.headed_table(("Việc, cơ quan chủ trì", "Kế hoạch ghi", "Báo cáo gần nhất"), cells)
            head = f"{TASK_LOOK[state].sign} {text(TASK_LOOK[state].label)}: {len(own)}"
            parts.append(f"{fold}<summary>{head}</summary>{table}</details>")
    return "".join(parts)


# -- the timeline ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """One task on the timeline, in percent of its width: the time it was given, the time it ran over, deadline and day of doing.

    `due` is None where the deadline lies beyond the right edge; `late_until` where it did not run over.
    """

    start: float
    end: float
    due: float | None
    late_until: float | None
    done: float | None


@dataclass(frozen=True)
class Timeline:
    """Which days are drawn, where years begin, where the day of reckoning stands."""

    first: date
    last: date

    def place(self, when: date) -> float:
        share = (when - self.first).days / (self.last - self.first).days
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def years(self) -> list[tuple[int, float]]:
        return [(year, self.place(date(year, 1, 1))) for year in range(self.first.year + 1, self.last.year + 1)]

    def quarters(self) -> list[float]:
        days = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in (1, 4, 7, 10)]
        return [self.place(when) for when in days if self.first < when < self.last]


def timeline(rows: Sequence[Row], issued_on: date, as_of: date) -> Timeline:
    """Whole quarters from the plan's signing, or what was due or done before, to the last deadline that is not far away."""
    dues = [row["closes_on"] for row in rows if row["closes_on"] <= as_of + FAR]
    done = [row["completed_on"] for row in rows if row["completed_on"]]
    first, last = min([issued_on, as_of, *dues, *done]), max([issued_on, as_of, *dues, *done])
    return Timeline(_quarter(first).first_day, _quarter(last + timedelta(days=20)).last_day)


def span(row: Row, scale: Timeline, as_of: date) -> Span:
    """The bar of a task: from the plan's signing to its deadline, and what came after it."""
    start, due = min(row["issued_on"], row["closes_on"]), row["closes_on"]
    late_until = {"qua_han": as_of, "qua_han_xong": row["completed_on"]}.get(row["state"])
    return Span(
        scale.place(start),
        scale.place(due),
        scale.place(due) if due <= scale.last else None,
        scale.place(late_until) if late_until else None,
        scale.place(row["completed_on"]) if row["completed_on"] else None,
    )


def timeline_view(rows: Sequence[Row], issued_on: date, as_of: date) -> str:
    """The tasks with a deadline under the parts of the plan, each on its own line; names whole, what the bar says also in words."""
    scale = timeline(rows, issued_on, as_of)
    lines, part = [], ""
    for row in rows:
        if section_key(row) != part:
            part = section_key(row)
            lines.append(f"<h3 class='td-gantt-part'>{text(section_label(row))}: {text(row['section_name'] or '')}</h3>")
        lines.append(_line(row, scale, as_of))
    now, signed = scale.place(as_of), scale.place(issued_on)
    ticks = "".join(f"<span class='td-gantt-year' style='left:{at}%'>{year}</span>" for year, at in scale.years())
    first = f"<span class='td-gantt-year' style='left:0'>{scale.first.year}</span>"
    head = (
        f"<div class='td-gantt-row td-gantt-head'><div>Nhiệm vụ, cơ quan chủ trì</div>"
        f"<div class='td-gantt-axis'>{first}{ticks}"
        f"<span class='td-gantt-day{_side(signed)}' style='left:{signed}%'>ký {day(issued_on)}</span>"
        f"<span class='td-gantt-day td-gantt-now{_side(now)}' style='left:{now}%'>tính đến {day(as_of)}</span></div>"
        f"<div>Trạng thái, hạn</div></div>"
    )
    return f"<div class='td-gantt'>{head}{''.join(lines)}</div><p class='td-note'>{GANTT_KEY}</p>"


GANTT_KEY = (
    "Thanh chạy từ ngày ký kế hoạch đến hạn; ▎hạn; ○ ngày hoàn thành; phần gạch chéo là thời gian quá hạn; nét đứng dài là ngày tính."
)


def _line(row: Row, scale: Timeline, as_of: date) -> str:
    look, drawn = TASK_LOOK[row["counted"]], span(row, scale, as_of)
    due = day(row["closes_on"])
    said = f"{look.label}: {standing(row, as_of)}, hạn {due}"
    marks = "".join(f"<i class='td-gantt-tick' style='left:{at}%'></i>" for at in scale.quarters())
    marks += f"<b style='left:{drawn.start}%;width:{max(drawn.end - drawn.start, 0.3):.2f}%;background:{look.line}'></b>"
    if drawn.late_until is not None:
        width = max(drawn.late_until - drawn.end, 0.3)
        marks += f"<b class='td-gantt-over' style='left:{drawn.end}%;width:{width:.2f}%;color:{look.line}'></b>"
    if drawn.due is not None:
        marks += f"<i class='td-gantt-due' style='left:{drawn.due}%'></i>"
    else:
        marks += f"<span class='td-gantt-far'>hạn {due} →</span>"
    if drawn.done is not None:
        marks += f"<i class='td-gantt-done' style='left:{drawn.done}%;border-color:{look.line}'></i>"
    marks += f"<i class='td-gantt-today' style='left:{scale.place(as_of)}%'></i>"
    return (
        f"<div class='td-gantt-row'><div class='td-name'>{markup.linked(row, text(row['name']))}{doubt(row)}"
        f"<small>{text(place_label(row))} · {text(lead_text(row))}</small></div>"
        f"<div class='td-gantt-track' role='img' aria-label='{text(said)}' title='{text(said)}'>{marks}</div>"
        f"<div>{badge(row['counted'])}<small class='td-mark'>hạn {text(due)} · {text(standing(row, as_of))}</small>"
        f"{odd_deadline(row)}</div></div>"
    )


def _side(at: float) -> str:
    """Labels near the right edge stand to the left of their line."""
    return " td-before" if at > 75 else ""


def _quarter(when: date) -> Period:
    return Period(when.year, when.month, when.month).ends_in


# -- counts by group ---------------------------------------------------------------------------------------------------------


def group_list(groups: Sequence[Group], head: str, address: Callable[[Group], str | None]) -> str:
    """Counts by lead, part or unit: the bar of the four numbers, each number, the rest, the rate."""
    present = [state for state in OTHERS if any(one.counts[state] for one in groups)]
    heads = "".join(f"<th class='td-number'>{TASK_LOOK[state].sign} {text(TASK_LOOK[state].label)}</th>" for state in WORST_FOUR) + "".join(
        f"<th class='td-number'>{text(TASK_LOOK[state].label)}</th>" for state in present
    )
    body = "".join(_group_row(one, present, address(one)) for one in groups)
    return (
        f"<table class='td-table td-task-groups'><thead><tr><th>{text(head)}</th><th class='td-number'>Lâu nhất</th>{heads}"
        f"<th class='td-number'>Tổng</th><th class='td-number'>Tỷ lệ hoàn thành</th></tr></thead><tbody>{body}</tbody></table>"
    )


def _group_row(one: Group, present: Sequence[str], address: str | None) -> str:
    under = f"<small>{text(one.under)}</small>" if one.under else ""
    longest = f"<b class='td-late'>{days_text(one.longest)}</b>" if one.longest else "–"
    if one.longest_before:
        before = f"<small class='td-mark td-unsure'>{days_text(one.longest_before)}: hạn đặt trước ngày ký</small>"
        longest = f"{longest}{before}" if one.longest else before
    cells = "".join(_count_cell(state, one.counts[state]) for state in (*WORST_FOUR, *present))
    return (
        f"<tr><td class='td-name'>{markup.linked({'address': address}, text(one.name))}{under}</td>"
        f"<td class='td-number{' td-task-zero' if longest == '–' else ''}' data-head='Quá hạn lâu nhất'>{longest}</td>{cells}"
        f"<td class='td-number' data-head='Tổng'>{one.counts.total()}</td>"
        f"<td class='td-number' data-head='Tỷ lệ hoàn thành'>{text(rate_text(one.counts))}</td></tr>"
    )


def _count_cell(state: str, number: int) -> str:
    look = TASK_LOOK[state]
    strong = number and state in FOUR
    inside = f"<b style='color:{look.line}'>{look.sign} {number}</b>" if strong else str(number)
    return f"<td class='td-number{'' if number else ' td-task-zero'}' data-head='{text(look.label)}'>{inside}</td>"


def open_list(rows: Sequence[Row], address: Callable[[Row], str]) -> str:
    """What the units below have not done: a line a task, overdue units first with their days, each leading to its own page."""
    cells = [
        (
            f"<div class='td-name'>{text(own[0]['name'])}<small>{text(place_label(own[0]))}</small></div>",
            lead_cell(own[0]),
            due_cell(own[0]),
            _whose([one for one in own if one["state"] == "qua_han"], address, late=True),
            _whose([one for one in own if one["state"] == "trong_han"], address, late=False),
        )
        for own in by_task(rows)
    ]
    return markup.headed_table(("Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "■ Quá hạn, chưa xong", "◆ Đang thực hiện, trong hạn"), cells)


def _whose(rows: Sequence[Row], address: Callable[[Row], str], *, late: bool) -> str:
    if not rows:
        return "–"
    parts = [
        markup.linked({"address": address(row)}, text(row["short_name"]))
        + (f" <b class='td-late td-keep'>{days_text(row['overdue_days'])}</b>" if late else "")
        for row in rows
    ]
    return f"<b>{len(rows)}</b>: {', '.join(parts)}"


# -- one task ----------------------------------------------------------------------------------------------------------------


def facts(row: Row, as_of: date) -> str:
    """Everything the plan and the latest report say of a task."""
    due = f"{day(row['closes_on'])}, {due_words(row)}" if row["closes_on"] else due_words(row)
    found = [
        ("Trạng thái", f"{badge(row['counted'])} {text(standing(row, as_of))}"),
        ("Cơ quan chủ trì", text(lead_text(row)) if row["leads"] else f"<span class='td-unsure'>{NO_LEAD}</span>"),
        ("Cơ quan phối hợp", text("; ".join(row["helpers"]) or "kế hoạch không nêu")),
        ("Thời hạn", f"{text(due)} ({text(DUE_KIND[row['due_kind']])}){odd_deadline(row)}"),
        ("Sản phẩm", text(row["output"] or "kế hoạch không nêu")),
        ("Vị trí", text(place_label(row) + (f", thuộc phần «{row['section_name']}»" if row["section_name"] else ""))),
        ("Báo cáo gần nhất", report_cell(row)),
    ]
    if row["certain"] is False:
        found.append(("Chỗ chưa chắc", f"<span class='td-unsure'>{text(row['doubt'] or 'Dòng này chưa đọc được chắc chắn.')}</span>"))
    return markup.plain_table(found, reading=True) + f"<p class='td-said'><b>Câu viết sẵn:</b> {text(sentence(row, as_of))}</p>"


def history(reports: Sequence[Row], address: Callable[[Row], str | None]) -> str:
    """Every report of a task, newest first, and which one counts."""
    cells = [
        (
            f"<span class='td-keep'>{text(lineage.quarter_label(one['period']))}</span>",
            text(", ".join(filter(None, [TASK_REPORT[one["state"]], percent_text(one)]))),
            text(day(one["completed_on"])),
            text(one["note"] or "–"),
            f"<{'b' if one['stands'] else 'span'}>{text(_counts(one))}</{'b' if one['stands'] else 'span'}>",
            markup.linked({"address": address(one)}, text(f"{one['submission_id']}, «{one['sheet']}», ô {one['cell']}"))
            + f"<small class='td-mark'>{text(one['file_name'])}</small>",
            f"{text(lineage.who(one))}<small class='td-mark td-keep'>{text(lineage.clock(one['at']))}</small>",
        )
        for one in reports
    ]
    heads = ("Kỳ", "Đơn vị ghi", "Ngày hoàn thành", "Ghi chú", "Dùng hay không", "Báo cáo, trang, ô", "Người nộp, lúc (giờ Việt Nam)")
    return markup.headed_table(heads, cells)


def _counts(one: Row) -> str:
    state = SUBMISSION_STATE[one["submission_state"]].lower()
    because = f": {one['reason']}" if one["reason"] else ""
    return f"Đang dùng, {state}" if one["stands"] else f"Không dùng, {state}{because}"
