"""Reports that were sent, as fragments: the list, one report's facts, figures and tasks, and what a decision about it would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from domain.numbers import format_number
from domain.period import Period
from domain.wording import IN_FORCE, SELF_APPROVED, STATUS, SUBMISSION_STATE, TASK_REPORT, day, row_label, with_unit
from report import lineage
from report.markup import badge, headed_table, linked, plain_table, source_address, state_badge, text

Row = dict[str, Any]

UNITS_SHOWN, ROWS_SHOWN = 5, 10
_ORDER = list(STATUS)


def name(row: Row) -> str:
    """A report in a list to choose from; short enough for a telephone."""
    return f"{row['submission_id']} · {Period.parse(row['period']).label if row['period'] else 'kế hoạch'}"


def state_of(row: Row) -> str:
    own = f"<small class='td-mark'>{SELF_APPROVED}</small>" if row.get("self_approved") else ""
    return state_badge(row["state"], IN_FORCE if row["kind"] == "ke_hoach" else None) + own


def content_text(row: Row) -> str:
    """What a report holds, counted."""
    if row["kind"] == "ke_hoach":
        return "kế hoạch"
    tasks = f", {row['tasks']} nhiệm vụ" if row["tasks"] else ""
    return f"{row['figures']} số liệu{tasks}"


def replaces_text(row: Row, earlier: Iterable[Row]) -> str:
    """Which earlier reports of the same reporter it takes figures from, or will once approved."""
    earlier = list(earlier)
    later = [one["earlier_id"] for one in earlier if row["state"] == "cho_duyet" and one["earlier_state"] == "da_duyet"]
    now = [one["earlier_id"] for one in earlier if one["earlier_id"] not in later]
    said = [f"thay {', '.join(now)} cùng kỳ"] if now else []
    said += [f"sẽ thay {', '.join(later)} cùng kỳ khi được duyệt"] if later else []
    return "; ".join(said)


def table(rows: Iterable[Row], replaced: dict[str, list[Row]]) -> str:
    """The list, in the order given; each code leads to the row's `address`."""
    heads = ("Mã", "Đơn vị, kế hoạch", "Kỳ", "Nội dung, tệp", "Người nộp, lúc (GMT+7)", "Trạng thái")
    return headed_table(heads, [_cells(row, replaced.get(row["submission_id"], [])) for row in rows])


def _cells(row: Row, earlier: list[Row]) -> tuple[str, ...]:
    replaces = replaces_text(row, earlier)
    reason = f"<small class='td-mark'>{text(row['reason'])}</small>" if row["reason"] else ""
    return (
        f"<b class='td-keep td-code'>{linked(row, text(row['submission_id']))}</b>",
        f"{text(row['unit_name'] or 'Tệp kế hoạch')}<small class='td-mark'>{text(_plan(row))}</small>",
        f"<span class='td-keep'>{text(Period.parse(row['period']).label if row['period'] else '–')}</span>",
        f"{text(content_text(row))}<small class='td-mark td-file'>{text(row['file_name'])}</small>",
        f"{text(lineage.who(row))}<small class='td-mark'>{text(lineage.clock(row['at']))}</small>",
        f"{state_of(row)}{reason}" + (f"<small class='td-mark'>{text(replaces)}</small>" if replaces else ""),
    )


def _plan(row: Row) -> str:
    return f"Kế hoạch {row['plan_number'] or row['plan_id']}"


def facts(row: Row, earlier: list[Row]) -> str:
    """Who sent it and when, what became of it, who decided."""
    replaces = replaces_text(row, earlier)
    said = [
        ("Kế hoạch", text(row["plan_number"] or row["plan_id"])),
        ("Đơn vị báo cáo", text(row["unit_name"] or "–")),
        ("Tệp", f"<span class='td-file'>{text(row['file_name'])}</span>"),
        ("Người nộp, lúc", text(f"{lineage.who(row)}, {lineage.moment(row['at'])}")),
        ("Nội dung", text(content_text(row))),
        ("Trạng thái", f"{state_of(row)} {text(_decided(row))}"),
    ]
    if row["kind"] == "ke_hoach":
        del said[1]
    if row["reason"]:
        said.append(("Lý do", text(row["reason"])))
    if replaces:
        said.append(("Bản trước", text(replaces)))
    return plain_table(said, reading=True)


def _decided(row: Row) -> str:
    return f"{row['decided_by']}, {lineage.moment(row['decided_at'])}" if row.get("decided_by") else ""


def figures_table(rows: Sequence[Row], described_id: str | None) -> str:
    """Figures with their cell, whether they count, and a way to their source; a unit or quarter of its own is named."""
    heads = ("Chỉ tiêu", "Số liệu", "Trang, ô", "Dùng hay không")
    return headed_table(heads, [_figure(row, described_id) for row in rows])


def _figure(row: Row, described_id: str | None) -> tuple[str, ...]:
    about = [row_label(row["indicator_id"])] if row["indicator_id"] else []
    about += [] if row["unit_id"] == described_id else [row["unit_short"] or row["unit_id"]]
    about += [] if row["period"] == row["report_period"] else [lineage.quarter_label(row["period"])]
    about += ["số ước"] if row["estimate"] else []
    about += [f"ghi chú: {row['note']}"] if row["note"] else []
    parts = lineage.parts_text(row)
    source: Row = {}
    if row["indicator_id"]:
        period = Period.from_index(row["counts_in"])
        source["address"] = source_address(row["plan_id"], row["unit_id"], period, row["indicator_id"])
    return (
        f"{linked(source, text(row['name']))}<small class='td-mark'>{text(' · '.join(about))}</small>",
        f"<b class='td-keep'>{linked(source, text(lineage.figure_text(row, row['unit_of_measure'])))}</b>"
        + (f"<small class='td-mark td-keep'>{text(parts)}</small>" if parts else ""),
        text(f"«{row['sheet']}», {lineage.cell_text(row)}"),
        text(_use(row)),
    )


