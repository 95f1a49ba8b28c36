"""The wide workbook: units down, measures across, for whoever reports for many units at once. Its layout, and the blank one.

A rate takes three columns (rate, numerator, denominator), so that the level above can add up the parts. read.py reads by the hidden row
and column of codes, so that rows may be sorted; what a figure means is checks.py's business.
"""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from domain.period import Period
from domain.wording import OVER_TIME, day
from etl import look
from etl.template import FIGURES, HELP, IDENTITY, MARK, CannotMakeForm, find_plan_and_reporter, identity, measures_asked, target_lines
from store import reads
from store.reads import Form
from store.tables import Cursor, Row

WIDE = FIGURES
NAME_ROW, COUNTING_ROW, TARGET_ROW, HEADER_ROW, CODE_ROW, PART_ROW = 5, 6, 7, 8, 9, 10
FIRST_UNIT_ROW = PART_ROW + 1
UNIT_NAME_COLUMN, UNIT_COLUMN, FIRST_COLUMN = 2, 3, 4
PARTS = {"value": "Kỳ này", "numerator": "Tử số", "denominator": "Mẫu số"}
_WIDTH = 13
_COLUMNS_A_PAGE, _SCALE = 9, 68
"""How many figure columns an A4 page holds beside the names, at which percentage."""

_GUIDE = (
    "1. Mỗi hàng là một đơn vị, mỗi chỉ tiêu một hoặc ba cột. Chỉ ghi vào các ô nền vàng.",
    "2. Ô để trống nghĩa là không nói gì: số đã báo cáo trước đây giữ nguyên. Số 0 là một con số. "
    "Nếu chỉ tiêu không áp dụng cho đơn vị trong kỳ, ghi «không áp dụng».",
    "3. Tỷ lệ: ghi theo phần trăm, ví dụ 62,5. Có tử số và mẫu số thì ghi cả hai; cột «Kỳ này» có thể để trống, phần mềm tự tính.",
    "4. Từ 1 % trở xuống phải ghi kèm dấu %, ví dụ «0,6%», để không nhầm với 60 %. Con số như 1.234 sẽ được hỏi lại vì có hai cách đọc.",
    "5. Hàng «Cách ghi» nói con số là số tại cuối kỳ, phát sinh trong quý, lũy kế từ đầu năm hay cả năm.",
    "6. Có thể thêm một hàng «Tổng cộng» ở cuối, không ghi mã: phần mềm so với tổng các đơn vị và báo nếu lệch.",
    "7. Không xóa cột, không đổi tên trang. Có thể bỏ trống hàng của đơn vị chưa có số liệu.",
)


def find_wide_form(cursor: Cursor, plan_id: str, unit_id: str, period: Period) -> Form:
    """The wide form of a plan, reporter and quarter; `CannotMakeForm` where there is no unit to report for."""
    plan, reporter = find_plan_and_reporter(cursor, plan_id, unit_id, period)
    describes = reads.described_unit(cursor, plan_id, unit_id) or reporter
    ever = reads.units_in_scope(cursor, plan_id, describes["unit_id"])
    # a quarter before or after the plan is check_period's to refuse
    units = [row for row in ever if row["bound_from"] <= period.last_day and period.first_day <= row["bound_to"]] or ever
    if not units:
        raise CannotMakeForm(f"Không có đơn vị nào thuộc «{reporter['name']}» thực hiện kế hoạch {plan['number']} trong {period.label}.")
    return Form(plan, reporter, describes, period, tuple(units))


