"""The quarterly workbook: its sheets and columns, declared once; and the blank workbook written from them.

read.py reads by the same declaration. Which measures and tasks a reporter fills in comes from the warehouse; how a figure is judged is
checks.py's business.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.numbers import format_number
from domain.period import Period
from domain.wording import OVER_TIME, TASK_REPORT, YES_NO, day, describe_target, row_label, with_unit
from etl import look
from store import reads
from store.reads import Form
from store.tables import Cursor, Row

FIGURES, TASKS, HELP, IDENTITY = "Số liệu", "Nhiệm vụ", "Hướng dẫn", "_tiendo57"
FORM_VERSION = "1"
HEADER_ROW = 5
FIRST_ROW = HEADER_ROW + 1
MARK = "Mã"
"""The hidden last column: which measure or task a row is about, so that rows may be sorted."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its name for the program, its heading, its width, whether people write in it."""

    name: str
    heading: str
    width: float
    entered: bool = False
    number_format: str = "General"


FIGURE_COLUMNS = (
    Column("place", "STT", 5),
    Column("title", "Chỉ tiêu", 40),
    Column("unit", "ĐVT", 8),
    Column("counting", "Cách ghi", 14),
    Column("target", "Mục tiêu", 27),
    Column("previous", "Kỳ trước", 9.5),
    Column("value", "Kỳ này", 10, entered=True),
    Column("numerator", "Tử số", 9.5, entered=True),
    Column("denominator", "Mẫu số", 9.5, entered=True),
    Column("estimate", "Ước", 5.5, entered=True),
    Column("note", "Ghi chú", 18, entered=True),
    Column("evidence", "Minh chứng", 14, entered=True),
    Column("code", MARK, 10),
)
TASK_COLUMNS = (
    Column("place", "STT", 5),
    Column("title", "Nhiệm vụ", 64),
    Column("due", "Thời hạn", 18),
    Column("state", "Trạng thái", 18, entered=True),
    Column("percent", "%", 8, entered=True),
    Column("completed_on", "Ngày hoàn thành", 13, entered=True, number_format="dd/mm/yyyy"),
    Column("note", "Ghi chú", 34, entered=True),
    Column("code", MARK, 10),
)

_GUIDE = (
    "1. Chỉ ghi vào các ô nền vàng. Các ô khác đã khóa.",
    "2. Ô để trống nghĩa là không nói gì về chỉ tiêu đó: số đã báo cáo trước đây giữ nguyên. Số 0 là một con số. "
    "Nếu chỉ tiêu không áp dụng cho đơn vị trong kỳ, ghi «không áp dụng».",
    "3. Cột «Cách ghi» nói con số của hàng là số tại cuối kỳ, phát sinh trong quý, lũy kế từ đầu năm hay cả năm.",
    "4. Tỷ lệ: ghi theo phần trăm, ví dụ 62,5 (nghĩa là 62,5 %). Từ 1 % trở xuống phải ghi kèm dấu %, ví dụ «0,6%», "
    "để không nhầm với 60 %.",
    "5. Có tử số và mẫu số thì ghi cả hai; cột «Kỳ này» có thể để trống, phần mềm tự tính. Ghi cả ba thì phải khớp nhau.",
    "6. Hàng có cách ghi «Tử số, mẫu số phát sinh trong quý»: tỷ lệ của năm là tổng tử số chia tổng mẫu số các quý. "
    "Nếu chỉ ghi tỷ lệ thì đó được hiểu là tỷ lệ tính từ đầu năm.",
    "7. Số thập phân dùng dấu phẩy: 1.234,5. Con số như 1.234 sẽ được hỏi lại vì có hai cách đọc.",
    "8. Cột «Ước»: ghi «x» nếu là số ước.",
    "9. Trang «Nhiệm vụ»: chọn trạng thái trong danh sách; đã hoàn thành thì ghi ngày hoàn thành.",
    "10. Không đổi tên trang, không thêm hoặc xóa cột.",
)


_NUMERIC = ("previous", "value", "numerator", "denominator", "percent")


class CannotMakeForm(Exception):
    """There is no such form; the message says why."""


