"""The words, signs and colours users see, once for screens, pictures, documents and the command line.

Holds no rule: what a status means is decided in store/scorecard.sql, who may do what in access.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.numbers import format_number

PRODUCT = "Tiến độ 57"
DEMONSTRATION = "Số liệu minh họa"
DEMONSTRATION_LONG = "Số liệu minh họa, do nhóm phát triển đặt ra để xem thử. Không phải số liệu thật của bất kỳ đơn vị nào."
DEMONSTRATION_NAMES = "Tên các phường khác Trần Liễu là tên giả định."
"""Beside it where a plan is shown that invented wards follow."""
UNVERIFIED = "chưa xác thực"
SELF_APPROVED = "người nộp tự duyệt"


@dataclass(frozen=True)
class StatusWords:
    """How a status is shown: word, sign and colour always together, so that none has to be seen to know it."""

    label: str
    sign: str
    colour: str
    ink: str = "#FFFFFF"

    @property
    def line(self) -> str:
        """The colour of a line or a large number on white: a pale surface gives way to grey."""
        return self.colour if self.ink == "#FFFFFF" else "#66707B"


STATUS: dict[str, StatusWords] = {
    "khong_dat": StatusWords("Không đạt", "✕", "#7A1712"),
    "nguy_co": StatusWords("Nguy cơ không đạt", "■", "#B3261E"),
    "cham": StatusWords("Chậm", "▼", "#A85F00"),
    "dung_tien_do": StatusWords("Đúng tiến độ", "◆", "#2F6EA5"),
    "dat": StatusWords("Đạt", "●", "#1F7A4A"),
    "vuot": StatusWords("Vượt", "▲", "#064D38"),
    "chua_co_so_lieu": StatusWords("Chưa có số liệu", "○", "#66707B"),
    "khong_danh_gia": StatusWords("Chưa đủ cơ sở đánh giá", "◌", "#E3E7EC", "#1D2733"),
    "chua_den_ky": StatusWords("Chưa đến kỳ", "–", "#C9CED6", "#1D2733"),
}
"""Worst first: the order of lists."""

BEST_FIRST = ("vuot", "dat", "dung_tien_do", "cham", "nguy_co", "khong_dat", "khong_danh_gia", "chua_co_so_lieu", "chua_den_ky")
"""The order of the status bar, from met to not yet asked."""

REASON: dict[str, str] = {
    "chua_den_ky": "chưa có mục tiêu nào đến kỳ",
    "words": "mục tiêu viết bằng lời, không có con số để so",
    "unreadable": "con số mục tiêu trong bản chữ của kế hoạch không đọc được",
    "no_value": "chưa có số liệu dùng được cho kỳ này",
    "met": "giá trị đạt mục tiêu",
    "beyond": "giá trị tốt hơn mục tiêu",
    "stage_end": "quý cuối của giai đoạn, giá trị chưa đạt mục tiêu",
    "held_never_met": "mục tiêu đã hết hạn mà chưa từng đạt",
    "held_lost": "mục tiêu đã đạt khi hết giai đoạn, nay không còn giữ được",
    "base_met": "mốc gốc đã đạt mục tiêu, giá trị nay lại không đạt",
    "same_observation": "mới có một lần báo cáo, chưa có gì để so",
    "early": "mới đầu giai đoạn",
    "pace": "so khoảng cách đã thu hẹp với thời gian đã qua",
    "aggregate": "chưa đủ đơn vị báo cáo, hoặc cấp này không có mục tiêu riêng",
}

TASK_STATE: dict[str, str] = {
    "dung_han": "Hoàn thành đúng hạn",
    "qua_han_xong": "Hoàn thành quá hạn",
    "trong_han": "Đang thực hiện, trong hạn",
    "qua_han": "Quá hạn, chưa xong",
    "thuong_xuyen": "Thường xuyên",
    "co_dieu_kien": "Có điều kiện",
    "khong_han": "Không đặt hạn",
    "tam_dung": "Tạm dừng",
}

TASK_LOOK: dict[str, StatusWords] = {
    "qua_han": StatusWords(TASK_STATE["qua_han"], "■", "#B3261E"),
    "qua_han_xong": StatusWords(TASK_STATE["qua_han_xong"], "▼", "#A85F00"),
    "trong_han": StatusWords(TASK_STATE["trong_han"], "◆", "#2F6EA5"),
    "dung_han": StatusWords(TASK_STATE["dung_han"], "●", "#1F7A4A"),
    "xong_khong_han": StatusWords("Đã xong, không đặt hạn", "○", "#DDEFE5", "#1D2733"),
    "tam_dung": StatusWords(TASK_STATE["tam_dung"], "=", "#E3E7EC", "#1D2733"),
    "co_dieu_kien": StatusWords(TASK_STATE["co_dieu_kien"], "◇", "#E3E7EC", "#1D2733"),
    "thuong_xuyen": StatusWords(TASK_STATE["thuong_xuyen"], "∞", "#E3E7EC", "#1D2733"),
    "khong_han": StatusWords(TASK_STATE["khong_han"], "–", "#E3E7EC", "#1D2733"),
}
"""Worst first: how a task is shown. The first four are the official numbers; `xong_khong_han` is done without ever having a deadline."""

TASK_REPORT: dict[str, str] = {
    "chua_thuc_hien": "Chưa thực hiện",
    "dang_thuc_hien": "Đang thực hiện",
    "hoan_thanh": "Hoàn thành",
    "tam_dung": "Tạm dừng",
}

DUTY_STATE: dict[str, str] = {
    "chua_den_han": "Chưa đến hạn",
    "da_gui": "Đã gửi đúng hạn",
    "gui_muon": "Gửi muộn",
    "qua_han": "Quá hạn, chưa ghi nhận gửi",
}
"""Nobody but the unit knows what was sent: the program only knows what was recorded."""

DUTY_LOOK: dict[str, StatusWords] = {
    "qua_han": StatusWords(DUTY_STATE["qua_han"], "■", "#B3261E"),
    "gui_muon": StatusWords(DUTY_STATE["gui_muon"], "▼", "#A85F00"),
    "chua_den_han": StatusWords(DUTY_STATE["chua_den_han"], "–", "#E3E7EC", "#1D2733"),
    "da_gui": StatusWords(DUTY_STATE["da_gui"], "●", "#1F7A4A"),
}
"""Worst first: how a report a plan asks for is shown."""

OFFICE_RULE = "quy ước nội bộ, không phải quy định của kế hoạch"
"""What the due date of a quarter's figures is, wherever it is named."""

