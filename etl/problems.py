"""Problems as data: a kind, a place, what was entered, what to enter instead. The wording of each kind stands here once.

A message says what was entered, what to do, and gives an example; no codes, no blame. Finding problems is checks.py's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    "date_without_done": Kind("error", "Có ngày hoàn thành nhưng trạng thái không phải «Hoàn thành».", "Chọn «Hoàn thành» hoặc xóa ngày."),
    "unknown_row": Kind("error", "Dòng mang mã «{code}» không thuộc báo cáo này.", "Tải lại biểu mẫu và ghi vào dòng có sẵn."),
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
    "locked": Kind("error", "Kỳ {entered} đã khóa số liệu.", "Đề nghị quản trị mở khóa kỳ trước khi nộp."),
    "changed": Kind("warning", "Thay số đã báo cáo cho kỳ này: {before} → {after}.", "Xác nhận nếu đúng là số sửa."),
    "other_reporter": Kind("warning", "Kỳ này {other} đã báo cáo {before}.", "Thống nhất với đơn vị đó trước khi xác nhận."),
    "jump": Kind("warning", "Tăng hoặc giảm nhiều so với lần trước ({period}): {before} → {after}.", "Kiểm tra lại rồi xác nhận."),
    "fall": Kind(
        "warning", "Kém đi so với lần trước ({period}): {before} → {after}.", "Kiểm tra lại rồi xác nhận, nên ghi lý do vào cột Ghi chú."
    ),
    "scale": Kind("warning", "Lệch khoảng 100 lần so với lần trước ({period}): {before} → {after}.", "Kiểm tra đơn vị tính rồi xác nhận."),
    "above_denominator": Kind("warning", "Tử số lớn hơn mẫu số, tỷ lệ {computed} %.", "Kiểm tra lại rồi xác nhận nếu đúng."),
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

    @classmethod
    def at(cls, kind: str, sheet: str, cell: str, entered: object = None, **details: object) -> Problem:
        words = KINDS[kind]
        shown = "" if entered is None else str(entered)
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


class NotOurWorkbook(Exception):
    """The file is no workbook, or none of ours; the message is a sentence for the user."""


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]
