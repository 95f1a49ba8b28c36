"""The figures behind a briefing as a workbook: every row, every cell they came from, every task and report, on sheets that print.

Tables that exist for the screens are taken as they are (report/tables.py writes them, and lets nothing run); here stands only which.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from domain.period import Period
from domain.wording import (
    BEST_FIRST,
    DEMONSTRATION,
    DEMONSTRATION_LONG,
    PRODUCT,
    STATUS,
    SUBMISSION_STATE,
    UNVERIFIED,
    day,
    row_label,
)
from report import calendar, indices, lineage, meeting, stage_matrix, stages, tasks
from report.briefing.beside import compared
from report.briefing.form import printable
from report.briefing.kinds import KINDS
from report.briefing.steady import steady
from report.compare import CELL_HEADS, cell_rows
from report.sentences import explain, is_answer, needed_text, target_text, value_cell
from report.tables import Table

Row = dict[str, Any]
Proof = tuple[str, ...]

NOBODY = "Chưa rõ chủ trì"
TYPED = "ghi trực tiếp"


def to_xlsx(document: Row, code: str) -> bytes:
    """The workbook of a briefing: the same document, the same bytes."""
    book = Workbook()
    book.remove(book.active)
    for name, table in sheets(document, code):
        table.onto(book.create_sheet(name), foot=f"Mã số liệu {code}")
    made_on = datetime.combine(document["facts"]["made_on"], time())
    book.properties.creator, book.properties.title = PRODUCT, printable(_title(document["facts"]))
    book.properties.created = book.properties.modified = made_on
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()  # Workbook.save would write down the clock's time
    return steady(saved.getvalue())


def sheets(document: Row, code: str) -> list[tuple[str, Table]]:
    """The sheets there is something for, each under its name."""
    facts = document["facts"]
    proof = _proof(facts, code)
    found = (
        ("Việc giao", _concluded(facts, proof)),
        ("Chỉ tiêu", _rows(facts, proof)),
        ("Qua các quý", _ways(facts, proof)),
        ("Nguồn", _cells(facts, proof)),
        ("Giai đoạn", _stages(facts, proof)),
        ("Đơn vị", _units(facts, proof)),
        ("So sánh đơn vị", _beside(facts, proof)),
        ("Nhiệm vụ", _tasks(facts, proof)),
        ("Báo cáo", _reports(facts, proof)),
        ("Bộ chỉ số", _indices(facts, proof)),
        ("Về tệp này", _about(document, code, proof)),
    )
    return [(name, _whole(table)) for name, table in found if table and table.rows]


def _whole(table: Table) -> Table:
    """The table without signs no file may hold."""
    cleaned: Table = printable(replace(table, rows=tuple(tuple(row) for row in table.rows)))
    return cleaned


def _title(facts: Row) -> str:
    return f"Số liệu của bản tin: {facts['unit']['name']}, {Period.parse(facts['period']).label}, Kế hoạch {facts['plan']['number']}"


def _proof(facts: Row, code: str) -> Proof:
    """The lines every sheet carries: that it is invented where it is, plan, unit, quarter, until when, and how it is found again."""
    plan, period = facts["plan"], Period.parse(facts["period"])
    invented = (f"{DEMONSTRATION.upper()}. {DEMONSTRATION_LONG}",) if facts["demonstration"] else ()
    return (
        *invented,
        f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}; {facts['unit']['name']}; {period.label}",
        f"Tính đến {day(facts['as_of'])}, lập ngày {day(facts['made_on'])}. Mã số liệu {code}",
    )


def _beside(facts: Row, proof: Proof) -> Table:
    """What stands behind the heat map, the ranking and one row over the units, each figure with where it was found."""
    cells = compared(facts)
    names = {row["unit_id"]: row["name"] for row in facts["beside"]["ranking"]} if cells else {}
    rows = [(*line, cell["place"], cell["found_at"]) for line, cell in zip(cell_rows(cells, names), cells, strict=True)]
    return Table("Các đơn vị cạnh nhau", proof, (*CELL_HEADS, "Hạng trong kỳ", "Nguồn"), rows)


# -- indicators --------------------------------------------------------------------------------------------------------------


def _rows(facts: Row, proof: Proof) -> Table:
    heads = ("Dòng của kế hoạch", "Chỉ tiêu", "Cơ quan chủ trì", "Giá trị", "Đơn vị tính", "Kỳ của số liệu", "Mục tiêu", "Giai đoạn",
             "Lộ trình đến nay", "Cần mỗi quý", "Trạng thái", "Duyệt", "Số ước", "Lưu ý", "Diễn giải")  # fmt: skip
    return Table("Các chỉ tiêu", proof, heads, [_row_line(row) for row in facts["rows"]])


def _row_line(row: Row) -> tuple[Any, ...]:
    have = row["value"] is not None
    return (
        row_label(row["indicator_id"]),
        row["name"],
        row["lead"] or NOBODY,
        value_cell(row["value"], row),
        row["unit_of_measure"],
        _quarter(row["value_period"]) if have else None,
        target_text(row),
        row["stage"],
        None if is_answer(row) else row["expected"],
        row["needed_per_quarter"] if needed_text(row) else None,
        STATUS[row["status"]].label,
        ("đã duyệt" if row["approved"] else "chưa duyệt") if have else None,
        bool(row["estimate"]) if have else None,
        "; ".join(_notes(row)) or None,
        explain(row),
    )


def _notes(row: Row) -> list[str]:
    """What must be known about a row beside its figures."""
    have = row["value"] is not None
    said = (
        (row["held"], "mục tiêu của giai đoạn trước, phải duy trì"),
        (have and row["aggregated"], f"gộp {row['reported_units']}/{row['due_units']} đơn vị"),
        (have and row["averaged"], "trung bình cộng các đơn vị"),
        (row["newer_pending"], "có bản mới chờ duyệt"),
        (row["missing_quarters"], f"thiếu số liệu {row['missing_quarters']} quý trong năm"),
        (row["certain"] is False, row["target_doubt"] or "ô mục tiêu trong bản chữ chưa đọc chắc chắn"),
        (row["row_certain"] is False, row["doubt"] or "dòng này trong bản chữ chưa đọc chắc chắn"),
    )
    return [words for holds, words in said if holds]


def _ways(facts: Row, proof: Proof) -> Table:
    """Every value the charts are drawn of, a column a quarter, and how the status moved."""
    quarters = sorted({Period.parse(one["period"]) for way in facts["ways"].values() for one in way})
    past = {card["indicator_id"]: card for card in facts["past"]}
    before = f"Trạng thái {_quarter(facts['before'])}" if facts["before"] else "Trạng thái kỳ trước"
    heads = ("Dòng của kế hoạch", "Chỉ tiêu", "Đơn vị tính", *(one.label for one in quarters), before, "Trạng thái kỳ này")
    lines = []
    for row in facts["rows"]:
        told = {Period.parse(one["period"]): one["value"] for one in facts["ways"].get(row["indicator_id"], [])}
        values = [value_cell(told.get(quarter), row) for quarter in quarters]
        then = past.get(row["indicator_id"])
        moved = (STATUS[then["status"]].label if then else None, STATUS[row["status"]].label)
        lines.append((row_label(row["indicator_id"]), row["name"], row["unit_of_measure"], *values, *moved))
    return Table("Giá trị qua các quý", proof, heads, lines)


def _cells(facts: Row, proof: Proof) -> Table:
    heads = ("Dòng của kế hoạch", "Chỉ tiêu", "Vai trò", "Đơn vị báo cáo", "Mã báo cáo", "Kỳ báo cáo", "Tệp", "Trang", "Ô", "Người nộp",
             "Xác thực", "Lúc nộp (giờ Việt Nam)", "Tình trạng báo cáo")  # fmt: skip
    names = {row["indicator_id"]: row["name"] for row in facts["rows"]}
    lines = [
        (
            row_label(cell["indicator_id"]),
            names.get(cell["indicator_id"]),
            lineage.ROLE[cell["role"]],
            cell["reporter"],
            cell["submission_id"],
            _quarter(cell["reported_period"]),
            cell["file_name"],
            cell["sheet"],
            cell["cell"] or TYPED,
            cell["by_whom"],
            "đã xác thực" if cell["verified"] else UNVERIFIED,
            lineage.in_vietnam(cell["at"]),
            SUBMISSION_STATE[cell["state"]],
        )
        for cell in facts["cells"]
    ]
    return Table("Ô nguồn của từng số", proof, heads, lines)


def _stages(facts: Row, proof: Proof) -> Table:
    return stage_matrix.matrix_twin(facts["stages"], stages.stages_of(facts["stages"]), proof)


# -- units, tasks, reports ---------------------------------------------------------------------------------------------------


def _units(facts: Row, proof: Proof) -> Table:
    counted: dict[str, Counter[str]] = {}
    for row in facts["below"]:
        counted.setdefault(row["name"], Counter())[row["status"]] += row["rows"]
    heads = ("Đơn vị", *(STATUS[status].label for status in BEST_FIRST), "Tổng số dòng")
    lines = [(name, *(count[status] for status in BEST_FIRST), count.total()) for name, count in counted.items()]
    return Table("Dòng chỉ tiêu của từng đơn vị theo trạng thái", proof, heads, lines)


_TASK_HEADS = ("Dòng của kế hoạch", "Nội dung", "Cơ quan chủ trì", "Thời hạn kế hoạch ghi", "Hạn", "Trạng thái", "Số ngày quá hạn",
               "Lưu ý về hạn", "Trạng thái đơn vị ghi", "Tỷ lệ thực hiện (%)", "Ngày hoàn thành", "Ô nguồn",
               "Chỗ chưa chắc trong kế hoạch")  # fmt: skip
"""What a printed page has room for."""


def _tasks(facts: Row, proof: Proof) -> Table:
    if facts["tasks_below"]:
        return tasks.group_table(tasks.by_unit(facts["tasks_below"]), "Đơn vị", "Nhiệm vụ của từng đơn vị", proof)
    return _only(tasks.task_table(facts["tasks"], "Nhiệm vụ và giải pháp", proof, facts["as_of"]), _TASK_HEADS)


def _only(table: Table, heads: tuple[str, ...]) -> Table:
    places = [table.heads.index(head) for head in heads]
    return replace(table, heads=heads, rows=[[row[place] for place in places] for row in table.rows])


def _reports(facts: Row, proof: Proof) -> Table:
    """What the plan asks to be reported, then who gave the figures of this quarter."""
    table = replace(calendar.all_reports(facts["duties"], proof), title="Báo cáo theo kế hoạch, số liệu của kỳ này")
    return replace(table, rows=[*table.rows, *_figures_given(facts, table.heads)])


def _figures_given(facts: Row, heads: Sequence[str]) -> list[list[Any]]:
    label = f"Số liệu {Period.parse(facts['period']).label}"
    same = {"Kế hoạch": facts["plan"]["number"], "Báo cáo": label, "Đơn vị": facts["unit"]["name"]}
    told = {True: "Đã có số liệu", False: "Chưa có số liệu"}
    given = [same | {"Ai báo cáo": one["short_name"], "Trạng thái": told[bool(one["reported"])]} for one in facts["reporters"]]
    return [[one.get(head) for head in heads] for one in given]


def _concluded(facts: Row, proof: Proof) -> Table:
    heads = ("Mã", "Việc giao", "Chủ trì", "Ngày giao", "Hạn", "Trạng thái", "Số ngày quá hạn", "Ngày xong", "Kết quả")
    lines = [
        (
            row["meeting_task_id"],
            row["text"],
            row["lead_name"] or NOBODY,
            row["concluded_on"],
            row["due_on"],
            meeting.look_of(row).label,
            row["overdue_days"],
            row["done_on"],
            row["result"],
        )
        for row in facts["meeting_tasks"]
    ]
    return Table("Việc giao tại các cuộc họp", proof, heads, lines)


def _indices(facts: Row, proof: Proof) -> Table | None:
    """What was published: real figures, also among invented ones, and saying so."""
    tables = [(one["index_id"], indices.table(one["index_id"], one["figures"], one["steps"], ())) for one in facts["indices"]]
    lines = [(indices.name_of(name), *row) for name, table in tables for row in table.rows]
    real = "Riêng trang này: điểm và hạng đã công bố, nguồn ghi ở từng dòng."
    return Table("Bộ chỉ số, số đã công bố", (*proof, real), ("Bộ chỉ số", *tables[0][1].heads), lines) if tables else None


# -- the file itself ---------------------------------------------------------------------------------------------------------


def _about(document: Row, code: str, proof: Proof) -> Table:
    facts, choice = document["facts"], document["choice"]
    plan, stands = facts["plan"], facts["stands"]
    lines: list[tuple[str, Any]] = [
        ("Kế hoạch", f"{plan['number']} ngày {day(plan['issued_on'])}: {plan['title']}"),
        ("Đơn vị", facts["unit"]["name"]),
        ("Kỳ", Period.parse(facts["period"]).label),
        ("Tính hạn đến ngày", facts["as_of"]),
        ("Ngày lập", facts["made_on"]),
        ("Mã số liệu", code),
        ("Mở lại", f"Nhập mã {code} vào {PRODUCT} để mở lại đúng những số liệu này, dù sau đó có báo cáo mới."),
        ("Sổ cái đến mục", stands["ledger"]),
        ("Mã băm của danh mục", stands["catalogue"]),
        ("Phiên bản phương pháp", stands["method"] or None),
        ("Các trang trình chiếu", "; ".join(KINDS.get(kind, kind) for kind in choice.get("slides", ()))),
        *((f"Ghi chú, {KINDS.get(kind, kind)}", words) for kind, words in choice.get("remarks", {}).items() if words),
    ]
    if facts["demonstration"]:
        lines.append((DEMONSTRATION, DEMONSTRATION_LONG))
    return Table("Về tệp này", proof, ("Mục", "Nội dung"), lines)


def _quarter(period: str | None) -> str | None:
    return Period.parse(period).label if period else None
