"""The plan workbook: a whole new plan, or rows of a plan that were missing, comes in without code.

Declares its sheets and the words of their lists, writes the blank one and reads a filled one. What a filled one says or what is wrong
with it is plan_checks.py's business, opening files etl/books'.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from domain.names import clean, fold
from domain.wording import OVER_TIME
from etl import look
from etl.books.grid import Grid
from etl.problems import NotOurWorkbook
from etl.read import Line, identity_of, rows_under, sheet_named
from etl.template import FIRST_ROW, HEADER_ROW, HELP, IDENTITY, TASKS, CannotMakeForm, Column
from store import reads
from store.tables import Cursor, Row

PLAN, INDICATORS, DUTIES, UNITS = "Kế hoạch", "Chỉ tiêu", "Báo cáo", "Đơn vị"
PLAN_FORM_VERSION = "1"
PLAN_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
STAGES = (2025, 2030, 2035, 2040, 2045)
FROZEN = {INDICATORS: 6, TASKS: 6, DUTIES: 2, UNITS: 2}
"""The first column that scrolls: the name of a row stays in sight."""
PAGE_WIDTH = 300
"""Wider sheets print on two pages side by side, the name of a row on both."""
BLANK_ROWS = {INDICATORS: 80, TASKS: 80, DUTIES: 20, UNITS: 20}
DEFAULT_DECIMALS = "2"
TEXT = "@"
"""Text cells stay what was typed: «80-90» would else become a date, «1.10» the number 1,1."""

# -- the words of the lists --------------------------------------------------------------------------------------------------

DIRECTION = {"tang": "Tăng là tốt", "giam": "Giảm là tốt"}
VALUE_KIND = {"ty_le": "Tỷ lệ", "so_luong": "Số lượng", "co_khong": "Có, không", "loi_van": "Lời văn"}
OVER_UNITS = {
    "ty_so_cua_tong": "Tổng tử số chia tổng mẫu số",
    "tong": "Cộng các đơn vị",
    "trung_binh": "Trung bình các đơn vị",
    "khong_gop": "Không gộp",
}
DUE_KIND = {
    "fixed": "Có hạn",
    "ongoing": "Thường xuyên",
    "period": "Theo giai đoạn",
    "conditional": "Có điều kiện",
    "none": "Không đặt hạn",
}
FREQUENCY = {"thang": "Hằng tháng", "nam": "Hằng năm", "so_ket": "Sơ kết", "tong_ket": "Tổng kết", "dot_xuat": "Đột xuất"}
PLAN_KIND = {
    "ke_hoach_phuong": "Kế hoạch của phường, xã",
    "ke_hoach_so": "Kế hoạch của sở, ngành",
    "ke_hoach_chi_so": "Kế hoạch nâng chỉ số",
    "ke_hoach_nhiem_vu": "Kế hoạch giao nhiệm vụ",
    "ke_hoach_thi_dua": "Kế hoạch thi đua",
}
UNIT_KIND = {
    "phong": "Phòng",
    "don_vi": "Đơn vị trực thuộc",
    "nhom": "Nhóm đơn vị",
    "to_chuc": "Tổ chức",
    "phuong": "Phường",
    "xa": "Xã",
    "dac_khu": "Đặc khu",
    "so": "Sở, ngành",
    "tinh": "Tỉnh, thành phố",
}
BELONGS = ("phong", "don_vi", "nhom")
"""Kinds of units that are nothing without the unit they belong to."""

ADDS_UP: dict[str, dict[str, tuple[str, ...]]] = {
    "over_units": {
        "ty_le": ("ty_so_cua_tong", "trung_binh", "khong_gop"),
        "so_luong": ("tong", "trung_binh", "khong_gop"),
        "co_khong": ("khong_gop", "tong"),
        "loi_van": ("khong_gop",),
    },
    "over_time": {
        "ty_le": ("cuoi_ky", "luy_ke", "ty_le_trong_nam", "ca_nam"),
        "so_luong": ("cuoi_ky", "phat_sinh", "luy_ke", "ca_nam"),
        "co_khong": ("cuoi_ky", "ca_nam"),
        "loi_van": ("cuoi_ky", "ca_nam"),
    },
}
"""Rates are never added up, counts never divided: which ways of counting go with which kind of measure."""

# -- the sheets ------------------------------------------------------------------------------------------------------------


def _entered(name: str, heading: str, width: float, number_format: str = TEXT) -> Column:
    return Column(name, heading, width, entered=True, number_format=number_format)


HEADER = (
    _entered("plan_id", "Mã kế hoạch", 70),
    _entered("number", "Số", 70),
    _entered("issued_on", "Ngày ban hành", 70, "dd/mm/yyyy"),
    _entered("issuer", "Cơ quan ban hành", 70),
    _entered("title", "Tên kế hoạch", 70),
    _entered("kind", "Loại", 70),
    _entered("units", "Đơn vị thực hiện", 70),
    _entered("note", "Ghi chú", 70),
)
HINTS = {
    "plan_id": "Chữ thường không dấu, số và gạch nối, ví dụ nam-sach-12",
    "number": "Ví dụ 12/KH-UBND",
    "issued_on": "Ví dụ 02/10/2025",
    "issuer": "Mã hoặc tên đơn vị, ví dụ nam-sach",
    "title": "Như in trong kế hoạch",
    "kind": "Chọn trong danh sách",
    "units": "Mã hoặc tên các đơn vị kế hoạch ràng buộc, cách nhau bằng «;»",
    "note": "Có thể để trống",
}
COLUMNS: dict[str, tuple[Column, ...]] = {
    INDICATORS: (
        _entered("appendix", "Phụ lục", 8),
        _entered("part", "Phần", 7),
        _entered("row_no", "Dòng", 8),
        _entered("group_name", "Nhóm", 22),
        _entered("name", "Chỉ tiêu", 44),
        _entered("measure_id", "Mã đo lường", 18),
        _entered("unit", "ĐVT", 10),
        _entered("direction", "Chiều", 13),
        _entered("value_kind", "Kiểu", 11),
        _entered("over_units", "Cách gộp", 17),
        _entered("over_time", "Cách ghi", 18),
        _entered("decimals", "Số lẻ", 6, "0"),
        _entered("numerator_label", "Tử số là", 22),
        _entered("denominator_label", "Mẫu số là", 22),
        *(_entered(f"target_{year}", f"Mục tiêu {year}", 11) for year in STAGES),
        _entered("stages", "Các mốc in trong bảng", 14),
        _entered("lead", "Chủ trì", 24),
        _entered("support", "Phối hợp", 24),
        _entered("output", "Kết quả", 18),
        _entered("doubt", "Chỗ chưa chắc chắn", 28),
    ),
    TASKS: (
        _entered("appendix", "Phụ lục", 8),
        _entered("section", "Mục", 8),
        _entered("section_name", "Tên mục", 24),
        _entered("row_no", "Dòng", 8),
        _entered("name", "Nhiệm vụ", 56),
        _entered("due_kind", "Kiểu hạn", 14),
        _entered("due_on", "Hạn", 12, "dd/mm/yyyy"),
        _entered("then_ongoing", "Sau đó thường xuyên", 10),
        _entered("due_text", "Thời hạn ghi trong kế hoạch", 22),
        _entered("output", "Kết quả", 22),
        _entered("lead", "Chủ trì", 24),
        _entered("support", "Phối hợp", 24),
        _entered("doubt", "Chỗ chưa chắc chắn", 28),
    ),
    DUTIES: (
        _entered("reporter", "Ai báo cáo", 30),
        _entered("receiver", "Gửi cho", 30),
        _entered("frequency", "Tần suất", 14),
        _entered("rule", "Quy tắc", 14),
        _entered("text", "Nội dung", 70),
    ),
    UNITS: (
        _entered("unit_id", "Mã", 34),
        _entered("name", "Tên", 48),
        _entered("short_name", "Tên ngắn", 30),
        _entered("kind", "Loại", 18),
        _entered("parent", "Thuộc đơn vị", 34),
    ),
}
CHOICES: dict[tuple[str, str], dict[str, str]] = {
    (PLAN, "kind"): PLAN_KIND,
    (INDICATORS, "direction"): DIRECTION,
    (INDICATORS, "value_kind"): VALUE_KIND,
    (INDICATORS, "over_units"): OVER_UNITS,
    (INDICATORS, "over_time"): OVER_TIME,
    (TASKS, "due_kind"): DUE_KIND,
    (DUTIES, "frequency"): FREQUENCY,
    (UNITS, "kind"): UNIT_KIND,
}
_GUIDE = (
    "1. Chỉ ghi vào các ô nền vàng, chép đúng chữ của kế hoạch. Trang «Kế hoạch»: phần đầu của kế hoạch. Kế hoạch đã có trong hệ thống thì "
    "phần đầu đã khóa, các dòng đã có không in lại; dòng ghi ở các trang sau được thêm vào.",
    "2. Trang «Chỉ tiêu»: mỗi hàng một dòng của phụ lục. «Phụ lục» ghi số in trong kế hoạch (1, 2, …); chỉ tiêu nằm trong lời văn của kế "
    "hoạch ghi «-», và «Dòng» là thứ tự xuất hiện. «Dòng» ghi như in: 1, 1.2, 9.1a. Một ô in hai mục tiêu thì tách hai hàng, 9.1a và 9.1b. "
    "Nếu mỗi phần của phụ lục đánh số lại từ đầu, ghi cả phần vào «Dòng», ví dụ II.3.",
    "3. «Mã đo lường»: để trống nếu chưa đâu có con số này; nếu đã có thì ghi mã của nó để số liệu chỉ nhập một lần. Dòng cùng nghĩa với "
    "một dòng phía trên hoặc đã có của kế hoạch: ghi dòng đó, ví dụ PL1/1.2. Khi dùng chung, các ô từ «ĐVT» đến «Mẫu số là» để trống.",
    "4. «Kiểu» Tỷ lệ tính bằng phần trăm, ĐVT là %. «Cách gộp»: số của cấp trên tính từ các đơn vị bằng cách nào. «Cách ghi»: con số "
    "của một quý là số cuối kỳ, phát sinh trong quý, lũy kế hay cả năm. «Số lẻ»: từ 0 đến 4, để trống là 2.",
    "5. «Mục tiêu»: ghi như in: ≥ 80; > 80%; trên 80; tối thiểu 70; không quá 5; 80-90; 100; 62,5. Kiểu «Có, không» ghi «Có». Ô in dấu «-» "
    "ghi «-» (mốc có trong bảng nhưng không đặt mục tiêu), ô không in gì để trống. Con số như 1.200 sẽ được hỏi lại vì có hai cách đọc. "
    "Nội dung khác được giữ thành lời và không so được với con số.",
    "6. «Các mốc in trong bảng»: để trống nếu bảng in đúng những mốc đã ghi ở các cột mục tiêu; nếu không, ghi các năm, ví dụ 2025 2030.",
    "7. «Chủ trì», «Phối hợp»: mã hoặc tên đơn vị, nhiều đơn vị cách nhau bằng «;». Phòng, đơn vị chưa có thì thêm ở trang «Đơn vị».",
    "8. Trang «Nhiệm vụ»: «Phụ lục» để trống nếu nhiệm vụ nằm trong thân kế hoạch. «Mục» là số của phần (III), «Dòng» là số trong phần. "
    "Kiểu hạn «Có hạn» và «Theo giai đoạn» phải có ngày; tháng 9/2025 ghi ngày cuối tháng, 30/09/2025.",
    "9. Trang «Báo cáo»: «Quy tắc» của «Hằng tháng» là ngày (16), của «Hằng năm» là ngày và tháng (30/11), của «Sơ kết», «Tổng kết» là năm "
    "(2030); kế hoạch không nêu ngày thì để trống.",
    "10. Chữ không đọc được trong bản in: ghi điều đọc được và nói chỗ nghi ngờ ở «Chỗ chưa chắc chắn»; số của dòng đó sẽ có dấu khi hiện.",
)


# -- the blank workbook ------------------------------------------------------------------------------------------------------


def write_plan_template(cursor: Cursor, plan_id: str, unit_id: str | None = None) -> bytes:
    """The blank plan workbook: of a new plan, or of a plan that is known and lacks rows."""
    plan = reads.plan(cursor, plan_id)
    _must_go_together(cursor, plan_id, plan, unit_id)
    book = Workbook()
    head = book.active
    assert isinstance(head, Worksheet)
    head.title = PLAN
    _write_header(head, header_of(cursor, plan) if plan else _new_header(plan_id, unit_id), known=plan is not None)
    note = _note(plan, len(reads.plan_subjects(cursor, plan_id)))
    for name in (INDICATORS, TASKS, DUTIES, UNITS):
        _write_rows(book.create_sheet(name), name, note)
    look.write_guide(book.create_sheet(HELP), _GUIDE)
    facts = {"kind": "plan", "version": PLAN_FORM_VERSION, "plan": plan_id, "mode": "known" if plan else "new"}
    look.write_identity(book.create_sheet(IDENTITY), facts)
    _offer_lists(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _must_go_together(cursor: Cursor, plan_id: str, plan: Row | None, unit_id: str | None) -> None:
    if plan is None and not PLAN_CODE.fullmatch(plan_id):
        raise CannotMakeForm(f"Mã kế hoạch «{plan_id}» chưa đúng dạng: chữ thường không dấu, số và gạch nối. Ví dụ: nam-sach-12.")
    if unit_id and reads.unit(cursor, unit_id) is None:
        raise CannotMakeForm(f"Không có đơn vị «{unit_id}».")
    if plan and unit_id and reads.described_unit(cursor, plan_id, unit_id) is None:
        bound = ", ".join(row["unit_id"] for row in reads.bound_units(cursor, plan_id))
        raise CannotMakeForm(f"Đơn vị «{unit_id}» không thuộc phạm vi kế hoạch {plan['number']}. Đơn vị thuộc phạm vi: {bound}.")


def _new_header(plan_id: str, unit_id: str | None) -> Row:
    return {"plan_id": plan_id, "issuer": unit_id, "units": unit_id}


def header_of(cursor: Cursor, plan: Row) -> Row:
    """The header of a known plan as its workbook shows it."""
    return {
        "plan_id": plan["plan_id"],
        "number": plan["number"],
        "issued_on": plan["issued_on"],
        "issuer": plan["issuer_unit_id"],
        "title": plan["title"],
        "kind": PLAN_KIND.get(plan["kind"], plan["kind"]),
        "units": "; ".join(row["unit_id"] for row in reads.bound_units(cursor, plan["plan_id"])),
        "note": plan["note"],
    }


def _note(plan: Row | None, rows: int) -> str:
    if plan is None:
        return f"Kế hoạch mới. Ghi vào các ô nền vàng; cách ghi ở trang «{HELP}»."
    return (
        f"Kế hoạch {plan['number']} đã có {rows} dòng, không in lại ở đây: các dòng ghi dưới đây được thêm vào. Cách ghi ở trang «{HELP}»."
    )


def _write_header(sheet: Worksheet, facts: Row, *, known: bool) -> None:
    look.title(sheet, "KẾ HOẠCH", "Kế hoạch đã có trong hệ thống: phần này đã khóa." if known else "Ghi vào các ô nền vàng.")
    for line, column in enumerate(HEADER, FIRST_ROW):
        look.body(sheet.cell(line, 1, column.heading))
        _write_text(sheet.cell(line, 2), column, facts.get(column.name), open_cell=not known)
        look.body(sheet.cell(line, 3, None if known else HINTS[column.name]))
        sheet.row_dimensions[line].height = 15.0 * look.lines_needed(str(facts.get(column.name) or ""), column.width) + 2
    for letter, width in (("A", 24), ("B", HEADER[0].width), ("C", 62)):
        sheet.column_dimensions[letter].width = width
    look.protect(sheet)
    look.print_landscape(sheet, columns=3, last_row=FIRST_ROW + len(HEADER) - 1, repeat="1:1")


def _write_text(cell: SheetCell, column: Column, entered: Any, *, open_cell: bool) -> None:
    """What people wrote stays text, also where it begins with an equals sign."""
    cell.value = entered
    if cell.data_type == "f":
        cell.data_type, cell.quotePrefix = "s", True
    look.body(cell, entered=open_cell)
    cell.number_format = column.number_format
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)


def _write_rows(sheet: Worksheet, name: str, note: str) -> None:
    look.title(sheet, name.upper(), note)
    last_row = FIRST_ROW + BLANK_ROWS[name] - 1
    for index, column in enumerate(COLUMNS[name], 1):
        look.head(sheet.cell(HEADER_ROW, index, column.heading))
        sheet.column_dimensions[get_column_letter(index)].width = column.width
        for line in range(FIRST_ROW, last_row + 1):
            _write_text(sheet.cell(line, index), column, None, open_cell=True)
    sheet.freeze_panes = sheet.cell(FIRST_ROW, FROZEN[name])
    look.protect(sheet)
    look.print_landscape(sheet, columns=len(COLUMNS[name]), last_row=last_row, repeat=f"{HEADER_ROW}:{HEADER_ROW}")
    sheet.row_dimensions[HEADER_ROW].height = 48
    if sum(column.width for column in COLUMNS[name]) > PAGE_WIDTH:
        sheet.page_setup.fitToWidth = 2
        sheet.print_title_cols = f"A:{get_column_letter(FROZEN[name] - 1)}"


def _offer_lists(book: Workbook) -> None:
    """The lists as data validation. Their words stand on the hidden sheet, because some hold commas."""
    words = book[IDENTITY]
    for index, ((name, column), choices) in enumerate(CHOICES.items(), 4):
        letter = get_column_letter(index)
        for line, label in enumerate(choices.values(), 1):
            words.cell(line, index, label)
        rule = DataValidation("list", formula1=f"'{IDENTITY}'!${letter}$1:${letter}${len(choices)}", allow_blank=True)
        rule.error, rule.errorTitle, rule.showErrorMessage = "Chọn một mục trong danh sách.", "Danh sách", True
        rule.add(_area(name, column))
        book[name].add_data_validation(rule)
    mark = DataValidation("list", formula1='"x"', allow_blank=True)
    mark.error, mark.errorTitle, mark.showErrorMessage = "Ghi «x» hoặc để trống.", "Sau đó thường xuyên", True
    mark.add(_area(TASKS, "then_ongoing"))
    book[TASKS].add_data_validation(mark)


def _area(name: str, column: str) -> str:
    if name == PLAN:
        return f"B{FIRST_ROW + [each.name for each in HEADER].index(column)}"
    letter = get_column_letter([each.name for each in COLUMNS[name]].index(column) + 1)
    return f"{letter}{FIRST_ROW}:{letter}{FIRST_ROW + BLANK_ROWS[name] - 1}"


# -- reading -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FilledPlan:
    """A filled plan workbook: what it says it is, its header, its rows by sheet, and the columns it lacks."""

    identity: dict[str, str]
    header: Line
    lines: dict[str, list[Line]]
    missing: list[tuple[str, str]] = field(default_factory=list)


def read_plan(grids: list[Grid]) -> FilledPlan:
    """The cells of a plan workbook made from our form; `NotOurWorkbook` says what else it is."""
    identity = identity_of(grids)
    if identity.get("kind") != "plan":
        raise NotOurWorkbook("Tệp này không phải sổ tính kế hoạch của Tiến độ 57. Tải biểu mẫu kế hoạch rồi chép nội dung sang.")
    missing: list[tuple[str, str]] = []
    header = _read_header(sheet_named(grids, PLAN), missing)
    lines = {name: [*filter(_says_something, rows_under(sheet_named(grids, name), name, COLUMNS[name], missing))] for name in COLUMNS}
    return FilledPlan(identity, header, lines, missing)


def _read_header(grid: Grid | None, missing: list[tuple[str, str]]) -> Line:
    """The header's cells: labels in the first column, what was entered beside them."""
    if grid is None:
        missing.append((PLAN, HEADER[0].heading))
        return Line(PLAN, 0, {})
    rows = {fold(str(grid.value(row, 1))): row for row in range(grid.height, 0, -1) if grid.value(row, 1)}
    missing.extend((PLAN, column.heading) for column in HEADER if fold(column.heading) not in rows)
    cells = {column.name: grid.cell(rows[fold(column.heading)], 2) for column in HEADER if fold(column.heading) in rows}
    return Line(grid.name, 0, cells)


def _says_something(line: Line) -> bool:
    return any(cell.formula_without_value or cell.value not in (None, "") and clean(str(cell.value)) for cell in line.cells.values())