HOLIDAY_KIND: dict[str, str] = {
    "nghi_le": "Nghỉ lễ, Tết",
    "nghi_bu": "Nghỉ bù",
    "hoan_doi": "Nghỉ hoán đổi",
    "lam_bu": "Làm bù",
}

WEEKDAY = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

SUBMISSION_STATE: dict[str, str] = {
    "cho_duyet": "Chờ duyệt",
    "da_duyet": "Đã duyệt",
    "tra_lai": "Trả lại",
    "da_rut": "Đã rút",
}

SUBMISSION_LOOK: dict[str, StatusWords] = {
    "cho_duyet": StatusWords(SUBMISSION_STATE["cho_duyet"], "◌", "#FFF1C2", "#1D2733"),
    "da_duyet": StatusWords(SUBMISSION_STATE["da_duyet"], "✓", "#DDEFE5", "#1D2733"),
    "tra_lai": StatusWords(SUBMISSION_STATE["tra_lai"], "↩", "#F9DEDC", "#1D2733"),
    "da_rut": StatusWords(SUBMISSION_STATE["da_rut"], "–", "#E3E7EC", "#1D2733"),
}
"""Pale, so that nobody takes the state of a report for the status of an indicator."""

IN_FORCE = "Có hiệu lực"
"""The state of a plan workbook: there is nobody to approve it."""

EXPLANATION_STATE: dict[str, str] = {
    "cho_tra_loi": "Chờ trả lời",
    "da_tra_loi": "Đã trả lời",
    "da_dong": "Đã đóng",
}

EXPLANATION_MARK: dict[str, str] = {
    "cho_tra_loi": "chờ giải trình",
    "da_tra_loi": "có giải trình",
}
"""Beside a figure somebody asked about."""

PERIOD_STATE: dict[bool, str] = {True: "Đã khóa", False: "Đang mở"}

LINEAGE: dict[str, str] = {"nhap_toan_bo": "Nhập toàn bộ", "nhap_mot_phan": "Nhập một phần"}
"""How a unit went into another."""

OVER_TIME: dict[str, str] = {
    "cuoi_ky": "Số tại cuối kỳ",
    "phat_sinh": "Phát sinh trong quý",
    "luy_ke": "Lũy kế từ đầu năm",
    "ty_le_trong_nam": "Tử số, mẫu số phát sinh trong quý",
    "ca_nam": "Cả năm, ghi một lần vào Quý IV",
}

_OPERATOR = {">": "> ", ">=": "≥ ", "=": "", "<": "< ", "<=": "≤ "}


def day(value: date | None) -> str:
    return "–" if value is None else value.strftime("%d/%m/%Y")


YES_NO = "có/không"
"""The unit of measure of whatever is answered with yes or no; stored as 1 and 0, said in words."""
_ANSWER = {"1": "Có", "0": "Không"}


def with_unit(number: str, unit: str | None) -> str:
    """ "70 %", "12 hồ sơ"; "Có" or "Không" for what is answered so, where a sum over units is a count of those that have it."""
    if unit == YES_NO:
        return _ANSWER.get(number, f"{number} đơn vị có")
    if not unit:
        return number
    return f"{number} %" if unit.startswith("%") else f"{number} {unit}"


def describe_target(op: str, value: Decimal | None, upper: Decimal | None, text: str | None, unit: str | None) -> str:
    """ "≥ 70 %", "80–90 %", or the plan's own words where no figure could be read."""
    if value is None or op == "words":
        return text or "không đọc được"
    if op == "range":
        return with_unit(f"{format_number(value)}–{format_number(upper)}", unit)
    return _OPERATOR[op] + with_unit(format_number(value), unit)


def row_label(indicator_id: str) -> str:
    """`tranlieu-79/PL2/27` as a reader of the plan says it: "Phụ lục 2, dòng 27"."""
    _, section, row = indicator_id.split("/", 2)
    if section.startswith("PL"):
        return f"Phụ lục {section[2:]}, dòng {row}"
    return {"CT": "Chỉ tiêu trong lời văn số", "NV": "Nhiệm vụ", "GP": "Giải pháp"}.get(section, section) + f" {row}"
