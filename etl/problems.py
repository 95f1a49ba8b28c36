"""Problems as data: a kind, a place, what was entered, what to enter instead. The wording of each kind stands here once.

A message says what was entered, what to do, and gives an example; no codes, no blame. Finding problems is checks.py's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from domain.access import Refused

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its level and its two sentences, with places for what varies."""

    level: Level
    message: str
    expected: str


KINDS: dict[str, Kind] = {
    "question": Kind("error", "{question}", "Ghi lại cho rõ, ví dụ «{example}»."),
    "formula_without_value": Kind(
        "error",
        "Ô có công thức nhưng tệp không lưu kết quả tính.",
        "Mở tệp bằng Excel hoặc LibreOffice, lưu lại; hoặc ghi thẳng con số, ví dụ «62,5».",
    ),
    "cell_error": Kind("error", "Ô đang báo lỗi của bảng tính.", "Sửa công thức hoặc ghi thẳng con số, ví dụ «62,5»."),
    "became_date": Kind("error", "Excel đã đổi nội dung ô thành ngày tháng.", "Định dạng lại ô thành Số rồi ghi lại, ví dụ «62,5»."),
    "negative": Kind("error", "Giá trị không thể âm.", "Ghi con số từ 0 trở lên, ví dụ «0»."),
    "one_part_only": Kind("error", "Có {given} mà thiếu {missing}.", "Ghi cả tử số và mẫu số, ví dụ «125» và «200», hoặc để trống cả hai."),
    "parts_without_rate": Kind(
        "error", "Chỉ tiêu này không tính bằng tử số và mẫu số.", "Ghi con số vào cột Kỳ này, ví dụ «2», và xóa tử số, mẫu số."
    ),
    "not_applicable_with_parts": Kind(
        "error", "Cột Kỳ này ghi «không áp dụng» nhưng vẫn có tử số, mẫu số.", "Xóa «không áp dụng», hoặc xóa tử số và mẫu số."
    ),
    "beside_nothing": Kind(
        "warning", "Dòng không có số liệu nên nội dung này sẽ không được lưu.", "Ghi con số vào cột Kỳ này, hoặc xác nhận là bỏ qua."
    ),
    "done_in_part": Kind("error", "Nhiệm vụ đã hoàn thành nhưng mức hoàn thành dưới 100.", "Ghi 100 hoặc chọn «Đang thực hiện»."),
    "no_denominator": Kind(
        "error", "Mẫu số phải lớn hơn 0.", "Ghi mẫu số, ví dụ «200»; nếu trong kỳ không phát sinh, ghi «không áp dụng» vào cột Kỳ này."
    ),
    "parts_disagree": Kind(
        "error",
        "Tỷ lệ ghi {typed} % không khớp với tử số / mẫu số = {computed} %.",
        "Sửa tỷ lệ hoặc tử số, mẫu số; có thể để trống cột Kỳ này để phần mềm tự tính.",
    ),
    "estimate_mark": Kind("error", "Cột Ước chỉ nhận «x» (số ước) hoặc để trống.", "Ghi «x» hoặc xóa ô."),
    "unknown_state": Kind("error", "Trạng thái không thuộc danh sách.", "Chọn một trong: {choices}."),
    "percent_range": Kind("error", "Mức hoàn thành phải từ 0 đến 100.", "Ghi con số từ 0 đến 100, ví dụ «60»."),
    "not_a_date": Kind("error", "Không đọc được ngày.", "Ghi ngày theo mẫu ngày/tháng/năm, ví dụ «15/09/2025»."),
    "done_without_date": Kind(
        "error", "Nhiệm vụ đã hoàn thành nhưng chưa ghi ngày hoàn thành.", "Ghi ngày hoàn thành, ví dụ «15/09/2025»."
    ),
    "done_at_odd_time": Kind(
        "warning", "Ngày hoàn thành {day} nằm ngoài thời gian từ năm ban hành kế hoạch đến hết {period}.", "Kiểm tra lại ngày rồi xác nhận."
    ),
    "date_without_done": Kind("error", "Có ngày hoàn thành nhưng trạng thái không phải «Hoàn thành».", "Chọn «Hoàn thành» hoặc xóa ngày."),
    "unknown_row": Kind("error", "Dòng mang mã «{code}» không thuộc báo cáo này.", "Tải lại biểu mẫu và ghi vào dòng có sẵn."),
    "row_not_matched": Kind(
        "error",
        "Chưa biết hàng «{title}» là chỉ tiêu nào.",
        "Mở trang «Nộp báo cáo» để ghép hàng này với một chỉ tiêu hoặc bỏ qua, ví dụ «Tỷ lệ phủ sóng 5G».",
    ),
    "no_period": Kind("error", "Không thấy kỳ báo cáo trong tệp.", "Ghi kỳ vào dòng tiêu đề, ví dụ «Quý III năm 2026»."),
    "period_from_file": Kind("warning", "Kỳ báo cáo đọc từ ô này: {period}.", "Xác nhận nếu đúng kỳ, ví dụ không phải tiêu đề cũ."),
    "row_twice": Kind("error", "Dòng này đã có ở ô {other}.", "Xóa một trong hai dòng."),
    "figure_without_row": Kind(
        "error", "Có số liệu trong dòng không có mã chỉ tiêu.", "Ghi vào dòng có sẵn của biểu mẫu; không thêm dòng."
    ),
    "nothing_entered": Kind("error", "Báo cáo chưa có số liệu hay trạng thái nhiệm vụ nào.", "Ghi ít nhất một con số vào cột Kỳ này."),
    "missing_column": Kind("error", "Không thấy cột «{column}» ở hàng tiêu đề.", "Tải lại biểu mẫu rồi chép số liệu sang."),
    "unknown_plan": Kind("error", "Kế hoạch «{entered}» không có trong hệ thống.", "Tải lại biểu mẫu của đúng kế hoạch."),
    "unit_not_bound": Kind(
        "error", "Đơn vị «{entered}» không thuộc phạm vi kế hoạch {plan}.", "Tải lại biểu mẫu của đúng đơn vị và kế hoạch."
    ),
    "not_a_quarter": Kind("error", "Kỳ «{entered}» không phải là quý.", "Tải lại biểu mẫu cho một quý, ví dụ 2026Q3."),
    "before_plan": Kind("error", "Kỳ {entered} trước năm đầu của kế hoạch ({first}).", "Nộp cho một quý từ {first} trở đi."),
    "after_end": Kind("error", "Kỳ {entered} sau khi kế hoạch hoặc đơn vị đã hết hiệu lực ({last}).", "Nộp cho một quý không sau {last}."),
    "locked": Kind(
        "error",
        "Kỳ {entered} đã khóa số liệu{past}.",
        "Đề nghị quản trị ({who}, người khóa kỳ) mở khóa, hoặc cho riêng đơn vị nộp thêm, ví dụ đến hết ngày «15/11/2026».",
    ),
    "figure_without_unit": Kind(
        "error", "Có số liệu trong hàng không có mã đơn vị.", "Ghi vào hàng có sẵn của đơn vị, ví dụ hàng đầu tiên."
    ),
    "unit_not_in_report": Kind(
        "error",
        "Đơn vị «{entered}» không thuộc phạm vi báo cáo của {reporter} trong kế hoạch này.",
        "Xóa số liệu của hàng, hoặc nộp trong báo cáo của đúng đơn vị, ví dụ tải biểu mẫu mới.",
    ),
    "hidden_row": Kind("warning", "Hàng này đang ẩn trong tệp nhưng có số liệu.", "Hiện hàng lên để xem lại, rồi xác nhận."),
    "total_differs": Kind("warning", "Hàng tổng ghi {said} nhưng cộng các đơn vị được {total}.", "Kiểm tra từng đơn vị rồi xác nhận."),
    "scale_target": Kind(
        "warning",
        "Lệch khoảng 100 lần so với mục tiêu {target}: {after}.",
        "Kiểm tra đơn vị tính rồi xác nhận, ví dụ 62,5 chứ không phải 0,625 %.",
    ),
    "changed": Kind("warning", "Thay số đã báo cáo cho kỳ này ({submission}): {before} → {after}.", "Xác nhận nếu đúng là số sửa."),
    "other_reporter": Kind("warning", "Kỳ này {other} đã báo cáo {before}.", "Thống nhất với đơn vị đó trước khi xác nhận."),
    "jump": Kind("warning", "Tăng hoặc giảm nhiều so với lần trước ({period}): {before} → {after}.", "Kiểm tra lại rồi xác nhận."),
    "fall": Kind(
        "warning", "Kém đi so với lần trước ({period}): {before} → {after}.", "Kiểm tra lại rồi xác nhận, nên ghi lý do vào cột Ghi chú."
    ),
    "scale": Kind("warning", "Lệch khoảng 100 lần so với lần trước ({period}): {before} → {after}.", "Kiểm tra đơn vị tính rồi xác nhận."),
    "above_denominator": Kind("warning", "Tử số lớn hơn mẫu số, tỷ lệ {computed} %.", "Kiểm tra lại rồi xác nhận nếu đúng."),
    # -- a plan workbook (plan_form.py) --
    "plan_required": Kind("error", "Ô «{column}» không được để trống.", "Ghi vào ô này, ví dụ «{example}»."),
    "plan_choice": Kind("error", "Nội dung không thuộc danh sách.", "Chọn một trong: {choices}."),
    "plan_bad_code": Kind("error", "Mã chỉ gồm chữ thường không dấu, số và gạch nối.", "Ghi lại mã, ví dụ «{example}»."),
    "plan_row_number": Kind(
        "error",
        "Không đọc được số thứ tự: ô đã thành con số hoặc không đúng dạng.",
        "Định dạng ô là Văn bản rồi ghi như in trong kế hoạch, ví dụ «1», «1.10», «II.3», «9.1a».",
    ),
    "plan_row_twice": Kind(
        "error", "Dòng «{row}» đã có ở ô {other}.", "Xóa một trong hai dòng; nếu mỗi phần đánh số lại từ đầu, ghi kèm phần, ví dụ «II.3»."
    ),
    "plan_row_exists": Kind("error", "«{row}» đã có trong hệ thống: {known}.", "Xóa dòng này; sổ tính kế hoạch chỉ thêm dòng mới."),
    "plan_exists": Kind(
        "error",
        "Mã kế hoạch «{entered}» đã có trong hệ thống.",
        "Ghi mã khác, ví dụ «nam-sach-12»; để thêm dòng vào kế hoạch đã có, tải biểu mẫu của kế hoạch đó.",
    ),
    "plan_number_exists": Kind(
        "error",
        "Kế hoạch số này của cùng cơ quan đã có trong hệ thống, mã «{known}».",
        "Kiểm tra lại số, ví dụ «12/KH-UBND»; để thêm dòng vào kế hoạch đã có, tải biểu mẫu của kế hoạch đó.",
    ),
    "plan_header_changed": Kind(
        "error", "Phần đầu của kế hoạch đã có trong hệ thống không sửa được ở đây.", "Ghi lại như cũ: «{known}», hoặc tải lại biểu mẫu."
    ),
    "plan_unknown_unit": Kind(
        "error",
        "«{unit}» không phải mã đơn vị, cũng không phải tên của đơn vị thuộc kế hoạch.",
        "Ghi mã hoặc tên, cách nhau bằng «;», ví dụ «{example}»; đơn vị chưa có thì thêm ở trang «Đơn vị».",
    ),
    "plan_ambiguous_unit": Kind("error", "Tên «{unit}» có ở nhiều đơn vị.", "Ghi mã của đơn vị, một trong: {choices}."),
    "plan_one_unit": Kind("error", "Ô này chỉ nhận một đơn vị.", "Ghi một mã hoặc tên, ví dụ «{example}»."),
    "plan_unit_loop": Kind("error", "Đơn vị này thuộc về chính nó qua các đơn vị trung gian.", "Ghi đơn vị cấp trên, ví dụ «nam-sach»."),
    "plan_unknown_measure": Kind(
        "error",
        "Không có đo lường mang mã này, cũng không có dòng như vậy ở phía trên.",
        "Ghi mã đã có, ví dụ «{example}», hoặc dòng dùng chung, ví dụ «PL1/1.2»; để trống nếu là đo lường mới.",
    ),
    "plan_measure_differs": Kind(
        "error",
        "Đo lường dùng chung đang có ở cột này: {known}.",
        "Để trống ô này; nếu con số thật sự khác thì để trống «Mã đo lường» để thành đo lường mới.",
    ),
    "plan_measure_mix": Kind("error", "Cách này không đi với Kiểu «{sort}».", "Chọn một trong: {choices}."),
    "plan_rate_unit": Kind(
        "error", "ĐVT phải là % nếu Kiểu là «Tỷ lệ», và chỉ khi đó.", "Ghi «%» cho tỷ lệ; kiểu khác ghi đơn vị đếm, ví dụ «sáng kiến»."
    ),
    "plan_decimals": Kind("error", "Số lẻ phải là số nguyên từ 0 đến 4.", "Ghi ví dụ «2», hoặc để trống."),
    "plan_stages": Kind(
        "error",
        "Các mốc phải là năm có cột mục tiêu và gồm mọi năm đã ghi ở hàng này.",
        "Ghi các năm cách nhau bằng dấu cách, ví dụ «{example}», hoặc để trống.",
    ),
    "plan_no_target": Kind(
        "error",
        "Chỉ tiêu chưa có mục tiêu ở mốc nào.",
        "Ghi ít nhất một mục tiêu, ví dụ «≥ 80»; tên nhóm thì ghi vào cột «Nhóm» của các hàng.",
    ),
    "plan_target_kind": Kind("error", "Mục tiêu này không đi với Kiểu «{sort}».", "Ghi lại, ví dụ «{example}», hoặc đổi Kiểu."),
    "plan_target_words": Kind(
        "warning",
        "Mục tiêu của Kiểu «{sort}» sẽ được lưu thành lời, không so được với số liệu.",
        "Ghi con số nếu có, ví dụ «≥ 80»; nếu kế hoạch chỉ nói bằng lời thì xác nhận.",
    ),
    "plan_mark": Kind("error", "Cột «{column}» chỉ nhận «x» hoặc để trống.", "Ghi «x» hoặc xóa ô."),
    "plan_due_missing": Kind(
        "error", "Kiểu hạn «{sort}» phải có ngày.", "Ghi ngày vào cột Hạn, ví dụ «30/09/2025», hoặc chọn kiểu hạn khác."
    ),
    "plan_due_extra": Kind("error", "Kiểu hạn «{sort}» không có ngày.", "Xóa ngày, hoặc chọn «Có hạn»."),
    "plan_ongoing_extra": Kind("error", "«Sau đó thường xuyên» chỉ đi với «Có hạn», không với «{sort}».", "Xóa dấu x, hoặc chọn «Có hạn»."),
    "plan_duty_rule": Kind("error", "Quy tắc này không đi với tần suất «{frequency}».", "Với tần suất này, {told}."),
    "plan_nothing": Kind("error", "Sổ tính chưa có dòng nào.", "Ghi ít nhất một chỉ tiêu, nhiệm vụ hoặc chế độ báo cáo."),
    # -- a scale of points (scale_form.py) --
    "scale_blank": Kind(
        "error", "Chưa ghi điểm tối đa của tiêu chí này.", "Ghi con số từ 0 trở lên, ví dụ «10»; tiêu chí không chấm thì ghi «0»."
    ),
    "scale_decimals": Kind("error", "Điểm tối đa có quá hai chữ số lẻ.", "Ghi nhiều nhất hai chữ số lẻ, ví dụ «7,5»."),
    "scale_owner": Kind(
        "error",
        "Chưa ghi thang điểm là của cơ quan nào.",
        "Ghi tên cơ quan đặt ra thang điểm, ví dụ «Hội đồng Thi đua - Khen thưởng phường».",
    ),
    "scale_row_missing": Kind(
        "error", "Thiếu dòng của tiêu chí {row}, đối tượng «{audience}».", "Tải lại biểu mẫu rồi chép điểm sang, giữ đủ các dòng."
    ),
    "scale_unknown_row": Kind("error", "Dòng mang mã «{code}» không thuộc tiêu chí nào.", "Tải lại biểu mẫu và ghi vào dòng có sẵn."),
    "scale_without_row": Kind("error", "Có điểm trong dòng không có mã tiêu chí.", "Ghi vào dòng có sẵn của biểu mẫu; không thêm dòng."),
    "scale_nothing": Kind("error", "Mọi tiêu chí đều có điểm tối đa bằng 0.", "Ghi điểm tối đa cho ít nhất một tiêu chí, ví dụ «10»."),
    "scale_other_plan": Kind("error", "Thang điểm này lập cho kế hoạch khác.", "Tải biểu mẫu thang điểm của kế hoạch {plan}."),
}


