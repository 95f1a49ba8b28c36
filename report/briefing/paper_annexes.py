"""The annexes of a report: every indicator, every task, the units below, the indices the plan names. Tables of words only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from domain.indices import rank_text, score_text
from domain.numbers import format_number
from domain.period import Period
from domain.wording import STATUS, SUBMISSION_STATE, TASK_LOOK, row_label, with_unit
from report import indices, stages, tasks
from report.briefing.form import Column, Group, Item, Para, Table
from report.briefing.paper_body import KINDS, UNSURE, goal, named_indices
from report.sentences import BAD, is_answer, value_text

Row = dict[str, Any]

SMALL = 11.0
MOST_CELLS = 4
"""More cells behind one figure are counted, not listed; the reports they stand in are named below."""


@dataclass(frozen=True)
class Content:
    """What an annex holds; its number and reference are the report's."""

    title: str
    items: tuple[Item, ...]
    landscape: bool = False


def annexes(facts: Row) -> tuple[Content, ...]:
    found = (_rows(facts), _units(facts), _tasks(facts), _indices(facts))
    return tuple(one for one in found if one)


def _what(facts: Row) -> str:
    return f"KẾ HOẠCH SỐ {facts['plan']['number'].upper()}, {Period.parse(facts['period']).label.upper()}"


# -- indicators --------------------------------------------------------------------------------------------------------------

_ROW_COLUMNS = (
    Column("Dòng", 0.06, "center"),
    Column("Chỉ tiêu", 0.27),
    Column("Cơ quan chủ trì", 0.13),
    Column("Giá trị", 0.12, "right"),
    Column("Lộ trình đến nay", 0.08, "right"),
    Column("Mục tiêu", 0.11, "right"),
    Column("Trạng thái", 0.1),
    Column("Ô nguồn", 0.13),
)


def _rows(facts: Row) -> Content | None:
    if not facts["rows"]:
        return None
    cells: dict[str, list[Row]] = {}
    for cell in facts["cells"]:
        if cell["role"] == "value":
            cells.setdefault(cell["indicator_id"], []).append(cell)
    lines: list[tuple[str, ...] | Group] = []
    for name, part in stages.sections(facts["rows"]):
        lines += [Group(name), *(_row_line(row, cells.get(row["indicator_id"], [])) for row in part)]
    items: list[Item] = [Table(_ROW_COLUMNS, tuple(lines), SMALL), *_marks(facts["rows"]), *_sent(facts)]
    return Content(f"KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU\n{_what(facts)}", tuple(items), landscape=True)


def _row_line(row: Row, cells: list[Row]) -> tuple[str, ...]:
    on_way = row["expected"] is not None and not is_answer(row)
    expected = with_unit(format_number(row["expected"], 2), row["unit_of_measure"]) if on_way else "–"
    return (
        row["row_no"] or row_label(row["indicator_id"]),
        row["name"],
        row["lead"] or "–",
        f"{value_text(row)}{_figure_marks(row)}",
        expected,
        goal(row, "\n"),
        STATUS[row["status"]].label,
        _source(cells),
    )


def _figure_marks(row: Row) -> str:
    """What a reader must know about a figure, in short."""
    have = row["value"] is not None
    marks = (
        (have and row["aggregated"], f"gộp {row['reported_units']}/{row['due_units']} đơn vị"),
        (have and row["averaged"], "trung bình cộng"),
        (have and not row["approved"], "chưa duyệt"),
        (row["estimate"], "số ước"),
        (have and row["value_period"] != row["period"], Period.parse(row["value_period"]).label if have else ""),
        (row["newer_pending"], "có bản mới chờ duyệt"),
    )
    found = "; ".join(words for said, words in marks if said)
    return f"\n({found})" if found else ""


def _source(cells: list[Row]) -> str:
    if not cells:
        return "–"
    if len(cells) > MOST_CELLS:
        return f"{len(cells)} ô trong {len({cell['submission_id'] for cell in cells})} báo cáo"
    return "\n".join(f"{cell['submission_id']}, ô\u00a0{cell['cell']}" for cell in cells)


def _marks(rows: list[Row]) -> list[Item]:
    return [Para(UNSURE)] if any(row["certain"] is False for row in rows) else []