def find_form(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> Form:
    """The form of a plan, reporter and quarter; `CannotMakeForm` where they do not go together."""
    plan, reporter = find_plan_and_reporter(cursor, plan_id, unit_id, period)
    describes = reads.described_unit(cursor, plan_id, unit_id)
    if describes is None:
        bound = ", ".join(row["unit_id"] for row in reads.bound_units(cursor, plan_id))
        raise CannotMakeForm(f"Đơn vị «{unit_id}» không thuộc phạm vi kế hoạch {plan['number']}. Đơn vị thuộc phạm vi: {bound}.")
    return Form(plan, reporter, describes, period)


def find_plan_and_reporter(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> tuple[Row, Row]:
    """The plan and who reports; `CannotMakeForm` says which of plan, unit and quarter is wrong."""
    plan, reporter = reads.plan(cursor, plan_id), reads.unit(cursor, unit_id)
    if plan is None:
        known = ", ".join(row["plan_id"] for row in reads.plans(cursor))
        raise CannotMakeForm(f"Không có kế hoạch «{plan_id}». Các kế hoạch hiện có: {known}.")
    if reporter is None:
        raise CannotMakeForm(f"Không có đơn vị «{unit_id}».")
    if not period.is_quarter:
        raise CannotMakeForm(f"Kỳ «{period}» không phải là quý. Ví dụ: 2026Q3.")
    return plan, reporter


def measures_asked(cursor: Cursor, form: Form) -> list[Row]:
    """The measures a form asks for; a figure for the whole year is asked for once, in the fourth quarter."""
    measures = reads.form_measures(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])
    return [row for row in measures if row["over_time"] != "ca_nam" or form.period.last_month == 12]


def write_template(cursor: Cursor, form: Form) -> bytes:
    """The blank workbook of a form, prefilled with targets and the previous figures."""
    book = Workbook()
    figures = book.active
    assert isinstance(figures, Worksheet)
    figures.title = FIGURES
    _write_sheet(figures, FIGURE_COLUMNS, form, "SỐ LIỆU CHỈ TIÊU", _figure_rows(cursor, form))
    _write_sheet(book.create_sheet(TASKS), TASK_COLUMNS, form, "TÌNH HÌNH NHIỆM VỤ", _task_rows(cursor, form))
    _limit_entries(book)
    look.write_guide(book.create_sheet(HELP), _GUIDE)
    look.write_identity(book.create_sheet(IDENTITY), identity(form, "quarter"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figure_rows(cursor: Cursor, form: Form) -> list[Row]:
    measures, unit_id = measures_asked(cursor, form), form.describes["unit_id"]
    before = reads.previous_figures(cursor, [unit_id], form.period)
    wanted = [indicator for row in measures for indicator in row["indicator_ids"]]
    targets = {row["indicator_id"]: row for row in reads.targets_in_force(cursor, wanted, form.describes["unit_id"], form.period)}
    return [_figure_row(place, row, targets, before.get((unit_id, row["measure_id"]))) for place, row in enumerate(measures, 1)]


def _figure_row(place: int, measure: Row, targets: dict[str, Row], before: reads.Standing | None) -> Row:
    return {
        "place": place,
        "title": measure["name"],
        "unit": measure["unit_of_measure"],
        "counting": OVER_TIME[measure["over_time"]],
        "target": target_lines(measure, targets),
        "previous": _before(measure, before),
        "code": measure["measure_id"],
    }


def _before(measure: Row, before: reads.Standing | None) -> float | str | None:
    """The figure of the quarter before, in the words an answer is given in."""
    if before is None:
        return None
    number = before.value or Decimal(0)
    return with_unit(format_number(number), YES_NO) if measure["value_kind"] == "co_khong" else float(number)


def target_lines(measure: Row, targets: dict[str, Row]) -> str:
    """What each row of the plan asks of a measure, and who leads it."""
    lines = [_target_line(indicator, targets.get(indicator), measure) for indicator in measure["indicator_ids"]]
    return "\n".join([*lines, *([f"Chủ trì: {measure['lead']}"] if measure["lead"] else [])])


def _target_line(indicator_id: str, target: Row | None, measure: Row) -> str:
    if target is None:
        return f"{row_label(indicator_id)}: chưa có mục tiêu"
    asked = describe_target(target["op"], target["value"], target["upper"], target["text"], measure["unit_of_measure"])
    doubt = "" if target["certain"] else " (bản chữ chưa chắc chắn)"
    return f"{row_label(indicator_id)}: {asked} ({'duy trì từ' if target['held'] else 'đến'} {target['stage']}){doubt}"


def _task_rows(cursor: Cursor, form: Form) -> list[Row]:
    tasks = reads.form_tasks(cursor, form.plan["plan_id"], form.reporter["unit_id"], form.describes["unit_id"])
    return [
        {"place": place, "title": row["name"], "due": row["due_text"] or day(row["due_on"]), "code": row["task_id"]}
        for place, row in enumerate(tasks, 1)
    ]


def identity(form: Form, kind: str) -> dict[str, str]:
    """What a form's hidden sheet says of the file."""
    facts = {"plan": form.plan["plan_id"], "unit": form.reporter["unit_id"], "period": str(form.period)}
    return {"kind": kind, "version": FORM_VERSION} | facts


def _write_sheet(sheet: Worksheet, columns: tuple[Column, ...], form: Form, title: str, rows: list[Row]) -> None:
    look.title(
        sheet,
        f"{title} · {form.period.label}",
        f"{form.reporter['name']} · Kế hoạch {form.plan['number']} ngày {day(form.plan['issued_on'])}",
        f"Số liệu của: {form.describes['name']}. Ghi vào các ô nền vàng; cách ghi ở trang «{HELP}».",
    )
    for index, column in enumerate(columns, 1):
        look.head(sheet.cell(HEADER_ROW, index, column.heading))
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for line, row in enumerate(rows, FIRST_ROW):
        for index, column in enumerate(columns, 1):
            cell = sheet.cell(line, index, row.get(column.name))
            look.body(cell, numeric=column.name in _NUMERIC, entered=column.entered)
            cell.number_format = column.number_format
        sheet.row_dimensions[line].height = _height(columns, row)
    sheet.column_dimensions[get_column_letter(len(columns))].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    look.protect(sheet)
    last_row = max(FIRST_ROW + len(rows) - 1, FIRST_ROW)
    look.print_landscape(sheet, columns=len(columns) - 1, last_row=last_row, repeat=f"{HEADER_ROW}:{HEADER_ROW}")


def _height(columns: tuple[Column, ...], row: Row) -> float:
    """High enough for the longest wrapped text: not every program fits a row by itself when it opens or prints a file."""
    lines = max(look.lines_needed(str(row.get(column.name) or ""), column.width) for column in columns[:-1])
    return 15.0 * lines + 2


def _limit_entries(book: Workbook) -> None:
    """Lists and limits as data validation. They warn only where text is a legal answer, such as «không áp dụng»."""
    tasks, figures = book[TASKS], book[FIGURES]
    states = DataValidation("list", formula1=f'"{",".join(TASK_REPORT.values())}"', allow_blank=True)
    states.error, states.errorTitle = "Chọn một trạng thái trong danh sách.", "Trạng thái"
    percent = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    percent.error, percent.errorTitle = "Ghi con số từ 0 đến 100.", "Mức hoàn thành"
    estimate = DataValidation("list", formula1='"x"', allow_blank=True)
    estimate.error, estimate.errorTitle = "Ghi «x» nếu là số ước, hoặc để trống.", "Ước"
    part = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True, errorStyle="warning")
    part.error, part.errorTitle = "Tử số, mẫu số là con số từ 0 trở lên.", "Tử số, mẫu số"
    for sheet, rule, name, columns in (
        (figures, part, "numerator", FIGURE_COLUMNS),
        (figures, part, "denominator", FIGURE_COLUMNS),
        (tasks, states, "state", TASK_COLUMNS),
        (tasks, percent, "percent", TASK_COLUMNS),
        (figures, estimate, "estimate", FIGURE_COLUMNS),
    ):
        letter = get_column_letter([column.name for column in columns].index(name) + 1)
        rule.showErrorMessage = True
        if sheet.max_row >= FIRST_ROW:
            rule.add(f"{letter}{FIRST_ROW}:{letter}{sheet.max_row}")
            if rule not in sheet.data_validations.dataValidation:
                sheet.add_data_validation(rule)