@dataclass(frozen=True)
class Problem:
    """One problem at one place of a workbook."""

    kind: str
    level: Level
    sheet: str
    cell: str
    entered: str
    expected: str
    message: str
    about: str = ""
    """The name of the row it is about, where there is one."""

    @classmethod
    def at(cls, kind: str, sheet: str, cell: str, entered: object = None, **details: object) -> Problem:
        words = KINDS[kind]
        shown = as_shown(entered)
        facts = {"entered": shown} | {name: str(value) for name, value in details.items()}
        return cls(kind, words.level, sheet, cell, shown, words.expected.format(**facts), words.message.format(**facts))

    @property
    def mark(self) -> str:
        """The word for its level."""
        return "Lỗi" if self.level == "error" else "Cảnh báo"

    def as_record(self) -> dict[str, str]:
        return {
            "level": self.level,
            "sheet": self.sheet,
            "cell": self.cell,
            "entered": self.entered,
            "expected": self.expected,
            "message": self.message,
        }

    def as_sentence(self) -> str:
        place = f"Trang «{self.sheet}», ô {self.cell}" if self.cell else f"Trang «{self.sheet}»"
        entered = f" Đã ghi «{self.entered}»." if self.entered else ""
        return f"{self.mark} · {place}: {self.message}{entered} {self.expected}"


