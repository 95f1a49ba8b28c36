"""The scale of points: a workbook by which the office says how many points each criterion of an emulation plan gives at most.

Writes the blank one and reads a filled one, every problem in one pass. The plan prints no points: what comes in here is the office's own
rule. Criteria of persons are left out, since nobody is scored by name. What becomes of a scale is emulation.py's business.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.emulation import ENOUGH_TEXT, is_of_persons
from domain.names import clean, fold
from domain.numbers import round_half_up
from domain.wording import day
from etl import look
from etl.books.grid import Cell, Grid
from etl.checks import read_amount
from etl.problems import NotOurWorkbook, Problem, errors
from etl.read import Line, identity_of, rows_under, sheet_named
from etl.template import FIRST_ROW, FORM_VERSION, HEADER_ROW, HELP, IDENTITY, MARK, CannotMakeForm, Column
from store import reads
from store.reads import about_emulation
from store.tables import Cursor, Row

SCALE, KIND = "Thang điểm", "scale"
OWNER, OWNER_ROW = "Thang điểm của", HEADER_ROW - 1
COLUMNS = (
    Column("place", "STT", 6),
    Column("audience", "Đối tượng", 26),
    Column("criterion", "Tiêu chí", 92),
    Column("points", "Điểm tối đa", 13, entered=True, number_format="0.##"),
    Column("code", MARK, 10),
)
PLACES = 2

_GUIDE = (
    "1. Kế hoạch thi đua không in điểm. Thang điểm ở đây là quy ước nội bộ; tên của nó đứng cạnh mọi con số điểm.",
    "2. Chỉ ghi vào các ô nền vàng: tên cơ quan đặt ra thang điểm, và «Điểm tối đa» của từng tiêu chí.",
    "3. Tiêu chí không chấm điểm thì ghi 0; không để trống. Số lẻ dùng dấu phẩy, nhiều nhất hai chữ số: 7,5.",
    "4. Tiêu chí dành cho cá nhân không có trong bảng: phần mềm không lưu tên riêng nên không chấm điểm từng người.",
    "5. Nạp thang điểm mới thì các lần chấm sau theo thang mới. Điểm đã chấm ở tiêu chí bị đổi điểm tối đa không được tính nữa cho đến khi "
    "chấm lại.",
    f"6. Tập thể chỉ được xếp hạng khi đã có điểm ở ít nhất {ENOUGH_TEXT} số tiêu chí của đối tượng mình.",
    "7. Không đổi tên trang, không thêm hoặc xóa dòng, cột.",
)


@dataclass
class CheckedScale:
    """What a filled scale says, and everything wrong with it."""

    plan_id: str = ""
    owner: str = ""
    maxima: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        return bool(errors(self.problems))


def scored_criteria(cursor: Cursor, plan_id: str) -> list[Row]:
    """The criteria points can be given for, in printed order."""
    return [row for row in about_emulation.criteria(cursor, plan_id) if not is_of_persons(row["audience"])]


def code_of(row: Row) -> str:
    return f"{row['audience']}/{row['row_no']}"


# -- the blank workbook ------------------------------------------------------------------------------------------------------


def write_scale_template(cursor: Cursor, plan_id: str) -> bytes:
    """The blank scale of an emulation plan; what the scale in force says stands in it already."""
    plan, criteria = reads.plan(cursor, plan_id), scored_criteria(cursor, plan_id)
    if plan is None or not criteria:
        raise CannotMakeForm(f"Kế hoạch «{plan_id}» không có tiêu chí thi đua nào để đặt điểm.")
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = SCALE
    about = f"Kế hoạch {plan['number']} ngày {day(plan['issued_on'])}. Kế hoạch không in điểm; ghi vào các ô nền vàng, cách ghi ở «{HELP}»."
    look.title(sheet, "THANG ĐIỂM THI ĐUA NỘI BỘ", about)
    _write_owner(sheet, cursor, plan_id)
    _write_rows(sheet, criteria, about_emulation.maxima(cursor, plan_id))
    look.write_guide(book.create_sheet(HELP), _GUIDE)
    look.write_identity(book.create_sheet(IDENTITY), {"kind": KIND, "version": FORM_VERSION, "plan": plan_id})
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_owner(sheet: Worksheet, cursor: Cursor, plan_id: str) -> None:
    standing = about_emulation.scale(cursor, plan_id)
    bound = reads.bound_units(cursor, plan_id)
    look.body(sheet.cell(OWNER_ROW, 2, OWNER))
    owner = sheet.cell(OWNER_ROW, 3, standing["owner"] if standing else bound[0]["name"] if bound else None)
    look.body(owner, entered=True)


def _write_rows(sheet: Worksheet, criteria: list[Row], maxima: dict[tuple[str, int], Row]) -> None:
    for index, column in enumerate(COLUMNS, 1):
        look.head(sheet.cell(HEADER_ROW, index, column.heading))
        sheet.column_dimensions[get_column_letter(index)].width = column.width
    for line, row in enumerate(criteria, FIRST_ROW):
        known = maxima.get((row["audience"], row["row_no"]))
        entries = (row["row_no"], row["audience"], row["text"], float(known["points"]) if known else None, code_of(row))
        for index, (column, entry) in enumerate(zip(COLUMNS, entries, strict=True), 1):
            cell = sheet.cell(line, index, entry)
            look.body(cell, numeric=column.entered, entered=column.entered)
            cell.number_format = column.number_format
        sheet.row_dimensions[line].height = 15.0 * look.lines_needed(row["text"], COLUMNS[2].width) + 4
    sheet.column_dimensions[get_column_letter(len(COLUMNS))].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    last_row = FIRST_ROW + len(criteria) - 1
    limit = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=False)
    limit.error, limit.errorTitle, limit.showErrorMessage = "Ghi con số từ 0 trở lên.", "Điểm tối đa", True
    limit.add(f"D{FIRST_ROW}:D{last_row}")
    sheet.add_data_validation(limit)
    look.protect(sheet)
    look.print_landscape(sheet, columns=len(COLUMNS) - 1, last_row=last_row, repeat=f"{HEADER_ROW}:{HEADER_ROW}")


# -- reading -----------------------------------------------------------------------------------------------------------------


def check_scale(cursor: Cursor, grids: list[Grid], plan_id: str) -> CheckedScale:
    """What a filled scale of this plan says; `NotOurWorkbook` says what else the file is."""
    identity = identity_of(grids)
    if identity.get("kind") != KIND:
        raise NotOurWorkbook("Tệp này không phải thang điểm thi đua. Tải biểu mẫu thang điểm ở trang này rồi ghi vào đó.")
    plan = reads.plan(cursor, plan_id)
    if plan is None or identity.get("plan") != plan_id:
        asked = plan["number"] if plan else plan_id
        return CheckedScale(problems=[Problem.at("scale_other_plan", IDENTITY, "B3", identity.get("plan"), plan=asked)])
    checked, missing = CheckedScale(plan_id), list[tuple[str, str]]()
    grid = sheet_named(grids, SCALE)
    lines = list(rows_under(grid, SCALE, COLUMNS, missing))
    checked.problems += [Problem.at("missing_column", sheet, "", column=heading) for sheet, heading in missing]
    if grid is not None and not missing:
        _read_owner(grid, checked)
        _read_lines(lines, {code_of(row): row for row in scored_criteria(cursor, plan_id)}, checked)
    return checked


def _read_owner(grid: Grid, checked: CheckedScale) -> None:
    label = next((row for row in range(1, min(grid.height, 30) + 1) if fold(str(grid.value(row, 2) or "")) == fold(OWNER)), OWNER_ROW)
    cell = grid.cell(label, 3)
    checked.owner = clean(str(cell.value)) if cell.value is not None and not cell.is_error else ""
    if not checked.owner:
        checked.problems.append(Problem.at("scale_owner", grid.name, cell.address, cell.value))


def _read_lines(lines: list[Line], known: dict[str, Row], checked: CheckedScale) -> None:
    seen: dict[str, Line] = {}
    for line in lines:
        code = clean(line.code)
        if code in known and code not in seen:
            seen[code] = line
            checked.maxima += [row for row in [_read_maximum(line, known[code], checked)] if row]
        elif code:
            checked.problems.append(_astray(line, code, seen))
        elif "points" in line.cells:
            checked.problems.append(Problem.at("scale_without_row", line.sheet, line["points"].address, line["points"].value))
    checked.problems += _missing_rows(known, seen)
    if not checked.has_errors and not any(Decimal(row["points"]) > 0 for row in checked.maxima):
        checked.problems.append(Problem.at("scale_nothing", SCALE, f"D{FIRST_ROW}"))


def _astray(line: Line, code: str, seen: dict[str, Line]) -> Problem:
    if code in seen:
        return Problem.at("row_twice", line.sheet, line["code"].address, other=seen[code]["code"].address)
    return Problem.at("scale_unknown_row", line.sheet, line["code"].address, code=code)


def _missing_rows(known: dict[str, Row], seen: dict[str, Line]) -> Iterator[Problem]:
    for code, row in known.items():
        if code not in seen:
            yield Problem.at("scale_row_missing", SCALE, "", row=row["row_no"], audience=row["audience"])


def _read_maximum(line: Line, criterion: Row, checked: CheckedScale) -> Row | None:
    cell: Cell = line["points"]
    reading, faults = read_amount(cell)
    if reading.kind in ("blank", "not_applicable"):
        faults = [Problem.at("scale_blank", line.sheet, cell.address, cell.value)]
    elif not faults and reading.value is not None and reading.value != round_half_up(reading.value, PLACES):
        faults = [Problem.at("scale_decimals", line.sheet, cell.address, cell.value)]
    elif not faults and line.hidden:
        checked.problems.append(Problem.at("hidden_row", line.sheet, cell.address, cell.value))
    checked.problems += faults
    if faults or reading.value is None:
        return None
    return {"audience": criterion["audience"], "row_no": criterion["row_no"], "points": format(reading.value, "f")}
