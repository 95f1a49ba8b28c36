"""Phương pháp: the rule in words, the thresholds the program really uses, and examples judged by the very same rule."""

from __future__ import annotations

import streamlit as st

from domain.clock import today
from domain.period import Period
from domain.wording import OFFICE_RULE, REASON, STATUS, TASK_STATE
from report import markup, method, worked
from report.markup import text
from store import reads
from store.catalogue import read_method
from store.examples import Worked, judged
from store.home import CATALOGUE
from ui.chart import twin
from ui.data import ask
from ui.frame import card, title


@st.cache_resource(show_spinner="Đang tính các thí dụ …")
def examples() -> list[Worked]:
    """Judged once per process: neither figures nor rule change while the program runs."""
    return judged()


def limits() -> worked.Limits:
    found = {row["key"]: row["value"] for row in ask(reads.thresholds)}
    return worked.Limits(found["at_risk"], found["behind"], found["early"])


def show_rule(used: worked.Limits) -> None:
    with card("rules"):
        st.html(method.head("mot-phut") + method.pairs(method.RULES))
    with card("statuses"):
        rows = [(markup.badge(status), text(method.MEANING[status])) for status in STATUS]
        reasons = "".join(f"<li>{text(reason)}</li>" for reason in REASON.values())
        st.html(
            method.head("trang-thai")
            + method.pairs(method.threshold_rows(used))
            + markup.plain_table(rows, reading=True)
            + f"<details class='td-pp-more'><summary>Căn cứ có thể ghi bên một trạng thái</summary><ul>{reasons}</ul></details>"
        )


def show_examples(used: worked.Limits) -> None:
    blocks = "".join(worked.block(example, used) for example in examples())
    with card("examples"):
        st.html(
            f"{method.head('thi-du')}<p class='td-note'>Số đặt ra cho dễ hiểu. Trạng thái và mọi con số bên dưới "
            "do chính quy tắc đang dùng tính ra khi mở trang; phép so với ngưỡng dùng số chưa làm tròn.</p>"
            f"<div class='td-pp-examples'>{blocks}</div>"
        )
        twin("examples", lambda: worked.twin(examples(), used))


def show_figures() -> None:
    quarter = Period.quarter(today().year, 3)
    with card("figures"):
        st.html(
            method.head("so-nao")
            + method.pairs(method.FIGURES)
            + "<h3 class='td-part-head'>Ngày chốt số liệu của một quý</h3>"
            + method.pairs(method.closing_rows(quarter))
            + f"<p class='td-note'>Hạn gửi số liệu quý là {OFFICE_RULE}; chưa đặt hạn thì không đơn vị nào bị coi là muộn.</p>"
        )
    with card("readings"):
        rows = [tuple(text(cell) for cell in row) for row in method.reading_rows()]
        st.html(method.head("doc-so") + markup.headed_table(("Ghi trong ô", "Ở hàng", "Đọc là"), rows))


def show_limits_of_the_rule() -> None:
    with card("not-judged"):
        st.html(method.head("khong-danh-gia") + f"<ul>{''.join(f'<li>{text(one)}</li>' for one in method.NOT_JUDGED)}</ul>")
    with card("ahead"):
        st.html(method.head("theo-da") + method.pairs(method.AHEAD))
    with card("marks"):
        rows = [(mark, text(said)) for mark, said in method.mark_rows(examples()[0].card)]
        st.html(method.head("dau") + markup.plain_table(rows, reading=True))


def show_tasks_and_duties() -> None:
    with card("tasks"):
        four = ", ".join(f"«{TASK_STATE[state]}»" for state in method.OFFICIAL)
        st.html(
            f"{method.head('nhiem-vu')}{markup.plain_table(method.task_rows(), reading=True)}"
            f"<p class='td-note'>Bốn con số của báo cáo chính thức là {text(four)}; cộng lại bằng số nhiệm vụ có hạn, trừ việc tạm dừng. "
            "Các trạng thái khác, kể cả việc đã xong mà kế hoạch không đặt hạn, đếm riêng.</p>"
        )
    with card("duties"):
        st.html(
            f"{method.head('bao-cao')}{markup.plain_table(method.duty_rows(), reading=True)}"
            "<p class='td-note'>Hạn rơi vào thứ Bảy, Chủ nhật hoặc ngày nghỉ lễ thì tính đến hết ngày làm việc kế tiếp.</p>"
        )


def show_version() -> None:
    version = read_method(CATALOGUE)["version"]
    with card("version"):
        st.html(
            f"{method.head('phien-ban')}<p>Phương pháp phiên bản {text(version)}. Ngưỡng và quy tắc chỉ có một bản trong phần mềm: "
            "mọi màn hình, bản tin và tệp xuất đọc cùng một bảng kết quả. Đổi ngưỡng hay quy tắc thì đổi số phiên bản.</p>"
        )


title("Phương pháp", "Một chỉ tiêu được coi là đúng tiến độ khi nào, và vì sao")
st.html(method.contents())
used = limits()
show_rule(used)
show_examples(used)
show_figures()
show_limits_of_the_rule()
show_tasks_and_duties()
show_version()