def _use(row: Row) -> str:
    if row["state"] not in ("da_duyet", "cho_duyet"):
        return f"không dùng, {SUBMISSION_STATE[row['state']].lower()}"
    if row["standing_id"] == row["submission_id"]:
        return "đang dùng" if row["state"] == "da_duyet" else "đang dùng, chưa duyệt"
    return f"{'chờ duyệt, ' if row['state'] == 'cho_duyet' else ''}đang dùng số của {row['standing_id']}"


def tasks_table(rows: Iterable[Row]) -> str:
    """What a report says about tasks."""
    return headed_table(("Nhiệm vụ", "Trạng thái", "Hoàn thành", "Trang, ô"), [_task(row) for row in rows])


def _task(row: Row) -> tuple[str, ...]:
    note = f"<small class='td-mark'>ghi chú: {text(row['note'])}</small>" if row["note"] else ""
    percent = "" if row["percent"] is None else with_unit(format_number(row["percent"]), "%")
    done = day(row["completed_on"]) if row["completed_on"] else ""
    return (
        f"{text(row['name'] or row['task_id'])}{note}",
        text(TASK_REPORT.get(row["state"], row["state"] or "–")),
        text(", ".join(said for said in (percent, done) if said) or "–"),
        text(f"«{row['sheet']}», {row['cell']}"),
    )


# -- what a decision would change ----------------------------------------------------------------------------------------


def standing_changes(rows: Sequence[Row], described_ids: Sequence[str]) -> str:
    """Which figure stands now and which would, the first ones; `described_ids` need no name where there is one only."""
    cells = [_standing(row, named=len(described_ids) != 1 or row["unit_id"] not in described_ids) for row in rows[:ROWS_SHOWN]]
    return headed_table(("Chỉ tiêu", "Kỳ", "Đang dùng", "Sẽ dùng"), cells) + _rest(len(rows) - ROWS_SHOWN, "số liệu khác cũng đổi")


def _standing(row: Row, *, named: bool) -> tuple[str, ...]:
    unit = f"<small class='td-mark'>{text(row['unit_name'])}</small>" if named else ""
    return (
        f"{text(row['name'])}{unit}",
        f"<span class='td-keep'>{text(lineage.quarter_label(row['period']))}</span>",
        _of_report(row["value_before"], row["id_before"], row["unit_of_measure"]),
        f"<b>{_of_report(row['value_after'], row['id_after'], row['unit_of_measure'])}</b>",
    )


def _of_report(value: Any, submission_id: str | None, unit_of_measure: str | None) -> str:
    if submission_id is None:
        return "<span class='td-keep'>không có</span><small class='td-mark'>số liệu kỳ này</small>"
    said = "không áp dụng" if value is None else with_unit(format_number(value), unit_of_measure)
    return f"<span class='td-keep'>{text(said)}</span><small class='td-mark'>{text(submission_id)}</small>"


def status_changes(rows: Sequence[Row], first: Sequence[str] = ()) -> str:
    """Statuses that would change, unit by unit and the units of the report first, the worst and latest of each; the rest counted."""

    def place(row: Row) -> tuple[Any, ...]:
        return (row["unit_id"] not in first, row["unit_name"], row["unit_id"])

    groups = [list(group) for _, group in groupby(sorted(rows, key=place), key=place)]
    shown = "".join(_of_unit(group) for group in groups[:UNITS_SHOWN])
    left = groups[UNITS_SHOWN:]
    return shown + _rest(sum(map(len, left)), f"dòng khác đổi trạng thái ở {len(left)} đơn vị")


def _of_unit(rows: list[Row]) -> str:
    rows = sorted(rows, key=lambda row: (-Period.parse(row["period"]).index, _ORDER.index(row["status_after"]), row["indicator_id"]))
    cells = [
        (
            f"{text(row['name'])}<small class='td-mark'>{text(row_label(row['indicator_id']))}</small>",
            f"<span class='td-keep'>{text(lineage.quarter_label(row['period']))}</span>",
            _card(row["status_before"], row["value_before"], row["unit_of_measure"]),
            _card(row["status_after"], row["value_after"], row["unit_of_measure"]),
        )
        for row in rows[:ROWS_SHOWN]
    ]
    head = f"<h3 class='td-part-head'>{text(rows[0]['unit_name'])}<small>{len(rows)} dòng đổi trạng thái</small></h3>"
    return (
        head
        + headed_table(("Chỉ tiêu", "Kỳ", "Trước", "Sau"), cells)
        + _rest(len(rows) - ROWS_SHOWN, f"dòng khác của {rows[0]['unit_name']}")
    )


def _card(status: str, value: Any, unit_of_measure: str | None) -> str:
    said = "" if value is None else with_unit(format_number(value), unit_of_measure)
    return f"{badge(status)}<small class='td-mark'>{text(said)}</small>"


def _rest(number: int, of_what: str) -> str:
    return f"<p class='td-note'>và {number} {text(of_what)}.</p>" if number > 0 else ""