def _sent(facts: Row) -> list[Item]:
    """The reports the figures came in."""
    found = {cell["submission_id"]: cell for cell in facts["cells"] if cell["role"] == "value"}
    if not found:
        return []
    columns = (
        Column("Mã báo cáo", 0.12),
        Column("Tệp, bảng", 0.36),
        Column("Đơn vị gửi", 0.3),
        Column("Kỳ", 0.11),
        Column("Tình trạng", 0.11),
    )
    lines = tuple(
        (
            key,
            f"{cell['file_name']}, «{cell['sheet']}»",
            cell["reporter"],
            Period.parse(cell["reported_period"]).label,
            SUBMISSION_STATE[cell["state"]],
        )
        for key, cell in sorted(found.items())
    )
    return [Para("Các báo cáo có ô nguồn nêu trên:"), Table(columns, lines, SMALL)]


# -- units below -------------------------------------------------------------------------------------------------------------

_UNIT_COLUMNS = (
    Column("Đơn vị", 0.34),
    Column("Đã báo cáo", 0.1, "center"),
    Column("Vượt, đạt", 0.1, "center"),
    Column("Đúng tiến độ", 0.11, "center"),
    Column("Chậm", 0.09, "center"),
    Column("Nguy cơ, không đạt", 0.14, "center"),
    Column("Chưa đánh giá", 0.12, "center"),
)


def _units(facts: Row) -> Content | None:
    if not facts["below"]:
        return None
    counted: dict[str, Counter[str]] = {}
    for row in facts["below"]:
        counted.setdefault(row["unit_id"], Counter())[row["status"]] += row["rows"]
    names = {row["unit_id"]: row["name"] for row in facts["below"]}
    told = {row["unit_id"]: "có" if row["reported"] else "chưa" for row in facts["reporters"]}
    order = sorted(names, key=lambda unit: (-_of(counted[unit], BAD), -counted[unit]["cham"], names[unit]))
    lines = tuple((names[unit], told.get(unit, "–"), *(str(_of(counted[unit], kinds)) for kinds in KINDS)) for unit in order)
    items: list[Item] = [
        Para("Số dòng chỉ tiêu theo trạng thái, đơn vị có nhiều dòng không đạt hoặc nguy cơ nhất đứng trước."),
        Table(_UNIT_COLUMNS, lines),
    ]
    return Content(f"KẾT QUẢ CỦA TỪNG ĐƠN VỊ\n{_what(facts)}", (*items, *_units_tasks(facts)))


def _of(counts: Counter[str], kinds: tuple[str, ...]) -> int:
    return sum(counts[status] for status in kinds)


def _units_tasks(facts: Row) -> tuple[Item, ...]:
    if not facts["tasks_below"]:
        return ()
    columns = (
        Column("Đơn vị", 0.4),
        *(Column(TASK_LOOK[state].label, 0.12, "center") for state in tasks.FOUR),
        Column("Tổng số", 0.12, "center"),
    )
    lines = tuple(
        (f"{one.name}\n({one.under})", *(str(one.counts[state]) for state in tasks.FOUR), str(one.counts.total()))
        for one in tasks.by_unit(facts["tasks_below"])
    )
    return (Para("Số nhiệm vụ có ngày hạn theo trạng thái; tổng số gồm cả nhiệm vụ không có ngày hạn."), Table(columns, lines))


# -- tasks -------------------------------------------------------------------------------------------------------------------

_TASK_COLUMNS = (
    Column("Dòng", 0.05, "center"),
    Column("Nhiệm vụ, giải pháp", 0.42),
    Column("Cơ quan chủ trì", 0.16),
    Column("Thời hạn", 0.12),
    Column("Trạng thái", 0.12),
    Column("Báo cáo gần nhất", 0.13),
)


def _tasks(facts: Row) -> Content | None:
    if not facts["tasks"]:
        return None
    lines: list[tuple[str, ...] | Group] = []
    seen = ""
    listed = [row for row in facts["tasks"] if _is_followed(row)] or facts["tasks"]
    for row in listed:
        if tasks.section_key(row) != seen:
            seen = tasks.section_key(row)
            lines.append(Group(f"{tasks.section_label(row)}{': ' + row['section_name'] if row['section_name'] else ''}"))
        lines.append(_task_line(row, facts))
    unsure = any(not row["certain"] for row in listed)
    items: list[Item] = [Table(_TASK_COLUMNS, tuple(lines), SMALL)]
    left_out = len(facts["tasks"]) - len(listed)
    items += [Para(f"Không liệt kê {left_out} giải pháp trong lời văn kế hoạch không đặt hạn và chưa có báo cáo.")] if left_out else []
    items += [Para("(*) Dòng này trong bản chữ của kế hoạch có chỗ chưa đọc được chắc chắn.")] if unsure else []
    return Content(f"KẾT QUẢ THỰC HIỆN NHIỆM VỤ, GIẢI PHÁP\n{_what(facts)}", tuple(items), landscape=True)