def as_shown(entered: object) -> str:
    """What stands in a cell as its reader sees it: a decimal comma, a day before its month."""
    if entered is None:
        return ""
    if isinstance(entered, bool):
        return "TRUE" if entered else "FALSE"
    if isinstance(entered, float):
        return format(entered, ".15g").replace(".", ",")
    if isinstance(entered, (datetime, date)):
        return entered.strftime("%d/%m/%Y")
    return str(entered)


@dataclass(frozen=True)
class Group:
    """Problems that differ only by their cell, to be read once."""

    problem: Problem
    cells: tuple[str, ...]

    @property
    def place(self) -> str:
        """`G6`, or `G6:G40, G52 (36 ô)` for many."""
        shown = ", ".join(_stretches(self.cells)[:_PLACES_SHOWN])
        more = " …" if len(_stretches(self.cells)) > _PLACES_SHOWN else ""
        return f"{shown}{more} ({len(self.cells)} ô)" if len(self.cells) > 1 else shown

    def as_sentence(self) -> str:
        return replace(self.problem, cell=self.place).as_sentence()


def grouped(problems: list[Problem]) -> list[Group]:
    """Alike problems as one, each group where its first one stands."""
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        alike = (problem.kind, problem.sheet, problem.message, problem.expected, problem.entered)
        groups.setdefault(alike, []).append(problem)
    return [Group(alike[0], tuple(problem.cell for problem in alike)) for alike in groups.values()]


_PLACES_SHOWN = 6
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def _stretches(cells: tuple[str, ...]) -> list[str]:
    """Neighbours in one column as ranges: G6, G7, G8 is G6:G8."""
    made: list[list[str]] = []
    for cell in cells:
        found = _ADDRESS.fullmatch(cell)
        last = _ADDRESS.fullmatch(made[-1][-1]) if made else None
        if found and last and found[1] == last[1] and int(found[2]) == int(last[2]) + 1:
            made[-1] = [made[-1][0], cell]
        else:
            made.append([cell])
    return [":".join(stretch) for stretch in made]


class NotOurWorkbook(Refused):
    """The file is no workbook, or none of ours; the message is a sentence for the user."""


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]
