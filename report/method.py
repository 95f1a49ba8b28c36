"""The method page in words: the rule, the statuses, what counts, what is not judged, what the marks mean.

Sentences and small tables only; the worked examples are report/worked.py's business. The thresholds are handed in, never written here.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.numbers import format_number, read_number
from domain.period import Period
from domain.wording import DUTY_LOOK, DUTY_STATE, TASK_LOOK, TASK_STATE, StatusWords, day
from report import markup
from report.markup import text
from report.sentences import CHANGE_RULE
from report.worked import Limits, two
from report.worst import RULE as WORST_RULE

Row = dict[str, Any]

CONTENTS = (
    ("mot-phut", "Quy tắc trong một phút"),
    ("trang-thai", "Trạng thái và ngưỡng"),
    ("thi-du", "Thí dụ tính sẵn"),
    ("so-nao", "Con số nào được tính"),
    ("doc-so", "Đọc con số trong tệp"),
    ("khong-danh-gia", "Không đánh giá khi nào"),
    ("theo-da", "Theo đà và cần mỗi quý"),
    ("dau", "Các dấu bên con số"),
    ("nhiem-vu", "Nhiệm vụ"),
    ("bao-cao", "Chế độ báo cáo"),
    ("phien-ban", "Phiên bản"),
)

MEANING = {
    "vuot": "Giá trị tốt hơn mục tiêu. Mục tiêu «trên» hoặc «dưới» một mức thì không có vượt, chỉ có đạt.",
    "dat": "Giá trị đạt mục tiêu đang áp dụng.",
    "dung_tien_do": "Chưa đạt, nhưng khoảng cách đã thu hẹp tương xứng với thời gian đã qua.",
    "cham": "Thu hẹp khoảng cách chậm hơn thời gian đã qua.",
    "nguy_co": "Thu hẹp quá chậm; hoặc mục tiêu đã đạt nay không giữ được; hoặc mốc gốc đã đạt mà giá trị nay lại không đạt.",
    "khong_dat": "Hết giai đoạn mà giá trị của quý cuối chưa đạt; hoặc mục tiêu quá hạn chưa từng đạt.",
    "chua_co_so_lieu": "Không có số liệu trong kỳ và cả bốn quý trước; quý cuối giai đoạn phải có số của chính quý đó.",
    "khong_danh_gia": "Mục tiêu bằng lời hoặc không đọc được; mới có một lần báo cáo; mới đầu giai đoạn; "
    "hoặc cấp trên chưa đủ đơn vị báo cáo.",
    "chua_den_ky": "Kế hoạch chưa đặt mục tiêu cho giai đoạn này và các giai đoạn trước.",
}

RULES = (
    ("Mục tiêu nào", "Mục tiêu của mốc gần nhất chưa qua: năm 2026 xét theo mốc 2030. Mốc ấy để «-» thì phải giữ mục tiêu trước đó."),
    ("Giá trị nào", "Số của chính quý. Không có thì dùng số gần nhất trong bốn quý trước và ghi rõ đã cũ mấy quý."),
    ("Xuất phát từ đâu", "Mốc gốc là số cuối giai đoạn trước; không có thì số liệu gốc đã công bố; không có nữa thì số báo cáo đầu tiên."),
    ("Nhanh hay chậm", "Nhịp độ = phần khoảng cách đã thu hẹp ÷ phần thời gian đã qua. Bằng 1 là đi đúng đường thẳng từ gốc đến mục tiêu."),
    (
        "Đạt hay không",
        "Đạt là tới hoặc qua mục tiêu; mục tiêu «trên», «dưới» thì phải qua hẳn. Chỉ quý cuối giai đoạn mới kết luận «Không đạt».",
    ),
    ("Dòng kém nhất", WORST_RULE),
    ("Kém hơn, tốt hơn kỳ trước", CHANGE_RULE),
    ("Số trong năm", "Số phát sinh được cộng dồn từ đầu năm và so với đường thẳng từ 0 đến mục tiêu của năm, năm sau tính lại từ đầu."),
    ("Cấp trên", "Tỷ lệ là tổng tử số chia tổng mẫu số của các đơn vị; chỉ đánh giá khi có mục tiêu riêng và đủ đơn vị báo cáo."),
)

NOT_JUDGED = (
    "Chất lượng, hiệu quả thật sự phía sau con số: hệ thống chỉ so con số đã báo cáo với mục tiêu đã in.",
    "Mục tiêu bằng lời, mục tiêu có con số không đọc được trong bản chữ của kế hoạch.",
    "Chỉ tiêu mới có một lần báo cáo, hoặc giai đoạn mới bắt đầu.",
    "Cấp trên chưa đủ đơn vị báo cáo, hoặc không có mục tiêu riêng: chỉ hiện số gộp và số đơn vị đã báo cáo.",
    "Tốc độ tăng trưởng (phần trăm tăng so với kỳ trước) không dùng để xếp trạng thái: nó dễ dãi với chỉ tiêu tăng, "
    "khắt khe với chỉ tiêu giảm và không tính được khi xuất phát từ 0.",
    "Không có điểm tổng hợp hay xếp hạng chung từ các trạng thái.",
)

FIGURES = (
    ("Bản nào được tính", "Bản đã duyệt mới nhất. Chưa có bản nào được duyệt thì dùng bản chờ duyệt và ghi «chưa duyệt». "
     "Bản trả lại, bản đã rút không được tính."),
    ("Ô để trống", "Không nói gì: số đã có trước đó vẫn còn. Muốn bỏ một số thì rút báo cáo hoặc ghi «không áp dụng»."),
    ("Số 0", "Là một số thật, khác với bỏ trống và «không áp dụng»."),
    ("Làm tròn", "Số được làm tròn khi lưu và xét đúng như đã lưu, nên màu không bao giờ trái với con số trên màn hình."),
    ("Số cả năm", "Thuộc Quý IV; dùng tiếp cho ba quý đầu năm sau."),
    ("Quý cuối giai đoạn", "Chỉ số của chính quý đó được tính."),
)  # fmt: skip

READINGS = (
    ("62,5%", True), ("62.5", True), ("1.234,5", False), ("1 234", False), ("0,6", True), ("1.234", False), ("≥ 70%", True), ("đạt", True),
    ("0", True), ("-", True), ("", True), ("không áp dụng", True),
)  # fmt: skip

AHEAD = (
    ("Theo đà gần đây", "Kéo dài đường đi của 8 quý gần nhất (ít nhất 4 số) đến hết giai đoạn. Lấy độ dốc ở giữa của mọi cặp số, "
     "nên một số lạc không kéo lệch được đường. Chỉ để tham khảo, không đổi trạng thái."),
    ("Cần mỗi quý", "(Mục tiêu − giá trị) ÷ số quý còn lại đến hết giai đoạn; số trong năm thì đến hết năm."),
    ("Vì sao hai cách có thể khác nhau", "Nhịp độ nhìn cả đường từ mốc gốc; đà chỉ nhìn tám quý gần đây. "
     "Trang «Giai đoạn» ghi dấu ≠ ở chỗ khác."),
)  # fmt: skip

OFFICIAL = ("dung_han", "qua_han_xong", "trong_han", "qua_han")
TASKS = {
    "dung_han": "Xong trước hoặc đúng hạn.",
    "qua_han_xong": "Đã xong, nhưng sau hạn.",
    "trong_han": "Chưa xong, hạn chưa qua tính đến hôm nay (kỳ mới nhất) hoặc ngày cuối kỳ (kỳ cũ).",
    "qua_han": "Chưa xong, hạn đã qua tính đến hôm nay (kỳ mới nhất) hoặc ngày cuối kỳ (kỳ cũ).",
    "thuong_xuyen": "Làm thường xuyên: không bao giờ tính quá hạn.",
    "co_dieu_kien": "Hạn phụ thuộc việc khác («sau khi thành phố ban hành …»): không tính quá hạn.",
    "khong_han": "Kế hoạch không nêu hạn.",
    "tam_dung": "Đơn vị báo tạm dừng.",
}
DUTIES = {
    "chua_den_han": "Hạn chưa qua, hoặc kế hoạch không nêu ngày.",
    "da_gui": "Ngày ghi nhận gửi không sau hạn.",
    "gui_muon": "Ngày ghi nhận gửi sau hạn.",
    "qua_han": "Hạn đã qua mà chưa ghi nhận gửi.",
}


def contents() -> str:
    links = "".join(f'<a href="#{anchor}" target="_self">{place}. {text(name)}</a>' for place, (anchor, name) in enumerate(CONTENTS, 1))
    return f'<nav class="td-pp-contents" aria-label="Mục lục">{links}</nav>'


def head(anchor: str) -> str:
    """The heading of a part, which the contents lead to."""
    place, name = next((place, name) for place, (key, name) in enumerate(CONTENTS, 1) if key == anchor)
    return f"<h2 class='td-head' id='{anchor}'>{place}. {text(name)}</h2>"


def pairs(rows: Sequence[tuple[str, str]]) -> str:
    return markup.plain_table([(f"<b>{text(name)}</b>", text(said)) for name, said in rows], reading=True)


def threshold_rows(limits: Limits) -> list[tuple[str, str]]:
    return [
        (f"Nhịp độ dưới {two(limits.low)}", "Nguy cơ không đạt"),
        (f"Nhịp độ từ {two(limits.low)} đến dưới {two(limits.high)}", "Chậm"),
        (f"Nhịp độ từ {two(limits.high)} trở lên", "Đúng tiến độ"),
        (f"Thời gian đã qua chưa đến {two(limits.early)} của giai đoạn", "Chưa đánh giá, mới đầu giai đoạn"),
    ]


def reading_rows() -> list[tuple[str, str, str]]:
    """How typed cells are read, by the reader itself."""
    rows = []
    for entered, percent in READINGS:
        found = read_number(entered, percent=percent)
        said = {"blank": "chưa có số liệu", "not_applicable": "không áp dụng, khác với 0 và bỏ trống"}.get(found.kind) or (
            f"hỏi lại: {found.question}" if found.kind == "question" else format_number(found.value) + (" %" if percent else "")
        )
        rows.append((f"«{entered}»" if entered else "(để trống)", "hàng tính bằng %" if percent else "hàng đếm số lượng", said))
    return rows


def closing_rows(period: Period) -> list[tuple[str, str]]:
    """From which day to which a quarter's figures count, by both rules."""
    rules = (("Theo quý dương lịch (mặc định)", "duong_lich"), ("Theo Nghị định 09/2019/NĐ-CP", "nd_09_2019"))
    return [(name, f"{period.label}: từ {day(period.opening_day(rule))} đến {day(period.closing_day(rule))}") for name, rule in rules]