def _is_followed(row: Row) -> bool:
    """A measure without a deadline nobody reported on says nothing but the plan's own words."""
    return bool(row["kind"] == "nhiem_vu" or row["closes_on"] or row["submission_id"])


def _task_line(row: Row, facts: Row) -> tuple[str, ...]:
    label = TASK_LOOK[row["counted"]].label
    standing = tasks.standing(row, facts["as_of"])
    return (
        row["row_no"] or row_label(row["task_id"]),
        f"{row['name']}{'' if row['certain'] else ' (*)'}",
        tasks.lead_text(row),
        "\n".join(part for part in (row["due_text"] or "–", *(f"({mark})" for mark in tasks.due_marks(row))) if part),
        label if standing == label.lower() else f"{label}\n({standing})",
        _told(row),
    )


def _told(row: Row) -> str:
    if not row["submission_id"]:
        return tasks.NO_REPORT
    note = f"\n«{row['note'].strip(' .')}»" if row["note"] else ""
    return f"{tasks.reported_text(row)}{note}\n{row['submission_id']}, ô\u00a0{row['cell']}"


# -- indices -----------------------------------------------------------------------------------------------------------------

_INDEX_COLUMNS = (
    Column("Năm", 0.07, "center"),
    Column("Đơn vị", 0.14),
    Column("Điểm", 0.09, "right"),
    Column("Hạng", 0.1, "center"),
    Column("Cách tính", 0.17),
    Column("So với lần trước", 0.2),
    Column("Nguồn, ghi chú", 0.23),
)


def _indices(facts: Row) -> Content | None:
    named = named_indices(facts)
    if not named:
        return None
    lines: list[tuple[str, ...] | Group] = []
    for one in named:
        lines.append(Group(indices.name_of(one["index_id"])))
        lines += _index_lines(one) or [Group("Chưa có số nào trong các nguồn đã đọc; không có nghĩa là không tồn tại.")]
    items: list[Item] = [
        Para(indices.PUBLISHED.replace("trên trang này", "trong phụ lục này")),
        Table(_INDEX_COLUMNS, tuple(lines), SMALL),
        *_answers(named),
    ]
    return Content(f"CÁC BỘ CHỈ SỐ KẾ HOẠCH NÊU VÀ ĐƠN VỊ CHỊU TRÁCH NHIỆM\n{_what(facts)}", tuple(items), landscape=True)


def _index_lines(one: Row) -> list[tuple[str, ...] | Group]:
    steps = {(step["unit_id"], step["year"], step["version"]): step for step in one["steps"]}
    rows = sorted((row for row in one["figures"] if row["kind"] == "chung"), key=lambda row: (row["unit_name"], -row["year"]))
    return [_index_line(row, steps.get((row["unit_id"], row["year"], row["version"]))) for row in rows]


def _index_line(row: Row, step: Row | None) -> tuple[str, ...]:
    compared = indices.compared(row["index_id"], step) if step else "chưa có năm trước để so"
    conflict = ["(các nguồn ghi khác nhau)"] if row["conflicting"] else []
    return (
        str(row["year"]),
        row["unit_name"],
        "\n".join([score_text(row["index_id"], row["score"]), *conflict]),
        rank_text(row["rank"], row["out_of"]),
        indices.version_text(row["version"]),
        "không có số" if row["missing"] else compared,
        "\n".join(part for part in (row["source"] or "chưa có nguồn", row["note"]) if part),
    )


def _answers(named: list[Row]) -> list[Item]:
    columns = (Column("Bộ chỉ số", 0.12), Column("Đơn vị", 0.24), Column("Kế hoạch giao", 0.64))
    lines = tuple((one["index_id"], row["unit_name"] or "Chưa rõ đơn vị", row["text"]) for one in named for row in one["answers"])
    return [Para("Đơn vị chịu trách nhiệm theo Kế hoạch:"), Table(columns, lines, SMALL)]
