"""Phương pháp: the rule in words, with the thresholds the program really uses and what each status means."""

from __future__ import annotations

import streamlit as st

from domain.numbers import format_number
from domain.wording import REASON, STATUS
from report import markup
from report.markup import text
from store import reads
from ui.data import ask
from ui.frame import card, title

MEANING = {
    "vuot": "Giá trị tốt hơn mục tiêu. Mục tiêu «trên» hoặc «dưới» một mức thì không có vượt, chỉ có đạt.",
    "dat": "Giá trị đạt mục tiêu của giai đoạn đang áp dụng.",
    "dung_tien_do": "Chưa đạt, nhưng khoảng cách đã thu hẹp tương xứng với thời gian đã qua.",
    "cham": "Thu hẹp khoảng cách chậm hơn thời gian đã qua.",
    "nguy_co": "Thu hẹp quá chậm; hoặc mục tiêu đã đạt nay không giữ được; hoặc mốc gốc đã đạt mà giá trị nay lại không đạt.",
    "khong_dat": "Hết giai đoạn mà giá trị của quý cuối chưa đạt; hoặc mục tiêu quá hạn chưa từng đạt.",
    "chua_co_so_lieu": "Không có số liệu trong kỳ và cả bốn quý trước; quý cuối giai đoạn phải có số của chính quý đó.",
    "khong_danh_gia": "Mục tiêu bằng lời hoặc không đọc được; mới có một lần báo cáo; mới đầu giai đoạn; "
    "hoặc cấp trên chưa đủ đơn vị báo cáo.",
    "chua_den_ky": "Kế hoạch chưa đặt mục tiêu cho giai đoạn này và các giai đoạn trước.",
}

RULES = """
1. **Giai đoạn**: mục tiêu áp dụng cho một quý là mục tiêu của mốc đầu tiên chưa qua năm của quý đó.
   Nếu mốc ấy để «-», mục tiêu gần nhất trước đó phải được duy trì.
2. **Giá trị**: số của chính quý; nếu không có, số gần nhất trong bốn quý trước, ghi rõ đã cũ mấy quý.
3. **Mốc gốc**: số cuối giai đoạn trước; nếu không có thì số liệu gốc đã công bố; nếu không có nữa thì số đầu tiên báo cáo.
4. **Nhịp độ** = (phần khoảng cách đã thu hẹp) ÷ (phần thời gian đã qua), tính tại quý của chính giá trị.
   Khoảng cách đã thu hẹp = (giá trị − gốc) ÷ (mục tiêu − gốc), dùng chung cho chỉ tiêu tăng và giảm.
5. **Số phát sinh trong năm** được cộng dồn từ đầu năm và so với đường thẳng từ 0 đến mục tiêu của năm.
6. **Cấp trên**: tỷ lệ là tổng tử số chia tổng mẫu số của các đơn vị; chỉ được đánh giá khi có mục tiêu riêng và đủ đơn vị báo cáo.
"""

title("Phương pháp", "Một chỉ tiêu được coi là đúng tiến độ khi nào")
with card("statuses", "Trạng thái"):
    st.html(markup.plain_table(((markup.badge(status), text(MEANING[status])) for status in STATUS), reading=True))
with card("rules", "Quy tắc"):
    st.markdown(RULES)
with card("thresholds", "Ngưỡng đang dùng"):
    limits = {row["key"]: format_number(row["value"], 2) for row in ask(reads.thresholds)}
    st.html(
        markup.plain_table(
            [
                ("Nhịp độ dưới mức này là «Nguy cơ không đạt»", text(limits["at_risk"])),
                ("Nhịp độ dưới mức này là «Chậm»; từ mức này trở lên là «Đúng tiến độ»", text(limits["behind"])),
                ("Thời gian đã qua ít hơn phần này của giai đoạn thì chưa đánh giá", text(limits["early"])),
            ]
        )
    )
with card("reasons", "Căn cứ ghi bên mỗi trạng thái"):
    st.html(markup.plain_table((text(reason),) for reason in REASON.values()))