def write_wide_template(cursor: Cursor, form: Form) -> bytes:
    """The blank workbook: one row a unit, the measures with what is asked of them across."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = WIDE
    headline = f"SỐ LIỆU CHỈ TIÊU THEO ĐƠN VỊ · {form.period.label}"
    about = f"{form.reporter['name']} · Kế hoạch {form.plan['number']} ngày {day(form.plan['issued_on'])}"
    look.title(
        sheet,
        headline,
        about,
        f"Mỗi hàng một đơn vị. Ghi vào các ô nền vàng; cách ghi ở trang «{HELP}».",
    )
    starts = _write_heads(cursor, sheet, form)
    width = starts.pop() - 1
    _write_units(sheet, form, width)
    _finish(sheet, width, FIRST_UNIT_ROW + len(form.units) - 1)
    _break_pages(sheet, starts)
    sheet.oddHeader.left.text = f"&B{headline}&B · {about}"
    look.write_guide(book.create_sheet(HELP), _GUIDE)
    look.write_identity(book.create_sheet(IDENTITY), identity(form, "wide"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_heads(cursor: Cursor, sheet: Worksheet, form: Form) -> list[int]:
    """Writes all heads; returns the first column of each measure, and the first free one."""
    measures = measures_asked(cursor, form)
    wanted = [indicator for measure in measures for indicator in measure["indicator_ids"]]
    targets = {row["indicator_id"]: row for row in reads.targets_in_force(cursor, wanted, form.units[0]["unit_id"], form.period)}
    for index, text in ((1, "STT"), (UNIT_NAME_COLUMN, "Đơn vị"), (UNIT_COLUMN, MARK)):
        sheet.cell(NAME_ROW, index, text)
    sheet.cell(CODE_ROW, UNIT_COLUMN, MARK)
    starts = [FIRST_COLUMN]
    for measure in measures:
        starts.append(_write_measure(sheet, starts[-1], measure, target_lines(measure, targets)))
    for row in (NAME_ROW, COUNTING_ROW, TARGET_ROW, HEADER_ROW):
        for column in range(1, starts[-1]):
            look.head(sheet.cell(row, column))
    return starts


def _write_measure(sheet: Worksheet, index: int, measure: Row, asked: str) -> int:
    """Writes the heads of one measure and returns the next free column."""
    parts = list(PARTS) if measure["value_kind"] == "ty_le" else ["value"]
    last = index + len(parts) - 1
    unit = measure["unit_of_measure"] or ""
    for row, text in ((NAME_ROW, measure["name"]), (COUNTING_ROW, OVER_TIME[measure["over_time"]]), (TARGET_ROW, asked)):
        sheet.cell(row, index, text)
        if last > index:
            sheet.merge_cells(start_row=row, start_column=index, end_row=row, end_column=last)
    for column, part in enumerate(parts, index):
        sheet.cell(HEADER_ROW, column, f"{PARTS[part]} ({unit})" if part == "value" and unit else PARTS[part])
        sheet.cell(PART_ROW, column, part)
    sheet.cell(CODE_ROW, index, measure["measure_id"])
    return last + 1


def _write_units(sheet: Worksheet, form: Form, width: int) -> None:
    for place, unit in enumerate(form.units, 1):
        line = FIRST_UNIT_ROW + place - 1
        for index, text in ((1, place), (UNIT_NAME_COLUMN, unit["name"]), (UNIT_COLUMN, unit["unit_id"])):
            look.body(sheet.cell(line, index, text))
        for index in range(FIRST_COLUMN, width + 1):
            look.body(sheet.cell(line, index), numeric=True, entered=True)


def _finish(sheet: Worksheet, width: int, last_row: int) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, 30
    for index in range(FIRST_COLUMN, width + 1):
        sheet.column_dimensions[get_column_letter(index)].width = _WIDTH
    sheet.column_dimensions[get_column_letter(UNIT_COLUMN)].hidden = True
    sheet.row_dimensions[CODE_ROW].hidden = sheet.row_dimensions[PART_ROW].hidden = True
    sheet.row_dimensions[NAME_ROW].height, sheet.row_dimensions[TARGET_ROW].height = 110, 110
    sheet.row_dimensions[COUNTING_ROW].height, sheet.row_dimensions[HEADER_ROW].height = 48, 32
    sheet.freeze_panes = sheet.cell(FIRST_UNIT_ROW, FIRST_COLUMN)
    look.protect(sheet)
    look.print_landscape(sheet, columns=width, last_row=last_row, repeat=f"{NAME_ROW}:{HEADER_ROW}", first_row=NAME_ROW)
    sheet.print_title_cols = "A:B"


def _break_pages(sheet: Worksheet, starts: list[int]) -> None:
    """A new page before the measure that would not fit: too many columns for one page, and none may be cut in two."""
    sheet.sheet_properties.pageSetUpPr.fitToPage = False
    sheet.page_setup.scale = _SCALE
    sheet.page_margins.top = 0.9  # room for the headline, which the repeated columns would cut
    page = FIRST_COLUMN
    for start, following in zip(starts, starts[1:], strict=False):
        if following - page > _COLUMNS_A_PAGE:
            sheet.col_breaks.append(Break(start - 1))
            page = start