def mark_rows(card: Row) -> list[tuple[str, str]]:
    """The marks themselves, made by what makes them on every page, each with its meaning."""
    plain = card | {"approved": True, "estimate": False, "age_quarters": 0, "newer_pending": False, "certain": True, "value": Decimal(1)}
    doubtful = plain | {"certain": False, "target_doubt": "Bản chữ ghi «Z0%», đọc là «≥ 70%»."}
    return [
        (markup.figure_marks(plain | {"approved": False}), "Chưa có bản nào được duyệt; con số là của bản đang chờ duyệt."),
        (markup.figure_marks(plain | {"estimate": True}), "Đơn vị ghi là số ước thực hiện."),
        (markup.figure_marks(plain | {"age_quarters": 2}), "Kỳ này chưa có số; đây là số của hai quý trước."),
        (markup.figure_marks(plain | {"newer_pending": True}), "Bản đã duyệt vẫn được tính; có bản mới hơn đang chờ duyệt."),
        (
            markup.doubt_mark(doubtful),
            "Ô mục tiêu trong bản chữ của kế hoạch chưa đọc được chắc chắn; vẫn được xét và có lời giải thích khi đưa chuột vào.",
        ),
        ("–", "Kế hoạch in dấu gạch, không đặt mục tiêu; hoặc không có gì để ghi."),
        ("<b class='td-late'>Số liệu minh họa</b>", "Số đặt ra để xem thử, không phải số thật của đơn vị nào."),
    ]


def look(words: dict[str, StatusWords], labels: dict[str, str], state: str) -> str:
    """A state of a task or duty as its pages show it."""
    one = words[state]
    return f'<span class="td-badge" style="background:{one.colour};color:{one.ink}">{one.sign} {text(labels[state])}</span>'


def task_rows() -> list[tuple[str, str]]:
    return [(look(TASK_LOOK, TASK_STATE, state), text(said)) for state, said in TASKS.items()]


def duty_rows() -> list[tuple[str, str]]:
    return [(look(DUTY_LOOK, DUTY_STATE, state), text(said)) for state, said in DUTIES.items()]
